"""Columns of scaled numbers: their scale, their bins, and the Keras layers of many at once.

A number is centred at the median of the training rows, divided by three times their spread, and
squeezed smoothly into -3 to 3 by the network.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from densemodel.data.columns._column import UsedColumn
from densemodel.data.columns._left_out import LeftOut
from densemodel.data.columns._summary import histogram

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from densemodel._array import Array
    from densemodel.data.columns._column import Column, TrainingValues
    from densemodel.data.columns._layer_graph import LayerGraph
    from densemodel.data.columns._summary import ColumnSummary
    from densemodel.data.columns._values import ColumnValues

CLIP = 3.0
"""The network squeezes scaled numbers smoothly into -3 to 3: 3 tanh(z / 3). A row has z / 3."""
ALL_BINS = 1.4
"The length of the vector of all bins of a number that is beyond them."
_BINS = 16
"Bins of a number with many different values: see `Scaled.bins`."
_MOST_EDGES = 33
"Up to so many different values of a number are the edges themselves."
_FARTHEST = 1e18
"Scaled numbers end here, and so do bins: float32 has no squares of larger widths."
_LARGEST = float(np.finfo(np.float32).max)


@dataclass(frozen=True)
class Scaled(UsedColumn):
    """A column of numbers, learnt from the training rows."""

    center: float = 0.0
    "The median: a missing value becomes it."
    spread: float = 1.0
    bins: tuple[float, ...] = ()
    """The edges of bins with about as many training rows each, in the scale of an encoded row. The
    network has a number for each: 0 below the bin, linear in it, `bin_height` above (piecewise
    linear encoding: Gorishniy, Rubachev and Babenko 2022). Empty: none."""
    marks_missing: bool = False
    "Whether there is a number that says that the value is missing."

    is_scaled: ClassVar[bool] = True
    default: ClassVar[str] = "the median"
    usual: ClassVar[str] = "its median"
    scaled_name: ClassVar[str]
    "How the names of the Keras layers begin that all such columns share."

    # learning

    def thinned(self, known: Array) -> Array:
        """At most 100,000 numbers, spread evenly over the training rows."""
        return known[:: -(-len(known) // 100_000) or 1]

    def learn(self, rows: TrainingValues, like: Column | None) -> Column:
        known = rows.known
        center, spread = _scale(known) if len(known) else (0.0, 1.0)
        if like is None and not 1e-6 <= CLIP * spread <= 1e18:
            why = f"its values differ by about {spread:.1g}: give them in another unit"
            facts = self.name, why, self.written, self.missing, self.distinct
            return LeftOut(*facts, kind=self.kind)
        marks = (
            self.missing > 0 if like is None else isinstance(like, Scaled) and like.marks_missing
        )
        fitted = replace(self, center=center, spread=spread, marks_missing=marks)
        bins = _edges(fitted.scale(known))
        if isinstance(like, Scaled):
            bins = _as_many(bins, len(like.bins))
        return replace(fitted, bins=bins)

    # values

    @abstractmethod
    def values_of(self, numbers: Array) -> ColumnValues:
        """Values of the column from numbers, days or seconds, float64."""

    def usual_values(self) -> ColumnValues:
        return self.values_of(np.array([self.center]))

    # encoding

    @property
    def width(self) -> int:
        return 1 + self.marks_missing

    @property
    def outputs(self) -> int:
        return self.width + self.bin_count

    @property
    def bin_count(self) -> int:
        return max(len(self.bins) - 1, 0)

    @property
    def bin_height(self) -> float:
        """What the network makes of a bin that a number is beyond: less, the more bins there are.

        So the bins of a column together are about as large as its scaled number.
        """
        return ALL_BINS / math.sqrt(max(self.bin_count, 1))

    @property
    def mean(self) -> float:
        """The center as a float32: Keras keeps it as one."""
        mean = float(np.float32(self.center))
        return mean if np.isfinite(mean) else 0.0

    @property
    def variance(self) -> float:
        """The square of three spreads, as a float32; Keras divides by 1e-7 at least."""
        return float(np.float32(np.clip((self.spread * CLIP) ** 2, 1.1e-14, 3e38)))

    @property
    def words(self) -> list[str]:
        """The encoding in words, but for missing values."""
        return ["scaled", *([f"{self.bin_count} bins"] if self.bins else [])]

    @property
    def text(self) -> str:
        words = ", ".join(self.words)
        return f"{words}, and a mark for missing" if self.marks_missing else words

    def scale(self, values: Array) -> Array:
        """Numbers, days or seconds as an encoded row has them, float32 of shape (n,)."""
        with np.errstate(over="ignore", invalid="ignore"):  # a float64 may be too large
            numbers = values.astype(np.float32) - np.float32(self.mean)
            scaled = numbers / np.sqrt(np.float32(self.variance))
        # the first layer multiplies by zeros, and an infinity would give NaN
        return np.asarray(np.clip(scaled, -_FARTHEST, _FARTHEST))

    def encode(self, values: ColumnValues) -> Array:
        gaps = values.is_missing
        out = np.empty((len(gaps), self.width), np.float32)
        out[:, 0] = self.scale(values.array)
        self.encode_cycles(values, out)
        out[gaps] = 0  # the median, and the middle of every circle
        if self.marks_missing:
            out[:, -1] = gaps
        return out

    def encode_cycles(self, values: ColumnValues, out: Array) -> None:
        """Write what a date has beside its scaled number into encoded rows."""

    def summary(self, values: ColumnValues) -> ColumnSummary:
        return histogram(values)

    # Keras

    @classmethod
    @abstractmethod
    def gaps(cls, keras: Any, given: Any) -> tuple[Any, Any]:
        """Which values of a Keras tensor are missing, and the values as float32."""

    @classmethod
    def shared_layers(
        cls, keras: Any, columns: Sequence[Scaled], given: Sequence[Any]
    ) -> tuple[Any, list[Any], list[Any]]:
        """What Keras makes of such columns together: scaled numbers, marks for missing, and bins.

        Missing numbers are 0, the median, only after they are scaled: so no constant of an
        operation depends on the data, and layers can be set to another encoding.
        """
        layers, ops, name = keras.layers, keras.ops, cls.scaled_name
        gaps, numbers = cls.gaps(keras, ops.concatenate(given, axis=1))
        scale = layers.Normalization(**scales_of(columns), name=f"{name}-scaled", dtype="float32")
        scaled = ops.where(gaps, 0.0, scale(numbers))
        marks, bins = [], []
        marked = [place for place, column in enumerate(columns) if column.marks_missing]
        if marked:
            marks.append(ops.cast(ops.take(gaps, marked, axis=1), "float32"))
        binned = [place for place, column in enumerate(columns) for _ in range(column.bin_count)]
        if binned:
            numbers = ops.take(scaled, binned, axis=1)
            numbers = layers.Normalization(**edges_of(columns), name=f"{name}-bins")(numbers)
            # a Rescaling of several factors has another shape in Keras 3.11
            counts = [columns[place].bin_count / ALL_BINS**2 for place in binned]
            heights = {"mean": [0.0] * len(binned), "variance": [*map(in_32_bits, counts)]}
            steps = layers.Normalization(**heights, name=f"{name}-steps")
            bins.append(steps(inside(keras, numbers, name)))
        return squeezed(keras, scaled, name), marks, bins

    @classmethod
    def set_shared_layers(cls, model: Any, columns: Sequence[Scaled]) -> None:
        """Set the layers of a model to another encoding of the same sizes."""
        set_scale(model.get_layer(f"{cls.scaled_name}-scaled"), **scales_of(columns))
        if any(column.bins for column in columns):
            set_scale(model.get_layer(f"{cls.scaled_name}-bins"), **edges_of(columns))

    # scripts

    shared_script: ClassVar[str] = f'''def add_numbers(names, means, variances, marked, edges):
    """Numbers of about -1 to 1, squeezed into -3 to 3; missing ones become 0, the median."""
    joined = keras.ops.concatenate([inputs[name] for name in names], axis=1)
    if inputs[names[0]].dtype == "float32":
        gaps = keras.ops.isnan(joined)
    else:
        gaps = keras.ops.equal(joined, MISSING)
        joined = keras.ops.cast(joined, "float32")
    layer = keras.layers.Normalization(mean=means, variance=variances)
    scaled = keras.ops.where(gaps, 0.0, layer(joined))
    squeezed = keras.layers.Activation("tanh")(scaled)
    numbers.append(keras.layers.Rescaling({CLIP})(squeezed))
    if marked:
        gaps = keras.ops.take(gaps, marked, axis=1)
        marks.append(keras.ops.cast(gaps, "float32"))
    if any(edges):
        bins.append(in_bins(scaled, edges))


def in_bins(numbers, edges):
    """How far a scaled number is in each bin of its column, from 0 to its height."""
    places = [(place, own) for place, own in enumerate(edges) for _ in own[1:]]
    edges = [np.array(own, "float32") for own in edges]
    lows = np.concatenate([own[:-1] for own in edges])
    squares = np.concatenate([np.diff(own) ** 2 for own in edges])
    numbers = keras.ops.take(numbers, [place for place, _ in places], axis=1)
    numbers = keras.layers.Normalization(mean=lows, variance=squares)(numbers)
    inside = keras.layers.ReLU(max_value=1.0)(numbers)
    # divided by a root, the bins of a column are together about as large as its number
    squares = [(len(own) - 1) / {ALL_BINS}**2 for _, own in places]
    zeros = [0.0] * len(places)
    return keras.layers.Normalization(mean=zeros, variance=squares)(inside)'''

    @staticmethod
    def shared_script_call(columns: Sequence[Scaled], names: Sequence[str]) -> dict[str, Any]:
        """The arguments of `add_numbers`; the edges by the names of the inputs."""
        scales = scales_of(columns)
        return {
            "names": list(names),
            "means": scales["mean"],
            "variances": scales["variance"],
            "marked": [place for place, column in enumerate(columns) if column.marks_missing],
            "edges": {name: list(one.bins) for name, one in zip(names, columns, strict=True)},
        }

    # saving

    @staticmethod
    def read_layers(name: str, graph: LayerGraph) -> dict[str, Any] | None:
        """What the layers that an input shares hold of it; None if they are no such layers."""
        join, names = graph.joined(name)
        numbers = graph.after(join, "Cast") or join
        scale = graph.after(numbers, "Normalization")
        means, variances = (graph.numbers(scale, key) for key in ("mean", "variance"))
        if name not in names or not len(means) == len(variances) == len(names):
            return None
        place = names.index(name)
        marked = graph.constant(graph.after(graph.after(join, "Isnan", "Equal"), "Take"))
        taken = graph.after(graph.after(scale, "Where"), "Take")
        own = [at for at, one in enumerate(_as_list(graph.constant(taken))) if one == place]
        edges = graph.after(taken, "Normalization")
        lows, squares = (graph.numbers(edges, key) for key in ("mean", "variance"))
        has_bins = bool(own) and max(own) < min(len(lows), len(squares))
        return {
            "center": float(means[place]),
            "spread": math.sqrt(max(variances[place], 0)) / CLIP,
            "bins": _edges_from(lows[own], squares[own[-1]]) if has_bins else (),
            "marks_missing": place in _as_list(marked),
        }

    def faults(self) -> Iterator[tuple[str, bool]]:
        bins = (-_LARGEST, *self.bins, _LARGEST)
        yield (
            "has a scale that no numbers have",
            not abs(self.center) <= _LARGEST or not self.spread > 0,
        )
        yield (
            "has bins that no numbers have",
            len(self.bins) == 1  # nan is not below anything
            or not all(low <= high for low, high in pairwise(bins)),
        )


def squeezed(keras: Any, numbers: Any, name: str) -> Any:
    """Scaled numbers, smoothly kept within -3 and 3."""
    numbers = keras.layers.Activation("tanh", name=f"{name}-squeezed")(numbers)
    return keras.layers.Rescaling(CLIP, name=f"{name}-number")(numbers)


def inside(keras: Any, numbers: Any, name: str) -> Any:
    """From 0 at the lower edge of a bin to 1 at the upper one, and the same beyond."""
    return keras.layers.ReLU(max_value=1.0, name=f"{name}-inside")(numbers)


def scales_of(columns: Sequence[Scaled]) -> dict[str, list[float]]:
    """The mean and the variance of each column."""
    return {
        "mean": [column.mean for column in columns],
        "variance": [column.variance for column in columns],
    }


def edges_of(columns: Sequence[Scaled]) -> dict[str, list[float]]:
    """The lower edge and the squared width of each bin of all these columns."""
    edges = [np.array(column.bins, np.float32) for column in columns if column.bins]
    lows = np.concatenate([one[:-1] for one in edges])
    squares = np.concatenate([np.diff(one) ** 2 for one in edges])
    return {"mean": lows.astype(float).tolist(), "variance": squares.astype(float).tolist()}


def set_scale(layer: Any, mean: list[float], variance: list[float]) -> None:
    layer.input_mean, layer.input_variance = np.array(mean), np.array(variance)
    layer.build((None, len(mean)))


def _as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _edges_from(lows: Array, square: Any) -> tuple[float, ...]:
    """The edges of bins from the lower ones and the square of the last width, all of 32 bits."""
    with np.errstate(all="ignore"):
        low = lows[-1]
        last = low + np.sqrt(square)
        # the root is rounded: one of the three numbers on each side of it has just this square
        near = [last]
        for end in (-np.inf, np.inf):
            one = last
            for _ in range(3):
                one = np.nextafter(one, np.float32(end))
                near.append(one)
        last = next((one for one in near if (one - low) ** 2 == square), last)
    return (*lows.tolist(), float(last))


def in_32_bits(number: float) -> float:
    return float(np.float32(number))


def _scale(known: Array) -> tuple[float, float]:
    """The median as a float32, and the distance of the quartiles in standard deviations.

    Where the quartiles are equal, half the range of all values; 1 for a constant.
    """
    low, center, high = np.percentile(known.astype(np.float64), (25, 50, 75))
    spread = (high - low) / 1.349
    if not spread > 0:
        spread = float(known.max() - known.min()) / 2
    with np.errstate(over="ignore"):
        near = float(np.float32(center))  # Keras keeps a float32
    is_sound = spread > 0 and np.isfinite(spread)
    return near if np.isfinite(near) else 0.0, float(spread) if is_sound else 1.0


def _edges(scaled: Array) -> tuple[float, ...]:
    """Edges of bins with about as many rows each; of few different numbers, these numbers.

    Empty for fewer than three edges: the number itself says as much.
    """
    scaled = scaled[np.abs(scaled) < _FARTHEST]
    edges = np.unique(scaled)
    if len(edges) > _MOST_EDGES:
        edges = np.unique(np.quantile(scaled, np.linspace(0, 1, _BINS + 1)).astype(np.float32))
    apart: list[float] = []
    for edge in edges.tolist():
        # float32 has about a thousand numbers in the narrowest bin near 1
        if not apart or edge - apart[-1] >= 1e-4 * max(1, abs(edge)):
            apart.append(edge)
    return tuple(apart) if len(apart) > 2 else ()


def _as_many(bins: tuple[float, ...], count: int) -> tuple[float, ...]:
    """So many edges: some of these, or more above them, which no training row reaches."""
    if len(bins) > count:
        return tuple(
            bins[place] for place in np.linspace(0, len(bins) - 1, count).round().astype(int)
        )
    last = bins[-1] if bins else 0.0
    step = max(1.0, abs(last))  # so that the next float32 is another one
    more = (last + step * number for number in range(1, count - len(bins) + 1))
    return (*bins, *(in_32_bits(one) for one in more))

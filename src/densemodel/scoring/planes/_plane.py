"""What a network predicts over one or two columns of x: a curve, or the boundaries of classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.errors import DataError, with_call_hints
from densemodel.scoring.columns._explanation import value_text
from densemodel.scoring.planes._points import PlanePoints
from densemodel.scoring.rows._answers import Answers
from densemodel.scoring.rows._forward import Forward
from densemodel.scoring.rows._frozen_model import weights_of
from densemodel.scoring.rows._predictions import (
    Predictions,
    most_likely,
    names_of,
    numbers_of,
    predictions_of,
    probabilities_of,
)
from densemodel.training import Newest, Run
from densemodel.training.diagnosis import unit_layers
from densemodel.wording import counted, enumerated, rounded

if TYPE_CHECKING:
    from densemodel._array import Array
    from densemodel.data import Terms


_MOST_UNITS = 64
"The most units of a layer with a picture for each."
_COUNTS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


@dataclass(frozen=True, eq=False)
class UnitPictures:
    """What each unit of a layer gives at the points of a plane."""

    layer: str
    "Its name in sentences: `hidden layer 1`."
    values: Array
    "float32 of shape (units, size, size), the first row at the bottom."


@dataclass(frozen=True, eq=False, repr=False)
class Plane:
    """What a network predicts along one column of x, or over two."""

    points: PlanePoints
    values: Array
    """What `dm.predict` gives at each point, float32 of shape (size, size, ...): `values[i, j]`
    belongs to `up[i]` and `across[j]`; without `up` of shape (size, ...)."""
    y_pred: Array | None
    "The predicted class of each point, int64 of shape (size, size) or (size,); None for numbers."
    predictions: Predictions
    "Those of the rows on it."
    units: tuple[UnitPictures, ...] = ()
    "Of two columns that are all that the network takes."
    newest: Newest | None = None
    "The weights in training that it shows, with their step; None for the best."

    @property
    def across(self) -> Array:
        """The values from left to right, of shape (size,)."""
        return self.points.lines[0]

    @property
    def up(self) -> Array | None:
        """The values from the bottom to the top, of shape (size,); None for one column."""
        return self.points.lines[1] if len(self.points.lines) > 1 else None

    @property
    def held(self) -> dict[Any, Any]:
        """The values at which the other columns are held, by name."""
        return dict(self.points.held)

    @property
    def terms(self) -> Terms:
        """What the predictions mean."""
        return self.points.terms

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of its columns in words."""
        return tuple(map(_named, self.points.names))

    @property
    def names(self) -> tuple[str, ...]:
        """The classes, or what the last axis of `values` stands for."""
        return names_of(self.terms)

    @property
    def first_values(self) -> Array:
        """The first of the numbers at each point, of shape (size, size) or (size,)."""
        return self.values.reshape(*self.points.shape, -1)[..., 0]

    @property
    def first_labels(self) -> Array:
        """The true class of each row on it, or the first of the numbers: float64 of shape (n,)."""
        found = self.predictions.y if self.y_pred is None else self.predictions.y_true
        if found is None:
            return np.zeros(len(self.points.rows.x))
        return np.asarray(found, np.float64).reshape(len(found), -1)[:, 0]

    @property
    def certainty(self) -> Array | None:
        """How far the most likely class is above the second, from 0 to 1; None for numbers."""
        if self.y_pred is None or self.values.ndim == self.y_pred.ndim:
            return None
        first_two = np.partition(self.values, -2, axis=-1)[..., -2:]
        return np.asarray(first_two[..., 1] - first_two[..., 0])

    @property
    def regions(self) -> int:
        """The number of parts with one predicted class each; 0 for numbers."""
        return 0 if self.y_pred is None else _regions(np.atleast_2d(self.y_pred))

    @property
    def sentence(self) -> str:
        """The plane in words: `Three regions; 2 of 60 held-out rows are on the wrong side`."""
        held_out, is_right = self.points.rows.is_held_out, self.predictions.is_right
        if self.y_pred is None:
            shown = self.first_values
            low, high = rounded(float(shown.min())), rounded(float(shown.max()))
            return f"{self.names[0]} from {low} to {high}"
        count = _COUNTS[self.regions] if self.regions < len(_COUNTS) else f"{self.regions:,}"
        words = f"{count} region{'' if self.regions == 1 else 's'}"
        if is_right is None or not held_out.any():
            return words
        wrong = int((~is_right[held_out]).sum())
        where = "wrong" if self.points.held else "on the wrong side"
        verb = "is" if wrong == 1 else "are"
        rows = counted(int(held_out.sum()), "held-out row")
        return f"{words}; {wrong:,} of {rows} {verb} {where}"

    def words_at(self, *place: int) -> str:
        """What stands at a point, by its place up and across: `At age 44: yes 71 %, no 29 %`."""
        lines = zip(self.column_names, self.points.lines, reversed(place), strict=True)
        at = ", ".join(f"{name} {_text_of(line[number])}" for name, line, number in lines)
        values = np.atleast_1d(self.values[place])
        if self.y_pred is None and self.terms.task.kind == "regression":
            found = [f"{n} {rounded(float(v))}" for n, v in zip(self.names, values, strict=True)]
        elif self.certainty is None and self.y_pred is not None:
            found = [self.names[self.y_pred[place]]]
        else:
            order = np.argsort(-values, kind="stable")[:5]
            found = [f"{self.names[one]} {values[one] * 100:.0f} %" for one in order]
        return f"At {at}: {', '.join(found)}"

    @property
    def held_words(self) -> str:
        """Where the other columns are held; empty if there are none."""
        if not self.points.held:
            return ""
        return enumerated([f"{_named(n)} {_text_of(v)}" for n, v in self.points.held.items()])

    def __repr__(self) -> str:
        shape = "x".join(map(str, self.points.shape))
        return f"<Plane of {enumerated(self.column_names)}, {shape}: {self.sentence}>"


class LivePlane:
    """Computes a plane of a run again and again, as while it trains; the first time takes longer.

    A thread that trains the run does not wait.
    """

    def __init__(self, run: Run, points: PlanePoints) -> None:
        self._run = run
        self.points = points
        self._network = run.network
        is_square = len(points.lines) == 2 and not points.held
        self._layers = [
            one
            for one in (unit_layers(self._network) if is_square else ())
            if one.is_read and one.units <= _MOST_UNITS and len(one.after.output.shape) == 2
        ]
        self._forward = Forward(self._network, [one.after.output for one in self._layers])
        self._encoded = np.concatenate([points.encoded, points.rows.x])

    def now(self, *, newest: bool = False) -> Plane:
        """The plane of the weights that are best so far; with `newest` of those in training.

        These are then renewed in the background, for the next call.

        Raises:
            DataError: The predictions are not numbers.
        """
        points, terms, shape = self.points, self.points.terms, self.points.shape
        weights, at = weights_of(self._run, newest=newest)
        outputs, *units = self._forward(weights, self._encoded)
        answers, of_rows = np.split(outputs, [len(points.encoded)])
        numbers = numbers_of(answers, terms)
        y_pred = None
        if terms.task.kind in ("classes", "binary") and terms.coding.form != "flags":
            y_pred = most_likely(answers, probabilities_of(answers, terms), terms).reshape(shape)
        is_one = numbers.shape[1] == 1
        return Plane(
            points,
            numbers.reshape(shape if is_one else (*shape, numbers.shape[1])),
            y_pred,
            predictions_of(terms, points.rows.y, Answers(of_rows)),
            tuple(
                UnitPictures(one.words, found[: len(answers)].T.reshape(-1, *shape))
                for one, found in zip(self._layers, units, strict=True)
            ),
            at,
        )


@with_call_hints
def plane(run: Run, across: Any, up: Any = None, *, size: int = 64, newest: bool = False) -> Plane:
    """Predict over the range of one or two columns, and hold the others.

    The range is that of the rows on it, at most 1,000 of the run, and a tenth beyond on each side.
    The other columns are held at their median, or their most common value, in the training rows.
    The model is not changed, and a run that is training does not wait.

    Args:
        run: With its data, for rows of 1 to 50 numbers, or a table.
        across: A column of numbers or dates, by its name or its position from 0.
        up: Another one; None: a curve along the first.
        size: The number of points along each.
        newest: Whether to use the newest weights during training, and not the best so far.

    Returns:
        `across` and `up`, the values along the sides; `values`, what `dm.predict` gives there: the
        probability of each class or label, or numbers; `held`, the values of the other columns; and
        a `sentence`.

    Raises:
        DataError: There are no such columns, or the run has no rows here.

    Example:
        >>> plane = dm.plane(run, "age", "fare")
        >>> plt.pcolormesh(plane.across, plane.up, plane.values[..., 1])
    """
    if not isinstance(run, Run):
        raise DataError(f"dm.plane takes a run, as from dm.train: this is {type(run).__name__}")
    wanted = [across] if up is None else [across, up]
    return LivePlane(run, PlanePoints.of(run, wanted, size)).now(newest=newest)


def _regions(classes: Array) -> int:
    """The number of connected parts of equal classes; points at a corner are not connected."""
    from scipy.ndimage import label

    return sum(int(label(classes == one)[1]) for one in np.unique(classes))


def _named(name: Any) -> str:
    return name if isinstance(name, str) else f"column {name}"


def _text_of(value: Any) -> str:
    if isinstance(value, np.datetime64):
        return str(value).replace("T", " ")
    return value_text(value)

"""The weights of units as small pictures; for a first layer on images, as images."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.wording import counted, enumerated, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel._array import Array
    from densemodel.language import Layer, Spec
    from densemodel.scoring import PictureForm
    from densemodel.training import Strand
    from densemodel.training.diagnosis import Measurement, UnitLayer


Shape = tuple[int, ...]
"Height, width and channels."

_CHANNELS = (1, 3)
_FLAT = {784: (28, 28, 1), 3072: (32, 32, 3)}
"Rows of so many numbers are known as digits and as small photographs; of others nobody knows."


def _first_planes(
    spec: Spec,
    layers: Sequence[Layer],
    strands: Sequence[Strand],
    values: Sequence[Array],
    rows: PictureForm | None,
) -> tuple[Strand, Array] | None:
    """The strand of the first layer, and its weights as pictures; None where they are none.

    The array has shape (units, height, width, 1 or 3).
    """
    for strand in strands:
        if strand.layer >= len(layers):
            return None
        layer = layers[strand.layer]
        if layer.kind not in {"Dense", "Conv2D"} or strand.role != "weights":
            continue
        kernel = strand.values(values)[0]
        if layer.kind == "Conv2D":
            planes = np.moveaxis(kernel, -1, 0)
            is_picture = planes.shape[-1] in _CHANNELS and min(planes.shape[1:3]) >= 2
            return (strand, planes) if is_picture else None
        shape = _shape_before(spec, layer, rows)
        if shape is None or kernel.shape[0] != math.prod(shape):
            return None
        return strand, kernel.T.reshape(-1, *shape)
    return None


def _shape_before(spec: Spec, first: Layer, rows: PictureForm | None) -> Shape | None:
    """The image shape of a layer's input, which previous layers may have resized or flattened."""
    sizes = tuple(spec.input_shape)
    shape = _FLAT.get(sizes[0]) if len(sizes) == 1 else _as_image(sizes)
    if rows is not None:
        shape = (*rows.shape[:2], rows.shape[2] if rows.is_colour else 1)
    for layer in spec.layers:
        if layer is first:
            return shape
        if len(layer.output_shape) > 1:
            shape = _as_image(layer.output_shape)
    return None


def _as_image(sizes: tuple[int, ...]) -> Shape | None:
    if len(sizes) == 2 and min(sizes) >= 8:  # fewer are times by sensors
        return (*sizes, 1)
    if len(sizes) == 3 and sizes[2] in _CHANNELS:
        return sizes
    return None


MOST_PICTURES, MOST_TILES = 64, 100
"Units that are shown of a first layer on images, and of any other."
_NAMED = 12
_CONVOLUTIONS = frozenset({"Conv1D", "Conv2D"})


@dataclass(frozen=True, eq=False)
class LayerTiles:
    """One picture for each unit of a dense layer, or each filter of a convolution."""

    strand_layer: int
    "The layer's place among those with weights."
    layer: str
    "Keras's name of it."
    words: str
    "How a sentence names it."
    planes: Array
    "The weights, float32, shape (shown, height, width, 1 or 3)."
    units: int
    "How many there are; the first are shown."
    is_image: bool
    "Whether a tile has the form of the network's rows."
    of: int = 1
    "The number of inputs that share a place of a tile, which shows the largest weight."
    dead: tuple[int, ...] = ()
    saturated: tuple[int, ...] = ()
    is_filter: bool = False
    "Whether they are filters of a convolution."

    @property
    def one(self) -> str:
        """The noun for one tile: "unit" or "filter"."""
        return "filter" if self.is_filter else "unit"

    @property
    def scales(self) -> Array:
        """The largest absolute weight of each unit; above 0; float32, shape (shown,)."""
        sizes = np.abs(self.planes).reshape(len(self.planes), -1).max(axis=1)
        return np.where((sizes > 0) & np.isfinite(sizes), sizes, 1.0).astype(np.float32)

    @property
    def scale(self) -> float:
        """The largest weight of all shown units."""
        return float(self.scales.max())

    @property
    def own_pixels(self) -> Array:
        """int8 like `planes`; 127 is the largest weight of the same unit."""
        return _pixels(self.planes, self.scales[:, None, None, None])

    @property
    def pixels(self) -> Array:
        """int8 like `planes`; 127 is `scale`."""
        return _pixels(self.planes, self.scale)

    def note(self, *, own: bool = False, is_first: bool = True) -> str:
        """A sentence on what the tiles show; the first one explains the colours."""
        count, *_, channels = self.planes.shape
        colours = "grey is 0; " if channels > 1 else "blue is below 0, orange above; "
        colours = colours if is_first else ""
        scale = "each on its own scale" if own else f"one scale, up to ±{rounded(self.scale)}"
        shared = f"; a place shows the largest of {self.of} weights" if self.of > 1 else ""
        left_out = self.units - count
        more = f", and {left_out:,} more" if left_out else ""
        return f"Weights into {counted(count, self.one)}{more}: {colours}{scale}{shared}."

    def named(self) -> str:
        """The dead or saturated units in a sentence; empty if there are none."""
        one = self.one
        parts = (
            _listed(
                one, self.dead, "gives 0 for every measured row", "give 0 for every measured row"
            ),
            _listed(one, self.saturated, "stays at an end", "stay at their ends"),
        )
        return " ".join(part for part in parts if part)


def unit_tiles(
    spec: Spec,
    layers: Sequence[Layer],
    strands: Sequence[Strand],
    unit_layers: Sequence[UnitLayer],
    values: Sequence[Array],
    *,
    rows: PictureForm | None = None,
    newest: Measurement | None = None,
) -> tuple[LayerTiles, ...]:
    """The tiles of each dense layer and each convolution of a network."""
    kernels = {s.layer_name: s for s in strands if s.role == "weights"}
    images = _first_planes(spec, layers, strands, values, rows)
    measured = {} if newest is None else {one.name: one for one in newest.layers}
    found: list[LayerTiles] = []
    for one in unit_layers:
        strand = kernels.get(one.name)
        kind = type(one.layer).__name__
        if strand is None or kind not in {"Dense", *_CONVOLUTIONS} or len(found) == 12:
            continue
        kernel = np.asarray(strand.values(values)[0], np.float32)
        is_image = images is not None and strand is images[0]
        planes, of = _planes(kernel[..., :MOST_TILES])
        if is_image and images is not None:
            planes, of = images[1][:MOST_PICTURES], 1
        known = measured.get(one.name)
        found.append(
            LayerTiles(
                strand.layer,
                one.name,
                one.words,
                np.ascontiguousarray(planes, np.float32),
                kernel.shape[-1],
                is_image,
                of,
                () if known is None else tuple(known.dead_units.tolist()),
                () if known is None or one.is_last else tuple(known.saturated_units.tolist()),
                is_filter=kind in _CONVOLUTIONS,
            )
        )
    return tuple(found)


def unit_sentence(tiles: LayerTiles, unit: int) -> str:
    """One unit in words: `unit 7 of hidden layer 1 gives 0 for every measured row`."""
    named = f"{tiles.one} {unit} of {tiles.words}"
    if unit in tiles.dead:
        return f"{named} gives 0 for every measured row"
    return f"{named} stays at an end" if unit in tiles.saturated else named


def _planes(kernel: Array) -> tuple[Array, int]:
    """The weights of each unit, and how many share a place."""
    if kernel.ndim > 2:  # a convolution: what its channels have together
        flat = np.moveaxis(kernel.sum(axis=-2), -1, 0)
        planes = flat[..., np.newaxis] if flat.ndim > 2 else flat[:, np.newaxis, :, np.newaxis]
        return planes, 1
    inputs = len(kernel)
    of = -(-inputs // 64)  # every refresh sends them all
    count = -(-inputs // of)
    rows = np.zeros((kernel.shape[-1], count * of), np.float32)
    rows[:, :inputs] = kernel.T
    groups = rows.reshape(len(rows), count, of)
    largest = np.abs(groups).argmax(axis=2)[..., np.newaxis]
    chosen = np.take_along_axis(groups, largest, axis=2)[..., 0]
    wide = math.ceil(math.sqrt(count))
    tall = -(-count // wide)
    planes = np.zeros((len(rows), tall * wide), np.float32)
    planes[:, :count] = chosen
    return planes.reshape(-1, tall, wide, 1), of


def _pixels(planes: Array, scale: Any) -> Array:
    with np.errstate(all="ignore"):
        share = np.nan_to_num(planes / scale, nan=0.0, posinf=1.0, neginf=-1.0)
    return np.asarray(np.rint(np.clip(share, -1, 1) * 127).astype(np.int8))


def _listed(one: str, numbers: Sequence[int], does: str, do: str) -> str:
    """The list of such units: `Units 3 and 7 give 0 for every measured row.`."""
    if not numbers:
        return ""
    if len(numbers) == 1:
        return f"{one.capitalize()} {numbers[0]} {does}."
    left = len(numbers) - _NAMED
    more = [f"{left:,} more"] if left > 0 else []
    words = enumerated([*map(str, numbers[:_NAMED]), *more])
    return f"{one.capitalize()}s {words} {do}."

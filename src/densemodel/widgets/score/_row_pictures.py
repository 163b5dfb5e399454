"""Rows as pictures: the evaluated ones, or the newest batch.

A network's input says so in most cases. A flat row is another matter: 64 columns are the digits of
8x8 pixels or the table of a bank, 1,024 are a picture or what a sentence means in numbers. There
the numbers themselves decide: in a picture a pixel is more like the one below it than like those
two places beside that one. In a table, a spectrum and a sound it is not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.scoring import EvaluationRows, evaluation_rows_of
from densemodel.wording import in_order

if TYPE_CHECKING:
    from densemodel._array import Array
    from densemodel.data import Bound, Features, Terms
    from densemodel.language import Spec
    from densemodel.scoring import Side
    from densemodel.training import Run


Shape = tuple[int, ...]

_LEAST_SIDE_OF_OTHERS = 8
"The smallest picture of a digit that is common; with fewer columns it is a table."
_CHANNELS = (1, 3)
_MOST_CHECKED = 200
"Rows that show whether neighbours are alike."
_ALIKE = 0.8
"A neighbour is nearer than what lies beside it by a fifth at least: chance gives a few percent."


@dataclass(frozen=True, slots=True)
class PictureForm:
    """How rows become pictures, so that a single row looks as it does among others."""

    shape: Shape
    "(h, w) for grey, (h, w, 3) for colour."
    low: float
    "The value drawn black."
    high: float
    "The value drawn white."
    is_drawing: bool = False
    """Whether the pixels are strokes on an empty ground. They are drawn in the colour of text, dark
    on a light page and light on a dark one, wherever rows are shown."""

    @property
    def is_colour(self) -> bool:
        """Whether each pixel has three numbers."""
        return len(self.shape) > 2

    def pixels(self, x: Array) -> Array:
        """Rows of shape (n, *input_shape) as pixels, uint8, shape (n, h, w) or (n, h, w, 3)."""
        values = np.nan_to_num(x.astype(np.float64), nan=self.low).reshape(len(x), *self.shape)
        share = (values - self.low) / ((self.high - self.low) or 1.0)
        pixels: Array = np.rint(np.clip(share, 0, 1) * 255).astype(np.uint8)
        return pixels


def picture_form(x: Array, spec: Spec) -> PictureForm | None:
    """How rows are drawn, the minimum black and the maximum white; None if they are no pictures."""
    if not len(x) or spec.takes_table:
        return None
    shape = _shape_in(x, tuple(spec.input_shape or ()))
    finite = x[np.isfinite(x)]
    if shape is None or not finite.size:
        return None
    form = PictureForm(shape, float(finite.min()), float(finite.max()))
    # darker ones are drawings, such as digits: ink on an empty ground
    is_dark = float(np.median(form.pixels(x[:_MOST_CHECKED]))) < 64
    return replace(form, is_drawing=is_dark and not form.is_colour)


def _shape_in(x: Array, shape: Shape) -> Shape | None:
    if len(shape) == 3:
        if shape[2] not in _CHANNELS or min(shape[:2]) < 4:
            return None
        return shape[:2] if shape[2] == 1 else shape
    if len(shape) == 2:
        return shape if _is_plane(x, shape) else None
    return _shape_of_flat(x, shape[0]) if len(shape) == 1 else None


def _is_plane(x: Array, shape: Shape) -> bool:
    """Whether two axes are a picture's, and not time and sensors."""
    if min(shape) < _LEAST_SIDE_OF_OTHERS:
        return False
    if shape[0] == shape[1]:
        return True
    # times are alike, one after the other; sensors beside each other seldom are
    values = _comparable(x).reshape(-1, *shape)
    # so many pixels away a picture has become another one
    return _distance(values, 1) < _ALIKE * _distance(values, 4)


def _shape_of_flat(x: Array, columns: int) -> Shape | None:
    for channels in _CHANNELS:
        side = math.isqrt(columns // channels)
        if side * side * channels != columns or side < _LEAST_SIDE_OF_OTHERS:
            continue
        shape = (side, side) if channels == 1 else (side, side, channels)
        # a number of a picture is most like the one that its row of pixels puts below it
        values, below = _comparable(x), side * channels
        beside = [_distance(values, below + step * channels) for step in (-2, 2)]
        if shape == (28, 28) or _distance(values, below) < _ALIKE * min(beside):
            return shape
    return None


def _comparable(x: Array) -> Array:
    """Some rows, shape (rows, places), each place with a spread of 1: none rules the others."""
    some = np.nan_to_num(
        x[:_MOST_CHECKED].reshape(min(len(x), _MOST_CHECKED), -1).astype(np.float64)
    )
    spread = some.std(axis=0)
    return np.asarray((some - some.mean(axis=0)) / np.where(spread > 0, spread, 1))


def _distance(values: Array, apart: int) -> float:
    """How far numbers lie from each other that stand so many places apart on the last axis."""
    return float(np.abs(values[..., apart:] - values[..., :-apart]).mean())


MOST_BYTES = 1_150_000
"Of all pixels of a wall, which are sent once."
_MOST_NUMBERS = 2**24
"Of all rows as the network takes them, 64 MB: large pictures make a smaller wall."


@dataclass(frozen=True, eq=False)
class WallRows:
    """Rows with their pictures, small enough to be sent."""

    rows: EvaluationRows
    "Taken out: its x is an array."
    form: PictureForm
    pixels: Array
    "uint8, shape (n, h, w) or (n, h, w, 3); smaller where they would be too many bytes."
    of: int
    "How many rows there are on this side, of which these were taken."
    is_of_x: bool = True
    "Whether their places are in x, not in given validation data."


def form_of_run(run: Run) -> PictureForm | None:
    """How the rows of a run are drawn; None if they are not pictures, or without classes."""
    bound = run.bound
    if bound is None or bound.task.kind not in ("classes", "binary"):
        return None
    return form_of_rows(run)


def form_of_rows(run: Run) -> PictureForm | None:
    """How the rows of a run are drawn; None if they are not pictures, or there are none."""
    bound = run.bound
    if bound is None or bound.refusals:
        return None
    return picture_form(_taken(bound.x, np.arange(min(len(bound.x), _MOST_CHECKED))), bound.spec)


def wall_rows(run: Run) -> WallRows | None:
    """The rows on which the run is evaluated; None if there are none."""
    bound = run.bound
    if bound is None:
        return None
    a_row = max(math.prod(bound.x.shape[1:]), 1)
    # 25 rows of 40
    evaluation_rows = evaluation_rows_of(run, max(1, min(1_000, _MOST_NUMBERS // a_row)))
    form = (
        None if evaluation_rows is None else picture_form(np.asarray(evaluation_rows.x), bound.spec)
    )
    if evaluation_rows is None or form is None:
        return None
    is_of_x = evaluation_rows.side == "training" or bound.validation is None
    return _with_pixels(
        evaluation_rows, form, side_count(bound, evaluation_rows.side), is_of_x=is_of_x
    )


def batch_rows(run: Run, form: PictureForm) -> WallRows | None:
    """The rows of the newest step; None before the first one."""
    bound, places = run.bound, run.current_batch
    if bound is None or bound.refusals or not len(places):
        return None
    a_row = max(math.prod(bound.x.shape[1:]), 1)
    some = places[: max(1, min(200, _MOST_NUMBERS // a_row))]  # each update sends them all
    rows = EvaluationRows("training", _taken(bound.x, some), bound.y[some], some, bound.terms)
    return _with_pixels(rows, form, len(places))


def names_of(terms: Terms) -> list[str]:
    """The classes in their order, each in one line of text."""
    labels = () if terms.class_labels is None else terms.class_labels.tolist()
    return [" ".join(in_order(str(label)).split())[:200] for label in labels]


def smaller(pixels: Array, factor: int) -> Array:
    """Pictures, uint8, shape (n, h, w) or (n, h, w, 3), with sides divided by a factor from 1 on.

    Each pixel is the mean of a block.
    """
    if factor <= 1:
        return pixels
    from PIL import Image  # matplotlib needs it, so it is there

    return np.stack([np.asarray(Image.fromarray(one).reduce(factor)) for one in pixels])


def _with_pixels(
    rows: EvaluationRows, form: PictureForm, of: int, *, is_of_x: bool = True
) -> WallRows:
    x: Any = rows.x
    a_picture, factor = max(MOST_BYTES // len(x), 1), 1
    height, width = form.shape[:2]
    while -(-height // factor) * -(-width // factor) * (3 if form.is_colour else 1) > a_picture:
        factor += 1
    # a part at a time: rows of large pictures would be in memory twice
    parts = [form.pixels(x[start : start + 50]) for start in range(0, len(x), 50)]
    pixels = np.concatenate([smaller(part, factor) for part in parts])
    return WallRows(rows, form, pixels, of, is_of_x)


def _taken(x: Features, places: Array) -> Array:
    return x[places].copy() if isinstance(x, np.ndarray) else np.asarray(x.gather(places))


def side_count(bound: Bound, side: Side) -> int:
    """How many rows there are on a side."""
    if side == "test":
        return 0 if bound.test is None else len(bound.test[0])
    return bound.validation_count if side == "validation" else bound.training_count

"""Rows of data that are pictures, as pixels.

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

if TYPE_CHECKING:
    from densemodel.language import Spec

Array = np.ndarray[Any, Any]
Shape = tuple[int, ...]

_LEAST_SIDE = 4
"Of a picture whose input says that it is one."
_LEAST_SIDE_OF_OTHERS = 8
"The smallest picture of a digit that is common; with fewer columns it is a table."
_CHANNELS = (1, 3)
_DIGIT = (28, 28)
"784 columns are so well known for their digits that nothing else is asked of them."
_LOOKED_AT = 200
"Rows that show whether neighbours are alike."
_ALIKE = 0.8
"A neighbour is nearer than what lies beside it by a fifth at least: chance gives a few percent."
_FAR = 4
"So many pixels away a picture has become another one."
_WHITE = 255
_DARK = 64
"Pictures whose middle pixel is darker are drawings, such as digits: ink on an empty ground."


@dataclass(frozen=True, slots=True)
class PictureForm:
    """How rows become pictures, so that one row alone looks as it does among others."""

    shape: Shape
    "(h, w) for grey, (h, w, 3) for colour."
    low: float
    "What is drawn black."
    high: float
    "What is drawn white."
    is_drawing: bool = False
    """Whether the pixels are strokes on an empty ground. They are drawn in the colour of text, dark
    on a light page and light on a dark one, wherever rows are shown."""

    @property
    def is_colour(self) -> bool:
        """Whether each pixel has three numbers."""
        return len(self.shape) > 2  # noqa: PLR2004

    def pixels(self, x: Array) -> Array:
        """Rows as pixels.

        Args:
            x: Shape (n, *input_shape) of the network.

        Returns:
            uint8, shape (n, h, w) or (n, h, w, 3).
        """
        values = np.nan_to_num(x.astype(np.float64), nan=self.low).reshape(len(x), *self.shape)
        share = (values - self.low) / ((self.high - self.low) or 1.0)
        pixels: Array = np.rint(np.clip(share, 0, 1) * _WHITE).astype(np.uint8)
        return pixels


def picture_form(x: Array, spec: Spec) -> PictureForm | None:
    """How these rows are drawn as pictures, their least number black and their greatest white.

    Args:
        x: As the network takes it, shape (n, *spec.input_shape).
        spec: Of the network.

    Returns:
        None where the rows are no pictures, or there are none.
    """
    if not len(x):
        return None
    shape = _shape_in(x, tuple(spec.input_shape or ()))
    finite = x[np.isfinite(x)]
    if shape is None or not finite.size:
        return None
    form = PictureForm(shape, float(finite.min()), float(finite.max()))
    is_dark = float(np.median(form.pixels(x[:_LOOKED_AT]))) < _DARK
    return replace(form, is_drawing=is_dark and not form.is_colour)


def _shape_in(x: Array, shape: Shape) -> Shape | None:
    if len(shape) == 3:  # noqa: PLR2004
        if shape[2] not in _CHANNELS or min(shape[:2]) < _LEAST_SIDE:
            return None
        return shape[:2] if shape[2] == 1 else shape
    if len(shape) == 2:  # noqa: PLR2004
        return shape if _is_plane(x, shape) else None
    return _shape_of_flat(x, shape[0]) if len(shape) == 1 else None


def _is_plane(x: Array, shape: Shape) -> bool:
    """Whether two axes are a picture's, and not times by sensors."""
    if min(shape) < _LEAST_SIDE_OF_OTHERS:
        return False
    if shape[0] == shape[1]:
        return True
    # times are alike, one after the other; sensors beside each other seldom are
    values = _comparable(x).reshape(-1, *shape)
    return _distance(values, 1) < _ALIKE * _distance(values, _FAR)


def _shape_of_flat(x: Array, columns: int) -> Shape | None:
    for channels in _CHANNELS:
        side = math.isqrt(columns // channels)
        if side * side * channels != columns or side < _LEAST_SIDE_OF_OTHERS:
            continue
        shape = (side, side) if channels == 1 else (side, side, channels)
        if shape == _DIGIT or _has_rows(x, side, channels):
            return shape
    return None


def _has_rows(x: Array, side: int, channels: int) -> bool:
    """Whether a number is most like the one that a row of pixels of this length puts below it."""
    values, below = _comparable(x), side * channels
    beside = [_distance(values, below + step * channels) for step in (-2, 2)]
    return _distance(values, below) < _ALIKE * min(beside)


def _comparable(x: Array) -> Array:
    """Some rows, shape (rows, places), each place with a spread of 1: none rules the others."""
    some = np.nan_to_num(x[:_LOOKED_AT].reshape(min(len(x), _LOOKED_AT), -1).astype(np.float64))
    spread = some.std(axis=0)
    return np.asarray((some - some.mean(axis=0)) / np.where(spread > 0, spread, 1))


def _distance(values: Array, apart: int) -> float:
    """How far numbers lie from each other that stand so many places apart on the last axis."""
    return float(np.abs(values[..., apart:] - values[..., :-apart]).mean())

"""Which rows are pictures, and what form they have.

A network's input says so in most cases. A flat row is another matter: 64 columns are the digits of
8x8 pixels or the table of a bank, 1,024 are a picture or what a sentence means in numbers. There
the numbers themselves decide: in a picture a pixel is more like the one below it than like those
two places beside that one. In a table, a spectrum and a sound it is not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from densemodel.scoring.pictures._frame import fitted, ink_of, resized

if TYPE_CHECKING:
    from densemodel._array import Array
    from densemodel.language import Spec

Shape = tuple[int, ...]

_LEAST_SIDE_OF_OTHERS = 8
"The smallest picture of a digit that is common; with fewer columns it is a table."
_CHANNELS = (1, 3)
_MOST_CHECKED = 200
"Rows that show whether neighbours are alike."
_ALIKE = 0.8
"A neighbour is nearer than what lies beside it by a fifth at least: chance gives a few percent."
_LEAST_GROUND = 0.4
"The least share of pixels like the corners: half of a digit's, a quarter of a photograph's."


@dataclass(frozen=True, slots=True)
class PictureForm:
    """How rows are pictures, so that a single one looks as it does among others."""

    shape: Shape
    "(h, w) for grey, (h, w, 3) for colour."
    low: float
    "The value of black."
    high: float
    "The value of white."
    is_drawing: bool = False
    """Whether the pixels are strokes on an empty ground. They are drawn in the colour of text, dark
    on a light page and light on a dark one, wherever rows are shown."""
    is_light_on_dark: bool = False
    "Whether their corners are dark."
    has_ground: bool = False
    "Whether much of a picture is an empty ground, as around a digit; else it is like a photograph."

    @classmethod
    def of(cls, x: Array, shape: Shape) -> PictureForm:
        """The form of some rows, shape (n, ...), in which there are numbers."""
        finite = x[np.isfinite(x)]
        form = cls(shape, float(finite.min()), float(finite.max()))
        pixels = form.pixels(x[:_MOST_CHECKED])
        # darker ones are drawings, such as digits: ink on an empty ground
        is_drawing = not form.is_colour and float(np.median(pixels)) < 64
        corners = pixels[:, [0, 0, -1, -1], [0, -1, 0, -1]]
        ground = float(np.median(corners))
        is_light_on_dark = ground < 128
        like_ground = float((np.abs(pixels - ground) < 32).mean())
        has_ground = not form.is_colour and like_ground > _LEAST_GROUND
        return replace(
            form, is_drawing=is_drawing, is_light_on_dark=is_light_on_dark, has_ground=has_ground
        )

    @property
    def is_colour(self) -> bool:
        """Whether each pixel has three numbers."""
        return len(self.shape) > 2

    @property
    def size(self) -> tuple[int, int]:
        """Height and width."""
        return self.shape[0], self.shape[1]

    def pixels(self, x: Array) -> Array:
        """Rows of shape (n, *input_shape) as pixels, uint8, shape (n, h, w) or (n, h, w, 3)."""
        values = np.nan_to_num(x.astype(np.float64), nan=self.low).reshape(len(x), *self.shape)
        share = (values - self.low) / ((self.high - self.low) or 1.0)
        pixels: Array = np.rint(np.clip(share, 0, 1) * 255).astype(np.uint8)
        return pixels

    def of_drawing(self, ink: Array, *, is_fitted: bool = True) -> Array:
        """A drawing as the network gets it, float32 of shape (h, w) or (h, w, 3).

        Args:
            ink: From 0, the ground, to 1, of shape (rows, columns).
            is_fitted: Whether it is cropped, scaled and centred as MNIST's digits were.
        """
        is_fitted = is_fitted and not self.is_colour
        found = fitted(ink, self.size) if is_fitted else resized(ink, self.size)
        light = found if self.is_light_on_dark else 1 - found
        values = (self.low + light * (self.high - self.low)).astype(np.float32)
        return np.repeat(values[..., None], 3, axis=2) if self.is_colour else values

    def of_image(self, image: Array, *, is_fitted: bool = True) -> Array:
        """An image of any size as the network gets it, cropped to the shape of the rows.

        Where rows have a ground, the image is read as a drawing: what differs from its ground is
        ink.

        Args:
            image: uint8 of shape (rows, columns), or with 1, 3 or 4 channels: the last is opacity.
            is_fitted: As of a drawing.
        """
        if self.has_ground:
            return self.of_drawing(self.ink_of(image), is_fitted=is_fitted)
        pixels = _on_white(image)
        side = min(pixels.shape[0] / self.shape[0], pixels.shape[1] / self.shape[1])
        height, width = (max(round(one * side), 1) for one in self.size)
        top, left = (pixels.shape[0] - height) // 2, (pixels.shape[1] - width) // 2
        middle = pixels[top : top + height, left : left + width]
        channels = np.broadcast_to(middle, (height, width, 3))
        found = [resized(channels[..., one], self.size) for one in range(3)]
        light = np.stack(found, axis=2) if self.is_colour else np.mean(found, axis=0)
        return (self.low + light * (self.high - self.low)).astype(np.float32)

    def ink_of(self, image: Array) -> Array:
        """How much ink each pixel of an image has, from 0 to 1, of shape (rows, columns)."""
        return ink_of(_on_white(image).mean(axis=2))


def _on_white(image: Array) -> Array:
    """An image from 0 to 1, of shape (rows, columns, channels), without its opacity."""
    pixels = image.reshape(*image.shape[:2], -1).astype(np.float32) / 255
    if pixels.shape[2] != 4:
        return pixels
    opacity = pixels[..., 3:]
    return pixels[..., :3] * opacity + (1 - opacity)


def picture_form(x: Array, spec: Spec) -> PictureForm | None:
    """How rows are drawn, the minimum black and the maximum white; None if they are no pictures."""
    if not len(x) or spec.takes_table:
        return None
    shape = _shape_in(x, tuple(spec.input_shape or ()))
    return None if shape is None or not np.isfinite(x).any() else PictureForm.of(x, shape)


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

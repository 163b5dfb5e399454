"""A drawing or an image in the form of a network's pictures: its ink, its size, its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from densemodel._array import Array

_SHARE = 20 / 28
"Of the frame that the ink fills: MNIST's digits are 20 pixels in 28."
_INK = 0.1
"Paler pixels are not cropped to."


@dataclass(frozen=True, slots=True)
class InputForm:
    """What the pictures of the training rows are like."""

    shape: tuple[int, ...]
    "(h, w) for grey, (h, w, 3) for colour."
    low: float
    "The value of black."
    high: float
    "The value of white."
    is_light_on_dark: bool
    "Whether their corners are dark."

    @classmethod
    def of(cls, x: Array, shape: tuple[int, ...]) -> InputForm:
        """The form of some training rows, float32 of shape (n, ...)."""
        pictures = x.reshape(len(x), *shape)
        low, high = float(np.nanmin(pictures)), float(np.nanmax(pictures))
        corners = pictures[:, [0, 0, -1, -1], [0, -1, 0, -1]]
        return cls(shape, low, high, float(np.nanmedian(corners)) < (low + high) / 2)

    @property
    def is_colour(self) -> bool:
        """Whether each pixel has three numbers."""
        return len(self.shape) > 2

    @property
    def size(self) -> tuple[int, int]:
        """Height and width."""
        return self.shape[0], self.shape[1]

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
        """An image of any size as the network gets it; in grey what differs from its ground is ink.

        Args:
            image: uint8 of shape (rows, columns), or with 1, 3 or 4 channels: the last is opacity.
            is_fitted: As of a drawing, for grey ones.
        """
        pixels = image.reshape(*image.shape[:2], -1).astype(np.float32) / 255
        if pixels.shape[2] == 4:  # on white
            opacity = pixels[..., 3:]
            pixels = pixels[..., :3] * opacity + (1 - opacity)
        if not self.is_colour:
            return self.of_drawing(ink_of(pixels.mean(axis=2)), is_fitted=is_fitted)
        side = min(pixels.shape[0] / self.shape[0], pixels.shape[1] / self.shape[1])
        height, width = (max(round(one * side), 1) for one in self.size)
        top, left = (pixels.shape[0] - height) // 2, (pixels.shape[1] - width) // 2
        middle = pixels[top : top + height, left : left + width]
        channels = np.broadcast_to(middle, (height, width, 3))
        found = [resized(channels[..., one], self.size) for one in range(3)]
        return (self.low + np.stack(found, axis=2) * (self.high - self.low)).astype(np.float32)


def ink_of(grey: Array) -> Array:
    """How far each pixel is from the ground, which is in the corners; 0 to 1, darker or lighter."""
    ground = float(np.median(grey[[0, 0, -1, -1], [0, -1, 0, -1]]))
    darker = ground - float(grey.min()) > float(grey.max()) - ground
    apart = np.clip(ground - grey if darker else grey - ground, 0, None)
    return np.asarray(apart / (apart.max() or 1))


def fitted(ink: Array, size: tuple[int, int]) -> Array:
    """Crop ink, scale it to 20/28 of the frame, and put its centre of mass into the middle.

    So MNIST was made from scans of digits. A picture without ink becomes an empty frame.

    Args:
        ink: From 0 to 1, of shape (rows, columns).
        size: Height and width of the frame.
    """
    out = np.zeros(size, np.float32)
    is_ink = ink > _INK
    if not is_ink.any():
        return out
    down, across = (np.flatnonzero(is_ink.any(axis=axis)) for axis in (1, 0))
    box = ink[down[0] : down[-1] + 1, across[0] : across[-1] + 1]
    scale = min(_SHARE * whole / part for whole, part in zip(size, box.shape, strict=True))
    height, width = (max(round(scale * part), 1) for part in box.shape)
    small = resized(box, (height, width))
    places = []
    for axis, (whole, length) in enumerate(zip(size, small.shape, strict=True)):
        mass = small.sum(axis=1 - axis)
        center = float(mass @ np.arange(length)) / float(mass.sum())
        # the mean of MNIST's masses is at 14 of 0 to 27; and nothing is cut off
        places.append(int(np.clip(round(whole / 2 - center), 0, whole - length)))
    top, left = places
    out[top : top + height, left : left + width] = small
    return out


def resized(values: Array, size: tuple[int, int]) -> Array:
    """An array of two axes in another size; a pixel is the mean of those that it covers."""
    from PIL import Image

    image: Any = Image.fromarray(np.ascontiguousarray(values, np.float32))
    found = image.resize((size[1], size[0]), Image.Resampling.BILINEAR)
    return np.clip(np.asarray(found), 0, 1)

"""Drawings and images before a network gets them: their ink, their size, their place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from densemodel._array import Array

_SHARE = 20 / 28
"Of the frame that the ink fills: MNIST's digits are 20 pixels in 28."
_INK = 0.1
"Paler pixels are not cropped to."


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

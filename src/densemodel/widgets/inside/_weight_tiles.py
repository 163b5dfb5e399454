"""A first layer's pictures side by side in one, for the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from densemodel.widgets.inside._unit_tiles import LayerTiles

Array = np.ndarray[Any, Any]

_BELOW, _ABOVE = (2, 119, 189), (199, 80, 0)
"""The colours of the lowest weight and of the highest; 0 is white."""
_SHADES = 7
"""On each side of 0: weights look like noise, and each further shade makes the file larger."""
_GREY = 127.5
_INK = 33
"Of the cross over a unit that is dead or saturated."
_TILE_GAP = 3
_LARGEST_TILE, _HIGHEST = 60, 250
_MOST_ZOOM = 8


def tiles_of(pictures: LayerTiles, across: int) -> Array:
    """All pictures beside and below each other on white.

    Args:
        pictures: At least one.
        across: Pixels of the whole.

    Returns:
        uint8, shape (height, across, 3).
    """
    count, height, width, _ = pictures.pixels.shape
    zoom = _zoom(count, height, width, across)
    coloured = colours_of(pictures).repeat(zoom, axis=1).repeat(zoom, axis=2)
    for unit in (*pictures.dead, *pictures.saturated):
        if unit < count:
            _cross(coloured[unit])
    tall, wide = height * zoom + _TILE_GAP, width * zoom + _TILE_GAP
    columns = max(1, across // wide)
    page = np.full((-(-count // columns) * tall, max(across, wide), 3), 255, dtype=np.uint8)
    for number, picture in enumerate(coloured):
        top, left = number // columns * tall, number % columns * wide
        page[top : top + tall - _TILE_GAP, left : left + wide - _TILE_GAP] = picture
    return page[:, :across]


def _cross(picture: Array) -> None:
    """Draw both diagonals into a picture, uint8, shape (height, width, 3)."""
    height, width = picture.shape[:2]
    down = np.arange(height)
    across = down * width // height
    for beside in (0, 1):
        picture[down, np.minimum(across + beside, width - 1)] = _INK
        picture[down, np.maximum(width - 1 - across - beside, 0)] = _INK


def _zoom(count: int, height: int, width: int, across: int) -> int:
    """How large a pixel is drawn: as large as the room allows."""
    zoom = max(1, min(_LARGEST_TILE // max(height, width), _MOST_ZOOM))
    while zoom > 1:
        rows = -(-count // max(1, across // (width * zoom + _TILE_GAP)))
        if rows * (height * zoom + _TILE_GAP) <= _HIGHEST:
            break
        zoom -= 1
    return zoom


def colours_of(pictures: LayerTiles) -> Array:
    """The pictures in colours on white, uint8, shape (pictures, height, width, 3)."""
    share = np.clip(pictures.pixels.astype(np.float32) / 127, -1, 1)
    share = np.rint(share * _SHADES) / _SHADES
    if share.shape[-1] > 1:
        return np.asarray((_GREY + _GREY * share).astype(np.uint8))
    ends = np.where(share < 0, np.array(_BELOW), np.array(_ABOVE))
    return np.asarray((255 + (ends - 255) * np.abs(share)).astype(np.uint8))

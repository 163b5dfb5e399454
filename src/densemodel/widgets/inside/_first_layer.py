"""The weights of a first layer as pictures, where the rows are images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.language import Layer, Spec
    from densemodel.training import Strand
    from densemodel.widgets.score._row_pictures import PictureForm

Array = np.ndarray[Any, Any]
Shape = tuple[int, int, int]

_CHANNELS = (1, 3)
_LEAST_SIDE = 2
_FLAT = {784: (28, 28, 1), 3072: (32, 32, 3)}
"Rows of so many numbers are known as digits and as small photographs; of others nobody knows."


def image_shape(spec: Spec, rows: PictureForm | None = None) -> Shape | None:
    """Height, width and channels of the rows that a network takes, if they are images.

    Args:
        spec: Of the network.
        rows: How its rows are drawn; None if they are not at hand, or are no pictures.
    """
    if rows is not None:
        height, width = rows.shape[:2]
        return height, width, rows.shape[2] if rows.is_colour else 1
    sizes = tuple(spec.input_shape)
    if len(sizes) == 1:
        return _FLAT.get(sizes[0])
    return _as_image(sizes)


def first_planes(
    spec: Spec,
    layers: Sequence[Layer],
    strands: Sequence[Strand],
    values: Sequence[Array],
    rows: PictureForm | None = None,
) -> tuple[Strand, Array] | None:
    """The weights of a network's first layer as pictures, one for each unit or filter.

    Args:
        spec: Of the network.
        layers: Those with weights, one for each layer of the strands; empty where they are unknown.
        strands: Of the model.
        values: Of all variables, in the order of `model.variables`.
        rows: How the rows are drawn, if they are at hand.

    Returns:
        The strand that they are of, and an array of shape (units, height, width, 1 or 3). None
        where its weights are no pictures: the rows are no images, or it is of another kind.
    """
    for strand in strands:
        layer = layers[strand.layer] if strand.layer < len(layers) else None
        if layer is None:
            return None
        if layer.kind in {"Dense", "Conv2D"} and strand.role == "weights":
            shape = _shape_before(spec, layer, rows)
            planes = _planes(layer.kind, shape, strand.values(values)[0])
            return None if planes is None else (strand, planes)
    return None


def _planes(kind: str, shape: Shape | None, kernel: Array) -> Array | None:
    if kind == "Conv2D":
        planes = np.moveaxis(kernel, -1, 0)
        if planes.shape[-1] not in _CHANNELS or min(planes.shape[1:3]) < _LEAST_SIDE:
            return None
        return planes
    if shape is None or kernel.shape[0] != np.prod(shape):
        return None
    return kernel.T.reshape(-1, *shape)


def _shape_before(spec: Spec, first: Layer, rows: PictureForm | None) -> Shape | None:
    """What a layer takes, as an image; layers before it may have made it smaller, or flat."""
    shape = image_shape(spec, rows)
    for layer in spec.layers:
        if layer is first:
            return shape
        if len(layer.output_shape) > 1:
            shape = _as_image(layer.output_shape)
    return None


def _as_image(sizes: tuple[int, ...]) -> Shape | None:
    if len(sizes) == 2 and min(sizes) >= 8:  # noqa: PLR2004 - fewer are times by sensors
        return (*sizes, 1)
    if len(sizes) == 3 and sizes[2] in _CHANNELS:  # noqa: PLR2004
        return (sizes[0], sizes[1], sizes[2])
    return None

"""A picture as training changes it: by the words `flip`, `rotate` and their like of its network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.language import AUGMENTATIONS
from densemodel.network import make

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel._array import Array
    from densemodel.language import Layer, Spec

_SHAPES = {"Reshape", "Flatten"}
CHANGED = 8
"Copies of one picture."


def changes_pictures(spec: Spec) -> bool:
    """Whether training changes pictures before the first layer with weights."""
    return any(layer.kind in AUGMENTATIONS for layer in _first_layers(spec))


def changed_pictures(spec: Spec, row: Array, seed: int) -> Array:
    """Copies of a row, each changed as in training, in the unit of the row.

    Other layers with seeds of their own change them, so nothing of the run changes.

    Args:
        spec: That of the run, whose first layers change pictures.
        row: Of shape (1, *input_shape).
        seed: Another one gives other copies.

    Returns:
        float32 of shape (8, *input_shape).
    """
    copies: Any = np.repeat(np.asarray(row, np.float32), CHANGED, axis=0)
    scale = 1.0
    for place, layer in enumerate(_first_layers(spec)):
        call = layer.call
        if layer.kind == "Rescaling":
            scale *= float(dict(call.arguments)["scale"])  # type: ignore[arg-type]  # a number
        if layer.kind in AUGMENTATIONS:
            copies = make(call.with_argument("seed", seed * 100 + place))(copies, training=True)
        elif layer.kind in {*_SHAPES, "Rescaling"}:
            copies = make(call)(copies)
    return np.asarray(copies, np.float32).reshape(CHANGED, *row.shape[1:]) / np.float32(scale)


def _first_layers(spec: Spec) -> Iterator[Layer]:
    for layer in spec.layers:
        if layer.trainable_count:
            return
        yield layer

"""A saved model's file as Keras and densemodel write it, made without either."""

from __future__ import annotations

import io
import json

import h5py
import numpy as np

from densemodel.store._archive import CARD, CONFIG, METADATA, WEIGHTS, composed

_SHAPES = {
    "layers/dense/vars": [(6, 8), (8,)],
    "layers/dense_1/vars": [(8, 3), (3,)],
    "optimizer/vars": [(6, 8), (6, 8), (8,), (8,), (8, 3), (8, 3), (3,), (3,)],
}


def _weights() -> bytes:
    random = np.random.default_rng(0)
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        for path, shapes in _SHAPES.items():
            group = file.create_group(path)
            group.attrs["name"] = path.split("/")[-2]
            for number, shape in enumerate(shapes):
                group[str(number)] = random.normal(size=shape).astype("f4")
        file["optimizer/vars/8"] = np.int64(70)
        file["optimizer/vars/9"] = np.float32(0.001)
    return buffer.getvalue()


_LAYERS = [
    {"module": "keras.layers", "class_name": "Dense", "config": {"units": units}}
    for units in (8, 3)
]
_CARD = {
    "format": 1, "id": "0123456789abcdef", "name": "digits", "spec": "6 -> 8 relu -> 3 softmax",
    "saved_at": "2026-01-02T03:04:05+00:00", "notes": "", "tags": ["first"], "parent": None,
    "data": None, "class_names": ["a", "b", "c"], "training_rows": 28, "validation_rows": 12,
    "test_rows": 0, "metrics": {"training": {"loss": 0.5}}, "baseline": {"loss": 1.1},
    "best_epoch": 1, "epochs": 2, "seconds": 0.5, "parameters": 83, "curve": [0.9, 0.5],
    "watched": "val_loss", "seed": 0, "versions": {"keras": "3.15.1"}, "machine": "Linux",
}  # fmt: skip


def good_file() -> bytes:
    """The bytes of the file."""
    config = {"module": "keras", "class_name": "Sequential", "config": {"layers": _LAYERS}}
    return composed(
        {
            METADATA: json.dumps({"keras_version": "3.15.1"}).encode(),
            CONFIG: json.dumps(config).encode(),
            WEIGHTS: _weights(),
            CARD: json.dumps(_CARD).encode(),
        }
    )

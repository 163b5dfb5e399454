"""A saved model's file as Keras and densemodel write it, made without either."""

import io
import json

import h5py
import numpy as np

from densemodel.store.readers._archive import CARD, CONFIG, METADATA, WEIGHTS, composed

_SHAPES = {
    "layers/dense/vars": [(6, 8), (8,)],
    "layers/dense_1/vars": [(8, 3), (3,)],
    "optimizer/vars": [(6, 8), (6, 8), (8,), (8,), (8, 3), (8, 3), (3,), (3,)],
}


def _weights():
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


_POLICY = {
    "module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"},
    "registered_name": None,
}  # fmt: skip


def _object(module, kind, config):
    return {"module": module, "class_name": kind, "config": config, "registered_name": None}


def _dense(name, units, activation):
    config = {
        "name": name, "trainable": True, "dtype": _POLICY, "units": units,
        "activation": activation, "use_bias": True,
        "kernel_initializer": _object("keras.initializers", "GlorotUniform", {"seed": None}),
        "bias_initializer": _object("keras.initializers", "Zeros", {}),
        "kernel_regularizer": None, "bias_regularizer": None, "kernel_constraint": None,
        "bias_constraint": None, "quantization_config": None,
    }  # fmt: skip
    return _object("keras.layers", "Dense", config)


_INPUT = {
    "batch_shape": [None, 6], "dtype": "float32", "sparse": False, "ragged": False,
    "name": "input_layer", "optional": False,
}  # fmt: skip
_LAYERS = [
    _object("keras.layers", "InputLayer", _INPUT),
    _dense("dense", 8, "relu"),
    _dense("dense_1", 3, "softmax"),
]
_CONFIG = _object(
    "keras",
    "Sequential",
    {"name": "sequential", "trainable": True, "dtype": _POLICY, "layers": _LAYERS},
)
_CARD = {
    "format": 1, "id": "0123456789abcdef", "name": "digits", "spec": "6 -> 8 relu -> 3 softmax",
    "saved_at": "2026-01-02T03:04:05+00:00", "notes": "", "tags": ["first"], "parent": None,
    "data": None, "class_names": ["a", "b", "c"], "training_rows": 28, "validation_rows": 12,
    "test_rows": 0, "metrics": {"training": {"loss": 0.5}}, "baseline": {"loss": 1.1},
    "best_epoch": 1, "epochs": 2, "seconds": 0.5, "parameters": 83, "curve": [0.9, 0.5],
    "monitored": "val_loss", "seed": 0, "versions": {"keras": "3.15.1"}, "machine": "Linux",
}  # fmt: skip


def good_file():
    """The bytes of the file."""
    return composed(
        {
            METADATA: json.dumps({"keras_version": "3.15.1"}).encode(),
            CONFIG: json.dumps(_CONFIG).encode(),
            WEIGHTS: _weights(),
            CARD: json.dumps(_CARD).encode(),
        }
    )

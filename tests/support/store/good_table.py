"""The config of a table's model, made without Keras: as Keras writes it, but for the sizes of
tensors, which nobody reads here.
"""

import io
import json
from math import pi

import h5py
import numpy as np

from densemodel.store.readers._archive import CONFIG, METADATA, WEIGHTS, composed

MISSING = -(2**63)
_POLICY = {
    "module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"},
    "registered_name": None,
}  # fmt: skip
_LOOKUP = {
    "invert": False, "max_tokens": None, "num_oov_indices": 1, "mask_token": None,
    "output_mode": "int", "sparse": False, "pad_to_max_tokens": False, "idf_weights": None,
    "oov_method": "floormod", "salt": None,
}  # fmt: skip
_WORDS = {
    "max_tokens": None, "standardize": "lower_and_strip_punctuation", "split": "whitespace",
    "ngrams": None, "output_mode": "int", "output_sequence_length": 9, "pad_to_max_tokens": False,
    "sparse": False, "ragged": False, "idf_weights": None, "encoding": "utf-8",
}  # fmt: skip
_ZEROS = {
    "module": "keras.initializers", "class_name": "Zeros", "config": {}, "registered_name": None,
}  # fmt: skip
_DENSE = {
    "use_bias": True,
    "kernel_initializer": {
        "module": "keras.initializers", "class_name": "GlorotUniform", "config": {"seed": None},
        "registered_name": None,
    },
    "bias_initializer": _ZEROS,
    "kernel_regularizer": None, "bias_regularizer": None, "kernel_constraint": None,
    "bias_constraint": None, "quantization_config": None,
}  # fmt: skip


def tensor(name):
    """What a layer gives, as an argument of a call."""
    return {"class_name": "__keras_tensor__", "config": {"keras_history": [name, 0, 0]}}


def operation(kind, name, *args, module="numpy", **config):
    return {
        "module": f"keras.src.ops.{module}", "class_name": kind, "config": {"name": name, **config},
        "registered_name": kind, "name": name, "inbound_nodes": [{"args": [*args], "kwargs": {}}],
    }  # fmt: skip


def layer(kind, name, before, **config):
    facts = {"name": name, "trainable": True, "dtype": _POLICY, **config}
    return {
        "module": "keras.layers", "class_name": kind, "config": facts, "registered_name": None,
        "name": name, "inbound_nodes": [{"args": [before], "kwargs": {}}],
    }  # fmt: skip


def given(name, dtype):
    """An input."""
    facts = {
        "batch_shape": [None, 1], "dtype": dtype, "sparse": False, "ragged": False, "name": name,
        "optional": False,
    }  # fmt: skip
    return {
        "module": "keras.layers", "class_name": "InputLayer", "config": facts,
        "registered_name": None, "name": name, "inbound_nodes": [],
    }  # fmt: skip


def _scaled(group, number, mean):
    return [
        layer("Normalization", f"{group}-scaled", tensor(number), axis=[-1], invert=False,
              mean=[mean], variance=[81.0]),
        _known(f"{group}_known", group, f"{group}-scaled"),
        layer("Activation", f"{group}-squeezed", tensor(f"{group}_known"), activation="tanh"),
        layer("Rescaling", f"{group}-number", tensor(f"{group}-squeezed"), scale=3.0, offset=0.0),
    ]  # fmt: skip


def _known(name, column, part):
    """The part, with 0 for missing values."""
    return operation("Where", name, tensor(f"{column}_gaps"), 0.0, tensor(part))


def _lookup(kind, name, values):
    token = "[UNK]" if kind == "StringLookup" else -1
    last = {"encoding": "utf-8"} if kind == "StringLookup" else {"vocabulary_dtype": "int64"}
    return layer(kind, f"{name}-value", tensor(name), **_LOOKUP, **last, oov_token=token,
                 vocabulary=values, vocabulary_size=len(values) + 1)  # fmt: skip


_SLICES = [
    {"class_name": "__slice__", "config": {"start": start, "stop": None, "step": None}}
    for start in (None, 1, 2)
]
_PARTS = (
    "floats-number", "wholes-number", "floats_missing", "sex_known", "deck-one_hot",
    "sold_sin_known", "sold_cos_known", "floats-steps", "note-vector", "zip-vector",
)  # fmt: skip


def table_config():
    """Numbers with gaps and bins, one-hot values with and without a place for others, a date,
    the words of a text, embedded values; and two Dense layers."""
    layers = [
        given("age", "float32"), given("sex", "string"), given("deck", "string"),
        given("sold", "int64"), given("note", "string"), given("zip", "int64"),
        operation("Concatenate", "floats_joined", [tensor("age")], axis=1),
        operation("Isnan", "floats_gaps", tensor("floats_joined")),
        *_scaled("floats", "floats_joined", 39.0),
        operation("Take", "floats_taken", tensor("floats_known"), [0, 0, 0], axis=1),
        layer("Normalization", "floats-bins", tensor("floats_taken"), axis=[-1], invert=False,
              mean=[-1.0, -0.5, 0.0], variance=[0.25, 0.25, 0.0625]),
        layer("ReLU", "floats-inside", tensor("floats-bins"), max_value=1.0, negative_slope=0.0,
              threshold=0.0),
        layer("Normalization", "floats-steps", tensor("floats-inside"), axis=[-1], invert=False,
              mean=[0.0] * 3, variance=[3 / 1.4**2] * 3),
        operation("Take", "floats_marked", tensor("floats_gaps"), [0], axis=1),
        operation("Cast", "floats_missing", tensor("floats_marked"), module="core",
                  dtype="float32"),
        _lookup("StringLookup", "sex", ["f", "m", ""]),
        layer("CategoryEncoding", "sex-one_hot", tensor("sex-value"), num_tokens=4,
              output_mode="one_hot"),
        operation("GetItem", "sex_known", tensor("sex-one_hot"), _SLICES[:2]),
        _lookup("StringLookup", "deck", ["a", "b"]),
        layer("CategoryEncoding", "deck-one_hot", tensor("deck-value"), num_tokens=3,
              output_mode="one_hot"),
        operation("Concatenate", "wholes_joined", [tensor("sold")], axis=1),
        operation("Equal", "wholes_gaps", tensor("wholes_joined"), MISSING),
        operation("Cast", "wholes_float", tensor("wholes_joined"), module="core", dtype="float32"),
        *_scaled("wholes", "wholes_float", 11_000.0),
        operation("Equal", "sold_gaps", tensor("sold"), MISSING),
        operation("Subtract", "sold_since", tensor("sold"), 4),
        operation("Multiply", "sold_units", tensor("sold_since"), 10_000),
        operation("Mod", "sold_place", tensor("sold_units"), 70_000),
        operation("Cast", "sold_degrees", tensor("sold_place"), module="core", dtype="float32"),
        layer("Rescaling", "sold-week", tensor("sold_degrees"), scale=2 * pi / 70_000, offset=0.0),
        operation("Sin", "sold_sin", tensor("sold-week")),
        operation("Cos", "sold_cos", tensor("sold-week")),
        _known("sold_sin_known", "sold", "sold_sin"), _known("sold_cos_known", "sold", "sold_cos"),
        layer("TextVectorization", "note-words", tensor("note"), **_WORDS,
              vocabulary=["good", "bad"], vocabulary_size=4),
        layer("CategoryEncoding", "note-counts", tensor("note-words"), num_tokens=5,
              output_mode="count"),
        operation("GetItem", "note_known", tensor("note-counts"), [_SLICES[0], _SLICES[2]]),
        layer("Normalization", "note-weights", tensor("note_known"), axis=[-1], invert=False,
              mean=[0.0] * 3, variance=[0.5, 0.25, 1.0]),
        layer("UnitNormalization", "note-vector", tensor("note-weights"), axis=-1),
        _lookup("IntegerLookup", "zip", [*range(10)]),
        layer("Embedding", "zip-embedding", tensor("zip-value"), input_dim=11, output_dim=8,
              embeddings_initializer=_ZEROS, embeddings_regularizer=None,
              embeddings_constraint=None, activity_regularizer=None, mask_zero=False,
              quantization_config=None),
        layer("Flatten", "zip-vector", tensor("zip-embedding"), data_format="channels_last"),
        layer("Concatenate", "all-columns", [*map(tensor, _PARTS)], axis=-1),
        layer("Dense", "dense", tensor("all-columns"), units=8, activation="relu", **_DENSE),
        layer("Dense", "dense_1", tensor("dense"), units=3, activation="softmax", **_DENSE),
    ]  # fmt: skip
    return {
        "module": "keras.src.models.functional", "class_name": "Functional",
        "registered_name": "Functional", "build_config": {"input_shape": None},
        "config": {
            "name": "sequential", "trainable": True, "layers": layers,
            "input_layers": {
                name: [name, 0, 0] for name in ("age", "sex", "deck", "sold", "note", "zip")
            },
            "output_layers": ["dense_1", 0, 0],
        },
    }  # fmt: skip


_SHAPES = {
    "layers/embedding/vars": [(11, 8)],
    "layers/dense/vars": [(25, 8), (8,)],
    "layers/dense_1/vars": [(8, 3), (3,)],
}


def table_file(config=None):
    """The bytes of a file of plain Keras; None: of the good config."""
    random, buffer = np.random.default_rng(0), io.BytesIO()
    with h5py.File(buffer, "w") as file:
        for path, shapes in _SHAPES.items():
            for number, shape in enumerate(shapes):
                file[f"{path}/{number}"] = random.normal(size=shape).astype("f4")
    return composed(
        {
            METADATA: json.dumps({"keras_version": "3.15.1"}).encode(),
            CONFIG: json.dumps(table_config() if config is None else config).encode(),
            WEIGHTS: buffer.getvalue(),
        }
    )

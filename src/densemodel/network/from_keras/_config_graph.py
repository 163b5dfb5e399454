"""The layers and operations of a table's model in a Keras config, as expressions of its inputs.

For each class every key has a rule, which reads its value and refuses what no such model has, with
a StoreError. Keys without a rule are refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import LARGEST_CATEGORY
from densemodel.errors import StoreError
from densemodel.network.from_keras._config_table import (
    BESIDE,
    LONGEST_SHOWN,
    ConfigTable,
    is_number,
    keras_object,
    require_float32,
)
from densemodel.wording import readable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    Read: TypeAlias = Callable[[ConfigTable], tuple[Any, ...]]
    Expression: TypeAlias = tuple[Any, ...]
    """A class of Keras, what its config says, and what it is called with: numbers as text, lists of
    places, and expressions, of which the last leads to the input. That is
    `("InputLayer", dtype, name)`, or `("Concatenate", [input, ...])`."""

_DEEPEST = 16
"Layers and operations behind each other: the bins of numbers are the eleventh."
_MOST_NUMBERS = 1_000_000
"Bins of all columns."
BUT_FIRST = [
    {"class_name": "__slice__", "config": {"start": start, "stop": None, "step": None}}
    for start in (None, 1)
]
"As the config has `[:, 1:]`."


def refused_model(why: str) -> StoreError:
    return StoreError(f"its model: {why}")


def short(name: str) -> str:
    return readable(name, LONGEST_SHOWN)


class Graph:
    """The layers of a model by name, each read when it is asked for."""

    def __init__(self, written: Sequence[object]) -> None:
        self._written: dict[str, dict[str, Any]] = {}
        self._read: dict[str, Expression] = {}
        for layer in written:
            name = layer.get("name") if isinstance(layer, dict) else None
            if not isinstance(layer, dict) or not isinstance(name, str):
                raise refused_model("a layer has no name")
            if name in self._written:
                raise refused_model(f"two layers are called {short(name)}")
            self._written[name] = layer

    def row(self) -> tuple[str, list[Expression]]:
        """The layer that gives the rows, and the expressions of what it joins."""
        joins = [name for name in self._written if self._kind(name) == (_LAYERS, "Concatenate")]
        if len(joins) != 1:
            raise refused_model("one layer has to join its columns")
        match self._of(joins[0]):
            case (_, list(parts)) if all(isinstance(one, tuple) for one in parts):
                return joins[0], parts
        raise refused_model("it joins something else than columns")

    def embeddings(self) -> list[str]:
        """The embeddings in the order of the row, which is the one that their weights have."""
        used, listed = (
            [name for name in names if name in self._read and self._read[name][0] == "Embedding"]
            for names in (self._read, self._written)
        )
        if used != listed:
            raise refused_model("its embeddings are in another order than its columns")
        return used

    def rest(self) -> list[object]:
        """The layers that were not read, as they are written."""
        return [layer for name, layer in self._written.items() if name not in self._read]

    def _kind(self, name: str) -> tuple[object, object]:
        written = self._written[name]
        return written.get("module"), written.get("class_name")

    def _of(self, name: str, depth: int = 0) -> Expression:
        if name in self._read:
            return self._read[name]
        module, kind = self._kind(name)
        layer = ConfigTable(
            self._written[name], readable(f"{name[:LONGEST_SHOWN]}, {str(kind)[:LONGEST_SHOWN]}")
        )
        is_known = isinstance(module, str) and isinstance(kind, str) and depth <= _DEEPEST
        read = _RULES.get((str(module), str(kind))) if is_known else None
        if read is None:
            raise layer.refused("no column of a table has it there")
        layer.leave(("class_name", "name", "module", *BESIDE))
        layer.expect("registered_name", (None, kind))
        calls, config = layer.pop("inbound_nodes"), layer.inner("config")
        layer.done()
        config.expect("name", (name,))
        facts = read(config)
        config.done()
        given: list[object] = [name]
        if kind != "InputLayer":
            given = [self._given(one, layer, depth) for one in _arguments(layer, calls)]
        elif calls != []:
            raise layer.refused("an input is called")
        self._read[name] = (kind, *facts, *given)
        return self._read[name]

    def _given(self, value: object, layer: ConfigTable, depth: int) -> object:
        """An argument of a call."""
        match value:
            case {
                "class_name": "__keras_tensor__",
                "config": {"keras_history": [str(name), 0, 0]},
            } if name in self._written:
                return self._of(name, depth + 1)
            case [{"class_name": "__keras_tensor__"}, *_]:  # what is joined
                return [self._given(one, layer, depth) for one in value]
        is_places = isinstance(value, list) and all(type(one) is int for one in value)
        if is_places or value == BUT_FIRST:
            return value
        if not is_number(value):
            raise layer.refused("it is called with what no column gives it")
        return repr(value)  # 0 and 0.0 are not the same


def _arguments(layer: ConfigTable, calls: object) -> list[object]:
    match calls:
        case [{"args": list(given), "kwargs": dict(words), **rest}] if not words and not rest:
            return given
    raise layer.refused("it is not called once, with what is before it alone")


def inner(part: Expression, *kinds: str) -> Expression:
    """The first expression of such a class, on the way to the input; empty without one."""
    part = part if isinstance(part, tuple) else ()
    while part and part[0] not in kinds:
        part = next((one for one in reversed(part) if isinstance(one, tuple)), ())
    return part


# What the config of each class says: the facts, of which none is a tuple


def _no_layers(_: ConfigTable) -> tuple[Any, ...]:
    return ()


def _input(config: ConfigTable) -> tuple[Any, ...]:
    config.expect("batch_shape", ([None, 1],))
    for key in ("sparse", "ragged", "optional"):
        config.expect(key, (False,))
    return (config.word("dtype", "float32", "int64", "string"),)


def _cast(config: ConfigTable) -> tuple[Any, ...]:
    return (config.word("dtype", "float32"),)


def _by_column(config: ConfigTable) -> tuple[Any, ...]:
    if repr(config.pop("axis")) != "1":  # Keras's default is another
        raise config.refused("it has another axis than the columns")
    return ()


def _normalization(config: ConfigTable) -> tuple[Any, ...]:
    """The means and the variances of several numbers."""
    config.expect("invert", (False,))
    config.expect("axis", (-1, [-1]))
    means = config.numbers("mean", _MOST_NUMBERS)
    variances = config.numbers("variance", _MOST_NUMBERS)
    if not means or len(means) != len(variances) or not min(variances) >= 0:
        raise config.refused("its means and variances are not those of numbers")
    with np.errstate(over="ignore"):  # Keras makes them float32, however they are written
        both = np.array([means, variances], np.float64).astype(np.float32).astype(float)
    means, variances = both.tolist()
    return means, variances


def _inside(config: ConfigTable) -> tuple[Any, ...]:
    config.expect("max_value", (1.0,))
    config.expect("negative_slope", (0.0,))
    config.expect("threshold", (0.0,))
    return ()


def _activation(config: ConfigTable) -> tuple[Any, ...]:
    return (config.word("activation", "tanh"),)


def _rescaling(config: ConfigTable) -> tuple[Any, ...]:
    config.expect("offset", (0.0, 0))
    return (config.number("scale"),)


def _one_hot(config: ConfigTable) -> tuple[Any, ...]:
    config.expect("output_mode", ("one_hot",))
    config.expect("sparse", (False,))
    return (config.whole("num_tokens"),)


def _embedding(config: ConfigTable) -> tuple[Any, ...]:
    start = keras_object(config.pop("embeddings_initializer"), "keras.initializers", config.title)
    start.expect("class_name", ("Zeros",))
    start.expect("config", ({},))
    start.done()
    for key in (
        "embeddings_regularizer",
        "embeddings_constraint",
        "activity_regularizer",
        "quantization_config",
    ):
        config.expect(key, (None,))
    config.expect("mask_zero", (False,))
    return config.whole("input_dim"), config.whole("output_dim")


def _flatten(config: ConfigTable) -> tuple[Any, ...]:
    config.expect("data_format", ("channels_last",))
    return ()


def _join(config: ConfigTable) -> tuple[Any, ...]:
    config.expect("axis", (-1,))
    return ()


def _lookup(of: type) -> Read:
    """The values of a category; text for them would be the path of a file."""

    def read(config: ConfigTable) -> tuple[Any, ...]:
        values = config.pop("vocabulary")
        if not isinstance(values, list) or len(values) > LARGEST_CATEGORY:
            raise config.refused(f"its vocabulary is not a list of at most {LARGEST_CATEGORY:,}")
        if not values or not all(type(value) is of for value in values):
            raise config.refused("its vocabulary has values of another kind")
        # Keras takes it for the place of unknown values where it comes first
        if config.pop("oov_token") in values:
            raise config.refused("its oov_token is one of its values")
        config.expect("vocabulary_size", (len(values) + 1,))
        for key, usual in _LOOKUP_KEYS.items():
            config.expect(key, (usual,))
        return (values,)

    return read


_LOOKUP_KEYS = {
    "invert": False, "max_tokens": None, "num_oov_indices": 1, "mask_token": None,
    "output_mode": "int", "sparse": False, "pad_to_max_tokens": False, "idf_weights": None,
    "oov_method": "floormod", "salt": None, "encoding": "utf-8", "vocabulary_dtype": "int64",
}  # fmt: skip


def _layer(read: Read) -> Read:
    """The rule of a layer, which has more keys than an operation."""

    def read_all(config: ConfigTable) -> tuple[Any, ...]:
        config.expect("trainable", (True,))
        require_float32(config)
        return read(config)

    return read_all


_LAYERS, _NUMPY, _CORE = "keras.layers", "keras.src.ops.numpy", "keras.src.ops.core"
_PLAIN = ("Cos", "Equal", "GetItem", "Isnan", "Mod", "Multiply", "Sin", "Subtract", "Where")
_OF_LAYERS: dict[str, Read] = {
    "Activation": _activation,
    "CategoryEncoding": _one_hot,
    "Concatenate": _join,
    "Embedding": _embedding,
    "Flatten": _flatten,
    "IntegerLookup": _lookup(int),
    "Normalization": _normalization,
    "ReLU": _inside,
    "Rescaling": _rescaling,
    "StringLookup": _lookup(str),
}
_RULES: dict[tuple[str, str], Read] = {
    (_LAYERS, "InputLayer"): _input,
    **{(_LAYERS, kind): _layer(read) for kind, read in _OF_LAYERS.items()},
    **{(_NUMPY, kind): _no_layers for kind in _PLAIN},
    (_NUMPY, "Concatenate"): _by_column,
    (_NUMPY, "Take"): _by_column,
    (_CORE, "Cast"): _cast,
}

"""The layers and operations of a table's model in a Keras config, as expressions of its inputs.

For each class every key has a rule, which reads its value and refuses what no such model has, with
a StoreError. Keys without a rule are refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.errors import StoreError
from densemodel.store.contents._config_table import (
    BESIDE,
    LONGEST_SHOWN,
    ConfigTable,
    is_number,
    keras_object,
    require_float32,
)
from densemodel.store.contents._table_json import MOST_EDGES, MOST_VALUES
from densemodel.store.readers._json import readable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    Read: TypeAlias = Callable[[ConfigTable], tuple[Any, ...]]
    Expression: TypeAlias = tuple[Any, ...]
    """A class of Keras, what its config says, and what it is called with: numbers as text, and
    expressions, of which the last leads to the input. That is `("InputLayer", dtype, name)`."""

_DEEPEST = 16
"Layers and operations behind each other: the bins of a number are the eleventh."
_MOST_OF_ONE = 300
"Layers of a model of one column, with those of its network."
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

    def row(
        self, column_of: Callable[[str, list[Expression]], object]
    ) -> tuple[str, list[Expression]]:
        """The layer that gives the rows, and the expressions of what it joins.

        A model of one column may join nothing: `column_of` refuses what is none.
        """
        joins = [name for name in self._written if self._kind(name) == "Concatenate"]
        if len(joins) > 1:
            raise refused_model("it joins columns more than once")
        if joins:
            parts = self._of(joins[0])[-1]
            if not isinstance(parts, list) or not all(isinstance(one, tuple) for one in parts):
                raise refused_model("it joins something else than columns")
            return joins[0], parts
        if len(self._written) > _MOST_OF_ONE:
            raise refused_model(f"it has {len(self._written):,} layers for one column")
        for name in reversed(self._written):
            self._read = {}
            try:
                part = self._of(name)
                column_of(input_of(part), [part])
            except StoreError:
                continue
            return name, [part]
        raise refused_model("its layers are not those of a table's column")

    @property
    def has_order(self) -> bool:
        """Whether the embeddings are listed as they are used: so their weights are stored."""
        used, listed = (
            [name for name in names if name in self._read and self._kind(name) == "Embedding"]
            for names in (self._read, self._written)
        )
        return used == listed

    def rest(self) -> list[object]:
        """The layers that were not read, as they are written."""
        return [layer for name, layer in self._written.items() if name not in self._read]

    def _kind(self, name: str) -> object:
        return self._written[name].get("class_name")

    def _of(self, name: str, depth: int = 0) -> Expression:
        if name in self._read:
            return self._read[name]
        kind = self._kind(name)
        layer = ConfigTable(
            self._written[name], readable(f"{name[:LONGEST_SHOWN]}, {str(kind)[:LONGEST_SHOWN]}")
        )
        rule = _RULES.get(kind) if isinstance(kind, str) else None
        if rule is None or depth > _DEEPEST:
            raise layer.refused("no column of a table has it there")
        module, read = rule
        layer.leave(("class_name", "name", *BESIDE))
        layer.expect("module", (module,))
        layer.expect("registered_name", (None, kind))
        calls, config = layer.take("inbound_nodes"), layer.inner("config")
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
        if value == BUT_FIRST:
            return value
        if not is_number(value):
            raise layer.refused("it is called with what no column gives it")
        return repr(value)  # 0 and 0.0 are not the same


def _arguments(layer: ConfigTable, calls: object) -> list[object]:
    match calls:
        case [{"args": list(given), "kwargs": dict(words), **rest}] if not words and not rest:
            return given
    raise layer.refused("it is not called once, with what is before it alone")


def input_of(part: Expression) -> str:
    """The name of the input that an expression begins with."""
    found = inner(part, "InputLayer")
    return str(found[-1]) if found else ""


def inner(part: Expression, *kinds: str) -> Expression:
    """The first expression of such a class, on the way to the input; empty without one."""
    while part and part[0] not in kinds:
        part = next((one for one in reversed(part) if isinstance(one, tuple)), ())
    return part


# What the config of each class says: the facts, of which none is a tuple


def _nothing(_: ConfigTable) -> tuple[Any, ...]:
    return ()


def _input(config: ConfigTable) -> tuple[Any, ...]:
    config.expect("batch_shape", ([None, 1],))
    for key in ("sparse", "ragged", "optional"):
        config.expect(key, (False,))
    return (config.word("dtype", "float32", "int64", "string"),)


def _cast(config: ConfigTable) -> tuple[Any, ...]:
    return (config.word("dtype", "float32"),)


def _normalization(config: ConfigTable) -> tuple[Any, ...]:
    """Of one number, or of the bins of one."""
    config.expect("invert", (False,))
    axis = config.take("axis")
    if axis in (-1, [-1]):
        lows, squares = config.numbers("mean", MOST_EDGES), config.numbers("variance", MOST_EDGES)
        if not lows or len(lows) != len(squares) or not min(squares) >= 0:
            raise config.refused("its numbers are those of no bins")
        return "each", lows, squares
    if axis != []:
        raise config.refused("it has an axis that no column has")
    return "all", config.number("mean"), config.number("variance")


def _repeated(config: ConfigTable) -> tuple[Any, ...]:
    return (config.whole("n"),)


def _row(config: ConfigTable) -> tuple[Any, ...]:
    return (config.numbers("target_shape", 1),)


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
    start = keras_object(config.take("embeddings_initializer"), "keras.initializers", config.title)
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
        values = config.take("vocabulary")
        if not isinstance(values, list) or len(values) > MOST_VALUES:
            raise config.refused(f"its vocabulary is not a list of at most {MOST_VALUES:,}")
        if not values or not all(type(value) is of for value in values):
            raise config.refused("its vocabulary has values of another kind")
        # Keras takes it for the place of unknown values where it comes first
        if config.take("oov_token") in values:
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


def _layer(read: Read) -> tuple[str, Read]:
    """The rule of a layer, which has more keys than an operation."""

    def read_all(config: ConfigTable) -> tuple[Any, ...]:
        config.expect("trainable", (True,))
        require_float32(config)
        return read(config)

    return "keras.layers", read_all


_NUMPY, _CORE = "keras.src.ops.numpy", "keras.src.ops.core"
_OPERATIONS = ("Cos", "Equal", "GetItem", "Isnan", "Mod", "Multiply", "Sin", "Subtract", "Where")
_RULES: dict[str, tuple[str, Read]] = {
    "InputLayer": ("keras.layers", _input),
    **dict.fromkeys(_OPERATIONS, (_NUMPY, _nothing)),
    "Cast": (_CORE, _cast),
    "Activation": _layer(_activation),
    "CategoryEncoding": _layer(_one_hot),
    "Concatenate": _layer(_join),
    "Embedding": _layer(_embedding),
    "Flatten": _layer(_flatten),
    "IntegerLookup": _layer(_lookup(int)),
    "Normalization": _layer(_normalization),
    "ReLU": _layer(_inside),
    "RepeatVector": _layer(_repeated),
    "Rescaling": _layer(_rescaling),
    "Reshape": _layer(_row),
    "StringLookup": _layer(_lookup(str)),
}

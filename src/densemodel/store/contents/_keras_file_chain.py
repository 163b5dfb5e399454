"""The layers of a Keras config as one chain from input to output.

The config is untrusted: keys that are not read by name are refused, with a StoreError.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeGuard

from densemodel.errors import StoreError
from densemodel.store.readers._json import readable

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_LAYERS = 200
MOST_AXES = 8
_LONGEST = 24
_LARGEST_WHOLE = 10_000_000
_PLAIN = (str, int, float, bool, type(None))
_MODULES = {
    "Sequential": ("keras", "keras.models", "keras.src.models.sequential"),
    "Functional": ("keras", "keras.models", "keras.src.models.functional"),
}
_INPUT_TYPES = frozenset(
    "float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 bool".split()  # noqa: SIM905 - a list of words
)
"A spec's model takes them as float32."
_BESIDE = ("build_config", "shared_object_id")
"What Keras builds by, which nobody reads here: the sizes follow from the input."


class ConfigTable:
    """The entries of one JSON object, which are read and removed one by one.

    Args:
        table: The object, as it was read.
        title: How a message begins: "layer 3, LSTM".
    """

    def __init__(self, table: object, title: str) -> None:
        self.title = title
        if not isinstance(table, dict):
            raise self.refused("it is not a table")
        self._left: dict[str, Any] = dict(table)

    def refused(self, why: str) -> StoreError:
        """The error that a spec can't express this."""
        return StoreError(f"{self.title}: {why}")

    def take(self, key: str) -> Any:
        """Any value; None if it is missing."""
        return self._left.pop(key, None)

    def leave(self, keys: Iterable[str]) -> None:
        """Remove entries that are ignored."""
        for key in keys:
            self._left.pop(key, None)

    def expect(self, key: str, allowed: tuple[object, ...]) -> None:
        """Refuse any other value; a missing one is Keras's default."""
        if key in self._left:
            value = self._left.pop(key)
            if not any(type(value) is type(one) and value == one for one in allowed):
                raise self._unsayable(key, value)

    def word(self, key: str, *allowed: str) -> str:
        value = self.take(key)
        if not isinstance(value, str) or value not in allowed:
            raise self._unsayable(key, value)
        return value

    def whole(self, key: str) -> int:
        """A whole number of 1 or more."""
        return self._whole(key, self.take(key))

    def pair(self, key: str) -> tuple[int, int]:
        """Two whole numbers of 1 or more."""
        value = self.take(key)
        if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004 - a pair
            raise self.refused(f"{key}={shown(value)} is not a pair of numbers")
        return self._whole(key, value[0]), self._whole(key, value[1])

    def number(self, key: str) -> float:
        """A finite number."""
        value = self.take(key)
        if not is_number(value):
            raise self.refused(f"{key}={shown(value)} is not a number")
        return float(value)

    def flag(self, key: str) -> bool:
        value = self.take(key)
        if not isinstance(value, bool):
            raise self.refused(f"{key}={shown(value)} is not true or false")
        return value

    def inner(self, key: str) -> ConfigTable:
        return ConfigTable(self.take(key), self.title)

    def done(self) -> None:
        """Refuse entries that were not read."""
        for key, value in self._left.items():
            raise self._unsayable(readable(key, _LONGEST), value)

    def _unsayable(self, key: str, value: object) -> StoreError:
        return self.refused(f"{key}={shown(value)} can't be written in a spec")

    def _whole(self, key: str, value: object) -> int:
        if not is_size(value):
            raise self.refused(f"{key}={shown(value)} is not a number that a layer can have")
        return value


def keras_object(value: object, module: str, title: str) -> ConfigTable:
    """An object of Keras's own, of which class and config are left to read."""
    table = ConfigTable(value, title)
    table.expect("module", (module,))
    table.expect("registered_name", (None,))
    table.leave(("shared_object_id",))
    return table


def is_size(value: object) -> TypeGuard[int]:
    """Whether it is a number of units, or a size of an axis."""
    return type(value) is int and 1 <= value <= _LARGEST_WHOLE


def is_number(value: object) -> bool:
    """Whether it is a finite number."""
    return type(value) in (int, float) and math.isfinite(value)  # type: ignore[arg-type]  # just seen


def shown(value: object) -> str:
    return readable(str(value), _LONGEST) if isinstance(value, _PLAIN) else "something else"


@dataclass(frozen=True)
class ConfigLayer:
    kind: str
    "The name of its class in `keras.layers`."
    config: dict[str, Any]
    place: int
    "Counted from 1, without the input."
    calls: Any = None
    "How a Functional model calls it, as the file has it."

    @property
    def title(self) -> str:
        return f"layer {self.place}, {readable(self.kind, _LONGEST)}"

    @property
    def name(self) -> str:
        return str(self.config["name"])


def chain_in(
    model: ConfigTable,
) -> tuple[tuple[int, ...], tuple[ConfigLayer, ...], tuple[str, ...]]:
    """The sizes of a row, the layers without their weights, and notes on what is lost.

    The model's config is all of `config.json` but how it is compiled.
    """
    kind = model.word("class_name", *_MODULES)
    model.expect("module", _MODULES[kind])
    model.expect("registered_name", (None, kind))
    model.leave(_BESIDE)
    config = model.inner("config")
    model.done()
    written = config.take("layers")
    if not isinstance(written, list) or not written:
        raise config.refused("it has no layers")
    if len(written) > MOST_LAYERS:
        raise config.refused(f"it has {len(written):,} layers, {MOST_LAYERS:,} are the most")
    layers = [_layer_of(one, place) for place, one in enumerate(written)]
    names: set[str] = set()
    for layer in layers:
        if layer.name in names:
            raise StoreError(f"two layers of the model are called {readable(layer.name, _LONGEST)}")
        names.add(layer.name)
    if kind == "Functional":
        _require_chain(config, layers)
    shape, notes = _start(config, layers[0])
    config.leave(("name", "build_input_shape", *_BESIDE))
    config.expect("trainable", (True,))
    require_float32(config)
    config.done()
    rest = layers[1:] if layers[0].kind == "InputLayer" else layers
    if not rest:
        raise StoreError("the model has no layers")
    return shape, tuple(replace(one, place=place) for place, one in enumerate(rest, 1)), notes


def require_float32(table: ConfigTable) -> None:
    """Refuse dtypes other than float32."""
    dtype = table.take("dtype")
    if dtype is None or dtype == "float32":
        return
    policy = keras_object(dtype, "keras", table.title)
    policy.expect("class_name", ("DTypePolicy",))
    policy.expect("config", ({"name": "float32"},))
    policy.done()


def _layer_of(layer: object, place: int) -> ConfigLayer:
    table = ConfigTable(layer, f"layer {place}")
    kind = table.take("class_name")
    if not isinstance(kind, str):
        raise table.refused("its class has no name")
    table.title = f"layer {place}, {readable(kind, _LONGEST)}"
    table.expect("module", ("keras.layers",))
    table.expect("registered_name", (None, kind))
    table.leave(_BESIDE)
    config = table.take("config")
    if not isinstance(config, dict):
        raise table.refused("it has no config")
    name = config.get("name")
    if not isinstance(name, str):
        raise table.refused("it has no name")
    table.expect("name", (name,))
    calls = table.take("inbound_nodes")
    table.done()
    return ConfigLayer(kind, config, place, calls)


def _require_chain(config: ConfigTable, layers: list[ConfigLayer]) -> None:
    """Refuse layers that are not a chain: the weights are stored in the order of the list."""
    for before, layer in zip([None, *layers], layers, strict=False):
        due: list[object] = [] if before is None else [([before.name], {})]
        calls = layer.calls
        if not isinstance(calls, list) or [_call(call) for call in calls] != due:
            raise StoreError(
                f"{readable(layer.name, _LONGEST)} does not come after the layer before it alone: "
                "a spec is a chain of layers"
            )
    for what, layer in (("input_layers", layers[0]), ("output_layers", layers[-1])):
        if config.take(what) not in ([layer.name, 0, 0], [[layer.name, 0, 0]]):
            raise config.refused("it has other inputs or outputs than one of each")


def _call(call: object) -> tuple[list[object], dict[str, Any]] | None:
    """The arguments of a call: the layers that they come from, and what is not Keras's default."""
    match call:
        case {"args": list(args), "kwargs": dict(kwargs), **rest} if not rest:
            said = {
                key: value
                for key, value in kwargs.items()
                if value is not None and not (key == "training" and value is False)
            }
            return [_layer_before(one) for one in args], said
    return None


def _layer_before(argument: object) -> object:
    """The name of the layer that an argument comes from; None for anything else."""
    match argument:
        case {
            "class_name": "__keras_tensor__",
            "config": {"keras_history": [str(name), 0, 0]},
        }:
            return name
    return None


def _start(config: ConfigTable, first: ConfigLayer) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The sizes of a row, and notes on what is lost of the input."""
    if first.kind != "InputLayer":
        return _sizes(config, config.take("build_input_shape")), ()
    table = ConfigTable(first.config, "its input")
    shape = _sizes(table, table.take("batch_shape"))
    kind = table.take("dtype")
    if kind is not None and (not isinstance(kind, str) or kind not in _INPUT_TYPES):
        raise table.refused(f"dtype={shown(kind)} is not a number type")
    for key in ("sparse", "ragged", "optional"):
        table.expect(key, (False,))
    table.leave(("name",))
    table.done()
    is_usual = kind in (None, "float32")
    note = f"The input's type {kind} is lost: a spec's model takes float32"
    return shape, () if is_usual else (note,)


def _sizes(table: ConfigTable, shape: object) -> tuple[int, ...]:
    if not isinstance(shape, list) or not 2 <= len(shape) <= MOST_AXES:  # noqa: PLR2004 - rows and an axis
        raise table.refused("nothing says the sizes of a row")
    if not all(map(is_size, shape[1:])):
        raise table.refused("it leaves a size of a row open")
    return tuple(shape[1:])

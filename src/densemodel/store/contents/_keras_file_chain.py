"""The layers of a Keras config as one chain from input to output.

The config is untrusted: keys that are not read by name are refused, with a StoreError.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from densemodel.errors import StoreError
from densemodel.network import table_in
from densemodel.store.contents._config_table import (
    BESIDE,
    LONGEST_SHOWN,
    ConfigTable,
    is_size,
    require_float32,
    shown,
)
from densemodel.wording import readable

if TYPE_CHECKING:
    from densemodel.data import TableEncoding

MOST_LAYERS = 200
MOST_AXES = 8
_MODULES = {
    "Sequential": ("keras", "keras.models", "keras.src.models.sequential"),
    "Functional": ("keras", "keras.models", "keras.src.models.functional"),
}
_INPUT_TYPES = frozenset(
    "float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 bool".split()  # noqa: SIM905 - a list of words
)
"A spec's model takes them as float32."


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
        return f"layer {self.place}, {readable(self.kind, LONGEST_SHOWN)}"

    @property
    def name(self) -> str:
        return str(self.config["name"])


def chain_in(
    model: ConfigTable,
) -> tuple[tuple[int, ...] | TableEncoding, tuple[ConfigLayer, ...], tuple[str, ...]]:
    """The input, the layers without their weights, and notes on what is lost.

    The model's config is all of `config.json` but how it is compiled. The input is the sizes of a
    row, or the encoding of a table, whose layers are not among those of the chain.
    """
    kind = model.word("class_name", *_MODULES)
    model.expect("module", _MODULES[kind])
    model.expect("registered_name", (None, kind))
    model.leave(BESIDE)
    config = model.inner("config")
    model.done()
    written = config.pop("layers")
    inputs = config.pop("input_layers") if kind == "Functional" else None
    if not isinstance(written, list) or not written:
        raise config.refused("it has no layers")
    table, before = None, None
    if isinstance(inputs, dict):
        found = table_in(inputs, written)
        table, before, written = found.table, found.end, found.rest
    if len(written) > MOST_LAYERS:
        raise config.refused(f"it has {len(written):,} layers, {MOST_LAYERS:,} are the most")
    layers = [_layer_of(one, place) for place, one in enumerate(written)]
    names: set[str] = set()
    for layer in layers:
        if layer.name in names:
            raise StoreError(
                f"two layers of the model are called {readable(layer.name, LONGEST_SHOWN)}"
            )
        names.add(layer.name)
    if kind == "Functional":
        _require_chain(layers, before)
        if table is None:
            _require_end(config, "inputs", inputs, layers[0])
        _require_end(config, "outputs", config.pop("output_layers"), layers[-1])
    start, notes = (table, ()) if table is not None else _start(config, layers[0])
    config.leave(("name", "build_input_shape", *BESIDE))
    config.expect("trainable", (True,))
    require_float32(config)
    config.done()
    rest = layers[1:] if layers[0].kind == "InputLayer" else layers
    if not rest:
        raise StoreError("the model has no layers")
    return start, tuple(replace(one, place=place) for place, one in enumerate(rest, 1)), notes


def _layer_of(layer: object, place: int) -> ConfigLayer:
    table = ConfigTable(layer, f"layer {place}")
    kind = table.pop("class_name")
    if not isinstance(kind, str):
        raise table.refused("its class has no name")
    table.title = f"layer {place}, {readable(kind, LONGEST_SHOWN)}"
    table.expect("module", ("keras.layers",))
    table.expect("registered_name", (None, kind))
    table.leave(BESIDE)
    config = table.pop("config")
    if not isinstance(config, dict):
        raise table.refused("it has no config")
    name = config.get("name")
    if not isinstance(name, str):
        raise table.refused("it has no name")
    table.expect("name", (name,))
    calls = table.pop("inbound_nodes")
    table.done()
    return ConfigLayer(kind, config, place, calls)


def _require_chain(layers: list[ConfigLayer], before: str | None) -> None:
    """Refuse layers that are not a chain: the weights are stored in the order of the list.

    The first is called with the output of the layer of the name `before`; None: it is the input.
    """
    for layer in layers:
        due: list[object] = [] if before is None else [([before], {})]
        calls = layer.calls
        if not isinstance(calls, list) or [_call(call) for call in calls] != due:
            raise StoreError(
                f"{readable(layer.name, LONGEST_SHOWN)} does not come after the layer before it "
                "alone: a spec is a chain of layers"
            )
        before = layer.name


def _require_end(config: ConfigTable, what: str, written: object, layer: ConfigLayer) -> None:
    if written not in ([layer.name, 0, 0], [[layer.name, 0, 0]]):
        raise config.refused(f"it has other {what} than one")


def _call(call: object) -> tuple[list[object], dict[str, Any]] | None:
    """The arguments of a call: the layers that they come from, and what is not Keras's default."""
    match call:
        case {"args": list(args), "kwargs": dict(kwargs), **rest} if not rest:
            arguments = {
                key: value
                for key, value in kwargs.items()
                if value is not None and not (key == "training" and value is False)
            }
            return [_layer_before(one) for one in args], arguments
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
        return _sizes(config, config.pop("build_input_shape")), ()
    table = ConfigTable(first.config, "its input")
    shape = _sizes(table, table.pop("batch_shape"))
    kind = table.pop("dtype")
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
    if not isinstance(shape, list) or not 2 <= len(shape) <= MOST_AXES:  # rows and an axis
        raise table.refused("nothing says the sizes of a row")
    if not all(map(is_size, shape[1:])):
        raise table.refused("it leaves a size of a row open")
    return tuple(shape[1:])

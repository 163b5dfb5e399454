"""The layers of a Keras config as one chain from input to output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from densemodel.errors import StoreError
from densemodel.store.contents._config_table import ConfigTable, shown
from densemodel.store.readers._json import readable

MOST_LAYERS = 200
_MOST_AXES = 8
_LONGEST = 24
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


@dataclass(frozen=True)
class ConfigLayer:
    """The config of one layer."""

    kind: str
    "The name of its class in `keras.layers`."
    config: dict[str, Any]
    place: int
    "Counted from 1, without the input."

    @property
    def title(self) -> str:
        """The layer as messages name it."""
        return f"layer {self.place}, {readable(self.kind, _LONGEST)}"


@dataclass(frozen=True)
class ConfigChain:
    """A chain of layers without their weights."""

    input_shape: tuple[int, ...]
    layers: tuple[ConfigLayer, ...]
    notes: tuple[str, ...] = ()


def chain_in(model: ConfigTable) -> ConfigChain:
    """Parse a model's config.

    Args:
        model: All of `config.json` but how it is compiled.

    Raises:
        StoreError: It is no plain chain of Keras's own layers.
    """
    kind = model.word("class_name", *_MODULES)
    model.expect("module", *_MODULES[kind])
    model.expect("registered_name", None, kind)
    model.leave(_BESIDE)
    config = model.inner("config")
    model.done()
    written = config.take("layers")
    if not isinstance(written, list) or not written:
        raise config.refused("it has no layers")
    if len(written) > MOST_LAYERS:
        raise config.refused(f"it has {len(written):,} layers, {MOST_LAYERS:,} are the most")
    tables = [_table_of(one, place) for place, one in enumerate(written)]
    names: set[str] = set()
    for one in tables:
        if one.name in names:
            raise StoreError(f"two layers of the model are called {readable(one.name, _LONGEST)}")
        names.add(one.name)
    if kind == "Functional":
        _require_chain(config, tables)
    shape, notes = _start(config, tables)
    config.leave(("name", "build_input_shape", *_BESIDE))
    config.on("trainable")
    require_float32(config)
    config.done()
    rest = tables[1:] if tables[0].kind == "InputLayer" else tables
    layers = tuple(ConfigLayer(one.kind, one.config, place) for place, one in enumerate(rest, 1))
    if not layers:
        raise StoreError("the model has no layers")
    return ConfigChain(shape, layers, notes)


def require_float32(table: ConfigTable) -> None:
    """Refuse dtypes other than float32."""
    dtype = table.take("dtype")
    if dtype is None or dtype == "float32":
        return
    policy = ConfigTable(dtype, table.title)
    policy.expect("module", "keras")
    policy.expect("class_name", "DTypePolicy")
    policy.expect("registered_name", None)
    policy.expect("config", {"name": "float32"})
    policy.leave(("shared_object_id",))
    policy.done()


@dataclass(frozen=True)
class _Written:
    """A layer with its entry in a Functional model."""

    kind: str
    name: str
    config: dict[str, Any]
    nodes: Any


def _table_of(layer: object, place: int) -> _Written:
    table = ConfigTable(layer, f"layer {place}")
    kind = table.take("class_name")
    if not isinstance(kind, str):
        raise table.refused("its class has no name")
    table.title = f"layer {place}, {readable(kind, _LONGEST)}"
    table.expect("module", "keras.layers")
    table.expect("registered_name", None, kind)
    table.leave(_BESIDE)
    config = table.take("config")
    if not isinstance(config, dict):
        raise table.refused("it has no config")
    name = config.get("name")
    if not isinstance(name, str):
        raise table.refused("it has no name")
    table.expect("name", name)
    nodes = table.take("inbound_nodes")
    table.done()
    return _Written(kind, name, config, nodes)


def _require_chain(config: ConfigTable, tables: list[_Written]) -> None:
    """Refuse layers that are not a chain: the weights are stored in the order of the list."""
    for before, one in zip([None, *tables], tables, strict=False):
        due = [] if before is None else [_after(before.name)]
        nodes = one.nodes
        if before is None and nodes == due:
            continue
        plain = [_plain(node) for node in nodes] if isinstance(nodes, list) else None
        if plain != due:
            raise StoreError(
                f"{readable(one.name, _LONGEST)} does not come after the layer before it alone: a "
                "spec is a chain of layers"
            )
    for what, one in (("input_layers", tables[0]), ("output_layers", tables[-1])):
        ends = config.take(what)
        if ends not in ([one.name, 0, 0], [[one.name, 0, 0]]):
            raise config.refused("it has other inputs or outputs than one of each")


def _after(name: str) -> dict[str, Any]:
    return {"args": [name], "kwargs": {}}


def _plain(node: object) -> dict[str, Any] | None:
    """The call arguments of a layer, without Keras's defaults; None for anything else."""
    if not isinstance(node, dict) or set(node) != {"args", "kwargs"}:
        return None
    args, kwargs = node["args"], node["kwargs"]
    if not isinstance(args, list) or not isinstance(kwargs, dict):
        return None
    usual = {"mask": None, "training": False}
    said = {
        key: value
        for key, value in kwargs.items()
        if value is not None and not (key == "training" and value is usual["training"])
    }
    return {"args": [_tensor(one) for one in args], "kwargs": said}


def _tensor(written: object) -> object:
    """The name of the layer that an input comes from; None for anything else."""
    match written:
        case {
            "class_name": "__keras_tensor__",
            "config": {"keras_history": [str(name), 0, 0]},
        }:
            return name
    return None


def _start(config: ConfigTable, tables: list[_Written]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The sizes of a row, and notes on what is lost of the input."""
    if tables[0].kind != "InputLayer":
        return _sizes(config, config.take("build_input_shape")), ()
    table = ConfigTable(tables[0].config, "its input")
    shape = _sizes(table, table.take("batch_shape"))
    kind = table.take("dtype")
    if kind is not None and (not isinstance(kind, str) or kind not in _INPUT_TYPES):
        raise table.refused(f"dtype={shown(kind)} is not a number type")
    table.off("sparse", "ragged", "optional")
    table.leave(("name",))
    table.done()
    is_usual = kind in (None, "float32")
    note = f"The input's type {kind} is lost: a spec's model takes float32"
    return shape, () if is_usual else (note,)


def _sizes(table: ConfigTable, shape: object) -> tuple[int, ...]:
    if not isinstance(shape, list) or not 2 <= len(shape) <= _MOST_AXES:  # noqa: PLR2004 - rows and an axis
        raise table.refused("nothing says the sizes of a row")
    sizes = shape[1:]
    if not all(type(size) is int and 1 <= size <= 10_000_000 for size in sizes):  # noqa: PLR2004 - as in the language
        raise table.refused("it leaves a size of a row open")
    return tuple(sizes)

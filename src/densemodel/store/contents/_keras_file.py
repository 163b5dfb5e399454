"""Loads a file written by Keras, if the language can express its network.

Keras is not asked to read its config. The layers are held against a list of what may stand there
and written in the words of the language; what those words build takes the weights, as plain
arrays. So nothing in the file can name a class, a function or a path.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from densemodel.data import TargetScale, choose_task
from densemodel.errors import SpecError, StoreError
from densemodel.language import (
    COLUMNS,
    differences,
    facts_of_call,
    is_number,
    layer_of,
    parse,
    write_layers,
)
from densemodel.network import others_lost, say_training, spec_of
from densemodel.store.contents._config_table import ConfigTable
from densemodel.store.contents._keras_file_chain import chain_in
from densemodel.store.contents._keras_file_layers import facts_in
from densemodel.store.contents._keras_members import (
    built,
    put_optimizer,
    put_weights,
    require_count,
    room_for,
    stored_model,
)
from densemodel.store.readers._archive import CONFIG, METADATA, WEIGHTS
from densemodel.store.readers._arrays import read_arrays
from densemodel.store.readers._json import read_json
from densemodel.training import Run
from densemodel.wording import readable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data import TableEncoding
    from densemodel.language import Facts, Spec
    from densemodel.store.contents._keras_file_chain import ConfigLayer
    from densemodel.store.readers._archive import Archive


ADVICE = "if you trust it, keras.models.load_model(path) opens it"
_SHOWN = 5
"Weights in one sentence."


@dataclass(frozen=True)
class _KerasConfig:
    """The parsed file, before anything is built."""

    layers: tuple[ConfigLayer, ...]
    "Without the last one of `target norm`."
    facts: tuple[Facts, ...]
    spec: Spec
    target: TargetScale | None
    lost: list[str]


def load_plain(archive: Archive, name: str) -> Run:
    """Load the model of a file that has no card.

    Returns:
        A run that is ready: it has the model, no history, and no data. The notes of its spec tell
        what of the file they do not say.
    """
    config = _read_config(archive)
    room = room_for(config.spec)
    arrays = read_arrays(archive.read(WEIGHTS, room), at_most=room)
    require_count(config.spec, arrays)
    model = built(config.spec, choose_task(config.spec), config.target)
    starts = _starts_lost(config)
    put_weights(stored_model(model, config.spec), arrays)
    lost = config.lost
    if starts:
        more = f" and {len(starts) - _SHOWN:,} more" if len(starts) > _SHOWN else ""
        lost.append(f"How these weights start is lost: {', '.join(starts[:_SHOWN])}{more}")
    if not put_optimizer(model, arrays):
        lost.append(
            "The state of the optimizer is not that of the file: training continues with a new one"
        )
    # what was just read: the network takes numbers
    spec = config.spec if config.spec.takes_table else spec_of(model)
    spec = replace(spec, own_notes=(*lost, *spec.own_notes))
    return Run.brought(spec, model, name=name)


def _read_config(archive: Archive) -> _KerasConfig:
    read_json(archive.read(METADATA, 10_000), "its metadata")
    # a column takes up to 10,000 bytes and 200 lists and tables, and the values of a category
    data = archive.read(CONFIG, 8_000_000)
    # the model of a table has an input for each column, and a list of the values of a category
    is_table = b'Lookup"' in data or data.count(b'"InputLayer"') > 1
    # over 200 layers; a hostile config takes twenty times its text in memory
    if not is_table and len(data) > 300_000:
        raise StoreError(f"its member {CONFIG} is too large")
    # a layer has about 40 values: a small text of many takes long to read
    marks, most = ((b"[", b"{"), 200_000) if is_table else ((b",", b"[", b"{"), 20_000)
    if sum(map(data.count, marks)) > most:
        raise StoreError("its config holds too many values")
    config = read_json(data, "its config")
    try:
        return _config_of(ConfigTable(config, "its model"))
    except StoreError as error:
        raise StoreError(f"{error.message}; {ADVICE}") from None


def _config_of(model: ConfigTable) -> _KerasConfig:
    compiled = model.pop("compile_config")
    start, layers, notes = chain_in(model)
    last = layers[-1]
    target = _target_of(last) if len(layers) > 1 else None
    if target is not None:
        layers = layers[:-1]
    facts = tuple(facts_in(layer) for layer in layers)
    spec = _parsed(start, layers, facts)
    lost = [*notes]
    if isinstance(compiled, dict):
        compiled = _readable(compiled)
        spec, *_ = say_training(spec, compiled, lost)
        lost += others_lost(compiled)
    else:
        lost.append("The model is not compiled: optimizer and loss are the defaults")
    if target is not None:
        count = len(target.mean)
        if choose_task(spec).kind != "regression" or count not in (1, spec.output_shape[-1]):
            raise StoreError(
                f"{last.title}: it brings other answers than numbers into another unit"
            )
        spec = spec.with_settings("target norm")
    return _KerasConfig(layers, facts, spec, target, lost)


def _readable(value: Any) -> Any:
    """The same with text that may stand in a note, and short lists."""
    if isinstance(value, dict):
        return {key: _readable(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_readable(one) for one in value[:20]]
    # Keras's own names have fewer characters
    return readable(value, 40) if isinstance(value, str) else value


def _parsed(
    start: tuple[int, ...] | TableEncoding, layers: Sequence[ConfigLayer], facts: Sequence[Facts]
) -> Spec:
    table = None if isinstance(start, tuple) else start
    sizes = "x".join(map(str, start)) if isinstance(start, tuple) else "table"
    # each layer has its own stage, so that its options apply to it alone
    text = " -> ".join([sizes, *(write_layers([layer_of(one)])[0] for one in facts)])
    try:
        spec = parse(text).with_table(table)
        made = [layer for layer in spec.layers if layer.kind != COLUMNS]
        spec.parameter_count  # noqa: B018 - refuses a network that is too large
    except SpecError as error:
        problem = error.problems[0] if error.problems else error
        raise StoreError(f"the language refuses its network: {problem.message}") from None
    for place, layer in enumerate(made):
        if layer.is_put_in:
            title = layers[min(place, len(layers) - 1)].title
            raise StoreError(f"{title}: a spec would make {layer.kind} of several axes before it")
    return spec


def _target_of(last: ConfigLayer) -> TargetScale | None:
    """The end of a model that `target norm` describes; None if it is not one."""
    if last.kind != "Rescaling":
        return None
    scale, offset = last.config.get("scale"), last.config.get("offset")
    spread, mean = _numbers(scale), _numbers(offset)
    is_scale = not any(mean) and not isinstance(scale, list)
    if is_scale or not spread or len(spread) != len(mean) or min(spread) <= 0:
        return None
    # all else that is said of it is looked at as well
    facts_in(replace(last, config=last.config | {"scale": 1.0, "offset": 0.0}))
    return TargetScale(mean, spread)


def _numbers(value: object) -> tuple[float, ...]:
    numbers = value if isinstance(value, list) else [value]
    return tuple(map(float, numbers)) if all(map(is_number, numbers)) else ()


def _starts_lost(config: _KerasConfig) -> list[str]:
    """The weights whose start the spec does not say; nothing else may differ from the file."""
    starts: list[str] = []
    # without the first layer of a table's network
    layers = config.spec.layers[len(config.spec.layers) - len(config.layers) :]
    for written, theirs, layer in zip(config.layers, config.facts, layers, strict=True):
        known = {key: fact for key, fact in theirs.items() if key in ("kind", *written.config)}
        for key, _, _ in differences(known, facts_of_call(layer.call)):
            if not key.endswith("_initializer"):
                raise StoreError(f"{written.title}: its {key} can't be written in a spec; {ADVICE}")
            starts.append(f"{key.removesuffix('_initializer')} of {written.title}")
    return starts

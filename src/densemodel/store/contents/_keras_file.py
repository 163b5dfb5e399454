"""Loads a file written by Keras, if the language can express its network.

Keras is not asked to read its config. The layers are held against a list of what may stand there
and written in the words of the language; what those words build takes the weights, as plain
arrays. So nothing in the file can name a class, a function or a path.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import TargetScale, choose_task
from densemodel.errors import DenseModelError, SpecError, StoreError
from densemodel.language import parse
from densemodel.network import build_kept, spec_of
from densemodel.store.contents._config_table import ConfigTable, is_number
from densemodel.store.contents._keras_file_chain import chain_in
from densemodel.store.contents._keras_file_layers import layer_words
from densemodel.store.contents._keras_file_training import with_training
from densemodel.store.contents._weights import put_optimizer, put_weights, require_count, room_for
from densemodel.store.readers._archive import CONFIG, METADATA, WEIGHTS
from densemodel.store.readers._arrays import read_arrays
from densemodel.store.readers._json import read_json
from densemodel.training import Run

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.language import Spec
    from densemodel.store.contents._keras_file_chain import ConfigChain, ConfigLayer
    from densemodel.store.readers._archive import Archive

Array = np.ndarray[Any, Any]

ADVICE = "if you trust it, keras.models.load_model(path) opens it"
_MOST_CONFIG = 300_000
"Bytes: over 200 layers. A hostile config takes twenty times its text in memory."
_MARKS = (b",", b"[", b"{")
_MOST_VALUES = 20_000
"A layer has about 40: a small text of many values takes long to read."
_MOST_METADATA = 10_000
_SHOWN = 5
"Weights in one sentence."
_IGNORED = ("name", "dtype", "trainable", "seed", "batch_shape")
_OTHER_OPTIMIZER = (
    "The state of the optimizer is not that of the file: training continues with a new one"
)


@dataclass(frozen=True)
class _KerasConfig:
    """The parsed file, before anything is built."""

    chain: ConfigChain
    spec: Spec
    target: TargetScale | None
    lost: list[str]


def load_plain(archive: Archive, name: str) -> Run:
    """Load the model of a file that has no card.

    Args:
        archive: The file, whose members' headers were checked.
        name: What the run is called.

    Returns:
        A run that is ready: it has the model, no history, and no data. The notes of its spec tell
        what of the file they do not say.

    Raises:
        StoreError: The file is damaged, or the language can't say its model.
    """
    told = _read_config(archive)
    room = room_for(told.spec.parameter_count)
    arrays = read_arrays(archive.read(WEIGHTS, room), at_most=room)
    require_count(told.spec, arrays)
    model = _built(told)
    put_weights(model, arrays)
    lost = told.lost
    if not put_optimizer(model, arrays):
        lost = [*lost, _OTHER_OPTIMIZER]
    spec = spec_of(model)
    spec = replace(spec, own_notes=(*lost, *spec.own_notes))
    return Run.brought(spec, model, name=name)


def _read_config(archive: Archive) -> _KerasConfig:
    read_json(archive.read(METADATA, _MOST_METADATA), "its metadata")
    data = archive.read(CONFIG, _MOST_CONFIG)
    if sum(map(data.count, _MARKS)) > _MOST_VALUES:
        raise StoreError("its config holds too many values")
    config = read_json(data, "its config")
    try:
        return _config_of(ConfigTable(config, "its model"))
    except StoreError as error:
        raise StoreError(f"{error.message}; {ADVICE}") from None


def _config_of(model: ConfigTable) -> _KerasConfig:
    compiled = model.take("compile_config")
    chain = chain_in(model)
    target = _target_of(chain)
    said = chain.layers if target is None else chain.layers[:-1]
    starts: list[str] = []
    spec = _parsed(chain, said, starts)
    spec, lost = with_training(spec, compiled)
    if starts:
        more = f" and {len(starts) - _SHOWN:,} more" if len(starts) > _SHOWN else ""
        lost.append(f"How these weights start is lost: {', '.join(starts[:_SHOWN])}{more}")
    if target is not None:
        last = chain.layers[-1]
        scale = last.config["scale"]
        count = len(scale) if isinstance(scale, list) else 1
        if choose_task(spec).kind != "regression" or count not in (1, spec.output_shape[-1]):
            raise StoreError(
                f"{last.title}: it brings other answers than numbers into another unit"
            )
        spec = spec.with_settings("target norm")
    return _KerasConfig(chain, spec, target, [*chain.notes, *lost])


def _parsed(chain: ConfigChain, said: Sequence[ConfigLayer], starts: list[str]) -> Spec:
    sizes = "x".join(map(str, chain.input_shape))
    text = " -> ".join([sizes, *(layer_words(layer, starts) for layer in said)])
    try:
        spec = parse(text)
        layers = spec.layers
        spec.parameter_count  # noqa: B018 - refuses a network that is too large
    except SpecError as error:
        problem = error.problems[0].message if error.problems else error.message
        raise StoreError(f"the language refuses its network: {problem}") from None
    for place, layer in enumerate(layers):
        if layer.is_put_in:
            title = said[min(place, len(said) - 1)].title
            raise StoreError(f"{title}: a spec would make {layer.kind} of several axes before it")
    return spec


def _target_of(chain: ConfigChain) -> TargetScale | None:
    """The end of a model that `target norm` describes; None if it is not one."""
    last = chain.layers[-1]
    if last.kind != "Rescaling" or len(chain.layers) == 1:
        return None
    spread, mean = (_numbers(last.config.get(key)) for key in ("scale", "offset"))
    is_scale = not any(mean) and not isinstance(last.config.get("scale"), list)
    if is_scale or not spread or len(spread) != len(mean) or min(spread) <= 0:
        return None
    rest = {key: value for key, value in last.config.items() if key not in ("scale", "offset")}
    # all else that is said of it is looked at as well
    layer_words(replace(last, config=rest | {"scale": 1.0, "offset": 0.0}), [])
    return TargetScale(mean, spread)


def _numbers(value: object) -> tuple[float, ...]:
    numbers = value if isinstance(value, list) else [value]
    return tuple(map(float, numbers)) if all(map(is_number, numbers)) else ()


def _built(told: _KerasConfig) -> Any:
    """The model built from the spec, if it equals the file's model."""
    try:
        model = build_kept(told.spec, choose_task(told.spec), told.target)
    except DenseModelError as error:
        raise StoreError(f"its network can't be built: {str(error).splitlines()[0]}") from None
    for layer, written in zip(model.layers, told.chain.layers, strict=True):
        _require_like(layer, written)
    return model


def _require_like(layer: Any, written: ConfigLayer) -> None:
    """Compare a built layer with its config: the table of layers may have a gap."""
    if type(layer).__name__ != written.kind:
        return  # an activation, which the language makes a layer of another class of
    ours = json.loads(json.dumps(layer.get_config()))
    for key, value in written.config.items():
        if key in _IGNORED or key.endswith("_initializer"):
            continue
        if key not in ours or not _same(ours[key], value):
            raise StoreError(f"{written.title}: its {key} can't be written in a spec; {ADVICE}")


def _same(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        inner = ("class_name", "config")
        return all(_same(ours.get(key), theirs.get(key)) for key in inner)
    if is_number(ours) and is_number(theirs):
        return math.isclose(ours, theirs, rel_tol=1e-7, abs_tol=0)
    return bool(ours == theirs)


def is_plain(names: Sequence[str] | Mapping[str, object]) -> bool:
    """Whether Keras wrote a file with these members."""
    return set(names) == {METADATA, CONFIG, WEIGHTS}

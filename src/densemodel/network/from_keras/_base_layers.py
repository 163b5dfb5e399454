"""A base whose layers a spec describes: a file of its run holds that text, and makes it again."""

from __future__ import annotations

import json
import weakref
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from densemodel.data import digest_of
from densemodel.errors import SpecError
from densemodel.language import Base, parse
from densemodel.network.builder import _base
from densemodel.network.builder._build import plain_network
from densemodel.network.from_keras._layer_chain import chain_of
from densemodel.network.from_keras._spec_of_model import spec_of

if TYPE_CHECKING:
    from densemodel.language import Spec

_found: weakref.WeakKeyDictionary[Any, tuple[Any, str]] = weakref.WeakKeyDictionary()
"Of copies of bases: the model that a text makes, with their weights, and the text; None, and none."


def with_copy(spec: Spec) -> Spec:
    """The spec with a copy of its base that nobody else changes, and the text of its layers.

    Raises:
        SpecError: Keras can't copy the model.
    """
    spec = _base.with_copy(spec)
    base = spec.base
    if base is None or base.architecture or base.layers:
        return spec
    model, layers = _found.get(base.model) or _made_again(base.model)
    # a person may have trained it, as part of the model of a run
    if model is not None and digest_of(model) != digest_of(base.model):
        model, layers = _made_again(base.model)
    _found[base.model] = model, layers
    return spec if model is None else spec.with_base(replace(base, model=model, layers=layers))


def _made_again(model: Any) -> tuple[Any, str]:
    """A model of a spec with the same layers and weights, and its text; None and none if it can't.

    It is not the model itself, which the dictionary would keep alive.
    """
    learning = _base.learning(model)  # a spec has no frozen layers
    try:
        text = str(replace(spec_of(learning), clauses=(), name=None))
        made = _network(text, model.count_params())
        is_same = [*map(_facts, chain_of(made)[0])] == [*map(_facts, chain_of(learning)[0])]
    except SpecError:
        is_same = False
    if not is_same:
        return None, ""
    made.set_weights(model.get_weights())
    _base.finalize_weights(made)
    made.trainable = False
    return made, text


def _facts(layer: Any) -> str:
    """What a layer does, in training also: without its name and how its weights began."""
    known = json.loads(json.dumps(layer.get_config(), default=str))
    for key in [key for key in known if key.endswith("_initializer")]:
        del known[key]
    return f"{type(layer).__name__} {known | dict.fromkeys(('name', 'seed', 'trainable'))}"


def _network(text: str, count: int) -> Any:
    """The network of a text that leaves nothing open, and has this many parameters.

    Raises:
        SpecError: It is no such text.
    """
    spec = parse(text)
    is_plain = not (spec.clauses or spec.choices or spec.base or spec.takes_table)
    if not is_plain or spec.has_auto_input or spec.has_auto_output:
        raise SpecError("its layers are not a plain network")
    if spec.parameter_count != count:
        raise SpecError(f"its layers have {spec.parameter_count:,} parameters, not {count:,}")
    return plain_network(spec)


def made_base(base: Base) -> Base:
    """A base with a new model, whose weights are put in later.

    Raises:
        SpecError: It is no known architecture, nor what its layers make.
    """
    if base.architecture:
        return _base.known_base(base)
    model = _network(base.layers, base.parameter_count)
    if Base.of(base.name, model, is_frozen=base.is_frozen) != base:
        raise SpecError("its layers have other sizes")
    model.trainable = False
    return replace(base, model=model, is_copy=True)

"""The copy of a trained base that a run has, and how a file's base is made again.

It is made of a known architecture, or of the spec of its layers, which the file holds.
"""

from __future__ import annotations

import json
import threading
import weakref
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import digest_of, known_digest
from densemodel.errors import SpecError
from densemodel.language import Base, parse
from densemodel.network.builder._base import clone, finalize_weights, learning
from densemodel.network.builder._build import plain_network
from densemodel.network.builder._keras import load_keras
from densemodel.network.builder._make import draws_from
from densemodel.network.from_keras._architectures import (
    build_known,
    found_architecture,
    preprocessing_words,
    with_preprocessing,
)
from densemodel.network.from_keras._layer_chain import chain_of
from densemodel.network.from_keras._spec_of_model import spec_of

if TYPE_CHECKING:
    from densemodel.language import Spec
    from densemodel.network.from_keras._architectures import Arguments

_copies: weakref.WeakKeyDictionary[Any, tuple[str, str, Base]] = weakref.WeakKeyDictionary()
"Of the models of a notebook: their digest, that of the copy, and the base with its copy."
_lock = threading.RLock()


def with_copy(spec: Spec) -> Spec:
    """The spec with a copy of its base that no user has, with its preprocessing.

    The same copy as long as the model is the same. One whose configuration does not tell what it
    computes is copied each time.

    Raises:
        SpecError: Keras can't copy the model.
    """
    base = spec.base
    if base is None or base.is_copy:
        return spec
    with _lock:
        digest, known = known_digest(base.model), _copies.get(base.model)
        if digest is None or known is None or known[:2] != (digest, digest_of(known[2].model)):
            copied = _copied(base)
            known = _copies[base.model] = digest or "", digest_of(copied.model), copied
    facts = {name: getattr(known[2], name) for name in _OF_COPY}
    return spec.with_base(replace(base, **facts))


_OF_COPY = ("model", "is_copy", "title", "architecture", "arguments", "layers", "preprocessing")


def _copied(base: Base) -> Base:
    load_keras()
    found = found_architecture(base.model)
    with draws_from(0):
        try:
            copy = clone(base.model)
        except Exception as error:  # noqa: BLE001 - a layer may raise what it likes
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise SpecError(f"Keras can't copy {base.name} ({reason})") from None
        if digest_of(copy) != digest_of(base.model) and not _is_same(copy, base.model):
            raise SpecError(
                f"a copy of {base.name} computes other numbers, because the configuration of its "
                "layers does not say all of it: give what was changed as an argument of its layer"
            )
        return _with_whole(base, copy, found)


def _is_same(copy: Any, model: Any) -> bool:
    """Whether two models of the same sizes compute the same for a few rows."""
    sizes = [size or _OPEN_SIZE for size in model.input_shape[1:]]
    rows = np.random.default_rng(0).uniform(size=(2, *sizes)).astype(model.inputs[0].dtype)
    ours, theirs = (np.asarray(one(rows, training=False), np.float64) for one in (copy, model))
    return bool(np.allclose(ours, theirs, rtol=1e-3, atol=1e-6, equal_nan=True))


_OPEN_SIZE = 96
"Most networks for pictures take those of this size."


def _with_whole(base: Base, copy: Any, known: tuple[str, Arguments] | None) -> Base:
    """A base with its frozen copy: of a known architecture with its preprocessing before it."""
    if known is None:
        model, layers = _made_again(copy)
        model.trainable = False
        return replace(base, model=model, is_copy=True, layers=layers)
    name, arguments = known
    whole = with_preprocessing(copy, name)
    whole.trainable = False
    return replace(
        base,
        model=whole,
        is_copy=True,
        title=name,
        architecture=name,
        arguments=tuple(sorted(arguments.items())),
        preprocessing=preprocessing_words(name),
    )


def _made_again(model: Any) -> tuple[Any, str]:
    """A model of a spec with the same layers and weights, and its text; or the model, and none."""
    as_trained = learning(model)  # a spec has no frozen layers
    try:
        text = str(replace(spec_of(as_trained), clauses=(), name=None))
        made = _network(text, model.count_params())
        is_same = [*map(_facts, chain_of(made)[0])] == [*map(_facts, chain_of(as_trained)[0])]
    except SpecError:
        is_same = False
    if not is_same:
        return model, ""
    made.set_weights(model.get_weights())
    finalize_weights(made)
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
    """A base with a new model, whose weights are loaded later.

    Raises:
        SpecError: It is no known architecture, nor what its layers make.
    """
    if base.architecture:
        return _known_base(base)
    model = _network(base.layers, base.parameter_count)
    if Base.of(base.name, model, is_frozen=base.is_frozen) != base:
        raise SpecError("its layers have other sizes")
    model.trainable = False
    return replace(base, model=model, is_copy=True)


def _known_base(base: Base) -> Base:
    """A base with a new model of its known architecture, whose weights are loaded later.

    Raises:
        SpecError: Keras makes no such model, or one of another size.
    """
    with draws_from(0):
        model = build_known(base.architecture, base.input_shape, dict(base.arguments))
    made = Base.of(base.name, model, is_frozen=base.is_frozen)
    if made != base:
        raise SpecError(f"{base.architecture} has other sizes than its base")
    return _with_whole(base, model, (base.architecture, dict(base.arguments)))

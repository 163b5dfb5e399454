"""The base that a Keras model begins with: a model within it that no chain of layers describes."""

from __future__ import annotations

import re
from dataclasses import replace
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

from densemodel.errors import SpecError
from densemodel.language import WORDS, Base, BaseError
from densemodel.network.builder._keras import load_keras
from densemodel.network.from_keras._layer_chain import chain_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def base_of(model: Any) -> tuple[Base, Sequence[Any]] | None:
    """The base and the layers after it; None of a model that does not begin with one."""
    keras = load_keras()
    if not isinstance(model, keras.Sequential) or not getattr(model, "inputs", None):
        return None
    first, *rest = model.layers
    if not isinstance(first, keras.Model) or not rest:
        return None
    is_frozen = bool(first.weights) and not first.trainable_weights
    if not is_frozen:
        try:
            chain_of(first)
        except SpecError:
            pass
        else:
            return None
    name = re.sub(r"\W", "_", str(first.name))
    if not name.isidentifier() or iskeyword(name) or name.lower() in WORDS:
        name = f"base_{name}"
    try:
        base = Base.of(name, first, is_frozen=is_frozen)
    except BaseError:
        return None
    shape = tuple(model.input_shape[1:])
    if None in shape or not base.fits(shape):
        return None
    return replace(base, is_copy=True).resized(shape), rest

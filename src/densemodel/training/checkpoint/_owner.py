"""The owner of a model during training: notices what something else changes about it."""

from __future__ import annotations

import operator
from copy import copy
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SET_BY_CALLS = frozenset(
    {"train_function", "test_function", "predict_function", "history", "built", "name"}
    | {"stop_training", "stop_evaluating", "stop_predicting"}
)
"""Attributes that Keras sets when a model is built or called, and names."""

_PRIVATE = frozenset({"_layers", "_trainable", "_learning_rate", "_fn_kwargs"})
"""Private attributes that training depends on; `_fn_kwargs` are the arguments of a loss."""

_MISSING = object()


class ChangedError(Exception):
    """The model was changed from outside after the run had started."""


class Owner:
    """Everything about a model that training depends on, as it is now.

    These are its layers, what it was compiled with, and the attributes of all of them, patched
    methods among them. Attributes of a person's own classes are left out, because their steps may
    change them.
    """

    def __init__(self, model: Any) -> None:
        self.model = model
        self.mark: int | None = None
        "The mark of the weights; None if they are not compared."
        self._compiled = (model.optimizer, *model.metrics)
        self._note_settings()

    def _note_settings(self) -> None:
        model = self.model
        found: dict[int, Any] = {}
        _add_parts([model, *model.layers, *model.variables], found)
        self._parts = [(vars(part), len(vars(part)), type(part)) for part in found.values()]
        self._settings = [
            (held, name, copy(value) if isinstance(value, dict | list) else value)
            for held, *_ in self._parts
            for name, value in held.items()
            if _is_setting(name)
        ]

    def allow(self) -> None:
        """Accept the attributes and layers as they are now, which callbacks may have changed."""
        if not self.is_as_it_was:
            self._note_settings()

    @property
    def has_same_compile(self) -> bool:
        now = (self.model.optimizer, *self.model.metrics)
        # Keras makes some metrics when it sees the first labels
        return len(now) >= len(self._compiled) and all(map(operator.is_, now, self._compiled))

    @property
    def is_as_it_was(self) -> bool:
        return (
            self.has_same_compile
            and all(_is_same(held.get(name, _MISSING), was) for held, name, was in self._settings)
            and not any(
                _is_setting(name) and hasattr(kind, name)  # a method that was patched
                for held, count, kind in self._parts
                if len(held) != count
                for name in list(held)[count:]
            )
        )

    def check(self) -> None:
        if not self.is_as_it_was:
            raise ChangedError

    def note_weights(self) -> None:
        """Note the weights as they are now, for `check_weights`."""
        self.mark = mark_of_model(self.model)

    def check_weights(self) -> None:
        """Raise a ChangedError also if the weights are not those that were noted."""
        self.check()
        if self.mark is not None and self.mark != mark_of_model(self.model):
            raise ChangedError


def _is_setting(name: str) -> bool:
    return (name[0] != "_" or name in _PRIVATE) and name not in _SET_BY_CALLS


def _is_same(now: Any, was: Any) -> bool:
    return now is was or (isinstance(was, bool | int | float | str | dict | list) and now == was)


def _add_parts(objects: Iterable[Any], found: dict[int, Any]) -> None:
    """Add Keras's and our own objects by their ids, with the regularizers and so on in them."""
    for one in objects:
        if id(one) not in found and type(one).__module__.startswith(("keras.", "densemodel.")):
            found[id(one)] = one
            within = (value for name, value in vars(one).items() if _is_setting(name))
            _add_parts((value for value in within if hasattr(value, "get_config")), found)


def mark_of_model(model: Any) -> int:
    return mark_of([variable.numpy() for variable in model.variables])


def mark_of(weights: Sequence[np.ndarray]) -> int:
    """The sum of the weights' bits, as the compiled steps compute it."""
    floats = (w.astype(np.float32) for w in weights if np.issubdtype(w.dtype, np.floating))
    total = sum(int(w.view(np.int32).sum(dtype=np.int64)) for w in floats)
    return (total + 2**31) % 2**32 - 2**31  # wraps around as int32 does

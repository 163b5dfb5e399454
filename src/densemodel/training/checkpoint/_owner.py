"""One owner at a time for a model, and changes from outside."""

from __future__ import annotations

import hashlib
import operator
import threading
import weakref
from dataclasses import dataclass
from datetime import datetime
from typing import Any

_locks: weakref.WeakKeyDictionary[Any, threading.RLock] = weakref.WeakKeyDictionary()
_making = threading.Lock()


class NonFiniteError(Exception):
    """The loss, or only a weight, is not finite after a step; epochs are counted from 1."""

    def __init__(self, epoch: int, step: int, *, of_loss: bool) -> None:
        super().__init__(epoch, step)
        self.epoch = epoch
        self.step = step
        self.of_loss = of_loss


class ChangedError(Exception):
    """The model was changed from outside after the last step: trained or compiled.

    It is noticed between two calls of about 50 ms. XLA locks the variables while it runs; without
    XLA a single assignment during a call is treated as part of a step, as in Keras's `fit`.
    """


def lock_of(model: Any) -> threading.RLock:
    """The lock for training, scoring and saving a model."""
    with _making:
        return _locks.setdefault(model, threading.RLock())


class Owner:
    """The optimizer and metrics of a model at the start of training."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._parts = self._now()

    def _now(self) -> tuple[Any, ...]:
        return (self._model.optimizer, *self._model.metrics)

    @property
    def is_as_it_was(self) -> bool:
        now = self._now()
        return len(now) >= len(self._parts) and all(map(operator.is_, now, self._parts))

    def check(self) -> None:
        if not self.is_as_it_was:
            raise ChangedError


@dataclass(frozen=True)
class AsLeft:
    """A model at the end of a run, at a local time, by a hash of all its weights."""

    at: datetime
    weights: str
    optimizer: Any

    @classmethod
    def of(cls, model: Any) -> AsLeft:
        return cls(datetime.now().astimezone(), _hash(model), model.optimizer)

    def is_as_left(self, model: Any) -> bool:
        """Whether the model has the same weights, and was not compiled again."""
        return self.optimizer is model.optimizer and self.weights == _hash(model)


def _hash(model: Any) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for weight in model.weights:
        digest.update(weight.numpy().tobytes())
    return digest.hexdigest()

"""One owner at a time for a model, and what ends a run that finds it changed or broken."""

from __future__ import annotations

import operator
import threading
import weakref
from typing import Any

_locks: weakref.WeakKeyDictionary[Any, threading.RLock] = weakref.WeakKeyDictionary()
_making = threading.Lock()


class NonFiniteError(Exception):
    """The loss or a weight is not a number any more.

    Args:
        epoch: The epoch that was going on, counted from 1.
        step: Steps done in all when it was found.
        of_loss: Whether it is the loss; else only a weight.
    """

    def __init__(self, epoch: int, step: int, *, of_loss: bool) -> None:
        super().__init__(epoch, step)
        self.epoch = epoch
        self.step = step
        self.of_loss = of_loss


class ChangedError(Exception):
    """The model is not as the last step left it: somebody else trained or compiled it.

    It is noticed between two calls of about 50 ms. XLA holds the variables while it runs, so that
    what others assign meanwhile lies between two calls as well; without XLA a single assignment
    that falls amid a call is taken for a step's own, as it is in Keras's `fit`.
    """


def lock_of(model: Any) -> threading.RLock:
    """The lock that whoever trains, scores or saves a model holds meanwhile."""
    with _making:
        return _locks.setdefault(model, threading.RLock())


class Owner:
    """Knows what a model was compiled with when the training began.

    Args:
        model: A compiled model.
    """

    def __init__(self, model: Any) -> None:
        self._model = model
        self._parts = self._now()

    def _now(self) -> tuple[Any, ...]:
        return (self._model.optimizer, *self._model.metrics)

    @property
    def is_as_it_was(self) -> bool:
        """It has the same optimizer and metrics as then."""
        now = self._now()
        return len(now) >= len(self._parts) and all(map(operator.is_, now, self._parts))

    def check(self) -> None:
        """Look whether it was compiled anew.

        Raises:
            ChangedError: It was.
        """
        if not self.is_as_it_was:
            raise ChangedError

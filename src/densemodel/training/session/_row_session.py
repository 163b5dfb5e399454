"""Evaluates the rows of a session, and the baseline on them."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from densemodel.data import baseline_of, identity_of
from densemodel.training.diagnosis import probe_of
from densemodel.training.engine._baseline_loss import Guess
from densemodel.training.events._events import ValidationDone
from densemodel.training.session._base_session import BaseSession
from densemodel.training.session._class_recall import recalls_of

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    import numpy as np

    from densemodel.data import Bound, DataIdentity, Finding
    from densemodel.training.diagnosis import Probe
    from densemodel.training.engine._evaluator import Evaluator
    from densemodel.training.engine._feed import Feed
    from densemodel.training.engine._functions import Borrowed, Functions
    from densemodel.training.events._events import Event


@dataclass(frozen=True)
class Validator:
    """Scores a model on the validation rows or, where there are none, on rows for display only."""

    validation: Evaluator | None
    display: Evaluator | None
    "The test rows; what they score is shown and decides nothing."
    callbacks: Any
    "A `keras.callbacks.CallbackList`."
    stop: threading.Event
    emit: Callable[[Event], None]

    def scores(self) -> dict[str, float] | None:
        """Loss and metrics by Keras's names, `val_` or `test_` before them; None if stopped."""
        evaluation = self.validation or self.display
        if evaluation is None:
            return {}
        prefix = "test" if self.validation is None else "val"
        self.callbacks.on_test_begin()
        logs = evaluation.run(self._goes_on)
        self.callbacks.on_test_end(logs)
        return None if logs is None else {f"{prefix}_{name}": n for name, n in logs.items()}

    def _goes_on(self, done: int, steps: int) -> bool:
        self.emit(ValidationDone(done, steps))
        return not self.stop.is_set()


class RowSession(BaseSession):
    """A model with rows that are bound to its spec."""

    bound: Bound
    _functions: Functions
    _weights: np.ndarray | None
    "A weight for each row that a person gave."
    _of_memory: tuple[Finding, ...]
    "What is to be said of the copy of the rows."

    _hashed: tuple[tuple[object, ...], DataIdentity] | None = None
    "The arrays that were hashed, and their hash."

    _guessed: tuple[Bound, Guess] | None = None
    "The data that were guessed, and the guess."

    @property
    def identity(self) -> DataIdentity:
        """What the data are known by; the first time, they are hashed."""
        bound = self.bound
        arrays = bound.x, bound.y, bound.validation
        known = self._hashed
        if known is None or not all(map(operator.is_, known[0], arrays)):
            known = self._hashed = arrays, identity_of(bound)
        return known[1]

    def _borrowed(self) -> AbstractContextManager[Borrowed]:
        return self._functions.borrowed(self.bound, self._row_weights())

    def _row_weights(self) -> np.ndarray | None:
        """The weights that were given, and those of `weights balanced`, multiplied."""
        balanced = self.bound.row_weights
        if self._weights is None or balanced is None:
            return balanced if self._weights is None else self._weights
        return self._weights * balanced

    def test_metrics(self, stop: threading.Event) -> dict[str, float] | None:
        """Loss and metrics on the test data; None if there is none, or a stop came meanwhile."""
        if not self.bound.test:
            return None
        with self._borrowed() as functions:
            test = functions.test()
            return None if test is None else test.run(lambda *_: not stop.is_set())

    def test_baseline(self) -> dict[str, float]:
        """What guessing without x scores on the test data; empty if there is none."""
        bound = self.bound
        if not bound.test or bound.coding is None:
            return {}
        return baseline_of(bound.coding, bound.y[bound.training_rows], bound.test[1])

    def hold(self) -> None:
        """Copy the rows before training begins, and the labels' baseline with them.

        Raises:
            DataError: The copy does not fit in memory.
        """
        self._of_memory = self._functions.hold(self.bound, self._row_weights()) or self._of_memory
        _ = self.bound.baseline

    def recalls(self, seconds: float) -> dict[str, float] | None:
        """The share of each class that the model finds among the rows that validate."""
        with self._borrowed() as functions:
            judged = functions.validation_feed()
            return None if judged is None else recalls_of(self.model, self.bound, *judged, seconds)

    @property
    def has_row_weights(self) -> bool:
        """Whether rows or classes were given weights of their own."""
        return self._weights is not None

    def guessing_loss(self) -> float | None:
        """The loss of guessing; None if it cannot be known."""
        return self.guess().loss

    def guess(self) -> Guess:
        """The best answers that are the same for every row that trains."""
        bound, known = self.bound, self._guessed
        if known is None or known[0] is not bound:
            known = self._guessed = bound, Guess(bound, self._row_weights())
        return known[1]

    def probe(self) -> Probe:
        """The rows that its layers are measured on."""
        return probe_of(self.model, self.bound, self.feed())

    def feed(self) -> Feed:
        """The copy of x and y that is held, else the arrays as they are now."""
        return self._functions.rows(self.bound)

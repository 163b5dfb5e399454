"""Scores the model after each epoch or, with `every`, after every N steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from densemodel.training.events._events import ValidationDone

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from densemodel.training.engine._evaluator import Evaluator
    from densemodel.training.events._events import Event


@dataclass(frozen=True)
class Validator:
    """Scores a model on the validation rows or, without any, on rows for display only."""

    validation: Evaluator | None
    display: Evaluator | None
    "The test rows; their scores are shown and decide nothing."
    callbacks: Any
    "A `keras.callbacks.CallbackList`."
    stop: threading.Event
    emit: Callable[[Event], None]

    def scores(self) -> dict[str, float] | None:
        """Loss and metrics, named `val_` or `test_` and Keras's name; None after a stop."""
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

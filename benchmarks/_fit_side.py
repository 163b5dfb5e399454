"""Keras's side: one call of `model.fit` that trains an epoch on request."""

from __future__ import annotations

import queue
import threading
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Pair = tuple[np.ndarray, np.ndarray]

_ROWS_AT_ONCE = 1024
_NO_END = 1_000_000


class _ClosedError(Exception):
    """Ends the call of `fit`."""


class FitSide:
    """A call of `fit` in its own thread, which waits before each epoch for its turn.

    A call per epoch would copy the rows and prepare the validation data again each time. In
    one long call an epoch costs what it costs in a script. It is timed between the callbacks
    `on_epoch_begin` and `on_epoch_end`.

    Args:
        model: A compiled model.
        x: Rows to train on, shape (n, ...).
        y: Their labels.
        batch_size: Rows per step.
        validation_data: Validation rows and their labels.
    """

    def __init__(
        self,
        model: Any,
        x: np.ndarray,
        y: np.ndarray,
        *,
        batch_size: int,
        validation_data: Pair | None = None,
    ) -> None:
        self._model = model
        self._asked: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[float | BaseException] = queue.SimpleQueue()
        self._began = 0.0
        arguments = {"batch_size": batch_size, "validation_data": validation_data}
        self._thread = threading.Thread(target=self._fit, args=(x, y, arguments), daemon=True)
        self._thread.start()

    def epoch(self) -> float:
        """Train another epoch, and return its seconds."""
        self._asked.put(True)  # noqa: FBT003 - a queue takes one value
        answer = self._answers.get()
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def classes_of(self, x: np.ndarray) -> np.ndarray:
        """End the call of `fit`, and predict the class of each row."""
        self._asked.put(False)  # noqa: FBT003 - the same
        self._thread.join()
        return self._model.predict(x, batch_size=_ROWS_AT_ONCE, verbose=0).argmax(axis=1)

    def _fit(self, x: np.ndarray, y: np.ndarray, arguments: dict[str, Any]) -> None:
        from keras.callbacks import LambdaCallback

        turns = LambdaCallback(on_epoch_begin=self._begin, on_epoch_end=self._end)
        try:
            self._model.fit(x, y, epochs=_NO_END, verbose=0, callbacks=[turns], **arguments)
        except _ClosedError:
            return
        except BaseException as error:  # noqa: BLE001 - `epoch` raises it
            self._answers.put(error)

    def _begin(self, *_: object) -> None:
        if not self._asked.get():
            raise _ClosedError
        self._began = time.perf_counter()

    def _end(self, *_: object) -> None:
        self._answers.put(time.perf_counter() - self._began)

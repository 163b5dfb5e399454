"""One step of training and one look at validation rows, by the model's own `train_step`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EVALUATION_ROWS = 1024
"""Rows in one step of validation: large, since no gradient is kept, small enough to stop soon."""


class Steps:
    """A model's training step on rows that lie in memory as tensors.

    `keras.Model.train_step` itself is compiled, so loss, metrics, optimizer, dropout and batch
    normalization are Keras's; only the way in which batches reach it is ours. Nothing is left on
    the model: its own `fit` stays what it was.
    """

    def __init__(
        self, model: Any, x: np.ndarray, y: np.ndarray, weights: np.ndarray | None
    ) -> None:
        self._model = model
        self._step = _compiled(model, model.train_step, _tensors(x, y, weights))
        self._rows_seen = 0
        self._loss_sum = 0.0

    def begin_means(self) -> None:
        """Forget the running means up to the look before."""
        self._model.reset_metrics()
        self._rows_seen, self._loss_sum = 0, 0.0

    def take_up_means(self, rows_seen: int, logs: dict[str, float]) -> None:
        """Go on with running means that were restored from a snapshot."""
        self._rows_seen, self._loss_sum = rows_seen, rows_seen * logs.get("loss", 0.0)

    def train(self, rows: np.ndarray) -> dict[str, Any]:
        """Train one step on these rows; gives the running means since the last look, as tensors."""
        logs: dict[str, Any] = self._step(rows)
        return logs

    def step_losses(self, running_means: list[float], row_counts: list[int]) -> np.ndarray:
        """The loss of each step, from the running means that Keras reports after each."""
        losses = np.empty(len(running_means))
        for i, (mean, rows) in enumerate(zip(running_means, row_counts, strict=True)):
            self._rows_seen += rows
            total = mean * self._rows_seen
            losses[i] = (total - self._loss_sum) / rows
            self._loss_sum = total
        return losses


def evaluate(
    model: Any, x: np.ndarray, y: np.ndarray, *, between: Callable[[int, int], bool]
) -> dict[str, float] | None:
    """Loss and metrics on rows, like `keras.Model.evaluate`.

    Args:
        model: A compiled model.
        x: Rows of the model's input, shape (n, ...).
        y: Their labels, as the compiled loss wants them.
        between: Called after each step with the steps done and all steps; False ends it early.

    Returns:
        The logs, or None if it was ended early.
    """
    return Evaluation(model, x, y).run(between)


class Evaluation:
    """A model's `test_step` on rows in memory, compiled once and used at every look."""

    def __init__(self, model: Any, x: np.ndarray, y: np.ndarray) -> None:
        self._model = model
        self._rows = len(x)
        self._step = _compiled(model, model.test_step, _tensors(x, y, None))

    def run(self, between: Callable[[int, int], bool]) -> dict[str, float] | None:
        """Look at all rows; None if `between` said to end early."""
        self._model.reset_metrics()
        chunks = list(self._chunks())
        logs: dict[str, Any] = {}
        for done, rows in enumerate(chunks, start=1):
            logs = self._step(rows)
            if not between(done, len(chunks)):
                return None
        return as_floats(logs)

    def _chunks(self) -> Iterator[np.ndarray]:
        for start in range(0, self._rows, EVALUATION_ROWS):
            yield np.arange(start, min(start + EVALUATION_ROWS, self._rows))


def as_floats(logs: dict[str, Any]) -> dict[str, float]:
    """Keras's logs as plain numbers."""
    return {name: float(np.asarray(value).mean()) for name, value in logs.items()}


def _tensors(x: np.ndarray, y: np.ndarray, weights: np.ndarray | None) -> tuple[Any, ...]:
    import tensorflow as tf

    arrays = (x, y) if weights is None else (x, y, weights)
    return tuple(tf.convert_to_tensor(array) for array in arrays)


def _compiled(
    model: Any, step: Callable[[Any], Any], tensors: tuple[Any, ...]
) -> Callable[..., Any]:
    import tensorflow as tf

    def on_rows(rows: Any) -> Any:
        return step(tuple(tf.gather(tensor, rows) for tensor in tensors))

    if model.run_eagerly:
        return on_rows
    # rows come in two lengths, a full batch and the epoch's remainder: one signature serves both
    signature = [tf.TensorSpec([None], tf.int64)]
    compiled = tf.function(on_rows, input_signature=signature, autograph=False)
    # traced now: a function that each run traces at its first call makes TensorFlow warn of it
    concrete = compiled.get_concrete_function()
    return lambda rows: concrete(tf.convert_to_tensor(rows, tf.int64))

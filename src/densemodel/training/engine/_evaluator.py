"""Evaluates rows, several batches in one compiled call."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.training.engine._chunk import loss_metric
from densemodel.training.engine._compiled import ChunkSizer, Traced, most_steps, state_of
from densemodel.training.engine._feed import EpochOrder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from densemodel.training.engine._compiled import Compiled
    from densemodel.training.engine._feed import Feed

EVALUATION_ROWS = 1024
"""Rows per batch of an evaluation: large, because no gradient is kept."""


def as_floats(logs: Mapping[str, Any]) -> dict[str, float]:
    """Keras's logs as plain numbers, the loss first, validation last.

    Keras 3.13 sorts them by name.
    """
    names = sorted(logs, key=lambda n: (n.startswith("val_"), n.removeprefix("val_") != "loss"))
    return {name: float(np.asarray(logs[name]).mean()) for name in names}


def means_of(model: Any, rows: int) -> dict[str, float]:
    """Loss and metrics over a number of rows; nan if the metrics were used elsewhere.

    An `evaluate` elsewhere resets the loss's sum first, then its count of rows, then all other
    metrics. So these two show it.
    """
    loss = loss_metric(model)
    before = int(loss.count), float(loss.total)
    logs = as_floats(model.get_metrics_result())
    if before[1] == 0:
        time.sleep(0.005)  # a reset just began, or the numbers are correct
    after = int(loss.count), float(loss.total)
    is_ours = before == after and after[0] == rows
    return logs if is_ours else dict.fromkeys(logs, float("nan"))


def _chunk_of(model: Any, feed: Feed) -> Callable[..., Any]:
    """Several calls of the model's `test_step` in one; takes the arguments of the feed."""
    import tensorflow as tf

    def one_step(block: Any, step: Any) -> Any:
        logs = model.test_step(tuple(column[step] for column in block))
        with tf.control_dependencies([tf.convert_to_tensor(logs["loss"])]):
            return step + 1

    def chunk(arguments: Any, count: Any) -> Any:
        block = feed.block_of(arguments)
        return tf.while_loop(
            lambda step: step < count, lambda step: (one_step(block, step),), (tf.constant(0),)
        )[0]

    return chunk


class Evaluator:
    """Loss and metrics of a model on rows of a feed, like `evaluate` in batches of 1,024."""

    def __init__(self, model: Any, compiled: Compiled, feed: Feed, rows: np.ndarray) -> None:
        import tensorflow as tf

        self._model = model
        self._feed = feed
        self._rows = rows
        self._chunk = compiled.evaluations.get(feed.kinds) or _chunk_of(model, feed)
        if not (isinstance(self._chunk, Traced) or model.run_eagerly):
            signature = (feed.signature(None, None), tf.TensorSpec([], tf.int32))
            self._chunk = compiled.evaluations[feed.kinds] = Traced(self._chunk, signature, model)
        self._pace = ChunkSizer(most_steps(EVALUATION_ROWS * feed.row_bytes))

    def run(self, between: Callable[[int, int], bool]) -> dict[str, float] | None:
        """Evaluate all rows; None if `between` ended it.

        It is called after each call with the batches done and the number of all batches, and ends
        the evaluation by False.
        """
        if isinstance(self._chunk, Traced):
            self._chunk.bind(state_of(self._model))
        logs: dict[str, float] | None = None
        for _ in range(3):
            if not self._evaluate_once(between):
                return None
            logs = means_of(self._model, len(self._rows))
            if not any(map(np.isnan, logs.values())):
                break
        if logs is not None and len(self._rows) == 1:
            # Keras returns 0 here, but a single row has no variance
            logs.update(dict.fromkeys(logs.keys() & {"r2_score"}, float("nan")))
        return logs

    def _evaluate_once(self, between: Callable[[int, int], bool]) -> bool:
        import tensorflow as tf

        self._model.reset_metrics()
        order, done = EpochOrder(self._rows, EVALUATION_ROWS), 0
        while done < len(order):
            began = time.perf_counter()
            places = order.steps(done, self._pace.steps)
            self._chunk(self._feed.arguments(places), tf.constant(len(places))).numpy()
            self._pace.timed(len(places), time.perf_counter() - began)
            done += len(places)
            if not between(done, len(order)):
                return False
        return True

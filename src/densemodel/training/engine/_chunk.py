"""Several steps of training in one compiled call, with the model's own `train_step`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.training.engine._compiled import Traced, state_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.training.engine._feed import Feed

_TOLD = ("float16", "float32", "float64")


def plain_chunk(model: Any, feed: Feed) -> Traced:
    """The chunk with TensorFlow's own kernels, for any number of steps of any batch size.

    It takes (arguments of the feed, rates, count). It returns the loss of each step, shape
    (count,), whether all weights are finite, and the mark of the weights before and after the
    steps.
    """
    import tensorflow as tf

    signature = (feed.signature(None, None), _rates(None), tf.TensorSpec([], tf.int32))
    return Traced(eager_chunk(model, feed), signature, model)


def xla_chunk(model: Any, feed: Feed, *, steps: int, batch: int) -> Traced:
    """The chunk compiled by XLA: its block has a fixed size, and `count` of its steps run.

    The code is compiled once and serves any number of steps. The losses beyond `count` are 0.
    """
    import tensorflow as tf

    # a gather inside the XLA code would tie it to the number of rows
    inner = (feed.block_signature(steps, batch), _rates(steps), tf.TensorSpec([], tf.int32))
    chunk = tf.function(
        _chunk_of(model, most=steps), input_signature=inner, autograph=False, jit_compile=True
    )

    def on_feed(arguments: Any, rates: Any, count: Any) -> Any:
        return chunk(feed.block_of(arguments), rates, count)

    signature = (feed.signature(steps, batch), _rates(steps), tf.TensorSpec([], tf.int32))
    return Traced(on_feed, signature, model)


def state_reader(model: Any) -> Traced:
    """A function that returns all of the model's state in one call, in the order of `state_of`.

    Each read from Python waits for a busy notebook cell, and a network has dozens of variables.
    """
    import tensorflow as tf

    state = state_of(model)
    return Traced(lambda: [tf.identity(variable) for variable in state], (), model)


def weight_marker(model: Any) -> Traced:
    weights = _floats_of(model)
    return Traced(lambda: _mark(weights), (), model)


def eager_chunk(model: Any, feed: Feed) -> Callable[..., Any]:
    """The chunk without compilation, for a model that is compiled with `run_eagerly`."""
    chunk = _chunk_of(model)
    return lambda arguments, rates, count: chunk(feed.block_of(arguments), rates, count)


def _rates(steps: int | None) -> Any:
    import tensorflow as tf

    return tf.TensorSpec([steps], tf.float64)


def _chunk_of(model: Any, most: int | None = None) -> Callable[..., Any]:
    import tensorflow as tf

    loss = loss_metric(model)
    total, count_of_rows = loss.total.value, loss.count.value
    rate = rate_variable(model.optimizer)
    weights = _floats_of(model)

    def one_step(block: Any, rates: Any, step: Any) -> Any:
        if rate is not None:
            rate.assign(tf.cast(rates[step], rate.dtype), read_value=False)
        # Keras sums the loss since the last evaluation. Starting the sum at 0 gives this step's
        # loss; adding the earlier sum back is the same addition that Keras would have made
        total_before, count_before = tf.identity(total), tf.identity(count_of_rows)
        total.assign(tf.zeros_like(total), read_value=False)
        count_of_rows.assign(tf.zeros_like(count_of_rows), read_value=False)
        logs = model.train_step(tuple(column[step] for column in block))
        total.assign_add(total_before, read_value=False)
        count_of_rows.assign_add(count_before, read_value=False)
        return tf.cast(logs["loss"], tf.float32)

    def chunk(block: Any, rates: Any, count: Any) -> Any:
        before = _mark(weights)
        losses = tf.TensorArray(tf.float32, size=most or count, element_shape=[])
        _, losses = tf.while_loop(
            lambda step, _: step < count,
            lambda step, losses: (step + 1, losses.write(step, one_step(block, rates, step))),
            (tf.constant(0), losses),
        )
        finite = [tf.constant(value=True), *(tf.reduce_all(tf.math.is_finite(w)) for w in weights)]
        return losses.stack(), tf.reduce_all(finite), before, _mark(weights)

    return chunk


def loss_metric(model: Any) -> Any:
    """The metric in which Keras sums the loss."""
    return next(metric for metric in model.metrics if metric.name == "loss")


def rate_variable(optimizer: Any) -> Any:
    """The variable that holds the learning rate; None if a Keras schedule computes it."""
    rate = getattr(optimizer.learning_rate, "value", None)
    return rate if hasattr(rate, "assign") else None


def _floats_of(model: Any) -> list[Any]:
    return [v.value for v in model.variables if v.value.dtype.is_floating]


def _mark(weights: list[Any]) -> Any:
    """The sum of the weights' bits, which does not depend on the order of addition."""
    import tensorflow as tf

    told = [weight for weight in weights if weight.dtype in _TOLD]  # NumPy lacks the other types
    bits = (tf.bitcast(tf.cast(weight, tf.float32), tf.int32) for weight in told)
    return tf.add_n([tf.constant(0), *(tf.reduce_sum(each) for each in bits)])


def mark_of(weights: Sequence[np.ndarray]) -> int:
    """The same mark for weights that were copied from the model."""
    floats = (w.astype(np.float32) for w in weights if np.issubdtype(w.dtype, np.floating))
    total = sum(int(w.view(np.int32).sum(dtype=np.int64)) for w in floats)
    return (total + 2**31) % 2**32 - 2**31  # wraps around as int32 does

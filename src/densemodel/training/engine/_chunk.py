"""Several steps of training in one compiled call, with the model's own `train_step`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.training.engine._compiled import Traced, state_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.training.engine._feed import Feed


def copied_weights(model: Any) -> list[Any]:
    """The weights of a model that chunks train on copies: the smallest, up to 1 MiB, at least one.

    The model's own get the values when a call ends, unless something else has changed them
    meanwhile. So no change goes unnoticed that concerns one of them, as any change of all weights
    does.
    """
    weights = sorted(_floats_of(model), key=lambda w: w.dtype.size * w.shape.num_elements())
    sizes = np.cumsum([weight.dtype.size * weight.shape.num_elements() for weight in weights])
    # in bytes: copying these takes a thousandth of a call
    return weights[: max(int(np.searchsorted(sizes, 1 << 20, "right")), 1)]


def state_apart(model: Any) -> list[Any]:
    """The variables that chunks are bound to: `state_of` the model, with copies, then its own.

    The learning rate is a copy, too: what a person sets meanwhile holds from the next call on.
    """
    import tensorflow as tf

    own = copied_weights(model)
    copied = {id(one) for one in (*own, rate_variable(model.optimizer))}
    trained = (tf.Variable(v, trainable=False) if id(v) in copied else v for v in state_of(model))
    return [*trained, *own]


def _pairs_of(model: Any) -> list[Any]:
    """The copies, while a chunk is traced, and what stands for the model's own ones."""
    import tensorflow as tf

    return [(one, tf.Variable(one, trainable=False)) for one in copied_weights(model)]


def _own_of(model: Any, pairs: Sequence[Any]) -> list[Any]:
    """All weights as the model holds them."""
    own = {id(trained): own for trained, own in pairs}
    return [own.get(id(weight), weight) for weight in _floats_of(model)]


def plain_chunk(model: Any, feed: Feed) -> Traced:
    """The chunk with TensorFlow's own kernels, for any number of steps of any batch size.

    It takes (arguments of the feed, rates, count, mark of the weights). It returns the loss of each
    step, shape (count,), whether all weights are finite, whether nothing else changed them since
    that mark, and their mark now.
    """
    pairs = _pairs_of(model)
    signature = (feed.signature(None, None), *_numbers(None))
    return Traced(eager_chunk(model, feed, pairs), signature, model, [own for _, own in pairs])


def xla_chunk(model: Any, feed: Feed, *, steps: int, batch: int) -> Traced:
    """The chunk compiled by XLA: its block has a fixed size, and `count` of its steps run.

    The code is compiled once and serves any number of steps. The losses beyond `count` are 0.
    """
    import tensorflow as tf

    # a gather inside the XLA code would tie it to the number of rows
    inner, pairs = (feed.block_signature(steps, batch), *_numbers(steps)), _pairs_of(model)
    chunk = tf.function(
        _chunk_of(model, pairs, steps), input_signature=inner, autograph=False, jit_compile=True
    )

    def on_feed(arguments: Any, *numbers: Any) -> Any:
        return chunk(feed.block_of(arguments), *numbers)

    signature = (feed.signature(steps, batch), *_numbers(steps))
    return Traced(on_feed, signature, model, [own for _, own in pairs])


def state_reader(model: Any) -> Traced:
    """A function that returns all of the model's state in one call, in the order of `state_of`.

    Each read from Python waits for a busy notebook cell, and a network has dozens of variables.
    """
    import tensorflow as tf

    state = state_of(model)
    return Traced(lambda: [tf.identity(variable) for variable in state], (), model)


def weight_copier(model: Any) -> Traced:
    """A function that copies the model's weights to those that are trained; returns their mark."""
    pairs = _pairs_of(model)

    def copy() -> Any:
        for trained, own in pairs:
            trained.assign(own, read_value=False)
        return _mark(_own_of(model, pairs))

    return Traced(copy, (), model, [own for _, own in pairs])


def eager_chunk(model: Any, feed: Feed, pairs: Sequence[Any] = ()) -> Callable[..., Any]:
    """The chunk without compilation, for a model that is compiled with `run_eagerly`."""
    chunk = _chunk_of(model, pairs)
    return lambda arguments, *numbers: chunk(feed.block_of(arguments), *numbers)


def _numbers(steps: int | None) -> tuple[Any, ...]:
    """The signature of the rates, the count of steps, and the mark of the weights before them."""
    import tensorflow as tf

    number = tf.TensorSpec([], tf.int32)
    return tf.TensorSpec([steps], tf.float64), number, number


def _chunk_of(model: Any, pairs: Sequence[Any], most: int | None = None) -> Callable[..., Any]:
    import tensorflow as tf

    loss = loss_metric(model)
    total, count_of_rows = loss.total.value, loss.count.value
    rate = rate_variable(model.optimizer)
    weights, own_weights, own_ones = _floats_of(model), _own_of(model, pairs), [o for _, o in pairs]

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

    def chunk(block: Any, rates: Any, count: Any, mark: Any) -> Any:
        is_as_left, before = tf.equal(_mark(own_weights), mark), _mark(own_ones)
        losses = tf.TensorArray(tf.float32, size=most or count, element_shape=[])
        # no step reads the model's own ones, so TensorFlow may read them at any time unless told
        with tf.control_dependencies([is_as_left, before]):
            _, losses = tf.while_loop(
                lambda step, _: step < count,
                lambda step, losses: (step + 1, losses.write(step, one_step(block, rates, step))),
                (tf.constant(0), losses),
            )
            losses = losses.stack()
        finite = [tf.constant(value=True), *(tf.reduce_all(tf.math.is_finite(w)) for w in weights)]
        with tf.control_dependencies([losses, *finite]):
            is_as_left &= tf.equal(_mark(own_ones), before)
        with tf.control_dependencies([is_as_left]):
            for trained, own in pairs:  # what something else has assigned stays
                own.assign(tf.where(is_as_left, trained, own), read_value=False)
        return losses, tf.reduce_all(finite), is_as_left, _mark(weights)

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

    comparable = [
        weight for weight in weights if weight.dtype in ("float16", "float32", "float64")
    ]  # NumPy lacks the other types
    bits = (tf.bitcast(tf.cast(weight, tf.float32), tf.int32) for weight in comparable)
    return tf.add_n([tf.constant(0), *(tf.reduce_sum(each) for each in bits)])

"""The sides that train the same network on the same rows: a run, Keras, scikit-learn and JAX.

Each has `epoch()`, which trains another epoch and returns its seconds, and `classes_of(x)`, which
predicts the class of each row after the last epoch.
"""

import queue
import threading
import time
from itertools import pairwise

import numpy as np

from densemodel.training import EpochDone, prepare

_ROWS_AT_ONCE = 1024
_NO_END = 1_000_000
_RATE, _FIRST_DECAY, _SECOND_DECAY, _EPSILON = 1e-3, 0.9, 0.999, 1e-7  # as in Keras


def _classes(model, x):
    return model.predict(x, batch_size=_ROWS_AT_ONCE, verbose=0).argmax(axis=1)


class RunSide:
    """A run of the usual 30 epochs that is stopped after each, and resumes in its next turn.

    It is timed from outside: from the call of start or resume to the event at the end of the
    epoch. So the overhead of a start or resume counts against us. The plan is a user's usual one,
    because the engine may prepare more for a long run.
    """

    def __init__(self, spec, x, y):
        self.run = prepare(f"{spec} ; patience off", x, y)
        self._began = self._done = 0.0
        self.run.on_event(self._handle)

    def epoch(self):
        self.begin()
        return self.end()

    def begin(self):
        """Start the next epoch, in the run's own thread."""
        self._began = time.perf_counter()
        if self.run.state == "ready":
            self.run.start()
        else:
            self.run.resume()

    def end(self):
        """Wait for the end of the epoch, and return its seconds."""
        self.run.wait()
        return self._done - self._began

    def classes_of(self, x):
        return _classes(self.run.model, x)

    def _handle(self, event):
        if isinstance(event, EpochDone):
            self._done = time.perf_counter()
            # this event comes between two epochs, so no step of the next one is trained
            self.run.stop()


class _ClosedError(Exception):
    """Ends the call of `fit`."""


class FitSide:
    """A call of `fit` in its own thread, which waits before each epoch for its turn.

    A call per epoch would copy the rows and prepare the validation data again each time. In
    one long call an epoch costs what it costs in a script. It is timed between the callbacks
    `on_epoch_begin` and `on_epoch_end`.
    """

    def __init__(self, model, x, y, **options):
        self._model = model
        self._asked, self._answers = queue.SimpleQueue(), queue.SimpleQueue()
        self._began = 0.0
        self._thread = threading.Thread(target=self._fit, args=(x, y, options), daemon=True)
        self._thread.start()

    def epoch(self):
        self._asked.put("an epoch")
        answer = self._answers.get()
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def classes_of(self, x):
        """End the call of `fit` before."""
        self._asked.put(None)
        self._thread.join()
        return _classes(self._model, x)

    def _fit(self, x, y, options):
        from keras.callbacks import LambdaCallback

        turns = LambdaCallback(on_epoch_begin=self._begin, on_epoch_end=self._end)
        try:
            self._model.fit(x, y, epochs=_NO_END, verbose=0, callbacks=[turns], **options)
        except _ClosedError:
            return
        except BaseException as error:  # noqa: BLE001 - `epoch` raises it
            self._answers.put(error)

    def _begin(self, *_):
        if not self._asked.get():
            raise _ClosedError
        self._began = time.perf_counter()

    def _end(self, *_):
        self._answers.put(time.perf_counter() - self._began)


class SklearnSide:
    """`MLPClassifier` with shuffling, an epoch for each `partial_fit`."""

    def __init__(self, sizes, x, y, *, batch_size):
        from sklearn.neural_network import MLPClassifier

        self._network = MLPClassifier(
            tuple(sizes[1:-1]), alpha=0.0, batch_size=batch_size, random_state=0
        )
        self._x, self._y, self._classes = x, y, np.unique(y)

    def epoch(self):
        from threadpoolctl import threadpool_limits

        # one thread multiplies such small matrices fastest: with two, each waits for the other,
        # and on a busy machine a step takes ten times as long
        with threadpool_limits(limits=1):
            began = time.perf_counter()
            self._network.partial_fit(self._x, self._y, classes=self._classes)
            return time.perf_counter() - began

    def classes_of(self, x):
        return self._network.predict(x)


class JaxSide:
    """JAX: a whole epoch compiled into one `lax.scan`, the fastest competitor that we found.

    Dense layers with relu, softmax at the end, cross-entropy and Adam, in float32. The rows are on
    the device. An epoch is one call, and a second one for the remaining rows.
    """

    def __init__(self, sizes, x, y, *, batch_size):
        import jax

        self._random = np.random.default_rng(0)
        self._batch_size = batch_size
        self._x, self._y = jax.device_put(x), jax.device_put(y)
        self._state = _first_state(sizes, self._random)
        self._scan, self._step = _compiled()

    def epoch(self):
        import jax

        began = time.perf_counter()
        order = self._random.permutation(len(self._x)).astype(np.int32)
        whole = len(order) // self._batch_size * self._batch_size
        batches = order[:whole].reshape(-1, self._batch_size)
        state, losses = self._scan(self._state, self._x, self._y, batches)
        if whole < len(order):
            state, losses = self._step(state, self._x, self._y, order[whole:])
        self._state, _ = jax.block_until_ready((state, losses))
        return time.perf_counter() - began

    def classes_of(self, x):
        return np.asarray(_scores(self._state[0], x)).argmax(axis=1)


def _first_state(sizes, random):
    """Weights, Adam's two moments of each, and the number of steps."""
    import jax
    import jax.numpy as jnp

    weights = []
    for inputs, units in pairwise(sizes):
        limit = np.sqrt(6 / (inputs + units))
        kernel = random.uniform(-limit, limit, (inputs, units)).astype(np.float32)
        weights.append((jnp.asarray(kernel), jnp.zeros(units, jnp.float32)))
    zeros = jax.tree.map(jnp.zeros_like, weights)
    return weights, zeros, jax.tree.map(jnp.copy, zeros), jnp.zeros((), jnp.float32)


def _scores(weights, x):
    import jax

    for kernel, bias in weights[:-1]:
        x = jax.nn.relu(x @ kernel + bias)
    kernel, bias = weights[-1]
    return x @ kernel + bias


def _loss(weights, x, y):
    import jax
    import jax.numpy as jnp

    log_probabilities = jax.nn.log_softmax(_scores(weights, x))
    return -jnp.take_along_axis(log_probabilities, y[:, None], axis=1).mean()


def _train(state, x, y):
    """One step of Adam."""
    import jax
    import jax.numpy as jnp

    weights, first, second, steps = state
    loss, gradients = jax.value_and_grad(_loss)(weights, x, y)
    steps += 1
    rate = _RATE * jnp.sqrt(1 - _SECOND_DECAY**steps) / (1 - _FIRST_DECAY**steps)
    first = jax.tree.map(lambda m, g: m + (1 - _FIRST_DECAY) * (g - m), first, gradients)
    second = jax.tree.map(lambda v, g: v + (1 - _SECOND_DECAY) * (g * g - v), second, gradients)
    weights = jax.tree.map(
        lambda w, m, v: w - rate * m / (jnp.sqrt(v) + _EPSILON), weights, first, second
    )
    return (weights, first, second, steps), loss


def _compiled():
    """A function for many steps and one for a single step; both reuse the memory of the state."""
    import jax

    def step(state, x, y, rows):
        return _train(state, x[rows], y[rows])

    def scan(state, x, y, batches):
        return jax.lax.scan(lambda at, rows: step(at, x, y, rows), state, batches)

    return jax.jit(scan, donate_argnums=0), jax.jit(step, donate_argnums=0)

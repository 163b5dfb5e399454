"""JAX's side: a whole epoch compiled into one `lax.scan`, the fastest competitor that we found."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_RATE, _FIRST_DECAY, _SECOND_DECAY, _EPSILON = 1e-3, 0.9, 0.999, 1e-7  # as in Keras


class JaxSide:
    """Dense layers with relu, softmax at the end, cross-entropy and Adam, in float32.

    The rows are on the device. An epoch is one call, and a second one for the remaining rows.

    Args:
        sizes: Units of each layer, the input first and the classes last.
        x: Rows, shape (n, sizes[0]).
        y: Their classes, shape (n,).
        batch_size: Rows per step; the last step of an epoch has the remaining rows.
    """

    def __init__(
        self, sizes: Sequence[int], x: np.ndarray, y: np.ndarray, *, batch_size: int
    ) -> None:
        import jax

        self._random = np.random.default_rng(0)
        self._batch_size = batch_size
        self._x, self._y = jax.device_put(x), jax.device_put(y)
        self._state = _first_state(sizes, self._random)
        self._scan, self._step = _compiled()

    def epoch(self) -> float:
        """Train another epoch, and return its seconds."""
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

    def classes_of(self, x: np.ndarray) -> np.ndarray:
        """Predict the class of each row."""
        return np.asarray(_scores(self._state[0], x)).argmax(axis=1)


def _first_state(sizes: Sequence[int], random: np.random.Generator) -> tuple[Any, ...]:
    """Weights, Adam's two moments of each, and the number of steps."""
    import jax
    import jax.numpy as jnp

    weights = []
    for inputs, units in pairwise(sizes):
        reach = np.sqrt(6 / (inputs + units))
        kernel = random.uniform(-reach, reach, (inputs, units)).astype(np.float32)
        weights.append((jnp.asarray(kernel), jnp.zeros(units, jnp.float32)))
    zeros = jax.tree.map(jnp.zeros_like, weights)
    return weights, zeros, jax.tree.map(jnp.copy, zeros), jnp.zeros((), jnp.float32)


def _scores(weights: Any, x: Any) -> Any:
    import jax

    for kernel, bias in weights[:-1]:
        x = jax.nn.relu(x @ kernel + bias)
    kernel, bias = weights[-1]
    return x @ kernel + bias


def _loss(weights: Any, x: Any, y: Any) -> Any:
    import jax
    import jax.numpy as jnp

    log_probabilities = jax.nn.log_softmax(_scores(weights, x))
    return -jnp.take_along_axis(log_probabilities, y[:, None], axis=1).mean()


def _train(state: tuple[Any, ...], x: Any, y: Any) -> tuple[tuple[Any, ...], Any]:
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


def _compiled() -> tuple[Callable[..., Any], Callable[..., Any]]:
    """A function for many steps and one for a single step; both reuse the memory of the state."""
    import jax

    def step(state: Any, x: Any, y: Any, rows: Any) -> Any:
        return _train(state, x[rows], y[rows])

    def scan(state: Any, x: Any, y: Any, batches: Any) -> Any:
        return jax.lax.scan(lambda at, rows: step(at, x, y, rows), state, batches)

    return jax.jit(scan, donate_argnums=0), jax.jit(step, donate_argnums=0)

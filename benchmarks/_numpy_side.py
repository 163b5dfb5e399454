"""The side of a hand-written loop: NumPy, Adam, one step after the other."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits

if TYPE_CHECKING:
    from collections.abc import Sequence

_RATE, _FIRST_DECAY, _SECOND_DECAY, _EPSILON = 1e-3, 0.9, 0.999, 1e-7  # as in Keras


class NumpySide:
    """Dense layers with relu, softmax at the end, cross-entropy and Adam, in float32.

    All weights are in one array, so that Adam takes a few operations for the whole network.

    Args:
        sizes: Units of each layer, the input first and the classes last.
        x: Rows, shape (n, sizes[0]).
        y: Their classes, shape (n,).
        batch_size: Rows per step; the last step of an epoch has the remaining rows.
    """

    def __init__(
        self, sizes: Sequence[int], x: np.ndarray, y: np.ndarray, *, batch_size: int
    ) -> None:
        self._x, self._y, self._batch_size = x, y, batch_size
        self._random = np.random.default_rng(0)
        self._weights, self._layers = _layers(sizes)
        self._gradient, self._gradients = _layers(sizes)
        for kernel, _ in self._layers:
            reach = np.sqrt(6 / sum(kernel.shape))
            kernel[:] = self._random.uniform(-reach, reach, kernel.shape)
        self._first = np.zeros_like(self._weights)
        self._second = np.zeros_like(self._weights)
        self._steps = 0

    def epoch(self) -> float:
        """Train another epoch, and return its seconds."""
        # one thread multiplies such small matrices fastest: with two, each waits for the
        # other, and on a busy machine a step takes ten times as long
        with threadpool_limits(limits=1):
            began = time.perf_counter()
            order = self._random.permutation(len(self._x))
            for start in range(0, len(order), self._batch_size):
                rows = order[start : start + self._batch_size]
                self._backward(self._forward(self._x[rows]), self._y[rows])
                self._adam()
            return time.perf_counter() - began

    def classes_of(self, x: np.ndarray) -> np.ndarray:
        """Predict the class of each row."""
        return self._forward(x)[-1].argmax(axis=1)

    def _forward(self, x: np.ndarray) -> list[np.ndarray]:
        """The rows, then the output of each layer; that of the last one before softmax."""
        values = [x]
        for number, (kernel, bias) in enumerate(self._layers, start=1):
            out = values[-1] @ kernel
            out += bias
            if number < len(self._layers):
                np.maximum(out, 0, out=out)
            values.append(out)
        return values

    def _backward(self, values: list[np.ndarray], y: np.ndarray) -> None:
        scores = values[-1]
        error = np.exp(scores - scores.max(axis=1, keepdims=True))
        error /= error.sum(axis=1, keepdims=True)
        error[np.arange(len(y)), y] -= 1
        error /= len(y)
        for number in reversed(range(len(self._layers))):
            kernel_gradient, bias_gradient = self._gradients[number]
            np.matmul(values[number].T, error, out=kernel_gradient)
            np.sum(error, axis=0, out=bias_gradient)
            if number:
                error = error @ self._layers[number][0].T
                error *= values[number] > 0

    def _adam(self) -> None:
        self._steps += 1
        rate = _RATE * np.sqrt(1 - _SECOND_DECAY**self._steps) / (1 - _FIRST_DECAY**self._steps)
        gradient = self._gradient
        self._first += (1 - _FIRST_DECAY) * (gradient - self._first)
        np.square(gradient, out=gradient)
        self._second += (1 - _SECOND_DECAY) * (gradient - self._second)
        step = np.sqrt(self._second)
        step += _EPSILON
        np.divide(self._first, step, out=step)
        step *= np.float32(rate)
        self._weights -= step


def _layers(sizes: Sequence[int]) -> tuple[np.ndarray, list[tuple[np.ndarray, np.ndarray]]]:
    """One array of zeros, and a kernel and a bias for each layer that are views of it."""
    shapes = list(pairwise(sizes))
    flat = np.zeros(sum((inputs + 1) * units for inputs, units in shapes), np.float32)
    layers, place = [], 0
    for inputs, units in shapes:
        bias = place + inputs * units
        layers.append((flat[place:bias].reshape(inputs, units), flat[bias : bias + units]))
        place = bias + units
    return flat, layers

"""Checks an export against the model's predictions, without TensorFlow's log lines."""

from __future__ import annotations

import io
import logging
import warnings
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.errors import StoreError
from densemodel.network import log_lines_hidden

if TYPE_CHECKING:
    from collections.abc import Iterator


_LOGGERS = ("tensorflow", "tf2onnx", "absl")
_PUT_INTO_NUMPY = "object"
"A name that Keras gives back to NumPy for a converter, and leaves there."


@contextmanager
def quiet() -> Iterator[None]:
    """Hide log lines, warnings and progress; errors are still raised."""
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    levels = [logger.level for logger in loggers]
    had_object = _PUT_INTO_NUMPY in vars(np)
    with ExitStack() as stack:
        stack.enter_context(log_lines_hidden())
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        stack.enter_context(redirect_stdout(io.StringIO()))
        stack.enter_context(redirect_stderr(io.StringIO()))
        for logger in loggers:
            logger.setLevel(logging.CRITICAL + 1)
        try:
            yield
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)
            if not had_object and _PUT_INTO_NUMPY in vars(np):
                delattr(np, _PUT_INTO_NUMPY)


Array = np.ndarray[Any, Any]

ROWS = 16
_TOLERANCE = 1e-4
"Of the largest answer: programs add the same float32 numbers in another order."


def rows_for(model: Any) -> Array:
    """Random rows in the range that the first layers scale to about 1.

    Args:
        model: The model; `scale` or `norm` at its start tell what its rows are like.
    """
    shape = tuple(model.input_shape[1:])
    rows = np.random.default_rng(0).normal(size=(ROWS, *shape))
    first = model.layers[0]
    if type(first).__name__ == "Rescaling" and isinstance(first.scale, float) and first.scale:
        rows = np.abs(rows) / first.scale
    elif type(first).__name__ == "Normalization":
        mean, variance = np.asarray(first.mean), np.asarray(first.variance)
        rows = rows * np.sqrt(variance.reshape(mean.shape)) + mean
        rows = rows.reshape(ROWS, *shape)
    return rows.astype(np.float32)


def answers_of(model: Any, rows: Array) -> Array:
    """The model's outputs, computed on the CPU: a GPU may round to fewer digits."""
    import tensorflow as tf

    with tf.device("CPU"):
        return np.asarray(model(rows, training=False))


def require_same(found: Array, due: Array, what: str) -> None:
    """Refuse outputs that differ from the model's.

    Args:
        found: Of what was exported.
        due: Of the model.
        what: What it is, as a message begins.

    Raises:
        StoreError: They differ by more than rounding.
    """
    if found.shape != due.shape:
        raise StoreError(
            f"{what} was not written: its output has the shape {found.shape[1:]}, and the model in "
            f"{due.shape[1:]}"
        )
    finite = np.isfinite(due)
    size = float(np.abs(due[finite]).max(initial=0.0))
    apart = float(np.abs(found[finite] - due[finite]).max(initial=0.0))
    alike = np.array_equal(found[~finite], due[~finite], equal_nan=True)
    if not alike or not apart <= _TOLERANCE * size:  # also where it is no number
        raise StoreError(
            f"{what} was not written: its answers are not the model's, they differ by {apart:.2g} "
            f"where the largest is {size:.2g}"
        )

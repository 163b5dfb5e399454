"""Lets TensorFlow and its converters work without a line in the person's cell."""

from __future__ import annotations

import io
import logging
import warnings
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING

import numpy as np

from densemodel.network import log_lines_hidden

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOGGERS = ("tensorflow", "tf2onnx", "absl")
_PUT_INTO_NUMPY = "object"
"A name that Keras gives back to NumPy for a converter, and leaves there."


@contextmanager
def quiet() -> Iterator[None]:
    """Hide log lines, warnings and progress; errors are raised as ever."""
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

"""Keeps TensorFlow's start-up lines out of a person's cell, and nothing else.

TensorFlow's C++ side writes to file descriptor 2 before any setting of its own can forbid it
(`TF_CPP_MIN_LOG_LEVEL=3` still lets four lines through, and would hide later warnings that are the
person's own). So while TensorFlow starts, the descriptor leads through a pipe, and a thread passes
on every line that does not look like such a log line.
"""

from __future__ import annotations

import os
import re
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOG_LINE = re.compile(
    rb"[IWE]\d{4} \d\d:\d\d:\d+\.\d+ +\d+ [\w./-]+:\d+\] "  # I0000 00:00:1.2 34 port.cc:5]
    rb"|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+: [IWE] (external/local_)?(tensorflow|xla|tsl)/"
    rb"|WARNING: All log messages before absl::InitializeLog\(\)"
    rb"|To enable the following instructions: .* rebuild TensorFlow"
)
_STDERR = 2


def is_log_line(line: bytes) -> bool:
    """Whether TensorFlow's C++ side wrote this line to its log."""
    return _LOG_LINE.match(line) is not None


@contextmanager
def log_lines_hidden() -> Iterator[None]:
    """Pass on all that is written to file descriptor 2 but TensorFlow's log lines."""
    try:
        real = os.dup(_STDERR)
    except OSError:  # a process without a stderr has nothing to hide
        yield
        return
    source, sink = os.pipe()
    os.dup2(sink, _STDERR)
    os.close(sink)
    # a daemon that reads to the end: a child process begun meanwhile holds the pipe for its life
    passing = threading.Thread(target=_pass_on, args=(source, real), daemon=True)
    passing.start()
    try:
        yield
    finally:
        os.dup2(real, _STDERR)
        passing.join(timeout=1)


def _pass_on(source: int, real: int) -> None:
    with os.fdopen(source, "rb") as lines, os.fdopen(real, "wb", buffering=0) as out:
        for line in lines:
            if not is_log_line(line):
                out.write(line)

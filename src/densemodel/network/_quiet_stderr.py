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
    from collections.abc import Callable, Iterator

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


_lock = threading.Lock()
_hiding: list[Callable[[], None]] = []
_users = 0


@contextmanager
def log_lines_hidden() -> Iterator[None]:
    """Pass on all that is written to file descriptor 2 but TensorFlow's log lines.

    Several threads may ask for it at once: the first one leads the descriptor away, the last one
    leads it back.
    """
    global _users  # noqa: PLW0603 - there is one descriptor in a process
    with _lock:
        _users += 1
        if _users == 1:
            _hiding.append(_lead_away())
    try:
        yield
    finally:
        with _lock:
            _users -= 1
            if _users == 0:
                _hiding.pop()()


def _lead_away() -> Callable[[], None]:
    """Let the descriptor lead through a pipe; gives the function that ends it."""
    try:
        real = os.dup(_STDERR)
    except OSError:  # a process without a stderr has nothing to hide
        return lambda: None
    source, sink = os.pipe()
    os.dup2(sink, _STDERR)
    os.close(sink)
    # a daemon that reads to the end: a child process begun meanwhile holds the pipe for its life
    passing = threading.Thread(target=_pass_on, args=(source, real), daemon=True)
    passing.start()

    def lead_back() -> None:
        os.dup2(real, _STDERR)
        passing.join(timeout=1)

    return lead_back


def _pass_on(source: int, real: int) -> None:
    with os.fdopen(source, "rb") as lines, os.fdopen(real, "wb", buffering=0) as out:
        for line in lines:
            if not is_log_line(line):
                out.write(line)

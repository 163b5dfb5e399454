"""Keeps TensorFlow's start-up lines out of a person's cell, and nothing else.

TensorFlow's C++ side writes to file descriptor 2 before any setting of its own can forbid it
(`TF_CPP_MIN_LOG_LEVEL=3` still lets four lines through, and would hide later warnings that are the
person's own). So while TensorFlow starts, the descriptor leads through a pipe, and a thread passes
on every line that does not look like such a log line.
"""

from __future__ import annotations

import os
import re
import select
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
_SOON_SECONDS = 0.05


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
    pipe = os.fstat(_STDERR)
    hides = threading.Event()
    hides.set()
    # a daemon that reads to the end: a child process begun meanwhile holds the pipe for its life
    passing = threading.Thread(target=_pass_on, args=(source, real, hides), daemon=True)
    back = os.dup(real)
    passing.start()

    def lead_back() -> None:
        # a person may have led it elsewhere meanwhile, and then leads it back to the pipe
        if os.path.samestat(pipe, os.fstat(_STDERR)):
            os.dup2(back, _STDERR)
        os.close(back)
        passing.join(timeout=1)
        hides.clear()

    return lead_back


def _pass_on(source: int, real: int, hides: threading.Event) -> None:
    """Pass on what comes, a line that is not at its end after a moment as well."""
    line = b""
    with os.fdopen(real, "wb", buffering=0) as out:
        while True:
            if line and not _comes_soon(source):
                out.write(line)
                line = b""
            read = os.read(source, 65536)
            *lines, line = (line + read).split(b"\n")
            for one in lines:
                if not (hides.is_set() and is_log_line(one)):
                    out.write(one + b"\n")
            if not read:
                break
        out.write(line)
    os.close(source)


def _comes_soon(source: int) -> bool:
    try:
        return bool(select.select([source], [], [], _SOON_SECONDS)[0])
    except OSError:  # Windows can't say it of a pipe
        return True

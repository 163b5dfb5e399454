"""Progress in words: printed where there is no panel, and for a panel that outlives its kernel."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from densemodel.training import (
    Compiling,
    EpochDone,
    EvaluationDone,
    RunEnded,
    RunStarted,
    best_so_far,
)
from densemodel.wording import about, element, metric_words, rounded

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.training import Event, Progress, Run

IN_A_FILE_SECONDS = 10.0
"""The same where the lines stay in a notebook's file, in which a time left would mean nothing."""
COMPILING = "Compiling the network …"


def print_epochs(
    run: Run, *, least_seconds: float = 1.0, reports_ends: bool = False
) -> Callable[[], None]:
    """Print a line after an epoch or evaluation, at most one in so many seconds.

    With `reports_ends` its beginnings and its ends are printed as well, however often it is
    started; else it is followed until it ends for the first time. Returns the function that ends
    it.
    """
    reported_at = time.monotonic()
    is_live = least_seconds < IN_A_FILE_SECONDS
    is_compiling_reported = False

    def print_event(event: Event) -> None:
        nonlocal reported_at, is_compiling_reported
        if isinstance(event, RunEnded):
            if reports_ends:
                print(f"{run.name}: {run.sentence}")  # noqa: T201
            else:
                cancel()
        elif isinstance(event, RunStarted) and reports_ends:
            reported_at = time.monotonic()
            print(f"{run.name}: {run.sentence}")  # noqa: T201
        elif isinstance(event, Compiling):
            if is_live and not is_compiling_reported:
                is_compiling_reported = True
                print(COMPILING, flush=True)  # noqa: T201
        elif isinstance(event, EvaluationDone) and time.monotonic() - reported_at >= least_seconds:
            reported_at = time.monotonic()
            left = left_words(run.progress) if is_live and run.progress else ""
            name = "" if run.race is None else run.name
            print(", ".join(filter(None, [name, progress_line(event), left])))  # noqa: T201

    cancel = run.on_event(print_event)
    return cancel


_PRINTED: dict[Run, tuple[Callable[[], None], set[object]]] = {}
"""The runs whose lines are printed: how that ends, and their panels."""
_LOCK = threading.Lock()


def print_for_panel(run: Run) -> Callable[[], None]:
    """Print the lines of a run for one more panel, each once for all; returns what ends it."""
    panel = object()
    with _LOCK:
        if run not in _PRINTED:
            _PRINTED[run] = print_epochs(run, reports_ends=True), set()
        cancel, panels = _PRINTED[run]
        panels.add(panel)

    def hush() -> None:
        with _LOCK:
            if panel in panels:
                panels.remove(panel)
                if not panels:
                    cancel()
                    del _PRINTED[run]

    return hush


def left_words(progress: Progress) -> str:
    """The time left: `about 12 s left`; empty before it is known."""
    if progress.seconds_left is None:
        return ""
    time_left = about(progress.seconds_left)
    if progress.may_end_sooner:
        return f"at most {time_left}: patience may stop it sooner"
    return f"{time_left} left"


def progress_line(event: EvaluationDone) -> str:
    """`epoch 3: loss 0.12, accuracy 0.96, validation loss 0.14`."""
    numbers = ", ".join(f"{metric_words(name)} {rounded(n)}" for name, n in event.logs.items())
    place = f"epoch {event.epoch}" if isinstance(event, EpochDone) else f"step {event.step:,}"
    return f"{place}: {numbers}"


# A page that has lost its kernel gets no more words from it. So each update brings both what is so
# now and what is so if it was the last one; css/ended.css shows the one or the other.


_ALIVE, _GONE = "dm-while-alive", "dm-if-gone"
_IDLE = "The kernel is gone: run the cell again for a new panel."


def gone_words(run: Run) -> str:
    """The state of a run when its kernel ended: `Ended at epoch 14: the kernel is gone.`."""
    progress = run.progress
    if not run.is_busy:
        return _IDLE
    if run.state == "waiting" or progress is None or not progress.total_steps:
        return "Ended before its first step: the kernel is gone."
    if progress.epochs is None:
        return f"Ended at step {progress.total_steps:,}: the kernel is gone."
    epoch = min(progress.epoch + 1, progress.epochs)
    return f"Ended at epoch {epoch:,}: the kernel is gone."


def progress_markup(run: Run, words: list[str]) -> str:
    """The progress line, and its replacement once the kernel has ended."""
    if not run.is_busy:
        return "".join(element("span", word) for word in words)
    now = "".join(element("span", word, _ALIVE) for word in words)
    return now + element("b", gone_words(run), _GONE)


def sentence_markup(run: Run, words: str) -> str:
    """A run's sentence, and its replacement or addition once the kernel has ended."""
    if not run.is_busy:
        css = "dm-sentence dm-failed" if run.state == "failed" else "dm-sentence"
        now, then = element("p", words, css), _IDLE
    else:
        now = element("p", words, f"dm-sentence {_ALIVE}")
        then = " ".join(part for part in (gone_words(run), best_so_far(run)) if part)
    # each epoch read aloud would drown everything else: only what begins and ends is
    role = "" if run.state == "running" else ' role="status"'
    gone = element("p", then, f"dm-sentence {_GONE}")
    return f'<div{role}>{now}</div><div role="status">{gone}</div>'

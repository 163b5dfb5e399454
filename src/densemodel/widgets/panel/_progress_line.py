"""Prints progress without a panel: in a terminal, a script, papermill."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.training import Compiling, EpochDone, EvaluationDone, RunEnded, RunStarted
from densemodel.wording import about, metric_words, rounded

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.training import Event, Progress, Run

LEAST_SECONDS = 1.0
"""Epochs that follow each other faster are told one a second."""
IN_A_FILE_SECONDS = 10.0
"""The same where the lines stay in a notebook's file, in which a time left would mean nothing."""
COMPILING = "Compiling the network …"


def print_epochs(
    run: Run, *, least_seconds: float = LEAST_SECONDS, tells_ends: bool = False
) -> Callable[[], None]:
    """Print a line after an epoch or evaluation, at most one in so many seconds.

    Args:
        run: What trains, or will.
        least_seconds: The least time between two lines.
        tells_ends: Whether its beginnings and its ends are printed as well, however often it is
            started; else it is heard until it ends for the first time.

    Returns:
        The function that ends it.
    """
    told = time.monotonic()
    is_live = least_seconds < IN_A_FILE_SECONDS
    is_compiling_told = False

    def print_event(event: Event) -> None:
        nonlocal told, is_compiling_told
        if isinstance(event, RunEnded):
            if tells_ends:
                print(f"{run.name}: {run.sentence}")  # noqa: T201
            else:
                cancel()
        elif isinstance(event, RunStarted) and tells_ends:
            told = time.monotonic()
            print(f"{run.name}: {run.sentence}")  # noqa: T201
        elif isinstance(event, Compiling):
            if is_live and not is_compiling_told:
                is_compiling_told = True
                print(COMPILING, flush=True)  # noqa: T201
        elif isinstance(event, EvaluationDone) and time.monotonic() - told >= least_seconds:
            told = time.monotonic()
            left = left_words(run.progress) if is_live and run.progress else ""
            name = "" if run.race is None else run.name
            print(", ".join(filter(None, [name, progress_line(event), left])))  # noqa: T201

    cancel = run.on_event(print_event)
    return cancel


@dataclass
class _PrintedRun:
    """A run whose lines are printed, shared by its panels."""

    cancel: Callable[[], None]
    panels: int = 0


_TOLD: dict[Run, _PrintedRun] = {}
_LOCK = threading.Lock()


def print_for_panel(run: Run) -> Callable[[], None]:
    """Print the lines of a run for one more panel; each line once for all panels.

    Returns:
        The function that ends it for this panel; the lines end with the last one.
    """
    with _LOCK:
        told = _TOLD.get(run)
        if told is None:
            told = _TOLD[run] = _PrintedRun(print_epochs(run, tells_ends=True))
        told.panels += 1
    is_told = True

    def hush() -> None:
        nonlocal is_told
        with _LOCK:
            if is_told:
                is_told = False
                told.panels -= 1
                if not told.panels:
                    told.cancel()
                    del _TOLD[run]

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


def has_kernel() -> bool:
    """Whether this process is a kernel, which shows widgets."""
    from IPython import get_ipython

    return hasattr(get_ipython(), "kernel")


def is_watched() -> bool:
    """Whether a front end may be showing this kernel.

    nbclient, which papermill and nbconvert run notebooks with, starts a kernel without the name
    of a session, and no page of it ever answers.
    """
    from densemodel.widgets.runtime._writer import kernel_writer

    taken = kernel_writer().taken
    served = "JPY_SESSION_NAME" in os.environ or "VSCODE_PID" in os.environ
    is_voila = os.environ.get("SERVER_SOFTWARE", "").startswith("voila")
    return served or is_voila or (taken is not None and taken.answers)

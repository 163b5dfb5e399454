"""Waits for runs; a terminal shows lines in place of the panel meanwhile."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from densemodel.training import Event, LookDone, Run

_LEAST_SECONDS = 1.0
"""Epochs that follow each other faster are told one a second."""


def tell_epochs(run: Run) -> None:
    """Print a line after an epoch or look, until the run has ended."""
    # here, since %load_ext reads this module and must stay light
    from densemodel.training import LookDone, RunEnded

    print(f"Training {run.name}: Ctrl-C stops it and keeps the model.")  # noqa: T201
    told = time.monotonic()

    def tell(event: Event) -> None:
        nonlocal told
        if isinstance(event, RunEnded):
            cancel()
        elif isinstance(event, LookDone) and time.monotonic() - told >= _LEAST_SECONDS:
            told = time.monotonic()
            print(_line(event))  # noqa: T201

    cancel = run.on_event(tell)


def wait_for(runs: Sequence[Run], *, tells: bool, said: Container[str] = ()) -> None:
    """Block until all runs have ended, and print how each did; an interrupt stops them all.

    Args:
        runs: In the order in which they were started.
        tells: Print a line after an epoch.
        said: Names of those whose end is said elsewhere.

    Raises:
        Exception: What failed in the first run that failed, once the others have ended.
    """
    errors: list[Exception] = []
    is_interrupted = False
    for run in runs:
        if is_interrupted:
            run.stop()
        elif tells and run.is_busy:
            tell_epochs(run)
        try:
            run.wait()
        except KeyboardInterrupt:
            is_interrupted = True
        except Exception as error:  # noqa: BLE001 - it is raised again after the other runs
            errors.append(error)
            continue
        whose = f"{run.name}: " if len(runs) > 1 else ""
        if run.name not in said:
            print(f"{whose}{run.sentence}")  # noqa: T201
    if errors:
        raise errors[0]


def _line(event: LookDone) -> str:
    from densemodel.training import EpochDone, metric_words, rounded

    numbers = ", ".join(f"{metric_words(name)} {rounded(n)}" for name, n in event.logs.items())
    place = f"epoch {event.epoch}" if isinstance(event, EpochDone) else f"step {event.step:,}"
    return f"{place}: {numbers}"

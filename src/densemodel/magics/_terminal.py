"""What a terminal shows in place of the panel while a run trains."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from densemodel.training import EpochDone, Event, Run

_LEAST_SECONDS = 1.0
"""Epochs that follow each other faster are told one a second."""


def tell_epochs(run: Run) -> None:
    """Print a line after an epoch, until the run has ended."""
    # here, since %load_ext reads this module and must stay light
    from densemodel.training import EpochDone, RunEnded

    print(f"Training {run.name}: Ctrl-C stops it and keeps the model.")  # noqa: T201
    told = time.monotonic()

    def tell(event: Event) -> None:
        nonlocal told
        if isinstance(event, RunEnded):
            cancel()
        elif isinstance(event, EpochDone) and time.monotonic() - told >= _LEAST_SECONDS:
            told = time.monotonic()
            print(_line(event))  # noqa: T201

    cancel = run.on_event(tell)


def _line(event: EpochDone) -> str:
    from densemodel.training import metric_words, rounded

    numbers = ", ".join(f"{metric_words(name)} {rounded(n)}" for name, n in event.logs.items())
    return f"epoch {event.epoch}: {numbers}"

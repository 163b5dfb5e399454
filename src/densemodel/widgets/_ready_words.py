"""What a run that has not begun would train on, with all that waits for its Start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.training import refusal_text
from densemodel.widgets._situation import Situation

if TYPE_CHECKING:
    from densemodel.training import Run
    from densemodel.widgets._wishes import Wishes


def said_of(run: Run, wishes: Wishes) -> str:
    """The run's sentence; before the start as what waits makes it."""
    bound = Situation.of(run, wishes).bound if run.state == "ready" else None
    if bound is None:
        return run.sentence
    if bound.refusals:
        return f"Not ready: {refusal_text(bound)}"
    return f"Ready to train on {bound.training_count:,} rows."

"""Judges a run at its evaluations by its losses, and asks the model when they look bad."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.training._judgement import Judgement, lost_validation

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.data import Finding
    from densemodel.training._events import LookDone, StepsDone
    from densemodel.training._session import Session

_ENOUGH_STEPS = 200
_FEWEST_STEPS, _ENOUGH_LOOKS = 50, 5
"""A run of few steps an epoch is judged after these, if its loss does not fall."""


class Watch:
    """Judges one start or resume, when enough steps were trained to tell."""

    def __init__(self, session: Session) -> None:
        self._evidence = session.evidence()
        self._losses: list[np.ndarray] = []
        self._looks = 0

    def add(self, event: StepsDone) -> None:
        """Hear of steps."""
        self._losses.append(event.losses)

    def look(self, event: LookDone, say: Callable[[Finding | None], None]) -> None:
        """Judge, and say what is found; None where all is well."""
        if _is_lost(event):
            say(lost_validation(event))
            return
        self._looks += 1
        losses = np.concatenate(self._losses or [np.empty(0, np.float32)])
        losses = losses[np.isfinite(losses)]  # a run may go on after it came to one that is not
        is_short = len(losses) < _ENOUGH_STEPS
        if is_short and (len(losses) < _FEWEST_STEPS or self._looks < _ENOUGH_LOOKS):
            return
        # the first steps may come from far away: what goes on shows in the second half
        early, late = (float(part.mean()) for part in np.array_split(losses, 4)[2:])
        if is_short and late < early:
            return
        self._losses, self._looks = [], 0
        judgement = Judgement(event, self._evidence, early, late, len(losses))
        found = judgement.finding()
        if not judgement.waits:
            say(found)


def _is_lost(event: LookDone) -> bool:
    """Whether the rows that validate have a loss that is no number, and those that train do not."""
    scored = event.logs.get("val_loss", 0.0)
    return not np.isfinite(scored) and bool(np.isfinite(event.logs.get("loss", np.nan)))

"""Notices, while a run trains, that it learns nothing, and says what to do."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import numpy as np

from densemodel.training._events import Found, LookDone, Settled, StepsDone
from densemodel.training._judgement import Judgement, lost_validation

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.data import Finding
    from densemodel.training._events import Event
    from densemodel.training._evidence import Evidence

_ENOUGH_STEPS = 200
_FEWEST_STEPS, _ENOUGH_LOOKS = 50, 5
"""A run of few steps an epoch is judged after these, if its loss does not fall."""


class Watch:
    """Judges a run at its looks, when enough steps were trained to tell.

    It hears the run's events, asks the model for the answers to a few rows only when the numbers
    of training look bad, and changes nothing. What it finds is told once; when that is over, it
    is told that it is.
    """

    def __init__(self) -> None:
        self.standing: Finding | None = None
        "What was found and still holds."
        self._losses: list[np.ndarray] = []
        self._looks = 0
        self._is_blind = False

    def hearing(self, emit: Callable[[Event], None], evidence: Evidence) -> Callable[[Event], None]:
        """An `emit` that lets the watch hear the event, too."""

        def hear(event: Event) -> None:
            emit(event)
            if isinstance(event, StepsDone):
                self._losses.append(event.losses)
            elif isinstance(event, LookDone) and not self._is_blind:
                self._look(event, evidence, emit)

        return hear

    def _look(self, event: LookDone, evidence: Evidence, emit: Callable[[Event], None]) -> None:
        if _is_lost(event):
            self._say(self.standing or lost_validation(event), emit)
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
        judgement = Judgement(event, evidence, early, late, len(losses))
        try:
            found = judgement.finding()
        except Exception:  # watching must not end what it watches
            logging.getLogger(__name__).exception("the run is trained on without being watched")
            self._is_blind = True
            return
        if not judgement.waits:
            self._say(found, emit)

    def _say(self, found: Finding | None, emit: Callable[[Event], None]) -> None:
        if found is not None and self.standing is None:
            self.standing = found
            emit(Found(found))
        elif found is None and self.standing is not None:
            settled, self.standing = self.standing, None
            emit(Settled(settled))


def _is_lost(event: LookDone) -> bool:
    """Whether the rows that validate have a loss that is no number, and those that train do not."""
    scored = event.logs.get("val_loss", 0.0)
    return not np.isfinite(scored) and bool(np.isfinite(event.logs.get("loss", np.nan)))

"""The static output of a training panel: sentence, numbers and picture."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from densemodel.charts._static import WIDTH, stacked
from densemodel.training import EvaluationDone, RunEnded, RunStarted, StateChanged, StepsDone
from densemodel.widgets.charts._static_picture import static_picture
from densemodel.widgets.charts._static_table import static_table
from densemodel.widgets.runtime._static_output import Picture, StaticOutput
from densemodel.widgets.runtime._static_output_base import (
    ENDED,
    REFRESH_SECONDS,
    StaticOutputBase,
    picture_or_none,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.training import Event, Run
    from densemodel.widgets.panel._view import ViewContext

_STILLS_SECONDS = 120.0
"""The least time between the pictures of the tabs: they take a core for seconds."""
_SHARE = 0.03
"""The part of a run's time that drawing may take: what took longer rests longer."""
_ENDED_STATES = ("stopped", "finished", "failed")


class TrainingStaticOutput(StaticOutputBase):
    """The static output of a run: table, curves and tabs.

    Args:
        scene: The run that the panel shows, and its goal.
        stills: Pictures of the tabs that were opened, which stand below the curves.
    """

    def __init__(self, scene: ViewContext, stills: Callable[[], Sequence[bytes]] = tuple) -> None:
        self._run, self._goal = scene.run, scene.goal
        super().__init__(scene.writer)
        self._stills = stills
        self._drawn: tuple[bytes, ...] = ()
        self._since = self._stills_since = time.monotonic()
        self._rest_seconds = 0.0
        self._cancel.append(self._run.on_event(self._on_event))

    def keep(self) -> None:
        """Write the current content into the file.

        The curves do not wait for the pictures of the tabs: these take a second or two, in which a
        page may be closed. While it trains they come rarely.
        """
        with self._lock:
            began = time.monotonic()
            self._put(self._content())
            if not self._run.is_busy or began - self._stills_since > _STILLS_SECONDS:
                drawn = tuple(self._stills())
                self._stills_since = time.monotonic()
                if drawn != self._drawn:
                    self._drawn = drawn
                    self._put(self._content())
            self._rest_seconds = (time.monotonic() - began) / _SHARE

    def take_up(self, other: TrainingStaticOutput) -> None:
        """Take over the static outputs of another run."""
        with self._lock:
            self._kept, self._lost = other._kept, other._lost
        other.close()
        self.keep()

    @property
    def _may_change(self) -> bool:
        return self._run.is_busy

    def _on_event(self, event: Event) -> None:
        is_due = isinstance(event, StepsDone | EvaluationDone) and (
            time.monotonic() - self._since > max(REFRESH_SECONDS, self._rest_seconds)
        )
        if isinstance(event, RunStarted):
            self._stills_since = time.monotonic()
            if not self._run.history.evaluations:  # restarted: they showed another model
                self._drawn = ()
        waits = isinstance(event, StateChanged) and event.after == "waiting"
        # at the start as well: from then on the panel shows more than the file
        if is_due or waits or isinstance(event, RunStarted | RunEnded):
            self._since = time.monotonic()
            self.keep_soon()

    def _content(self) -> StaticOutput:
        return self._once((_stamp(self._run), self._drawn), self._made)

    def _made(self) -> StaticOutput:
        # asked before it is drawn: what ends meanwhile asks for another one
        is_behind = self._run.state not in _ENDED_STATES
        html, text = static_table(self._run)
        picture = Picture(picture_or_none(self._picture), WIDTH, f"Curves of {self._run.name}")
        return StaticOutput(html, text, picture, ENDED, is_behind=is_behind)

    def _picture(self) -> bytes | None:
        curves = static_picture(self._run, goal=self._goal)
        pictures = [*([] if curves is None else [curves]), *self._drawn]
        return stacked(pictures) if pictures else None


def _stamp(run: Run) -> object:
    """A key that changes whenever the picture or the sentence does."""
    history = run.history
    done = history.evaluations, tuple(history.marks), run.step_losses.step_count
    return run.state, id(history), done, run.sentence

"""Keeps below a sweep's panel what is seen once the kernel is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.experiments import SweepEnded
from densemodel.widgets.charts._still_png import WIDTH
from densemodel.widgets.runtime._file_output import InFile, Picture
from densemodel.widgets.runtime._kept_in_file import (
    ENDED,
    REFRESH_SECONDS,
    KeptInFile,
    picture_or_none,
)
from densemodel.widgets.runtime._paced import Paced
from densemodel.widgets.sweep._sweep_moment import ENDED as ENDED_STATES
from densemodel.widgets.sweep._sweep_moment import moment_of
from densemodel.widgets.sweep._sweep_still import picture_words, sweep_picture, sweep_table

if TYPE_CHECKING:
    from densemodel.experiments import SweepEvent
    from densemodel.widgets.sweep._sweep_moment import SweepMoment
    from densemodel.widgets.sweep._sweep_scene import SweepScene


class SweepInFile(KeptInFile):
    """Keeps the best trials and one picture.

    While trials train it is changed at most each 30 seconds: each change is stored in the notebook.

    Args:
        scene: The sweep that the panel shows.
    """

    def __init__(self, scene: SweepScene) -> None:
        self._sweep = scene.sweep
        super().__init__(scene.writer)
        self._paced = Paced(self.keep, least_seconds=REFRESH_SECONDS)
        self._cancel += [self._sweep.on_event(self._on_event), self._paced.close]

    @property
    def _may_change(self) -> bool:
        return self._sweep.state not in ENDED_STATES

    def _on_event(self, event: SweepEvent) -> None:
        if self._kept:
            self._paced.ask(now=isinstance(event, SweepEnded))

    def _content(self) -> InFile:
        moment = moment_of(self._sweep)
        stamp = moment.state, moment.sentence, moment.ranked, dict(moment.test_metrics)
        return self._once(stamp, lambda: _made(moment))


def _made(moment: SweepMoment) -> InFile:
    html, text = sweep_table(moment)
    picture = Picture(picture_or_none(lambda: sweep_picture(moment)), WIDTH, picture_words(moment))
    is_behind = moment.state not in ENDED_STATES
    return InFile(html, text, picture, ENDED, is_behind=is_behind)

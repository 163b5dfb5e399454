"""SweepPanel: what a person sees of a sweep and drives it with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.widgets.panel._kept_panel import KeptPanel
from densemodel.widgets.runtime._reach import Reach
from densemodel.widgets.runtime._style import style_widget
from densemodel.widgets.runtime._writer import kernel_writer
from densemodel.widgets.sweep._sweep_deeds import SweepDeeds
from densemodel.widgets.sweep._sweep_foot import SweepFoot
from densemodel.widgets.sweep._sweep_head import SweepHead
from densemodel.widgets.sweep._sweep_in_file import SweepInFile
from densemodel.widgets.sweep._sweep_moment import moment_of
from densemodel.widgets.sweep._sweep_scene import SweepScene, SweepView
from densemodel.widgets.sweep._sweep_tabs import SweepTabs
from densemodel.wording import NO_MATHS

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.experiments import SweepEvent
    from densemodel.training import Run
    from densemodel.widgets.runtime._writer import Writer
    from densemodel.widgets.sweep._sweep_scene import WatchedSweep


class SweepPanel(KeptPanel):
    """A panel that starts, stops and shows a sweep. It only arranges views.

    Args:
        sweep: Many runs from one spec.
        on_load: Called with the run of a trial that a person loads; gives the name that it was
            bound to, which the panel says, or None.
        writer: What changes the widgets; the kernel's own if none is given.

    Example:
        >>> panel = SweepPanel(sweep, on_load=lambda run: "digits_trial_7")
    """

    def __init__(
        self,
        sweep: WatchedSweep,
        *,
        on_load: Callable[[Run], str | None] | None = None,
        writer: Writer | None = None,
    ) -> None:
        self.sweep = sweep
        self._writer = writer or kernel_writer()
        self._deeds = SweepDeeds(sweep, self._writer, on_load)
        scene = SweepScene(sweep, self._writer, self._deeds.act)
        head = SweepHead(scene, self._deeds.start, self._deeds.stop)
        self._views: list[SweepView] = [head, SweepTabs(scene), SweepFoot(scene, self._deeds)]
        self._file = SweepInFile(scene)
        # a front end makes only widgets that it is shown, so the answering one has to be among them
        answering = [] if self._writer.taken is None else [self._writer.taken]
        shown = [*(view.widget for view in self._views), self._file.note]
        super().__init__([style_widget(), Reach(), *answering, *shown])
        self.add_class("dm-panel")
        self.add_class("dm-sweep")
        self.add_class(NO_MATHS)
        self._cancel = sweep.on_event(self._on_event)
        self._writer.soon(self._draw)
        self._writer.flush(timeout=2.0)  # so that the first look at it is whole

    @property
    def loaded(self) -> dict[int, Run]:
        """The runs of the trials that were loaded, by their numbers."""
        return dict(self._deeds.loaded)

    def _on_event(self, _: SweepEvent) -> None:
        self._writer.soon(self._draw)

    def _draw(self) -> None:
        moment = moment_of(self.sweep)
        for view in self._views:
            view.draw(moment)

    def __repr__(self) -> str:
        """One line, for places that show no widgets."""
        return f"Sweep panel of {self.sweep.name}: {self.sweep.sentence}"

    def _let_go(self) -> None:
        self._cancel()
        for view in self._views:
            view.close()

"""ExperimentPanel: the head, the views, the foot and the static output of an experiment."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from densemodel.experiments import ExperimentEnded, ExperimentStarted, TrialEvaluated
from densemodel.widgets.experiments._capacity_sizes import SizesView
from densemodel.widgets.experiments._compared_networks import NetworksView
from densemodel.widgets.experiments._experiment_view import (
    ExperimentContext,
    ExperimentView,
    moment_of,
)
from densemodel.widgets.experiments._sweep_curves import SweepCurvesView
from densemodel.widgets.experiments._sweep_importance import ImportanceView
from densemodel.widgets.experiments._sweep_map import MapView
from densemodel.widgets.experiments._sweep_parallel import ParallelView
from densemodel.widgets.experiments._sweep_rows import SweepTableView
from densemodel.widgets.panel._base_panel import BasePanel
from densemodel.widgets.panel._view import Tabs
from densemodel.widgets.runtime._parts import VBox

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipywidgets import Widget

    from densemodel.experiments import Capacity, ExperimentEvent, Race, Sweep
    from densemodel.training import Run
    from densemodel.widgets.experiments._experiment_view import ExperimentState
    from densemodel.widgets.runtime._static_output import StaticOutput
    from densemodel.widgets.runtime._writer import Writer

VIEWS: tuple[type[ExperimentView], ...] = (
    SweepTableView,
    SweepCurvesView,
    ParallelView,
    MapView,
    ImportanceView,
    SizesView,
    NetworksView,
)
"""Those that are available for an experiment are its tabs; one alone needs no tab."""


class ExperimentPanel(BasePanel):
    """A panel that starts, stops and shows an experiment.

    Args:
        on_load: Called with the run of a trial that a person opens; returns the name that it was
            bound to, which the panel shows, or None.
        goal: The target line in the panels of its runs.
        writer: Updates the widgets; None: the kernel's writer.
    """

    HEAD: ClassVar[type[ExperimentView]]
    FOOT: ClassVar[type[ExperimentView]]
    CSS: ClassVar[tuple[str, str]]
    "The classes of the panel, and of the line on what came of an action."

    def __init__(
        self,
        experiment: Sweep | Capacity | Race,
        *,
        on_load: Callable[[Run], str | None] | None = None,
        goal: float | None = None,
        writer: Writer | None = None,
    ) -> None:
        css, lines = self.CSS
        super().__init__(writer, css)
        self.experiment = experiment
        self._context = ExperimentContext(experiment, self._writer, on_load, lines, goal)
        self._head, self._foot = self.HEAD(self._context), self.FOOT(self._context)
        self._variables = self._context.moment.variables
        self._views = self._make_views()
        self._body = VBox([self._views.widget])
        self._cancel.append(experiment.on_event(self._handle_event))
        self._writer.soon(self._draw)
        self._show_parts(self._head.widget, self._body, self._foot.widget, self._below())

    def _below(self) -> Widget:
        """What stands below the foot: the panel of an opened trial."""
        return self._context.opened.widget

    def _static_parts(
        self, moment: ExperimentState
    ) -> tuple[tuple[str, str], Callable[[], bytes | None], str]:
        """The words as HTML and as text, what draws the picture, and that in words."""
        raise NotImplementedError

    def _handle_event(self, event: ExperimentEvent) -> None:
        self._writer.soon(self._draw)
        if not isinstance(event, TrialEvaluated):
            self._output_changes(now=isinstance(event, ExperimentStarted | ExperimentEnded))

    def _make_views(self) -> Tabs[ExperimentView] | ExperimentView:
        kinds = [kind for kind in VIEWS if kind.available(self.experiment)]
        if len(kinds) == 1:
            return kinds[0](self._context)
        return Tabs(kinds, lambda kind: kind(self._context), self._writer)

    def _draw(self) -> None:
        moment = self._context.moment = moment_of(self.experiment)
        if moment.variables != self._variables:  # it was extended by seeds
            old, self._variables, self._views = self._views, moment.variables, self._make_views()
            self._body.children = (self._views.widget,)  # at once: the old ones are closed now
            old.close()
        shown = self._views.chosen if isinstance(self._views, Tabs) else self._views
        for view in (self._head, shown, self._foot):
            if view is not None:
                view.show_state(view.state())

    @property
    def _may_change(self) -> bool:
        return self.experiment.is_busy

    def _static_stamp(self) -> object:
        moment = moment_of(self.experiment)
        return moment.state, moment.sentence, moment.ranked, dict(moment.test_metrics)

    def _static_output(self) -> StaticOutput:
        moment = moment_of(self.experiment)
        return self._output_of(*self._static_parts(moment), is_behind=moment.is_busy)

    def _close_parts(self) -> None:
        for view in (self._head, self._views, self._foot, self._context.opened):
            view.close()

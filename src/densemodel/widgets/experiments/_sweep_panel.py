"""SweepPanel: header, tabs, footer and static output of a sweep."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ipywidgets import HTML, FloatProgress, HBox, VBox

from densemodel.experiments import SweepEnded, SweepStarted
from densemodel.widgets.experiments._static_sweep import picture_words, sweep_picture, sweep_table
from densemodel.widgets.experiments._sweep_curves import SweepCurvesView
from densemodel.widgets.experiments._sweep_foot import MoreTrials, SweepActions, SweepFoot
from densemodel.widgets.experiments._sweep_importance import ImportanceView
from densemodel.widgets.experiments._sweep_map import MapView
from densemodel.widgets.experiments._sweep_parallel import ParallelView
from densemodel.widgets.experiments._sweep_rows import SweepTableView
from densemodel.widgets.experiments._sweep_view import ENDED, SweepView, SweepViewContext, moment_of
from densemodel.widgets.panel._base_panel import (
    BasePanel,
    header_html,
    status_html,
)
from densemodel.widgets.panel._view import Tabs
from densemodel.widgets.runtime._buttons import ActionButtons, styled
from densemodel.widgets.runtime._compat import with_tooltip
from densemodel.wording import counted, element

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.experiments import Sweep, SweepEvent, Trial
    from densemodel.training import Run
    from densemodel.widgets.experiments._sweep_view import SweepMoment
    from densemodel.widgets.runtime._static_output import StaticOutput
    from densemodel.widgets.runtime._writer import Writer


VIEWS: tuple[type[SweepView], ...] = (
    SweepTableView,
    SweepCurvesView,
    ParallelView,
    MapView,
    ImportanceView,
)
_BUTTONS = {
    "start": ("Start", "Train every trial"),
    "stop": ("Stop all", "Continue restarts the trials that are training now; finished ones stay"),
    "continue": ("Continue", "Train the remaining trials, or those that are added"),
}
_OF_STATE = {"ready": "start", "running": "stop"} | dict.fromkeys(ENDED, "continue")
"""The button of each state; the others have none."""


class SweepHead(SweepView):
    """`digits  784 → {32|64} relu → 10 softmax   36 trials`, the bar, the sentence, a button."""

    def __init__(self, scene: SweepViewContext, actions: SweepActions) -> None:
        super().__init__(scene)
        self._actions = actions
        self._title = styled(HTML(), "dm-header")
        self._buttons = ActionButtons(scene.writer, _BUTTONS, self._act)
        bar = FloatProgress(
            value=0.0, min=0.0, max=1.0, **with_tooltip(FloatProgress, "Trials that are done")
        )
        self._bar = styled(bar, "dm-bar")
        self._words = styled(HTML(), "dm-sweep-words")
        row = HBox([*self._buttons.buttons.values(), VBox([self._bar, self._words])])
        self._more = MoreTrials(scene, self._show_buttons)
        self._state = ""
        self.widget = VBox([self._title, styled(row, "dm-sweep-drive"), self._more.widget])

    def _act(self, action: str) -> None:
        if action == "stop":
            self._actions.stop()
        else:
            self._actions.start(self._more.raised)

    def draw(self, moment: SweepMoment) -> None:
        """Show the spec, and the button, progress and sentence of the state."""
        trials = element("span", counted(len(moment.trials), "trial"), "dm-size")
        title = header_html(moment.name, self.scene.sweep.spec) + trials
        self._put_new(self._title, value=title)
        self._more.draw(moment)
        self._state = moment.state
        self._show_buttons()
        # a bar in the colour of what is well would say that something came of it
        style = "danger" if moment.has_only_failures else ""
        self._put_new(self._bar, value=moment.share_done, bar_style=style)
        is_failed = moment.state == "failed"
        said = status_html(moment.progress, is_busy=False, is_failed=is_failed)
        self._put_new(self._words, value=said)

    def _show_buttons(self) -> None:
        is_whole = self._state == "finished"
        shown = [] if is_whole and not self._more.is_offered else [_OF_STATE.get(self._state, "")]
        self._buttons.show(shown, is_disabled=is_whole and not self._more.raised)


class SweepPanel(BasePanel):
    """A panel that starts, stops and shows a sweep.

    Args:
        sweep: The sweep.
        on_load: Called with the run of a trial that a person opens; returns the name that it was
            bound to, which the panel shows, or None.
        writer: Updates the widgets; None: the kernel's writer.

    Example:
        >>> panel = SweepPanel(sweep, on_load=lambda run: "digits_trial_7")
    """

    def __init__(
        self,
        sweep: Sweep,
        *,
        on_load: Callable[[Run], str | None] | None = None,
        writer: Writer | None = None,
    ) -> None:
        super().__init__(writer, "dm-sweep")
        self.sweep = sweep
        self._actions = SweepActions(sweep, self._writer, on_load)
        self._scene = SweepViewContext(sweep, self._writer, self._actions.act)
        self._head = SweepHead(self._scene, self._actions)
        self._foot = SweepFoot(self._scene, self._actions)
        self._trials: Sequence[Trial] = sweep.trials
        self._tabs = self._make_tabs()
        self._body = VBox([self._tabs.widget])
        self._cancel.append(sweep.on_event(self._handle_event))
        self._writer.soon(self._draw)
        opened = self._actions.opened.widget
        self._show_parts(self._head.widget, self._body, self._foot.widget, opened)

    @property
    def loaded(self) -> dict[int, Run]:
        """The runs of opened trials, by number."""
        return dict(self._actions.opened.loaded)

    def _handle_event(self, event: SweepEvent) -> None:
        self._writer.soon(self._draw)
        self._output_changes(now=isinstance(event, SweepStarted | SweepEnded))

    def _make_tabs(self) -> Tabs[SweepView]:
        kinds = [kind for kind in VIEWS if kind.available(self.sweep)]
        return Tabs(kinds, lambda kind: kind(self._scene), self._writer)

    def _draw(self) -> None:
        moment = moment_of(self.sweep)
        if moment.trials is not self._trials:  # it was extended, perhaps by another variable
            old, self._trials, self._tabs = self._tabs, moment.trials, self._make_tabs()
            self._body.children = (self._tabs.widget,)  # at once: the old ones are closed now
            old.close()
        for view in (self._head, self._tabs.chosen, self._foot):
            if view is not None:
                view.draw(moment)

    @property
    def _may_change(self) -> bool:
        return self.sweep.state not in ENDED

    def _static_stamp(self) -> object:
        moment = moment_of(self.sweep)
        return moment.state, moment.sentence, moment.ranked, dict(moment.test_metrics)

    def _static_output(self) -> StaticOutput:
        moment = moment_of(self.sweep)
        words, draw = sweep_table(moment), partial(sweep_picture, moment)
        is_behind = moment.state not in ENDED
        return self._output_of(words, draw, picture_words(moment), is_behind=is_behind)

    def __repr__(self) -> str:
        """One line, for front ends without widgets."""
        return f"Sweep panel of {self.sweep.name}: {self.sweep.sentence}"

    def _close_parts(self) -> None:
        for view in (self._head, self._tabs, self._foot, self._actions.opened):
            view.close()

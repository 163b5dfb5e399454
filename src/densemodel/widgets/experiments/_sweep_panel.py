"""SweepPanel: header, tabs, footer and static output of a sweep."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from densemodel.charts._static import stacked
from densemodel.experiments import MOST_TRIALS, ExperimentEnded, ExperimentStarted
from densemodel.widgets.experiments._sweep_curves import SweepCurvesView, curves_picture
from densemodel.widgets.experiments._sweep_foot import SweepFoot, sweep_table
from densemodel.widgets.experiments._sweep_importance import ImportanceView, importance_picture
from densemodel.widgets.experiments._sweep_map import MapView, has_grid, map_picture
from densemodel.widgets.experiments._sweep_parallel import ParallelView, parallel_picture
from densemodel.widgets.experiments._sweep_rows import SweepTableView
from densemodel.widgets.experiments._sweep_view import ENDED, SweepView, SweepViewContext, moment_of
from densemodel.widgets.panel._base_panel import BasePanel, header_html, status_html
from densemodel.widgets.panel._view import Tabs
from densemodel.widgets.runtime._buttons import ActionButtons, styled
from densemodel.widgets.runtime._compat import with_tooltip
from densemodel.widgets.runtime._parts import (
    HIDDEN,
    HTML,
    BoundedIntText,
    FloatProgress,
    HBox,
    VBox,
    visibility,
)
from densemodel.wording import capitalised, counted, element, enumerated

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.experiments import ExperimentEvent, Sweep
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
    "stop": ("Stop", "Resume restarts the trials that are training now; finished ones stay"),
    "resume": ("Resume", "Train the remaining trials"),
}
_OF_STATE = {"ready": "start", "running": "stop"} | dict.fromkeys(ENDED, "resume")
"""The button of each state; the others have none."""


_FIELDS = {
    "repeat": ("Seeds", "The number of seeds that each combination is trained with, in all"),
    "trials": ("Combinations", "The number of combinations that are drawn, in all"),
}
_ADDED = {
    "repeat": ("more seed", "more seeds"),
    "trials": ("more combination", "more combinations"),
}


class MoreTrials(SweepView):
    """A field for each number that can be raised, and how many trials this adds."""

    def __init__(self, context: SweepViewContext, changed: Callable[[], None]) -> None:
        super().__init__(context)
        self.totals: dict[str, int] = {}
        "The numbers that can be raised, as they are now."
        self._fields: dict[str, BoundedIntText] = {}
        for name, (label, tooltip) in _FIELDS.items():
            words = {"description": label, **with_tooltip(BoundedIntText, tooltip)}
            field = styled(BoundedIntText(value=1, min=1, max=MOST_TRIALS, **words), "dm-number")
            field.observe(lambda _: changed(), "value")
            self._fields[name] = field
        self.widget = styled(HBox([*self._fields.values()]), HIDDEN, "dm-sweep-more")

    def draw(self, moment: SweepMoment) -> None:
        sweep = self.context.sweep
        totals = sweep.totals if moment.state == "finished" else {}
        if totals == self.totals:
            return
        self.totals = totals
        self.put(self.widget, **visibility(self.widget, totals))
        most = {"repeat": MOST_TRIALS, "trials": sweep.spec.trial_count}
        for name, field in self._fields.items():
            self.put(field, **visibility(field, name in totals))
            if name in totals:
                now = totals[name]
                more = now if name == "trials" else 0 if "trials" in totals else 2
                value = min(now + more, most[name])
                self.put(field, min=now, max=most[name], value=value)

    @property
    def raised(self) -> dict[str, int]:
        """The arguments of `Sweep.extend`; none if no number is larger than now."""
        values = {name: int(self._fields[name].value) for name in self.totals}
        return {name: value for name, value in values.items() if value > self.totals[name]}

    @property
    def label(self) -> str:
        """`Train 2 more seeds: 8 trials`, of the button; without trials where none is added."""
        raised, size = self.raised, len(self.context.sweep.trials)
        count = size
        for name, value in raised.items():
            count = count // self.totals[name] * value
        added = [
            counted(value - self.totals[name], *_ADDED[name]) for name, value in raised.items()
        ]
        if not added:
            return "Train more trials"
        return f"Train {enumerated(added)}: {counted(count - size, 'trial')}"


class SweepHead(SweepView):
    """`digits  784 → {32|64} relu → 10 softmax   36 trials`, the bar, the sentence, a button."""

    def __init__(self, context: SweepViewContext) -> None:
        super().__init__(context)
        self._title = styled(HTML(), "dm-header")
        self._buttons = ActionButtons(context.writer, _BUTTONS, self._act)
        bar = FloatProgress(
            value=0.0, min=0.0, max=1.0, **with_tooltip(FloatProgress, "Trials that are done")
        )
        self._bar = styled(bar, "dm-bar")
        self._words = styled(HTML(), "dm-sweep-words")
        row = HBox([*self._buttons.buttons.values(), VBox([self._bar, self._words])])
        self._more = MoreTrials(context, self._show_buttons)
        self._state = ""
        self.widget = VBox([self._title, styled(row, "dm-sweep-drive"), self._more.widget])

    def _act(self, action: str) -> None:
        sweep, raised = self.context.sweep, self._more.raised
        if action == "stop":
            self.context.lines.do("sweep", "", sweep.stop, "Not stopped")
        else:
            start = partial(sweep.extend, **raised) if raised else sweep.start
            self.context.lines.do("sweep", "", start, "Not started")

    def draw(self, moment: SweepMoment) -> None:
        trials = element("span", counted(moment.trial_count, "trial"), "dm-size")
        title = header_html(moment.name, self.context.sweep.spec) + trials
        self._put_new(self._title, value=title)
        self._more.draw(moment)
        self._state = moment.state
        self._show_buttons()
        # a bar in the colour of what is well would say that something came of it
        style = "danger" if moment.results and not moment.ranked else ""
        self._put_new(self._bar, value=moment.share_done, bar_style=style)
        is_failed = moment.state == "failed"
        html = status_html(moment.progress, is_busy=False, is_failed=is_failed)
        self._put_new(self._words, value=html)

    def _show_buttons(self) -> None:
        is_whole = self._state == "finished"
        shown = [] if is_whole and not self._more.totals else [_OF_STATE.get(self._state, "")]
        label = self._more.label if is_whole else _BUTTONS["resume"][0]
        self._put_new(self._buttons.buttons["resume"], description=label)
        self._buttons.show(shown, is_disabled=is_whole and not self._more.raised)


class SweepPanel(BasePanel):
    """A panel that starts, stops and shows a sweep.

    Args:
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
        self._context = SweepViewContext(sweep, self._writer, on_load)
        self._head, self._foot = SweepHead(self._context), SweepFoot(self._context)
        self._variables = sweep.variables
        self._tabs = self._make_tabs()
        self._body = VBox([self._tabs.widget])
        self._cancel.append(sweep.on_event(self._handle_event))
        self._writer.soon(self._draw)
        opened = self._context.opened.widget
        self._show_parts(self._head.widget, self._body, self._foot.widget, opened)

    @property
    def loaded(self) -> dict[int, Run]:
        """The runs of opened trials, by number."""
        return dict(self._context.opened.loaded)

    def _handle_event(self, event: ExperimentEvent) -> None:
        self._writer.soon(self._draw)
        self._output_changes(now=isinstance(event, ExperimentStarted | ExperimentEnded))

    def _make_tabs(self) -> Tabs[SweepView]:
        kinds = [kind for kind in VIEWS if kind.available(self.sweep)]
        return Tabs(kinds, lambda kind: kind(self._context), self._writer)

    def _draw(self) -> None:
        moment = moment_of(self.sweep)
        if moment.variables != self._variables:  # it was extended by seeds
            old, self._variables, self._tabs = self._tabs, moment.variables, self._make_tabs()
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
        kind = "map" if has_grid(moment.variables) else "parallel coordinates"
        loss = capitalised(moment.loss_name)
        alternative = f"{loss} curves, {kind} and importance of {moment.name}"
        return self._output_of(words, draw, alternative, is_behind=moment.state not in ENDED)

    def __repr__(self) -> str:
        return f"Sweep panel of {self.sweep.name}: {self.sweep.sentence}"

    def _close_parts(self) -> None:
        for view in (self._head, self._tabs, self._foot, self._context.opened):
            view.close()


def sweep_picture(moment: SweepMoment) -> bytes | None:
    """Draw curves, map or parallel coordinates, and importance; None before a trial has ended."""
    if not moment.ranked:
        return None
    of_choices = map_picture if has_grid(moment.variables) else parallel_picture
    pictures = curves_picture(moment), of_choices(moment), importance_picture(moment)
    return stacked([picture for picture in pictures if picture is not None])

"""Live curves of the loss and the metrics."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.charts import (
    EARLIER,
    NO_POINTS,
    RATE,
    TRAINING,
    VALIDATION,
    AxisRange,
    Chart,
    Line,
    SteadyRange,
    ValueRange,
    Words,
    axis_values,
    epoch_range,
    fewer_ticks,
    linear_range,
    log_range,
    outside_words,
    scaled,
    seen_values,
    short,
    window_range,
)
from densemodel.training import EvaluationDone, RunEnded, RunStarted, StateChanged, StepsDone
from densemodel.widgets.charts._curve_data import (
    CurveData,
    CurveLines,
    Wanted,
    best_value,
    curve_lines,
)
from densemodel.widgets.charts._curve_drawing import (
    AGO,
    CurveFacts,
    curve_chart,
    curve_figure,
    happenings,
)
from densemodel.widgets.charts._curve_toolbar import CurveToolbar, ToolbarState
from densemodel.widgets.charts._earlier_runs import EARLIER_RUNS, loss_of
from densemodel.widgets.charts._figure import MARGIN, CursorState, CurveReader, LiveChart
from densemodel.widgets.charts._overlaid_curves import SOME_LEFT_OUT
from densemodel.widgets.panel._pending_settings import ControlState, pending_settings_of
from densemodel.widgets.panel._view import View, ViewContext, line_state
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._parts import HIDDEN, HTML, Box, VBox, visibility
from densemodel.wording import element

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.charts import Points, Window
    from densemodel.training import Event


def empty_words(context: ViewContext) -> str:
    """The text before anything was trained."""
    run = context.run
    bound = ControlState.of(run, pending_settings_of(run)).bound
    is_refused = bound is not None and bool(bound.refusals)
    if not run.has_data or is_refused or run.state == "waiting":
        return "The curves appear here once it trains."
    if run.state == "ready" and bound is None:
        return "Start trains this network, by Keras's own loop."
    if run.state == "ready" and bound is not None:
        return f"Start trains this network on {bound.training_count:,} rows."
    return run.sentence if run.state != "running" else "The first steps are running."


_RATE_MARGIN = {**MARGIN, "top": 10, "bottom": 10}
"""So wide that its epochs stand below those of the plot."""
_ROOM = np.log10(2)
"""Above and below, so that a rate that stays lies in the middle, and has its ticks."""


class RateStrip:
    """A small figure of the learning rate on a log scale, made when a person first shows it."""

    def __init__(self, x: Any, put: Callable[..., None]) -> None:
        self._x, self._put = x, put
        self._range = SteadyRange(headroom=0.1)
        self._y = linear_range(0.0, 1.0)
        self.live: LiveChart | None = None
        self.widget = styled(VBox(), HIDDEN)

    def draw(self, shown: tuple[Points, Window] | bool) -> None:  # noqa: FBT001 - or none
        """Draw the learning rates in a window; False for none."""
        self._put(self.widget, **visibility(self.widget, shown))
        if isinstance(shown, bool):
            return
        rates, window = shown
        points = scaled(rates, is_log=True)
        values = seen_values(points, window)
        if len(values):
            self._y = self._range.fit(float(values.min()), float(values.max()), _few, None)
        if self.live is None:
            first = self._chart(NO_POINTS, (0.0, 1.0))
            self.live = LiveChart(first, self._put, margin=_RATE_MARGIN, height=70, x=self._x)
            self._put(self.widget, children=(self.live.widget,))
        self.live.draw(self._chart(points, window))

    def _chart(self, points: Points, window: Window) -> Chart:
        last = points[-1:][points[-1:, 0] <= window[1]]
        words = [f"lr {short(10**value)}" for value in last[:, 1]]
        return Chart(
            AxisRange(*window, (), ()),
            self._y,
            [
                Line(points, RATE, 1.5, name="rate"),
                Words(last, words, RATE, (11, 0), name="rate name"),
            ],
        )


def _few(low: float, high: float) -> AxisRange:
    return fewer_ticks(log_range(10 ** (low - _ROOM), 10 ** (high + _ROOM)), 3)


class Curves(View):
    """The figure of the curves with its toolbar, and a sentence while it is empty."""

    changes_with = RunStarted, StepsDone, EvaluationDone, StateChanged, RunEnded

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        self.window: Window | None = None
        "The part of the epochs that a person looks at; None: all."
        self._data = CurveData(context.run)
        self._y = ValueRange()
        self._live = curve_figure(self._put_new)
        self._toolbar = CurveToolbar(self.put, self.listen, lambda: self.handle(self.show_whole))
        self._rate = RateStrip(self._live.x, self._put_new)
        reader = CurveReader(self._live, self._put_new, below=lambda: self._rate.live)
        self._cursor = reader.cursor
        self.listen(self._cursor, self._choose_window, "window")
        self._empty = styled(HTML(), "dm-empty")
        plot = styled(Box([self._live.widget, self._cursor, self._empty]), "dm-plot")
        whole = styled(VBox([self._toolbar.widget, plot, self._rate.widget]), "dm-curves")
        self.at_close(pending_settings_of(context.run).on_change(self.redraw), self._keep_run)
        if not self.run.is_busy:
            self._keep_run()
        parts = {"toolbar": self._toolbar, "chart": self._live, "rate": self._rate}
        self.begin(whole, **parts, cursor=reader, empty=self._empty)

    def on_event(self, event: Event) -> None:
        """Show all of a run that begins again, and keep one that has ended for the next."""
        if isinstance(event, RunStarted) and not event.resumed:
            self.show_whole()
        elif isinstance(event, RunEnded):
            self._keep_run()
        super().on_event(event)

    def _keep_run(self) -> None:
        """Store the run for the next one's earlier runs."""
        EARLIER_RUNS.keep(self.run)

    def _choose_window(self, _: Any) -> None:
        self.window = self._cursor.chosen

    def show_whole(self) -> None:
        self.window = None
        self.put(self._cursor, window=[])

    def state(self) -> dict[str, Any]:
        """The chart of the chosen lines with its cursor, and what can be chosen."""
        data, toolbar, run = self._data, self._toolbar, self.run
        choice = toolbar.choice
        before = [one.line(choice.name, loss_of(run)) for one in EARLIER_RUNS.before(run)]
        whole = epoch_range(data.end, first=run.history.initial_epoch)
        x = whole if self.window is None else window_range(*self.window)
        window, name = (x.low, x.high), choice.name
        wanted = Wanted(name, choice.is_log, self.window, toolbar.off)
        lines = curve_lines(data, before, run.learning_rates, wanted, window)
        # a loss that runs below 0, or is 0 throughout, has no place on a log scale
        if lines.left_out > len(lines.values(window)) and name not in choice.scales:
            wanted = replace(wanted, is_log=False)
            lines = curve_lines(data, before, run.learning_rates, wanted, window)
        names = data.names
        goal = self.context.goal if name == names[min(1, len(names) - 1)] else None
        best = None if "validation" in wanted.off else best_value(run, name)
        if best is not None and not x.low <= best[0] <= x.high:
            best = None
        marked = [value for value in (goal, best and best[1]) if value is not None]
        points = np.array([[0.0, value] for value in marked]).reshape(-1, 2)
        seen = axis_values(lines.steps, (*lines.epochs, *lines.earlier), window)
        values = np.concatenate([seen, scaled(points, is_log=wanted.is_log)[:, 1]])
        y = self._y.fit(values, (wanted, id(run.history)), is_log=wanted.is_log)
        monitored = "test" if data.watches_test else "validation"
        events = happenings(run.history.marks)
        facts = CurveFacts(x, y, lines, monitored, best, goal, events, is_log=wanted.is_log)
        empty, note = self._missing(lines, wanted, window, y)
        hidden = {"validation": not data.is_validated, "earlier": not any(map(len, before))}
        return {
            "toolbar": ToolbarState(
                names=names,
                is_log=wanted.is_log,
                hidden=frozenset(key for key, is_hidden in hidden.items() if is_hidden),
                watches_test=data.watches_test,
                is_zoomed=wanted.window is not None,
                note=note,
            ),
            "chart": curve_chart(facts),
            "rate": "rate" not in wanted.off and (lines.rate, window),
            "cursor": CursorState(
                _read_lines(lines, monitored),
                wanted.is_log,
                whole,
                [(one.place, one.words) for one in events],
            ),
            "empty": line_state(element("p", empty) if empty else ""),
        }

    def _missing(
        self, lines: CurveLines, wanted: Wanted, window: Window, y: AxisRange
    ) -> tuple[str, str]:
        """Why the figure is empty, or a note on what is not visible in it."""
        if self._data.is_empty:
            return empty_words(self.context), ""
        if len(lines.values(window)):
            outside = outside_words(lines.steps, lines.epochs, window, y, is_log=wanted.is_log)
            notes = [SOME_LEFT_OUT if lines.left_out else "", outside]
            return "", "; ".join(filter(None, notes))
        if lines.left_out:
            return "All values are 0 or below, where a log scale has no place.", ""
        if wanted.window is not None:
            return "Nothing was trained in this part.", ""
        return "Every line is switched off: its name above shows it again.", ""


def _read_lines(lines: CurveLines, monitored: str) -> list[tuple[str, str, str]]:
    each = lines.steps_each
    known = [
        ("steps", lines.steps, "step" if each == 1 else f"mean of {each:,} steps", TRAINING),
        ("training", lines.training, "training", TRAINING),
        ("validation", lines.validation, monitored, VALIDATION),
        *((ago, line, ago, EARLIER) for ago, line in zip(AGO, lines.earlier, strict=False)),
        ("rate", lines.rate, "learning rate", RATE),
    ]
    return [(name, words, css) for name, points, words, css in known if len(points)]

"""Live curves of the loss and the metrics."""

from __future__ import annotations

import threading
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.charts import (
    NO_POINTS,
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
from densemodel.widgets.charts._curve_toolbar import CurveToolbar
from densemodel.widgets.charts._earlier_runs import EARLIER_RUNS, loss_of
from densemodel.widgets.charts._figure import MARGIN, CurveCursor, LiveChart
from densemodel.widgets.charts._overlaid_curves import SOME_LEFT_OUT
from densemodel.widgets.panel._pending_settings import ControlState, pending_settings_of
from densemodel.widgets.panel._view import View, ViewContext, close_widgets
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._parts import HTML, Box, VBox, visibility
from densemodel.widgets.runtime._style import EARLIER, RATE, TRAINING, VALIDATION
from densemodel.widgets.runtime._writer import ChangedOnly
from densemodel.wording import element

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.charts import Points, Window
    from densemodel.training import Event
    from densemodel.widgets.charts._curve_drawing import Happening


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
    """A small figure of the learning rate on a log scale."""

    def __init__(self, x: Any, put: Callable[..., None]) -> None:
        self._range = SteadyRange(headroom=0.1)
        self._y = linear_range(0.0, 1.0)
        first = self._chart(NO_POINTS, (0.0, 1.0))
        self.live = LiveChart(first, put, margin=_RATE_MARGIN, height=70, x=x)

    def draw(self, rates: Points, window: Window) -> None:
        """Draw the learning rates."""
        points = scaled(rates, is_log=True)
        values = seen_values(points, window)
        if len(values):
            self._y = self._range.fit(float(values.min()), float(values.max()), _few, None)
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

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        self._lock = threading.Lock()
        self._draws = threading.Lock()  # events do not wait for a drawing to be done
        self._data = CurveData(context.run)
        self._put_new = ChangedOnly(self.put)
        self._live = curve_figure(self._put_new)
        self._toolbar = CurveToolbar(context.writer, self._ask_now, self._show_whole)
        self._cursor = CurveCursor([], self._live.x, self._live.y, MARGIN)
        self._window: Window | None = None
        self._y = ValueRange()
        self._empty = styled(HTML(), "dm-empty")
        self._plot = styled(Box([self._live.widget, self._cursor, self._empty]), "dm-plot")
        self.widget = styled(VBox([self._toolbar.widget, self._plot]), "dm-curves")
        self._cursor.observe(self._show_range, "window")
        self._forget_pending = pending_settings_of(context.run).on_change(self._ask)
        with self._lock:  # an event that comes meanwhile waits, so that no step counts twice
            self.follow()
            self._data.load()
        if not self.run.is_busy:
            EARLIER_RUNS.keep(self.run)
        self._draw()

    def on_event(self, event: Event) -> None:
        """Add the new points."""
        with self._lock:
            if isinstance(event, RunStarted) and not event.resumed:
                self._data.clear()
                self._y.restart()
                self._window = None
                self.put(self._cursor, window=[])
            elif isinstance(event, StepsDone):
                self._data.add_steps(event)
            elif isinstance(event, EvaluationDone):
                self._data.add_evaluation(event.step, event.place, event.logs)
            elif isinstance(event, RunEnded):
                EARLIER_RUNS.keep(self.run)
            elif not isinstance(event, StateChanged | RunStarted):
                return
        self._ask()

    def set_shown(self, *, is_shown: bool) -> None:
        """Redraw when it becomes visible."""
        super().set_shown(is_shown=is_shown)
        self._ask()

    def close(self) -> None:
        """Store the run for the next one's earlier runs, and close the strip."""
        EARLIER_RUNS.keep(self.run)
        self._forget_pending()
        super().close()
        if "_rate" in vars(self):
            close_widgets(self._rate.live.widget, self.context.writer)

    @cached_property
    def _rate(self) -> RateStrip:
        """The strip, made when a person first shows it."""
        return RateStrip(self._live.x, self._put_new)

    def _ask(self) -> None:
        if self.is_shown:
            self.soon(self._draw)

    def _ask_now(self) -> None:
        self._ask()
        self.hurry()

    def _show_range(self, _: Any) -> None:
        if self.context.writer.is_writing:
            return
        with self._lock:
            self._window = self._cursor.chosen
        self._ask_now()

    def _show_whole(self) -> None:
        with self._lock:
            self._window = None
        self.put(self._cursor, window=[])
        self._ask_now()

    def _draw(self) -> None:
        with self._draws:
            self._draw_all()

    def _draw_all(self) -> None:
        toolbar, loss = self._toolbar, loss_of(self.run)
        before = [run.line(toolbar.name, loss) for run in EARLIER_RUNS.before(self.run)]
        with self._lock:
            wanted = Wanted(toolbar.name, toolbar.is_log, self._window, toolbar.off)
            whole = epoch_range(self._data.end, first=self.run.history.initial_epoch)
            x = whole if wanted.window is None else window_range(*wanted.window)
            window = (x.low, x.high)
            lines = curve_lines(self._data, before, self.run.learning_rates, wanted, window)
            names = self._data.names
        # a loss that runs below 0, or is 0 throughout, has no place on a log scale
        if lines.left_out > len(lines.values(window)) and toolbar.begin_linear():
            self._draw_all()
            return
        events = happenings(self.run.history.marks)
        is_zoomed = wanted.window is not None
        has_earlier = any(map(len, before))
        toolbar.show(names, self._data, is_zoomed=is_zoomed, has_earlier=has_earlier)
        goal = self.context.goal if wanted.name == names[min(1, len(names) - 1)] else None
        best = None if "validation" in wanted.off else best_value(self.run, wanted.name)
        if best is not None and not x.low <= best[0] <= x.high:
            best = None
        marked = [value for value in (goal, best and best[1]) if value is not None]
        points = np.array([[0.0, value] for value in marked]).reshape(-1, 2)
        seen = axis_values(lines.steps, (*lines.epochs, *lines.earlier), window)
        values = np.concatenate([seen, scaled(points, is_log=wanted.is_log)[:, 1]])
        y = self._y.fit(values, wanted, is_log=wanted.is_log)
        shown = CurveFacts(x, y, lines, self._monitored, best, goal, events, is_log=wanted.is_log)
        self._live.draw(curve_chart(shown))
        self._say_what_is_missing(lines, wanted, window, y)
        strip = [] if "rate" in wanted.off else [self._rate.live.widget]
        self._put_new(self.widget, children=(self._toolbar.widget, self._plot, *strip))
        if strip:
            self._rate.draw(lines.rate, window)
        self._update_cursor(lines, events, is_log=wanted.is_log, whole=[whole.low, whole.high])

    def _say_what_is_missing(
        self, lines: CurveLines, wanted: Wanted, window: Window, y: AxisRange
    ) -> None:
        """Explain an empty figure, or note what is not visible in it."""
        if self._data.is_empty:
            words = empty_words(self.context)
        elif len(lines.values(window)):
            words = ""
        elif lines.left_out:
            words = "All values are 0 or below, where a log scale has no place."
        elif wanted.window is not None:
            words = "Nothing was trained in this part."
        else:
            words = "Every line is switched off: its name above shows it again."
        self._put_new(self._empty, value=element("p", words))
        self._put_new(self._empty, **visibility(self._empty, words))
        outside = outside_words(lines.steps, lines.epochs, window, y, is_log=wanted.is_log)
        notes = [SOME_LEFT_OUT if lines.left_out else "", outside]
        self._toolbar.say("" if words else "; ".join(filter(None, notes)))

    @property
    def _monitored(self) -> str:
        return "test" if self._data.watches_test else "validation"

    def _update_cursor(
        self, lines: CurveLines, events: list[Happening], *, is_log: bool, whole: list[float]
    ) -> None:
        marks, each = self._live.marks, lines.steps_each
        step_words = "step" if each == 1 else f"mean of {each:,} steps"
        read = [
            ("steps", lines.steps, step_words, TRAINING),
            ("training", lines.training, "training", TRAINING),
            ("validation", lines.validation, self._monitored, VALIDATION),
            *((ago, line, ago, EARLIER) for ago, line in zip(AGO, lines.earlier, strict=False)),
        ]
        shown = [
            CurveCursor.line(marks[name], words, css)
            for name, points, words, css in read
            if len(points)
        ]
        if len(lines.rate):
            rate = self._rate.live.marks["rate"]
            shown.append(CurveCursor.line(rate, "learning rate", RATE, is_apart=True))
        self._put_new(
            self._cursor,
            lines=shown,
            events=[CurveCursor.event(happening.place, happening.words) for happening in events],
            is_log=is_log,
            whole=whole,
        )

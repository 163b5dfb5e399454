"""The curves of a comparison: one metric of all networks on shared axes, live and in a file."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.charts import (
    MOST_DECADES,
    NO_POINTS,
    SteadyRange,
    epoch_range,
    linear_range,
    range_of_logs,
    window_range,
)
from densemodel.charts._static import DRAWING, WIDTH, empty_figure, paint, png_of
from densemodel.widgets.charts._curve_data import points_of
from densemodel.widgets.charts._curve_toolbar import toggle, toolbar_row
from densemodel.widgets.charts._figure import MARGIN, CurveCursor, LiveChart
from densemodel.widgets.charts._line_styles import line_styles_of
from densemodel.widgets.charts._overlaid_curves import (
    NAME_MARGIN,
    SOME_LEFT_OUT,
    Curve,
    best_point,
    named_chart,
)
from densemodel.widgets.runtime._buttons import hidden_line, styled
from densemodel.widgets.runtime._parts import HTML, Box, VBox, visibility
from densemodel.widgets.runtime._writer import ChangedOnly
from densemodel.wording import capitalised, element, in_order, metric_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.charts import AxisRange, Points
    from densemodel.training import Run, RunGroup
    from densemodel.widgets.runtime._writer import Writer

LOSS = "loss"
_VALIDATION = "val_"
_NOT_METRICS = (_VALIDATION, "test_", "learning_rate")
_STAR = 19.0


def names_of(groups: Sequence[RunGroup]) -> tuple[str, ...]:
    """The available metrics, by Keras's names, the loss first."""
    found: dict[str, None] = {LOSS: None}
    for group in groups:
        for run in group.runs:
            names = [name for name in list(run.history) if not name.startswith(_NOT_METRICS)]
            found.update(dict.fromkeys(names))
    return tuple(found)


def curves_of(groups: Sequence[RunGroup], name: str) -> list[Curve]:
    """A curve for each network: that of its best run so far, and faint ones of all its seeds.

    The `name` of the measure is Keras's, without `val_`.
    """
    curves = []
    for group, style in zip(groups, line_styles_of([g.name for g in groups]), strict=True):
        best = group.best
        if not best.history.evaluations:  # the seed that trains now is seen from its first look on
            best = next((run for run in group.runs if run.history.evaluations), best)
        points, monitored = _points(best, name), monitored_name(best, name)
        star = best_point(best.history, monitored, best.best_epoch) if monitored != name else None
        seeds = tuple(_points(run, name) for run in group.runs) if len(group.runs) > 1 else ()
        training = " (training)" if monitored == name and len(points) else ""
        words = f"{group.name}{training}"
        curves.append(Curve(words, points, style.color, style.dash, star, seeds, style.shape))
    return curves


def monitored_name(run: Run, name: str) -> str:
    """The metric on the validation rows, else on the training rows."""
    monitored = f"{_VALIDATION}{name}"
    return monitored if monitored in run.history or run.validates else name


def _points(run: Run, name: str) -> Points:
    history = run.history
    monitored = monitored_name(run, name)
    return points_of(history, monitored) if monitored in history else NO_POINTS


_EMPTY = "Start all trains these networks in turns of an epoch; their curves grow here together."


class ComparedCurves:
    """The curves of the networks, whose number stays, with a choice of metric and scale."""

    def __init__(self, groups: Callable[[], tuple[RunGroup, ...]], writer: Writer) -> None:
        self._groups = groups
        self._writer = writer
        self._put = ChangedOnly(writer.put)
        self._lock = threading.Lock()
        self._scales = {LOSS: "log"}  # everything else begins linear
        self._range = SteadyRange(headroom=0.05)
        margin, whole = {**MARGIN, "right": NAME_MARGIN}, linear_range(0.0, 1.0)
        curves = curves_of(groups(), LOSS)
        first = named_chart(whole, whole, curves, is_log=False, star_size=_STAR)
        self._live = LiveChart(first, self._put, margin=margin)
        self.shown = toggle([LOSS], LOSS, "What the curves show")
        self.scale = toggle(["linear", "log"], "log", "The scale of the values")
        self._title, self._note = HTML(), hidden_line("dm-note")
        self._empty = styled(HTML(element("p", _EMPTY)), "dm-empty")
        self._cursor = CurveCursor([], self._live.x, self._live.y, margin)
        head = toolbar_row(self._title, self._note, self.shown, self.scale)
        plot = styled(Box([self._live.widget, self._cursor, self._empty]), "dm-plot")
        self.widget = styled(VBox([head, plot]), "dm-curves")
        self.shown.observe(lambda _: self._choose(), "value")
        self.scale.observe(self._choose_scale, "value")
        self._cursor.observe(lambda _: self._choose(), "window")
        self.draw()

    def _choose(self) -> None:
        if not self._writer.is_writing:
            self.draw()
            self._writer.hurry()

    def _choose_scale(self, change: Any) -> None:
        if not self._writer.is_writing:
            self._scales[self._name] = change["new"]
            self._choose()

    @property
    def _name(self) -> str:
        return str(self.shown.value or LOSS)

    def draw(self) -> None:
        with self._lock:
            groups, name = self._groups(), self._name
            curves = curves_of(groups, name)
            lines = _lines(curves)
            values = np.concatenate([np.empty(0), *(line[:, 1] for line in lines)])
            is_log = self._scales.get(name, "linear") == "log" and (
                not len(values) or bool((values > 0).any())
            )
            self._draw_head(groups, name, is_log=is_log)
            self._put(self._empty, **visibility(self._empty, not len(values)))
            left_out = is_log and bool((values <= 0).any())
            self._put(self._note, value=SOME_LEFT_OUT if left_out else "")
            self._put(self._note, **visibility(self._note, left_out))
            whole = epoch_range(max((line[-1, 0] for line in lines), default=1.0))
            window = self._cursor.chosen
            x = whole if window is None else window_range(*window)
            y = self._fit(values, name, is_log=is_log)
            self._live.draw(named_chart(x, y, curves, is_log=is_log, star_size=_STAR))
            marks = [self._live.marks.get(f"line {place}") for place in range(len(curves))]
            read = [
                CurveCursor.line(mark, in_order(group.name), curve.color)
                for mark, group, curve in zip(marks, groups, curves, strict=True)
                if mark is not None
            ]
            ends = [whole.low, whole.high]
            self._put(self._cursor, lines=read, is_log=is_log, whole=ends)

    def _draw_head(self, groups: tuple[RunGroup, ...], name: str, *, is_log: bool) -> None:
        validates = any(run.validates for group in groups for run in group.runs)
        words = metric_words(f"val_{name}" if validates else name)
        self._put(self._title, value=element("h4", capitalised(words)))
        options = tuple((capitalised(metric_words(one)), one) for one in names_of(groups))
        if self.shown.options != options:
            self._writer.put(self.shown, options=options, value=name)
        scale = "log" if is_log else "linear"
        if self.scale.value != scale:
            self._writer.put(self.scale, value=scale)

    def _fit(self, values: np.ndarray, name: str, *, is_log: bool) -> AxisRange:
        if is_log:
            values = np.log10(values[values > 0]).clip(-MOST_DECADES, MOST_DECADES)
        if not len(values):
            return linear_range(0.0, 1.0)
        make = range_of_logs if is_log else linear_range
        return self._range.fit(float(values.min()), float(values.max()), make, (name, is_log))


def _lines(curves: Sequence[Curve]) -> list[Points]:
    lines = (line for curve in curves for line in (curve.points, *curve.others))
    return [line for line in lines if len(line)]


HEIGHT = 290
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 122, 40, 32
_GAP = 10


def compared_picture(groups: Sequence[RunGroup]) -> bytes | None:
    """Draw the loss and the first metric, on white; None before the first evaluation."""
    plots = {name: curves_of(groups, name) for name in names_of(groups)[:2]}
    plots = {name: curves for name, curves in plots.items() if _lines(curves)}
    if not plots:
        return None
    validates = any(run.validates for group in groups for run in group.runs)
    width = (WIDTH - _GAP * (len(plots) - 1)) / len(plots)
    with DRAWING:
        figure = empty_figure(HEIGHT)
        size = width - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
        for place, (name, curves) in enumerate(plots.items()):
            lines = _lines(curves)
            values = np.concatenate([line[:, 1] for line in lines])
            x = epoch_range(max(line[-1, 0] for line in lines))
            y = linear_range(float(values.min()), float(values.max()))
            chart = named_chart(x, y, curves, is_log=False, star_size=_STAR)
            title = capitalised(metric_words(f"val_{name}" if validates else name))
            box = (place * (width + _GAP) + _LEFT, _TOP, *size)
            paint(figure, replace(chart, title=title), box, in_pixels=True)
        return png_of(figure)

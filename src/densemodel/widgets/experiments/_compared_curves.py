"""The curves of a comparison: one metric of all networks on shared axes, live and in a file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.charts import NO_POINTS, ValueRange, epoch_range, scaled, window_range
from densemodel.charts._static import DRAWING, WIDTH, empty_figure, paint, png_of
from densemodel.widgets.charts._curve_data import points_of
from densemodel.widgets.charts._curve_toolbar import MetricChoice, toolbar_row
from densemodel.widgets.charts._curves import CursorState, CurveReader
from densemodel.widgets.charts._figure import MARGIN, LiveChart
from densemodel.widgets.charts._line_styles import line_styles_of
from densemodel.widgets.charts._overlaid_curves import (
    NAME_MARGIN,
    SOME_LEFT_OUT,
    Curve,
    best_point,
    named_chart,
)
from densemodel.widgets.panel._view import BaseView, line_state
from densemodel.widgets.runtime._buttons import hidden_line, styled
from densemodel.widgets.runtime._parts import HTML, Box, VBox
from densemodel.wording import capitalised, element, in_order, metric_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.charts import Points, Window
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


class ComparedCurves(BaseView):
    """The curves of the networks, whose number stays, with a choice of metric and scale."""

    def __init__(self, groups: Callable[[], tuple[RunGroup, ...]], writer: Writer) -> None:
        super().__init__(writer)
        self.window: Window | None = None
        "The part of the epochs that a person looks at; None: all."
        self._groups, self._range = groups, ValueRange()
        self.choice = MetricChoice(self.put, self.listen)
        margin = {**MARGIN, "right": NAME_MARGIN}
        self.chart = LiveChart(self.state()["chart"], self._put_new, margin=margin)
        reader = CurveReader(self.chart, self._put_new, margin=margin)
        self._cursor = reader.cursor
        self.listen(self._cursor, self._choose_window, "window")
        title, note = HTML(), hidden_line("dm-note")
        empty = styled(HTML(element("p", _EMPTY)), "dm-empty")
        head = toolbar_row(title, note, self.choice.shown, self.choice.scale)
        plot = styled(Box([self.chart.widget, self._cursor, empty]), "dm-plot")
        parts = {"title": title, "note": note, "empty": empty, "choice": self.choice}
        whole = styled(VBox([head, plot]), "dm-curves")
        self.begin(whole, **parts, chart=self.chart, cursor=reader)

    def _choose_window(self, _: Any) -> None:
        self.window = self._cursor.chosen

    def state(self) -> dict[str, Any]:
        """The chart of the chosen metric with its cursor, and what can be chosen."""
        groups, name = self._groups(), self.choice.name
        curves = curves_of(groups, name)
        lines = _lines(curves)
        values = _values(lines, is_log=False)
        has_place = not len(values) or bool((values > 0).any())
        is_log = self.choice.is_log and has_place
        left_out = is_log and bool((values <= 0).any())
        whole = epoch_range(max((line[-1, 0] for line in lines), default=1.0))
        x = whole if self.window is None else window_range(*self.window)
        y = self._range.fit(_values(lines, is_log=is_log), name, is_log=is_log)
        read = [
            (f"line {place}", in_order(group.name), curve.color)
            for place, (group, curve) in enumerate(zip(groups, curves, strict=True))
            if len(curve.points)
        ]
        return {
            "title": {"value": element("h4", _title(groups, name))},
            "note": line_state(SOME_LEFT_OUT if left_out else ""),
            "empty": {"is_shown": not len(values)},
            "choice": (names_of(groups), is_log),
            "chart": named_chart(x, y, curves, is_log=is_log, star_size=_STAR),
            "cursor": CursorState(read, [], is_log, [whole.low, whole.high]),
        }


def _title(groups: Sequence[RunGroup], name: str) -> str:
    validates = any(run.validates for group in groups for run in group.runs)
    return capitalised(metric_words(f"val_{name}" if validates else name))


def _values(lines: Sequence[Points], *, is_log: bool) -> np.ndarray:
    return np.concatenate([np.empty(0), *(scaled(line, is_log=is_log)[:, 1] for line in lines)])


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
    width = (WIDTH - _GAP * (len(plots) - 1)) / len(plots)
    with DRAWING:
        figure = empty_figure(HEIGHT)
        size = width - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
        for place, (name, curves) in enumerate(plots.items()):
            lines = _lines(curves)
            x = epoch_range(max(line[-1, 0] for line in lines))
            y = ValueRange().fit(_values(lines, is_log=False), name, is_log=False)
            chart = named_chart(x, y, curves, is_log=False, star_size=_STAR)
            box = (place * (width + _GAP) + _LEFT, _TOP, *size)
            paint(figure, replace(chart, title=_title(groups, name)), box, in_pixels=True)
        return png_of(figure)

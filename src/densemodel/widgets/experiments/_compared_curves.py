"""The curves of a comparison: one metric of all networks on shared axes, live and in a file."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from ipywidgets import HTML, Box, VBox

from densemodel.charts import (
    MOST_DECADES,
    NO_POINTS,
    Chart,
    Dots,
    Line,
    SteadyRange,
    Words,
    end_names,
    epoch_range,
    linear_range,
    range_of_logs,
    window_range,
)
from densemodel.charts._static import (
    DRAWING,
    MUTED,
    TEXT,
    WIDTH,
    empty_figure,
    paint,
    plain,
    png_of,
)
from densemodel.widgets.charts._curve_data import points_of
from densemodel.widgets.charts._curve_toolbar import toggle, toolbar_row
from densemodel.widgets.charts._figure import MARGIN, CurveCursor, LiveChart
from densemodel.widgets.charts._line_styles import line_styles_of
from densemodel.widgets.charts._overlaid_curves import (
    NAME_MARGIN,
    SOME_LEFT_OUT,
    Curve,
    best_point,
    marked,
    named_chart,
)
from densemodel.widgets.runtime._buttons import hidden_line, styled
from densemodel.widgets.runtime._writer import ChangedOnly
from densemodel.wording import capitalised, element, in_order, metric_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from densemodel.charts import AxisRange, Points
    from densemodel.training import Run, RunGroup
    from densemodel.widgets.charts._line_styles import LineStyle
    from densemodel.widgets.runtime._writer import Writer

LOSS = "loss"
_VALIDATION = "val_"
_NOT_METRICS = (_VALIDATION, "test_", "learning_rate")


@dataclass(frozen=True, slots=True)
class NetworkLines:
    name: str
    best: Points
    "The line of its best run so far."
    seeds: tuple[Points, ...]
    "The lines of all runs, if there are several."
    star: tuple[float, float] | None
    "The place and value of the best run's best epoch."


def names_of(groups: Sequence[RunGroup]) -> tuple[str, ...]:
    """The available metrics, by Keras's names, the loss first."""
    found: dict[str, None] = {LOSS: None}
    for group in groups:
        for run in group.runs:
            names = [name for name in list(run.history) if not name.startswith(_NOT_METRICS)]
            found.update(dict.fromkeys(names))
    return tuple(found)


def _lines_of(group: RunGroup, name: str) -> NetworkLines:
    """The lines of a network for a measure, by Keras's name without `val_`."""
    best = group.best
    if not best.history.evaluations:  # the seed that trains now is seen from its first look on
        best = next((run for run in group.runs if run.history.evaluations), best)
    watched = watched_name(best, name)
    star = best_point(best.history, watched, best.best_epoch) if watched != name else None
    several = len(group.runs) > 1
    seeds = tuple(_points(run, name) for run in group.runs) if several else ()
    line = _points(best, name)
    training = " (training)" if watched == name and len(line) else ""
    return NetworkLines(f"{group.name}{training}", line, seeds, star)


def watched_name(run: Run, name: str) -> str:
    """The metric on the validation rows, else on the training rows."""
    watched = f"{_VALIDATION}{name}"
    return watched if watched in run.history or run.validates else name


def _points(run: Run, name: str) -> Points:
    history = run.history
    watched = watched_name(run, name)
    return points_of(history, watched) if watched in history else NO_POINTS


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
        looks = line_styles_of([group.name for group in groups()])
        self._looks = looks
        margin, whole = {**MARGIN, "right": NAME_MARGIN}, linear_range(0.0, 1.0)
        first = self._chart([_lines_of(one, LOSS) for one in groups()], whole, whole, is_log=False)
        self._live = LiveChart(first, self._put, margin=margin)
        self.shown = toggle([LOSS], LOSS, "What the curves show")
        self.scale = toggle(["linear", "log"], "log", "The scale of the values")
        self._title, self._note = HTML(), hidden_line("dm-note")
        self._empty = styled(HTML(element("p", _EMPTY)), "dm-empty")
        read = [
            CurveCursor.line(self._live.marks[f"line {place}"], in_order(group.name), look.color)
            for place, (group, look) in enumerate(zip(groups(), looks, strict=True))
        ]
        self._cursor = CurveCursor(read, self._live.x, self._live.y, margin)
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
            self._draw()

    def _draw(self) -> None:
        groups, name = self._groups(), self._name
        lines = [_lines_of(group, name) for group in groups]
        values = np.concatenate([np.empty(0), *(line[:, 1] for one in lines for line in _all(one))])
        is_log = self._scales.get(name, "linear") == "log" and (
            not len(values) or bool((values > 0).any())
        )
        self._draw_head(groups, name, is_log=is_log)
        self._put(self._empty.layout, display="none" if len(values) else None)
        left_out = is_log and bool((values <= 0).any())
        self._put(self._note, value=SOME_LEFT_OUT if left_out else "")
        self._put(self._note.layout, display=None if left_out else "none")
        whole = epoch_range(max((line[-1, 0] for one in lines for line in _all(one)), default=1.0))
        window = self._cursor.chosen
        x = whole if window is None else window_range(*window)
        y = self._fit(values, name, is_log=is_log)
        self._live.draw(self._chart(lines, x, y, is_log=is_log))
        self._put(self._cursor, is_log=is_log, whole=[whole.low, whole.high])

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

    def _chart(
        self, lines: Sequence[NetworkLines], x: AxisRange, y: AxisRange, *, is_log: bool
    ) -> Chart:
        curves = [
            Curve(one.name, one.best, look.color, look.dash, one.star, one.seeds, look.shape)
            for look, one in zip(self._looks, lines, strict=True)
        ]
        return named_chart(x, y, curves, is_log=is_log, star_size=19.0)


def _all(lines: NetworkLines) -> list[Points]:
    return [line for line in (lines.best, *lines.seeds) if len(line)]


HEIGHT = 290
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 96, 40, 32
_GAP = 10
_LONGEST_NAME = 14
_DASH_SCALE = 2.2
_TITLE = (0, -10 / 0.72)
"Ten points above the plot."


def compared_picture(groups: Sequence[RunGroup]) -> bytes | None:
    """Draw the loss and the first metric, on white; None before the first evaluation."""
    measures = names_of(groups)[:2]
    plots = {name: [_lines_of(group, name) for group in groups] for name in measures}
    plots = {name: lines for name, lines in plots.items() if any(len(one.best) for one in lines)}
    if not plots:
        return None
    validates = any(run.validates for group in groups for run in group.runs)
    width = (WIDTH - _GAP * (len(plots) - 1)) / len(plots)
    with DRAWING:
        figure = empty_figure(HEIGHT)
        size = width - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
        for place, (name, lines) in enumerate(plots.items()):
            title = capitalised(metric_words(f"val_{name}" if validates else name))
            box = (place * (width + _GAP) + _LEFT, _TOP, *size)
            paint(figure, _chart(lines, title, size[1]), box)
        return png_of(figure)


def _chart(lines: Sequence[NetworkLines], title: str, height: float) -> Chart:
    drawn = [line for one in lines for line in (one.best, *one.seeds) if len(line)]
    values = np.concatenate([line[:, 1] for line in drawn])
    x = epoch_range(max(line[-1, 0] for line in drawn))
    y = linear_range(float(values.min()), float(values.max()))
    looks = line_styles_of([one.name for one in lines])
    marks = [m for look, one in zip(looks, lines, strict=True) for m in _marks(look, one, x)]
    stars = [
        Dots(np.array([one.star]), look.on_white, 11, "*")
        for look, one in zip(looks, lines, strict=True)
        if one.star is not None
    ]
    ends = [
        (*one.best[-1], plain(one.name, _LONGEST_NAME), look.on_white)
        for look, one in zip(looks, lines, strict=True)
        if len(one.best)
    ]
    corner = partial(Words, where="corner", has_halo=False)
    return Chart(
        x,
        y,
        [
            *marks,
            *stars,
            corner((0, 1), plain(title), off=_TITLE, size=12, vertical="baseline", color=TEXT),
            corner((1, 0), "epochs", off=(11, 15), color=MUTED),
            *(replace(name, has_halo=False) for name in end_names(ends, height / (y.high - y.low))),
        ],
    )


def _marks(look: LineStyle, one: NetworkLines, x: AxisRange) -> Iterator[Line | Dots]:
    # matplotlib multiplies them by the line's width
    dash = tuple(part / _DASH_SCALE for part in look.dashes) or "solid"
    color = look.on_white
    for seed in one.seeds:
        yield Line(seed, color, 0.7, dash, 0.35)
    yield Line(one.best, color, 1.7, dash, is_cut=False)
    yield Dots(marked(one.best, x.ticks), color, 4.6, look.still_shape)

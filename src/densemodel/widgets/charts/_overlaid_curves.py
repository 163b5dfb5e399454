"""Curves of runs and saved models on shared axes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.charts import (
    TRAINING,
    VALIDATION,
    Chart,
    Dots,
    Line,
    ValueRange,
    Words,
    epoch_range,
    line_end,
    moves_beside,
    scaled,
    window_range,
)
from densemodel.widgets.charts._curve_data import points_of
from densemodel.widgets.charts._curve_toolbar import MetricChoice, toolbar_row
from densemodel.widgets.charts._figure import (
    MARGIN,
    PLOT_HEIGHT,
    CursorState,
    CurveReader,
    LiveChart,
    axis_unit,
)
from densemodel.widgets.charts._line_styles import line_styles_of
from densemodel.widgets.panel._view import BaseView, line_state
from densemodel.widgets.runtime._buttons import hidden_line, styled
from densemodel.widgets.runtime._parts import HIDDEN, HTML, Box, VBox
from densemodel.wording import element, in_order, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.charts import AxisRange, Mark, Points, Window
    from densemodel.store import Comparison
    from densemodel.training import TrainingHistory
    from densemodel.widgets.runtime._writer import Writer


NAME_MARGIN = 128
"Pixels to the right of the plot, for the names."
SOME_LEFT_OUT = "values of 0 and below are not on a log scale"


@dataclass(frozen=True, slots=True)
class Curve:
    """One line: its points, style and name."""

    name: str
    points: Points
    color: str
    dash: str
    "The line style, by bqplot's name."
    best: tuple[float, float] | None = None
    "The place and value of the best evaluation: a star."
    others: tuple[Points, ...] = ()
    "Faint lines of the same look."
    shape: str = ""
    "What is drawn near the ticks, by bqplot's name."


class OverlaidCurves(BaseView):
    """A figure of named curves, with a choice of scale, and of the metric if there are several.

    Args:
        writer: Updates the widgets.
        curves: Gives the curves of a metric, by Keras's name; their number stays.
        title: Gives the title above them.
        metrics: Gives the metrics that can be chosen, the loss first; None: the loss alone.
        empty: The text in place of the curves while they have no points.
        star_size: That of the star on the best of each.
    """

    def __init__(
        self,
        writer: Writer,
        curves: Callable[[str], Sequence[Curve]],
        title: Callable[[str], str],
        metrics: Callable[[], tuple[str, ...]] | None = None,
        *,
        empty: str = "",
        star_size: float = 17.0,
    ) -> None:
        super().__init__(writer)
        self.window: Window | None = None
        "The part of the epochs that a person looks at; None: all."
        self._curves, self._title, self._star_size = curves, title, star_size
        self._metrics = metrics or (lambda: ("loss",))
        self._range = ValueRange()
        self.choice = MetricChoice(self.put, self.listen, has_metrics=metrics is not None)
        margin = {**MARGIN, "right": NAME_MARGIN}
        self.chart = LiveChart(self.state()["chart"], self._put_new, margin=margin)
        reader = CurveReader(self.chart, self._put_new, margin)
        self._cursor = reader.cursor
        self.listen(self._cursor, self._choose_window, "window")
        heading, note = HTML(), hidden_line("dm-note")
        no_curves = styled(HTML(element("p", empty)), HIDDEN, "dm-empty")
        head = toolbar_row(heading, note, *self.choice.widgets)
        plot = styled(Box([self.chart.widget, self._cursor, no_curves]), "dm-plot")
        parts = {"title": heading, "note": note, "empty": no_curves, "choice": self.choice}
        whole = styled(VBox([head, plot]), "dm-curves")
        self.begin(whole, **parts, chart=self.chart, cursor=reader)

    def _choose_window(self, _: Any) -> None:
        self.window = self._cursor.chosen

    def state(self) -> dict[str, Any]:
        """The chart of the chosen metric with its cursor, and what can be chosen."""
        name = self.choice.name
        curves = self._curves(name)
        values = values_of(curves, is_log=False)
        # on a log scale, values of 0 and below have no place
        is_log = self.choice.is_log and not (len(values) and (values <= 0).all())
        whole = epochs_of(curves)
        x = whole if self.window is None else window_range(*self.window)
        y = self._range.fit(values_of(curves, is_log=is_log), name, is_log=is_log)
        read = [
            (f"line {place}", in_order(curve.name), curve.color)
            for place, curve in enumerate(curves)
            if len(curve.points)
        ]
        left_out = is_log and bool((values <= 0).any())
        return {
            "title": {"value": element("h4", self._title(name))},
            "note": line_state(SOME_LEFT_OUT if left_out else ""),
            "empty": {"is_shown": not len(values)},
            "choice": (self._metrics(), is_log),
            "chart": named_chart(x, y, curves, is_log=is_log, star_size=self._star_size),
            "cursor": CursorState(read, is_log, whole),
        }


def loss_curves(title: str, curves: Sequence[Curve], writer: Writer) -> OverlaidCurves:
    """A figure of losses that have ended."""
    return OverlaidCurves(writer, lambda _: curves, lambda _: title)


def values_of(curves: Sequence[Curve], *, is_log: bool) -> np.ndarray:
    """All values of curves, as they are drawn."""
    lines = (scaled(line, is_log=is_log) for line in _lines(curves))
    return np.concatenate([np.empty(0), *(line[:, 1] for line in lines)])


def epochs_of(curves: Sequence[Curve]) -> AxisRange:
    """The range of epochs that holds all curves."""
    ends = [(line[0, 0], line[-1, 0]) for line in _lines(curves)]
    first = min((int(np.ceil(start)) - 1 for start, _ in ends), default=0)
    return epoch_range(max((end for _, end in ends), default=1.0), first=max(first, 0))


def _lines(curves: Sequence[Curve]) -> list[Points]:
    lines = (line for curve in curves for line in (curve.points, *curve.others))
    return [line for line in lines if len(line)]


def named_chart(
    x: AxisRange, y: AxisRange, curves: Sequence[Curve], *, is_log: bool, star_size: float = 17.0
) -> Chart:
    """Curves with their names at their ends, and a star on the best of each."""
    drawn = [scaled(curve.points, is_log=is_log) for curve in curves]
    ends = [line_end(points, x) for points in drawn]
    moves = moves_beside(ends, x, y, PLOT_HEIGHT)
    marks: tuple[list[Mark], ...] = ([], [], [], [], [])
    faint, lines, shapes, stars, names = marks
    for place, (curve, points, end) in enumerate(zip(curves, drawn, ends, strict=True)):
        color, dash = curve.color, curve.dash
        is_seen = curve.best is not None and x.low <= curve.best[0] <= x.high
        best = scaled(np.array([curve.best] if is_seen else []).reshape(-1, 2), is_log=is_log)
        faint += [
            Line(scaled(one, is_log=is_log), color, 1, dash, 0.4, name=f"faint {place} {number}")
            for number, one in enumerate(curve.others)
        ]
        has_dot = not curve.shape
        lines.append(Line(points, color, 2, dash, name=f"line {place}", has_dot=has_dot))
        if curve.shape:
            at_ticks = marked(points, x.ticks)
            shapes.append(Dots(at_ticks, color, 34, curve.shape, name=f"shape {place}"))
        stars.append(
            Words(best, "★", color, (0, 0), star_size, name=f"star {place}", align="middle")
        )
        off, words = (11, moves[place]), short_name(curve.name)
        names.append(Words(end, words, color, off, name=f"name {place}"))
    return Chart(x, y, [*chain(*marks), axis_unit()])


def marked(points: Points, ticks: Sequence[float]) -> Points:
    """The points of a line with a marker: those nearest to the ticks."""
    if not len(points):
        return points
    x = points[:, 0]
    inside = [tick for tick in ticks if x[0] <= tick <= x[-1]]
    places = sorted({int(np.abs(x - tick).argmin()) for tick in inside})
    return points[places] if places else points[-1:]


def short_name(name: str) -> str:
    """A name cut to the margin of a figure."""
    return shortened(in_order(name), 18)


MOST_CURVES = 8
"Of models in one figure: more colours and dashes nobody tells apart."


def losses_of(history: TrainingHistory, best_epoch: int | None) -> list[Curve]:
    """The training and validation loss of one model."""
    monitored = points_of(history, "val_loss")
    best = best_point(history, "val_loss", best_epoch)
    return [
        Curve("training", points_of(history, "loss"), TRAINING, "solid"),
        Curve("validation", monitored, VALIDATION, "dashed", best),
    ]


def monitored_losses(comparison: Comparison) -> dict[str, list[Curve]]:
    """The monitored losses, grouped by loss function, in the order of the models.

    Losses of different kinds do not share an axis. No more than 8 models are drawn.
    """
    kinds: dict[str, list[Curve]] = {}
    styles = line_styles_of(comparison.names)
    for place, name in enumerate(comparison.names[:MOST_CURVES]):
        history, monitored = comparison.histories[place], comparison.monitored[place]
        best_epoch = comparison.numbers[place].best_epoch
        kinds.setdefault(comparison.losses[place], []).append(
            Curve(
                name if monitored != "loss" else f"{name} (training)",
                points_of(history, monitored),
                styles[place].color,
                styles[place].dash,
                None if monitored == "loss" else best_point(history, monitored, best_epoch),
            )
        )
    return kinds


def best_point(
    history: TrainingHistory, name: str, best_epoch: int | None
) -> tuple[float, float] | None:
    """The best evaluation of the best epoch; with `every`, an epoch has several."""
    if best_epoch is None:
        return None
    evaluations = [
        (place, value)
        for place, value in zip(history.places, history.get(name, []), strict=False)
        if best_epoch - 1 < place <= best_epoch and np.isfinite(value)
    ]
    return min(evaluations, key=lambda evaluation: evaluation[1], default=None)

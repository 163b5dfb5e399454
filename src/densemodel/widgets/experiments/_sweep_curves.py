"""The tab Curves: the loss of all trials, faint, the best one bold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from densemodel.charts import (
    EARLIER,
    NO_POINTS,
    TRAINING,
    VALIDATION,
    Chart,
    Line,
    Words,
    epoch_range,
    linear_range,
    log_range,
    scaled,
    thinned,
)
from densemodel.widgets.charts._curve_toolbar import toggle, toolbar_row
from densemodel.widgets.charts._figure import MARGIN, LiveChart, axis_unit
from densemodel.widgets.experiments._experiment_view import (
    ExperimentContext,
    ExperimentView,
    empty_words,
    titled_picture,
)
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._parts import HTML, Box, VBox
from densemodel.wording import capitalised, element

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.charts import AxisRange, Points
    from densemodel.experiments import Result
    from densemodel.widgets.experiments._experiment_view import ExperimentState

MOST_LINES = 60
"""Lines beside the best one: more are a cloud, and cost a page much."""


@dataclass(frozen=True, slots=True)
class SweepLines:
    best: Points
    star: tuple[float, float] | None
    "The place and loss of the best trial's best evaluation."
    ended: tuple[Points, ...]
    training: tuple[Points, ...]
    left_out: int
    "Trials with a curve that is not drawn."


def lines_of(moment: ExperimentState) -> SweepLines:
    """The curves of the best trial, the training ones, and the next best."""
    best = moment.best
    training = [
        _points(*moment.live_curves[number])
        for number in sorted(moment.live_curves)
        if number not in moment.results
    ]
    others = [number for number in moment.ranked if number != moment.best_number]
    training = training[:MOST_LINES]
    shown = others[: MOST_LINES - len(training)]
    return SweepLines(
        best=NO_POINTS if best is None else points_of(best),
        star=None if best is None else _star(best),
        ended=tuple(points_of(moment.results[number]) for number in shown),
        training=tuple(training),
        left_out=len(others) - len(shown),
    )


def points_of(result: Result) -> Points:
    """The losses of an ended trial, validation losses if it has them."""
    return _points(result.places, monitored_losses(result.history))


def monitored_losses(history: Mapping[str, Sequence[float]]) -> Sequence[float]:
    return history.get("val_loss") or history.get("loss") or []


def ranges_of(lines: SweepLines, *, is_log: bool) -> tuple[AxisRange, AxisRange]:
    """The ranges of epochs and losses that contain nearly all points."""
    drawn = [
        scaled(points, is_log=is_log) for points in (lines.best, *lines.ended, *lines.training)
    ]
    points = np.concatenate([NO_POINTS, *drawn])
    if not len(points):
        return epoch_range(1.0), linear_range(0.0, 1.0)
    # a curve that diverges leaves the plot
    low, high = points[:, 1].min(), np.quantile(points[:, 1], 0.98)
    if len(lines.best):
        high = max(high, np.median(scaled(lines.best, is_log=is_log)[:, 1], axis=0))
    ends = log_range(10**low, 10**high) if is_log else linear_range(float(low), float(high))
    return epoch_range(float(points[:, 0].max())), ends


def as_table(lines: Sequence[Points], *, is_log: bool) -> Points:
    """The lines as they are drawn, shape (lines, n, 2); shorter ones repeat their last point.

    bqplot draws many lines as one mark only where all have as many points.
    """
    drawn = [points for points in (scaled(line, is_log=is_log) for line in lines) if len(points)]
    if not drawn:
        return NO_POINTS
    longest = max([2, *map(len, drawn)])
    return np.stack([np.pad(p, ((0, longest - len(p)), (0, 0)), mode="edge") for p in drawn])


def _points(places: Sequence[float], values: Sequence[float]) -> Points:
    count = min(len(places), len(values))
    points = np.column_stack([places[:count], values[:count]]).reshape(-1, 2).astype(float)
    return thinned(points[np.isfinite(points[:, 1])], 80)


def _star(result: Result) -> tuple[float, float] | None:
    evaluations = [
        (value, place)
        for place, value in zip(result.places, monitored_losses(result.history), strict=False)
        if np.isfinite(value)
    ]
    if not evaluations:
        return None
    value, place = min(evaluations)
    return place, value


_MARGIN = {**MARGIN, "right": 104}


class SweepCurvesView(ExperimentView):
    """Ended trials are grey, training ones blue, the best is bold with a star."""

    title: ClassVar[str] = "Curves"

    def __init__(self, context: ExperimentContext) -> None:
        super().__init__(context)
        self._is_log = True
        first = sweep_chart(SweepLines(NO_POINTS, None, (), (), 0), None, is_log=False)
        chart = LiveChart(first, self._put_new, margin=_MARGIN)
        title, note = HTML(), styled(HTML(), "dm-note")
        scale = toggle(["linear", "log"], "log", "The scale of the losses")
        self.listen(scale, self._choose)
        whole = VBox([toolbar_row(title, note, scale), Box([chart.widget])])
        whole = styled(whole, "dm-sweep-plot", "dm-curves")
        self.begin(whole, chart=chart, title=title, note=note)

    def _choose(self, scale: str) -> None:
        self._is_log = scale == "log"

    def state(self) -> dict[str, Any]:
        moment, lines = self.moment, lines_of(self.moment)
        return {
            "chart": sweep_chart(lines, moment.best_number, is_log=self._is_log),
            "title": {"value": element("h4", capitalised(moment.loss_name))},
            "note": {"value": element("span", note_on(lines, moment))},
        }


def sweep_chart(lines: SweepLines, best_number: int | None, *, is_log: bool) -> Chart:
    x, y = ranges_of(lines, is_log=is_log)
    best = scaled(lines.best, is_log=is_log)
    star = scaled(np.array([lines.star] if lines.star else []).reshape(-1, 2), is_log=is_log)
    end = best[-1:] if len(best) and best[-1, 0] <= x.high else NO_POINTS
    ended, training = (as_table(some, is_log=is_log) for some in (lines.ended, lines.training))
    named = partial(Words, color=VALIDATION)
    return Chart(
        x,
        y,
        [
            Line(ended, EARLIER, opacity=0.4, name="ended"),
            Line(training, TRAINING, 1.4, opacity=0.75, name="training"),
            Line(best, VALIDATION, 2.8, has_dot=True, name="best"),
            named(star, "★", size=19.0, align="middle", name="star"),
            named(end, f"best, trial {best_number}", off=(11, 0), name="best name"),
            axis_unit(),
        ],
    )


def note_on(lines: SweepLines, moment: ExperimentState) -> str:
    if not (len(lines.best) or lines.ended or lines.training):
        return empty_words(moment, "Curves come with the first epochs.")
    if lines.left_out:
        count = len(lines.ended) + 1
        return f"The best {count:,} of {count + lines.left_out:,} trials that ended."
    return ""


def curves_picture(moment: ExperimentState) -> bytes:
    lines = lines_of(moment)
    drawn = (lines.best, *lines.ended, *lines.training)
    is_log = all((points[:, 1] > 0).all() for points in drawn)
    chart = sweep_chart(lines, moment.best_number, is_log=is_log)
    title = f"{capitalised(moment.loss_name)} of {moment.name}, by epochs"
    return titled_picture(title, chart, 250, _MARGIN)

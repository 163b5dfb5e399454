"""The static picture of a run's curves, for the notebook's file and for scripts."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from densemodel.charts import (
    AxisRange,
    DecimatedCurve,
    axis_values,
    linear_range,
    outside_words,
    range_of_logs,
    scaled,
)
from densemodel.widgets.charts._curve_data import best_evaluation, log_name
from densemodel.widgets.charts._curve_lines import step_line
from densemodel.widgets.charts._static_paint import TEXT, font, paint, plain
from densemodel.widgets.charts._static_png import DRAWING, WIDTH, empty_figure, png_of
from densemodel.wording import capitalised, metric_words, rounded

if TYPE_CHECKING:
    from densemodel.charts import Points
    from densemodel.training import Run


# The panel's curves grow by one look at a time. Here all of them come at once, so that a picture of
# 10,000 epochs costs what one of ten does.


_LOOK_POINTS = 280
_VALIDATION, _TEST = "val_", "test_"
_NOT_MEASURED = (_VALIDATION, _TEST, "learning_rate")
_NOTHING: Points = np.empty((0, 2))


@dataclass(frozen=True, slots=True)
class Plot:
    """The plot of one quantity; on a log scale, values are exponents of ten."""

    title: str
    steps: Points
    "Mean losses of neighbouring steps, shape (n, 2): epochs and value."
    training: Points
    watched: Points
    "On the validation rows, else on the test rows."
    watched_name: str
    best: tuple[float, float, str] | None
    "The place of the best epoch's star, and its label."
    goal: tuple[float, str] | None
    y: AxisRange
    outside: str = ""
    "A note on values outside the axis; empty if there are none."

    @property
    def epochs(self) -> float:
        """The last epoch of its lines."""
        lines = (self.steps, self.training, self.watched)
        return max((float(points[-1, 0]) for points in lines if len(points)), default=1.0)


def static_plots(run: Run, goal: float | None, metric: str | None) -> list[Plot]:
    """The loss and beside it the metric; an empty list before anything was trained.

    Args:
        run: What was trained.
        goal: In units of the first metric, or of the loss if there is none.
        metric: By its name in Keras's logs; None for the first.
    """
    names = _names(run)
    chosen = [name for name in names if name != "loss"][:1] if metric is None else [metric]
    aimed = names[min(1, len(names) - 1)]
    plots = [
        _plot(run, name, goal if name == aimed else None)
        for name in dict.fromkeys(["loss", *chosen])
    ]
    return [plot for plot in plots if len(plot.steps) or len(plot.training) or len(plot.watched)]


def _names(run: Run) -> list[str]:
    """The names of the measured quantities: the loss, then the metrics."""
    known = [name for name in list(run.history) if not name.startswith(_NOT_MEASURED)]
    task = () if run.bound is None else run.bound.task.metrics
    return list(dict.fromkeys(["loss", *known, *(log_name(call) for call in task)]))


def _plot(run: Run, name: str, goal: float | None) -> Plot:
    history = run.history
    is_test = _TEST + "loss" in history and _VALIDATION + "loss" not in history
    steps = step_line(run).points if name == "loss" else _NOTHING
    training = _line(run, name)
    watched = _line(run, (_TEST if is_test else _VALIDATION) + name)
    values = np.concatenate([steps[:, 1], training[:, 1], watched[:, 1]])
    is_log = name == "loss" and len(values) > 0 and bool((values > 0).all())
    is_log = is_log and (goal is None or goal > 0)
    best = _best(run, _VALIDATION + name)
    steps, training, watched = (scaled(line, is_log=is_log) for line in (steps, training, watched))
    goals = [] if goal is None else [float(np.log10(goal)) if is_log else goal]
    window = (-np.inf, np.inf)
    shown = axis_values(steps, (training, watched), window)
    star = [] if best is None else [float(np.log10(best[1])) if is_log else best[1]]
    y = _range(np.concatenate([shown, goals, star]), is_log=is_log)
    return Plot(
        title=capitalised(metric_words(name)),
        steps=steps,
        training=training,
        watched=watched,
        watched_name="test" if is_test else "validation",
        best=best and (best[0], star[0], best[2]),
        goal=None if goal is None else (goals[0], f"goal {goal:g}"),
        y=y,
        outside=outside_words(steps, (training, watched), window, y, is_log=is_log),
    )


def _range(values: np.ndarray, *, is_log: bool) -> AxisRange:
    if not len(values):
        return linear_range(0.0, 1.0)
    ends = float(values.min()), float(values.max())
    return range_of_logs(*ends) if is_log else linear_range(*ends)


def _line(run: Run, name: str) -> Points:
    history = run.history
    values = list(history.get(name, []))
    curve = DecimatedCurve(_LOOK_POINTS)
    # the training thread writes the places first
    curve.append(np.array(history.places[: len(values)]), np.array(values, dtype=float))
    return curve.points()


def _best(run: Run, name: str) -> tuple[float, float, str] | None:
    """The place of the best evaluation, the value there, and its label."""
    found, history = best_evaluation(run), run.history
    values = history.get(name, [])
    if found is None or found[0] >= len(values) or not np.isfinite(values[found[0]]):
        return None
    row, words = found
    return history.places[row], values[row], f"{words}: {rounded(values[row])}"


HEIGHT = 290
"Pixels at which it is shown."

_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 84, 66, 32
_GAP = 10


def static_picture(
    run: Run,
    *,
    goal: float | None = None,
    format: Literal["png", "svg"] = "png",  # noqa: A002 - as matplotlib calls it
    metric: str | None = None,
) -> bytes | None:
    """Draw the loss and beside it a metric, on white; None before anything was trained.

    Args:
        run: What was trained; it may still train.
        goal: Where a target line stands, in units of the first metric.
        format: A PNG takes at most 60 kB.
        metric: Which one, by its name in Keras's logs; None for the first.

    Example:
        >>> Path("digits.svg").write_bytes(static_picture(run, format="svg"))
    """
    plots = static_plots(run, goal, metric)
    if not plots:
        return None
    with DRAWING:
        figure = _figure(run, plots)
        return _svg(figure) if format == "svg" else png_of(figure)


def _figure(run: Run, plots: list[Plot]) -> Any:
    figure = empty_figure(HEIGHT)
    name = plain(run.name, 90)
    bold = font(name, 13, fontweight="bold")
    figure.text(_LEFT / WIDTH, 1 - 12 / HEIGHT, name, color=TEXT, va="top", **bold)
    width = (WIDTH - _GAP * (len(plots) - 1)) / len(plots)
    size = width - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
    for index, plot in enumerate(plots):
        left = index * (width + _GAP) + _LEFT
        box = left / WIDTH, _BOTTOM / HEIGHT, size[0] / WIDTH, size[1] / HEIGHT
        paint(figure.add_axes(box), plot, list(run.history.marks), size)
    return figure


def _svg(figure: Any) -> bytes:
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    file = io.BytesIO()
    FigureCanvasSVG(figure).print_svg(file, metadata={"Date": None})
    return file.getvalue()

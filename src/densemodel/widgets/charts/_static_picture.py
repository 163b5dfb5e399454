"""The picture and the table of a run that stay in the notebook's file; scripts draw it as well."""

from __future__ import annotations

import io
from base64 import b64encode
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Literal

import numpy as np

from densemodel.charts import (
    TRAINING,
    VALIDATION,
    AxisRange,
    Chart,
    Dots,
    Line,
    TextTable,
    ValueRange,
    Words,
    axis_values,
    end_names,
    epoch_range,
    label_height,
    outside_words,
    scaled,
    upright,
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
    write,
)
from densemodel.widgets.charts._curve_data import CurveData, best_value
from densemodel.widgets.panel._data_sentence import data_sentence
from densemodel.widgets.runtime._front_end import has_kernel, is_unattended
from densemodel.wording import (
    NO_MATHS,
    capitalised,
    counted,
    duration,
    element,
    escaped,
    metric_words,
    number,
    rounded,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from densemodel.charts import Points
    from densemodel.training import Mark, Run


@dataclass(frozen=True, slots=True)
class Plot:
    """The plot of one quantity; on a log scale, values are exponents of ten."""

    title: str
    steps: Points
    "Mean losses of neighbouring steps, shape (n, 2): epochs and value."
    training: Points
    monitored: Points
    "On the validation rows, else on the test rows."
    monitored_name: str
    best: tuple[float, float, str] | None
    "The place of the best epoch's star, and its label."
    goal: tuple[float, str] | None
    y: AxisRange
    outside: str = ""
    "A note on values outside the axis; empty if there are none."


def static_plots(run: Run, goal: float | None) -> list[Plot]:
    """The loss and beside it the first metric; an empty list before anything was trained.

    The goal is in units of that metric, or of the loss if there is none.
    """
    data = CurveData(run)
    names = data.names[:2]
    plots = [_plot(run, data, name, goal if name == names[-1] else None) for name in names]
    return [plot for plot in plots if len(plot.steps) or len(plot.training) or len(plot.monitored)]


def _plot(run: Run, data: CurveData, name: str, goal: float | None) -> Plot:
    steps, training, monitored = data.steps(name).points, data.training(name), data.validation(name)
    values = np.concatenate([steps[:, 1], training[:, 1], monitored[:, 1]])
    is_log = name == "loss" and len(values) > 0 and bool((values > 0).all())
    is_log = is_log and (goal is None or goal > 0)
    best = best_value(run, name)
    steps, training, monitored = (
        scaled(line, is_log=is_log) for line in (steps, training, monitored)
    )
    goals = [] if goal is None else [float(np.log10(goal)) if is_log else goal]
    window = (-np.inf, np.inf)
    shown = axis_values(steps, (training, monitored), window)
    star = [] if best is None else [float(np.log10(best[1])) if is_log else best[1]]
    y = ValueRange().fit(np.concatenate([shown, goals, star]), None, is_log=is_log)
    return Plot(
        title=capitalised(metric_words(name)),
        steps=steps,
        training=training,
        monitored=monitored,
        monitored_name="test" if data.watches_test else "validation",
        best=best and (best[0], star[0], f"{best[2]}: {rounded(best[1])}"),
        goal=None if goal is None else (goals[0], f"goal {goal:g}"),
        y=y,
        outside=outside_words(steps, (training, monitored), window, y, is_log=is_log),
    )


HEIGHT = 290
"Pixels at which it is shown."

_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 84, 66, 32
_GAP = 10


def static_picture(
    run: Run,
    *,
    goal: float | None = None,
    format: Literal["png", "svg"] = "png",  # noqa: A002 - as matplotlib calls it
) -> bytes | None:
    """Draw the loss and beside it a metric, on white; None before anything was trained.

    Args:
        run: What was trained; it may still train.
        goal: Where a target line stands, in units of the first metric.
        format: A PNG takes at most 60 kB.

    Example:
        >>> Path("digits.svg").write_bytes(static_picture(run, format="svg"))
    """
    plots = static_plots(run, goal)
    if not plots:
        return None
    with DRAWING:
        figure = empty_figure(HEIGHT)
        write(figure, _LEFT, 12, plain(run.name, 90), 13, fontweight="bold")
        width = (WIDTH - _GAP * (len(plots) - 1)) / len(plots)
        size = width - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
        for index, plot in enumerate(plots):
            chart = _chart(plot, list(run.history.marks), size)
            paint(figure, chart, (index * (width + _GAP) + _LEFT, _TOP, *size))
        if format == "png":
            return png_of(figure)
        from matplotlib.backends.backend_svg import FigureCanvasSVG

        file = io.BytesIO()
        FigureCanvasSVG(figure).print_svg(file, metadata={"Date": None})
        return file.getvalue()


_HEIGHTS = (14.0, -15.0, 28.0, -29.0, 44.0, -45.0)
"Where words may stand above a star, in pixels."
_WIDTH_OF_A_LETTER = 6.0


def _chart(plot: Plot, marks: Sequence[Mark], size: tuple[float, float]) -> Chart:
    lines = plot.steps, plot.training, plot.monitored
    x = epoch_range(max((float(line[-1, 0]) for line in lines if len(line)), default=1.0))
    y, is_cut = plot.y, bool(plot.outside)
    events = mark_words(marks)[-12:]
    rules = [Line(upright(place), MUTED, 0.6, where="upright", opacity=0.6) for place, _ in events]
    if plot.best:
        best = upright(plot.best[0])
        rules.append(Line(best, MUTED, 0.8, (1, 2.5), where="upright"))
    if plot.goal:
        goal = np.array([[0.0, plot.goal[0]], [1.0, plot.goal[0]]])
        rules.append(Line(goal, TEXT, 0.8, (7, 3, 1, 3), where="across"))
    alone = 0.8 if len(plot.training) else 1.6  # alone they are all that is seen
    curve = partial(Line, has_dot=True, is_round=True)
    return Chart(
        x,
        y,
        [
            *rules,
            # faint: one colour, so that a palette of few holds it
            curve(plot.steps, color="#b8d9ea", width=alone),
            curve(plot.training, color=TRAINING, width=1.6, is_cut=is_cut),
            curve(plot.monitored, color=VALIDATION, width=1.7, dash=(4, 2), is_cut=is_cut),
            *_words_around(plot, x),
            *_event_words(events, x, size[0] / (x.high - x.low)),
            *_end_names(plot, x, size[1] / (y.high - y.low)),
            *_star(plot, x, size),
        ],
    )


def _words_around(plot: Plot, x: AxisRange) -> Iterator[Words]:
    above = partial(Words, where="corner", vertical="bottom")
    yield above((0, 1), plain(plot.title), off=(0, -19), size=12, color=TEXT)
    if plot.outside:
        note = partial(above, size=10, align="end", color=MUTED)
        yield note((1, 1), plot.outside, off=(0, -4))
    beside = 11.0
    if x.ticks[-1] == x.high:
        beside = max(11, 5 + _WIDTH_OF_A_LETTER * len(x.labels[-1]) / 2)
    unit = partial(Words, where="corner", vertical="baseline", color=MUTED)
    yield unit((1, 0), "epochs", off=(beside, 15))


def _event_words(
    events: Sequence[tuple[float, str]], x: AxisRange, scale: float
) -> Iterator[Words]:
    """The captions that fit."""
    free = -1.0
    for place, words in events:
        text = plain(words, 22)
        width = len(text) * _WIDTH_OF_A_LETTER / scale
        if place >= free and place + width <= x.high + 60 / scale:
            free = place + width
            yield Words((place, 1), text, MUTED, (2, -8), 10, where="upright")


def _end_names(plot: Plot, x: AxisRange, scale: float) -> list[Words]:
    ends = [
        (points[-1, 0], points[-1, 1], name, color)
        for points, name, color in (
            (plot.training, "training", TRAINING),
            (plot.monitored, plot.monitored_name, VALIDATION),
        )
        if len(points)
    ]
    if plot.goal:
        ends.append((x.high, *plot.goal, TEXT))
    return end_names(ends, scale)


def _star(plot: Plot, x: AxisRange, size: tuple[float, float]) -> Iterator[Dots | Words]:
    if plot.best is None:
        return
    at, value, words = plot.best
    yield Dots(np.array([[at, value]]), VALIDATION, 11, "*")
    is_right = at >= x.high / 2  # never over the names of the lines
    side = -1 if is_right else 1
    width = side * len(words) * _WIDTH_OF_A_LETTER * (x.high - x.low) / size[0]
    lines = plot.training, plot.monitored
    height = label_height(
        (at, value), lines, plot.y, width=width, plot_height=size[1], heights=_HEIGHTS
    )
    off = side * 8, -height
    align: Literal["start", "end"] = "end" if is_right else "start"
    yield Words((at, value), words, TEXT, off, align=align)


def mark_words(marks: Sequence[Mark]) -> list[tuple[float, str]]:
    """The place and caption of each event between two parts of training."""
    found = []
    for place, group in groupby(marks, key=lambda mark: mark.place):
        here = list(group)
        changed = [mark.words for mark in here if mark.kind == "changed"]
        is_resumed = any(mark.kind == "resumed" for mark in here)
        if changed or is_resumed:  # the end of the whole run is where its lines end
            found.append((place, changed[-1] if changed else "resumed"))
    return found


_CELL = 'style="text-align:left;vertical-align:top"'
"Said in each cell: a page that does not trust the notebook keeps it, and takes a stylesheet out."
_MOST_NUMBERS = 8
_NOT_OF_TRAINING = ("val_", "test_", "learning_rate")


def static_table(run: Run) -> tuple[str, str]:
    """The facts of a run below its sentence, as static HTML and as text."""
    # a notebook may be read long after: nothing trains then
    doing = "waiting" if run.state == "waiting" else "training"
    moment = f"It was still {doing} when this was saved. " if run.is_busy else ""
    sentence = _cut(f"{run.name}: {moment}{run.sentence}", 1500)
    if not run.step_losses.step_count:  # what is written is shown by the echo above
        return element("p", sentence, "dm-line"), sentence
    rows = [(label, _cut(words)) for label, words in _rows(run) if words]
    table = TextTable((), rows, column_attributes=(_CELL, _CELL), has_names=True)
    return element("p", sentence, "dm-line") + table.html(), f"{sentence}\n\n{table.text()}"


def run_html(run: Run) -> str | None:
    """The sentence, table and curves of a run as one HTML; None where its panel shows them."""
    if has_kernel() and not is_unattended():
        return None
    html, png = static_table(run)[0], static_picture(run)
    if png is not None:
        source = f"data:image/png;base64,{b64encode(png).decode()}"
        name = escaped(f"Curves of {run.name}")
        html += f'<img src="{source}" width="{WIDTH}" alt="{name}" style="max-width:100%">'
    return f'<div class="mathjax_ignore {NO_MATHS}">{html}</div>'


def _rows(run: Run) -> list[tuple[str, str]]:
    spec, bound = run.spec, run.bound
    size = (
        f"{counted(spec.parameter_count, 'parameter')}, {number(4 * spec.parameter_count, 'size')}"
    )
    baseline = {} if bound is None or bound.refusals else dict(bound.baseline)
    if baseline and run.baseline_loss is not None:
        baseline = {"loss": run.baseline_loss, **baseline}
    return [
        ("Model", run.name),
        ("Spec", str(spec)),
        ("Size", size),
        ("Rows", "" if bound is None or bound.refusals else data_sentence(bound).rstrip(".")),
        ("Trained", _trained(run)),
        *_best(run),
        ("Baseline", _numbers(baseline)),
        ("Test", "" if run.test_metrics is None else _numbers(run.test_metrics)),
    ]


def _trained(run: Run) -> str:
    """`12 epochs in 4.1 s`."""
    progress, history = run.progress, run.history
    if progress is None:
        return ""
    done = counted(history.epochs, "epoch")
    if history.by_step or not history.epochs:
        done += f", {counted(progress.total_steps, 'step')}"
    return f"{done} in {duration(run.seconds)}"


def _best(run: Run) -> list[tuple[str, str]]:
    """The best evaluation with its validation metrics, else the newest with training metrics."""
    history, row = run.history, run.best_row
    evaluations = history.evaluations
    if not evaluations:
        return []
    if row is None or row >= evaluations:
        logs = history.at(evaluations - 1)
        own = {name: v for name, v in logs.items() if not name.startswith(_NOT_OF_TRAINING)}
        return [("Training", _numbers(own))]
    at = f"step {run.best_step:,}" if history.by_step else f"epoch {run.best_epoch:,}"
    validated = {
        name.removeprefix("val_"): value
        for name, value in history.at(row).items()
        if name.startswith("val_")
    }
    return [("Best", f"{at}: validation {_numbers(validated)}")]


def _numbers(logs: Mapping[str, float]) -> str:
    named = [f"{metric_words(name)} {rounded(value)}" for name, value in logs.items()]
    more = [f"and {len(named) - _MOST_NUMBERS} more"] if len(named) > _MOST_NUMBERS else []
    return ", ".join([*named[:_MOST_NUMBERS], *more])


# a notebook stores each cell, and a spec may be as long as a page
def _cut(text: str, longest: int = 600) -> str:
    return text if len(text) <= longest else f"{text[: longest - 4].rstrip()} ..."

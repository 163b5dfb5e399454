"""The curves of a comparison: one metric of all networks on shared axes, live and in a file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from densemodel.charts import NO_POINTS, ValueRange
from densemodel.charts._static import DRAWING, WIDTH, empty_figure, paint, png_of
from densemodel.widgets.charts._curve_data import points_of
from densemodel.widgets.charts._line_styles import line_styles_of
from densemodel.widgets.charts._overlaid_curves import (
    Curve,
    OverlaidCurves,
    best_point,
    epochs_of,
    named_chart,
    values_of,
)
from densemodel.wording import capitalised, metric_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.charts import Points
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


def compared_curves(groups: Callable[[], tuple[RunGroup, ...]], writer: Writer) -> OverlaidCurves:
    """The curves of the networks, with a choice of metric and scale."""
    return OverlaidCurves(
        writer,
        lambda name: curves_of(groups(), name),
        lambda name: _title(groups(), name),
        lambda: names_of(groups()),
        empty=_EMPTY,
        star_size=_STAR,
    )


def _title(groups: Sequence[RunGroup], name: str) -> str:
    validates = any(run.validates for group in groups for run in group.runs)
    return capitalised(metric_words(f"val_{name}" if validates else name))


HEIGHT = 290
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 122, 40, 32
_GAP = 10


def compared_picture(groups: Sequence[RunGroup]) -> bytes | None:
    """Draw the loss and the first metric, on white; None before the first evaluation."""
    plots = {name: curves_of(groups, name) for name in names_of(groups)[:2]}
    plots = {n: curves for n, curves in plots.items() if len(values_of(curves, is_log=False))}
    if not plots:
        return None
    width = (WIDTH - _GAP * (len(plots) - 1)) / len(plots)
    with DRAWING:
        figure = empty_figure(HEIGHT)
        size = width - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
        for place, (name, curves) in enumerate(plots.items()):
            y = ValueRange().fit(values_of(curves, is_log=False), name, is_log=False)
            chart = named_chart(epochs_of(curves), y, curves, is_log=False, star_size=_STAR)
            box = (place * (width + _GAP) + _LEFT, _TOP, *size)
            paint(figure, replace(chart, title=_title(groups, name)), box, in_pixels=True)
        return png_of(figure)

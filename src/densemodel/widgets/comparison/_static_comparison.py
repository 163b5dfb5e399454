"""The static picture of a comparison."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts import Chart, Dots, Line, Words, end_names, epoch_range, linear_range
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
from densemodel.widgets.charts._line_styles import line_styles_of
from densemodel.widgets.charts._overlaid_curves import marked
from densemodel.widgets.comparison._compared_curves import lines_of_groups, names_of
from densemodel.wording import capitalised, metric_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from densemodel.charts import AxisRange
    from densemodel.training import RunGroup
    from densemodel.widgets.charts._line_styles import LineStyle
    from densemodel.widgets.comparison._compared_curves import NetworkLines

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
    plots = {name: lines_of_groups(groups, name) for name in measures}
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
            corner((0, 1), plain(title), off=_TITLE, size=12, upright="baseline", color=TEXT),
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

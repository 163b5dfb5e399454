"""The static picture of a comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.charts import epoch_range, linear_range
from densemodel.widgets.charts._line_styles import line_styles_of
from densemodel.widgets.charts._static_paint import GRID, MUTED, TEXT, apart, font, plain
from densemodel.widgets.charts._static_png import DRAWING, WIDTH, empty_figure, png_of
from densemodel.widgets.comparison._compared_lines import lines_of_groups, marked, names_of
from densemodel.wording import capitalised, metric_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.charts import AxisRange
    from densemodel.training import RunGroup
    from densemodel.widgets.charts._line_styles import LineStyle
    from densemodel.widgets.comparison._compared_lines import NetworkLines

HEIGHT = 290
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 96, 40, 32
_GAP = 10
_LONGEST_NAME = 14
_DASH_SCALE = 2.2


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
        for place, (name, lines) in enumerate(plots.items()):
            box = (
                *((place * (width + _GAP) + _LEFT) / WIDTH, _BOTTOM / HEIGHT),
                *((width - _LEFT - _RIGHT) / WIDTH, (HEIGHT - _TOP - _BOTTOM) / HEIGHT),
            )
            title = metric_words(f"val_{name}" if validates else name)
            _paint(figure.add_axes(box), lines, capitalised(title))
        return png_of(figure)


def _paint(axes: Any, lines: Sequence[NetworkLines], title: str) -> None:
    x, y = _ranges(lines)
    axes.set_xlim(x.low, x.high)
    axes.set_ylim(y.low, y.high)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.grid(visible=False)
    axes.hlines(y.ticks, x.low, x.high, colors=GRID, linewidth=0.8, zorder=0)
    axes.set_xticks(x.ticks, x.labels, color=MUTED, **font("0", 11))
    axes.set_yticks(y.ticks, y.labels, color=MUTED, **font("0", 11))
    axes.tick_params(which="both", length=0, pad=5)
    axes.set_title(plain(title), loc="left", color=TEXT, pad=10, **font(title, 12))
    _say(axes, (1, 0), "epochs", MUTED, (11, -15), where="axes fraction")
    looks = line_styles_of([one.name for one in lines])
    for look, one in zip(looks, lines, strict=True):
        _draw(axes, look, one, x)
    _name_ends(axes, lines, looks, (HEIGHT - _TOP - _BOTTOM) / (y.high - y.low))


def _ranges(lines: Sequence[NetworkLines]) -> tuple[AxisRange, AxisRange]:
    drawn = [line for one in lines for line in (one.best, *one.seeds) if len(line)]
    values = np.concatenate([line[:, 1] for line in drawn])
    x = epoch_range(max(line[-1, 0] for line in drawn))
    return x, linear_range(float(values.min()), float(values.max()))


def _draw(axes: Any, look: LineStyle, one: NetworkLines, x: AxisRange) -> None:
    # matplotlib multiplies them by the line's width
    dashes = (0, tuple(part / _DASH_SCALE for part in look.dashes)) if look.dashes else "-"
    for seed in one.seeds:
        axes.plot(*seed.T, color=look.on_white, linewidth=0.7, linestyle=dashes, alpha=0.35)
    axes.plot(*one.best.T, color=look.on_white, linewidth=1.7, linestyle=dashes, clip_on=False)
    shapes = {"marker": look.still_shape, "markersize": 4.6, "linestyle": "none"}
    axes.plot(*marked(one.best, x.ticks).T, color=look.on_white, clip_on=False, **shapes)
    if one.star is not None:
        star = {"marker": "*", "markersize": 11, "clip_on": False, "zorder": 5}
        axes.plot([one.star[0]], [one.star[1]], color=look.on_white, linestyle="none", **star)


def _name_ends(
    axes: Any, lines: Sequence[NetworkLines], looks: Sequence[LineStyle], scale: float
) -> None:
    named = [(look, one) for look, one in zip(looks, lines, strict=True) if len(one.best)]
    named.sort(key=lambda pair: float(pair[1].best[-1, 1]))
    heights = apart([float(one.best[-1, 1]) * scale for _, one in named])
    for (look, one), height in zip(named, heights, strict=True):
        end = one.best[-1]
        off = (11.0, height - float(end[1]) * scale)
        _say(axes, (end[0], end[1]), plain(one.name, _LONGEST_NAME), look.on_white, off)


def _say(
    axes: Any,
    place: tuple[float, float],
    words: str,
    color: str,
    off: tuple[float, float],
    *,
    where: str = "data",
) -> None:
    axes.annotate(
        words,
        place,
        xytext=(off[0] * 0.72, off[1] * 0.72),
        xycoords=where,
        textcoords="offset points",
        annotation_clip=False,
        color=color,
        zorder=6,
        **{"va": "center", "ha": "left", **font(words, 11)},
    )

"""The chart of sizes: losses over parameters and the knee, drawn by matplotlib for the file."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.charts import AxisRange, fewer_ticks, linear_range, log_range
from densemodel.experiments import findings_of, knee_name
from densemodel.widgets.charts._static_paint import GRID, MUTED, PAGE, TEXT, apart, font, plain
from densemodel.widgets.charts._static_png import DRAWING, WIDTH, empty_figure, png_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from densemodel.charts import Points
    from densemodel.experiments import CapacityPoint


_LONGEST = 34
"Characters of the knee's words."
_WIDE = 30.0
"Losses of which the largest is so many times the smallest need a log scale to be told apart."
_MOST_TICKS = 5
"Of the parameters, which are long numbers."


@dataclass(frozen=True, slots=True)
class CapacityPlot:
    """Points are of shape (n, 2): the logarithm of the parameters, and the loss as it is drawn."""

    title: str
    training: Points
    "The sizes where only units grew: with the others the line would be a zigzag."
    wider: Points
    "Validation loss there."
    deeper: Points
    "The same where layers were added, from the width that they were added to."
    names: tuple[str, ...]
    "The names of these three lines."
    best: Points
    knee: tuple[float, str] | None
    "Its place, and the label above it."
    written: Points
    "The network of the cell; empty where the words of the knee, or of a line's end, say so."
    overfits: float | None
    "From where on, if it does."
    x: AxisRange
    y: AxisRange


def capacity_plot(points: Sequence[CapacityPoint]) -> CapacityPlot | None:
    """The chart's facts; None before a size has a loss."""
    found = findings_of(points)
    if found is None:
        return None
    drawn = sorted(
        (point for point in points if math.isfinite(point.validation_loss)),
        key=lambda point: point.parameters,
    )
    wider = [point for point in drawn if not point.is_deeper]
    values = [point.validation_loss for point in drawn] + [point.training_loss for point in wider]
    low, high = min(values), max(values)
    is_log = low > 0 and high / low > _WIDE
    knee, best = points[found.knee], points[found.best]
    said = ", as written" if knee.is_written else ""
    overfits = None if found.overfits is None else points[found.overfits]
    deeper = _deeper(drawn)
    named = ("validation", wider), ("more layers", deeper)
    at_end = [one for _, line in named for one in line[-1:] if one.is_written and one is not knee]
    written = [one for one in drawn if one.is_written and one not in (knee, *at_end)]
    sizes = log_range(drawn[0].parameters, drawn[-1].parameters)
    labels = tuple(f"{10**tick:,.0f}" for tick in sizes.ticks)
    return CapacityPlot(
        title="Validation loss by parameters" + (" (both on log scales)" if is_log else ""),
        training=_places(wider, is_log=is_log, trains=True),
        wider=_places(wider, is_log=is_log),
        deeper=_places(deeper, is_log=is_log),
        names=("training", *(_name(name, line, at_end) for name, line in named)),
        best=_places([best], is_log=is_log),
        knee=(math.log10(knee.parameters), f"{knee_name(points)}: {_cut(knee.words)}{said}"),
        written=_places(written, is_log=is_log),
        overfits=None if overfits is None else math.log10(overfits.parameters),
        x=fewer_ticks(replace(sizes, labels=labels), _MOST_TICKS),
        y=log_range(low, high) if is_log else linear_range(low, high),
    )


def _name(name: str, line: Sequence[CapacityPoint], at_end: Sequence[CapacityPoint]) -> str:
    """The name right of a line's last point; empty where another text would cover it."""
    return f"{name}, written" if any(line and one is line[-1] for one in at_end) else name


def _deeper(drawn: Sequence[CapacityPoint]) -> list[CapacityPoint]:
    """The points with more layers, after the one that they grew from."""
    more = [point for point in drawn if point.is_deeper]
    if not more:
        return []
    least = more[0].units
    base = [one for one in drawn if not one.is_deeper and one.units == least[: one.layers]]
    return [*base[-1:], *more]


def _places(points: Iterable[CapacityPoint], *, is_log: bool, trains: bool = False) -> Points:
    rows = [
        (math.log10(point.parameters), point.training_loss if trains else point.validation_loss)
        for point in points
    ]
    found = np.array(rows).reshape(-1, 2)
    if is_log:
        found[:, 1] = np.log10(found[:, 1])
    return found


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1].rstrip()}…"


_HEIGHT = 330
_LEFT, _RIGHT, _TOP, _BOTTOM = 66, 110, 66, 34
_SIZE = WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
_TRAINING, _VALIDATION = "#80b9de", "#c75000"
"As in css/tokens.css, light; training paler, as one colour, so that a palette of few holds it."
_POINT = 0.72
"Points in a pixel."
_DASHES, _DOTS = (0, (4, 2)), (0, (1, 2))


def static_capacity(name: str, points: Sequence[CapacityPoint]) -> bytes | None:
    """Draw the chart; None before a size has a loss.

    Args:
        name: What the network is called.
        points: What was trained.
    """
    plot = capacity_plot(points)
    if plot is None:
        return None
    with DRAWING:
        figure = empty_figure(_HEIGHT)
        title = plain(f"Capacity of {name}", 90)
        bold = font(title, 13, fontweight="bold")
        figure.text(_LEFT / WIDTH, 1 - 12 / _HEIGHT, title, color=TEXT, va="top", **bold)
        box = _LEFT / WIDTH, _BOTTOM / _HEIGHT, _SIZE[0] / WIDTH, _SIZE[1] / _HEIGHT
        _paint(figure.add_axes(box), plot)
        return png_of(figure)


def _paint(axes: Any, plot: CapacityPlot) -> None:
    axes.set_xlim(plot.x.low, plot.x.high)
    axes.set_ylim(plot.y.low, plot.y.high)
    _dress(axes, plot)
    _line(axes, plot.training, color=_TRAINING, linewidth=1.4, zorder=2)
    _line(axes, plot.wider, color=_VALIDATION, linewidth=1.7, linestyle=_DASHES, zorder=4)
    deeper = {"linewidth": 1.2, "linestyle": _DOTS, "marker": "D", "zorder": 3}
    _line(axes, plot.deeper, color=_VALIDATION, **deeper)
    x, y = plot.best[0]
    star = {"marker": "*", "markersize": 12, "color": _VALIDATION, "clip_on": False}
    axes.plot([x], [y], linestyle="none", zorder=5, **star)
    _name_ends(axes, plot)
    for place in plot.written:
        _say(axes, (place[0], place[1]), "written", off=(6, 9))
    _upright(axes, plot)


def _dress(axes: Any, plot: CapacityPlot) -> None:
    """Draw axes, grid and title with explicit colours, independent of the user's style."""
    axes.set_facecolor(PAGE)
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.hlines(plot.y.ticks, *axes.get_xlim(), colors=GRID, linewidth=0.8, zorder=0)
    axes.set_xticks(plot.x.ticks, plot.x.labels, color=MUTED, **font("0", 11))
    axes.set_yticks(plot.y.ticks, plot.y.labels, color=MUTED, **font("0", 11))
    axes.minorticks_off()
    axes.tick_params(which="both", length=0, pad=5)
    where = "axes fraction"
    _say(axes, (0, 1), plot.title, where=where, off=(0, 22), size=12, va="bottom")
    unit: dict[str, Any] = {"color": MUTED, "va": "baseline"}
    _say(axes, (1, 0), "parameters", where=where, off=(36, -15), **unit)


def _upright(axes: Any, plot: CapacityPlot) -> None:
    """Draw the lines of the knee and of overfitting."""
    where = axes.get_xaxis_transform()
    if plot.knee is not None:
        axes.axvline(plot.knee[0], color=TEXT, linewidth=0.9, zorder=1)
        _say(axes, (plot.knee[0], 1), plain(plot.knee[1], 60), off=(0, 9), where=where, ha="center")
    if plot.overfits is not None:
        axes.axvline(plot.overfits, color=MUTED, linewidth=0.8, linestyle=_DOTS, zorder=1)
        words = "overfits from here on"
        _say(axes, (plot.overfits, 1), words, where=where, off=(4, -9), color=MUTED)


def _line(axes: Any, points: Any, **look: Any) -> None:
    style = {"linestyle": "-", "marker": "o", "markersize": 4.2, "clip_on": False}
    axes.plot(points[:, 0], points[:, 1], **{**style, **look})


def _name_ends(axes: Any, plot: CapacityPlot) -> None:
    """Write each line's name right of its last point, without overlap."""
    scale = _SIZE[1] / (plot.y.high - plot.y.low)
    points = plot.training, plot.wider, plot.deeper
    lines = zip(points, plot.names, ("#0277bd", _VALIDATION, _VALIDATION), strict=True)
    names = sorted(
        ((*points[-1], name, color) for points, name, color in lines if len(points)),
        key=lambda name: float(name[1]),
    )
    heights = apart([float(y) * scale for _, y, _, _ in names])
    for (x, y, name, color), height in zip(names, heights, strict=True):
        _say(axes, (x, y), name, off=(11, height - float(y) * scale), color=color)


def _say(
    axes: Any,
    place: tuple[float, float],
    words: str,
    *,
    off: tuple[float, float] = (0, 0),
    size: float = 11,
    where: Any = "data",
    **look: Any,
) -> None:
    """Write a text at a pixel offset, readable over a line."""
    from matplotlib.patheffects import withStroke

    axes.annotate(
        words,
        place,
        xytext=(off[0] * _POINT, off[1] * _POINT),
        xycoords=where,
        textcoords="offset points",
        annotation_clip=False,
        path_effects=[withStroke(linewidth=2.2, foreground=PAGE)],
        zorder=6,
        **{"va": "center", "ha": "left", "color": TEXT, **font(words, size), **look},
    )

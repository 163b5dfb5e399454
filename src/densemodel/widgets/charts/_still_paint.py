"""Draws one plot of a picture with matplotlib: lines, their names, the star, the marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.charts import epoch_range
from densemodel.widgets.charts._still_places import apart, free_height
from densemodel.widgets.charts._still_words import font, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.charts import AxisRange, Points
    from densemodel.training import Mark
    from densemodel.widgets.charts._still_data import Plot

# css/panel.css, light: the picture is white on dark pages too
TEXT, MUTED, GRID, PAGE = "#212121", "#616161", "#e0e0e0", "#ffffff"
_TRAINING, _VALIDATION = "#0277bd", "#c75000"
_STEPS = "#b8d9ea"
"The colour of training, faint: one colour, so that a palette of few holds it."
_MOST_MARKS = 12
_MARK_WORDS = 22
_WIDTH_OF_A_LETTER = 6.0


def paint(axes: Any, plot: Plot, marks: Sequence[Mark], size: tuple[float, float]) -> None:
    """Draw a plot into empty axes.

    Args:
        axes: matplotlib's.
        plot: What to draw.
        marks: Where the run was stopped, resumed or changed.
        size: The axes' width and height in pixels.
    """
    x = epoch_range(plot.epochs)
    axes.set_xlim(x.low, x.high)
    axes.set_ylim(plot.y.low, plot.y.high)
    _dress(axes, plot, x)
    _mark(axes, marks, size[0] / (x.high - x.low))
    if plot.goal:
        axes.axhline(plot.goal[0], color=TEXT, linewidth=0.8, linestyle=(0, (7, 3, 1, 3)))
    width = 0.8 if len(plot.training) else 1.6  # alone they are all that is seen
    _line(axes, plot.steps, color=_STEPS, linewidth=width, zorder=2, clip_on=True)
    is_cut = bool(plot.outside)
    watched = {"color": _VALIDATION, "linewidth": 1.7, "linestyle": (0, (4, 2)), "zorder": 4}
    _line(axes, plot.training, color=_TRAINING, linewidth=1.6, zorder=3, clip_on=is_cut)
    _line(axes, plot.watched, clip_on=is_cut, **watched)
    _name_ends(axes, plot, size[1] / (plot.y.high - plot.y.low))
    _star(axes, plot, size)


def _dress(axes: Any, plot: Plot, x: AxisRange) -> None:
    """Axes, grid and title, each colour said: a person's own style must not shine through."""
    axes.set_facecolor(PAGE)
    axes.set_axisbelow(True)
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.hlines(plot.y.ticks, *axes.get_xlim(), colors=GRID, linewidth=0.8, zorder=0)
    axes.set_xticks(x.ticks, x.labels, color=MUTED, **font("0", 11))
    axes.set_yticks(plot.y.ticks, plot.y.labels, color=MUTED, **font("0", 11))
    axes.tick_params(which="both", length=0, pad=5)
    title = plain(plot.title)
    _say(axes, (0, 1), title, where="axes fraction", off=(0, 19), size=12, color=TEXT, va="bottom")
    if plot.outside:
        off, look = (0.0, 4.0), {"ha": "right", "va": "bottom", "color": MUTED}
        _say(axes, (1, 1), plot.outside, where="axes fraction", off=off, size=10, **look)
    beside = (
        max(11, 5 + _WIDTH_OF_A_LETTER * len(x.labels[-1]) / 2) if x.ticks[-1] == x.high else 11
    )
    off = (beside, -15)
    _say(axes, (1, 0), "epochs", where="axes fraction", off=off, color=MUTED, va="baseline")


def _line(axes: Any, points: Points, **look: Any) -> None:
    marker = "o" if len(points) == 1 else ""  # a line of one point is not seen
    style = {"linestyle": "-", "marker": marker, "markersize": 4.5, "solid_capstyle": "round"}
    style["clip_on"] = False  # what lies on the edge is seen in its full width
    axes.plot(points[:, 0], points[:, 1], **{**style, **look})


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
    """A text so many pixels from a place, legible where a line runs behind it."""
    from matplotlib.patheffects import withStroke

    axes.annotate(
        words,
        place,
        xytext=(off[0] * 0.72, off[1] * 0.72),
        xycoords=where,
        textcoords="offset points",
        annotation_clip=False,
        path_effects=[withStroke(linewidth=2.2, foreground=PAGE)],
        zorder=6,
        **{"va": "center", "ha": "left", **font(words, size), **look},
    )


def _name_ends(axes: Any, plot: Plot, scale: float) -> None:
    """Put each line's name at its end, moved apart where they would cover one another."""
    right = axes.get_xlim()[1]
    names = [
        (points[-1, 0], points[-1, 1], name, color)
        for points, name, color in (
            (plot.training, "training", _TRAINING),
            (plot.watched, plot.watched_name, _VALIDATION),
        )
        if len(points)
    ]
    if plot.goal:
        names.append((right, plot.goal[0], plot.goal[1], TEXT))
    names.sort(key=lambda name: name[1])
    heights = apart([float(name[1]) * scale for name in names])
    for (x, y, name, color), height in zip(names, heights, strict=True):
        _say(axes, (x, y), name, off=(11, height - float(y) * scale), color=color)


def _star(axes: Any, plot: Plot, size: tuple[float, float]) -> None:
    if plot.best is None:
        return
    x, y, words = plot.best
    axes.axvline(x, color=MUTED, linewidth=0.8, linestyle=(0, (1, 2.5)), zorder=1)
    star = {"marker": "*", "markersize": 11, "color": _VALIDATION, "clip_on": False}
    axes.plot([x], [y], zorder=5, linestyle="none", **star)
    is_right = x >= axes.get_xlim()[1] / 2  # never over the names of the lines
    side = -1 if is_right else 1
    off = side * 8, free_height(plot, size, side * len(words) * _WIDTH_OF_A_LETTER)
    _say(axes, (x, y), words, off=off, ha="right" if is_right else "left", color=TEXT)


def _mark(axes: Any, marks: Sequence[Mark], scale: float) -> None:
    """Thin lines where the run was stopped, resumed or changed, with words as far as they fit."""
    free = -1.0
    for place, words in mark_words(marks)[-_MOST_MARKS:]:
        axes.axvline(place, color=MUTED, linewidth=0.6, alpha=0.6, zorder=1)
        said = plain(words, _MARK_WORDS)
        width = len(said) * _WIDTH_OF_A_LETTER / scale
        if place < free or place + width > axes.get_xlim()[1] + 60 / scale:
            continue
        free = place + width
        where = axes.get_xaxis_transform()
        _say(axes, (place, 1), said, where=where, off=(2, 8), size=10, color=MUTED)


def mark_words(marks: Sequence[Mark]) -> list[tuple[float, str]]:
    """Where something happened between two stretches of training, and what, in few words."""
    places: dict[float, list[Mark]] = {}
    for mark in marks:
        places.setdefault(mark.place, []).append(mark)
    found = []
    for place, here in places.items():
        changed = [mark.words for mark in here if mark.kind == "changed"]
        is_resumed = any(mark.kind == "resumed" for mark in here)
        if changed or is_resumed:  # the end of the whole run is where its lines end
            found.append((place, changed[-1] if changed else "resumed"))
    return found

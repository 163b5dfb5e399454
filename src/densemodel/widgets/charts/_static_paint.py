"""Draws one plot with matplotlib: lines, names, the star, text that fits."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.charts import epoch_range

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.charts import AxisRange, Points
    from densemodel.training import Mark
    from densemodel.widgets.charts._static_picture import Plot


# matplotlib reads `$x$` as maths and warns on stderr of each letter that its font lacks, so neither
# reaches it.


_FONT = "DejaVu Sans"
"Comes with matplotlib: Latin, Greek, Cyrillic, Arabic, Hebrew."
_OTHERS = (
    *("Noto Sans CJK JP", "Noto Sans CJK SC", "Hiragino Sans", "PingFang SC", "Heiti TC"),
    *("Yu Gothic", "Microsoft YaHei", "Malgun Gothic", "Noto Sans Devanagari", "Nirmala UI"),
    "Arial Unicode MS",
)
"Asked, where they are installed, for letters that the first one lacks."
_LACKING = "□"
_PIXEL = 0.72
"Points: a picture is laid out at 100 pixels an inch."


def plain(text: object, longest: int = 40) -> str:
    """The text in one line, cut to a length, with a box for each missing glyph.

    Args:
        text: Of any origin.
        longest: The most characters that are left.
    """
    words = " ".join(str(text)[: 4 * longest].split())
    # marks that are not seen, among them those that turn the direction of writing around
    seen = "".join(letter for letter in words if unicodedata.category(letter)[0] != "C")
    cut = seen if len(seen) <= longest else seen[: longest - 1].rstrip() + "…"
    letters = _letters((_FONT,))
    if not all(ord(letter) in letters for letter in cut):
        letters = _letters(_fonts())
    return "".join(letter if ord(letter) in letters else _LACKING for letter in cut)


def font(text: str, pixels: float, **options: Any) -> dict[str, Any]:
    """The font options of a text, independent of the user's settings."""
    is_usual = all(ord(letter) in _letters((_FONT,)) for letter in text)
    return {
        "family": [_FONT] if is_usual else list(_fonts()),
        "fontsize": pixels * _PIXEL,
        "fontweight": "normal",
        "fontstyle": "normal",
        "parse_math": False,
        "usetex": False,
        **options,
    }


@cache
def _fonts() -> tuple[str, ...]:
    from matplotlib import font_manager

    installed = set(font_manager.fontManager.get_font_names())
    return (_FONT, *(name for name in _OTHERS if name in installed))


@cache
def _letters(fonts: tuple[str, ...]) -> frozenset[int]:
    from matplotlib import font_manager

    found: set[int] = set()
    for name in fonts:
        path = font_manager.findfont(font_manager.FontProperties(family=[name]))
        found.update(font_manager.get_font(path).get_charmap())
    return frozenset(found)


_NAME_HEIGHT = 13
_HEIGHTS = (14.0, -15.0, 28.0, -29.0, 44.0, -45.0)
"Where words may stand above a star, in pixels."
_EDGE = 4


def apart(heights: Sequence[float], least: float = _NAME_HEIGHT) -> list[float]:
    """Sorted heights, moved as little as possible to avoid overlap."""
    groups: list[list[float]] = []  # the middle of some texts that touch, and how many they are
    for height in heights:
        groups.append([height, 1])
        while len(groups) > 1:
            (low, below), (high, above) = groups[-2:]
            if high - low >= least * (below + above) / 2:
                break
            groups[-2:] = [[(low * below + high * above) / (below + above), below + above]]
    return [
        middle + least * (index - (count - 1) / 2)
        for middle, count in groups
        for index in range(round(count))
    ]


def free_height(plot: Plot, size: tuple[float, float], width: float) -> float:
    """The distance of the best epoch's label above its star, clear of the lines.

    Args:
        plot: What is drawn.
        size: The plot's in pixels.
        width: Of the words, in pixels; below 0 if they stand to the left.
    """
    if plot.best is None:
        return 0.0
    x, y, _ = plot.best
    scale = size[1] / (plot.y.high - plot.y.low)
    along = x + np.linspace(0, width, 12) * epoch_range(plot.epochs).high / size[0]
    lines = [line for line in (plot.training, plot.watched) if len(line)]
    heights = [(np.interp(along, line[:, 0], line[:, 1]) - y) * scale for line in lines]

    def lost(height: float) -> float:
        crossed = sum(
            float((np.abs(line - height) < _NAME_HEIGHT * 0.75).sum()) for line in heights
        )
        at = (y - plot.y.low) * scale + height
        is_outside = not _EDGE < at < size[1] - _EDGE
        return crossed + abs(height) / 1000 + 100 * is_outside

    return min(_HEIGHTS, key=lost)


# css/tokens.css, light: the picture is white on dark pages too
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
    """Draw axes, grid and title with explicit colours, independent of the user's style."""
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
    """Write a text at a pixel offset, readable over a line."""
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
    """Write each line's name at its end, without overlap."""
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
    """Draw thin lines where the run was stopped, resumed or changed, with captions that fit."""
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
    """The place and caption of each event between two parts of training."""
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

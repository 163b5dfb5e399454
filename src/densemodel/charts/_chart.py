"""A chart as facts: its axes and what stands where, on a page and in a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from densemodel.charts._points import NO_POINTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.charts._points import Points
    from densemodel.charts._ticks import AxisRange

Where = Literal["data", "upright", "across", "corner"]
"""What places count: both axes; the x axis, and from 0 at the bottom to 1 at the top; from 0 at the
left to 1 at the right, and the y axis; or both from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or several of one look.

    Colours are CSS; a picture takes those of the light theme. A live chart knows it by its `name`.
    """

    points: Points
    "Shape (n, 2), or (lines, n, 2); a line breaks where they are nan."
    color: str
    width: float = 1.0
    "Pixels on a page, points in a picture."
    dash: str | tuple[float, ...] = "solid"
    "By bqplot's name; or, in a picture alone, what is drawn and left out, in widths of the line."
    opacity: float = 1.0
    where: Where = "data"
    name: str = ""
    colors: Sequence[str] = ()
    "The colours of several lines."
    has_dot: bool = False
    "Whether a single point is drawn as a dot: a line of one point is not seen."
    marker: str = ""
    "What is drawn at every point, by the name that bqplot or matplotlib has for it."
    is_cut: bool = True
    "Whether a picture cuts off what lies on the edge of the plot."
    is_round: bool = False
    "Whether its ends are round in a picture."


@dataclass(frozen=True, slots=True)
class Dots:
    """Points of one shape, by the name that bqplot or matplotlib has for it."""

    points: Points
    color: str
    size: float
    shape: str = "circle"
    opacity: float = 1.0
    where: Where = "data"
    name: str = ""
    has_outline: bool = True
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """Texts at places."""

    at: Points | tuple[float, float]
    texts: str | Sequence[str]
    "One for each place; a string stands at each."
    color: str
    off: tuple[float, float] = (0, 0)
    "How far to the right of its place a text stands, and how far below, in pixels."
    size: float = 11.0
    where: Where = "data"
    name: str = ""
    colors: Sequence[str] = ()
    "Their colours, if they are not one."
    align: Literal["start", "middle", "end"] = "start"
    "Which part of it stands at its place."
    vertical: str = "center"
    "The same from top to bottom, by matplotlib's name; on a page its baseline stands there."
    has_halo: bool = True
    "Whether a picture keeps lines that cross it off."
    is_upright: bool = False
    "Whether it is read from the bottom to the top; in a picture alone."
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Cells:
    """Coloured cells from 0 to the number of columns and rows."""

    shades: np.ndarray
    "Their places in the palette, shape (rows, columns), from the bottom."
    palette: tuple[str, ...]
    color: str
    "Of the lines between them."
    where: Where = "data"
    name: str = ""


def upright(place: float) -> Points:
    """The points of a line from the bottom to the top of a plot, where "upright" counts."""
    return np.array([[place, 0.0], [place, 1.0]])


Mark = Line | Dots | Words | Cells


@dataclass(frozen=True, slots=True)
class Chart:
    """One plot."""

    x: AxisRange
    y: AxisRange
    marks: Sequence[Mark]
    "From the back to the front."
    title: str = ""
    x_name: str = ""
    has_grid: bool = True
    "Whether a picture has a line at each tick of the y axis."
    tip: str = ""
    "What it shows, for a tooltip on a page."


NAME_HEIGHT = 14
"""Pixels between two lines' names, so that neither covers the other."""
_EDGE = 4


def apart(heights: Sequence[float], gap: float = NAME_HEIGHT) -> list[float]:
    """The heights, moved as little as possible so that each is so far from the next one."""
    order = sorted(range(len(heights)), key=lambda index: heights[index])
    groups: list[tuple[float, int]] = []  # the middle of some names that touch, and their number
    for index in order:
        groups.append((heights[index], 1))
        while len(groups) > 1:
            (low, below), (high, above) = groups[-2:]
            if high - low >= gap * (below + above) / 2:
                break
            groups[-2:] = [((low * below + high * above) / (below + above), below + above)]
    moved = (
        middle + gap * (place - (count - 1) / 2)
        for middle, count in groups
        for place in range(count)
    )
    places = dict(zip(order, moved, strict=True))
    return [places[index] for index in range(len(heights))]


def end_names(ends: Sequence[tuple[float, float, str, str]], scale: float) -> list[Words]:
    """The names of lines right of their ends, in a picture; `scale`: pixels of one unit of y."""
    ends = sorted(ends, key=lambda end: end[1])
    heights = apart([float(y) * scale for _, y, _, _ in ends], gap=13)
    return [
        Words((x, y), name, color, (11, float(y) * scale - height))
        for (x, y, name, color), height in zip(ends, heights, strict=True)
    ]


def moves_apart(ends: Sequence[Points], y: AxisRange, plot_height: float) -> list[int]:
    """How far the name of each line moves down, in whole pixels, so that they do not overlap.

    Args:
        ends: The end of each line, as `line_end` gives it; those without a point do not move.
        y: The visible part of the y axis.
        plot_height: Pixels from the top to the bottom of the plot.
    """
    moves = [0] * len(ends)
    named = [place for place, end in enumerate(ends) if len(end)]
    pixels = plot_height / (y.high - y.low)
    heights = [(y.high - float(ends[place][0, 1])) * pixels for place in named]
    if np.isfinite(heights).all():  # else the axis spans nearly all numbers
        for place, old, new in zip(named, heights, apart(heights), strict=True):
            moves[place] = round(new - old)
    return moves


def moves_beside(
    ends: Sequence[Points], x: AxisRange, y: AxisRange, plot_height: float
) -> list[int]:
    """The same for names of which only those at the right edge of the plot move."""
    edge = x.high - 0.1 * (x.high - x.low)
    beside = [end if len(end) and end[0, 0] >= edge else NO_POINTS for end in ends]
    return moves_apart(beside, y, plot_height)


def label_height(
    star: Sequence[float] | Points,
    lines: Sequence[Points],
    y: AxisRange,
    *,
    width: float,
    plot_height: float,
    heights: Sequence[float],
) -> float:
    """How many pixels above a star the middle of its label is clear of the lines.

    Args:
        star: Its x and y.
        lines: The drawn lines.
        y: The visible part of the y axis.
        width: That of the label, in units of x; below 0 for a label left of the star.
        plot_height: Pixels from the top to the bottom of the plot.
        heights: Those to choose from, the likeliest first; below the star if negative.
    """
    at, value = star
    scale = plot_height / (y.high - y.low)
    along = at + np.linspace(0, width, 12)
    above = [(np.interp(along, *line.T) - value) * scale for line in lines if len(line)]

    def lost(height: float) -> float:
        # a line at 10 pixels or more from the middle of the label does not cross it
        crossed = sum(int((np.abs(line - height) < 10).sum()) for line in above)
        is_inside = _EDGE < (value - y.low) * scale + height < plot_height - _EDGE
        return crossed + 100 * (not is_inside) + heights.index(height) / 100

    return min(heights, key=lost)


def line_end(points: Points, x: AxisRange) -> Points:
    """Where a line ends, or leaves the plot; no point if it is not in it."""
    if not len(points) or points[-1, 0] < x.low or points[0, 0] > x.high:
        return NO_POINTS
    if points[-1, 0] <= x.high:
        return points[-1:]
    return np.array([[x.high, np.interp(x.high, points[:, 0], points[:, 1])]])

"""A chart as facts: its axes, and what stands where; the page and the file draw the same kinds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

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
    "By bqplot's name; for a picture what is drawn and left out, in widths of the line."
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
    upright: str = "center"
    "The same from top to bottom, by matplotlib's name; on a page its baseline stands there."
    has_halo: bool = True
    "Whether a picture keeps lines that cross it off."


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

"""Charts as pictures for a notebook's file, drawn by matplotlib on white."""

from __future__ import annotations

from densemodel.charts.static._paint import (
    GRID,
    MUTED,
    PAGE,
    TEXT,
    Box,
    axes_at,
    font,
    paint,
    plain,
    say,
)
from densemodel.charts.static._png import (
    DRAWING,
    MOST_BYTES,
    WIDTH,
    empty_figure,
    png_of,
    stacked,
    write,
)

__all__ = [
    "DRAWING",
    "GRID",
    "MOST_BYTES",
    "MUTED",
    "PAGE",
    "TEXT",
    "WIDTH",
    "Box",
    "axes_at",
    "empty_figure",
    "font",
    "paint",
    "plain",
    "png_of",
    "say",
    "stacked",
    "write",
]

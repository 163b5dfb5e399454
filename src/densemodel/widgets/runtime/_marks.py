"""bqplot's marks, axis and colour scale, with CSS variables as colours."""

from __future__ import annotations

from typing import Any

import bqplot
from traitlets import List

from densemodel.widgets.runtime._compat import ThemeColor


def _theme_color() -> Any:
    return ThemeColor(None, allow_none=True).tag(sync=True)


def _theme_colors() -> Any:
    return List(ThemeColor(None, allow_none=True)).tag(sync=True)


class Lines(bqplot.Lines):  # type: ignore[misc]  # bqplot is untyped
    """A curve."""

    colors = _theme_colors()


class Label(bqplot.Label):  # type: ignore[misc]  # bqplot is untyped
    """A text in a plot."""

    colors = _theme_colors()


class Scatter(bqplot.Scatter):  # type: ignore[misc]  # bqplot is untyped
    """Points."""

    colors = _theme_colors()
    stroke = _theme_color()


class GridHeatMap(bqplot.GridHeatMap):  # type: ignore[misc]  # bqplot is untyped
    """Coloured cells."""

    stroke = _theme_color()


class OrdinalColorScale(bqplot.OrdinalColorScale):  # type: ignore[misc]  # bqplot is untyped
    """A colour for each of a few values."""

    colors = _theme_colors()


class Axis(bqplot.Axis):  # type: ignore[misc]  # bqplot is untyped
    """An axis with its grid lines."""

    color = _theme_color()
    grid_color = _theme_color()

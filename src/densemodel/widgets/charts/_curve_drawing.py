"""Draws lines, names and marks into the figure, and sends only changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.charts import NO_POINTS, apart, line_end, scaled, small
from densemodel.widgets.charts._curve_marks import captions
from densemodel.widgets.charts._figure import PLOT_HEIGHT, STEPS_WIDTH
from densemodel.wording import rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.charts import AxisRange, Points
    from densemodel.widgets.charts._curve_lines import CurveLines
    from densemodel.widgets.charts._curve_marks import Happening
    from densemodel.widgets.charts._figure import CurveFigure


OFFSETS = (-12, 20, -24, 34)
"""Pixels that the words may stand below their star, the likeliest first; above it if negative."""
_CLEAR = 10
_MIDDLE = 4
"""Text stands on its line: its middle is so many pixels higher."""
_WIDTH = 130
_NARROW_PLOT = 380
"""Pixels across the plot of a panel that is 500 px wide: words that are clear there are so beyond.
"""
_EDGE = 8


def words_offset(
    star: Points,
    lines: Sequence[Points],
    x: AxisRange,
    y: AxisRange,
    *,
    height: float,
    is_left: bool,
) -> int:
    """The distance of the star's label below it, in pixels.

    Args:
        star: The best evaluation as it is drawn, shape (1, 2); empty if there is none.
        lines: Those that the words must not cross.
        x: The axis of epochs.
        y: The axis of values.
        height: Of the plot, in pixels.
        is_left: The words end at the star, and do not begin there.
    """
    if not len(star):
        return OFFSETS[0]
    at, value = star[0]
    scale = height / (y.high - y.low)
    width = _WIDTH * (x.high - x.low) / _NARROW_PLOT
    along = at + np.linspace(0, -width if is_left else width, 9)
    below = [
        (value - np.interp(along, line[:, 0], line[:, 1])) * scale for line in lines if len(line)
    ]
    room = (value - y.low) * scale

    def lost(offset: int) -> float:
        middle = offset - _MIDDLE
        crossed = sum(float((np.abs(line - middle) < _CLEAR).sum()) for line in below)
        is_outside = not _EDGE - height + room < offset < room - _EDGE
        return crossed + 100 * is_outside + OFFSETS.index(offset) / 100

    return min(OFFSETS, key=lost)


_BESIDE = 0.1
"""Names of lines that end within this share of the axis stand beside each other."""
_ALONE_WIDTH = 2.0
AGO = ("1 run ago", "2 runs ago", "3 runs ago")


class CurveDrawing:
    """Draws into a figure with two axis ranges.

    Args:
        parts: The figure.
        put: What puts values into a widget.
    """

    def __init__(self, parts: CurveFigure, put: Callable[..., None]) -> None:
        self._parts = parts
        self._put = put
        self._x: AxisRange
        self._y: AxisRange

    def set_axes(self, x: AxisRange, y: AxisRange) -> None:
        """Set the axis ranges."""
        self._x, self._y = x, y
        parts = self._parts
        for scale, axis, ends in ((parts.x, parts.x_axis, x), (parts.y, parts.y_axis, y)):
            self._put(scale, min=ends.low, max=ends.high)
            self._put(axis, ticks=ends)

    def lines(self, lines: CurveLines) -> None:
        """Draw the lines."""
        parts = self._parts
        self._line(parts.steps, lines.steps)
        # before the first epoch ends there is nothing else to see
        is_alone = not any(map(len, lines.epochs))
        self._put(parts.steps, stroke_width=_ALONE_WIDTH if is_alone else STEPS_WIDTH)
        self._line(parts.training, lines.training)
        self._line(parts.validation, lines.validation)
        for mark, points in zip(parts.earlier, self._as_earlier(lines), strict=True):
            self._line(mark, points)

    def _as_earlier(self, lines: CurveLines) -> list[Points]:
        missing = len(self._parts.earlier) - len(lines.earlier)
        return [*lines.earlier, *[NO_POINTS] * missing]

    def _line(self, mark: Any, points: Points) -> None:
        x, y = (
            small(values, axis.high - axis.low)
            for values, axis in zip(points.T, (self._x, self._y), strict=True)
        )
        marker = "circle" if len(points) == 1 else None  # a line of one point is invisible
        self._put(mark, x=x, y=y, marker=marker)

    def names(self, lines: CurveLines, watched: str) -> None:
        """Write each line's name at its end, without overlap.

        An earlier run that ends inside the plot has none: other lines cross that place.

        Args:
            lines: Those that are drawn.
            watched: What the dashed line is called.
        """
        parts = self._parts
        named = [
            (parts.training_name, lines.training, "training"),
            (parts.validation_name, lines.validation, watched),
            *zip(parts.earlier_names, self._as_earlier(lines), AGO, strict=True),
        ]
        ends = self._beside([line_end(points, self._x) for _, points, _ in named])
        moves = self._moves(ends)
        for (mark, _, words), end, move in zip(named, ends, moves, strict=True):
            self._say(mark, end, words, y_offset=move)

    def _beside(self, ends: Sequence[Points]) -> list[Points]:
        """The line ends with room for a name: all that are not inside the plot."""
        places = [float(end[0, 0]) for end in ends if len(end)]
        beside = max(places, default=0.0) - _BESIDE * (self._x.high - self._x.low)
        return [end if len(end) and end[0, 0] >= beside else NO_POINTS for end in ends]

    def _moves(self, ends: Sequence[Points]) -> list[int]:
        together = [index for index, end in enumerate(ends) if len(end)]
        moves = [0] * len(ends)
        pixels = PLOT_HEIGHT / (self._y.high - self._y.low)
        heights = [(self._y.high - float(ends[i][0, 1])) * pixels for i in together]
        if not np.isfinite(heights).all():  # the axis spans nearly all numbers
            return moves
        for index, move in zip(together, apart(heights), strict=True):
            moves[index] = move
        return moves

    def best(
        self,
        best: tuple[float, float, str] | None,
        lines: Sequence[Points],
        *,
        is_log: bool,
    ) -> None:
        """Mark the best evaluation by a star with a label, and a line down to its epoch."""
        is_seen = best is not None and self._x.low <= best[0] <= self._x.high
        points = np.array([best[:2]] if best and is_seen else []).reshape(-1, 2)
        star = scaled(points, is_log=is_log)
        # never to the right of the newest epoch: the names of the lines stand there
        is_right = best is not None and best[0] >= (self._x.low + self._x.high) / 2
        offset = words_offset(star, lines, self._x, self._y, height=PLOT_HEIGHT, is_left=is_right)
        self._say(
            self._parts.best_words,
            star,
            f"{best[2]}: {rounded(best[1])}" if best else "",
            align="end" if is_right else "start",
            x_offset=-8 if is_right else 8,
            y_offset=offset,
        )
        self._say(self._parts.star, star, "★")
        upright = star[:1, 0].repeat(2)
        self._put(self._parts.best_line, x=upright, y=np.array([0.0, 1.0])[: len(upright)])

    def goal(self, goal: float | None, *, is_log: bool) -> None:
        """Draw the target line."""
        points = np.array([[0.0, goal], [1.0, goal]] if goal is not None else []).reshape(-1, 2)
        points = scaled(points, is_log=is_log)
        self._put(self._parts.goal_line, x=points[:, 0], y=points[:, 1])
        self._say(self._parts.goal_name, points[-1:], "" if goal is None else f"goal {goal:g}")

    def happened(self, told: Sequence[Happening]) -> None:
        """Draw a vertical line at each event, with a caption if there is room.

        Args:
            told: The oldest first.
        """
        low, high = self._x.low, self._x.high
        seen = [happening for happening in told if low <= happening.place <= high]
        x = np.repeat([happening.place for happening in seen], 3)
        y = np.tile([0.0, 1.0, np.nan], len(seen))  # a line breaks where there is no number
        # none at the very end: bqplot puts a line's label there, and fails
        self._put(self._parts.happened, x=x[:-1], y=y[:-1])
        shown = captions(seen, low, high)
        for mark, is_left in ((self._parts.captions, False), (self._parts.captions_left, True)):
            here = [caption for caption in shown if caption.is_left == is_left]
            text = np.array([caption.text for caption in here], dtype=str)
            x = np.array([caption.place for caption in here])
            self._put(mark, x=x, y=np.ones(len(here)), text=text)

    def _say(self, mark: Any, points: Points, text: str, **options: Any) -> None:
        shown = np.array([text] * len(points), dtype=str)
        self._put(mark, x=points[:, 0], y=points[:, 1], text=shown, **options)

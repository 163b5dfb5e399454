"""Shows the values under the pointer and zooms, in the browser only.

The front end reads the marks and scales that it already has, so it needs no kernel and answers
while a cell runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anywidget
import traitlets
from ipywidgets import Widget, widget_serialization

from densemodel.widgets.runtime._compat import answer_in_subshells
from densemodel.widgets.runtime._style import front_end_if_built

if TYPE_CHECKING:
    from collections.abc import Sequence


class CurveCursor(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget's base is untyped
    """A cursor line with the curves' values, and the selection of a range.

    It is in one box with the figure, which has to be positioned (`.dm-plot`), and covers it
    invisibly.

    Args:
        lines: The curves that it reads, with their names and colours; see `line`.
        x_scale: The figure's scale of epochs, with an explicit min and max.
        y_scale: The figure's scale of values.
        margin: The figure's `fig_margin`, in pixels.

    Example:
        >>> cursor = CurveCursor([CurveCursor.line(mark, "training", TRAINING)], x, y, MARGIN)
        >>> cursor.observe(lambda change: zoom(change["new"]), "window")
    """

    _esm = traitlets.Unicode().tag(sync=True)
    lines = traitlets.List(traitlets.Dict()).tag(sync=True, **widget_serialization)
    "Each as `line` makes it, in the order in which the readout names them."
    x_scale = traitlets.Instance(Widget).tag(sync=True, **widget_serialization)
    y_scale = traitlets.Instance(Widget).tag(sync=True, **widget_serialization)
    margin = traitlets.Dict().tag(sync=True)
    is_log = traitlets.Bool(default_value=False).tag(sync=True)
    "Whether the marks hold the logarithms of the values, to base ten."
    x_word = traitlets.Unicode("epoch").tag(sync=True)
    "The name of one unit of x."
    events = traitlets.List(traitlets.Dict()).tag(sync=True)
    "The events, from `event`; each is shown near its place."
    window = traitlets.List(traitlets.Float()).tag(sync=True)
    "The part of x that is looked at, as its two ends; empty for the whole. Both sides write it."
    whole = traitlets.List(traitlets.Float()).tag(sync=True)
    "How far the curves reach, as two ends, beyond which nobody pans; empty: as far as the marks."

    @traitlets.default("_esm")  # type: ignore[untyped-decorator]
    def _read_script(self) -> str:
        return front_end_if_built("curves.js")

    def __init__(
        self,
        lines: Sequence[dict[str, Any]],
        x_scale: Widget,
        y_scale: Widget,
        margin: dict[str, int],
        **options: Any,
    ) -> None:
        super().__init__(
            lines=list(lines), x_scale=x_scale, y_scale=y_scale, margin=margin, **options
        )
        answer_in_subshells(self)

    @staticmethod
    def line(mark: Widget, name: str, color: str, *, is_apart: bool = False) -> dict[str, Any]:
        """One curve: a bqplot `Lines`, its name, and its CSS colour.

        A mark that is drawn at less than half its opacity is one of steps: it is read as well,
        and the arrow keys go by the points of the others.

        Args:
            mark: What holds the points.
            name: What it is called.
            color: As CSS.
            is_apart: It is a rate on its own log axis and holds logarithms, to base ten; it is
                read at the places of the others.
        """
        return {"mark": mark, "name": name, "color": color, "is_apart": is_apart}

    @staticmethod
    def event(x: float, words: str) -> dict[str, Any]:
        """An event at one place of x, in a few words."""
        return {"x": float(x), "words": words}

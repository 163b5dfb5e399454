"""The place of a bqplot figure, in which it is drawn once there is room for it.

bqplot draws a figure at once, and in a page or a tab that is hidden with widths below 0, of which
the browser complains on its console.
"""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets
from ipywidgets import Widget, widget_serialization

from densemodel.errors import DenseModelError
from densemodel.widgets.runtime._front_end import front_end


class FigurePlace(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget's base is untyped
    """As large as the figure will be; make one with `placed`."""

    _esm = traitlets.Unicode().tag(sync=True)
    figure = traitlets.Instance(Widget).tag(sync=True, **widget_serialization)

    @traitlets.default("_esm")  # type: ignore[untyped-decorator]
    def _read_script(self) -> str:
        return front_end("figure.js")


def placed(figure: Any) -> Any:
    """Put a figure into a place of its size.

    Args:
        figure: bqplot's, with the height in its layout.

    Returns:
        The place; the figure itself where the front end was never built.
    """
    try:
        front_end("figure.js")
    except DenseModelError:
        return figure
    return FigurePlace(figure=figure, layout={"height": figure.layout.height, "width": "100%"})

"""A picture of a run's curves that needs no kernel: for the notebook's file and for a download."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Literal

from densemodel.widgets.charts._still_data import still_plots
from densemodel.widgets.charts._still_paint import TEXT, paint
from densemodel.widgets.charts._still_png import DRAWING, WIDTH, empty_figure, png_of
from densemodel.widgets.charts._still_words import font, plain

if TYPE_CHECKING:
    from densemodel.training import Run
    from densemodel.widgets.charts._still_data import Plot

HEIGHT = 290
"Pixels at which it is shown."

_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 84, 66, 32
_GAP = 10


def still_picture(
    run: Run,
    *,
    goal: float | None = None,
    format: Literal["png", "svg"] = "png",  # noqa: A002 - as matplotlib calls it
    metric: str | None = None,
) -> bytes | None:
    """Draw the loss and beside it a metric, on white; None before anything was trained.

    Args:
        run: What was trained; it may still train.
        goal: Where a target line stands, in units of the first metric.
        format: A PNG takes at most 60 kB.
        metric: Which one, by its name in Keras's logs; None for the first.

    Example:
        >>> Path("digits.svg").write_bytes(still_picture(run, format="svg"))
    """
    plots = still_plots(run, goal, metric)
    if not plots:
        return None
    with DRAWING:
        figure = _figure(run, plots)
        return _svg(figure) if format == "svg" else png_of(figure)


def _figure(run: Run, plots: list[Plot]) -> Any:
    figure = empty_figure(HEIGHT)
    name = plain(run.name, 90)
    bold = font(name, 13, fontweight="bold")
    figure.text(_LEFT / WIDTH, 1 - 12 / HEIGHT, name, color=TEXT, va="top", **bold)
    width = (WIDTH - _GAP * (len(plots) - 1)) / len(plots)
    size = width - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
    for index, plot in enumerate(plots):
        left = index * (width + _GAP) + _LEFT
        box = left / WIDTH, _BOTTOM / HEIGHT, size[0] / WIDTH, size[1] / HEIGHT
        paint(figure.add_axes(box), plot, list(run.history.marks), size)
    return figure


def _svg(figure: Any) -> bytes:
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    file = io.BytesIO()
    FigureCanvasSVG(figure).print_svg(file, metadata={"Date": None})
    return file.getvalue()

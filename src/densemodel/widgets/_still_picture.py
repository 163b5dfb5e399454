"""A picture of a run's curves that needs no kernel: for the notebook's file and for a download."""

from __future__ import annotations

import io
import logging
import threading
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from densemodel.widgets._still_data import still_plots
from densemodel.widgets._still_paint import PAGE, TEXT, paint
from densemodel.widgets._still_words import font, plain

if TYPE_CHECKING:
    from densemodel.training import Run
    from densemodel.widgets._still_data import Plot

WIDTH, HEIGHT = 860, 290
"""Pixels at which the picture is shown; a PNG has twice as many, for fine screens."""
MOST_BYTES = 60_000
"""Of a PNG: the notebook stores it as text, which takes a third more."""

_PIXELS_AN_INCH = 100
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 84, 66, 32
_GAP = 10
_COLOURS = 48
_DRAWING = threading.Lock()
"""matplotlib is not made for several threads, and clicks and runs' ends come in any."""


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
    with _DRAWING:
        figure = _figure(run, plots)
        return _svg(figure) if format == "svg" else _png(figure)


def _figure(run: Run, plots: list[Plot]) -> Any:
    # its own objects, never pyplot: that belongs to the person and to one thread
    with _quiet():
        from matplotlib.figure import Figure

    inches = WIDTH / _PIXELS_AN_INCH, HEIGHT / _PIXELS_AN_INCH
    figure = Figure(inches, dpi=_PIXELS_AN_INCH, facecolor=PAGE, edgecolor=PAGE, linewidth=0)
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


def _png(figure: Any) -> bytes:
    """The picture with few colours, which makes it small; coarser where that is not enough."""
    for scale in (2, 1.5, 1):
        picture = _png_at(figure, scale)
        if len(picture) <= MOST_BYTES:
            break
    return picture


def _png_at(figure: Any, scale: float) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image  # matplotlib needs it, so it is there

    figure.set_dpi(_PIXELS_AN_INCH * scale)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    colours = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    file = io.BytesIO()
    colours.quantize(_COLOURS).save(file, "PNG", optimize=True)
    return file.getvalue()


def _svg(figure: Any) -> bytes:
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    file = io.BytesIO()
    FigureCanvasSVG(figure).print_svg(file, metadata={"Date": None})
    return file.getvalue()


class _quiet:  # noqa: N801 - a context, named as the ones of contextlib
    """Keeps matplotlib from saying on stderr that it looks for fonts, once in a new home."""

    _logger = logging.getLogger("matplotlib.font_manager")

    def __enter__(self) -> None:
        self._level = self._logger.level
        self._logger.setLevel(logging.ERROR)

    def __exit__(self, *_: object) -> None:
        self._logger.setLevel(self._level)

"""PNGs for a notebook's file: drawn by matplotlib on white, with few colours, stacked to one."""

from __future__ import annotations

import io
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.charts.static._paint import PAGE, TEXT, font

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 860
"""Pixels at which a picture is shown; a PNG has twice as many, for fine screens."""
MOST_BYTES = 60_000
"""Of one picture: the notebook stores it as text, which takes a third more."""
DRAWING = threading.Lock()
"""matplotlib is not made for several threads, and clicks and runs' ends come in any."""

_THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="densemodel-picture")
_PIXELS_AN_INCH = 100
_COLOURS = 48
_COLOURS_OF_SEVERAL = 128
_GAP = 24


def empty_figure(height: int) -> Any:
    """A white matplotlib figure at 100 dpi."""
    # its own objects, never pyplot: that belongs to the person and to one thread
    with _quiet():
        from matplotlib.figure import Figure

    inches = WIDTH / _PIXELS_AN_INCH, height / _PIXELS_AN_INCH
    return Figure(inches, dpi=_PIXELS_AN_INCH, facecolor=PAGE, edgecolor=PAGE, linewidth=0)


def write(figure: Any, left: float, top: float, words: str, size: float, **look: Any) -> None:
    """Write a line of text, its upper left corner in pixels from that of the picture."""
    height = figure.get_size_inches()[1] * _PIXELS_AN_INCH
    look = {"color": TEXT, "va": "top", "ha": "left", **font(words, size), **look}
    figure.text(left / WIDTH, 1 - top / height, words, **look)


def png_of(
    figure: Any,
    colours: Sequence[int] = (_COLOURS,),
    scales: Sequence[float] = (2, 1.5, 1),
    most: int = MOST_BYTES,
) -> bytes:
    """The picture as a small PNG with few colours, at a lower resolution if needed.

    Args:
        figure: What was drawn; `DRAWING` is held.
        colours: The most that it may have, and fewer that are tried next.
        scales: Pixels of the PNG for each at which it is shown; the first is tried first.
        most: Bytes at which nothing coarser is tried.
    """
    picture = b""
    for scale in scales:
        drawn = _drawn(figure, scale)
        for few in colours:
            picture = _saved(drawn, few)
            if len(picture) <= most:
                return picture
    return picture


def stacked(pictures: Sequence[bytes]) -> bytes:
    """Several pictures stacked into one PNG."""
    from PIL import Image

    if len(pictures) == 1:
        return pictures[0]
    images = [Image.open(io.BytesIO(picture)).convert("RGB") for picture in pictures]
    width = max(image.width for image in images)
    images = [_as_wide_as(image, width) for image in images]
    gap = _GAP * width // WIDTH
    page = Image.new("RGB", (width, sum(i.height for i in images) + gap * (len(images) - 1)), PAGE)
    top = 0
    for image in images:
        page.paste(image, (0, top))
        top += image.height + gap
    return _saved(page, _COLOURS_OF_SEVERAL)


def _as_wide_as(image: Any, width: int) -> Any:
    from PIL import Image

    if image.width == width:
        return image
    # pixels that are doubled pack well; those between two colours are other colours, and do not
    how = Image.Resampling.BICUBIC if width % image.width else Image.Resampling.NEAREST
    return image.resize((width, round(image.height * width / image.width)), how)


def _drawn(figure: Any, scale: float) -> Any:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image  # matplotlib needs it, so it is there

    figure.set_dpi(_PIXELS_AN_INCH * scale)
    canvas = FigureCanvasAgg(figure)
    try:  # in a single thread: matplotlib loads some megabytes of fonts for each thread
        done = _THREAD.submit(canvas.draw)
    except RuntimeError:  # Python is about to end
        canvas.draw()
    else:
        done.result()
    return Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")


def _saved(image: Any, colours: int) -> bytes:
    file = io.BytesIO()
    image.quantize(colours).save(file, "PNG", optimize=True)
    return file.getvalue()


class _quiet:  # noqa: N801 - a context, named as the ones of contextlib
    """Silences matplotlib's message about building its font cache."""

    _logger = logging.getLogger("matplotlib.font_manager")

    def __enter__(self) -> None:
        self._level = self._logger.level
        self._logger.setLevel(logging.ERROR)

    def __exit__(self, *_: object) -> None:
        self._logger.setLevel(self._level)

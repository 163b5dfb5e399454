"""Charts as pictures for a notebook's file, drawn by matplotlib on white with few colours."""

from __future__ import annotations

import io
import logging
import math
import threading
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.charts import _colors
from densemodel.charts._chart import Cells, Line, Words
from densemodel.charts._colors import on_white
from densemodel.wording import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.charts._chart import Chart, Mark

TEXT, MUTED, GRID, PAGE = map(on_white, (_colors.TEXT, _colors.MUTED, _colors.GRID, _colors.PAGE))

# matplotlib reads `$x$` as maths and warns on stderr of each letter that its font lacks, so neither
# reaches it.


_FONT = "DejaVu Sans"
"Comes with matplotlib: Latin, Greek, Cyrillic, Arabic, Hebrew."
_OTHERS = (
    *("Noto Sans CJK JP", "Noto Sans CJK SC", "Hiragino Sans", "PingFang SC", "Heiti TC"),
    *("Yu Gothic", "Microsoft YaHei", "Malgun Gothic", "Noto Sans Devanagari", "Nirmala UI"),
    "Arial Unicode MS",
)
"Asked, where they are installed, for letters that the first one lacks."
_PIXEL = 0.72
"Points: a picture is laid out at 100 pixels an inch."


def plain(text: object, longest: int = 40) -> str:
    """The text in one line, cut to a length, with a box for each missing glyph."""
    words = " ".join(str(text)[: 4 * longest].split())
    # marks that are not seen, among them those that turn the direction of writing around
    seen = "".join(letter for letter in words if unicodedata.category(letter)[0] != "C")
    cut = shortened(seen, longest)
    letters = _letters((_FONT,))
    if not all(ord(letter) in letters for letter in cut):
        letters = _letters(_fonts())
    return "".join(letter if ord(letter) in letters else "□" for letter in cut)


def font(text: str, pixels: float, **options: Any) -> dict[str, Any]:
    """The font options of a text, independent of the user's settings."""
    is_usual = all(ord(letter) in _letters((_FONT,)) for letter in text)
    return {
        "family": [_FONT] if is_usual else list(_fonts()),
        "fontsize": pixels * _PIXEL,
        "fontweight": "normal",
        "fontstyle": "normal",
        "parse_math": False,
        "usetex": False,
        **options,
    }


@cache
def _fonts() -> tuple[str, ...]:
    from matplotlib import font_manager

    installed = set(font_manager.fontManager.get_font_names())
    return (_FONT, *(name for name in _OTHERS if name in installed))


@cache
def _letters(fonts: tuple[str, ...]) -> frozenset[int]:
    from matplotlib import font_manager

    found: set[int] = set()
    for name in fonts:
        path = font_manager.findfont(font_manager.FontProperties(family=[name]))
        found.update(font_manager.get_font(path).get_charmap())
    return frozenset(found)


Box = tuple[float, float, float, float]
"""Left, top, width and height of a plot, in pixels from the upper left corner of the picture."""

_TRANSFORMS = {
    "data": "transData",
    "upright": "get_xaxis_transform",
    "across": "get_yaxis_transform",
    "corner": "transAxes",
}


def paint(
    figure: Any, chart: Chart, box: Box, *, is_small: bool = False, in_pixels: bool = False
) -> None:
    """Draw a chart; its marks are as large as points, or `in_pixels` as on the page."""
    axes = axes_at(figure, box)
    size = 10 if is_small else 11
    axes.set_xlim(chart.x.low, chart.x.high)
    axes.set_ylim(chart.y.low, chart.y.high)
    for put, axis in ((axes.set_xticks, chart.x), (axes.set_yticks, chart.y)):
        labels = [plain(label) for label in axis.labels]
        put(axis.ticks, labels, color=MUTED, **font("".join(labels), size))
    axes.tick_params(which="both", length=0, pad=4 if is_small else 5)
    if chart.has_grid:
        style = {"colors": GRID, "linewidth": 0.7 if is_small else 0.8}
        axes.hlines(chart.y.ticks, chart.x.low, chart.x.high, zorder=0, **style)
    title, x_name = plain(chart.title, 44), plain(chart.x_name, 44)
    if title:
        axes.set_title(title, loc="left", color=TEXT, pad=6, **font(title, 11.5))
    if x_name:
        axes.set_xlabel(x_name, color=MUTED, labelpad=2, **font(x_name, 10.5))
    for place, mark in enumerate(chart.marks):
        _draw(axes, mark, 2 + place / 100, 72 / _PIXELS_AN_INCH if in_pixels else 1)


def axes_at(figure: Any, box: Box) -> Any:
    """Axes without frame, grid and ticks, independent of the user's style."""
    left, top, width, height = box
    across, down = figure.get_size_inches() * 100
    axes = figure.add_axes(
        (left / across, 1 - (top + height) / down, width / across, height / down)
    )
    axes.set_facecolor(PAGE)
    axes.set_axisbelow(True)
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.minorticks_off()
    axes.tick_params(which="both", length=0)
    return axes


_DASHES: dict[str, Any] = {"solid": "-", "dashed": (0, (4, 2)), "dotted": (0, (1, 2))}
_DASHES["dash_dotted"] = (0, (4, 1.5, 1, 1.5))
_MARKERS = {"circle": "o", "square": "s", "diamond": "D", "cross": "P"}
_MARKERS |= {"triangle-up": "^", "triangle-down": "v"}
"""By the names that bqplot has for them."""


def _draw(axes: Any, mark: Mark, order: float, unit: float) -> None:
    if isinstance(mark, Words):
        say(axes, mark, zorder=order)
    elif isinstance(mark, Cells):
        from matplotlib.colors import ListedColormap

        palette = ListedColormap([on_white(color) for color in mark.palette])
        limits = {"vmin": -0.5, "vmax": len(mark.palette) - 0.5}
        edge = on_white(mark.color)
        style: dict[str, Any] = {"edgecolors": edge, "linewidth": 1, "zorder": order}
        axes.pcolormesh(mark.shades, cmap=palette, **limits, **style)
    elif isinstance(mark, Line):
        dot = "o" if mark.has_dot and len(mark.points) == 1 else ""
        lines = mark.points if mark.points.ndim > 2 else mark.points[np.newaxis]
        for line, color in zip(lines, mark.colors or [mark.color] * len(lines), strict=True):
            axes.plot(
                *line.T,
                color=on_white(color),
                linewidth=mark.width * unit,
                linestyle=_DASHES[mark.dash] if isinstance(mark.dash, str) else (0, mark.dash),
                solid_capstyle="round" if mark.is_round else "projecting",
                marker=_MARKERS.get(mark.marker, mark.marker) or dot,
                markersize=4.2 if mark.marker else 4.5,
                alpha=mark.opacity,
                clip_on=mark.is_cut,
                transform=_transform(axes, mark),
                zorder=order,
            )
    else:
        axes.plot(
            *mark.points.T,
            color=on_white(mark.color),
            linestyle="none",
            marker=_MARKERS.get(mark.shape, mark.shape),
            # bqplot's size is the area of a circle
            markersize=mark.size if unit == 1 else 2 * (mark.size / math.pi) ** 0.5 * unit,
            markeredgewidth=1 if mark.has_outline else 0,
            alpha=mark.opacity,
            clip_on=mark.is_cut,
            zorder=order,
        )


def _transform(axes: Any, mark: Mark) -> Any:
    found = getattr(axes, _TRANSFORMS[mark.where])
    return found() if callable(found) else found


def say(axes: Any, words: Words, **style: Any) -> None:
    """Write texts, readable over a line."""
    from matplotlib.patheffects import withStroke

    if words.has_halo:
        style["path_effects"] = [withStroke(linewidth=2.2, foreground=PAGE)]
    places = np.reshape(words.at, (-1, 2))
    texts = [words.texts] * len(places) if isinstance(words.texts, str) else words.texts
    texts = [plain(text, 200) for text in texts]
    colors = words.colors or [words.color] * len(places)
    for place, text, color in zip(places, texts, colors, strict=True):
        axes.annotate(
            text,
            tuple(place),
            xytext=(words.off[0] * _PIXEL, -words.off[1] * _PIXEL),
            xycoords=_transform(axes, words),
            textcoords="offset points",
            annotation_clip=False,
            color=on_white(color),
            ha={"start": "left", "middle": "center", "end": "right"}[words.align],
            va=words.vertical,
            **font(text, words.size),
            **({"rotation": 90} if words.is_upright else {}),
            **({"fontweight": "bold"} if words.is_bold else {}),
            **style,
        )


WIDTH = 860
"""Pixels at which a picture is shown; a PNG has twice as many, for fine screens."""
MOST_BYTES = 60_000
"""Of one picture: the notebook stores it as text, which takes a third more."""
DRAWING = threading.Lock()
"""matplotlib is not made for several threads, and clicks and runs' ends come in any."""

_THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="densemodel-picture")
_PIXELS_AN_INCH = 100


def empty_figure(height: int) -> Any:
    """A white matplotlib figure at 100 dpi."""
    # its own objects, never pyplot: that belongs to the person and to one thread
    logger = logging.getLogger("matplotlib.font_manager")
    level = logger.level
    logger.setLevel(logging.ERROR)  # no message about building its font cache
    try:
        from matplotlib.figure import Figure
    finally:
        logger.setLevel(level)

    inches = WIDTH / _PIXELS_AN_INCH, height / _PIXELS_AN_INCH
    return Figure(inches, dpi=_PIXELS_AN_INCH, facecolor=PAGE, edgecolor=PAGE, linewidth=0)


def write(figure: Any, left: float, top: float, words: str, size: float, **style: Any) -> None:
    """Write a line of text, its upper left corner in pixels from that of the picture."""
    height = figure.get_size_inches()[1] * _PIXELS_AN_INCH
    style = {"color": TEXT, "va": "top", "ha": "left", **font(words, size), **style}
    figure.text(left / WIDTH, 1 - top / height, words, **style)


def png_of(
    figure: Any,
    colours: Sequence[int] = (48,),
    scales: Sequence[float] = (2, 1.5, 1),
    most: int = MOST_BYTES,
) -> bytes:
    """The picture as a PNG of `most` bytes, with fewer colours or pixels if need be."""
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
    for place, image in enumerate(images):
        if image.width != width:
            # doubled pixels pack well; those between two colours are other colours, and do not
            how = Image.Resampling.BICUBIC if width % image.width else Image.Resampling.NEAREST
            height = round(image.height * width / image.width)
            images[place] = image.resize((width, height), how)
    gap = 24 * width // WIDTH
    page = Image.new("RGB", (width, sum(i.height for i in images) + gap * (len(images) - 1)), PAGE)
    top = 0
    for image in images:
        page.paste(image, (0, top))
        top += image.height + gap
    return _saved(page, colours=128)


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

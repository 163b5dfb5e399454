"""The tab Inside as a picture that stays in the file: fans, and the first layer's weights.

It is drawn while the run trains. So all of it is laid out here and drawn into one pair of axes: a
pair for each fan took matplotlib two seconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.training import MEDIAN, capitalised
from densemodel.widgets._inside_state import pictures_words
from densemodel.widgets._still_paint import GRID, MUTED, TEXT
from densemodel.widgets._still_png import DRAWING, WIDTH, empty_figure, png_of
from densemodel.widgets._still_words import font, plain
from densemodel.widgets._weight_tiles import tiles_of

if TYPE_CHECKING:
    from densemodel.widgets._inside_facts import Fan, InsideFacts

Array = np.ndarray[Any, Any]

MOST_LAYERS = 12
_BANDS = ("#d9eaf4", "#b3d5ea", "#8cc0df", "#66abd5", "#8cc0df", "#b3d5ea", "#d9eaf4")
"""The seven bands from below, the middle one deepest; on white."""
_LINE = "#01579b"

_HEAD, _ROW, _FAN, _FOOT = 42, 126, 64, 14
_LEFT, _GAP, _EDGE = 54, 66, 14
_FAN_WIDTH = (WIDTH - 2 * _LEFT - _GAP) / 2


def inside_picture(facts: InsideFacts) -> bytes | None:
    """Draw fans and pictures on white; None where there are no weights."""
    if not facts.layers:
        return None
    with DRAWING:
        return png_of(_figure(facts))


def _figure(facts: InsideFacts) -> Any:
    layers = facts.layers[:MOST_LAYERS]
    pictures = facts.pictures
    tiles = None if pictures is None else tiles_of(pictures, WIDTH - 2 * _EDGE)
    below = 0 if tiles is None else len(tiles) + 44
    page = _Page(_HEAD + _ROW * len(layers) + below + _FOOT)
    left_out = len(facts.layers) - len(layers)
    more = f"; {left_out} more layers are left out" if left_out else ""
    page.say(_EDGE, 20, f"Weights over {facts.unit}, in seven bands of equal counts{more}", 13)
    strand = 0
    for number, (name, fans) in enumerate(layers):
        top = _HEAD + number * _ROW
        page.say(_EDGE, top + 10, f"Layer {number + 1}: {name}", 12)
        for column, fan in enumerate(fans[:2]):
            corner = _LEFT + column * (_FAN_WIDTH + _GAP), top + 38
            _fan(page, facts, fan, strand + column, corner)
        strand += len(fans)
    if tiles is not None and pictures is not None:
        first = page.height - _FOOT - below
        page.say(_EDGE, first + 10, pictures_words(pictures), 12)
        page.show(tiles, _EDGE, first + 26)
    return page.figure()


def _fan(
    page: _Page, facts: InsideFacts, fan: Fan, strand: int, corner: tuple[float, float]
) -> None:
    left, top = corner
    numbers = f"{capitalised(fan.words)}, {fan.count:,}: {fan.lowest} to {fan.highest}"
    page.say(left, top - 11, f"{numbers}, median {fan.median}", 11, color=MUTED)
    x, y = facts.x, fan.y
    at = left + _FAN_WIDTH * (facts.at - x.low) / (x.high - x.low)
    heights = top + _FAN * (y.high - facts.points.lines[:, strand].astype(float)) / (y.high - y.low)
    if len(at) == 1:  # a fan of one point is not seen
        at, heights = np.array([at[0], at[0] + 6]), np.repeat(heights, 2, axis=0)
    edges = np.delete(heights, MEDIAN, axis=1)
    for band, color in enumerate(_BANDS):
        lower, upper = (np.column_stack([at, edges[:, line]]) for line in (band, band + 1))
        page.fills.append((np.concatenate([lower, upper[::-1]]), color))
    page.lines.append((np.column_stack([at, heights[:, MEDIAN]]), _LINE, 1.2))
    for tick, label in zip(y.ticks, y.labels, strict=True):
        height = top + _FAN * (y.high - tick) / (y.high - y.low)
        page.rules.append(np.array([[left, height], [left + _FAN_WIDTH, height]]))
        page.say(left - 6, height, label, 10, color=MUTED, ha="right")
    if facts.best is not None:
        place = left + _FAN_WIDTH * (facts.best - x.low) / (x.high - x.low)
        page.lines.append((np.array([[place, top], [place, top + _FAN]]), TEXT, 0.8))
    for tick, label in zip(x.ticks, x.labels, strict=True):
        across = left + _FAN_WIDTH * (tick - x.low) / (x.high - x.low)
        page.say(across, top + _FAN + 11, label, 10, color=MUTED, ha="center")


class _Page:
    """What is drawn, in pixels from the upper left corner."""

    def __init__(self, height: float) -> None:
        self.height = height
        self.fills: list[tuple[Array, str]] = []
        self.lines: list[tuple[Array, str, float]] = []
        self.rules: list[Array] = []
        self._words: list[tuple[float, float, str, dict[str, Any]]] = []
        self._images: list[tuple[Array, float, float]] = []

    def say(self, left: float, middle: float, words: str, size: float, **look: Any) -> None:
        """Write a line of text."""
        said = plain(words, 140)
        look = {"color": TEXT, "va": "center", "ha": "left", **font(said, size), **look}
        self._words.append((left, middle, said, look))

    def show(self, pixels: Array, left: float, top: float) -> None:
        """Place a picture, uint8, shape (height, width, 3)."""
        self._images.append((pixels, left, top))

    def figure(self) -> Any:
        """All of it as a figure of matplotlib."""
        figure = empty_figure(round(self.height))
        from matplotlib.collections import LineCollection, PolyCollection

        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(self.height, 0))
        axes.axis("off")
        axes.add_collection(LineCollection(self.rules, colors=GRID, linewidths=0.6), autolim=False)
        outlines, colors = [fill[0] for fill in self.fills], [fill[1] for fill in self.fills]
        fills = PolyCollection(outlines, facecolors=colors, edgecolors="none", linewidths=0)
        axes.add_collection(fills, autolim=False)
        paths, inks, widths = zip(*self.lines, strict=True)
        axes.add_collection(LineCollection(paths, colors=inks, linewidths=widths), autolim=False)
        for left, middle, words, look in self._words:
            axes.text(left, middle, words, **look)
        for pixels, left, top in self._images:
            extent = (left, left + pixels.shape[1], top + pixels.shape[0], top)
            axes.imshow(pixels, interpolation="nearest", aspect="auto", extent=extent)
        axes.set(xlim=(0, WIDTH), ylim=(self.height, 0))  # a picture moves them
        return figure

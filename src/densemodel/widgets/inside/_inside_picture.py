"""The static picture of the tab Inside: strips, fans, and the first layer's weights.

It is drawn while the run trains. So all of it is laid out here and drawn into one pair of axes: a
pair for each fan took matplotlib two seconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.charts import VALIDATION, on_white
from densemodel.charts._static import (
    DRAWING,
    GRID,
    MUTED,
    TEXT,
    WIDTH,
    empty_figure,
    font,
    plain,
    png_of,
)
from densemodel.training import MEDIAN
from densemodel.widgets.inside._layer_strips import SHADES, UNKNOWN, layer_name

if TYPE_CHECKING:
    from densemodel._array import Array
    from densemodel.charts import AxisRange
    from densemodel.widgets.inside._inside_facts import Fan, InsideFacts
    from densemodel.widgets.inside._layer_strips import Strip
    from densemodel.widgets.inside._unit_tiles import LayerTiles


_SHADES = 7
"""On each side of 0: weights look like noise, and each further shade makes the file larger."""
_GREY = 127.5
_INK = 33
"Of the cross over a unit that is dead or saturated."
_TILE_GAP = 3


def tiles_of(pictures: LayerTiles, across: int) -> Array:
    """All pictures in a grid on white, uint8, shape (height, across, 3)."""
    count, height, width, _ = pictures.pixels.shape
    zoom = _zoom(count, height, width, across)
    coloured = colours_of(pictures).repeat(zoom, axis=1).repeat(zoom, axis=2)
    down, right = np.arange(height * zoom), width * zoom - 1
    across_at = down * width // height
    for unit in (*pictures.dead, *pictures.saturated):
        if unit < count:
            for beside in (0, 1):  # both diagonals
                coloured[unit, down, np.minimum(across_at + beside, right)] = _INK
                coloured[unit, down, np.maximum(right - across_at - beside, 0)] = _INK
    tall, wide = height * zoom + _TILE_GAP, width * zoom + _TILE_GAP
    columns = max(1, across // wide)
    page = np.full((-(-count // columns) * tall, max(across, wide), 3), 255, dtype=np.uint8)
    for number, picture in enumerate(coloured):
        top, left = number // columns * tall, number % columns * wide
        page[top : top + tall - _TILE_GAP, left : left + wide - _TILE_GAP] = picture
    return page[:, :across]


def _zoom(count: int, height: int, width: int, across: int) -> int:
    zoom = max(1, min(60 // max(height, width), 8))
    for fewer in range(zoom, 1, -1):
        rows = -(-count // max(1, across // (width * fewer + _TILE_GAP)))
        if rows * (height * fewer + _TILE_GAP) <= 250:
            return fewer
    return 1


def colours_of(pictures: LayerTiles) -> Array:
    """The pictures in colours on white, uint8, shape (pictures, height, width, 3)."""
    share = np.clip(pictures.pixels.astype(np.float32) / 127, -1, 1)
    share = np.rint(share * _SHADES) / _SHADES
    if share.shape[-1] > 1:
        return np.asarray((_GREY + _GREY * share).astype(np.uint8))
    # the colours of the lowest weight and of the highest
    ends = np.where(share < 0, np.array((2, 119, 189)), np.array((199, 80, 0)))
    return np.asarray((255 + (ends - 255) * np.abs(share)).astype(np.uint8))


_BANDS = ("#d9eaf4", "#b3d5ea", "#8cc0df", "#66abd5", "#8cc0df", "#b3d5ea", "#d9eaf4")
"""The seven bands from below, the middle one deepest; on white."""

_SIZES = ("#123570", "#575d6d", "#8a8678", "#c4b56c", "#fde737")
"""From the lowest value to the highest; people who see few colours tell these apart as well."""
_STEPS = 12
"Shades of a strip: each further one makes the file larger."

_HEAD, _ROW, _FAN, _FOOT = 42, 126, 64, 14
_LEFT, _GAP, _EDGE = 54, 66, 14
_STRIP_HEAD, _STRIP_ROW, _STRIP_FOOT, _AXIS = 26, 17, 12, 22
_LEGEND = 90
_STRIP_LEFT, _STRIP_RIGHT = _EDGE + 122, WIDTH - _EDGE - 170


def inside_picture(facts: InsideFacts) -> bytes | None:
    """Draw strips, fans and pictures on white; None without weights."""
    if not facts.layers:
        return None
    with DRAWING:
        return png_of(_figure(facts))


def _figure(facts: InsideFacts) -> Any:
    layers = facts.layers[:12]
    pictures = facts.pictures
    tiles = None if pictures is None else tiles_of(pictures, WIDTH - 2 * _EDGE)
    named = [
        f"{layer_name(one.words)}: {words[:1].lower()}{words[1:]}"
        for one in facts.tiles
        if (words := one.named())
    ]
    below = (0 if tiles is None else len(tiles) + 44) + 18 * len(named)
    strips = facts.measured.strips
    heights = [_STRIP_HEAD + _STRIP_ROW * len(strip.rows) + _STRIP_FOOT for strip in strips]
    above = sum(heights) + (_AXIS if strips else 0)
    page = _Page(above + _HEAD + _ROW * len(layers) + below + _FOOT)
    top = 4.0
    for strip, height in zip(strips, heights, strict=True):
        _strip(page, facts, strip, top)
        top += height
    if strips:
        _label_across(page, facts.x, _STRIP_LEFT, _STRIP_RIGHT - _STRIP_LEFT, top - 3)
    left_out = len(facts.layers) - len(layers)
    more = f"; {left_out} more layers are left out" if left_out else ""
    words = f"Weights over {facts.unit}, in seven bands of equal counts{more}"
    page.say(_EDGE, above + 20, words, 13)
    measured = facts.measured
    bands = {
        layer: (fan, measured.at, lines)
        for (layer, fan), lines in zip(measured.bands, measured.lines, strict=True)
    }
    columns = 3 if bands else 2
    width = (WIDTH - _LEFT - _EDGE - 40 - (columns - 1) * _GAP) / columns
    strand = 0
    for number, (_, fans) in enumerate(layers):
        top = above + _HEAD + number * _ROW
        page.say(_EDGE, top + 10, facts.titles[number], 12)
        drawn = [
            (fan, facts.at, facts.points.lines[:, strand + column])
            for column, fan in enumerate(fans[:2])
        ]
        if number in bands:
            drawn.append(bands[number])
        for column, one in enumerate(drawn):
            _fan(page, facts, one, (_LEFT + column * (width + _GAP), top + 38), width)
        strand += len(fans)
    first = page.height - _FOOT - below
    for words in named:
        page.say(_EDGE, first + 6, words, 12)
        first += 18
    if tiles is not None and pictures is not None:
        page.say(_EDGE, first + 10, pictures.note(), 12)
        page.show(tiles, _EDGE, first + 26)
    return page.figure()


def _strip(page: _Page, facts: InsideFacts, strip: Strip, top: float) -> None:
    """Draw a heat map with its legend above, layers at the left and newest values at the right."""
    left, right = _STRIP_LEFT, _STRIP_RIGHT
    palette = _palette(("#f2f2f2", on_white(VALIDATION)) if strip.is_share else _SIZES)
    page.say(_EDGE, top + 14, f"{strip.title} ({strip.note})", 12)
    bar = np.arange(_LEGEND)[np.newaxis].repeat(9, axis=0) * SHADES // (_LEGEND - 1)
    at = WIDTH - _EDGE - _LEGEND - 44
    page.show(palette[_stepped(bar)], at, top + 9)
    page.say(at - 6, top + 14, strip.low, 10, color=MUTED, ha="right")
    page.say(at + _LEGEND + 6, top + 14, strip.high, 10, color=MUTED)
    first = top + _STRIP_HEAD
    columns = _columns(facts.measured.at, facts.x, right - left)
    for number, row in enumerate(strip.rows):
        middle = first + _STRIP_ROW * (number + 0.5)
        page.say(_EDGE, middle, row.name, 11)
        page.say(right + 10, middle, row.description, 11, color=TEXT if row.is_ill else MUTED)
        known = np.where(columns >= 0, strip.cells[number][columns], UNKNOWN)
        line = palette[_stepped(known)][np.newaxis].repeat(_STRIP_ROW - 2, axis=0)
        page.show(line, left, first + _STRIP_ROW * number + 1)


def _columns(at: Array, x: AxisRange, pixels: int) -> Array:
    """The nearest point of each pixel of an axis; -1 where nothing is measured yet."""
    places = x.low + (np.arange(pixels) + 0.5) * (x.high - x.low) / pixels
    found = np.searchsorted((at[1:] + at[:-1]) / 2, places, side="right")
    wide = (x.high - x.low) / pixels * 6  # a single point is as wide as can be seen
    return np.where((places >= at[0] - wide) & (places <= at[-1] + wide), found, -1)


def _palette(colors: tuple[str, ...]) -> Array:
    """The colour of each cell value, uint8, shape (256, 3); white for unknown."""
    stops = np.array(
        [[int(color[at : at + 2], 16) for at in (1, 3, 5)] for color in colors], np.float64
    )
    at = np.linspace(0, len(stops) - 1, SHADES + 1)
    channels = [np.interp(at, np.arange(len(stops)), stops[:, part]) for part in range(3)]
    known = np.rint(np.stack(channels, axis=1)).astype(np.uint8)
    return np.concatenate([known, np.full((1, 3), 255, np.uint8)])


def _stepped(cells: Array) -> Array:
    known = np.rint(np.rint(cells / SHADES * _STEPS) / _STEPS * SHADES)
    return np.where(cells == UNKNOWN, UNKNOWN, known).astype(np.uint8)


def _fan(
    page: _Page,
    facts: InsideFacts,
    drawn: tuple[Fan, Array, Array],
    corner: tuple[float, float],
    width: float,
) -> None:
    fan, places, lines = drawn
    left, top = corner
    page.say(left, top - 11, f"{fan.title}: {fan.lowest} to {fan.highest}", 11, color=MUTED)
    x, y = facts.x, fan.y
    at = left + width * (places - x.low) / (x.high - x.low)
    heights = top + _FAN * (y.high - lines.astype(float)) / (y.high - y.low)
    if len(at) == 1:  # a fan of one point is not seen
        at, heights = np.array([at[0], at[0] + 6]), np.repeat(heights, 2, axis=0)
    edges = np.delete(heights, MEDIAN, axis=1)
    for band, color in enumerate(_BANDS):
        lower, upper = (np.column_stack([at, edges[:, line]]) for line in (band, band + 1))
        page.fills.append((np.concatenate([lower, upper[::-1]]), color))
    page.lines.append((np.column_stack([at, heights[:, MEDIAN]]), "#01579b", 1.2))
    for tick, label in zip(y.ticks, y.labels, strict=True):
        height = top + _FAN * (y.high - tick) / (y.high - y.low)
        page.rules.append(np.array([[left, height], [left + width, height]]))
        page.say(left - 6, height, label, 10, color=MUTED, ha="right")
    if facts.best is not None:
        place = left + width * (facts.best - x.low) / (x.high - x.low)
        page.lines.append((np.array([[place, top], [place, top + _FAN]]), TEXT, 0.8))
    _label_across(page, x, left, width, top + _FAN + 11)


def _label_across(page: _Page, x: AxisRange, left: float, width: float, middle: float) -> None:
    for tick, label in zip(x.ticks, x.labels, strict=True):
        across = left + width * (tick - x.low) / (x.high - x.low)
        page.say(across, middle, label, 10, color=MUTED, ha="center")


class _Page:
    """In pixels from the upper left corner."""

    def __init__(self, height: float) -> None:
        self.height = height
        self.fills: list[tuple[Array, str]] = []
        self.lines: list[tuple[Array, str, float]] = []
        self.rules: list[Array] = []
        self._words: list[tuple[float, float, str, dict[str, Any]]] = []
        self._images: list[tuple[Array, float, float]] = []

    def say(self, left: float, middle: float, words: str, size: float, **style: Any) -> None:
        text = plain(words, 140)
        style = {"color": TEXT, "va": "center", "ha": "left", **font(text, size), **style}
        self._words.append((left, middle, text, style))

    def show(self, pixels: Array, left: float, top: float) -> None:
        """Place a picture, uint8, shape (height, width, 3)."""
        self._images.append((pixels, left, top))

    def figure(self) -> Any:
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
        for left, middle, words, style in self._words:
            axes.text(left, middle, words, **style)
        for pixels, left, top in self._images:
            extent = (left, left + pixels.shape[1], top + pixels.shape[0], top)
            axes.imshow(pixels, interpolation="nearest", aspect="auto", extent=extent)
        axes.set(xlim=(0, WIDTH), ylim=(self.height, 0))  # a picture moves them
        return figure

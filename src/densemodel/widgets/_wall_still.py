"""The wall as a picture that stays in the notebook: with few greys, or it would be too large."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.widgets._still_paint import GRID, MUTED, TEXT
from densemodel.widgets._still_png import DRAWING, WIDTH, empty_figure, png_of
from densemodel.widgets._still_words import font, plain
from densemodel.widgets._wall_facts import share_words
from densemodel.widgets._wall_names import captions
from densemodel.widgets._wall_rows import names_of

if TYPE_CHECKING:
    from densemodel.widgets._wall_facts import WallFacts

Array = np.ndarray[Any, Any]

_COLUMNS = 40
_CELL = 19
"Pixels of a picture's sides, at which it is shown."
_STRIP = 8
"Below each picture, for its true and its computed class."
_INSET = 3
"Beside each of the two, which stand nearer to each other than to those of the next picture."
_HIGH = _CELL + _STRIP
_EDGE = 14
"As beside the other tabs' pictures."
_TOP, _BOTTOM = 34, 10
_LINE = 18
"Of a warning, above the sentence."
_RED = (0xEF, 0x9A, 0x9A)
_INK = 0x21
_BAD = "#b71c1c"
_GREYS = 5
_MOST_PIXEL_BYTES = 44_000
"Of the pixels as they are packed: words and ruler come beside them."
_MOST_NAMED = 80
"Mistakes whose classes are written; each word takes time to draw."
_COLOURS = 24
_SENTENCE = 150
_FINE = 50
"A ruler that begins above this has finer marks."


def wall_still(facts: WallFacts) -> bytes:
    """The wall, its ruler and its sentence as a PNG.

    Of a wall whose pictures take too many bytes the first ones are drawn, the mistakes among them.
    """
    tiles = _tiles(facts)
    count = _fitting(tiles)
    rows = -(-count // _COLUMNS)
    height = _LINE * len(facts.warnings) + _TOP + rows * _HIGH + _BOTTOM
    with DRAWING:
        figure = empty_figure(height)
        size = (_COLUMNS * _CELL / WIDTH, rows * _HIGH / height)
        left, low = _EDGE / WIDTH, _BOTTOM / height
        axes = figure.add_axes((left, low, *size))
        axes.set_axis_off()
        axes.imshow(_composed(tiles[:count]), interpolation="nearest", aspect="auto")
        _name_mistakes(axes, facts, count)
        _rule(figure.add_axes((left + size[0] + 0.002, low, 0.012, size[1])), facts, count)
        _say(figure, facts, count, height)
        return png_of(figure, _COLOURS)


def _tiles(facts: WallFacts) -> Array:
    """The pictures in their order on the wall, shape (n, _HIGH, _CELL, 3), mistakes on red."""
    order, wrong = facts.order, facts.wrong
    pixels = _sized(facts.rows.pixels[order])
    ground = np.full((len(order), 1, 1, 3), 255.0)
    ground[:wrong] = _RED
    if not facts.rows.is_drawing:
        colours = pixels if pixels.ndim == 4 else pixels[..., None]  # noqa: PLR2004
        tiles = np.broadcast_to(ground, (len(order), _HIGH, _CELL, 3)).copy()
        tiles[:, 2:_CELL, 1:-1] = _few(colours[:, 2:, 1:-1])
        return tiles.astype(np.uint8)
    ink = np.pad(_few(pixels) / 255, ((0, 0), (0, _STRIP), (0, 0)))[..., None]
    return np.asarray(ground * (1 - ink) + _INK * ink, np.uint8)


def _few(pixels: Array) -> Array:
    """The same in few shades, which pack well."""
    return np.rint(pixels / 255 * (_GREYS - 1)) / (_GREYS - 1) * 255


def _sized(pixels: Array) -> Array:
    """Pictures of the wall's size: each pixel the mean of those that it covers, at least one."""
    for axis in (1, 2):
        sums = np.concatenate(
            [np.zeros_like(pixels.take([0], axis), np.float64), pixels.cumsum(axis, np.float64)],
            axis,
        )
        side = pixels.shape[axis]
        edges = np.linspace(0, side, _CELL + 1)
        low = np.minimum(np.floor(edges[:-1]).astype(int), side - 1)
        high = np.maximum(np.ceil(edges[1:] - 1e-9).astype(int), low + 1)
        shape = [1] * pixels.ndim
        shape[axis] = -1
        pixels = (sums.take(high, axis) - sums.take(low, axis)) / (high - low).reshape(shape)
    return pixels


def _fitting(tiles: Array) -> int:
    """How many pictures may be drawn, in whole rows."""
    packed = len(zlib.compress(tiles.mean(axis=3).astype(np.uint8).tobytes(), 9))
    most = int(len(tiles) * min(1.0, _MOST_PIXEL_BYTES / max(packed, 1)))
    return len(tiles) if most >= len(tiles) else max(most // _COLUMNS, 1) * _COLUMNS


def _composed(tiles: Array) -> Array:
    rows = -(-len(tiles) // _COLUMNS)
    wall = np.full((rows * _COLUMNS, _HIGH, _CELL, 3), 255, np.uint8)
    wall[: len(tiles)] = tiles
    grid = wall.reshape(rows, _COLUMNS, _HIGH, _CELL, 3).swapaxes(1, 2)
    return grid.reshape(rows * _HIGH, _COLUMNS * _CELL, 3)


def _name_mistakes(axes: Any, facts: WallFacts, count: int) -> None:
    """Write the true class to the left of each mistake and the computed one to the right.

    A letter has room for each: where one doesn't tell the classes apart, nothing is written.
    """
    # letters that no font has are boxes, all of them alike
    names = captions([plain(name) for name in names_of(facts.rows.rows.terms)], 1)
    some = min(facts.wrong, count, _MOST_NAMED) if names else 0
    for place, number in enumerate(facts.order[:some].tolist()):
        row, column = divmod(place, _COLUMNS)
        middle = (row + 1) * _HIGH - _STRIP / 2 - 0.5
        sides = (("left", _INSET, facts.truth), ("right", _CELL - 1 - _INSET, facts.said))
        for side, off, classes in sides:
            word = names[int(classes[number])]
            look = font(word, 8, color=TEXT, ha=side, va="center_baseline")
            axes.text(column * _CELL + off, middle, word, **look)


def _rule(axes: Any, facts: WallFacts, count: int) -> None:
    """The ruler: 100 % at its top, and where red turns white the share that is right."""
    total = len(facts.truth)
    low = 100 - 100 * count / total
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(low, 100)
    axes.vlines(0.1, low, 100, colors=GRID, linewidth=1.5)
    here = 100 * facts.share_right
    step = 20 if low < _FINE else 5
    for tick in range(int(-(-low // step)) * step, 101, step):
        if abs(tick - here) > (100 - low) / 14:
            _mark(axes, tick, f"{tick:.0f} %", MUTED)
    words = share_words(facts.share_right)
    _mark(axes, max(here, low), words if here >= low else f"{words} ↓", TEXT)


def _mark(axes: Any, height: float, words: str, colour: str) -> None:
    axes.hlines(height, 0, 0.8, colors=colour, linewidth=1, clip_on=False)
    look = font(words, 11, color=colour, va="center")
    axes.text(1.1, height, words, clip_on=False, **look)


def _say(figure: Any, facts: WallFacts, count: int, height: int) -> None:
    total = len(facts.truth)
    part = "" if count == total else f" The first {count:,} are drawn."
    lines = [*((words, _BAD) for words in facts.warnings), (facts.sentence + part, TEXT)]
    for place, (line, colour) in enumerate(lines):
        words, top = plain(line, _SENTENCE), 5 + _LINE * place
        look = font(words, 12, color=colour, va="top")
        figure.text(_EDGE / WIDTH, 1 - top / height, words, **look)

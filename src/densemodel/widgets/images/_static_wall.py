"""The static picture of the wall, with few greys to keep it small."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.charts._static import (
    DRAWING,
    MUTED,
    TEXT,
    WIDTH,
    empty_figure,
    font,
    plain,
    png_of,
    write,
)
from densemodel.widgets.images._wall_facts import captions_or_signs, legend, share_words
from densemodel.widgets.score._row_pictures import names_of

if TYPE_CHECKING:
    from densemodel._array import Array
    from densemodel.widgets.images._wall_facts import WallFacts


_COLUMNS = 40
_CELL = 19
"Pixels of a picture's sides, at which it is shown."
_STRIP = 8
"Below each picture, for its true and its predicted class."
_INSET = 3
"Beside each of the two, which stand nearer to each other than to those of the next picture."
_HIGH = _CELL + _STRIP
_EDGE = 14
"As beside the other tabs' pictures."
_LINE = 18
_LETTERS = 126
"In a line as wide as the picture."
_GREYS = 5
_MOST_BYTES = 112_000
"Of the picture: the notebook stores it as text, 150 kB, below that of the other tabs."
_COLOURS = 24, 16, 12
"""The first that make it small enough; of photographs in so many the wall has fewer colours, rather
than fewer photographs."""


def static_wall(facts: WallFacts) -> bytes:
    """The wall, its ruler, its sentence and its legend as a PNG.

    Of a wall whose pictures take too many bytes the first ones are drawn, the mistakes among them.
    """
    tiles = _tiles(facts)
    count = len(tiles)
    while True:
        with DRAWING:
            picture = png_of(_figure(facts, tiles[:count]), _COLOURS, (2,), _MOST_BYTES)
        if len(picture) <= _MOST_BYTES or count <= _COLUMNS:
            return picture
        fitting = int(0.95 * count * _MOST_BYTES / len(picture))
        count = max(fitting // _COLUMNS, 1) * _COLUMNS


def _figure(facts: WallFacts, tiles: Array) -> Any:
    count = len(tiles)
    # letters that no font has are boxes, all of them alike
    names = [plain(name) for name in names_of(facts.rows.rows.terms)]
    short = captions_or_signs(names, 1)
    part = "" if count == len(facts.y_true) else f" The first {count:,} are drawn."
    paragraphs = [*((words, "#b71c1c") for words in facts.warnings), (facts.sentence + part, TEXT)]
    above = [(line, colour) for words, colour in paragraphs for line in wrap(words, _LETTERS)]
    below = []
    if short and facts.wrong:
        explained = pair_words(facts, names, short), legend(names, short)
        below = [(line, MUTED) for words in explained for line in wrap(words, _LETTERS)]
    rows = -(-count // _COLUMNS)
    low = 10 + _LINE * len(below)
    height = 16 + _LINE * len(above) + rows * _HIGH + low
    figure = empty_figure(height)
    left, width, tall = _EDGE / WIDTH, _COLUMNS * _CELL / WIDTH, rows * _HIGH / height
    axes = figure.add_axes((left, low / height, width, tall))
    axes.set_axis_off()
    wall = np.full((rows * _COLUMNS, _HIGH, _CELL, 3), 255, np.uint8)
    wall[:count] = tiles
    grid = wall.reshape(rows, _COLUMNS, _HIGH, _CELL, 3).swapaxes(1, 2)
    page = grid.reshape(rows * _HIGH, _COLUMNS * _CELL, 3)
    axes.imshow(page, interpolation="nearest", aspect="auto")
    _name_mistakes(axes, facts, short, count)
    _rule(figure.add_axes((left + width + 0.002, low / height, 0.012, tall)), facts, count)
    for lines, top in ((above, 5), (below, height - low + 8)):
        for place, (line, colour) in enumerate(lines):
            write(figure, _EDGE, top + _LINE * place, plain(line, _LETTERS), 12, color=colour)
    return figure


def _tiles(facts: WallFacts) -> Array:
    """The pictures in the order of the wall, shape (n, _HIGH, _CELL, 3), mistakes on red."""
    from PIL import Image  # matplotlib needs it, so it is there

    order, wrong = facts.order, facts.wrong
    # each pixel is the mean of those that it covers
    sized = (
        Image.fromarray(one).resize((_CELL, _CELL), Image.Resampling.BOX)
        for one in facts.rows.pixels[order]
    )
    pixels = np.stack([np.asarray(one) for one in sized])
    ground = np.full((len(order), 1, 1, 3), 255.0)
    ground[:wrong] = 0xEF, 0x9A, 0x9A  # red
    if not facts.rows.form.is_drawing:
        colours = pixels if pixels.ndim == 4 else pixels[..., None]
        tiles = np.broadcast_to(ground, (len(order), _HIGH, _CELL, 3)).copy()
        tiles[:, 2:_CELL, 1:-1] = _few(colours[:, 2:, 1:-1])
        return tiles.astype(np.uint8)
    ink = np.pad(_few(pixels) / 255, ((0, 0), (0, _STRIP), (0, 0)))[..., None]
    return np.asarray(ground * (1 - ink) + 0x21 * ink, np.uint8)


def _few(pixels: Array) -> Array:
    """The pictures in few shades, which compress well."""
    return np.rint(pixels / 255 * (_GREYS - 1)) / (_GREYS - 1) * 255


def _name_mistakes(axes: Any, facts: WallFacts, names: list[str], count: int) -> None:
    """Write the true class to the left of each mistake and the predicted one to the right.

    A letter has room for each: where one doesn't tell the classes apart, nothing is written.
    """
    some = min(facts.wrong, count, 80) if names else 0  # each word takes time to draw
    for place, number in enumerate(facts.order[:some].tolist()):
        row, column = divmod(place, _COLUMNS)
        middle = (row + 1) * _HIGH - _STRIP / 2 - 0.5
        sides = (("left", _INSET, facts.y_true), ("right", _CELL - 1 - _INSET, facts.y_pred))
        for side, off, classes in sides:
            word = names[int(classes[number])]
            style = font(word, 8, color=TEXT, ha=side, va="center_baseline")
            axes.text(column * _CELL + off, middle, word, **style)


def _rule(axes: Any, facts: WallFacts, count: int) -> None:
    """The ruler: 100 % at the top, and the share of right predictions where red turns white."""
    total = len(facts.y_true)
    low = 100 - 100 * count / total
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(low, 100)
    axes.vlines(0.1, low, 100, colors=MUTED, linewidth=0.8)
    here = 100 * facts.share_right
    step = 20 if low < 50 else 5
    for tick in range(int(-(-low // step)) * step, 101, step):
        if abs(tick - here) > (100 - low) / 14:
            _mark(axes, tick, f"{tick:.0f} %", MUTED)
    words = share_words(facts.share_right)
    _mark(axes, max(here, low), words if here >= low else f"{words} ↓", TEXT)


def _mark(axes: Any, height: float, words: str, colour: str) -> None:
    axes.hlines(height, 0, 0.8, colors=colour, linewidth=1, clip_on=False)
    style = font(words, 11, color=colour, va="center")
    axes.text(1.1, height, words, clip_on=False, **style)


def pair_words(facts: WallFacts, names: list[str], short: list[str]) -> str:
    """The explanation of the first pair: `Below each mistake: 24 means true 2, predicted 4.`."""
    first = int(facts.order[0])
    true, other = int(facts.y_true[first]), int(facts.y_pred[first])
    pair = f"{short[true]} {short[other]}"
    return f"Below a mistake, {pair} means: true {names[true]}, predicted {names[other]}."

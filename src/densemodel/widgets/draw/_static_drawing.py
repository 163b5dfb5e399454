"""The static picture of the tab Draw: the last drawing, what the network got, and its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.charts._colors import TRAINING, on_white
from densemodel.charts._static import (
    DRAWING,
    MUTED,
    TEXT,
    WIDTH,
    axes_at,
    empty_figure,
    plain,
    png_of,
    write,
)

if TYPE_CHECKING:
    from densemodel._array import Array
    from densemodel.charts._static import Box
    from densemodel.widgets.draw._draw_facts import DrawFacts

_EDGE, _GAP = 14, 24
_PAD, _PICTURE = 200, 112
_BARS = _EDGE + _PAD + _GAP + 160
_HEAD, _LINE = 34, 18
_NAME, _TEXT = 90, 64
"The width of a class's name, and that of its probability."


def static_drawing(facts: DrawFacts) -> bytes:
    """The pad, the picture that the network gets, and the bars, as a PNG."""
    with DRAWING:
        return png_of(_figure(facts))


def _figure(facts: DrawFacts) -> Any:
    form, drawing, bars = facts.form, facts.drawing, facts.bars
    height = max(_EDGE + _PAD, _HEAD + _LINE * len(bars) + 34) + 10
    figure = empty_figure(height)
    if drawing.pixels is not None:
        pad = drawing.pixels
        pad = 255 - pad if form.has_ground else pad
        _show(figure, pad, (_EDGE, _EDGE, _PAD, _PAD), is_smooth=max(pad.shape[:2]) > 64)
    left = _EDGE + _PAD + _GAP
    write(figure, left, _EDGE, "What the network gets", 11.5, color=MUTED)
    pixels = form.pixels(facts.x[None])[0]
    pixels = 255 - pixels if form.is_drawing else pixels
    _show(figure, pixels, (left, _EDGE + 20, _PICTURE, _PICTURE))
    lines = facts.caption.split(", ", 1)
    for place, words in enumerate(lines):
        top = _EDGE + 20 + _PICTURE + 8 + 16 * place
        write(figure, left, top, plain(words, 26), 11, color=MUTED)
    write(figure, _BARS, 10, plain(facts.words, 60), 15, fontweight="bold")
    track = WIDTH - _EDGE - _BARS - _NAME - _TEXT
    for place, bar in enumerate(bars):
        top = _HEAD + _LINE * place
        style = {"fontweight": "bold"} if bar["is_marked"] else {}
        write(figure, _BARS, top, plain(bar["name"], 14), 12, color=TEXT, **style)
        write(figure, WIDTH - _EDGE, top, bar["text"], 12, ha="right", **style)
        if bar["share"] is not None:
            box = (_BARS + _NAME, top + 3, track, 9)
            axes = axes_at(figure, box)
            axes.set_xlim(0, 1)
            color = on_white(TRAINING)
            alpha = 1 if bar["is_marked"] else 0.55
            axes.barh(0, max(bar["share"], 2 / track), color=color, alpha=alpha)
    top = _HEAD + _LINE * len(bars) + 8
    write(figure, _BARS, top, plain(facts.note, 80), 11, color=MUTED)
    return figure


def _show(figure: Any, pixels: Array, box: Box, *, is_smooth: bool = False) -> None:
    """A picture in a frame, in its own proportions."""
    axes = axes_at(figure, box)
    for spine in axes.spines.values():
        spine.set(visible=True, color="#e0e0e0")
    colors = np.repeat(pixels[..., None], 3, axis=2) if pixels.ndim < 3 else pixels
    how = "antialiased" if is_smooth else "nearest"
    axes.imshow(colors, interpolation=how, aspect="equal")

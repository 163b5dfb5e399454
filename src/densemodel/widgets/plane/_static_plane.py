"""The static picture of a plane."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from densemodel.charts import on_white
from densemodel.charts._static import (
    DRAWING,
    MUTED,
    TEXT,
    empty_figure,
    paint,
    plain,
    png_of,
    write,
)
from densemodel.scoring import plane_chart
from densemodel.widgets.plane._plane_state import held_words, legend_state

if TYPE_CHECKING:
    from densemodel.widgets.plane._plane_state import ShownPlane

_HEIGHT = 396
_BOX = 56.0, 30.0, 320.0, 320.0
_LEFT = 410
"Of the words beside it."
_LETTERS = 62
"In a line of them."


def static_plane(shown: ShownPlane) -> bytes:
    """The plane with the words beside it as a PNG."""
    legend = legend_state(shown.plane)
    lines = [
        *((line, TEXT) for line in wrap(f"{shown.plane.sentence}.", _LETTERS)),
        *((line, MUTED) for line in wrap(f"{shown.moment} {held_words(shown)}", _LETTERS)),
    ]
    rows = "Discs are training rows, rings held-out rows" if legend["has_held_out"] else ""
    wrong = ", a dark edge marks a wrong one" if legend["has_wrong"] else ""
    lines += [(line, MUTED) for line in wrap(f"{rows}{wrong}." if rows else "", _LETTERS)]
    if scale := legend["scale"]:
        lines.append((f"Pale: {scale['low']}; deep: {scale['high']}.", MUTED))
    lines += [(f"● {one['name']}", on_white(one["color"])) for one in legend["classes"]]
    with DRAWING:
        figure = empty_figure(_HEIGHT)
        paint(figure, plane_chart(shown.plane), _BOX)
        for place, (words, color) in enumerate(lines):
            write(figure, _LEFT, 32 + 19 * place, plain(words, _LETTERS), 12, color=color)
        return png_of(figure, (64, 32, 16))

"""The line styles of a comparison: a colour, a dash and a shape for each network."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING

from densemodel.charts import NETWORK_COLORS, network_color
from densemodel.wording import escaped

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class LineStyle:
    """A network's colour, dash and shape, by the names that bqplot has for them."""

    color: str
    "The CSS colour of the theme."
    dash: str
    "As bqplot names it."
    dashes: tuple[float, ...]
    "Pixels drawn and left out; empty for a whole line."
    shape: str
    "As bqplot names it."


_SAME = {
    "gray": "grey",
    "gold": "yellow",
    "olive": "yellow",
    "violet": "purple",
    "magenta": "purple",
}
"""Other names for these colours."""

_DASHES: tuple[tuple[str, tuple[float, ...]], ...] = (
    ("solid", ()),
    ("dashed", (7, 4)),
    ("dotted", (2, 3)),
    ("dash_dotted", (8, 3, 2, 3)),
)
_SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross")
_SIGNS = {
    "circle": '<circle cx="15" cy="6" r="3.4"/>',
    "square": '<rect x="11.8" y="2.8" width="6.4" height="6.4"/>',
    "triangle-up": '<path d="M15 1.8 19.2 9.4H10.8Z"/>',
    "diamond": '<path d="M15 1.4 19.2 6 15 10.6 10.8 6Z"/>',
    "triangle-down": '<path d="M15 10.2 19.2 2.6H10.8Z"/>',
    "cross": '<path d="M13.4 2h3.2v2.4H19v3.2h-2.4V10h-3.2V7.6H11V4.4h2.4Z"/>',
}


def line_styles_of(names: Sequence[str]) -> list[LineStyle]:
    """The line style of each network; a name with a colour gets that colour.

    All others get theirs in one order, blue and orange first. Dash and shape go by the place.
    """
    named: dict[int, str] = {}
    for place, name in enumerate(names):  # `blue`, `wide_blue`, `Blue 2`
        words = [_SAME.get(word, word) for word in re.findall(r"[a-z]+", name.casefold())]
        if color := next((word for word in words if word in NETWORK_COLORS), None):
            named[place] = color
    # of two with one colour the first has it
    places = {color: place for place, color in reversed(named.items())}
    free = cycle([color for color in NETWORK_COLORS if color not in places] or NETWORK_COLORS)
    styles = []
    for place in range(len(names)):
        color = named.get(place, "")
        if places.get(color) != place:
            color = next(free)
        dash, dashes = _DASHES[place % len(_DASHES)]
        shape = _SHAPES[place % len(_SHAPES)]
        styles.append(LineStyle(network_color(color), dash, dashes, shape))
    return styles


def dash_array(line_style: LineStyle) -> str:
    """The dash array for SVG."""
    return " ".join(f"{part:g}" for part in line_style.dashes) or "none"


def swatch(line_style: LineStyle) -> str:
    """A sample of a network's line and shape, as SVG."""
    style = f"color:{escaped(line_style.color)}"
    return (
        f'<svg class="dm-swatch" width="30" height="12" aria-hidden="true" style="{style}" '
        'fill="currentColor"><line x1="0" y1="6" x2="30" y2="6" stroke-width="2" '
        f'stroke="currentColor" stroke-dasharray="{dash_array(line_style)}"/>'
        f"{_SIGNS[line_style.shape]}</svg>"
    )

"""How the networks of a comparison are drawn: each with a colour, a dash and a shape."""

from __future__ import annotations

from dataclasses import dataclass

from densemodel.widgets._text import escaped


@dataclass(frozen=True, slots=True)
class Look:
    """One network's colour, dash and shape, as the front end and matplotlib name them."""

    color: str
    "As CSS, for each theme: css/compared.css."
    on_white: str
    dash: str
    "As bqplot names it."
    dashes: tuple[float, ...]
    "Pixels drawn and left out; empty for a whole line."
    shape: str
    "As bqplot names it."
    still_shape: str
    "As matplotlib names it."


# Okabe and Ito's colours, which the colour-blind tell apart, dark enough to be read as text
_COLORS = ("#c94a00", "#0072b2", "#007a57", "#a04a84", "#7a6200", "#4d6b7a")
_DASHES: tuple[tuple[str, tuple[float, ...]], ...] = (
    ("solid", ()),
    ("dashed", (7, 4)),
    ("dotted", (2, 3)),
    ("dash_dotted", (8, 3, 2, 3)),
)
_SHAPES = (
    ("circle", "o"),
    ("square", "s"),
    ("triangle-up", "^"),
    ("diamond", "D"),
    ("triangle-down", "v"),
    ("cross", "P"),
)
_SIGNS = {
    "circle": '<circle cx="15" cy="6" r="3.4"/>',
    "square": '<rect x="11.8" y="2.8" width="6.4" height="6.4"/>',
    "triangle-up": '<path d="M15 1.8 19.2 9.4H10.8Z"/>',
    "diamond": '<path d="M15 1.4 19.2 6 15 10.6 10.8 6Z"/>',
    "triangle-down": '<path d="M15 10.2 19.2 2.6H10.8Z"/>',
    "cross": '<path d="M13.4 2h3.2v2.4H19v3.2h-2.4V10h-3.2V7.6H11V4.4h2.4Z"/>',
}


def nth_look(place: int) -> Look:
    """The look of a network by its place in the cell; the first two are red and blue."""
    number = place % len(_COLORS)
    dash, dashes = _DASHES[place % len(_DASHES)]
    shape, still_shape = _SHAPES[number]
    return Look(
        color=f"var(--dm-compared-{number + 1}, {_COLORS[number]})",
        on_white=_COLORS[number],
        dash=dash,
        dashes=dashes,
        shape=shape,
        still_shape=still_shape,
    )


def swatch(look: Look) -> str:
    """A piece of a network's line with its shape, as SVG."""
    dashes = " ".join(f"{part:g}" for part in look.dashes) or "none"
    style = f"color:{escaped(look.color)}"
    return (
        f'<svg class="dm-swatch" width="30" height="12" aria-hidden="true" style="{style}" '
        'fill="currentColor"><line x1="0" y1="6" x2="30" y2="6" stroke-width="2" '
        f'stroke="currentColor" stroke-dasharray="{dashes}"/>{_SIGNS[look.shape]}</svg>'
    )

"""The colours of charts: CSS variables of the panel, each with its value on white for files."""

import re

# bqplot takes a CSS variable with a fallback as a colour; css/tokens.css gives it for each theme.
TRAINING = "var(--dm-training, #0277bd)"
VALIDATION = "var(--dm-validation, #c75000)"
RATE = "var(--dm-rate, #6a1b9a)"
EARLIER = "var(--dm-earlier, #757575)"
GRID = "var(--dm-line, #e0e0e0)"
MUTED = "var(--dm-muted, #616161)"
TEXT = "var(--dm-text, #212121)"
PAGE = "var(--dm-page, #ffffff)"

_MIX = re.compile(r"color-mix\(in srgb, (#\w{6}) (\d+)%, (#\w{6})\)")


def on_page(color: str, share: float) -> str:
    """A CSS colour that is so far from the page's own: 0 is the page, 1 the colour."""
    return f"color-mix(in srgb, {color} {100 * share:.0f}%, {PAGE})"


def on_white(color: str) -> str:
    """A CSS colour in the light theme: a picture is white on dark pages too."""
    plain = re.sub(r"var\([^,]*, *([^)]*)\)", r"\1", color)
    mix = _MIX.fullmatch(plain)
    if mix is None:
        return plain
    share, both = int(mix[2]) / 100, (bytes.fromhex(mix[at][1:]) for at in (1, 3))
    parts = (round(share * one + (1 - share) * other) for one, other in zip(*both, strict=True))
    return f"#{bytes(parts).hex()}"


# for the light theme and for the dark one; made after Okabe and Ito's, which the colour-blind tell
# apart, dark enough to be read as text
NETWORK_COLORS = {
    "blue": ("#0072b2", "#64b5f6"),
    "orange": ("#c94a00", "#ffa65c"),
    "green": ("#007a57", "#4dd0a5"),
    "purple": ("#a04a84", "#e6a3cc"),
    "yellow": ("#7a6200", "#e0c050"),
    "grey": ("#4d6b7a", "#b0c4cf"),
    "red": ("#b3261e", "#ff8a80"),
    "brown": ("#795548", "#bcaaa4"),
}
"""In the order in which the networks of a comparison, and the classes of a plane, get them."""


def network_color(name: str) -> str:
    """One of them as CSS has it, in the theme of the page."""
    return f"var(--dm-network-{name}, {NETWORK_COLORS[name][0]})"

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


def on_white(color: str) -> str:
    """A CSS colour in the light theme: a picture is white on dark pages too."""
    return re.sub(r"var\([^,]*, *([^)]*)\)", r"\1", color)

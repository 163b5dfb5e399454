"""The panel's stylesheets, and the colours that bqplot is given by name."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from ipywidgets import HTML

from densemodel.widgets.runtime._front_end import read_front_end

# bqplot takes a CSS variable with a fallback as a colour; css/panel.css gives it for each theme.
TRAINING = "var(--dm-training, #0277bd)"
VALIDATION = "var(--dm-validation, #e65100)"
RATE = "var(--dm-rate, #6a1b9a)"
EARLIER = "var(--dm-earlier, #757575)"
GRID = "var(--dm-line, #e0e0e0)"
MUTED = "var(--dm-muted, #616161)"
TEXT = "var(--dm-text, #212121)"


SHEETS = (
    *("panel", "tabs", "controls", "curves", "views"),
    *("score", "images", "inside", "models", "compared", "capacity", "echo", "ended", "sweep"),
)
"""The files in css/, in the order in which they are read: a later rule wins."""


@cache
def stylesheet() -> str:
    """The text of all sheets."""
    folder = files("densemodel.widgets") / "css"
    return "\n".join((folder / f"{sheet}.css").read_text(encoding="utf-8") for sheet in SHEETS)


def style_widget() -> HTML:
    """A widget without a look of its own that brings the stylesheet into the page."""
    style = HTML(f"<style>{stylesheet()}</style>")
    style.add_class("dm-style")
    return style


def read_ahead() -> None:
    """Read what widgets give to a page, so that the first of them has it at hand."""
    stylesheet()
    read_front_end()

"""Two outputs of a cell: a live widget, and what stays in the file and is seen when it is gone.

A widget's own output cannot carry its replacement: a notebook that a person trusts shows "model
not found" in its place. So the replacement is an output of its own right below, and CSS that hangs
on the widget's class hides the one or the other. Nothing here needs JavaScript or saved state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from ipywidgets import DOMWidget

_OUTPUT = ":is(.jp-OutputArea-child,.output_area)"


def show_live_and_in_file(widget: DOMWidget, html: str, text: str) -> None:
    """Display a widget, and below it what is seen in its place where there is no kernel.

    Args:
        widget: What a living notebook shows.
        html: What GitHub, nbviewer, nbconvert and a reopened notebook show; every text escaped.
        text: The same for places that show no HTML.
    """
    from IPython.display import display

    key = uuid4().hex[:12]
    widget.add_class(f"dm-live-{key}")
    bundle = widget._repr_mimebundle_()
    data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
    # Nothing as HTML and as text: no place may show a list of boxes instead of the widget
    live: dict[str, Any] = {**data, "text/html": "<span></span>", "text/plain": ""}
    display(live, metadata=metadata, raw=True)
    display(in_file(key, html, text), raw=True)


def in_file(key: str, html: str, text: str) -> dict[str, str]:
    """The output that stays in the file, hidden while the widget of this key is alive."""
    marked = f'{_style(key)}<div class="dm-file-{key}">{html}</div>'
    return {"text/html": marked, "text/plain": text}


def _style(key: str) -> str:
    alive = f".dm-live-{key}:not(.jupyter-widgets-disconnected)"
    # Right inside its output, so that an output around a whole cell area is never meant
    file = f"{_OUTPUT}:has(> * > .dm-file-{key})"
    hide = "{display:none!important}"
    return (
        f"<style>body:has({alive}) .dm-file-{key}{hide}"
        f"body:has({alive}) {file}{hide}"
        f".dm-live-{key}.jupyter-widgets-disconnected{hide}"
        f"{_OUTPUT}:has(+ {file}):not(:has({alive})){hide}</style>"
    )

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

_NO_MATHS = "mathjax_ignore tex2jax_ignore"
"A page typesets what stands between two dollars, unless MathJax 3 or 2 reads this."

_OUTPUT = ":is(.jp-OutputArea-child,.output_area)"


def show_live_and_in_file(
    widget: DOMWidget, html: str, text: str, *, outlives_kernel: bool = False
) -> str:
    """Display a widget, and below it what is seen in its place where there is no kernel.

    Args:
        widget: What a living notebook shows.
        html: What GitHub, nbviewer, nbconvert and a reopened notebook show; every text escaped.
        text: The same for places that show no HTML.
        outlives_kernel: Whether the widget is still worth a look when the kernel has ended, until
            the page is closed.

    Returns:
        A key for `change_in_file`.
    """
    from IPython.display import display

    key = uuid4().hex[:12]
    widget.add_class(f"dm-live-{key}")
    bundle = widget._repr_mimebundle_()
    data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
    # Nothing as HTML and as text: no place may show a list of boxes instead of the widget
    live: dict[str, Any] = {**data, "text/html": "<span></span>", "text/plain": ""}
    display(live, metadata=metadata, raw=True)
    file = in_file(key, html, text, outlives_kernel=outlives_kernel)
    display(file, raw=True, display_id=key)
    return key


def change_in_file(key: str, html: str, text: str, *, outlives_kernel: bool = False) -> None:
    """Put something else in the place of what `show_live_and_in_file` left in the file."""
    from IPython.display import update_display

    file = in_file(key, html, text, outlives_kernel=outlives_kernel)
    update_display(file, raw=True, display_id=key)


def in_file(key: str, html: str, text: str, *, outlives_kernel: bool = False) -> dict[str, str]:
    """The output that stays in the file, hidden while the widget of this key is alive."""
    style = _style(key, outlives_kernel=outlives_kernel)
    marked = f'{style}<div class="dm-file-{key} {_NO_MATHS}">{html}</div>'
    return {"text/html": marked, "text/plain": text}


def _style(key: str, *, outlives_kernel: bool) -> str:
    alive = f".dm-live-{key}"
    if not outlives_kernel:
        alive += ":not(.jupyter-widgets-disconnected)"
    # Right inside its output, so that an output around a whole cell area is never meant
    inside = f"> * > .dm-file-{key}"
    file = f"{_OUTPUT}:has({inside})"
    # The widget's own output, where a page says "model not found"; no :has() may stand in another
    own = f"{_OUTPUT}:has(+ {_OUTPUT} {inside})"
    gone = "" if outlives_kernel else f".dm-live-{key}.jupyter-widgets-disconnected"
    hide = "{display:none!important}"
    return (
        # the lines of an echo belong together: a page gives each paragraph a line's distance
        f"<style>.dm-file-{key} p{{margin:4px 0!important}}"
        f"body:has({alive}) .dm-file-{key}{hide}"
        f"body:has({alive}) {file}{hide}"
        f"{gone and gone + hide}"
        f"{own}:not(:has({alive})){hide}</style>"
    )

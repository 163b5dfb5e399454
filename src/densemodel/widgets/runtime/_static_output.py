"""The outputs of a cell: a live widget, and the static output for the file.

A widget's own output cannot carry its replacement: a notebook that a person trusts shows "model
not found" in its place. So the replacement is an output of its own right below, and CSS that hangs
on the widget's class hides the one or the other. A picture is an output of its own, too, below
both: pages take one out of HTML that they do not trust.

JupyterLab's pages and nbclassic need no JavaScript for it, and none needs saved state. In pages
whose outputs have other class names, a script gives ours to the outputs around a live panel
(js/widgets/accessibility/static_output.ts).
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from densemodel.widgets.runtime._compat import (
    displayed_for,
    request_of_cell,
    view_data,
    view_metadata,
)
from densemodel.widgets.runtime._front_end import is_unattended
from densemodel.wording import NO_MATHS

if TYPE_CHECKING:
    from ipywidgets import DOMWidget


_OUTPUT = ":is(.jp-OutputArea-child,.output_area)"
_HIDE = "{display:none!important}"
_requests: dict[str, dict[str, Any]] = {}
"""By key: the request of the cell that an output stands below."""
_EMPTY = {"text/html": "<span></span>", "text/plain": ""}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the static output, or the space reserved for it."""

    png: bytes | None = None
    "None: nothing is drawn yet, and the place takes no room."
    width: int = 0
    "Pixels at which it is shown; it may have more."
    text: str = ""
    "The alternative text."


@dataclass(frozen=True, slots=True)
class StaticOutput:
    """The output that GitHub, nbviewer and a reopened notebook show instead of a widget."""

    html: str
    "Every text in it is escaped."
    text: str
    "The same for places that show no HTML."
    picture: Picture | None = None
    ended: str = ""
    "A sentence above it that a page shows while it still knows the widget, but not its kernel."
    is_behind: bool = False
    "The widget shows more: where its kernel has died, it stays until the page is closed."
    is_before_error: bool = False
    "An error follows that says the same: it is hidden while the widget is alive."


def show_with_static_output(widget: DOMWidget, content: StaticOutput) -> str:
    """Display a widget and its static output; returns a key for `update_static_output`.

    Where nobody sees the widget, the static output stands alone: nbclient would write the state of
    all widgets that were announced to it into the notebook.
    """
    from IPython.display import display

    key = uuid4().hex[:12]
    _requests[key] = request_of_cell()
    if not is_unattended():
        widget.add_class(f"dm-live-{key}")
        # Nothing as HTML and as text: no place may show a list of boxes instead of the widget
        display({**view_data(widget), **_EMPTY}, metadata=view_metadata(), raw=True)
    for display_id, output in _by_display_id(key, content).items():
        display(output["data"], metadata=output["metadata"], raw=True, display_id=display_id)
    return key


def update_static_output(key: str, content: StaticOutput, *, is_pulled: bool = False) -> None:
    """Replace the static output of `show_with_static_output`.

    A page that asks for its messages, `is_pulled`, gets only what answers its newest request.
    """
    from IPython.display import update_display

    with displayed_for({} if is_pulled else _requests.get(key, {})):
        for display_id, output in reversed(_by_display_id(key, content).items()):
            update_display(
                output["data"], metadata=output["metadata"], raw=True, display_id=display_id
            )


def static_outputs(key: str, content: StaticOutput) -> list[dict[str, Any]]:
    """The outputs that `update_static_output` writes, in the notebook's format."""
    return list(_by_display_id(key, content).values())


def _by_display_id(key: str, content: StaticOutput) -> dict[str, dict[str, Any]]:
    """The words, hidden while the widget of this key is alive, and the picture."""
    style = f"<style>{_style(key, content)}</style>"
    picture, picture_key = content.picture, f"{key}-picture"
    # a page typesets what stands between two dollars, unless MathJax 3 or 2 reads this
    css = f"dm-file-{key} mathjax_ignore {NO_MATHS}"
    css += " dm-before-error" if content.is_before_error else ""
    if picture is not None:
        css += " dm-has-place" if picture.png is None else " dm-has-place dm-has-picture"
    words = {
        "text/html": f'{style}<div class="{css}">{content.html}</div>',
        "text/plain": content.text,
    }
    outputs: dict[str, dict[str, Any]] = {key: {"data": words, "metadata": {}}}
    if picture is not None:
        outputs[picture_key] = {"data": _EMPTY, "metadata": {}}
    if picture is not None and picture.png is not None:
        data = {"image/png": b64encode(picture.png).decode(), "text/plain": picture.text}
        size = {"image/png": {"width": picture.width, "alt": picture.text}}
        outputs[picture_key] = {"data": data, "metadata": size}
    return outputs


def _style(key: str, content: StaticOutput) -> str:
    widget, marked = f".dm-live-{key}", f".dm-file-{key}"
    alive = widget if content.is_behind else f"{widget}:not(.jupyter-widgets-disconnected)"
    dead = f"{widget}.jupyter-widgets-disconnected"
    # Right inside its output, so that an output around a whole cell area is never meant
    inside = f"> * > {marked}"
    file = f"{_OUTPUT}:has({inside})"
    # The widget's own output, where a page says "model not found"; no :has() may stand in another
    own = f"{_OUTPUT}:has(+ {_OUTPUT} {inside})"
    rules = [
        # the lines of an echo belong together: a page gives each paragraph a line's distance
        f"{marked} p{{margin:4px 0!important;overflow-wrap:anywhere}}",
        f"body:has({alive}) {marked}{_HIDE}",
        f"body:has({alive}) :is({file},.dm-below-{key}){_HIDE}",
        f"{own}:not(:has({alive})){_HIDE}",
        f".dm-own-{key}:not({alive},:has({alive})){_HIDE}",
    ]
    if content.is_before_error:
        rules.append(f"body:has({alive}) {file} + {_OUTPUT}{_HIDE}")
    if content.picture is not None:
        before = "" if content.picture.png is None else f"body:has({alive}) "
        rules.append(f"{before}{file} + {_OUTPUT}{_HIDE}")
    if not content.is_behind:
        rules.append(f"{dead}{_HIDE}")
    if content.ended and not content.is_behind:
        style = f'content:"{content.ended}";display:block;margin:4px 0 8px'
        rules.append(f"body:has({dead}) {marked}::before{{{style}}}")
    return "".join(rules)

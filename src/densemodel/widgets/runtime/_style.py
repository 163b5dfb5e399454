"""The built front end and the stylesheets."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, ClassVar

import traitlets

from densemodel.charts import NETWORK_COLORS
from densemodel.widgets.runtime._compat import answer_in_subshells
from densemodel.widgets.runtime._messages import handler_of
from densemodel.widgets.runtime._parts import HTML, AnyWidget, shared

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.widgets.runtime._messages import Messages


@cache
def front_end(name: str) -> str:
    """The text of one built file, such as `network.js`.

    An installed wheel always holds it. In a source checkout that was never built each script only
    writes that in its widget's place.
    """
    with suppress(FileNotFoundError):
        return (files("densemodel.widgets") / "static" / name).read_text(encoding="utf-8")
    return NOT_BUILT if name.endswith(".js") else ""


NOT_BUILT = """export default { render({ el }) {
  el.textContent = "The front end is not built: run make build.";
} };"""


class BuiltFile(traitlets.Unicode):  # type: ignore[misc]  # traitlets are untyped here
    """The script or style of an anywidget: a built file, read with the first such widget."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.tag(sync=True)
        self._file = name

    def default(self, _: Any = None) -> str:
        """The file's text."""
        return front_end(self._file)


class PageWidget(AnyWidget):
    """A widget whose page sends messages, also while a cell runs.

    Its view takes them; without one, its own methods `on_` with a message's type.
    """

    messages: ClassVar[Messages] = {}
    "What the page may send without a view."

    def __init__(self, **options: Any) -> None:
        self.receive: Callable[[Any], None] = self._receive
        "Called with each message."
        super().__init__(**options)
        self.on_msg(self._handle_message)
        answer_in_subshells(self)

    def _handle_message(self, _: Any, content: Any, __: Any) -> None:
        """Handle a message, which is not to be trusted."""
        self.receive(content)

    def _receive(self, content: Any) -> None:
        if (handle := handler_of(content, self)) is not None:
            handle()


SCORE_COLORS = (
    ("#1b2c63", "#1f559b", "#1b76a8", "#41b0c0", "#6fc2ae", "#9dca8a", "#c4bf62"),
    ("#e3f2fd", "#a6d4f2", "#68b4e3", "#3f94cb", "#3a75ab", "#3d5a8a", "#46486e"),
)
"""For both themes, from the best to the worst: on a dark page the best is the lightest."""


SHEETS = (
    *("tokens", "shared", "panel", "controls", "tables", "curves"),
    *("score", "columns", "plane", "images", "draw", "inside", "models", "experiments"),
    *("big", "ended"),
)
"""The files in css/, in the order in which they are read: a later rule wins."""


@cache
def stylesheet() -> str:
    """The text of all sheets, and the colours that Python has as well."""
    folder = files("densemodel.widgets") / "css"
    sheets = [(folder / f"{sheet}.css").read_text(encoding="utf-8") for sheet in SHEETS]
    scores = {f"score-{step}": pair for step, pair in enumerate(zip(*SCORE_COLORS, strict=True), 1)}
    named = scores | {f"network-{name}": pair for name, pair in NETWORK_COLORS.items()}
    colors = [f"--dm-{name}: light-dark({light}, {dark});" for name, (light, dark) in named.items()]
    return "\n".join([*sheets, ".dm-panel, .dm-echo {", *colors, "}"])


def style_widget() -> HTML:
    """The kernel's invisible widget that adds the stylesheet to the page."""
    return shared(_new_style_widget)


def _new_style_widget() -> HTML:
    style = HTML(f"<style>{stylesheet()}</style>")
    style.add_class("dm-style")
    return style


def read_ahead() -> None:
    """Read the front end's files ahead of the first widget."""
    stylesheet()
    folder = files("densemodel.widgets") / "static"
    for file in folder.iterdir() if folder.is_dir() else ():
        front_end(file.name)

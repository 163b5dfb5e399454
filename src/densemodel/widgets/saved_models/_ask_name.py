"""A line that asks for a name: a field, Save and Cancel, and a note on what that name would do."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from densemodel.widgets.runtime._compat import answer_in_subshells
from densemodel.widgets.runtime._front_end import front_end

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger("densemodel")

LONGEST = 200
"Characters that a page may send; the store says what is wrong with those of a name."


class AskName(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget's base is untyped
    """The line; it says nothing by itself, and calls back.

    A field of ipywidgets sends what is typed later than a button's click, while the kernel is at
    work: here the name comes with the click.

    Args:
        typed: Called with each name while it is typed.
        save: Called with the name.
        replace: Called with the name, where `replaces` has asked whether to.
        cancel: Called when nothing is to be saved.

    Raises:
        DenseModelError: The front end was never built.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    is_asked = traitlets.Bool(default_value=False).tag(sync=True)
    suggestion = traitlets.Unicode("").tag(sync=True)
    note = traitlets.Unicode("").tag(sync=True)
    is_refused = traitlets.Bool(default_value=False).tag(sync=True)
    replaces = traitlets.Bool(default_value=False).tag(sync=True)
    "Whether the note asks if what has the name is to be replaced."
    description = traitlets.Unicode("").tag(sync=True)
    "Always empty; the view of ipywidgets fails without it once a widget has a tooltip."

    @traitlets.default("_esm")  # type: ignore[untyped-decorator]
    def _read_script(self) -> str:
        return front_end("ask_name.js")

    def __init__(
        self,
        typed: Callable[[str], None],
        save: Callable[[str], None],
        replace: Callable[[str], None],
        cancel: Callable[[], None],
    ) -> None:
        super().__init__()
        self._acts = {"typed": typed, "save": save, "replace": replace}
        self._cancel = cancel
        self.on_msg(self._hear)
        answer_in_subshells(self)

    def _hear(self, _: Any, content: Any, __: Any) -> None:
        """Take what a page says, as far as it is of the kind and size that it can be."""
        if not isinstance(content, dict):
            return
        kind, name = content.get("type"), content.get("name")
        if kind == "cancel":
            self._cancel()
        elif kind in self._acts and isinstance(name, str) and len(name) <= LONGEST:
            self._acts[kind](name)

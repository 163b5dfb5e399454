"""What the panels share: a widget under a cell, of which something stays in the notebook's file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipywidgets import VBox

from densemodel.widgets.panel._progress_line import has_kernel
from densemodel.widgets.panel._view import close_widgets
from densemodel.widgets.runtime._compat import view_data

if TYPE_CHECKING:
    from densemodel.widgets.runtime._static_output_base import StaticOutputBase
    from densemodel.widgets.runtime._writer import Writer


class BasePanel(VBox):  # type: ignore[misc]  # ipywidgets is untyped
    """A panel that shows something which goes on without it."""

    _writer: Writer
    _file: StaticOutputBase

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """The widget; as text one line instead of a list of boxes."""
        return {**view_data(self), "text/plain": repr(self)}

    def _ipython_display_(self) -> None:
        """The panel where a kernel shows widgets, with what stays in the file; else a line."""
        if has_kernel():
            self._file.show(self)
        else:
            print(repr(self))  # noqa: T201

    def keep_at(self, key: str) -> None:
        """Keep how it goes in the place of what another widget has left in the file.

        Args:
            key: What `show_live_and_in_file` gave for it.
        """
        self._file.keep_at(key)

    def update_static_output(self) -> None:
        """Let the file say at once how it went: it does by itself a moment after an end."""
        self._file.keep()

    def close(self) -> None:
        """Let go of what it shows, which goes on by itself, and close every widget."""
        if self.comm is not None and hasattr(self, "_writer"):
            writer = self._writer
            self._file.close()
            del self._writer  # closing the parts comes back here for the panel itself
            shared = writer.taken  # other panels show it too
            self.children: Any = [child for child in self.children if child is not shared]
            self._let_go()
            close_widgets(self, writer)
        super().close()

    def _let_go(self) -> None:
        """Hear no more, and close what is not among the children."""
        raise NotImplementedError

"""The base class of the panels: a widget with a static output in the notebook's file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipywidgets import VBox

from densemodel._old_names import by_old_name
from densemodel.widgets.panel._progress_line import has_kernel
from densemodel.widgets.panel._view import close_widgets
from densemodel.widgets.runtime._compat import view_data

if TYPE_CHECKING:
    from densemodel.widgets.runtime._static_output_base import StaticOutputBase
    from densemodel.widgets.runtime._writer import Writer


class BasePanel(VBox):  # type: ignore[misc]  # ipywidgets is untyped
    """A panel below a cell; closing it does not stop what it shows."""

    _writer: Writer
    _file: StaticOutputBase

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """The widget, with one line as its plain text."""
        return {**view_data(self), "text/plain": repr(self)}

    def _ipython_display_(self) -> None:
        """Show the panel with its static output; print one line where there is no kernel."""
        if has_kernel():
            self._file.show(self)
        else:
            print(repr(self))  # noqa: T201

    def __getattr__(self, name: str) -> Any:
        """A renamed method by its old name, with a DeprecationWarning."""
        return by_old_name(self, name, {"keep_at": "add_static_output"})

    def add_static_output(self, key: str) -> None:
        """Write the panel's static output in place of another widget's output, too.

        Args:
            key: The key that `show_with_static_output` returned for the other widget.
        """
        self._file.add_static_output(key)

    def update_static_output(self) -> None:
        """Write the newest picture and sentence into the notebook's file now.

        A panel does so by itself a moment after training ends.
        """
        self._file.keep()

    def close(self) -> None:
        """Close every widget of the panel; its runs continue."""
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
        """Stop listening, and close widgets that are not among the children."""
        raise NotImplementedError

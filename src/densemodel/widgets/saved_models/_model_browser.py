"""ModelBrowser: a table of a folder's saved models."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ipywidgets import VBox

from densemodel.store import ModelStore
from densemodel.widgets.panel._progress_line import has_kernel
from densemodel.widgets.panel._view import close_widgets
from densemodel.widgets.runtime._accessibility import Accessibility
from densemodel.widgets.runtime._compat import view_data
from densemodel.widgets.runtime._default_store import default_store, folder_words
from densemodel.widgets.runtime._static_output import (
    StaticOutput,
    show_with_static_output,
    update_static_output,
)
from densemodel.widgets.runtime._style import style_widget
from densemodel.widgets.runtime._writer import kernel_writer
from densemodel.widgets.saved_models._model_rows import list_html, list_text
from densemodel.widgets.saved_models._saved_models_controller import SavedModelsController
from densemodel.wording import NO_MATHS

if TYPE_CHECKING:
    import os

    from densemodel.widgets.runtime._writer import Writer

ENDED = "The kernel of this list has ended. Run the cell again for a new one."


class ModelBrowser(VBox):  # type: ignore[misc]  # ipywidgets is untyped
    """A table of saved models: search, open, load, resume, compare, note, export, delete.

    It follows the folder: models saved by other notebooks are added to the list.

    Args:
        store_or_folder: The store or its folder; None for the notebook's own, `densemodels`.
        writer: Updates the widgets; None: the kernel's writer.

    Raises:
        StoreError: It is not a folder.
        DenseModelError: The front end was not built.

    Example:
        >>> dm.ModelBrowser("densemodels")
    """

    def __init__(
        self,
        store_or_folder: ModelStore | str | os.PathLike[str] | None = None,
        *,
        writer: Writer | None = None,
    ) -> None:
        given = default_store() if store_or_folder is None else store_or_folder
        self.store = given if isinstance(given, ModelStore) else ModelStore(given)
        self._writer = writer or kernel_writer()
        self._key = ""
        self._keeping = threading.Lock()
        self._desk = SavedModelsController(
            self.store, self._writer, changed=self._update_static_output
        )
        # a front end makes only widgets that it is shown, so the answering one has to be among them
        answering = [] if self._writer.taken is None else [self._writer.taken]
        super().__init__([style_widget(), Accessibility(), *answering, self._desk.widget])
        self.add_class("dm-panel")
        self.add_class("dm-browser")
        self.add_class(NO_MATHS)
        self._writer.flush(timeout=2.0)  # so that the first look at it is whole

    def __repr__(self) -> str:
        """One line, for front ends without widgets."""
        if not hasattr(self, "_desk"):
            return "Model browser"
        return list_text(self._desk.models, folder_words(self.store))

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """The widget, and a table for front ends without widgets."""
        shown = self._static_output()
        return {**view_data(self), "text/plain": shown.text, "text/html": shown.html}

    def _ipython_display_(self) -> None:
        """Display the browser, with a table as its static output."""
        if has_kernel():
            self._key = show_with_static_output(self, self._static_output())
        else:
            print(repr(self))  # noqa: T201

    def _static_output(self) -> StaticOutput:
        now = datetime.now().astimezone()
        html = list_html(self._desk.models, self._desk.place, now)
        return StaticOutput(html, repr(self), ended=ENDED)

    def _update_static_output(self) -> None:
        """Write the current table into the static output."""
        with self._keeping:
            if self._key:
                update_static_output(self._key, self._static_output())

    def close(self) -> None:
        """Close every widget, and stop following the folder."""
        if self.comm is not None and hasattr(self, "_desk"):
            desk, writer = self._desk, self._writer
            del self._desk  # closing the parts comes back here for the browser itself
            self._key = ""
            shared = writer.taken  # panels show it too
            self.children: Any = [child for child in self.children if child is not shared]
            desk.close()
            close_widgets(self, writer)
        super().close()

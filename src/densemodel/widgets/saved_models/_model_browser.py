"""The saved models of a folder: ModelBrowser, and the tab Saved models of a panel."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from densemodel.store import ModelStore, default_store
from densemodel.training import EvaluationDone, RunStarted, StateChanged
from densemodel.widgets.panel._base_panel import Frame
from densemodel.widgets.panel._notebook import folder_words
from densemodel.widgets.panel._view import View, ViewContext
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._compat import view_data, view_metadata
from densemodel.widgets.runtime._parts import Box
from densemodel.widgets.runtime._static_output import StaticOutput, update_static_output
from densemodel.widgets.runtime._writer import kernel_writer
from densemodel.widgets.saved_models._model_rows import list_html
from densemodel.widgets.saved_models._saved_models_controller import SavedModelsController
from densemodel.wording import counted

if TYPE_CHECKING:
    import os

    from densemodel.widgets.runtime._writer import Writer

ENDED = "The kernel of this list has ended. Run the cell again for a new one."


class ModelBrowser(Frame):
    """A table of saved models: search, open, load, resume, compare, note, export, delete.

    It follows the folder: models saved by other notebooks are added to the list.

    Args:
        store_or_folder: The store or its folder; None for the notebook's own, `densemodels`.
        writer: Updates the widgets; None: the kernel's writer.

    Raises:
        StoreError: It is not a folder.

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
        writer = writer or kernel_writer()
        self._controller = SavedModelsController(
            self.store, writer, changed=self._update_static_output
        )
        super().__init__(writer, "dm-browser")
        self._show_parts(self._controller.widget)

    def __repr__(self) -> str:
        count = counted(len(self._controller.models), "saved model")
        return f"Model browser of {folder_words(self.store)}: {self._controller.problem or count}"

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """The widget, and a table for front ends without widgets."""
        shown = self._static_output()
        words = {"text/plain": shown.text, "text/html": shown.html}
        return {**view_data(self), **words}, view_metadata()

    def _static_output(self) -> StaticOutput:
        now = datetime.now().astimezone()
        place = self._controller.problem or self._controller.place
        html = list_html(self._controller.models, place, now)
        return StaticOutput(html, repr(self), ended=ENDED)

    def _update_static_output(self) -> None:
        if self._key:
            output, is_pulled = self._static_output(), self._writer.is_pulled
            update_static_output(self._key, output, is_pulled=is_pulled)

    def _close_parts(self) -> None:
        self._key = ""
        self._controller.close()


class ModelsView(View):
    """Save this run, load others, and compare them with this one."""

    title: ClassVar[str] = "Saved models"

    changes_with = RunStarted, StateChanged, EvaluationDone

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        self._new_controller = partial(SavedModelsController, writer=self.writer, run=self.run)
        self._controller = self._new_controller(default_store())
        self.begin(styled(Box([self._controller.widget]), "dm-models-tab"))

    def redraw(self) -> None:
        """What can be done depends on the run."""
        self._controller.redraw()

    def set_shown(self, *, is_shown: bool) -> None:
        """Follow the folder while it is visible; it may be another one then."""
        super().set_shown(is_shown=is_shown)
        old = self._controller
        if not is_shown or old.store is default_store():
            old.set_shown(is_shown=is_shown)
            return
        self._controller = self._new_controller(default_store())
        self.put(self.widget, children=(self._controller.widget,))
        self.writer.flush(timeout=2.0)
        old.close()

    def close(self) -> None:
        self._controller.close()
        super().close()

"""The tab Saved models: the models of the default folder."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from ipywidgets import HTML, Box

from densemodel.errors import DenseModelError, StoreError
from densemodel.training import EvaluationDone, RunStarted, StateChanged
from densemodel.widgets.panel._view import View, ViewContext
from densemodel.widgets.runtime._default_store import default_store, folder_words
from densemodel.widgets.saved_models._model_rows import list_html
from densemodel.widgets.saved_models._saved_models_controller import SavedModelsController
from densemodel.wording import element, error_text

if TYPE_CHECKING:
    from densemodel.training import Event


class ModelsView(View):
    """Save this run, load others, and compare them with this one."""

    title: ClassVar[str] = "Saved models"

    def __init__(self, scene: ViewContext) -> None:
        super().__init__(scene)
        self._desk: SavedModelsController | None = None
        try:
            self._desk = self._new_controller()
            shown: Any = self._desk.widget
        except DenseModelError:  # a source checkout whose front end was never built
            shown = HTML(_plain_list())
        self.widget = Box([shown])
        self.widget.add_class("dm-models-tab")
        self.follow()

    def _new_controller(self) -> SavedModelsController:
        return SavedModelsController(default_store(), self.scene.writer, self.run)

    def on_event(self, event: Event) -> None:
        """Enable saving after the first epoch."""
        if (
            isinstance(event, RunStarted | StateChanged | EvaluationDone)
            and self.is_shown
            and self._desk
        ):
            self.soon(self._desk.draw_actions)

    def set_shown(self, *, is_shown: bool) -> None:
        """Follow the folder only while visible."""
        super().set_shown(is_shown=is_shown)
        if self._desk is None:
            return
        if not is_shown:
            self._desk.rest()
        elif self._desk.store is default_store():
            self._desk.follow()
        else:
            old = self._desk
            self._desk = self._new_controller()  # of the new default folder
            self.put(self.widget, children=(self._desk.widget,))
            self.scene.writer.flush(timeout=2.0)
            old.close()

    def close(self) -> None:
        """Close, and stop following the folder."""
        if self._desk is not None:
            self._desk.close()
        super().close()


def _plain_list() -> str:
    try:
        store = default_store()
        models = store.list()
    except StoreError as error:
        return element("p", error_text(error), "dm-failed")
    place = f"{len(models):,} in {folder_words(store)}"
    return list_html(models, place, datetime.now().astimezone())

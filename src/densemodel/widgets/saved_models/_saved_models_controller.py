"""The controller of the table of saved models and the view below it."""

from __future__ import annotations

import logging
import threading
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from densemodel.errors import StoreError
from densemodel.store import file_size
from densemodel.widgets.panel._notebook import folder_words, notebook
from densemodel.widgets.panel._view import close_widgets
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._parts import VBox
from densemodel.widgets.saved_models._folder_watch import FOLDERS
from densemodel.widgets.saved_models._model_comparison import ModelComparison
from densemodel.widgets.saved_models._model_details import ModelDetails
from densemodel.widgets.saved_models._model_rows import model_rows
from densemodel.widgets.saved_models._model_table import ModelTable, actions_for
from densemodel.widgets.saved_models._saved_model_actions import BUSY, Done, act_on
from densemodel.wording import counted, error_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.store import ModelStore, SavedModel
    from densemodel.training import Run
    from densemodel.widgets.runtime._writer import Writer
    from densemodel.widgets.training_panel._panel import TrainingPanel

    Shown: TypeAlias = ModelDetails | ModelComparison | TrainingPanel


def trash_facts(store: ModelStore) -> tuple[str, dict[str, dict[str, Any]]]:
    """`Trash: 3 deleted models, 24 kB`, empty if there are none, and the actions for the table.

    Raises:
        StoreError: It can't be read.
    """
    deleted = store.trash()
    if not deleted:
        return "", {}
    size = sum(model.size for model in deleted)
    words = f"{counted(len(deleted), 'deleted model')}, {file_size(size)}"
    return f"Trash: {words}", {"empty_trash": {"why": "", "ask": f"Remove {words}, for good?"}}


logger = logging.getLogger("densemodel")

_NO_STATUS = {"words": "", "kind": "", "undo": ""}


class SavedModelsController:
    """A table that follows its folder and performs one action at a time.

    An action has its own thread: loading and exporting take seconds, and the kernel answers
    other clicks meanwhile. Whatever fails is said in words below the table. In a panel, `run` is
    the panel's; `changed` is called when there are other models than before.
    """

    def __init__(
        self,
        store: ModelStore,
        writer: Writer,
        run: Run | None = None,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.store, self._writer, self._run, self._changed = store, writer, run, changed
        self._lock = threading.RLock()
        self.models: list[SavedModel] = []
        "The shown models, newest first."
        self.problem = ""
        "Why the folder can't be listed, such as a file in its place; empty if it can."
        self._stamp: object = None
        self._trash: tuple[str, dict[str, dict[str, Any]]] = "", {}
        self._doing = ""
        self._shown: Shown | None = None
        self._compared: list[str] = []
        self._undo: dict[str, tuple[SavedModel, ...]] = {}
        self._is_closed = False
        self.table = ModelTable()
        self._below = styled(VBox(), "dm-model-below")
        self.widget = styled(VBox([self.table, self._below]), "dm-model-desk")
        self._end_acts = self.table.on_act(self._begin)
        self.table.observe(self._open, "opened")
        self.table.observe(self._suggest, ["chosen", "opened"])
        self._end_watch: Callable[[], None] | None = None
        self.follow()

    @property
    def place(self) -> str:
        """`5 in densemodels/`."""
        return f"{len(self.models):,} in {folder_words(self.store)}"

    def follow(self) -> None:
        """Show the folder's models, now and after each change; does nothing once closed."""
        with self._lock:
            if self._is_closed:  # a click that came with the end
                return
            if self._end_watch is None:
                self._end_watch = FOLDERS.on_change(self.store.folder, self.refresh)
        self.refresh()

    def rest(self) -> None:
        if self._end_watch is not None:
            self._end_watch()
            self._end_watch = None

    def close(self) -> None:
        """Stop following, and close every widget; a running action finishes by itself."""
        with self._lock:
            self._is_closed = True
            shown, self._shown = self._shown, None
        self.rest()
        self._end_acts()
        if shown is not None:
            shown.close()
        close_widgets(self.widget, self._writer)

    # What is in the folder

    def refresh(self) -> None:
        with self._lock:
            if self._is_closed:
                return
            before, self.problem = self.problem, ""
            try:
                models, self._trash = self.store.list(), trash_facts(self.store)
            except StoreError as error:
                models, self._trash, self.problem = [], ("", {}), error_text(error)
            if self.problem != before:
                self._say(self.problem, "failed")
            self.draw_actions()
            now = datetime.now().astimezone()
            stamp = (models, now.date(), self.problem)
            if stamp == self._stamp:
                return
            self._stamp, self.models = stamp, models
            self._writer.put(self.table, rows=model_rows(models, now), place=self.place)
            self._writer.hurry()
        self._show_what_changed()
        self._changed()

    def draw_actions(self) -> None:
        words, actions = self._trash
        self._writer.put(self.table, actions=actions_for(self._run, actions), trash=words)

    def _show_what_changed(self) -> None:
        """Redraw the open model if it changed; close the view of a removed one."""
        shown = self._shown
        if isinstance(shown, ModelComparison) and any(
            self._model(k) is None for k in self._compared
        ):
            self._show(None)
        if not isinstance(shown, ModelDetails):
            return
        model = self._model(shown.model.path.name)
        if model != shown.model:
            self._show_model(model)

    def _model(self, key: str) -> SavedModel | None:
        return next((model for model in self.models if model.path.name == key), None)

    # What is open

    def _open(self, change: Any) -> None:
        if self._writer.is_writing:  # not a person
            return
        self._show_model(self._model(change["new"]))

    def _show_model(self, model: SavedModel | None) -> None:
        try:
            self._show(None if model is None else ModelDetails(self.store, model, self._writer))
        except Exception as error:  # a click has nobody to raise it to
            logger.debug("a saved model could not be shown", exc_info=True)
            self._say(error_text(error), "failed")

    def _show(self, shown: Shown | None) -> None:
        with self._lock:
            old, self._shown = (shown, None) if self._is_closed else (self._shown, shown)
            below = getattr(self._shown, "widget", self._shown)
            self._writer.put(self._below, children=() if below is None else (below,))
        self._writer.flush(timeout=2.0)
        if old is not None:
            old.close()

    def _suggest(self, _: Any) -> None:
        book = notebook()
        key = (*self.table.chosen, self.table.opened)[0]
        model = self._model(key)
        if book is not None and model is not None:
            self._writer.put(self.table, suggestion=book.suggest(model.name))
            self._writer.hurry()

    # What is done

    def _begin(self, act: str, keys: list[str], values: dict[str, str]) -> None:
        """Start an action in another thread, unless one is running."""
        with self._lock:
            if self._doing:
                self._say(f"Wait: {self._doing}", "busy")
                return
            models = [model for model in map(self._model, keys) if model is not None]
            if act == "restore":
                models = list(self._undo.pop(keys[0], ()))
            names = ", ".join(model.name for model in models)
            self._doing = BUSY.get(act, "the last one is being done").format(name=names) + "…"
            if act in BUSY:
                self._say(self._doing, "busy")
        work = partial(self._do, act, models, values)
        threading.Thread(target=work, name="densemodel-models", daemon=True).start()

    def _do(self, act: str, models: list[SavedModel], values: dict[str, str]) -> None:
        try:
            done = act_on(self.store, self._run, act, models, values)
            FOLDERS.check(self.store.folder)
            self.refresh()  # a table at rest is not told
            self._show_done(done, [model.path.name for model in models])
        except Exception as error:  # a click has nobody to raise it to
            logger.debug("an act on saved models has failed", exc_info=True)
            self.refresh()
            done = Done(error_text(error), is_failed=True)
        finally:
            self._doing = ""
        kind = "failed" if done.is_failed else "done"
        self._say(done.words, kind, done.deleted, replace=done.replaces)

    def _show_done(self, done: Done, keys: list[str]) -> None:
        shown: Shown | None = None
        if done.comparison is not None:
            shown, self._compared = ModelComparison(done.comparison, self._writer), keys
        elif done.run is not None:
            from densemodel.widgets.training_panel._panel import TrainingPanel  # has such a table

            shown = TrainingPanel(done.run, writer=self._writer)
        if shown is not None:
            self._writer.put(self.table, opened="")
            self._show(shown)
        if done.run is not None:
            done.run.resume()

    def _say(
        self, words: str, kind: str, deleted: tuple[SavedModel, ...] = (), *, replace: str = ""
    ) -> None:
        undo = ""
        if deleted:
            undo = deleted[0].path.name
            self._undo = {undo: deleted}  # the last one alone has a button
        asked = {"replace": replace} if replace else {}
        status = {"words": words, "kind": kind, "undo": undo, **asked} if words else _NO_STATUS
        self._writer.put(self.table, status=status)
        self._writer.hurry()

"""The controller of the table of saved models and the view below it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from densemodel.errors import StoreError
from densemodel.widgets.panel._notebook import folder_words, notebook
from densemodel.widgets.panel._view import BaseView
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._paced import in_thread
from densemodel.widgets.runtime._parts import VBox
from densemodel.widgets.saved_models._folder_watch import FOLDERS
from densemodel.widgets.saved_models._model_comparison import ModelComparison
from densemodel.widgets.saved_models._model_details import ModelDetails
from densemodel.widgets.saved_models._model_rows import model_rows
from densemodel.widgets.saved_models._model_table import ModelTable, actions_for
from densemodel.widgets.saved_models._saved_model_actions import BUSY, Done, act_on
from densemodel.wording import counted, error_text, number

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
    words = f"{counted(len(deleted), 'deleted model')}, {number(size, 'size')}"
    return f"Trash: {words}", {"empty_trash": {"why": "", "ask": f"Remove {words}, for good?"}}


logger = logging.getLogger("densemodel")

_NO_STATUS = {"words": "", "kind": "", "undo": ""}


@dataclass(frozen=True, slots=True)
class FolderFacts:
    """What is in a folder of saved models."""

    models: list[SavedModel]
    "Newest first."
    rows: list[dict[str, Any]]
    trash: tuple[str, dict[str, dict[str, Any]]] = "", {}
    problem: str = ""
    "Why the folder can't be listed, such as a file in its place; empty if it can."


class SavedModelsController(BaseView):
    """A table that follows its folder, performs one action at a time, and shows what comes of it.

    An action has its own thread: loading and exporting take seconds, and the kernel answers
    other clicks meanwhile. Whatever fails is said in words below the table. In a panel, `run` is
    the panel's; `changed` is called when there are other models than before.
    """

    facts: FolderFacts | None

    def __init__(
        self,
        store: ModelStore,
        writer: Writer,
        run: Run | None = None,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(writer)
        self.store, self._run, self._changed = store, run, changed
        self._doing, self._status = "", _NO_STATUS
        "What is being done, and what is said of it."
        self._undo: dict[str, tuple[SavedModel, ...]] = {}
        self._shown: Shown | None = None
        self._compared: list[str] = []
        self._end_watch: Callable[[], None] | None = None
        self.table, self._below = ModelTable(), styled(VBox(), "dm-model-below")
        self.listen(self.table, self._open, "opened")
        self.listen(self.table, lambda _: None, "chosen")
        self.at_close(self.table.on_act(self._begin), self.rest)
        self.begin(styled(VBox([self.table, self._below]), "dm-model-desk"), table=self.table)
        self._follow_folder()
        self.current_facts()

    @property
    def models(self) -> list[SavedModel]:
        """The shown models, newest first."""
        return [] if self.facts is None else self.facts.models

    @property
    def problem(self) -> str:
        """Why the folder can't be listed; empty if it can."""
        return "" if self.facts is None else self.facts.problem

    @property
    def place(self) -> str:
        """`5 in densemodels/`."""
        return f"{len(self.models):,} in {folder_words(self.store)}"

    def follow(self) -> None:
        """Show the folder's models, now and after each change; does nothing once closed."""
        self._follow_folder()
        self.read_again()

    def _follow_folder(self) -> None:
        with self._handling:
            if self._end_watch is None and not self.is_closed:  # a click may come with the end
                self._end_watch = FOLDERS.on_change(self.store.folder, self.read_again)

    def rest(self) -> None:
        if self._end_watch is not None:
            self._end_watch()
            self._end_watch = None

    def set_shown(self, *, is_shown: bool) -> None:
        """Follow the folder only while it is visible."""
        super().set_shown(is_shown=is_shown)
        if is_shown:
            self.follow()
        else:
            self.rest()

    def close(self) -> None:
        """Stop following, and close every widget; a running action finishes by itself."""
        with self._handling:
            self.is_closed = True
            shown, self._shown = self._shown, None
        if shown is not None:
            shown.close()
        super().close()

    # What is in the folder

    def read_again(self) -> None:
        """Read the folder now, and show what has changed."""
        if not self.is_closed:
            self.refresh(now=True)
            self.current_facts()
            self.hurry()

    def compute(self) -> FolderFacts:
        """List the models."""
        try:
            models, trash = self.store.list(), trash_facts(self.store)
        except StoreError as error:
            return FolderFacts([], [], problem=error_text(error))
        return FolderFacts(models, model_rows(models, datetime.now().astimezone()), trash)

    def publish(self, facts: FolderFacts) -> None:
        """Show them, and close what is open of models that are gone."""
        before, is_first = self.problem, self.facts is None
        is_other = is_first or facts.models != self.models or facts.problem != before
        if facts.problem != before:
            self._say(facts.problem, "failed")
        super().publish(facts)
        if is_other:
            self._show_what_changed()
            self._changed()

    def state(self) -> dict[str, Any]:
        """The table, what can be done, and what was said of the last action."""
        facts, book = self.facts or FolderFacts([], []), notebook()
        words, actions = facts.trash
        chosen = self._model((*self.table.chosen, self.table.opened)[0])
        table = {
            "rows": facts.rows,
            "place": self.place,
            "actions": actions_for(self._run, actions),
            "trash": words,
            "status": self._status,
        }
        if book is not None and chosen is not None:
            table["suggestion"] = book.suggest(chosen.name)
        return {"table": table}

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

    def _open(self, key: str) -> None:
        self._show_model(self._model(key))

    def _show_model(self, model: SavedModel | None) -> None:
        try:
            self._show(None if model is None else ModelDetails(self.store, model, self.writer))
        except Exception as error:  # a click has nobody to raise it to
            logger.debug("a saved model could not be shown", exc_info=True)
            self._say(error_text(error), "failed")

    def _show(self, shown: Shown | None) -> None:
        with self._handling:
            old, self._shown = (shown, None) if self.is_closed else (self._shown, shown)
            below = getattr(self._shown, "widget", self._shown)
            self.put(self._below, children=() if below is None else (below,))
        self.writer.flush(timeout=2.0)
        if old is not None:
            old.close()

    # What is done

    def _begin(self, act: str, keys: list[str], values: dict[str, str]) -> None:
        """Start an action in another thread, unless one is running."""
        with self._handling:
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
        in_thread(work, "densemodel-models")

    def _do(self, act: str, models: list[SavedModel], values: dict[str, str]) -> None:
        try:
            done = act_on(self.store, self._run, act, models, values)
            FOLDERS.check(self.store.folder)
            self.read_again()  # a table at rest is not told
            self._show_done(done, [model.path.name for model in models])
        except Exception as error:  # a click has nobody to raise it to
            logger.debug("an act on saved models has failed", exc_info=True)
            self.read_again()
            done = Done(error_text(error), is_failed=True)
        finally:
            self._doing = ""
        kind = "failed" if done.is_failed else "done"
        self._say(done.words, kind, done.deleted, replace=done.replaces)

    def _show_done(self, done: Done, keys: list[str]) -> None:
        shown: Shown | None = None
        if done.comparison is not None:
            shown, self._compared = ModelComparison(done.comparison, self.writer), keys
        elif done.run is not None:
            from densemodel.widgets.training_panel._panel import TrainingPanel  # has such a table

            shown = TrainingPanel(done.run, writer=self.writer)
        if shown is not None:
            self.put(self.table, opened="")
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
        status = {"words": words, "kind": kind, "undo": undo, **asked}
        self._status = status if words else _NO_STATUS
        self.redraw()
        self.hurry()

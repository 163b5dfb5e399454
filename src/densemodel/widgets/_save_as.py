"""Save as… in the panel's foot: a name, and the run is a saved model."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import TYPE_CHECKING

from ipywidgets import HTML, Button

from densemodel.errors import StoreError
from densemodel.store import display_name, file_size
from densemodel.widgets._ask_name import AskName
from densemodel.widgets._comm_mend import answer_in_subshells
from densemodel.widgets._default_store import default_store, folder_words
from densemodel.widgets._folder_watch import FOLDERS
from densemodel.widgets._model_moments import moment_cell
from densemodel.widgets._text import element, error_text

if TYPE_CHECKING:
    from densemodel.store import SavedModel
    from densemodel.training import Run
    from densemodel.widgets._view import Scene

NOTHING_TRAINED = "Nothing is trained yet: press Start first"
_TOOLTIP = "Save this run: its best model, its history, and where it stands"


class SaveAs:
    """The button, the line that asks for a name, and what came of it.

    Args:
        scene: The run that is saved, and what changes the widgets.

    Raises:
        DenseModelError: The front end was never built.
    """

    def __init__(self, scene: Scene) -> None:
        self._run, self._writer = scene.run, scene.writer
        self._lock = threading.Lock()
        self._is_saving = False
        self.line = AskName(self._typed, self._save, self._leave)
        self.button = Button(description="Save as…", tooltip=_TOOLTIP)
        self.button.add_class("dm-button")
        self.button.add_class("dm-save-as")
        self.button.on_click(lambda _: self._ask())
        answer_in_subshells(self.button)
        self.said = HTML(layout={"display": "none"})
        self.said.add_class("dm-save-said")
        self.draw()

    def draw(self) -> None:
        """Be off while there is nothing to save, and say why."""
        is_empty = not is_trained(self._run)
        why = NOTHING_TRAINED if is_empty else _TOOLTIP
        self._writer.put(self.button, disabled=is_empty or self._is_saving, tooltip=why)

    def _ask(self) -> None:
        name = self._run.name
        self._say("")
        self._writer.put(self.line, suggestion=name, is_asked=True)
        self._typed(name)

    def _leave(self) -> None:
        self._writer.put(self.line, is_asked=False)
        self._writer.hurry()

    def _typed(self, name: str) -> None:
        note, is_refused = note_on(name)
        self._writer.put(self.line, note=note, is_refused=is_refused)
        self._writer.hurry()

    def _save(self, name: str) -> None:
        """Save in a thread of its own: a large model takes seconds, and clicks are answered."""
        with self._lock:
            if self._is_saving:
                return
            self._is_saving = True
        self._writer.put(self.line, is_asked=False)
        self._say("Saving…")
        self.draw()
        threading.Thread(
            target=self._save_now, args=(name,), name="densemodel-save", daemon=True
        ).start()

    def _save_now(self, name: str) -> None:
        try:
            said, is_failed = saved_words(save_run(self._run, name)), False
        except Exception as error:  # noqa: BLE001 - a click has nobody to raise it to
            said, is_failed = f"Not saved: {error_text(error)}", True
        self._is_saving = False
        self.draw()
        self._say(said, is_failed=is_failed)

    def _say(self, words: str, *, is_failed: bool = False) -> None:
        css = "dm-sentence dm-failed" if is_failed else "dm-sentence"
        shown = f'<div role="status">{element("p", words, css)}</div>' if words else ""
        self._writer.put(self.said, value=shown)
        self._writer.put(self.said.layout, display=None if words else "none")
        self._writer.hurry()


def is_trained(run: Run) -> bool:
    """Whether there is anything to save of it."""
    return bool(run.step_losses.step_count or run.history.looks)


def save_run(run: Run, name: str) -> SavedModel:
    """Save a run in the default folder, and let the lists that show it know.

    Raises:
        StoreError: It can't be saved; what was saved before is as it was.
    """
    store = default_store()
    saved = store.save(run, name)
    FOLDERS.look_at(store.folder)
    return saved


def saved_words(saved: SavedModel) -> str:
    """What is said of a run that was saved."""
    return f"Saved as {saved.name} in {saved.path.parent.name}/ ({file_size(saved.size)})"


def note_on(name: str) -> tuple[str, bool]:
    """What saving under a name would do, and whether it can't be done."""
    try:
        called = display_name(name)
        store = default_store()
        models = store.list()
    except StoreError as error:
        return error_text(error), True
    for model in models:
        if model.card is not None and model.name == called and not model.is_copy:
            day = moment_cell(model.saved_at, datetime.now().astimezone().date())["words"]
            return f"replaces the one saved {day} (it moves to the trash)", False
    return f"in {folder_words(store)}", False

"""Save as… in the panel's foot: a name, and the run is a saved model."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from ipywidgets import HTML, Button

from densemodel.store import file_size
from densemodel.widgets.runtime._compat import answer_in_subshells
from densemodel.widgets.runtime._default_store import default_store
from densemodel.widgets.saved_models._folder_watch import FOLDERS
from densemodel.widgets.saved_models._name_line import NameLine
from densemodel.wording import element, error_text

if TYPE_CHECKING:
    from densemodel.store import SavedModel
    from densemodel.training import Run
    from densemodel.widgets.panel._view import Scene

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
        self._names = NameLine(scene.writer, self._save)
        self.line = self._names.widget
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
        self._say("")
        self._names.ask(self._run.name)

    def _save(self, name: str) -> None:
        """Save in a thread of its own: a large model takes seconds, and clicks are answered."""
        with self._lock:
            if self._is_saving:
                return
            self._is_saving = True
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

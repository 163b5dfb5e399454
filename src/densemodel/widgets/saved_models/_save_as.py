"""Save as: asks for a name and saves the run."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

import traitlets

from densemodel.errors import StoreError
from densemodel.store import default_store, display_name
from densemodel.widgets.panel._notebook import folder_words
from densemodel.widgets.runtime._buttons import ActionLines, button
from densemodel.widgets.runtime._style import BuiltFile, PageWidget
from densemodel.widgets.saved_models._folder_watch import FOLDERS
from densemodel.widgets.saved_models._model_rows import moment_cell
from densemodel.wording import error_text, number

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.store import ModelStore, SavedModel
    from densemodel.training import Run
    from densemodel.widgets.panel._view import ViewContext
    from densemodel.widgets.runtime._messages import Messages
    from densemodel.widgets.runtime._writer import Writer


class AskName(PageWidget):
    """A line that asks for a name in the default folder; it calls back.

    A field of ipywidgets sends what is typed later than a button's click, while the kernel is at
    work: here the name comes with the click. `save` is called with it, once the line is gone.
    """

    _esm = BuiltFile("save_as.js")
    messages: ClassVar[Messages] = {
        "cancel": {},
        **{kind: {"name": str} for kind in ("typed", "save", "replace")},
    }
    is_asked = traitlets.Bool(default_value=False).tag(sync=True)
    suggestion = traitlets.Unicode("").tag(sync=True)
    note = traitlets.Unicode("").tag(sync=True)
    is_refused = traitlets.Bool(default_value=False).tag(sync=True)
    replaces = traitlets.Bool(default_value=False).tag(sync=True)
    "Whether the note asks to replace the model of that name."
    description = traitlets.Unicode("").tag(sync=True)
    "Always empty; the view of ipywidgets fails without it once a widget has a tooltip."

    def __init__(self, writer: Writer, save: Callable[[str], None]) -> None:
        super().__init__()
        self._writer, self._save_as = writer, save
        self._replaced = ""
        "The name of the model that the note asks to replace."

    def ask(self, name: str) -> None:
        self._writer.put(self, suggestion=name, is_asked=True)
        self.on_typed(name)

    def on_cancel(self) -> None:
        """Ask no more."""
        self._replaced = ""
        self._writer.put(self, is_asked=False)
        self._writer.hurry()

    def on_typed(self, name: str) -> None:
        """Say what saving under the name would do."""
        self._replaced = ""
        note, is_refused = note_on(name)
        self._say(note, is_refused=is_refused)

    def on_save(self, name: str) -> None:
        """Save, but ask first if a saved model has the name."""
        try:
            used = saved_as(default_store(), name)
        except StoreError:  # which saving says
            used = None
        if used is None:
            self.on_cancel()
            self._save_as(name)
            return
        self._replaced = name
        self._say(replace_question(used), replaces=True)

    def on_replace(self, name: str) -> None:
        """Save in the place of the model that was named."""
        if name == self._replaced:
            self.on_cancel()
            self._save_as(name)

    def _say(self, note: str, *, is_refused: bool = False, replaces: bool = False) -> None:
        self._writer.put(self, note=note, is_refused=is_refused, replaces=replaces)
        self._writer.hurry()


def note_on(name: str) -> tuple[str, bool]:
    """A note on what saving under a name would do, and whether it is refused."""
    try:
        display_name(name)
        store = default_store()
        used = saved_as(store, name)
    except StoreError as error:
        return error_text(error), True
    if used is not None:
        return f"replaces {_words(used)} (it moves to the trash)", False
    return f"in {folder_words(store)}", False


def saved_as(store: ModelStore, name: str) -> SavedModel | None:
    """The saved model that a save under a name would replace, if there is one.

    Raises:
        StoreError: The name can't be, or the folder can't be read.
    """
    called = display_name(name)
    for model in store.list():
        if model.card is not None and model.name == called and not model.is_copy:
            return model
    return None


def replace_question(model: SavedModel) -> str:
    return f"Replace {_words(model)}? It moves to the trash."


def _words(model: SavedModel) -> str:
    """`the one saved 27 Nov 2026, 12:03`."""
    today = datetime.now().astimezone().date()
    return f"the one saved {moment_cell(model.saved_at, today)['title']}"


NOTHING_TRAINED = "Nothing is trained yet: press Start first"
_TOOLTIP = "Save this run: its best model, its history and its training state"


class SaveAs:
    """The button, the line for the name, and the result; `changed` is called as it is saved."""

    def __init__(self, context: ViewContext, changed: Callable[[], None]) -> None:
        self._run, self._changed = context.run, changed
        self.line = AskName(context.writer, self._save)
        self.button = button("Save as…", _TOOLTIP, self._ask, "dm-save-as")
        self._lines = ActionLines(context.writer, "dm-save-said")
        self.status = self._lines.widget

    def state(self) -> dict[str, Any]:
        """The button is off while there is nothing to save, and says why."""
        is_empty = not is_trained(self._run)
        is_off = is_empty or self._lines.is_busy("save")
        return {"disabled": is_off, "tooltip": NOTHING_TRAINED if is_empty else _TOOLTIP}

    def _ask(self) -> None:
        self._lines.say("save", "")
        self.line.ask(self._run.name)

    def _save(self, name: str) -> None:
        def save() -> str:
            store = default_store()
            saved = store.save(self._run, name)
            FOLDERS.check(store.folder)
            return saved_words(saved)

        self._lines.do("save", "Saving…", save, "Not saved", self._changed)


def is_trained(run: Run) -> bool:
    return bool(run.step_losses.step_count or run.history.evaluations)


def saved_words(saved: SavedModel) -> str:
    return f"Saved as {saved.name} in {saved.path.parent.name}/ ({number(saved.size, 'size')})"

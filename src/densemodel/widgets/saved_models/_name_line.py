"""The line that asks for a name to save under, and asks again before it replaces a saved model."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from densemodel.errors import StoreError
from densemodel.store import display_name
from densemodel.widgets.runtime._default_store import default_store, folder_words
from densemodel.widgets.saved_models._ask_name import AskName
from densemodel.widgets.saved_models._model_moments import moment_cell
from densemodel.wording import error_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.store import ModelStore, SavedModel
    from densemodel.widgets.runtime._writer import Writer


class NameLine:
    """Asks for a name in the default folder.

    Args:
        writer: Changes the line.
        save: Called with the name, once the line is gone.

    Raises:
        DenseModelError: The front end was never built.
    """

    def __init__(self, writer: Writer, save: Callable[[str], None]) -> None:
        self._writer, self._save_as = writer, save
        self._asked = ""
        self.widget = AskName(self._typed, self._save, self._replace, self._leave)

    def ask(self, name: str) -> None:
        """Show the line with a name to begin with."""
        self._writer.put(self.widget, suggestion=name, is_asked=True)
        self._typed(name)

    def _typed(self, name: str) -> None:
        self._asked = ""
        note, is_refused = note_on(name)
        self._say(note, is_refused=is_refused)

    def _save(self, name: str) -> None:
        """Save, unless a saved model has the name: then ask first."""
        try:
            used = saved_as(default_store(), name)
        except StoreError:  # which saving says
            used = None
        if used is None:
            self._do(name)
            return
        self._asked = name
        self._say(replace_question(used), replaces=True)

    def _replace(self, name: str) -> None:
        """A person has said yes to this name."""
        if name == self._asked:
            self._do(name)

    def _do(self, name: str) -> None:
        self._leave()
        self._save_as(name)

    def _leave(self) -> None:
        self._asked = ""
        self._writer.put(self.widget, is_asked=False)
        self._writer.hurry()

    def _say(self, note: str, *, is_refused: bool = False, replaces: bool = False) -> None:
        self._writer.put(self.widget, note=note, is_refused=is_refused, replaces=replaces)
        self._writer.hurry()


def note_on(name: str) -> tuple[str, bool]:
    """What saving under a name would do, and whether it can't be done."""
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
    """What is asked before a saved model is replaced."""
    return f"Replace {_words(model)}? It moves to the trash."


def _words(model: SavedModel) -> str:
    """`the one saved 27 Nov 2026, 12:03`."""
    today = datetime.now().astimezone().date()
    return f"the one saved {moment_cell(model.saved_at, today)['title']}"

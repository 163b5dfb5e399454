"""The files of a store: finds them by name, id or words, writes and replaces them."""

from __future__ import annotations

import re
import threading
import time
import unicodedata
from contextlib import suppress
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from densemodel.errors import StoreError
from densemodel.store.card._card import Card
from densemodel.store.card._names import SUFFIX, file_name
from densemodel.store.card._saved_model import SavedModel
from densemodel.store.folder._files import make_folder, modified_ns, sweep, write_atomically
from densemodel.store.folder._index import Index, card_bytes_in
from densemodel.store.folder._trash import Trash
from densemodel.store.readers._archive import CARD, rewritten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from densemodel.store.card._saved_model import Models
    from densemodel.store.folder._trash import TrashLimits


Result = TypeVar("Result")

_MOST_SCANS = 50


class ModelFiles:
    """The saved models of one folder, which is made when the first file is written."""

    def __init__(self, folder: Path, limits: TrashLimits) -> None:
        self.folder = folder
        self.trash = Trash(folder, limits)
        self.changing = threading.RLock()
        "Held while a name is looked up and what it means is changed."
        self.models = Index(folder).models
        "All of them, newest first; a StoreError if the folder can't be read."

    def one(self, name: Wanted) -> SavedModel:
        for _ in range(_MOST_SCANS):
            before = modified_ns(self.folder)
            with suppress(StoreError):
                return one_of(self.models(), name, f"in {self.folder}")
            # while a model is replaced, a scan may come too late for the old file and too early
            # for the new one: what was not there is looked for until nothing changes
            is_settled = time.time_ns() - before > 20_000_000  # clocks of files tick slowly
            if is_settled and modified_ns(self.folder) == before:
                break
        return one_of(self.models(), name, f"in {self.folder}")

    def sound(self, name: Wanted) -> SavedModel:
        """The model of a name or id, if it is not damaged."""
        saved = self.one(name)
        saved.require_card()
        return saved

    def with_current(self, name: Wanted, act: Callable[[SavedModel], Result]) -> Result:
        """Call a function with the model of a name or id, if it is not damaged.

        Where another notebook changes it meanwhile, it is looked up again, and the function called
        again: a name means the new one.
        """
        for _ in range(_MOST_SCANS):
            saved = self.sound(name)
            try:
                return act(saved)
            except StoreError:
                if not has_changed(saved):
                    raise
        raise changed_meanwhile(saved)

    def write(self, data: bytes, card: Card) -> SavedModel:
        """Write a file with this card, then move the previous model of its name to the trash."""
        if Card.from_bytes(card_bytes_in(data)) != Card.from_bytes(card.to_bytes()):
            raise StoreError(f"'{card.name}' was not saved: its file would not say what it is")
        with self.changing:
            make_folder(self.folder)
            sweep(self.folder)
            # looked up before: what another process saves meanwhile is not older than this
            before = [
                model
                for model in self.models()
                if model.card is not None and model.name == card.name and not model.is_copy
            ]
            path = self.folder / file_name(card.name, card.id)
            write_atomically(path, data)
            # not earlier: of two processes, each would retire what the other one keeps
            for model in reversed(before):
                try:
                    self.trash.add(model.path)
                except StoreError as error:
                    if model.path.exists():  # else another process just did
                        raise StoreError(
                            f"what '{model.name}' meant before is there as well: {error.message}"
                        ) from error
            self.trash.keep_within_limits()
            return _written(path, data, card)

    def rewrite(self, saved: SavedModel, **changes: Any) -> SavedModel:
        """Rewrite the file with another card; its weights stay byte for byte."""
        if saved.card is None:
            raise StoreError(f"'{saved.name}' is damaged: {saved.damaged}")
        card = replace(saved.card, **changes)
        sweep(self.folder)
        data = rewritten(saved.path, {CARD: card.to_bytes()})
        if has_changed(saved):  # what another wrote there is not written over
            raise changed_meanwhile(saved)
        write_atomically(saved.path, data)
        return _written(saved.path, data, card)

    def discard(self, saved: SavedModel) -> SavedModel:
        """Move a model to the trash; returns it as it lies there."""
        try:
            path = self.trash.add(saved.path)
        except StoreError as error:
            if saved.path.exists():
                raise
            raise changed_meanwhile(saved) from error
        return replace(saved, path=path, modified_ns=modified_ns(path))

    def require_free(self, name: str, *, but: SavedModel | None = None, fix: str = "") -> None:
        """Refuse a name that a model has, `but` for one; `fix` is what else could be done."""
        for model in self.models():
            if model.card is not None and model.name == name and model != but:
                raise StoreError(
                    f"there is a saved model '{name}' already: rename or delete that one first{fix}"
                )


def has_changed(saved: SavedModel) -> bool:
    return modified_ns(saved.path) != saved.modified_ns


def changed_meanwhile(saved: SavedModel) -> StoreError:
    return StoreError(f"'{saved.name}' was changed meanwhile by another notebook: try again")


def _written(path: Path, data: bytes, card: Card) -> SavedModel:
    """The model just written, which another process may already have replaced."""
    modified = modified_ns(path) or time.time_ns()
    return SavedModel(path, len(data), modified, Card.from_bytes(card.to_bytes()))


def holding(words: str, models: Iterable[SavedModel]) -> Models:
    wanted, found = _folded(words).split(), []
    for model in models:
        spec = model.card.spec if model.card else ""
        parts = [model.name, model.id, model.path.name, model.notes, *model.tags, spec]
        text = _folded("\n".join(parts))
        if all(word in text for word in wanted):
            found.append(model)
    return found


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


Wanted = str | Path | SavedModel

_MOST_SHOWN = 5


def one_of(models: Sequence[SavedModel], wanted: Wanted, where: str) -> SavedModel:
    """The model of a name or id among models, the newest first; `where` ends the messages.

    A name means the newest model of that name, and an id the file that carries it in its own
    name: a copy that was made by hand has another, and is meant only by its file, or where the
    first one is gone.
    """
    if isinstance(wanted, SavedModel):
        return _same(models, wanted, where)
    if not isinstance(wanted, str | Path):
        raise StoreError(
            f"a saved model is named by its name or its id, and this is {type(wanted).__name__}"
        )
    text = unicodedata.normalize("NFC", str(wanted)).strip()
    if isinstance(wanted, str):
        named = [model for model in models if model.card is not None and model.name == text]
        if named:
            return _originals(named)[0]
        started = [model for model in models if model.id.startswith(text)]
        if started and re.fullmatch("[0-9a-f]{4,16}", text):
            return _only(_originals(started), text)
    file = Path(wanted).name
    filed = [model for model in models if model.path.name in (file, file + SUFFIX)]
    if filed:
        return filed[0]
    raise StoreError(_unknown(models, text, where))


def _same(models: Sequence[SavedModel], wanted: SavedModel, where: str) -> SavedModel:
    for model in models:
        if model.path.name == wanted.path.name:
            return model
    if any(model.name == wanted.name for model in models):
        raise StoreError(f"'{wanted.name}' was changed meanwhile: it was saved again since")
    raise StoreError(f"'{wanted.name}' is no longer {where}: it was deleted, or moved away")


def _originals(models: list[SavedModel]) -> list[SavedModel]:
    """The models without copies, unless there are only copies."""
    return [model for model in models if not model.is_copy] or models


def _only(models: list[SavedModel], text: str) -> SavedModel:
    if len(models) == 1:
        return models[0]
    names = [f"'{model.name}' ({model.path.name})" for model in models[:_MOST_SHOWN]]
    more = len(models) - len(names)
    listed = ", ".join(names) + (f" and {more:,} more" if more else "")
    raise StoreError(f"{text} could be {listed}: write the whole id, or the name of the file")


def _unknown(models: Sequence[SavedModel], text: str, where: str) -> str:
    shown = text if len(text) <= 100 else f"{text[:100]}..."  # as long as a name
    names = {model.name.casefold(): model.name for model in reversed(models)}
    if not names:
        return f"there is no saved model '{shown}' {where}: nothing is saved there"
    near = get_close_matches(shown.casefold(), names, n=1, cutoff=0.6)
    if near:
        return f"there is no saved model '{shown}' {where}: did you mean '{names[near[0]]}'?"
    newest = ", ".join(f"'{name}'" for name in list(names.values())[::-1][:_MOST_SHOWN])
    return f"there is no saved model '{shown}' {where}: the newest are {newest}"

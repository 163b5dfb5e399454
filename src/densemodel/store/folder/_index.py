"""Lists the models of a folder, without reading unchanged files again."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

from densemodel.errors import StoreError
from densemodel.store.card._card import MEMBER, MOST_BYTES, Card
from densemodel.store.card._names import SUFFIX
from densemodel.store.card._saved_model import SavedModel
from densemodel.store.folder._files import why
from densemodel.store.folder._index_file import IndexFile
from densemodel.store.readers._archive import Archive

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from densemodel.store.folder._index_file import Stamp

    Known = tuple[Stamp, SavedModel]

_STILL_NS = 2_000_000_000
"""A file that was written as short a time ago may be written again without a new stamp: the clocks
of some file systems tick every two seconds."""

_TRIES = 5
"How often a file is read again that was replaced just as it was read."


class Index:
    """The saved models of one folder.

    The folder is looked through each time, so that files which were added, removed, replaced or
    copied by hand are seen at once. A card is read from its file once, and then comes from this
    process's memory or from the index file, as long as size, times and inode stay. What is
    damaged is read each time: the reason may be another after an update of densemodel, or go away
    with a failing disk.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = IndexFile(folder)
        self._known: dict[str, Known] = {}
        self._looking = threading.Lock()

    def models(self) -> list[SavedModel]:
        """All models, including damaged ones, newest first.

        Raises:
            StoreError: The folder can't be read. One that is not there has no models.
        """
        with self._looking:
            stamps = _stamps_in(self.folder)
            known = {
                name: at_hand
                for name, at_hand in self._known.items()
                if stamps.get(name) == at_hand[0]
            }
            news = {name: stamp for name, stamp in stamps.items() if name not in known}
            models = [model for _, model in known.values()]
            has_less = len(known) < len(self._known)
            fresh = self._find_models(news, models, known)
            if fresh or has_less:
                self._file.put(fresh, stamps)
            self._known = known
        return newest_first(models)

    def _find_models(
        self, news: dict[str, Stamp], models: list[SavedModel], known: dict[str, Known]
    ) -> dict[str, tuple[Stamp, bytes]]:
        """Read the models that are not in memory yet, and cache them if possible.

        Returns:
            The cards that were read from the models' files, and can be kept.
        """
        cached = self._file.cards(news) if news else {}
        fresh: dict[str, tuple[Stamp, bytes]] = {}
        now = time.time_ns()
        for name, stamp in news.items():
            model = self._cached(name, stamp, cached.get(name))
            if model is None:
                found = _read(self.folder / name, stamp)
                if found is None:
                    continue
                stamp, model, card = found  # noqa: PLW2901 - that of what was read
                models.append(model)
                if card is None or now - max(stamp[1], stamp[2]) < _STILL_NS:
                    continue
                fresh[name] = stamp, card
            else:
                models.append(model)
            known[name] = stamp, model
        return fresh

    def _cached(self, name: str, stamp: Stamp, card: bytes | None) -> SavedModel | None:
        if card is None:
            return None
        try:
            return _model(self.folder / name, stamp, Card.from_bytes(card))
        except StoreError:  # nobody knows who wrote the index
            return None


def newest_first(models: Iterable[SavedModel]) -> list[SavedModel]:
    """Sort by the time of saving, newest first."""
    return sorted(
        models, key=lambda model: (model.saved_at, model.modified_ns, model.path.name), reverse=True
    )


def card_bytes_in(place: Path | bytes) -> bytes:
    """The bytes of a file's card.

    Raises:
        StoreError: The file can't be read, or has none.
    """
    with Archive.open(place) as archive:
        if MEMBER not in archive.names:
            raise StoreError(
                "plain Keras wrote it, so it has no card: it can be loaded if the language can say "
                "its network"
            )
        return archive.read(MEMBER, MOST_BYTES)


def _read(path: Path, stamp: Stamp) -> tuple[Stamp, SavedModel, bytes | None] | None:
    """Read a file: its model with its stamp, and its card unless it is damaged.

    A file that goes or is replaced meanwhile is not damaged: the one that stands there now is read.

    Returns:
        None if it was removed, or changes too fast to be read: the next scan will tell.
    """
    for _ in range(_TRIES):
        try:
            data = card_bytes_in(path)
            return stamp, _model(path, stamp, Card.from_bytes(data)), data
        except StoreError as error:
            now = _stamp_at(path)
            if now is None:
                return None
            if now == stamp:
                reason = error.message.removeprefix(f"{path.name!a} can't be read: ")
                return stamp, _model(path, stamp, damaged=reason), None
            stamp = now
    return None


def _model(
    path: Path, stamp: Stamp, card: Card | None = None, damaged: str | None = None
) -> SavedModel:
    return SavedModel(path, size=stamp[0], modified_ns=stamp[1], card=card, damaged=damaged)


def _stamps_in(folder: Path) -> dict[str, Stamp]:
    """The stamps of possible saved models by file name, without hidden files."""
    found: dict[str, Stamp] = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(SUFFIX) and not entry.name.startswith("."):
                    stamp = _stamp_of(entry)
                    if stamp is not None:
                        found[entry.name] = stamp
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise StoreError(f"the models in {folder} can't be listed: {why(error)}") from error
    return found


def _stamp_of(entry: os.DirEntry[str]) -> Stamp | None:
    """The stamp of a directory entry; None if it is not a file, or was just removed."""
    try:
        return _stamp(entry.stat()) if entry.is_file() else None
    except OSError:
        return None


def _stamp_at(path: Path) -> Stamp | None:
    """The stamp of a path; None if it is no longer a file."""
    try:
        return _stamp(path.stat()) if path.is_file() else None
    except OSError:
        return None


def _stamp(facts: os.stat_result) -> Stamp:
    return facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino

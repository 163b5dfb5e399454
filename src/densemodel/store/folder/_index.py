"""Lists the models of a folder, without reading unchanged files again.

Their cards are cached in an SQLite file, which may be lost at any time. One that is corrupt, of
another version or of another program is thrown away; a locked one, or one that can't be written,
is done without.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING, TypeVar

from densemodel.errors import StoreError
from densemodel.store.card._card import MOST_BYTES, Card
from densemodel.store.card._names import SUFFIX
from densemodel.store.card._saved_model import SavedModel
from densemodel.store.folder._files import remove, why
from densemodel.store.readers._archive import CARD, Archive

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

Answer = TypeVar("Answer")
Stamp = tuple[int, int, int, int]
"What changes when a file does: its bytes, when it was written and changed (ns), its inode."

NAME = ".index.sqlite"

_VERSION = 1
_TABLE = (
    "CREATE TABLE cards (file BLOB PRIMARY KEY, size INTEGER, modified INTEGER, changed INTEGER, "
    "inode INTEGER, card BLOB)"
)
_WAIT_SECONDS = 1.0
_UNUSABLE = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_FORMAT,
    sqlite3.SQLITE_TOOBIG,
}
_SETTLED_NS = 2_000_000_000
"""A file that was written as short a time ago may be written again without a new stamp: the clocks
of some file systems tick every two seconds."""


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
        self._file = folder / NAME
        self._known: dict[str, tuple[Stamp, SavedModel]] = {}
        self._looking = threading.Lock()

    def models(self) -> list[SavedModel]:
        """All models, including damaged ones, newest first; a folder that is not there has none."""
        with self._looking:
            stamps = _stamps_in(self.folder)
            known = {
                name: at_hand
                for name, at_hand in self._known.items()
                if stamps.get(name) == at_hand[0]
            }
            is_less = len(known) < len(self._known)
            models = [model for _, model in known.values()]
            news = {name: stamp for name, stamp in stamps.items() if name not in known}
            cached: dict[str, bytes] = {}
            if news:
                cached = _use_index(
                    self._file, lambda index: _cards_in(index, news), cached, must_exist=True
                )
            fresh: dict[str, tuple[Stamp, bytes]] = {}
            now = time.time_ns()
            for name, before in news.items():
                found = _read(self.folder / name, before, cached.get(name))
                if found is None:
                    continue
                stamp, model, card = found
                models.append(model)
                if card is None:
                    continue
                if card is not cached.get(name):
                    if now - max(stamp[1], stamp[2]) < _SETTLED_NS:
                        continue
                    fresh[name] = stamp, card
                known[name] = stamp, model
            if fresh or is_less:  # the cards of deleted files are removed
                _use_index(
                    self._file, lambda index: _put(index, fresh, stamps), None, must_exist=not fresh
                )
            self._known = known
        return sorted(
            models, key=lambda one: (one.saved_at, one.modified_ns, one.path.name), reverse=True
        )


def card_bytes_in(place: Path | bytes) -> bytes:
    with Archive(place) as archive:
        if CARD not in archive.names:
            raise StoreError(
                "plain Keras wrote it, so it has no card: it can be loaded if the language can say "
                "its network"
            )
        return archive.read(CARD, MOST_BYTES)


def _read(
    path: Path, stamp: Stamp, cached: bytes | None
) -> tuple[Stamp, SavedModel, bytes | None] | None:
    """Read a model, from the index if it can be: with its stamp, and its card unless it is damaged.

    A file that goes or is replaced meanwhile is not damaged: the one that stands there now is read.

    Returns:
        None if it was removed, or changes too fast to be read: the next scan will tell.
    """
    if cached is not None:
        with suppress(StoreError):  # nobody knows who wrote the index
            return stamp, SavedModel(path, *stamp[:2], Card.from_bytes(cached)), cached
    for _ in range(5):  # it may be replaced just as it is read
        try:
            data = card_bytes_in(path)
            return stamp, SavedModel(path, *stamp[:2], Card.from_bytes(data)), data
        except StoreError as error:
            now = _stamp_of(path)
            if now is None:
                return None
            if now == stamp:
                reason = error.message.removeprefix(f"{path.name!a} can't be read: ")
                return stamp, SavedModel(path, *stamp[:2], damaged=reason), None
            stamp = now
    return None


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


def _stamp_of(entry: os.DirEntry[str] | Path) -> Stamp | None:
    """The stamp of a file; None if it is no file, or is gone."""
    with suppress(OSError):
        if entry.is_file():
            facts = entry.stat()
            return facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino
    return None


class _NotAnIndexError(sqlite3.DatabaseError):
    """The file is not an index of this version."""

    sqlite_errorcode = sqlite3.SQLITE_NOTADB


def _use_index(
    path: Path, work: Callable[[sqlite3.Connection], Answer], otherwise: Answer, *, must_exist: bool
) -> Answer:
    """Use the index file, which is closed again, so that it may be thrown away between two uses."""
    if path.is_symlink() or not (path.is_file() or not (must_exist or path.exists())):
        return otherwise
    try:
        with closing(
            sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)
        ) as connection:
            # others with access to the folder may have written the file
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 2 * MOST_BYTES)
            connection.execute("PRAGMA trusted_schema = OFF")
            return work(connection)
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _UNUSABLE:
            # with its journal, which would be played back into the next one
            for ending in ("", "-journal", "-wal", "-shm"):
                remove(path.with_name(NAME + ending))
    return otherwise


def _cards_in(connection: sqlite3.Connection, wanted: Mapping[str, Stamp]) -> dict[str, bytes]:
    connection.execute("BEGIN")
    if not _is_ours(connection):
        return {}
    found = {}
    for name, stamp in wanted.items():
        row = connection.execute(
            "SELECT size, modified, changed, inode, card FROM cards WHERE file = ?",
            (os.fsencode(name),),
        ).fetchone()
        if row is not None and row[:4] == _signed(stamp) and isinstance(row[4], bytes):
            found[name] = row[4]
    return found


def _put(
    connection: sqlite3.Connection,
    cards: Mapping[str, tuple[Stamp, bytes]],
    present: Collection[str],
) -> None:
    connection.execute("BEGIN IMMEDIATE")
    if not _is_ours(connection):
        connection.execute(_TABLE)
        connection.execute(f"PRAGMA user_version = {_VERSION}")
    connection.executemany(
        "INSERT OR REPLACE INTO cards VALUES (?, ?, ?, ?, ?, ?)",
        ((os.fsencode(name), *_signed(stamp), card) for name, (stamp, card) in cards.items()),
    )
    there = {os.fsencode(name) for name in present}
    rows = connection.execute("SELECT file FROM cards").fetchall()
    gone = [(name,) for (name,) in rows if name not in there]
    connection.executemany("DELETE FROM cards WHERE file = ?", gone)
    connection.execute("COMMIT")


def _is_ours(connection: sqlite3.Connection) -> bool:
    """Whether the file holds our index, and nothing else; False if it is empty."""
    tables = connection.execute(
        "SELECT sql FROM sqlite_master WHERE name <> 'sqlite_autoindex_cards_1'"
    ).fetchall()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if not tables and not version:
        return False
    if tables != [(_TABLE,)] or version != _VERSION:
        raise _NotAnIndexError
    return True


def _signed(stamp: Stamp) -> Stamp:
    """A number as SQLite's signed 64 bits; some inodes need one bit more."""
    size, modified, changed, inode = ((part + 2**63) % 2**64 - 2**63 for part in stamp)
    return size, modified, changed, inode

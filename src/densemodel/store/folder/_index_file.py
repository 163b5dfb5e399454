"""A cache of cards in an SQLite file, which may be lost at any time.

A file that is corrupt, of another version or of another program is thrown away; a locked one, or
one that can't be written, is done without.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, TypeVar

from densemodel.store.card._card import MOST_BYTES

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


class _NotAnIndexError(Exception):
    """The file is not an index of this version."""


class IndexFile:
    """Cards by file name and stamp, shared by all processes that use the folder.

    Each call opens the file and closes it, so that it may be thrown away between two of them.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME

    def cards(self, wanted: Mapping[str, Stamp]) -> dict[str, bytes]:
        """The cached cards of unchanged files."""
        return self._do(lambda connection: _read(connection, wanted), {}, must_exist=True)

    def put(self, cards: Mapping[str, tuple[Stamp, bytes]], present: Collection[str]) -> None:
        """Store cards, and remove those of deleted files."""
        self._do(lambda connection: _write(connection, cards, present), None, must_exist=not cards)

    def _do(
        self, work: Callable[[sqlite3.Connection], Answer], otherwise: Answer, *, must_exist: bool
    ) -> Answer:
        if self._path.is_symlink() or not (
            self._path.is_file() or not (must_exist or self._path.exists())
        ):
            return otherwise
        try:
            with closing(_open(self._path)) as connection:
                return work(connection)
        except _NotAnIndexError:
            self._throw_away()
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _UNUSABLE:
                self._throw_away()
        return otherwise

    def _throw_away(self) -> None:
        # with its journal, which would be played back into the next one
        for ending in ("", "-journal", "-wal", "-shm"):
            with suppress(OSError):
                self._path.with_name(NAME + ending).unlink()


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)
    # others with access to the folder may have written the file
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 2 * MOST_BYTES)
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _read(connection: sqlite3.Connection, wanted: Mapping[str, Stamp]) -> dict[str, bytes]:
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


def _write(
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
    """Whether the file holds our index; False if it is empty.

    Raises:
        _ForeignError: Something else is there.
    """
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

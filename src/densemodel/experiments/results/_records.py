"""Results on disk: a file for each process that writes, a line for each result.

A result counts once its line is on disk. A process killed during a write leaves a torn line, so a
record begins with a newline, which keeps it apart from what stands before it, and carries a
checksum, which tells a torn one from a whole one.
"""

from __future__ import annotations

import json
import os
import threading
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import uuid4

from densemodel.errors import SweepError
from densemodel.experiments.results._result import Result

if TYPE_CHECKING:
    from pathlib import Path

_ENDING = ".results"
_DIGITS = 8
Key = tuple[str, int]
"A trial's id, and the epoch to which it trained; 0 for the spec's own end."


class Records:
    """The results in a folder that several processes write and read.

    Args:
        folder: Made at the first record.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._own = folder / f"{os.getpid()}-{uuid4().hex[:8]}{_ENDING}"
        self._found: dict[Key, Result] = {}
        self._read: dict[str, int] = {}
        "Bytes of each file that were read, up to the last whole line."
        self._unreadable: dict[str, int] = {}
        "The unreadable whole records of each file."
        self._lock = threading.Lock()

    @property
    def unreadable(self) -> int:
        """The number of whole records that can't be read; they count as missing."""
        with self._lock:
            return sum(self._unreadable.values())

    def add(self, result: Result) -> None:
        """Write a result, and return when it is on disk.

        Raises:
            SweepError: It could not be written.
        """
        line = record_of(result)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._lock, self._own.open("ab") as file:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise SweepError(
                f"a result can't be written in {self._folder}: {error.strerror or error}"
            ) from None

    def all(self) -> dict[Key, Result]:
        """All results on disk; the first of a key counts."""
        with self._lock:
            with suppress(OSError):
                paths = sorted(self._folder.glob(f"*{_ENDING}"))
                if not self._read.keys() <= {path.name for path in paths}:
                    self._found.clear()  # what was taken away counts no more
                    self._read.clear()
                    self._unreadable.clear()
                for path in paths:
                    self._take_new(path)
            return dict(self._found)

    def get(self, key: Key) -> Result | None:
        """The result of a key, if it is on disk."""
        return self.all().get(key)

    def _take_new(self, path: Path) -> None:
        begin = self._read.get(path.name, 0)
        with suppress(OSError), path.open("rb") as file:
            file.seek(begin)
            new = file.read()
            whole = new.rfind(b"\n") + 1  # the rest may still be being written
            for line in new[:whole].splitlines():
                text = _whole(line)
                result = None if text is None else _read(text)
                if result is not None:
                    self._found.setdefault((result.id, result.until_epoch), result)
                elif text is not None:
                    self._unreadable[path.name] = self._unreadable.get(path.name, 0) + 1
            self._read[path.name] = begin + whole


def record_of(result: Result) -> bytes:
    """The bytes of one record, a newline at both ends."""
    text = json.dumps(result.as_fields(), separators=(",", ":")).encode()
    return b"\n%08x %b\n" % (zlib.crc32(text), text)


def result_of(line: bytes) -> Result | None:
    """The result in a line; None if it is torn or foreign."""
    text = _whole(line)
    return None if text is None else _read(text)


def _whole(line: bytes) -> bytes | None:
    """The text of a record; None for a torn or changed line."""
    checksum, text = line[:_DIGITS], line[_DIGITS + 1 :]
    return text if text and checksum == b"%08x" % zlib.crc32(text) else None


def _read(text: bytes) -> Result | None:
    try:
        return Result.from_fields(json.loads(text))
    except (ValueError, TypeError, RecursionError):
        return None  # of another version, or changed by somebody who knows checksums

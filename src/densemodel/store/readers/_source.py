"""The bytes of a file that may be hostile, read from any place without reading it whole."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from densemodel.errors import StoreError

if TYPE_CHECKING:
    from io import BufferedReader

_LONGEST_NAME = 60
"Characters of a file's name that a message shows."


def what_it_is(place: str | os.PathLike[str] | bytes) -> str:
    """What a file is called in messages: its name, in characters that print."""
    return "the file" if isinstance(place, bytes) else ascii(Path(place).name)


class Source:
    """A file on disk, or bytes in memory.

    Args:
        file: An open file, or the bytes themselves.
        size: How many bytes it has.
        what: What it is called in messages.
    """

    def __init__(self, file: BufferedReader | bytes, size: int, what: str) -> None:
        self._file = file
        self.size = size
        self.what = what

    @classmethod
    def of(cls, place: str | os.PathLike[str] | bytes) -> Source:
        """Open a path, or take bytes as they are.

        Raises:
            StoreError: If there is no file that can be read.
        """
        if isinstance(place, bytes):
            return cls(place, len(place), what_it_is(place))
        path = Path(place)
        name = path.name if len(path.name) <= _LONGEST_NAME else f"{path.name[:_LONGEST_NAME]}..."
        # repr keeps letters of every language, and escapes what does not print
        what = repr(name)
        try:
            # a pipe would be waited for, and a device has no end
            if not stat.S_ISREG(path.stat().st_mode):
                raise StoreError(f"{what} can't be read: it is not a file")
            file = path.open("rb")
            return cls(file, os.fstat(file.fileno()).st_size, what)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "no file can have this name"
            raise StoreError(f"{what} can't be read: {why.lower()}") from None

    def at(self, start: int, count: int) -> bytes:
        """The bytes from a place on; never more than the file has.

        Raises:
            StoreError: If the file does not have as many there.
        """
        if start < 0 or count < 0 or start + count > self.size:
            raise self.refused("it ends too early")
        if isinstance(self._file, bytes):
            return self._file[start : start + count]
        try:
            self._file.seek(start)
            found = self._file.read(count)
        except OSError as error:
            raise self.refused((error.strerror or "the disk failed").lower()) from None
        if len(found) != count:
            raise self.refused("it became shorter while it was read")
        return found

    def refused(self, why: str) -> StoreError:
        """The error that says why this file is not read."""
        return StoreError(f"{self.what} can't be read: {why}")

    def close(self) -> None:
        """Close the file."""
        if not isinstance(self._file, bytes):
            self._file.close()

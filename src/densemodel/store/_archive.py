"""The zip that a saved model is."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Self

from densemodel.errors import StoreError

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping


class Archive:
    """A saved model's file, open for reading. It is a context manager, which closes the file."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file

    @classmethod
    def open(cls, place: str | os.PathLike[str] | bytes) -> Self:
        """Open a file, or the bytes of one.

        Raises:
            StoreError: It can't be opened, or is no zip.
        """
        try:
            source = io.BytesIO(place) if isinstance(place, bytes) else Path(place)
            return cls(zipfile.ZipFile(source))
        except (OSError, ValueError, zipfile.BadZipFile) as error:
            raise StoreError(f"it can't be read: {error}") from error

    @property
    def names(self) -> tuple[str, ...]:
        """The members' names."""
        return tuple(self._file.namelist())

    def size(self, name: str) -> int:
        """The bytes of a member, unpacked."""
        return self._file.getinfo(name).file_size

    def read(self, name: str, at_most: int) -> bytes:
        """Unpack a member.

        Raises:
            StoreError: There is none, it is too large, or it is damaged.
        """
        try:
            if self.size(name) > at_most:
                raise StoreError(f"its member {name} is too large")
            return self._file.read(name)
        except (KeyError, OSError, EOFError, zipfile.BadZipFile) as error:
            raise StoreError(f"its member {name} can't be read") from error

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def composed(members: Mapping[str, bytes]) -> bytes:
    """A zip of these members, in their order and not packed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return file.getvalue()


def rewritten(place: str | os.PathLike[str] | bytes, changes: Mapping[str, bytes]) -> bytes:
    """A new zip with some members replaced or added, the others as they are."""
    with Archive.open(place) as archive:
        kept = {name: archive.read(name, archive.size(name)) for name in archive.names}
    return composed({**kept, **changes})

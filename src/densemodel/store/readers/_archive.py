"""The zip of a saved model: its members are checked before any is read."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Self

from densemodel.store.readers._zip_directory import DEFLATED, Member, Source, read_directory

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

METADATA = "metadata.json"
CONFIG = "config.json"
WEIGHTS = "model.weights.h5"
CARD = "densemodel/card.json"
HISTORY = "densemodel/history.json"
LAST = "densemodel/last.json"
LAST_ARRAYS = "densemodel/last.h5"

_MB = 1024 * 1024
LIMITS: Mapping[str, int] = {
    METADATA: _MB,
    CONFIG: 16 * _MB,
    WEIGHTS: 64 * 1024 * _MB,
    CARD: _MB,
    HISTORY: 64 * _MB,
    LAST: 64 * _MB,
    LAST_ARRAYS: 64 * 1024 * _MB,
}
"""The members that a saved model may have, and the most bytes of each."""

MOST_TIMES_SMALLER = 100
"Deflate packs a file of zeros to a thousandth, and what a model has to a tenth."

_FOLDER = re.compile(r"assets/([\w-]+/){0,8}", re.ASCII)
"Keras keeps files of its own layers there; ours have none, but the empty folder may be listed."


class Archive:
    """A saved model's file, open for reading, with all member headers checked.

    It is a context manager, which closes the file.

    Args:
        source: The whole file.
        limits: The names that are allowed, and the most bytes of each.
    """

    def __init__(self, source: Source, limits: Mapping[str, int] = LIMITS) -> None:
        self._source = source
        self._members: dict[str, Member] = {}
        for member in read_directory(source):
            self._check(member, limits)
            self._members[member.name] = member

    @classmethod
    def open(
        cls, place: str | os.PathLike[str] | bytes, limits: Mapping[str, int] = LIMITS
    ) -> Self:
        """Open a file, and check all member headers before one is unpacked.

        Args:
            place: A path, or the bytes of the file.
            limits: The names that are allowed, and the most bytes of each.

        Raises:
            StoreError: If it can't be opened, or is not the zip that a saved model is.
        """
        source = Source.of(place)
        try:
            return cls(source, limits)
        except BaseException:
            source.close()
            raise

    def _check(self, member: Member, limits: Mapping[str, int]) -> None:
        name = member.name
        if name in self._members:
            raise self._source.refused(f"it has two members of the name {name}")
        most = 0 if _FOLDER.fullmatch(name) else limits.get(name)
        if most is None:
            raise self._source.refused(f"it has a member that no saved model has: {name}")
        if member.size > most:
            raise self._source.refused(f"its member {name} is too large")
        if member.method == DEFLATED:
            if member.size > member.packed * MOST_TIMES_SMALLER:
                raise self._source.refused(f"its member {name} would grow too much when unpacked")
        elif member.size != member.packed:
            raise self._source.refused(f"its member {name} has two sizes")

    @property
    def names(self) -> tuple[str, ...]:
        """The members' names, in the order of the file, without empty folders."""
        return tuple(name for name in self._members if not name.endswith("/"))

    def size(self, name: str) -> int:
        """The bytes of a member, unpacked.

        Raises:
            StoreError: If the file has no such member.
        """
        return self._member(name).size

    def read(self, name: str, at_most: int) -> bytes:
        """Unpack a member.

        Args:
            name: Its name.
            at_most: Bytes; a larger member is refused before it is read.

        Raises:
            StoreError: If there is no such member, it is too large, or it is damaged.
        """
        member = self._member(name)
        if member.size > at_most:
            raise self._source.refused(f"its member {name} is too large")
        packed = self._source.at(member.start, member.packed)
        content = _inflated(packed, member.size) if member.method == DEFLATED else packed
        if content is None or zlib.crc32(content) != member.crc:
            raise self._source.refused(f"its member {name} is damaged")
        return content

    def _member(self, name: str) -> Member:
        try:
            return self._members[name]
        except KeyError:
            raise self._source.refused(f"it has no {name}") from None

    def close(self) -> None:
        """Close the file."""
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _inflated(packed: bytes, size: int) -> bytes | None:
    """The unpacked bytes; None if their size differs from the header's."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        # one byte more, and the stream reaches its end if the size is true
        content = stream.decompress(packed, size + 1)
    except zlib.error:
        return None
    whole = stream.eof and not stream.unused_data and len(content) == size
    return content if whole else None


def composed(members: Mapping[str, bytes]) -> bytes:
    """An uncompressed zip of these members in their order: equal members give equal bytes.

    Args:
        members: What to write, by names that `LIMITS` has.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return file.getvalue()


def rewritten(place: str | os.PathLike[str] | bytes, changes: Mapping[str, bytes]) -> bytes:
    """A new zip with some members replaced or added, the others byte for byte.

    Args:
        place: The file, which stays as it is.
        changes: New contents, by name.

    Raises:
        StoreError: If the file is not a saved model's, or is damaged.
    """
    with Archive.open(place) as archive:
        kept = {
            name: archive.read(name, archive.size(name))
            for name in archive.names
            if name not in changes
        }
        # a member that is replaced keeps its place
        order = dict.fromkeys((*archive.names, *changes))
    return composed({name: changes[name] if name in changes else kept[name] for name in order})

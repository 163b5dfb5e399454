"""Reads the directory of a zip strictly: every byte of the file is accounted for.

Readers of zips differ in what they forgive: which of two directories counts, whether bytes may
stand between the members, whose size is true. Files that mean one thing to the reader that checks
and another to the reader that loads are made of such differences, so nothing is forgiven here. What
Keras, Python's `zipfile` and Info-ZIP write to a disk passes.

The format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

from __future__ import annotations

import os
import stat
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from densemodel.errors import StoreError
from densemodel.store.readers._json import readable

if TYPE_CHECKING:
    from io import BufferedReader


_LONGEST_NAME = 60
"Characters of a file's name that a message shows."


def what_it_is(place: str | os.PathLike[str] | bytes) -> str:
    """A file's printable name, for messages."""
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
        """The bytes from an offset on, at most to the end of the file.

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
        """The error that says why the file can't be read."""
        return StoreError(f"{self.what} can't be read: {why}")

    def close(self) -> None:
        """Close the file."""
        if not isinstance(self._file, bytes):
            self._file.close()


STORED = 0
DEFLATED = 8

_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_FIELD = struct.Struct("<2H")

_FULL_32 = 0xFFFFFFFF
"What a field of 32 bits holds where the number stands in the ZIP64 field."
_MOST_MEMBERS = 64
_LONGEST_DIRECTORY = 64 * 1024
_NEWEST_VERSION = 45
"Of the format: 45 has ZIP64; later ones encrypt."
_HARMLESS_FLAGS = 0x0806
"Two bits tell how hard deflate tried, one that names are UTF-8."
_ENCRYPTED_FLAGS = 0x2041
_STREAMED_FLAG = 0x0008
_ZIP64_FIELD = 0x0001
_OTHER_NAME_FIELD = 0x7075


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a zip, on which the directory and its own header agree."""

    name: str
    "The name as written, with escapes for other characters than ASCII."
    size: int
    "Bytes, once unpacked."
    packed: int
    "Bytes in the file."
    method: int
    "`STORED` or `DEFLATED`."
    crc: int
    "The checksum of the unpacked bytes."
    header: int
    "The offset of its own header."
    start: int = 0
    "The offset of its packed bytes."


def read_directory(source: Source) -> tuple[Member, ...]:
    """Read the directory and the members' headers; no member is unpacked.

    Args:
        source: The whole file.

    Returns:
        The members in the order of the file, of which no two overlap.

    Raises:
        StoreError: If it is no zip, or one that readers could take in two ways.
    """
    count, start, size = _directory_place(source)
    members = _central_entries(source, source.at(start, size), count)
    return _placed(source, members, start)


def _directory_place(source: Source) -> tuple[int, int, int]:
    """The number of members, the directory's offset, and its bytes."""
    end_at = source.size - _END.size
    if end_at < 0 or not source.at(end_at, 4) == b"PK\5\6":
        raise source.refused(_why_no_end(source))
    _, disk, first_disk, here, count, size, start, comment = _END.unpack(
        source.at(end_at, _END.size)
    )
    if comment or disk or first_disk or here != count:
        raise source.refused("the end of the zip is not as Keras writes it")
    locator_at = end_at - _LOCATOR.size
    if locator_at >= 0 and source.at(locator_at, 4) == b"PK\6\7":
        end_at = locator_at - _END_64.size
        count, start, size = _place_64(source, end_at, (count, start, size))
    if count > _MOST_MEMBERS or size > _LONGEST_DIRECTORY:
        raise source.refused(f"it lists {count:,} members, where a saved model has a few")
    if start + size != end_at:
        raise source.refused("its directory is not where it says")
    return count, start, size


def _place_64(source: Source, end_at: int, told: tuple[int, int, int]) -> tuple[int, int, int]:
    _, disk, place, disks = _LOCATOR.unpack(source.at(end_at + _END_64.size, _LOCATOR.size))
    if end_at < 0 or disk or disks != 1 or place != end_at:
        raise source.refused("its directory is not where it says")
    mark, rest, _, _, disk, first_disk, here, count, size, start = _END_64.unpack(
        source.at(end_at, _END_64.size)
    )
    if mark != b"PK\6\6" or rest != _END_64.size - 12 or disk or first_disk or here != count:
        raise source.refused("the end of the zip is not as Keras writes it")
    shown = (min(count, 0xFFFF), min(start, _FULL_32), min(size, _FULL_32))
    full = (0xFFFF, _FULL_32, _FULL_32)
    if any(a not in (b, most) for a, b, most in zip(told, shown, full, strict=True)):
        raise source.refused("its two end records name different directories")
    return count, start, size


def _why_no_end(source: Source) -> str:
    head = source.at(0, min(source.size, 8))
    if not head:
        return "it is empty"
    if head == b"\x89HDF\r\n\x1a\n":
        return "it is an HDF5 file, as older versions of Keras wrote; only .keras files are read"
    tail = min(source.size, 66_000)
    if b"PK\5\6" in source.at(source.size - tail, tail):
        return "other bytes follow after its end"
    if head[:4] == b"PK\3\4":
        return "its end is missing; was it copied or downloaded whole?"
    return "it is not a .keras file"


def _central_entries(source: Source, directory: bytes, count: int) -> list[Member]:
    members = []
    at = 0
    for _ in range(count):
        if at + _CENTRAL.size > len(directory):
            raise source.refused("its directory ends too early")
        (
            mark, _, version, flags, method, _, _, crc, packed, size,
            name_length, extra_length, comment, disk, _, attributes, header,
        ) = _CENTRAL.unpack_from(directory, at)  # fmt: skip
        names_at = at + _CENTRAL.size
        at = names_at + name_length + extra_length + comment
        if mark != b"PK\1\2" or at > len(directory):
            raise source.refused("its directory is damaged")
        name_bytes = directory[names_at : names_at + name_length]
        name = readable(name_bytes)
        extra = directory[names_at + name_length : names_at + name_length + extra_length]
        _check_kind(source, name, version, flags, method)
        if disk:
            raise source.refused("it is one part of a zip in several")
        mode = attributes >> 16
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise source.refused(f"its member {name} is a link or a device")
        size, packed, header = _wide(source, extra, name, size, packed, header)
        members.append(Member(name, size, packed, method, crc, header))
    if at != len(directory):
        raise source.refused("its directory lists fewer members than it holds")
    return members


def _check_kind(source: Source, name: str, version: int, flags: int, method: int) -> None:
    if flags & _ENCRYPTED_FLAGS:
        raise source.refused(f"its member {name} is encrypted")
    if flags & _STREAMED_FLAG:
        raise source.refused(f"the size of its member {name} is given only after it")
    if method not in (STORED, DEFLATED):
        raise source.refused(f"its member {name} is packed in a way that Keras does not use")
    if flags & ~_HARMLESS_FLAGS or version & 0xFF > _NEWEST_VERSION:
        raise source.refused(f"its member {name} needs a newer kind of zip")


def _wide(source: Source, extra: bytes, name: str, *numbers: int) -> tuple[int, ...]:
    """The sizes and offsets, taken from the ZIP64 field if they don't fit in 32 bits."""
    fields = _extra_fields(source, extra, name)
    if _OTHER_NAME_FIELD in fields:
        raise source.refused(f"its member {name} has a second name")
    field = fields.get(_ZIP64_FIELD, b"")
    lacking = [number == _FULL_32 for number in numbers]
    if len(field) != 8 * sum(lacking):
        raise source.refused(f"the size of its member {name} is given in two ways")
    wide = iter(struct.unpack(f"<{sum(lacking)}Q", field))
    return tuple(
        next(wide) if lacks else number for lacks, number in zip(lacking, numbers, strict=True)
    )


def _extra_fields(source: Source, extra: bytes, name: str) -> dict[int, bytes]:
    fields: dict[int, bytes] = {}
    at = 0
    while at < len(extra):
        if at + _FIELD.size > len(extra):
            raise source.refused(f"the header of its member {name} is damaged")
        kind, length = _FIELD.unpack_from(extra, at)
        at += _FIELD.size + length
        if at > len(extra) or kind in fields:
            raise source.refused(f"the header of its member {name} is damaged")
        fields[kind] = extra[at - length : at]
    return fields


def _placed(source: Source, members: list[Member], end: int) -> tuple[Member, ...]:
    """The members with the offsets of their bytes, which must follow each other without gaps."""
    placed = []
    at = 0
    for member in sorted(members, key=lambda member: member.header):
        if member.header != at:
            which = "overlap" if member.header < at else "leave a gap"
            raise source.refused(f"its members {which} before {member.name}")
        start = _check_local(source, member, end)
        at = start + member.packed
        if at > end:
            raise source.refused(f"its member {member.name} is larger than the file")
        placed.append(
            Member(
                member.name, member.size, member.packed, member.method, member.crc, member.header,
                start,
            )
        )  # fmt: skip
    if at != end:
        raise source.refused("bytes stand before its directory that belong to no member")
    return tuple(placed)


def _check_local(source: Source, member: Member, end: int) -> int:
    """Compare a member's own header with the directory; returns the offset of its bytes."""
    names_at = member.header + _LOCAL.size
    if names_at > end:
        raise source.refused(f"its member {member.name} lies outside the file")
    numbers: tuple[Any, ...] = _LOCAL.unpack(source.at(member.header, _LOCAL.size))
    mark, version, flags, method, _, _, crc, packed, size, name_length, extra_length = numbers
    if mark != b"PK\3\4" or names_at + name_length + extra_length > end:
        raise source.refused(f"its member {member.name} is not where the directory says")
    name = readable(source.at(names_at, name_length))
    extra = source.at(names_at + name_length, extra_length)
    _check_kind(source, member.name, version, flags, method)
    size, packed = _wide(source, extra, member.name, size, packed)
    if (name, size, packed, method, crc) != (
        *(member.name, member.size, member.packed),
        *(member.method, member.crc),
    ):
        raise source.refused(f"its member {member.name} is not what the directory says")
    start: int = names_at + name_length + extra_length
    return start

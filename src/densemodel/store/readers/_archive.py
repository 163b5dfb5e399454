"""The zip of a saved model: all of its headers are checked before a member is read.

Readers of zips differ in what they forgive: which of two directories counts, whether bytes may
stand between the members, whose size is true. Files that mean one thing to the reader that checks
and another to the reader that loads are made of such differences, so nothing is forgiven here.
Python's `zipfile` reads the directory; every byte that it would skip, and every number that it
would not compare, is checked around it. What Keras, `zipfile` and Info-ZIP write to a disk passes;
everything else is refused with a StoreError.

The format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

from __future__ import annotations

import io
import os
import re
import stat
import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self, TypeAlias
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from densemodel.errors import StoreError
from densemodel.wording import number, readable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

METADATA = "metadata.json"
CONFIG = "config.json"
WEIGHTS = "model.weights.h5"
CARD = "densemodel/card.json"
HISTORY = "densemodel/history.json"
LAST = "densemodel/last.json"
LAST_ARRAYS = "densemodel/last.h5"
NUMBERS = (WEIGHTS, LAST_ARRAYS)
"The members whose checksums stand in `LAST` as well."

_MB = 1024 * 1024
LIMITS: Mapping[str, int] = {
    METADATA: _MB,
    CONFIG: 64 * _MB,
    WEIGHTS: 64 * 1024 * _MB,
    CARD: _MB,
    HISTORY: 64 * _MB,
    LAST: 64 * _MB,
    LAST_ARRAYS: 64 * 1024 * _MB,
}
"""The members that a saved model may have, and the most bytes of each."""

_FOLDER = re.compile(r"assets/([\w-]+/){0,8}", re.ASCII)
"Keras keeps files of its own layers there; ours have none, but the empty folder may be listed."
_LONGEST = 60
"Characters of a file's name that a message shows."

_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_ENTRY, _RECORDED_AT, _RECORDED = 46, 20, struct.Struct("<2L3H8xL")
"An entry of the directory: its bytes, and where it has its sizes, lengths and offset."
_LOCAL = struct.Struct("<4s3H4x3L2H")
_FIELD = struct.Struct("<2H")

_FULL_32 = 0xFFFFFFFF
"What a field of 32 bits holds where the number stands in the ZIP64 field."
_NEWEST_VERSION = 45
"Of the format: 45 has ZIP64; later ones encrypt."
_HARMLESS_FLAGS = 0x0806
"Two bits tell how hard deflate tried, one that names are UTF-8."
_UTF_8_FLAG = 0x0800
_ENCRYPTED_FLAGS = 0x2041
_STREAMED_FLAG = 0x0008
_ZIP64_FIELD = 0x0001
_OTHER_NAME_FIELD = 0x7075
_ELSEWHERE = "its directory is not where it says"
_OTHER_END = "the end of the zip is not as Keras writes it"


def what_it_is(place: str | os.PathLike[str] | bytes) -> str:
    """A file's printable name, for messages."""
    return "the file" if isinstance(place, bytes) else ascii(Path(place).name)


class Archive:
    """A saved model's file, open for reading, with all member headers checked.

    It is a context manager, which closes the file.
    """

    def __init__(self, place: str | os.PathLike[str] | bytes) -> None:
        self._file = _File(place)
        self._members: dict[str, tuple[ZipInfo, int]] = {}
        try:
            for name, info, start in _members_of(self._file):
                self._check(name, info)
                self._members[name] = info, start
        except BaseException:
            self.close()
            raise

    def _check(self, name: str, info: ZipInfo) -> None:
        if name in self._members:
            raise self._file.refused(f"it has two members of the name {name}")
        most = 0 if _FOLDER.fullmatch(name) else LIMITS.get(name)
        if most is None:
            raise self._file.refused(f"it has a member that no saved model has: {name}")
        if info.file_size > most:
            raise self._file.refused(f"its member {name} is too large")
        if info.compress_type == ZIP_DEFLATED:
            # a file of zeros is packed to a thousandth, and what a model has to a tenth
            if info.file_size > info.compress_size * 100:
                raise self._file.refused(f"its member {name} would grow too much when unpacked")
        elif info.file_size != info.compress_size:
            raise self._file.refused(f"its member {name} has two sizes")

    @property
    def names(self) -> tuple[str, ...]:
        """The members' names, in the order of the file, without empty folders."""
        return tuple(name for name in self._members if not name.endswith("/"))

    def read(self, name: str, at_most: int | None = None) -> bytes:
        """Unpack a member of at most so many bytes; None: of any size that the limits allow."""
        try:
            info, start = self._members[name]
        except KeyError:
            raise self._file.refused(f"it has no {name}") from None
        if at_most is not None and info.file_size > at_most:
            raise self._file.refused(f"its member {name} is too large")
        packed = self._file.at(start, info.compress_size)
        deflated = info.compress_type == ZIP_DEFLATED
        content = _inflated(packed, info.file_size) if deflated else packed
        if content is None or zlib.crc32(content) != info.CRC:
            raise self._file.refused(f"its member {name} is damaged")
        return content

    def require_sum(self, name: str, crc: int) -> None:
        """Refuse a member whose CRC-32, which `read` compares with its bytes, was another one."""
        if crc != self._members[name][0].CRC:
            raise self._file.refused(f"its member {name} is damaged")

    def close(self) -> None:
        self._file.file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _inflated(packed: bytes, size: int) -> bytes | None:
    """The unpacked bytes; None if their size differs from the header's.

    `zipfile` would stop at that size, and drop what the member holds beyond it.
    """
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        # one byte more, and the stream reaches its end if the size is true
        content = stream.decompress(packed, size + 1)
    except zlib.error:
        return None
    whole = stream.eof and not stream.unused_data and len(content) == size
    return content if whole else None


Content: TypeAlias = "bytes | Callable[[Mapping[str, int]], bytes]"
"The bytes of a member; or what makes them of the CRC-32 of the members before it."


def composed(members: Mapping[str, Content]) -> bytes:
    """An uncompressed zip of these members in their order: equal members give equal bytes."""
    file = io.BytesIO()
    sums: dict[str, int] = {}
    with ZipFile(file, "w", ZIP_STORED) as archive:
        for name, made in members.items():
            info, content = ZipInfo(name), made if isinstance(made, bytes) else made(sums)
            if len(content) > LIMITS.get(name, _MB):  # such as the values of very many categories
                size = number(len(content), "size")
                raise StoreError(f"its {name} has {size}: that can't be saved")
            archive.writestr(info, content)
            sums[name] = info.CRC
    return file.getvalue()


def rewritten(place: str | os.PathLike[str] | bytes, changes: Mapping[str, bytes]) -> bytes:
    """A new zip with some members of a file replaced or added, the others byte for byte."""
    with Archive(place) as archive:
        # a member that is replaced keeps its place
        members = {
            name: changes[name] if name in changes else archive.read(name) for name in archive.names
        }
    return composed({**members, **changes})


class _File:
    """A file on disk, or bytes in memory."""

    def __init__(self, place: str | os.PathLike[str] | bytes) -> None:
        if isinstance(place, bytes):
            self.what = what_it_is(place)
            self.file: BinaryIO = io.BytesIO(place)
            self.size = len(place)
            return
        path = Path(place)
        name = path.name
        # repr keeps letters of every language, and escapes what does not print
        self.what = repr(name if len(name) <= _LONGEST else f"{name[:_LONGEST]}...")
        try:
            # a pipe would be waited for, and a device has no end
            if not stat.S_ISREG(path.stat().st_mode):
                raise self.refused("it is not a file")
            self.file = path.open("rb")
            self.size = os.fstat(self.file.fileno()).st_size
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "no file can have this name"
            raise self.refused(why.lower()) from None

    def at(self, start: int, count: int) -> bytes:
        """The bytes from an offset on."""
        if start < 0 or start + count > self.size:
            raise self.refused("it ends too early")
        try:
            self.file.seek(start)
            found = self.file.read(count)
        except OSError as error:
            raise self.refused((error.strerror or "the disk failed").lower()) from None
        if len(found) != count:
            raise self.refused("it became shorter while it was read")
        return found

    def refused(self, why: str) -> StoreError:
        """The error that says why the file can't be read."""
        return StoreError(f"{self.what} can't be read: {why}")


def _members_of(file: _File) -> list[tuple[str, ZipInfo, int]]:
    """The members in the order of the file, without gaps: name, entry, where its bytes start."""
    count, end = _directory_place(file)
    try:
        with ZipFile(file.file) as archive:
            infos = archive.infolist()
    except NotImplementedError:
        raise file.refused("it needs a newer kind of zip") from None
    except (BadZipFile, ValueError, OSError, UserWarning):  # some make errors of warnings
        raise file.refused("its directory is damaged") from None
    at = end
    for info in infos[:count]:
        at = _check_entry(file, info, at)
    if len(infos) != count:
        wrong = "ends too early" if len(infos) < count else "lists fewer members than it holds"
        raise file.refused(f"its directory {wrong}")
    members = []
    at = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        name = readable(_name_bytes(info))
        if info.header_offset != at:
            which = "overlap" if info.header_offset < at else "leave a gap"
            raise file.refused(f"its members {which} before {name}")
        start = _check_local(file, info, name, end)
        at = start + info.compress_size
        if at > end:
            raise file.refused(f"its member {name} is larger than the file")
        members.append((name, info, start))
    if at != end:
        raise file.refused("bytes stand before its directory that belong to no member")
    return members


def _directory_place(file: _File) -> tuple[int, int]:
    """The number of members, and the directory's offset.

    `zipfile` would read a directory of any length, and take one of two.
    """
    end = file.size - _END.size
    if end < 0 or file.at(end, 4) != b"PK\5\6":
        raise file.refused(_why_no_end(file))
    _, disk, first_disk, here, count, size, start, comment = _END.unpack(file.at(end, _END.size))
    if comment or disk or first_disk or here != count:
        raise file.refused(_OTHER_END)
    locator_at = end - _LOCATOR.size
    if locator_at >= 0 and file.at(locator_at, 4) == b"PK\6\7":
        end = locator_at - _END_64.size
        count, start, size = _place_64(file, end, (count, start, size))
    if count > 64 or size > 64 * 1024:
        raise file.refused(f"it lists {count:,} members, where a saved model has a few")
    if start + size != end:
        raise file.refused(_ELSEWHERE)
    return count, start


def _place_64(file: _File, end: int, recorded: tuple[int, int, int]) -> tuple[int, int, int]:
    if _LOCATOR.unpack(file.at(end + _END_64.size, _LOCATOR.size))[1:] != (0, end, 1):
        raise file.refused(_ELSEWHERE)
    mark, rest, _, _, disk, first_disk, here, count, size, start = _END_64.unpack(
        file.at(end, _END_64.size)
    )
    if mark != b"PK\6\6" or rest != _END_64.size - 12 or disk or first_disk or here != count:
        raise file.refused(_OTHER_END)
    full = (0xFFFF, _FULL_32, _FULL_32)
    if any(a not in both for a, *both in zip(recorded, (count, start, size), full, strict=True)):
        raise file.refused("its two end records name different directories")
    return count, start, size


def _why_no_end(file: _File) -> str:
    head = file.at(0, min(file.size, 8))
    if not head:
        return "it is empty"
    if head == b"\x89HDF\r\n\x1a\n":
        return "it is an HDF5 file, as older versions of Keras wrote; only .keras files are read"
    tail = min(file.size, 66_000)
    if b"PK\5\6" in file.at(file.size - tail, tail):
        return "other bytes follow after its end"
    if head[:4] == b"PK\3\4":
        return "its end is missing; was it copied or downloaded whole?"
    return "it is not a .keras file"


def _name_bytes(info: ZipInfo) -> bytes:
    """The name of a member as the directory has it."""
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF_8_FLAG else "cp437")


def _check_entry(file: _File, info: ZipInfo, at: int) -> int:
    """Check an entry of the directory; returns the offset of the next one."""
    packed, size, *lengths, offset = _RECORDED.unpack(file.at(at + _RECORDED_AT, _RECORDED.size))
    name_bytes = _name_bytes(info)
    # a length that reaches beyond the directory is cut without a word
    if lengths != [len(name_bytes), len(info.extra), len(info.comment)]:
        raise file.refused("its directory is damaged")
    name = readable(name_bytes)
    _check_kind(file, name, info.extract_version, info.flag_bits, info.compress_type)
    if info.volume:
        raise file.refused("it is one part of a zip in several")
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise file.refused(f"its member {name} is a link or a device")
    _wide(file, info.extra, name, size, packed, offset)
    after: int = at + _ENTRY + sum(lengths)
    return after


def _check_local(file: _File, info: ZipInfo, name: str, end: int) -> int:
    """Compare a member's own header with the directory; returns the offset of its bytes."""
    names_at = info.header_offset + _LOCAL.size
    mark, version, flags, method, crc, packed, size, name_length, extra_length = _LOCAL.unpack(
        file.at(info.header_offset, _LOCAL.size)
    )
    start: int = names_at + name_length + extra_length
    if mark != b"PK\3\4" or start > end:
        raise file.refused(f"its member {name} is not where the directory says")
    _check_kind(file, name, version, flags, method)
    extra = file.at(names_at + name_length, extra_length)
    size, packed = _wide(file, extra, name, size, packed)
    if (file.at(names_at, name_length), size, packed, method, crc) != (
        *(_name_bytes(info), info.file_size, info.compress_size),
        *(info.compress_type, info.CRC),
    ):
        raise file.refused(f"its member {name} is not what the directory says")
    return start


def _check_kind(file: _File, name: str, version: int, flags: int, method: int) -> None:
    if flags & _ENCRYPTED_FLAGS:
        raise file.refused(f"its member {name} is encrypted")
    if flags & _STREAMED_FLAG:
        raise file.refused(f"the size of its member {name} is given only after it")
    if method not in (ZIP_STORED, ZIP_DEFLATED):
        raise file.refused(f"its member {name} is packed in a way that Keras does not use")
    if flags & ~_HARMLESS_FLAGS or version & 0xFF > _NEWEST_VERSION:
        raise file.refused(f"its member {name} needs a newer kind of zip")


def _wide(file: _File, extra: bytes, name: str, *numbers: int) -> tuple[int, ...]:
    """The sizes and offsets, taken from the ZIP64 field if they don't fit in 32 bits."""
    fields: dict[int, bytes] = {}
    at = 0
    while at < len(extra):
        kind, length = _FIELD.unpack(extra[at : at + 4].ljust(4, b"\xff"))
        at += _FIELD.size + length
        if at > len(extra) or kind in fields:
            raise file.refused(f"the header of its member {name} is damaged")
        fields[kind] = extra[at - length : at]
    if _OTHER_NAME_FIELD in fields:
        raise file.refused(f"its member {name} has a second name")
    field = fields.get(_ZIP64_FIELD, b"")
    lacking = [number == _FULL_32 for number in numbers]
    if len(field) != 8 * sum(lacking):
        raise file.refused(f"the size of its member {name} is given in two ways")
    wide = iter(struct.unpack(f"<{sum(lacking)}Q", field))
    return tuple(next(wide) if lacks else n for lacks, n in zip(lacking, numbers, strict=True))

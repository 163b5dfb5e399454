"""The bytes and headers of an HDF5 file that may be hostile: what is damaged is a StoreError."""

from __future__ import annotations

from typing import NamedTuple

from densemodel.errors import StoreError

NOWHERE = 0xFFFFFFFFFFFFFFFF
"The address that HDF5 writes where there is none."


class Hdf5Bytes:
    """An HDF5 file in memory, with addresses and lengths of 64 bits."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        # no entry of any table has fewer than 4 bytes: an honest file needs fewer looks than this
        self._reads_left = min(1000 + len(data) // 4, 2_000_000)
        self._tables: set[int] = set()

    def read(self, at: int, count: int) -> bytes:
        """The bytes from an address on."""
        if at < 0 or count < 0 or at + count > len(self.data):
            raise damaged()
        return self.data[at : at + count]

    def number(self, at: int, width: int = 8) -> int:
        """The unsigned integer of a given width at an address."""
        return int.from_bytes(self.read(at, width), "little")

    def count_entry(self) -> None:
        """Count one table entry: overlapping or cyclic tables would have no end."""
        self._reads_left -= 1
        if self._reads_left < 0:
            raise damaged()

    def table(self, at: int, mark: bytes) -> int:
        """Enter a table, at most once; returns the end of its signature."""
        if at in self._tables or self.read(at, len(mark)) != mark:
            raise damaged()
        self._tables.add(at)
        return at + len(mark)


def damaged() -> StoreError:
    """The error for a file that contradicts itself."""
    return StoreError("the HDF5 file is damaged")


_CONTINUED = 0x10
_SHARED_FLAG = 0x02


class Message(NamedTuple):
    """A header message of an object, such as its shape, its dtype or its layout."""

    kind: int
    "The number of the kind, as the format has it."
    flags: int
    start: int
    "The offset of its bytes in the file."
    size: int

    @property
    def is_shared(self) -> bool:
        """Whether the message is only a reference to a shared one."""
        return bool(self.flags & _SHARED_FLAG)


def root_of(file: Hdf5Bytes) -> int:
    """The address of the root group's header."""
    if file.data[:8] != b"\x89HDF\r\n\x1a\n":
        raise StoreError("it is not an HDF5 file")
    version = file.number(8, 1)
    if version in (0, 1):
        widths, base = file.read(13, 2), 24 + 4 * version
        end, root = base + 16, base + 40
    elif version in (2, 3):
        widths, base = file.read(9, 2), 12
        end, root = base + 16, base + 24
    else:
        raise StoreError("it is of a newer kind of HDF5")
    if widths != b"\x08\x08" or file.number(base) != 0:
        raise StoreError("it is of a kind of HDF5 that Keras does not write")
    if file.number(end) > len(file.data):
        raise StoreError("it ends too early")
    return file.number(root)


def messages_at(file: Hdf5Bytes, address: int) -> list[Message]:
    """All header messages of the object at an address, in either version of the format."""
    if file.read(address, 4) == b"OHDR":
        at = file.table(address, b"OHDR\x02")
        flags = file.number(at, 1)
        at += 1 + (16 if flags & 0x20 else 0) + (4 if flags & 0x10 else 0)
        width = 1 << (flags & 3)
        blocks = [(at + width, file.number(at, width))]
        head, kind_width, mark = 6 if flags & 4 else 4, 1, b"OCHK"
    else:
        file.table(address, b"\x01")
        blocks = [(address + 16, file.number(address + 8, 4))]
        head, kind_width, mark = 8, 2, b""
    found: list[Message] = []
    while blocks:
        at, size = blocks.pop()
        end = at + size
        while at + head <= end:
            file.count_entry()
            kind, length = file.number(at, kind_width), file.number(at + kind_width, 2)
            message = Message(kind, file.number(at + kind_width + 2, 1), at + head, length)
            at = message.start + length
            if at > min(end, len(file.data)):
                raise damaged()
            if kind == _CONTINUED:
                start = file.table(file.number(message.start), mark)
                # between its mark and its checksum, which are of the same size
                blocks.append((start, file.number(message.start + 8) - 2 * len(mark)))
            else:
                found.append(message)
    return found

"""Reads the names in a group of an HDF5 file, in its three formats.

Older versions of HDF5 keep them in a tree of symbol tables with the names in a heap beside it.
Newer ones keep a few in the group's own header, and many in another heap with another tree.
What is damaged, or a link to elsewhere, is refused with a StoreError.

The format: https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from densemodel.errors import StoreError
from densemodel.store.readers._hdf5_headers import NOWHERE, Hdf5Bytes, damaged
from densemodel.wording import readable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from densemodel.store.readers._hdf5_headers import Message


_NAMES_IN_ORDER = 5
"The kind of tree: hashes of names, each with the place of its link in the heap."
_HASH = 4
_NODE_ENDS = 10
"Bytes of a node that are no records: its mark, version, kind and checksum."


@dataclass(frozen=True, slots=True)
class Heap:
    """A fractal heap: the blocks of each row are twice as large as the row before."""

    file: Hdf5Bytes
    id_size: int
    "Bytes of what tells the place of one thing in it."
    columns: int
    "Blocks in each row."
    first_size: int
    "Bytes of a block of the first two rows."
    direct_rows: int
    "Rows whose blocks hold things; those of later rows hold blocks."
    offset_size: int
    "Bytes of a place in the heap."
    root: int
    "The address of the only block, or of the one that lists the others."
    rows: int
    "How many rows the root lists; 0 where it is the only block."

    @classmethod
    def at(cls, file: Hdf5Bytes, address: int) -> Self:
        """Read a heap's header."""
        at = file.table(address, b"FRHP\x00")
        id_size, filters = file.number(at, 2), file.number(at + 2, 2)
        columns = file.number(at + 105, 2)
        first, largest = file.number(at + 107), file.number(at + 115)
        bits = file.number(at + 123, 2)
        sound = (
            not filters
            and columns
            and all(size and not size & (size - 1) for size in (columns, first, largest))
            and first <= largest
            and 0 < bits <= 64
        )
        if not sound:
            raise damaged()
        direct_rows = largest.bit_length() - first.bit_length() + 2
        return cls(
            *(file, id_size, columns, first, direct_rows, (bits + 7) // 8),
            *(file.number(at + 127), file.number(at + 135, 2)),
        )

    def place(self, heap_id: bytes) -> tuple[int, int]:
        """The file offset and size of a heap object."""
        if len(heap_id) < self.id_size or heap_id[0] & 0xF0:
            # what is too large for the heap's blocks is no name
            raise damaged()
        offset = int.from_bytes(heap_id[1 : 1 + self.offset_size], "little")
        size = int.from_bytes(heap_id[1 + self.offset_size : self.id_size], "little")
        block, rows = self.root, self.rows
        while rows:
            self.file.count_entry()
            if self.file.read(block, 4) != b"FHIB":
                raise damaged()
            row, column, offset = self._cell(offset)
            if row >= rows:
                raise damaged()
            entry = block + 13 + self.offset_size + 8 * (row * self.columns + column)
            block = self.file.number(entry)
            rows = 0 if row < self.direct_rows else self._rows_below(row)
        if block == NOWHERE or self.file.read(block, 4) != b"FHDB":
            raise damaged()
        start = block + offset
        self.file.read(start, size)
        return start, size

    def _row_size(self, row: int) -> int:
        """The block size of a row, in bytes."""
        return self.first_size << max(row - 1, 0)

    def _cell(self, offset: int) -> tuple[int, int, int]:
        """The row and column of the block with an offset, and the offset in it."""
        first_row = self.columns * self.first_size
        row = (offset // first_row).bit_length()
        into_row = offset - (first_row << (row - 1) if row else 0)
        column, into_block = divmod(into_row, self._row_size(row))
        return row, column, into_block

    def _rows_below(self, row: int) -> int:
        """The number of rows in an indirect block of a row."""
        return self._row_size(row).bit_length() - (self.columns * self.first_size).bit_length() + 1


def ids_in(file: Hdf5Bytes, address: int) -> Iterator[bytes]:
    """The heap ids in the B-tree whose header stands at an address."""
    at = file.table(address, b"BTHD\x00")
    kind, node_size = file.number(at, 1), file.number(at + 1, 4)
    record, depth = file.number(at + 5, 2), file.number(at + 7, 2)
    if kind != _NAMES_IN_ORDER or record <= _HASH or depth > 8:
        raise damaged()
    count_width, total_widths = _pointer_widths(node_size, record, depth)
    nodes = [(file.number(at + 11), file.number(at + 19, 2), depth)]
    while nodes:
        address, count, level = nodes.pop()
        if address == NOWHERE and not count:
            continue
        at = file.table(address, b"BTIN\x00\x05" if level else b"BTLF\x00\x05")
        for _ in range(count):
            file.count_entry()
            yield file.read(at + _HASH, record - _HASH)
            at += record
        for _ in range(count + 1 if level else 0):
            file.count_entry()
            nodes.append((file.number(at), file.number(at + 8, count_width), level - 1))
            at += 8 + count_width + total_widths[level - 1]


def _pointer_widths(node_size: int, record: int, depth: int) -> tuple[int, list[int]]:
    """The byte widths of a node's record count and, by level, of the counts below it."""
    most = (node_size - _NODE_ENDS) // record
    if most <= 0:
        raise damaged()
    count_width = _width(most)
    below, total_widths = most, [0]
    for _ in range(depth):
        pointer = 8 + count_width + total_widths[-1]
        most = (node_size - _NODE_ENDS - pointer) // (record + pointer)
        if most <= 0:
            raise damaged()
        below = (most + 1) * below + most
        total_widths.append(_width(below))
    return count_width, total_widths


def _width(most: int) -> int:
    return (most.bit_length() - 1) // 8 + 1


LINK_INFO = 0x02
LINK = 0x06
SYMBOL_TABLE = 0x11
_SOFT_LINK = 2
_LONGEST_NAME = 256

Link = tuple[str, int]


def links_of(file: Hdf5Bytes, messages: Sequence[Message]) -> Iterator[Link]:
    """The names in a group, and their objects' addresses, by the messages of its header."""
    for message in messages:
        if message.kind == SYMBOL_TABLE:
            yield from _old_links(file, file.number(message.start), file.number(message.start + 8))
        elif message.kind == LINK:
            yield _link(file, message.start, message.size)
        elif message.kind == LINK_INFO:
            yield from _many_links(file, message)


def _old_links(file: Hdf5Bytes, tree: int, heap: int) -> Iterator[Link]:
    at = file.table(heap, b"HEAP\x00")
    names_at = file.number(at + 19)
    names_end = names_at + file.number(at + 3)
    nodes = [tree]
    while nodes:
        at = file.table(nodes.pop(), b"TREE\x00")
        level, count = file.number(at, 1), file.number(at + 1, 2)
        children = []
        for index in range(count):
            file.count_entry()
            children.append(file.number(at + 27 + 16 * index))
        if level:
            nodes.extend(reversed(children))
        else:
            for child in children:
                yield from _symbols(file, child, names_at, names_end)


def _symbols(file: Hdf5Bytes, node: int, names_at: int, names_end: int) -> Iterator[Link]:
    at = file.table(node, b"SNOD\x01")
    for entry in range(at + 3, at + 3 + 40 * file.number(at + 1, 2), 40):
        file.count_entry()
        start = names_at + file.number(entry)
        end = file.data.find(b"\0", start, min(start + _LONGEST_NAME, names_end))
        if end < 0:
            raise damaged()
        name = _name(file.data[start:end])
        if file.number(entry + 16, 4) == _SOFT_LINK:
            raise StoreError(f"{readable(name)} is a link to elsewhere")
        yield name, file.number(entry + 8)


def _link(file: Hdf5Bytes, start: int, size: int) -> Link:
    file.count_entry()
    flags = file.number(start + 1, 1)
    at = start + 2
    kind = 0
    if flags & 0x08:
        kind = file.number(at, 1)
        at += 1
    at += (8 if flags & 0x04 else 0) + (1 if flags & 0x10 else 0)
    width = 1 << (flags & 3)
    length = file.number(at, width)
    if length > _LONGEST_NAME:
        raise damaged()
    name = _name(file.read(at + width, length))
    if kind:
        raise StoreError(f"{readable(name)} is a link to elsewhere")
    at += width + length
    if at + 8 > start + size:
        raise damaged()
    return name, file.number(at)


def _many_links(file: Hdf5Bytes, message: Message) -> Iterator[Link]:
    at = message.start + 2 + (8 if file.number(message.start + 1, 1) & 1 else 0)
    heap_at, tree = file.number(at), file.number(at + 8)
    if heap_at == NOWHERE:
        return
    heap = Heap.at(file, heap_at)
    for heap_id in ids_in(file, tree):
        yield _link(file, *heap.place(heap_id))


def _name(name: bytes) -> str:
    if not name or b"/" in name or name in (b".", b".."):
        raise damaged()
    try:
        return name.decode()
    except UnicodeDecodeError:
        raise damaged() from None

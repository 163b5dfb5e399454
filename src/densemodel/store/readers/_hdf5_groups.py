"""The names in a group of an HDF5 file, in each of the three ways in which they are kept.

Older versions of HDF5 keep them in a tree of symbol tables with the names in a heap beside it.
Newer ones keep a few in the group's own header, and many in another heap with another tree.

The format: https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.errors import StoreError
from densemodel.store.readers._hdf5_bytes import NOWHERE, Hdf5Bytes, damaged
from densemodel.store.readers._hdf5_heap import Heap, ids_in
from densemodel.store.readers._readable import readable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from densemodel.store.readers._hdf5_headers import Message

LINK_INFO = 0x02
LINK = 0x06
SYMBOL_TABLE = 0x11
_SOFT_LINK = 2
_LONGEST_NAME = 256

Link = tuple[str, int]


def links_of(file: Hdf5Bytes, messages: Sequence[Message]) -> Iterator[Link]:
    """The names in a group, and the addresses of what they name.

    Args:
        file: The file.
        messages: Those of the group's header.

    Raises:
        StoreError: If one is a link to a path or to another file.
    """
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
            file.look()
            children.append(file.number(at + 27 + 16 * index))
        if level:
            nodes.extend(reversed(children))
        else:
            for child in children:
                yield from _symbols(file, child, names_at, names_end)


def _symbols(file: Hdf5Bytes, node: int, names_at: int, names_end: int) -> Iterator[Link]:
    at = file.table(node, b"SNOD\x01")
    for entry in range(at + 3, at + 3 + 40 * file.number(at + 1, 2), 40):
        file.look()
        start = names_at + file.number(entry)
        end = file.data.find(b"\0", start, min(start + _LONGEST_NAME, names_end))
        if end < 0:
            raise damaged()
        name = _name(file.data[start:end])
        if file.number(entry + 16, 4) == _SOFT_LINK:
            raise StoreError(f"{readable(name)} is a link to elsewhere")
        yield name, file.number(entry + 8)


def _link(file: Hdf5Bytes, start: int, size: int) -> Link:
    file.look()
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
    name = _name(file.take(at + width, length))
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

"""Reads arrays from an HDF5 file that may be hostile.

HDF5 can do far more than keep arrays: links into other files, data that other files hold, filters
that load plugins, shapes of any size that take no room. And the library that reads it is written in
C, where a crafted file has been a way to a crash, or to more, every few months. So the few things
that Keras writes for weights are read here, in Python: groups, hard links, and plain blocks of
numbers. Whatever else a file has leads to a refusal, or is not looked at.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.errors import StoreError
from densemodel.store.readers._hdf5_groups import LINK, LINK_INFO, SYMBOL_TABLE, links_of
from densemodel.store.readers._hdf5_headers import (
    NOWHERE,
    Hdf5Bytes,
    Message,
    damaged,
    messages_at,
    root_of,
)
from densemodel.wording import readable

if TYPE_CHECKING:
    from densemodel._array import Array

_SHOWN = 60

_SHAPE = 0x01
_TYPE = 0x03
_EXTERNAL = 0x07
_LAYOUT = 0x08
_FILTERS = 0x0B
_GROUP_KINDS = {SYMBOL_TABLE, LINK_INFO, LINK}
_ONLY_ONCE = {_SHAPE, _TYPE, _LAYOUT, SYMBOL_TABLE, LINK_INFO}
_COMPACT, _CONTIGUOUS = 0, 1

# where each bit of the number lies, behind the byte that has the kind and the version
_TYPES = {
    bytes.fromhex("01 201f00 04000000 0000 2000 17 08 00 17 7f000000"): "<f4",
    bytes.fromhex("01 203f00 08000000 0000 4000 34 0b 00 34 ff030000"): "<f8",
    bytes.fromhex("00 080000 04000000 0000 2000"): "<i4",
    bytes.fromhex("00 080000 08000000 0000 4000"): "<i8",
    bytes.fromhex("00 000000 04000000 0000 2000"): "<u4",
}


def read_arrays(data: bytes, *, at_most: int, what: str = "the weights") -> dict[str, Array]:
    """Read every array of a file.

    Args:
        data: The whole file. The arrays are views of it, which can't be written to.
        at_most: Bytes of all arrays together.
        what: What they are, for messages.

    Returns:
        The arrays by their paths, such as "layers/dense/vars/0".

    Raises:
        StoreError: If the file is damaged, holds anything but plain arrays of the kinds that Keras
            writes, or more of them than allowed, or a number that is not finite.
    """
    try:
        return _Reader(data, at_most).arrays()
    except StoreError as error:
        raise StoreError(f"{what} can't be read: {error}") from None


class _Reader:
    def __init__(self, data: bytes, at_most: int) -> None:
        self._file = Hdf5Bytes(data)
        self._left = at_most
        self._seen: set[int] = set()

    def arrays(self) -> dict[str, Array]:
        found: dict[str, Array] = {}
        paths: set[str] = set()
        groups = [("", root_of(self._file), 0)]
        while groups:
            path, address, depth = groups.pop()
            messages = self._messages(address, path)
            kinds = {message.kind for message in messages}
            if _LAYOUT in kinds and path and not kinds & _GROUP_KINDS:
                found[path] = self._array(messages, readable(path, _SHOWN))
                continue
            if not kinds & _GROUP_KINDS or _LAYOUT in kinds:
                here = readable(path, _SHOWN) or "its root"
                raise StoreError(f"{here} is neither a group nor an array")
            if depth > 32:
                raise StoreError("its groups are nested too deeply")
            for name, child in links_of(self._file, messages):
                here = f"{path}/{name}" if path else name
                if here in paths:
                    raise StoreError(f"{readable(here, _SHOWN)} is there twice")
                if len(here) > 400:
                    raise StoreError("its names are too long")
                paths.add(here)
                groups.append((here, child, depth + 1))
        return found

    def _messages(self, address: int, here: str) -> list[Message]:
        if address in self._seen:
            raise StoreError(f"{readable(here, _SHOWN)} is a second name of something else")
        self._seen.add(address)
        messages = messages_at(self._file, address)
        kinds = [message.kind for message in messages]
        if any(kinds.count(kind) > 1 for kind in _ONLY_ONCE.intersection(kinds)):
            raise damaged()
        return messages

    def _array(self, messages: list[Message], here: str) -> Array:
        facts = {message.kind: message for message in messages}
        if _FILTERS in facts or _EXTERNAL in facts:
            raise StoreError(f"{here} is packed, or lies in another file")
        if not {_SHAPE, _TYPE} <= facts.keys():
            raise damaged()
        if facts[_TYPE].is_shared or facts[_SHAPE].is_shared or facts[_LAYOUT].is_shared:
            raise StoreError(f"{here} shares its type with others")
        dtype = self._dtype(facts[_TYPE], here)
        shape = self._shape(facts[_SHAPE], here)
        size = math.prod(shape)
        if dtype != np.float32 and size > 64:  # a counter or a state of random numbers is smaller
            raise StoreError(f"{here} is not float32, as the weights of a layer are")
        self._left -= size * dtype.itemsize
        if self._left < 0:
            raise StoreError("its arrays are larger than the model needs")
        start = self._place(facts[_LAYOUT], here, size * dtype.itemsize)
        array = np.frombuffer(self._file.data, dtype, size, start).reshape(shape)
        # the least and the largest tell of both without an array of answers
        if size and not (np.isfinite(array.min()) and np.isfinite(array.max())):
            raise StoreError(f"{here} holds a number that is not finite")
        return array

    def _dtype(self, message: Message, here: str) -> np.dtype[Any]:
        header = self._file.read(message.start, min(message.size, 32))
        version, kind = divmod(header[0] if header else 0, 16)
        for bits, name in _TYPES.items():
            if 1 <= version <= 5 and bytes([kind]) + header[1 : len(bits)] == bits:
                return np.dtype(name)
        raise StoreError(f"{here} holds something other than the numbers that Keras writes")

    def _shape(self, message: Message, here: str) -> tuple[int, ...]:
        version, axes, flags, kind = self._file.read(message.start, 4)
        if version not in (1, 2) or axes > 8:
            raise StoreError(f"{here} has a shape that no weights have")
        if version == 2 and kind != (1 if axes else 0):  # the format's number
            raise StoreError(f"{here} has no shape")
        at = message.start + (8 if version == 1 else 4)
        if at + 8 * axes * (1 + (flags & 1)) > message.start + message.size:
            raise damaged()
        shape = tuple(self._file.number(at + 8 * axis) for axis in range(axes))
        if flags & 1:
            at += 8 * axes
            if shape != tuple(self._file.number(at + 8 * axis) for axis in range(axes)):
                raise StoreError(f"{here} has a shape that can grow, as no weights have")
        return shape

    def _place(self, message: Message, here: str, count: int) -> int:
        """The offset of an array's bytes."""
        version, kind = self._file.read(message.start, 2)
        if version not in (3, 4) or kind not in (_COMPACT, _CONTIGUOUS):
            raise StoreError(f"{here} is in chunks, or lies in other files")
        if kind == _COMPACT:
            start, size = message.start + 4, self._file.number(message.start + 2, 2)
            end = message.start + message.size
        else:
            start = self._file.number(message.start + 2)
            size = self._file.number(message.start + 10)
            end = len(self._file.data)
        if size != count or (start == NOWHERE and count):
            raise StoreError(f"{here} has a shape that its bytes don't fill")
        if count == 0:
            return 0
        if start + count > end:
            raise StoreError(f"{here} ends after the file does")
        return start

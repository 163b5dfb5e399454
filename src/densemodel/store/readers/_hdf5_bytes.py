"""The bytes of an HDF5 file that may be hostile: each look is bounded, and so is their number."""

from __future__ import annotations

from densemodel.errors import StoreError

NOWHERE = 0xFFFFFFFFFFFFFFFF
"The address that HDF5 writes where there is none."

_SOME_LOOKS = 1000
_BYTES_A_LOOK = 4
"No entry of any table is smaller, so that an honest file needs fewer looks than this gives."
_MOST_LOOKS = 2_000_000


class Hdf5Bytes:
    """An HDF5 file in memory, with addresses and lengths of 64 bits.

    Args:
        data: The whole file.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._looks_left = min(_SOME_LOOKS + len(data) // _BYTES_A_LOOK, _MOST_LOOKS)
        self._tables: set[int] = set()

    def take(self, at: int, count: int) -> bytes:
        """Bytes from an address on.

        Raises:
            StoreError: If the file does not have as many there.
        """
        if at < 0 or count < 0 or at + count > len(self.data):
            raise damaged()
        return self.data[at : at + count]

    def number(self, at: int, width: int = 8) -> int:
        """The unsigned number of so many bytes at an address."""
        return int.from_bytes(self.take(at, width), "little")

    def look(self) -> None:
        """Count one entry of a table; tables that overlap or turn back would have no end.

        Raises:
            StoreError: If there were more than the file has room for.
        """
        self._looks_left -= 1
        if self._looks_left < 0:
            raise damaged()

    def table(self, at: int, mark: bytes) -> int:
        """Enter a table, which nothing else of the file leads to; gives where its mark ends."""
        if at in self._tables or self.take(at, len(mark)) != mark:
            raise damaged()
        self._tables.add(at)
        return at + len(mark)


def damaged() -> StoreError:
    """What is said of every place where the file contradicts itself."""
    return StoreError("the HDF5 file is damaged")

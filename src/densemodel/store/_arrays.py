"""Reads arrays from an HDF5 file that may be hostile.

HDF5 can do far more than keep arrays: links into other files, data that other files hold, filters
that load plugins, shapes of any size that take no room. Only what Keras writes for weights is
taken: groups, hard links, and plain blocks of numbers.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np

from densemodel.errors import StoreError
from densemodel.store._zip_directory import readable

if TYPE_CHECKING:
    import h5py

Array = np.ndarray[Any, np.dtype[Any]]

MOST_OBJECTS = 100_000
DEEPEST = 32
MOST_AXES = 8
MOST_SMALL = 64
"Elements of an array that is not float32: counters and the states of random numbers."


def read_arrays(data: bytes, *, at_most: int, what: str = "the weights") -> dict[str, Array]:
    """Read every array of a file.

    Args:
        data: The whole file. Large arrays are views of it, which can't be written to.
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
    except Exception:  # noqa: BLE001 - h5py raises what the damage happens to lead to
        raise StoreError(f"{what} can't be read: the HDF5 file is damaged") from None


class _Reader:
    def __init__(self, data: bytes, at_most: int) -> None:
        self._data = data
        self._left = at_most
        self._seen: set[int] = set()

    def arrays(self) -> dict[str, Array]:
        import h5py

        access = h5py.h5p.create(h5py.h5p.FILE_ACCESS)
        # in memory alone: no file on disk is opened or written
        access.set_fapl_core(backing_store=False)
        access.set_file_image(self._data)
        # what is still open when an error is raised closes with the file
        access.set_fclose_degree(h5py.h5f.CLOSE_STRONG)
        # of two open files of one name HDF5 gives the first again
        name = f"a saved model in memory {uuid4()}".encode()
        file = h5py.h5f.open(name, h5py.h5f.ACC_RDONLY, access)
        try:
            return self._walk(h5py.h5g.open(file, b"/"))
        finally:
            file.close()

    def _walk(self, root: h5py.h5g.GroupID) -> dict[str, Array]:
        import h5py

        found = {}
        groups = [("", root, 1)]
        while groups:
            path, group, depth = groups.pop()
            for name in self._names(group):
                here = f"{path}{readable(name)}"
                if group.links.get_info(name).type != h5py.h5l.TYPE_HARD:
                    raise StoreError(f"{here} is a link to elsewhere")
                child = h5py.h5o.open(group, name)
                self._check_new(h5py.h5o.get_info(child).addr, here)
                if isinstance(child, h5py.h5d.DatasetID):
                    found[here] = self._array(child, here)
                elif not isinstance(child, h5py.h5g.GroupID):
                    raise StoreError(f"{here} is neither a group nor an array")
                elif depth == DEEPEST:
                    raise StoreError("its groups are nested too deeply")
                else:
                    groups.append((f"{here}/", child, depth + 1))
        return found

    def _names(self, group: h5py.h5g.GroupID) -> list[bytes]:
        count = group.get_num_objs()
        if len(self._seen) + count > MOST_OBJECTS:
            raise StoreError("it holds too many arrays")
        return [group.get_objname_by_idx(index) for index in range(count)]

    def _check_new(self, address: int, here: str) -> None:
        if address in self._seen:
            raise StoreError(f"{here} is a second name of something else")
        self._seen.add(address)

    def _array(self, dataset: h5py.h5d.DatasetID, here: str) -> Array:
        dtype = _dtype(dataset, here)
        shape = _shape(dataset, here)
        size = math.prod(shape)
        if dtype != np.float32 and size > MOST_SMALL:
            raise StoreError(f"{here} is not float32, as the weights of a layer are")
        count = size * dtype.itemsize
        self._left -= count
        if self._left < 0:
            raise StoreError("its arrays are larger than the model needs")
        array = self._values(dataset, here, count).view(dtype).reshape(shape)
        # the least and the largest tell of both without an array of answers
        if array.size and not (np.isfinite(array.min()) and np.isfinite(array.max())):
            raise StoreError(f"{here} holds a number that is not finite")
        return array

    def _values(self, dataset: h5py.h5d.DatasetID, here: str, count: int) -> Array:
        import h5py

        plan = dataset.get_create_plist()
        layout = plan.get_layout()
        if layout not in (h5py.h5d.CONTIGUOUS, h5py.h5d.COMPACT) or plan.get_nfilters():
            raise StoreError(f"{here} is packed, in chunks or lies in other files")
        if layout == h5py.h5d.CONTIGUOUS and plan.get_external_count():
            raise StoreError(f"{here} lies in another file")
        if dataset.get_storage_size() != count:
            raise StoreError(f"{here} has a shape that its bytes don't fill")
        if layout == h5py.h5d.COMPACT:
            values = np.empty(count, np.uint8)
            # in the file's own type, so that nothing is converted
            dataset.read(h5py.h5s.ALL, h5py.h5s.ALL, values, dataset.get_type())
            return values
        start = dataset.get_offset() if count else 0
        if start is None or start + count > len(self._data):
            raise StoreError(f"{here} ends after the file does")
        return np.frombuffer(self._data, np.uint8, count, start)


def _dtype(dataset: h5py.h5d.DatasetID, here: str) -> np.dtype[Any]:
    """The kind of number, which must be one of Keras's to the last bit."""
    import h5py

    kind = dataset.get_type()
    for known, dtype in (
        (h5py.h5t.IEEE_F32LE, "<f4"),
        (h5py.h5t.STD_I64LE, "<i8"),
        (h5py.h5t.STD_I32LE, "<i4"),
        (h5py.h5t.STD_U32LE, "<u4"),
        (h5py.h5t.IEEE_F64LE, "<f8"),
    ):
        # equal compares where each bit lies; what h5py calls the type does not
        if kind.equal(known):
            return np.dtype(dtype)
    raise StoreError(f"{here} holds something other than the numbers that Keras writes")


def _shape(dataset: h5py.h5d.DatasetID, here: str) -> tuple[int, ...]:
    import h5py

    space = dataset.get_space()
    if space.get_simple_extent_type() not in (h5py.h5s.SCALAR, h5py.h5s.SIMPLE):
        raise StoreError(f"{here} has no shape")
    shape: tuple[int, ...] = space.get_simple_extent_dims()
    if len(shape) > MOST_AXES or shape != space.get_simple_extent_dims(maxdims=True):
        raise StoreError(f"{here} has a shape that no weights have")
    return shape

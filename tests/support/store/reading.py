"""Reads all of a file as the loader does before it builds a model: zip, texts and arrays."""

import math

import numpy as np

from densemodel.store.readers._archive import WEIGHTS, Archive
from densemodel.store.readers._arrays import read_arrays
from densemodel.store.readers._json import read_json

MOST_BYTES = 4 * 1024 * 1024
"Of a member."
MOST_ARRAYS = 5_000
"Bytes of the good file's arrays, and some."


def read_whole(data):
    """The texts and the arrays of a file; a StoreError where it has none that can be trusted."""
    with Archive(data) as archive:
        contents = {name: archive.read(name, MOST_BYTES) for name in archive.names}
        arrays = read_arrays(contents.pop(WEIGHTS, b""), at_most=MOST_ARRAYS)
        return {name: read_json(text, name) for name, text in contents.items()}, arrays


def read_arrays_of(data):
    """The arrays alone."""
    with Archive(data) as archive:
        read_arrays(archive.read(WEIGHTS, MOST_BYTES), at_most=MOST_ARRAYS)


def read_members(data):
    """Every member, as bytes."""
    with Archive(data) as archive:
        for name in archive.names:
            archive.read(name, MOST_BYTES)


def is_harmless(texts, arrays):
    """Whether all are plain values and finite numbers, no more of them than allowed."""
    plain = all(
        value is None or type(value) in (bool, int, str) or math.isfinite(value)
        for value in _values(texts)
    )
    finite = all(np.isfinite(array).all() for array in arrays.values())
    known = all(array.dtype.str in {"<f4", "<i4", "<i8", "<u4", "<f8"} for array in arrays.values())
    size = sum(array.nbytes for array in arrays.values())
    return plain and finite and known and size <= MOST_ARRAYS


def _values(found):
    if isinstance(found, dict):
        for name, value in found.items():
            # what can be written is no half of a character
            name.encode()
            yield from _values(value)
    elif isinstance(found, list):
        for value in found:
            yield from _values(value)
    else:
        yield found

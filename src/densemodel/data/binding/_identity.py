"""The identity of data: sizes, columns and a hash over all rows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.binding._model_digest import digest_of
from densemodel.data.columns._table import unfitted
from densemodel.data.findings._finding import size
from densemodel.data.read._stored_rows import Features, chunks_of
from densemodel.data.read._survey import fingerprints, with_labels

if TYPE_CHECKING:
    from densemodel.data.binding._bound import Bound

_CHUNK = 4096
"Rows that are hashed at once, so that a file is not loaded whole."


@dataclass(frozen=True, slots=True)
class DataIdentity:
    """The identity of data, to recognize them later."""

    rows: int
    shape: tuple[int, ...]
    "The shape of x for the network, rows included."
    columns: tuple[str, ...] | None
    dtype: str
    fingerprint: str
    "A hash over the rows of x and y in their order, and over the validation data if it was given."

    def differs_from(self, old: DataIdentity) -> str:
        """The difference to other data, as a clause; empty for the same data."""
        # the columns of a very wide table are not always stored
        if (self.shape, self.fingerprint) == (old.shape, old.fingerprint):
            return ""
        if self.shape[1:] != old.shape[1:]:
            return f"rows of {size(self.shape[1:]) or 1} instead of {size(old.shape[1:]) or 1}"
        if self.rows != old.rows:
            return f"{self.rows:,} rows instead of {old.rows:,}"
        if self.columns != old.columns:
            return "other columns"
        return "the same number of rows with other numbers, or in another order"


def identity_of(bound: Bound) -> DataIdentity:
    """Hash bound data without refusals.

    Equal data have equal hashes, on any machine; others are equal by chance once in about 2^57.
    """
    digest = hashlib.blake2b(digest_size=16)
    bound = bound.as_read
    read, columns = bound.read, bound.column_names
    if read is not None and read.table is not None:
        # of the raw columns: their encoding depends on the split. A loaded run reads no others
        columns = unfitted(read.table).names
        prints, shape = [read.fingerprints], (len(bound.y), len(columns))
        if read.validation_prints is not None:
            prints.append(read.validation_prints)
    else:
        pairs = [(bound.x, bound.y), *([bound.validation] if bound.validation else [])]
        prints, shape = [_prints(x, y) for x, y in pairs], tuple(bound.x.shape)
    for one in prints:
        digest.update(one.astype("<u8").tobytes())
    return DataIdentity(
        rows=len(bound.y),
        shape=shape,
        columns=columns,
        dtype=str(bound.y.dtype),
        fingerprint=digest.hexdigest(),
    )


def content_of(bound: Bound) -> str | None:
    """A hash of everything that was bound with a spec; None if x or y was refused.

    It is taken when the data are bound, and recognizes cells with the same data. Files store
    `identity_of` instead.
    """
    if bound.refusals:
        return None
    facts, base, bound = bound.facts, bound.spec.base, bound.as_read
    shape = bound.x.shape if facts.table is None else facts.table.shape
    names = (shape, facts.names, facts.class_names)
    digest = hashlib.blake2b(repr(names).encode(), digest_size=16)
    digest.update(facts.fingerprints.tobytes())
    if base is not None:
        digest.update(digest_of(base.model).encode())
    for role, pair in (("validation", bound.validation), ("test", bound.test)):
        if pair is not None:
            digest.update(f"{role} {len(pair[1])}".encode())
            prints = getattr(facts, f"{role}_prints")
            digest.update((_prints(*pair) if facts.table is None else prints).tobytes())
    return digest.hexdigest()


def _prints(x: Features, y: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    chunks = chunks_of(x, np.arange(len(x)), _CHUNK)
    of_x = [fingerprints(np.ascontiguousarray(chunk, dtype=np.float32)) for chunk in chunks]
    return with_labels(np.concatenate(of_x), y)

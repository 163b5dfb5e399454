"""Read x or y as one plain NumPy array."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.findings._memory import bytes_text, free_bytes
from densemodel.data.findings._wording import place, value_text
from densemodel.data.read._anything import read_anything, unreadable_text
from densemodel.data.read._objects import refuse_odd_text
from densemodel.data.read._odd_text import is_number, odd_text_of
from densemodel.data.read._pandas_data import is_frame, is_series
from densemodel.data.read._plain import plain_array
from densemodel.data.read._tables import as_column, as_table, read_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data.findings._finding import Findings


Array = np.ndarray[Any, Any]


def is_sparse_matrix(data: object) -> bool:
    """Whether this is a sparse matrix or array of SciPy."""
    scipy = sys.modules.get("scipy.sparse")
    return scipy is not None and bool(scipy.issparse(data))


def read_sparse_matrix(data: Any, where: str, findings: Findings) -> Array | None:
    """The dense array; None if it does not fit into memory."""
    size_bytes = math.prod(data.shape) * data.dtype.itemsize
    kind = f"sparse {type(data).__name__}"
    if not _say_dense(kind, data.shape, size_bytes, where, findings):
        return None
    return np.asarray(data.toarray())


def has_room_for_sparse_columns(data: Any, where: str, findings: Findings) -> bool:
    """Whether a pandas object may be read: sparse columns are reported or refused.

    Args:
        data: A pandas object, sparse or not.
        where: Its name in messages.
        findings: Receives what is to be reported.
    """
    is_frame = hasattr(data, "columns")
    kinds = data.dtypes if is_frame else [data.dtype]
    sparse = [kind.subtype for kind in kinds if type(kind).__name__ == "SparseDtype"]
    if not sparse:
        return True
    rows = len(data)
    size_bytes = rows * sum(np.dtype(kind).itemsize for kind in sparse)
    if is_frame:
        return _say_dense(
            "frame of sparse columns", (rows, len(sparse)), size_bytes, where, findings
        )
    return _say_dense("sparse column", (rows,), size_bytes, where, findings)


def _say_dense(
    kind: str, shape: Sequence[int], size_bytes: int, where: str, findings: Findings
) -> bool:
    known = f"{where} is a {kind} of {' x '.join(f'{length:,}' for length in shape)}"
    free = free_bytes()
    if size_bytes > free:
        findings.refuse(
            where,
            f"{known}, which takes {bytes_text(size_bytes)} as a dense array, and "
            f"{bytes_text(free)} are free: give fewer rows or columns",
        )
        return False
    findings.repair(where, f"{known}: read as a dense array of {bytes_text(size_bytes)}")
    return True


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """Numbers or text with their index and names."""

    array: Array
    "At least one axis; dtype kind b, i, u, f or U. It may be in a file, not read."
    column_names: tuple[str, ...] | None = None
    index: Any = None
    "The pandas index; None without one."


def read_values(data: object, where: str, findings: Findings) -> Values | None:
    """Read arrays, lists, tables and single columns of any library, tensors and sparse matrices.

    It raises no errors, and does not change the data.

    Args:
        data: The given object.
        where: What messages call it: `x`, `y`, `validation_data[0]`.
        findings: Gets conversions and refusals.

    Returns:
        The values, or None if they were refused.
    """
    if data is None:
        findings.refuse(where, f"there is no {where}: give an array, a list or a DataFrame")
        return None
    try:
        with np.errstate(all="ignore"):
            return _read(data, where, findings)
    except Exception as error:  # noqa: BLE001  libraries raise what they like
        findings.refuse(where, unreadable_text(data, where, error))
        return None


def _read(data: Any, where: str, findings: Findings) -> Values | None:
    if is_frame(data) or is_series(data):
        if not has_room_for_sparse_columns(data, where, findings):
            return None
    elif is_sparse_matrix(data):
        dense = read_sparse_matrix(data, where, findings)
        return _values(None if dense is None else plain_array(dense, where, findings))
    table = as_table(data)
    if table is not None:
        return _values(read_table(table, where, findings), table.names, table.index)
    column = as_column(data)
    if column is not None:
        names = None if column.name is None else (column.name,)
        return _values(plain_array(column.array(), where, findings), names, column.index)
    return _values(read_anything(data, where, findings))


def _values(
    array: Array | None, names: tuple[str, ...] | None = None, index: Any = None
) -> Values | None:
    if array is None:
        return None
    columns = 1 if array.ndim == 1 else array.shape[1]
    # a column of arrays has more axes than one name
    is_named = names is not None and len(names) == columns and array.ndim <= 2  # noqa: PLR2004
    return Values(array, names if is_named else None, index)


def refuse_text(array: Array, where: str, findings: Findings) -> None:
    """Refuse text instead of numbers."""
    texts = array.ravel().tolist()
    odd = odd_text_of(texts)
    if odd is not None:
        refuse_odd_text(odd, array.shape, where, findings)
        return
    spot = place(array.shape, 0)
    first = value_text(texts[0])
    fix = f"write {where}.astype(float)" if all(map(is_number, texts)) else "encode it as numbers"
    findings.refuse(where, f"{where} holds text ({spot}: {first}): {fix}")

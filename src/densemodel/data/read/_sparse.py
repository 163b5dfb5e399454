"""Sparse matrices, which are made dense where there is room for it."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.findings._memory import bytes_text, free_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data.findings._finding import Findings

Array = np.ndarray[Any, Any]


def is_sparse_matrix(data: object) -> bool:
    """Whether this is a sparse matrix or array of SciPy."""
    scipy = sys.modules.get("scipy.sparse")
    return scipy is not None and bool(scipy.issparse(data))


def read_sparse_matrix(data: Any, where: str, findings: Findings) -> Array | None:
    """The dense array, of any kind; None if the memory has no room for it."""
    size_bytes = math.prod(data.shape) * data.dtype.itemsize
    kind = f"sparse {type(data).__name__}"
    if not _say_dense(kind, data.shape, size_bytes, where, findings):
        return None
    return np.asarray(data.toarray())


def has_room_for_sparse_columns(data: Any, where: str, findings: Findings) -> bool:
    """Whether a pandas object may be read: sparse columns of it are said, or refused.

    Args:
        data: Of pandas; it need not be sparse.
        where: What messages call it.
        findings: Gets what is to be said.
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

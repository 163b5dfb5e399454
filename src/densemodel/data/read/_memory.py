"""The memory that is free, and sparse data, which fill it when they become dense."""

from __future__ import annotations

import math
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.wording import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel._array import Array
    from densemodel.data.findings._finding import Findings

_UNKNOWN_BYTES = 4 * 10**9
"Assumed free memory if the system gives no number."

_MEMORY_OF_ALL = Path("/proc/meminfo")
# a container, such as those of Binder, may have less than the machine has
_CONTAINER = Path("/sys/fs/cgroup")


def free_bytes() -> int:
    """The memory that this process may still use."""
    free = _free_of_machine()
    with suppress(OSError, ValueError):  # no container, or one without a limit
        limit = int((_CONTAINER / "memory.max").read_text())
        used = int((_CONTAINER / "memory.current").read_text())
        # files that were read count as used, and make room when it is needed
        memory_stat = dict(
            line.split() for line in (_CONTAINER / "memory.stat").read_text().splitlines()
        )
        files = int(memory_stat.get("inactive_file", 0)) + int(memory_stat.get("active_file", 0))
        free = min(free, limit - used + files)
    return max(free, 0)


def _free_of_machine() -> int:
    with suppress(OSError, ValueError, StopIteration):
        lines = _MEMORY_OF_ALL.read_text(encoding="ascii").splitlines()
        line = next(line for line in lines if line.startswith("MemAvailable:"))
        return int(line.split()[1]) * 1024
    if sys.platform != "win32":
        with suppress(OSError, ValueError):  # no Linux
            return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return _UNKNOWN_BYTES


def read_sparse_matrix(data: Any, where: str, findings: Findings) -> Array | None:
    """The dense array; None if it does not fit into memory."""
    size_bytes = math.prod(data.shape) * data.dtype.itemsize
    kind = f"sparse {type(data).__name__}"
    if not _say_dense(kind, data.shape, size_bytes, where, findings):
        return None
    return np.asarray(data.toarray())


def has_room_for_sparse_columns(data: Any, where: str, findings: Findings) -> bool:
    """Whether a pandas object may be read: sparse columns are reported or refused."""
    is_frame = hasattr(data, "columns")
    kinds = data.dtypes if is_frame else [data.dtype]
    sparse = [kind.subtype for kind in kinds if type(kind).__name__ == "SparseDtype"]
    if not sparse:
        return True
    rows = len(data)
    size_bytes = rows * sum(np.dtype(kind).itemsize for kind in sparse)
    what = "frame of sparse columns" if is_frame else "sparse column"
    shape = (rows, len(sparse)) if is_frame else (rows,)
    return _say_dense(what, shape, size_bytes, where, findings)


def _say_dense(
    kind: str, shape: Sequence[int], size_bytes: int, where: str, findings: Findings
) -> bool:
    known = f"{where} is a {kind} of {' x '.join(f'{length:,}' for length in shape)}"
    free = free_bytes()
    if size_bytes > free:
        findings.refuse(
            where,
            f"{known}, which takes {number(size_bytes, 'size')} as a dense array, and "
            f"{number(free, 'size')} are free: give fewer rows or columns",
        )
        return False
    findings.repair(where, f"{known}: read as a dense array of {number(size_bytes, 'size')}")
    return True

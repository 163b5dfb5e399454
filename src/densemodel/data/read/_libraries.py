"""Tables, columns and sparse data of pandas, Polars, pyarrow, SciPy and NumPy.

No library is imported: a frame exists only if its library is imported already.
"""

from __future__ import annotations

import math
import os
import sys
from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.read._plain import unmasked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel._array import Array
    from densemodel.data.findings._finding import Findings

_PANDAS_COLUMNS = ("Series", "Index", "api.extensions.ExtensionArray")


@dataclass(frozen=True)
class SourceColumn:
    """One column, of a table or by itself."""

    data: Any
    "The library's own object."
    name: str | None
    read: Callable[[Any], Array]

    def array(self) -> Array:
        """Its values; missing ones as NaN, None or the library's own value."""
        return self.read(self.data)


@dataclass(frozen=True)
class Table(ABC):
    """Rows with named columns."""

    data: Any
    names: tuple[str, ...]
    "The columns' names, as text; they may repeat."

    def whole(self) -> Array | None:
        """All columns in one array of numbers, if the library stores them so; else None."""
        return None

    @abstractmethod
    def column(self, place: int) -> SourceColumn:
        """The column at this position, from 0."""

    @abstractmethod
    def select(self, places: Sequence[int]) -> object:
        """A table of the same library with these columns, in this order."""


class _PandasTable(Table):
    def whole(self) -> Array | None:
        kinds = set(self.data.dtypes)
        kind = next(iter(kinds)) if len(kinds) == 1 else None
        is_plain = isinstance(kind, np.dtype) and kind.kind in "biuf"
        return np.asarray(self.data.to_numpy()) if is_plain else None

    def column(self, place: int) -> SourceColumn:
        return _pandas_column(self.data.iloc[:, place])

    def select(self, places: Sequence[int]) -> object:
        return self.data.iloc[:, list(places)]


class _PolarsTable(Table):
    def whole(self) -> Array | None:
        kinds = set(self.data.dtypes)
        kind = next(iter(kinds)) if len(kinds) == 1 else None
        if kind is None or not (kind.is_integer() or kind.is_float()) or "128" in str(kind):
            return None
        return np.asarray(self.data.to_numpy())

    def column(self, place: int) -> SourceColumn:
        return SourceColumn(self.data.to_series(place), self.names[place] or None, _polars_values)

    def select(self, places: Sequence[int]) -> object:
        return self.data.select([self.names[place] for place in places])


class _ArrowTable(Table):
    def column(self, place: int) -> SourceColumn:
        return SourceColumn(self.data.column(place), self.names[place], _arrow_values)

    def select(self, places: Sequence[int]) -> object:
        return self.data.select(list(places))


class _RecordTable(Table):
    def column(self, place: int) -> SourceColumn:
        return SourceColumn(self.data[self.names[place]], self.names[place], unmasked)

    def select(self, places: Sequence[int]) -> object:
        return self.data[[self.names[place] for place in places]]


def as_table(data: Any) -> Table | None:
    if is_of("pandas", data, "DataFrame"):
        return _PandasTable(data, tuple(map(as_text, data.columns)))
    if is_of("polars", data, "DataFrame"):
        return _PolarsTable(data, tuple(data.columns))
    if is_of("pyarrow", data, "Table", "RecordBatch"):
        return _ArrowTable(data, tuple(data.schema.names))
    if isinstance(data, np.ndarray) and data.dtype.names is not None and data.ndim == 1:
        return _RecordTable(data, tuple(data.dtype.names))
    return None


def without_column(table: Table, name: str) -> tuple[object, object]:
    """A table without one column, and that column; both are objects of its library."""
    place = table.names.index(name)
    rest = [number for number in range(len(table.names)) if number != place]
    return table.select(rest), table.column(place).data


def as_column(data: Any) -> SourceColumn | None:
    if is_of("pandas", data, *_PANDAS_COLUMNS):
        return _pandas_column(data)
    if is_of("polars", data, "Series"):
        return SourceColumn(data, data.name or None, _polars_values)
    if is_of("pyarrow", data, "Array", "ChunkedArray"):
        return SourceColumn(data, None, _arrow_values)
    return None


def is_pandas(data: object) -> bool:
    """Whether this is a pandas DataFrame, a Series, an Index or one of pandas' arrays."""
    return is_of("pandas", data, "DataFrame", *_PANDAS_COLUMNS)


def row_names(data: object) -> Any:
    """The pandas index of a frame or a column; None without one."""
    return getattr(data, "index", None) if is_pandas(data) else None


def is_of(library: str, data: object, *classes: str) -> bool:
    try:
        return isinstance(data, attrgetter(*classes)(sys.modules[library]))
    except (KeyError, AttributeError):
        return False  # not imported, or still being imported by another thread: it has no objects


def as_text(name: object) -> str:
    """A column's name; of a MultiIndex the parts that are not empty."""
    if isinstance(name, tuple):
        return " ".join(part for part in map(str, name) if part)
    return str(name)


def _pandas_column(data: Any) -> SourceColumn:
    name = getattr(data, "name", None)
    return SourceColumn(data, None if name is None else as_text(name), _pandas_values)


def _pandas_values(data: Any) -> Array:
    """Missing values of nullable and Arrow types are NaN."""
    dtype = data.dtype
    kind = getattr(dtype, "kind", "O")
    if kind in "biuf" and hasattr(dtype, "na_value") and hasattr(dtype, "itemsize"):
        plain = np.dtype(f"{kind}{dtype.itemsize}")
        if data.isna().any():
            numbers = plain if kind == "f" else np.dtype(np.float64)
            return np.asarray(data.to_numpy(dtype=numbers, na_value=np.nan))
        return np.asarray(data.to_numpy(dtype=plain))
    values = np.asarray(data)
    # categories of numbers are numbers; string types are objects
    return values if values.dtype.kind in "biufcmM" else np.asarray(data, dtype=object)


def _polars_values(data: Any) -> Array:
    name = str(data.dtype.base_type())
    if name == "Struct":  # to_numpy puts its fields side by side, as if they were one array
        return np.array([*data.to_list(), None], dtype=object)[:-1]
    if name in {"Int128", "UInt128"}:  # NumPy has no such type
        return np.asarray(data.cast(sys.modules["polars"].Float64).to_numpy())
    return np.asarray(data.to_numpy())


def _arrow_values(data: Any) -> Array:
    return np.asarray(data.to_numpy(zero_copy_only=False))


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
    with suppress(OSError, ValueError, AttributeError):  # no Linux
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return _UNKNOWN_BYTES


def bytes_text(size_bytes: float) -> str:
    """An amount of memory in three digits: `188 MB`, `1.2 GB`, `640 bytes`."""
    for unit, scale in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size_bytes >= scale:
            count = size_bytes / scale
            return f"{count:,.0f} {unit}" if count >= 100 else f"{count:.3g} {unit}"
    return f"{size_bytes:.0f} bytes"


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
            f"{known}, which takes {bytes_text(size_bytes)} as a dense array, and "
            f"{bytes_text(free)} are free: give fewer rows or columns",
        )
        return False
    findings.repair(where, f"{known}: read as a dense array of {bytes_text(size_bytes)}")
    return True

"""The columns of a table of any library: DataFrames, dicts, lists of dicts, record arrays."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.findings._finding import size, value_text
from densemodel.data.read._frames import as_frame, as_text, is_of
from densemodel.wording import with_article

if TYPE_CHECKING:
    from densemodel.data.findings._finding import Findings

_SCALAR = str | bytes | int | float | bool | None
_SHOWN = 3
"Columns that are named in a message."


@dataclass(frozen=True, eq=False)
class FrameColumns:
    """Named columns of one length."""

    columns: dict[str, Any]
    "Columns of any library, arrays and lists, by name."
    count: int
    "Rows."

    def with_empty(self, names: Sequence[str]) -> FrameColumns:
        """With columns that have no value in any row."""
        empty = dict.fromkeys(names, [None] * self.count)
        return FrameColumns(self.columns | empty, self.count)


def frame_of(
    data: Any, where: str, findings: Findings, names: Sequence[str] | None = None
) -> FrameColumns | None:
    """The columns of a table, or None if it was refused.

    Args:
        data: A table of any library, a dict of columns, a list of dicts, or with `names` one row
            as a dict or a Series.
        where: Its name in messages.
        findings: Take the refusals.
        names: The columns that are needed; others may be there twice.
    """
    return _FrameReader(where, findings, names).read(data)


@dataclass(frozen=True)
class _FrameReader:
    where: str
    findings: Findings
    names: Sequence[str] | None

    def read(self, data: Any) -> FrameColumns | None:
        try:
            frame = self._read(data)
        except Exception as error:  # noqa: BLE001  libraries raise what they like
            reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
            what = f"{with_article(type(data).__name__)} that can't be read"
            return self._refuse(f"is {what} ({value_text(reason)}): give a DataFrame")
        if frame is not None and not frame.columns:
            return self._refuse("has no columns: give a DataFrame with at least one")
        if frame is not None and not frame.count:
            return self._refuse("has no rows: give at least one")
        return frame

    def _refuse(self, what: str) -> FrameColumns | None:
        self.findings.refuse(self.where, f"{self.where} {what}")
        return None

    def _read(self, data: Any) -> FrameColumns | None:
        frame = as_frame(data)
        if frame is not None:
            columns = [frame.column(place).data for place in range(len(frame.names))]
            return self._named(list(frame.names), columns, len(frame))
        if self.names is not None and is_of("pandas", data, "Series"):
            if not data.index.is_unique:
                return self._read(data.to_frame().T)
            data = dict(zip(data.index, data.tolist(), strict=True))
        elif isinstance(data, list | tuple) and data and all(isinstance(r, Mapping) for r in data):
            names = dict.fromkeys(name for row in data for name in row)
            data = {name: [row.get(name) for row in data] for name in names}
        elif isinstance(data, np.ndarray) and data.dtype.names is not None:
            return self._read(data.reshape(-1))
        if isinstance(data, Mapping):
            return self._of_dict({as_text(name): value for name, value in data.items()})
        return self._refuse_other(data)

    def _refuse_other(self, data: Any) -> FrameColumns | None:
        if hasattr(data, "collect") or hasattr(data, "compute"):
            return self._refuse(
                f"is lazy, its rows are not there yet: write {self.where}.collect()"
            )
        kind = getattr(getattr(data, "dtype", None), "kind", "")
        if self.names is None and kind in tuple("biuf") and np.ndim(data) > 1:
            what = f"is an array of {size(data.shape)} without column names"
            fix = "write auto in place of table, or give a DataFrame"
            self.findings.refuse(self.where, f"{self.where} {what}: {fix}", "auto")
            return None
        return self._refuse(self._no_table_text(data))

    def _no_table_text(self, data: object) -> str:
        shape = getattr(data, "shape", None)
        if isinstance(data, str | os.PathLike):
            return f"is the name of a file: read it first, as pd.read_csv({self.where}) does"
        if is_of("pandas", data, "Series"):
            return f"is a single column: write {self.where}.to_frame()"
        if isinstance(shape, tuple) and shape and all(isinstance(one, int) for one in shape):
            what = f"an array of {size(shape)} without column names"
        else:
            what = "None" if data is None else with_article(type(data).__name__)
        if self.names is None:
            has_rows = isinstance(data, list | tuple | np.ndarray)
            fix = f", such as pd.DataFrame({self.where})" if has_rows else ""
            return f"is {what}, and a table has named columns: give a DataFrame{fix}"
        shown = ", ".join(map(value_text, self.names[:_SHOWN]))
        more = ", ..." if len(self.names) > _SHOWN else ""
        return f"is {what}: give a DataFrame with the columns {shown}{more}"

    def _of_dict(self, data: Mapping[str, Any]) -> FrameColumns | None:
        values = dict(data)
        if self.names is not None and all(_length(value) is None for value in values.values()):
            values = {name: [value] for name, value in values.items()}  # one row
        lengths = {name: _length(value) for name, value in values.items()}
        for name, length in lengths.items():
            if length is None:
                known = f"is a dict, and its {value_text(name)} is {_shown(values[name])}"
                return self._refuse(f"{known}: give a list of values for each column")
        first = next(iter(lengths), "")
        for name, length in lengths.items():
            if length != lengths[first]:
                self.findings.refuse(
                    self.where,
                    f"the columns of {self.where} differ in length ({value_text(first)}: "
                    f"{lengths[first]:,}, {value_text(name)}: {length:,}): give all the same",
                )
                return None
        for name, value in values.items():
            if getattr(value, "ndim", 1) > 1:
                what = f"column {value_text(name)} of {self.where}"
                rows = size(value.shape[1:])
                self.findings.refuse(
                    self.where,
                    f"{what} has rows of {rows}: give each of their numbers a column of its own",
                )
                return None
        count = next(iter(lengths.values()), 0) or 0
        return self._named(list(values), list(values.values()), count)

    def _named(self, given: list[str], columns: list[Any], count: int) -> FrameColumns | None:
        for name, times in Counter(given).items():
            if times > 1 and (self.names is None or name in self.names):
                what = f"{times} columns named {value_text(name)}"
                return self._refuse(f"has {what}: rename all but one")
        return FrameColumns(dict(zip(given, columns, strict=True)), count)


def _length(value: Any) -> int | None:
    """The length of a column in a dict; None if it is not a column."""
    is_column = isinstance(value, Sequence) or hasattr(value, "__array__")
    if isinstance(value, _SCALAR | Mapping) or not is_column or not hasattr(value, "__len__"):
        return None
    return len(value)


def _shown(value: object) -> str:
    return value_text(value) if isinstance(value, _SCALAR) else with_article(type(value).__name__)

"""pandas objects read without loading pandas: who hands over a frame has loaded it already."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data._finding import Findings
from densemodel.data._objects import read_objects
from densemodel.data._wording import SHOWN_NAMES, listed, value_text
from densemodel.spec import write_column

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = np.ndarray[Any, Any]


def is_frame(data: object) -> bool:
    """Whether this is a pandas DataFrame."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(data, pandas.DataFrame)


def is_series(data: object) -> bool:
    """Whether this is a pandas Series or Index."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(data, pandas.Series | pandas.Index)


def read_series(series: Any, where: str, findings: Findings) -> Array | None:
    """One column as a plain array; None if it was refused."""
    dtype = series.dtype
    kind = getattr(dtype, "kind", "O")
    if kind in "mM":
        findings.refuse(
            where, f"{where} holds dates or times: give a number, such as days since a date"
        )
        return None
    if kind == "c":
        findings.refuse(where, f"{where} holds complex numbers: give real and imaginary part apart")
        return None
    if kind in "biuf" and hasattr(dtype, "na_value") and hasattr(dtype, "itemsize"):
        return _read_nullable(series, f"{kind}{dtype.itemsize}")
    values = np.asarray(series)
    if values.dtype.kind in "biuf":  # categories of numbers are numbers, and so are sparse ones
        return values
    return read_objects(np.asarray(series, dtype=object), where, findings)


def _read_nullable(series: Any, dtype: str) -> Array:
    """A column of pandas' nullable or arrow kinds, NaN where a value is missing."""
    if series.isna().any():
        return np.asarray(series.to_numpy(dtype=np.float64, na_value=np.nan))
    return np.asarray(series.to_numpy(dtype=np.dtype(dtype)))


def read_frame(frame: Any, where: str, findings: Findings) -> Array | None:
    """All columns as one array of two axes; None if one of them was refused."""
    names = column_names(frame)
    kinds = {dtype for dtype in frame.dtypes if isinstance(dtype, np.dtype)}
    if len(kinds) == 1 and len(set(frame.dtypes)) == 1 and next(iter(kinds)).kind in "biuf":
        return np.asarray(frame.to_numpy())
    columns: list[Array] = []
    texts: list[str] = []
    for position, name in enumerate(names):
        inner = Findings()
        column = read_series(frame.iloc[:, position], f"column '{name}' of {where}", inner)
        findings.items.extend(replace(finding, where=where) for finding in inner)
        if column is not None and column.dtype.kind == "U":
            texts.append(name)
        if column is not None:
            columns.append(column)
    if texts and len(names) > 1:
        _refuse_text(texts, where, findings)
        return None
    if len(columns) < len(names):
        return None
    return np.column_stack(columns) if columns else np.empty((len(frame), 0))


def column_names(frame: Any) -> tuple[str, ...]:
    """The names of a frame's columns, as text."""
    return tuple(str(name) for name in frame.columns)


def _refuse_text(texts: Sequence[str], where: str, findings: Findings) -> None:
    if len(texts) == 1:
        message = f"column '{texts[0]}' of {where} holds text: encode it as numbers, or leave it "
    else:
        message = f"columns {listed(texts)} of {where} hold text: encode them as numbers, or "
        message += "leave them "
    can_name = where == "x" and len(texts) <= SHOWN_NAMES
    out = f"out with 'without {' '.join(map(write_column, texts))}'" if can_name else "out"
    findings.refuse(where, message + out)


def holds_target(x: Any, y: Any, findings: Findings) -> bool:
    """Look whether y still stands among the columns of x, and refuse it: it would be copied."""
    name = getattr(y, "name", None)
    if name is None or not is_frame(x) or name not in x.columns or not x[name].equals(y):
        return False
    findings.refuse(
        "x",
        f"the column {value_text(name)} of x is y itself, which the network would only copy: "
        f"write without {write_column(str(name))}",
    )
    return True


def check_rows_agree(x: Any, y: Any, findings: Findings) -> None:
    """Look whether two pandas objects name their rows alike.

    Rows are matched by place, as everywhere in Keras. The same names in another order are almost
    surely a mistake, so they are refused; other names are only said.

    Args:
        x: An index, or None where the data has none.
        y: The same.
        findings: Gets what was found.
    """
    if x is None or y is None or len(x) != len(y) or x.equals(y):
        return
    if set(x) == set(y):
        row = next(row for row, (a, b) in enumerate(zip(x, y, strict=True)) if a != b)
        findings.refuse(
            "y",
            f"x and y hold the same rows in another order (row {row} is {value_text(x[row])} in x, "
            f"{value_text(y[row])} in y): write y.loc[x.index]",
        )
        return
    findings.repair("y", "the indexes of x and y differ: rows are matched by their place")

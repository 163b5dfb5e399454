"""Whether x and y fit each other as tables: y among the columns of x, rows in the same order."""

from __future__ import annotations

from typing import Any

import numpy as np

from densemodel.data.findings._finding import Findings, refusal_error
from densemodel.data.findings._wording import value_text
from densemodel.data.read._tables import (
    as_column,
    as_table,
    leave_out_fix,
    row_names,
    without_words,
)


def holds_target(x: Any, y: Any, findings: Findings) -> bool:
    """Refuse x if y is one of its columns: the network would copy it."""
    table, of_y = as_table(x), as_table(y)
    if of_y is not None and len(of_y.names) != 1:
        return False
    target = as_column(y) if of_y is None else of_y.column(0)
    if table is None or target is None or target.name not in table.names:
        return False
    column = table.column(table.names.index(target.name))
    if not _are_same(column.data, target.data):
        return False
    findings.refuse(
        "x",
        f"the column {value_text(target.name)} of x is y itself, so the network would only copy "
        f"it: {leave_out_fix((target.name,))}",
        without_words((target.name,)),
    )
    return True


def _are_same(a: Any, b: Any) -> bool:
    """Whether two columns of one library hold the same values, missing ones included."""
    if type(a) is not type(b):
        return False
    try:
        return bool(np.array_equal(a, b) if isinstance(a, np.ndarray) else a.equals(b))
    except Exception:  # noqa: BLE001  objects in a column may refuse to be compared
        return False


def check_rows_agree(
    x: Any,
    y: Any,
    findings: Findings,
    *,
    names: tuple[str, str] = ("x", "y"),
    pair: str = "",
) -> None:
    """Check whether two pandas objects have the same index.

    Rows are matched by position, as in Keras. The same names in another order are almost surely a
    mistake, so they are refused; other names are only reported.

    Args:
        x: An index, or None without one.
        y: The same.
        findings: Receives what was found.
        names: The names of the two in messages.
        pair: The name of the pair in messages, if it is not the data that train.
    """
    if x is None or y is None or len(x) != len(y) or x.equals(y):
        return
    row = _first_moved_row(x, y)
    where = pair or names[1]
    both = f"{names[0]} and {names[1]}" + (f" of {pair}" if pair else "")
    if row is None:
        findings.repair(where, f"the indexes of {both} differ: rows are matched by position")
    elif row < len(x):
        findings.refuse(
            where,
            f"{both} hold the same rows in another order (row {row} is {value_text(x[row])} in "
            f"{names[0]}, {value_text(y[row])} in {names[1]}): "
            f"write {names[1]}.loc[{names[0]}.index]",
        )


def require_same_rows(x: object, y: object, names: tuple[str, str]) -> None:
    """Refuse two pandas objects that hold the same rows in another order.

    Args:
        x: As given.
        y: The same.
        names: The names of the two in messages.

    Raises:
        DataError: The order differs.
    """
    findings = Findings()
    check_rows_agree(row_names(x), row_names(y), findings, names=names)
    if findings.refused:
        raise refusal_error(findings)


def _first_moved_row(x: Any, y: Any) -> int | None:
    """The first row at another position in y; past the last if none is, None if one lacks."""
    try:
        if not (x.is_unique and y.is_unique):
            return None
        places = x.get_indexer(y)
    except (TypeError, ValueError):  # an index of lists, or of kinds that can't be compared
        return None
    if (places < 0).any():
        return None
    moved = np.flatnonzero(places != np.arange(len(places)))
    return int(moved[0]) if len(moved) else len(x)

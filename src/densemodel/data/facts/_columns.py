"""Columns of x and y by name: left out, grouped by or matched; their rows by index."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.findings._finding import (
    TRAINING,
    Findings,
    columns_named,
    listed,
    refusal_error,
    value_text,
)
from densemodel.data.read._frames import as_column, as_frame, row_names
from densemodel.data.read._objects import is_missing
from densemodel.data.read._tables import leave_out_fix, without_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel._array import Array
    from densemodel.data.read._frames import SourceColumn
    from densemodel.language import Spec


def leave_out(spec: Spec, x: object, y: object, findings: Findings) -> object | None:
    """X without the columns of the clause `without`; None if that cannot be followed.

    It is the same object if nothing is left out. `y` may have the name of one of them.
    """
    unwanted = spec.settings.without
    if not unwanted or x is None:
        return x
    table = as_frame(x)
    if table is None:
        findings.refuse(
            "without",
            f"without names columns, and x is of type {type(x).__name__}: give a DataFrame, or "
            "leave those columns out of x",
        )
        return None
    given = table.names
    unknown = [name for name in unwanted if name not in given]
    target = _target_of(y)
    if unknown and target is not None and unknown[0] == target.name:
        message = f"column {unknown[0]!r} is the target, and no input: remove it from 'without'"
        findings.refuse("without", message)
        return None
    if unknown:
        findings.refuse("without", _unknown_text(unknown[0], given, "to leave out"))
        return None
    if set(given) <= set(unwanted):
        findings.refuse("without", "without removes every column of x: name fewer columns")
        return None
    return without_columns(x, unwanted)


def _unknown_text(name: str, given: Sequence[str], purpose: str) -> str:
    near = get_close_matches(name, given, n=1)
    known = f"its columns are {listed(given)}" if given else "it has no columns"
    hint = f"did you mean {near[0]!r}?" if near else known
    return f"x has no column {name!r} {purpose}: {hint}"


def without_columns(x: object, unwanted: Sequence[str]) -> object:
    table = as_frame(x) if unwanted else None
    if table is None or not set(table.names) & set(unwanted):
        return x
    return table.select([i for i, name in enumerate(table.names) if name not in unwanted])


def match_columns(
    data: object, names: Sequence[str] | None, where: str, findings: Findings
) -> object | None:
    """A later table with the columns of x, in that order; None if columns are missing.

    Anything but a table is returned unchanged. `names` is None if x was no table.
    """
    table = as_frame(data)
    if names is None or table is None or len(set(names)) < len(names):
        return data
    given = table.names
    missing = [name for name in names if name not in given]
    if missing:
        fix = "add it" if len(missing) == 1 else "add them"
        findings.refuse(where, f"{where} lacks the {columns_named(missing)} of {TRAINING}: {fix}")
        return None
    extra = [name for name in given if name not in names]
    if extra:
        what = f"columns that are not in {TRAINING}"
        findings.repair(where, f"{where} has {what}: {listed(extra)} left out")
    if given == tuple(names):
        return data
    if not extra:
        findings.repair(where, f"the columns of {where} are reordered like those of {TRAINING}")
    return table.select([given.index(name) for name in names])


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Rows that belong together, such as those of one patient."""

    column: str
    numbers: Array
    "One for each row, int64 of shape (n,), from 0."


def read_groups(spec: Spec, x: object, findings: Findings) -> Groups | None:
    """The groups that a spec splits x by; None if it does not, or they were refused."""
    column = group_column(spec)
    if column is None or x is None:
        return None
    table = as_frame(x)
    if table is None:
        findings.refuse(
            "split",
            f"split by names a column, and x is of type {type(x).__name__}: give a DataFrame with "
            f"a column {column!r}",
        )
        return None
    if column not in table.names:
        findings.refuse("split", _unknown_text(column, table.names, "to split by"))
        return None
    values = table.column(table.names.index(column)).array().tolist()
    gap = next((row for row, value in enumerate(values) if is_missing(value)), None)
    if gap is not None:
        findings.refuse(
            "split",
            f"row {gap} has no value in the column {column!r}, so it belongs to no group: fill it "
            "in, or drop the row",
        )
        return None
    numbers: dict[object, int] = {}
    try:
        groups = [numbers.setdefault(value, len(numbers)) for value in values]
    except TypeError:  # lists, which are not hashable
        findings.refuse(
            "split",
            f"the column {column!r} can't group the rows, because it holds lists or the like: give "
            "each group a number or a text",
        )
        return None
    return Groups(column, np.array(groups, dtype=np.int64))


def group_column(spec: Spec) -> str | None:
    settings = spec.settings
    is_by = settings.split is not None and settings.split_way == "by"
    return settings.split_column if is_by else None


def leave_groups_out(spec: Spec, x: object, findings: Findings) -> object:
    """X without the column of groups.

    Validation groups are unknown to the network, so training on the column is useless. If the spec
    has as many inputs as there are columns, the column is kept.
    """
    column = group_column(spec)
    table = as_frame(x)
    if column is None or table is None or column not in table.names:
        return x
    is_sized = not (spec.has_auto_input or spec.takes_table)
    if is_sized and spec.input_shape == (len(table.names),):
        findings.repair(
            "split",
            f"the column {column!r} groups the rows, and is also trained on, because the spec "
            f"says {len(table.names)}: {leave_out_fix((column,))} if it should not",
        )
        return x
    findings.repair("split", f"the column {column!r} groups the rows, and is not trained on")
    return without_columns(x, (column,))


def names_target(x: object, y: object, findings: Findings) -> bool:
    """Refuse y if it is only the name of a column of x."""
    table = as_frame(x) if isinstance(y, str) else None
    if table is None or y not in table.names:
        return False
    name = value_text(y)
    findings.refuse(
        "y", f"y is {name}, the name of a column of x: give x[{name}] as y, and x without it"
    )
    return True


def holds_target(x: Any, y: Any, findings: Findings) -> bool:
    """Refuse x if y is one of its columns: the network would copy it."""
    table, target = as_frame(x), _target_of(y)
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


def _target_of(y: Any) -> SourceColumn | None:
    """The column that y is; None if it is something else."""
    of_y = as_frame(y)
    if of_y is None:
        return as_column(y)
    return of_y.column(0) if len(of_y.names) == 1 else None


def _are_same(a: Any, b: Any) -> bool:
    """Whether two columns of one library hold the same values, missing ones included."""
    if type(a) is not type(b):
        return False
    try:
        return bool(np.array_equal(a, b) if isinstance(a, np.ndarray) else a.equals(b))
    except Exception:  # noqa: BLE001  objects in a column may refuse to be compared
        return False


def check_rows_agree(
    x: Any, y: Any, findings: Findings, *, names: tuple[str, str] = ("x", "y"), pair: str = ""
) -> None:
    """Check whether two pandas objects have the same index.

    Rows are matched by position, as in Keras. The same names in another order are almost surely a
    mistake, so they are refused; other names are only reported. `pair` is the name of both in
    messages, if they are not the data that train.
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
    """Raise a DataError for two pandas objects with the same rows in another order."""
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

"""The column of `split … by`, the groups of rows."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.findings._wording import listed
from densemodel.data.read._columns import without_columns
from densemodel.data.read._objects import is_missing
from densemodel.data.read._tables import as_table, leave_out_fix

if TYPE_CHECKING:
    from densemodel.data.findings._finding import Findings
    from densemodel.language import Spec

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Rows that belong together, such as those of one patient."""

    column: str
    numbers: Array
    "The group of each row, int64 of shape (n,), from 0."

    @property
    def count(self) -> int:
        """The number of groups."""
        return int(self.numbers.max()) + 1 if len(self.numbers) else 0


def read_groups(spec: Spec, x: object, findings: Findings) -> Groups | None:
    """The groups that a spec splits by.

    Args:
        spec: With the column.
        x: As given, with all columns.
        findings: Receives why there are no groups.

    Returns:
        The groups; None if the spec does not split by any, or they were refused.
    """
    column = group_column(spec)
    if column is None or x is None:
        return None
    table = as_table(x)
    if table is None:
        findings.refuse(
            "split",
            f"split by names a column, and x is of type {type(x).__name__}: give a DataFrame with "
            f"a column {column!r}",
        )
        return None
    if column not in table.names:
        near = get_close_matches(column, table.names, n=1)
        known = f"its columns are {listed(table.names)}" if table.names else "it has no columns"
        hint = f"did you mean {near[0]!r}?" if near else known
        findings.refuse("split", f"x has no column {column!r} to split by: {hint}")
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
    groups = [numbers.setdefault(value, len(numbers)) for value in values]
    return Groups(column, np.array(groups, dtype=np.int64))


def group_column(spec: Spec) -> str | None:
    """The column that a spec splits by; None without."""
    settings = spec.settings
    if settings.split is None or settings.split_way != "by":
        return None
    return settings.split_column


def leave_groups_out(spec: Spec, x: object, findings: Findings) -> object:
    """X without the column of groups.

    Validation groups are unknown to the network, so training on the column is useless. If the spec
    has as many inputs as there are columns, the column is kept.

    Args:
        spec: With the column, and the size of the input or `auto`.
        x: As given, without the columns of `without`.
        findings: Receives what was done.
    """
    column = group_column(spec)
    table = as_table(x)
    if column is None or table is None or column not in table.names:
        return x
    if not spec.has_auto_input and spec.input_shape == (len(table.names),):
        findings.repair(
            "split",
            f"the column {column!r} groups the rows, and is also trained on, because the spec "
            f"says {len(table.names)}: {leave_out_fix((column,))} if it should not",
        )
        return x
    findings.repair("split", f"the column {column!r} groups the rows, and is not trained on")
    return without_columns(x, (column,))

"""Choose the columns of a table: those of x, without those that the spec leaves out."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from densemodel.data.findings._wording import listed
from densemodel.data.read._tables import as_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data.findings._finding import Findings
    from densemodel.language import Spec


def leave_out(spec: Spec, x: object, findings: Findings) -> object | None:
    """Take the columns of the clause `without` out of x.

    Args:
        spec: With the columns.
        x: As given.
        findings: Receives unknown names, or that x has no names.

    Returns:
        x, the same object if nothing is left out; None if the clause cannot be followed.
    """
    unwanted = spec.settings.without
    if not unwanted or x is None:
        return x
    table = as_table(x)
    if table is None:
        findings.refuse(
            "without",
            f"without names columns, and x is of type {type(x).__name__}: give a DataFrame, or "
            "leave those columns out of x",
        )
        return None
    given = table.names
    unknown = [name for name in unwanted if name not in given]
    if unknown:
        near = get_close_matches(unknown[0], given, n=1)
        known = f"its columns are {listed(given)}" if given else "it has no columns"
        hint = f"did you mean {near[0]!r}?" if near else known
        findings.refuse("without", f"x has no column {unknown[0]!r} to leave out: {hint}")
        return None
    if len(set(given) - set(unwanted)) == 0:
        findings.refuse("without", "without removes every column of x: name fewer columns")
        return None
    return without_columns(x, unwanted)


def without_columns(x: object, unwanted: Sequence[str]) -> object:
    """A table without the columns of these names; else x unchanged."""
    table = as_table(x) if unwanted else None
    if table is None or not set(table.names) & set(unwanted):
        return x
    return table.select([i for i, name in enumerate(table.names) if name not in unwanted])


def match_columns(
    data: object, names: Sequence[str] | None, where: str, findings: Findings
) -> object | None:
    """A later table with the columns of x, in that order.

    Args:
        data: More data of the same kind; anything but a table is returned unchanged.
        names: The columns of x; None if x was no table.
        where: Its name in messages.
        findings: Receives missing columns, or those that are left out.

    Returns:
        The data, or None if columns are missing.
    """
    table = as_table(data)
    if names is None or table is None or len(set(names)) < len(names):
        return data
    given = table.names
    missing = [name for name in names if name not in given]
    if missing:
        noun, fix = ("column", "add it") if len(missing) == 1 else ("columns", "add them")
        findings.refuse(where, f"{where} lacks the {noun} {listed(missing)} of x: {fix}")
        return None
    extra = [name for name in given if name not in names]
    if extra:
        findings.repair(where, f"{where} has columns that are not in x: {listed(extra)} left out")
    if given == tuple(names):
        return data
    if not extra:
        findings.repair(where, f"the columns of {where} are reordered like those of x")
    return table.select([given.index(name) for name in names])

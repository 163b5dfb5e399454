"""Read the columns of a table as one array, or say which to leave out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.findings._finding import Findings, columns_text, size, value_text
from densemodel.data.read._frames import SourceFrame, is_pandas
from densemodel.data.read._objects import (
    are_numbers,
    holds_text,
    names_rows,
    non_numeric_text_in,
    refuse_non_numeric_text,
)
from densemodel.data.read._plain import plain_array
from densemodel.language import write_column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel._array import Array

_MOST = 80
"The most characters of a clause in a sentence."


def without_words(names: Sequence[str]) -> str:
    """The clause that leaves these columns out: `without age 'home city'`; may be empty."""
    return clause_of("without", names)


def clause_of(word: str, names: Sequence[str]) -> str:
    """A clause about these columns: `date sold 'moved in'`.

    Empty if a name has a line break or both kinds of quotes, or if the clause is too long.
    """
    words = " ".join([word, *map(write_column, names)])
    can_be_written = all(
        name.strip() and name.isprintable() and not {'"', "'"} <= set(name) for name in names
    )
    return words if can_be_written and len(words) <= _MOST else ""


def leave_out_fix(names: Sequence[str]) -> str:
    """How to leave these columns out: `write 'without age'`, else `leave it out`."""
    words = without_words(names)
    if words:
        return f"write '{words}'"
    return "leave it out" if len(names) == 1 else "leave them out"


_LONGEST_NAME = 14
"The most characters of a column in the Python code of a message."


def read_table(table: SourceFrame, where: str, findings: Findings) -> Array | None:
    """All columns as one array of shape (n, columns); None if a column was refused.

    It is text only from a table with one column.
    """
    whole = table.whole()
    if whole is not None:
        return whole
    names, before = table.names, len(findings.items)
    columns: list[Array] = []
    texts: list[str] = []
    dates: list[str] = []
    ids: list[str] = []
    objects: list[str] = []
    for place, name in enumerate(names):
        raw = table.column(place).array()
        if len(names) > 1 and _refuse_nearly_numbers(raw, name, where, table, findings):
            continue
        if len(names) > 1 and holds_text(raw):
            is_id = where == "x" and names_rows(raw)
            (ids if is_id else texts).append(name)
            continue
        if where == "x" and len(names) > 1 and raw.dtype.kind == "M":
            dates.append(name)
            continue
        inner = Findings()
        column = _read_column(raw, name, where, inner, is_alone=len(names) == 1)
        if column is None:
            # repairs do not matter then
            refusals = [one for one in inner if one.severity == "refuse"]
            findings.items.extend(replace(finding, where=where) for finding in refusals)
            continue
        columns.append(column)
        if any(one.severity == "repair" for one in inner):
            objects.append(name)
    _refuse_text(texts, where, findings)
    _refuse_dates_and_ids(dates, ids, findings)
    _refuse_together([*texts, *dates], where, findings, before)
    if len(columns) < len(names):
        return None
    if objects:
        what = columns_text(objects, where)
        findings.repair(where, f"{what} numbers as Python objects: read as an array of numbers")
    return np.column_stack(columns) if columns else np.empty((len(table), 0))


def _refuse_nearly_numbers(
    raw: Array, name: str, where: str, table: SourceFrame, findings: Findings
) -> bool:
    """Refuse a column of numbers if some, or all, are text."""
    if raw.dtype.kind not in "OUST" or raw.ndim > 1:
        return False
    is_written = is_pandas(table.data) and len(name) <= _LONGEST_NAME
    values = f"{where}[{name!r}]" if where in ("x", "y") and is_written else ""
    what = f"column {value_text(name)} of {where}"
    inner = Findings()
    non_numeric = non_numeric_text_in(raw)
    if non_numeric is not None:
        refuse_non_numeric_text(non_numeric, raw.shape, what, inner, values)
    elif holds_text(raw) and are_numbers(raw):
        fix = f"write {values} = {values}.astype(float)" if values else "give numbers"
        inner.refuse(where, f"{what} holds numbers as text: {fix}")
    findings.items.extend(replace(finding, where=where) for finding in inner)
    return inner.refused


def _read_column(
    raw: Array, name: str, where: str, findings: Findings, *, is_alone: bool
) -> Array | None:
    what = f"column {value_text(name)} of {where}"
    column = plain_array(raw, what, findings)
    if column is None or column.ndim == 1 or is_alone:
        return column
    findings.refuse(
        where,
        f"{what} holds arrays of {size(column.shape[1:])}: give each of their numbers its own "
        "column, or leave that column out",
    )
    return None


def _refuse_dates_and_ids(dates: Sequence[str], ids: Sequence[str], findings: Findings) -> None:
    if dates:
        fix = f"begin the network with table, which takes dates, or {leave_out_fix(dates)}"
        words = without_words(dates)
        ways = [words] if words else []
        findings.refuse("x", f"{columns_text(dates, 'x')} dates: {fix}", "table", *ways)
    if ids:
        what = f"{columns_text(ids, 'x')} a different text in each row, as names do"
        findings.refuse("x", f"{what}: {leave_out_fix(ids)}", without_words(ids))


def _refuse_together(names: Sequence[str], where: str, findings: Findings, before: int) -> None:
    """One refusal instead of several, as a table takes columns of all kinds."""
    if where == "x" and names and len(findings.items) > before + 1:
        del findings.items[before:]
        fix = "begin the network with table, which takes them"
        findings.refuse("x", f"{columns_text(names, 'x')} text or dates: {fix}", "table")


def _refuse_text(texts: Sequence[str], where: str, findings: Findings) -> None:
    if not texts:
        return
    it = "it" if len(texts) == 1 else "them"
    what = f"{columns_text(texts, where)} text"
    if where == "x":
        words = without_words(texts)
        fix = f"begin the network with table, which takes text, or {leave_out_fix(texts)}"
        findings.refuse(where, f"{what}: {fix}", "table", *([words] if words else []))
        return
    fix = (
        f"one column alone, such as y[{value_text(texts[0])}]"
        if where == "y"
        else "them as in training"
    )
    findings.refuse(where, f"{what}: encode {it} as numbers, or give {fix}")

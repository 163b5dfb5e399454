"""Read a table to train on: every column with its kind, and why."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from densemodel.data.columns._column_findings import ColumnFindings
from densemodel.data.columns._frames import frame_of
from densemodel.data.columns._kinds import corrected_column, found_column
from densemodel.data.columns._read_column import stored_column
from densemodel.data.columns._table import RawTable
from densemodel.data.findings._finding import listed, value_text, with_article
from densemodel.language import COLUMN_KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.data.findings._finding import Findings


def read_table_columns(
    data: object,
    where: str,
    findings: Findings,
    kinds: Mapping[str, str] | None = None,
    without: Sequence[str] = (),
    *,
    orders: Mapping[str, Sequence[str]] | None = None,
) -> RawTable | None:
    """The columns of a table with their kinds; None if it was refused.

    Args:
        data: A DataFrame of any library, a dict of columns, a list of dicts, a record array.
        where: Its name in messages.
        findings: Take what was repaired or refused.
        kinds: Corrections, by the name of a column: `category`, `number`, `date` or `order`.
        without: Names of columns that are left out, whatever they hold.
        orders: The values of columns of the kind `order`, from low to high.
    """
    frame = frame_of(data, where, findings)
    if frame is None:
        return None
    kinds = kinds or {}
    _check_names(list(frame.columns), kinds, without, where, findings)
    if findings.refused:
        return None
    columns = []
    for name, raw in frame.columns.items():
        if name in without:
            continue
        notes = ColumnFindings(name, where, findings)
        stored = stored_column(raw, notes)
        if stored is None:
            column = None
        elif name in kinds:
            levels = tuple((orders or {}).get(name, stored.levels))
            column = corrected_column(replace(stored, levels=levels), kinds[name], notes)
        else:
            column = found_column(stored, notes)
        if column is not None:
            columns.append(column)
    return None if findings.refused else RawTable(tuple(columns), frame.count)


def _check_names(
    names: Sequence[str],
    kinds: Mapping[str, str],
    without: Sequence[str],
    where: str,
    findings: Findings,
) -> None:
    purposes = dict.fromkeys(without, "to leave out")
    purposes |= {name: f"to read as {with_article(kind)}" for name, kind in kinds.items()}
    for name, purpose in purposes.items():
        if name not in names:
            findings.refuse(where, _unknown_text(name, names, where, purpose))
    if set(names) <= set(without):
        findings.refuse("without", f"without removes every column of {where}: name fewer columns")


def _unknown_text(name: str, given: Sequence[str], where: str, purpose: str) -> str:
    """That a table has no such column, and which one is near."""
    if name in COLUMN_KINDS or name == "without":
        return f"{where} has no column {value_text(name)}: a ';' is missing before '{name}'"
    near = get_close_matches(name, given, n=1)
    hint = f"did you mean {value_text(near[0])}?" if near else f"its columns are {listed(given)}"
    return f"{where} has no column {value_text(name)} {purpose}: {hint}"

"""Missing or infinite values: refuse, fill with a median, or leave the rows out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.findings._finding import (
    columns_text,
    listed,
    not_finite_text,
    place,
    rounded,
    value_text,
)
from densemodel.data.read._stored_rows import Features, StoredRows
from densemodel.data.read._tables import leave_out_fix, without_words
from densemodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data.findings._finding import Findings
    from densemodel.data.read._survey import Survey
    from densemodel.data.split._split import Array, Rows

_MOSTLY = 0.6
"With this share of gaps a column is mostly filled."
_COLUMNS_AT_ONCE = 64
"Columns that are copied and sorted at once for their medians."


def gaps_text(
    seen: Survey, shape: Sequence[int], where: str, names: Sequence[str] | None = None
) -> str:
    """The refusal of missing, or else infinite values; empty without any."""
    bad = seen.missing if seen.missing.number else seen.infinite
    if not bad.number:
        return ""
    empty = np.flatnonzero(np.isinf(seen.lows[0]))
    if len(shape) == 2 and 0 < len(empty) < shape[1]:  # noqa: PLR2004 - a table
        column = int(empty[0])
        shown = value_text(names[column]) if names else str(column)
        fix = leave_out_fix((names[column],)) if names else "leave it out"
        return f"column {shown} of {where} holds only missing values: {fix}"
    spot = place(shape, bad.first, names)
    return not_finite_text(bad.number, where, spot, missing=bad is seen.missing)


def say_dropped(where: str, rows: int, dropped: int, findings: Findings) -> None:
    """Report how many rows `missing drop` leaves out; refuse if it leaves out all."""
    if not dropped:
        return
    of = f"{dropped:,} of {counted(rows, 'row')}"
    if dropped == rows:
        findings.refuse(where, f"every row has a gap, so missing drop leaves no row of {where}")
        return
    verb = "has a gap and is" if dropped == 1 else "have gaps and are"
    findings.repair(where, f"{of} {verb} left out, because of missing drop")


def medians(x: Features, rows: Rows) -> Array:
    """The median of each column over some rows, float32; NaN if no row has a value."""
    values = x[rows].reshape(len(rows), -1) if isinstance(x, np.ndarray) else _loaded(x, rows)
    found = np.full(values.shape[1], np.nan, dtype=np.float32)
    for first in range(0, values.shape[1], _COLUMNS_AT_ONCE):
        part = values[:, first : first + _COLUMNS_AT_ONCE]
        part = np.where(np.isfinite(part), part, np.nan)
        known = np.flatnonzero(~np.isnan(part).all(axis=0))
        found[first + known] = np.nanmedian(part[:, known], axis=0)
    return found.reshape(x.shape[1:])


def _loaded(x: StoredRows, rows: Rows) -> Array:
    return x.take(rows).reshape(len(rows), -1)


def filled(x: Array, fills: Array) -> Array:
    """X with each gap filled by the value of its column; the same array without gaps."""
    gaps = ~np.isfinite(x)
    return np.where(gaps, fills, x).astype(np.float32, copy=False) if gaps.any() else x


def say_filled(
    x: Features, gap_rows: Rows, fills: Array, names: Sequence[str] | None, findings: Findings
) -> None:
    """Report the filled columns and their values; refuse columns that can't be filled.

    Args:
        x: As given, with gaps.
        gap_rows: The rows with gaps.
        fills: The value for each column, NaN if no training row has a value.
        names: The columns, if x was a table.
        findings: Receives the sentence.
    """
    if not len(gap_rows) or isinstance(x, StoredRows):
        return
    gaps = ~np.isfinite(x[gap_rows].reshape(len(gap_rows), -1))
    empty = np.flatnonzero(np.isnan(fills))
    if len(empty):
        what = columns_text(_columns(empty, names, fills.size), "x", "has", "have")
        fix = f"leave {'it' if len(empty) == 1 else 'them'} out"
        findings.refuse("x", f"{what} no value in the training rows to fill gaps with: {fix}")
        return
    _offer_to_leave_out(gaps.sum(axis=0) / len(x), names, findings)
    columns = np.flatnonzero(gaps.any(axis=0))
    values = counted(int(gaps.sum()), "missing value")
    if len(columns) > 1:
        findings.repair("x", f"{values} in {len(columns):,} columns of x filled with their medians")
        return
    shown, median = _columns(columns, names, fills.size), float(fills.ravel()[columns[0]])
    what = f"{values} in column {listed(shown)} of x"
    findings.repair("x", f"{what} filled with its median, {rounded(median)}")


def say_filled_pair(x: Features, where: str, findings: Findings) -> None:
    """Report how many gaps of validation or test data were filled."""
    gaps = 0 if isinstance(x, StoredRows) else int((~np.isfinite(x)).sum())
    if gaps:
        findings.repair(
            where, f"{counted(gaps, 'missing value')} in {where} filled like those of x"
        )


def _offer_to_leave_out(shares: Array, names: Sequence[str] | None, findings: Findings) -> None:
    """A mostly filled column holds mostly one number."""
    column = int(shares.argmax())
    if shares[column] < _MOSTLY or shares[column] == 1:
        return
    is_named = names is not None and len(names) == len(shares)
    name = (names[column],) if names and is_named else ()
    shown = value_text(name[0]) if name else str(column)
    findings.offer(
        "x",
        f"{100 * shares[column]:.3g} % of column {shown} of x is missing, so filling makes most "
        f"of it one number: {leave_out_fix(name) if name else 'leave it out'}",
        without_words(name) if name else "",
    )


def _columns(places: Array, names: Sequence[str] | None, count: int) -> list[str | int]:
    is_named = names is not None and len(names) == count
    return [names[i] if names and is_named else i for i in places.tolist()]

"""Rules about the rows of a table: their order, groups of them, too few, and later ones."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.columns._read_like import unknown_values
from densemodel.data.columns._table import TableEncoding
from densemodel.data.findings._finding import Finding, value_text
from densemodel.language import write_column
from densemodel.wording import counted

if TYPE_CHECKING:
    from densemodel.data.columns._column import RawColumn
    from densemodel.data.columns._table import RawTable
    from densemodel.data.facts._facts import Case


def rows_are_in_order_of_time(case: Case) -> Finding | None:
    """A random split puts validation rows between the training rows, where y is easy to guess."""
    facts = case.facts.of_table
    time = None if facts is None or not _is_random_split(case) else facts.time
    if time is None:
        return None
    column, words = value_text(time.column), f"split {_share(case)} last"
    known = (
        f"y changes with {column} of x, and a random split holds out rows between training rows, "
        "in the past of some. To predict later rows, "
    )
    if time.is_sorted:
        return Finding("offer", "split", f"{known}write {words}", words)
    return Finding("offer", "split", f"{known}sort the rows by {column} and write {words}")


def rows_are_of_groups(case: Case) -> Finding | None:
    """Rows of one patient on both sides of the split are easy to recognise."""
    facts = case.facts.of_table
    group = None if facts is None or not _is_random_split(case) else facts.group
    if group is None:
        return None
    words = f"split {_share(case)} by {write_column(group.column)}"
    shared = f"the same {value_text(group.shared)} and " if group.shared else ""
    return Finding(
        "offer",
        "split",
        f"rows with the same {value_text(group.column)} have {shared}nearly the same y, and they "
        f"are on both sides of the split. To predict rows with another one, write {words}",
        words,
    )


_FEW = 200
"Rows of a table whose validation rows give a rough score."
_ASSUMED = 0.8


def few_rows_make_a_rough_score(case: Case) -> Finding | None:
    rows = len(case.validation_rows)
    if case.facts.table is None or case.row_count >= _FEW or rows < 2:
        return None
    where = f"with {rows} validation rows"
    if case.facts.coding.form != "numbers":
        low, high = _interval(_ASSUMED, rows)
        message = (
            f"{where} a score is rough: an accuracy of {_ASSUMED} has a 95 % interval of "
            f"{low:.2f} to {high:.2f}"
        )
    else:
        message = (
            f"{where} a score is rough: an MAE has a 95 % interval of about "
            f"± {148 / math.sqrt(rows):.0f} %"
        )
    return Finding("repair", "split", message)


def _interval(share: float, rows: int) -> tuple[float, float]:
    """Wilson's interval of a share."""
    z = 1.96
    middle = (share + z**2 / (2 * rows)) / (1 + z**2 / rows)
    half = z * math.sqrt(share * (1 - share) / rows + z**2 / (4 * rows**2)) / (1 + z**2 / rows)
    return middle - half, middle + half


def there_are_more_columns_than_rows(case: Case) -> Finding | None:
    """A network then finds a rule for the training rows in columns that say nothing."""
    facts, rows = case.facts.of_table, len(case.training_rows)
    columns = 0 if facts is None else len(facts.used)
    if columns <= rows:
        return None
    return Finding(
        "offer",
        "x",
        f"x has {columns:,} columns and {counted(rows, 'training row')}, so a network can fit any "
        "labels: leave out the columns that should not matter, or give more rows",
    )


_VALIDATION, _TEST = "validation_data", "test_data"
_FEWEST = 20
_TIMES = 8
"A column is in another unit if its numbers are this many times larger, and lie elsewhere."
_UNSEEN = 0.5
"The share of the rows with unknown values from which they are another kind of value."


def validation_columns_are_elsewhere(case: Case) -> Finding | None:
    return _elsewhere(case, case.raw_validation, f"{_VALIDATION}[0]")


def test_columns_are_elsewhere(case: Case) -> Finding | None:
    return _elsewhere(case, case.raw_test, f"{_TEST}[0]")


def _elsewhere(case: Case, later: RawTable | None, where: str) -> Finding | None:
    facts = case.facts.of_table
    if facts is None or later is None or len(later) < _FEWEST or len(facts.rows) < _FEWEST:
        return None
    theirs = {column.name: column for column in later.columns}
    for column in facts.used:
        if not column.column.is_quantity or column.name not in theirs:
            continue
        ends, later_ends = _ends(facts.sample[column.name]), _ends(theirs[column.name])
        if ends is not None and later_ends is not None and _are_apart(ends, later_ends):
            known = f"column {value_text(column.name)} of {where} runs from {_span(later_ends)}"
            message = f"{known}, in x from {_span(ends)}: give both in the same unit"
            return Finding("offer", where, message)
    return None


def _ends(column: RawColumn) -> tuple[float, float] | None:
    """Where the most of its numbers begin and end."""
    values = column.data.numbers
    values = values[np.isfinite(values)]
    if len(values) < _FEWEST:
        return None
    low, high = np.quantile(values, (0.05, 0.95))
    return float(low), float(high)


def _are_apart(ours: tuple[float, float], theirs: tuple[float, float]) -> bool:
    are_disjoint = ours[1] < theirs[0] or theirs[1] < ours[0]
    size, their_size = (max(map(abs, ends)) for ends in (ours, theirs))
    if not size or not their_size:
        return False
    return are_disjoint and not 1 / _TIMES < their_size / size < _TIMES


def _span(ends: tuple[float, float]) -> str:
    return f"{ends[0]:.4g} to {ends[1]:.4g}"


def validation_values_are_unknown(case: Case) -> Finding | None:
    return _unknown(case, case.raw_validation, f"{_VALIDATION}[0]")


def test_values_are_unknown(case: Case) -> Finding | None:
    return _unknown(case, case.raw_test, f"{_TEST}[0]")


def _unknown(case: Case, later: RawTable | None, where: str) -> Finding | None:
    table = case.spec.table
    if later is None or not len(later) or not isinstance(table, TableEncoding):
        return None
    theirs = {column.name: column for column in later.columns}
    for column in table.used:
        if column.name not in theirs:
            continue
        is_unknown, example = unknown_values(column, theirs[column.name].data)
        share = float(is_unknown.mean())
        if share >= _UNSEEN and is_unknown.sum() >= _FEWEST:
            return Finding(
                "offer",
                where,
                f"{100 * share:.3g} % of the rows of {where} have a {value_text(column.name)} that "
                f"no training row has, such as {example}: check how it is written",
            )
    return None


def _is_random_split(case: Case) -> bool:
    settings = case.spec.settings
    is_split = case.is_split and settings.split is not None and len(case.validation_rows) > 0
    return is_split and settings.split_way == "random"


def _share(case: Case) -> str:
    percent = 100 * (case.spec.settings.split or 0.0)
    return f"{percent:.3g}%"

"""Rules about the rows of a table and their split: order in time, groups, too few."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from densemodel.data.findings._finding import Finding, value_text
from densemodel.language import write_column
from densemodel.wording import counted

if TYPE_CHECKING:
    from densemodel.data.binding._bound import Bound


def rows_are_in_order_of_time(bound: Bound) -> Finding | None:
    """A random split puts validation rows between the training rows, where y is easy to guess."""
    time = bound.facts.columns.time if _is_random_split(bound) else None
    if time is None:
        return None
    column, words = value_text(time.column), f"split {_share(bound)} last"
    known = (
        f"y changes with {column} of x, and a random split holds out rows between training rows, "
        "in the past of some. To predict later rows, "
    )
    if time.is_sorted:
        return Finding("offer", "split", f"{known}write {words}", words)
    return Finding("offer", "split", f"{known}sort the rows by {column} and write {words}")


def rows_are_of_groups(bound: Bound) -> Finding | None:
    """Rows of one patient on both sides of the split are easy to recognise."""
    group = bound.facts.columns.group if _is_random_split(bound) else None
    if group is None:
        return None
    words = f"split {_share(bound)} by {write_column(group.column)}"
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


def few_rows_make_a_rough_score(bound: Bound) -> Finding | None:
    rows = len(bound.validation_rows)
    if bound.facts.table is None or bound.facts.row_count >= _FEW or rows < 2:
        return None
    where = f"with {rows} validation rows"
    if bound.facts.coding.form != "numbers":
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


def there_are_more_columns_than_rows(bound: Bound) -> Finding | None:
    """A network then finds a rule for the training rows in columns that say nothing."""
    columns, rows = len(bound.facts.columns.used), len(bound.training_rows)
    if columns <= rows:
        return None
    return Finding(
        "offer",
        "x",
        f"x has {columns:,} columns and {counted(rows, 'training row')}, so a network can fit any "
        "labels: leave out the columns that should not matter, or give more rows",
    )


def _is_random_split(bound: Bound) -> bool:
    settings = bound.spec.settings
    is_split = bound.is_split and settings.split is not None and len(bound.validation_rows) > 0
    return is_split and settings.split_way == "random"


def _share(bound: Bound) -> str:
    percent = 100 * (bound.spec.settings.split or 0.0)
    return f"{percent:.3g}%"

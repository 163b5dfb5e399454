"""The kind of a column, found from its values and not from its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.findings._finding import listed, value_text
from densemodel.data.table._columns import MISSING, RawColumn
from densemodel.data.table._date_texts import dates_of
from densemodel.data.table._number_kinds import (
    FEWEST_ROWS,
    ROWS_A_VALUE,
    category_of_numbers,
    number_column,
)
from densemodel.data.table._number_texts import is_plain_number, numbers_of, point_of, with_flags
from densemodel.data.table._stored import Texts
from densemodel.data.table._texts import are_codes, flag_of, is_missing_text
from densemodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data.split._split import Array
    from densemodel.data.table._column_findings import ColumnFindings
    from densemodel.data.table._columns import Form, Kind
    from densemodel.data.table._stored import Stored

_FEWEST_NUMBERS = 0.8
"The share of texts, by rows, that have to be numbers."
_FEW, _SOME = 9, 50
"""A few texts of which some are no numbers, as '1', '2' and '3+', are a category; and some more, if
at least two of these come again and again, as letters among the numbers of boats."""
_RARE = 3
"A text that occurs less often says nothing of others."
_LONG = 60
"Characters of a text that is no category, on average."
_LONGEST_ID = 24
_SHOWN = 3
"Up to so many texts are named."
_SECONDS_A_DAY = 86_400


def found_column(column: Stored, notes: ColumnFindings) -> RawColumn:
    """A column with the kind that its values have."""
    column = column.as_exact()
    if column.form == "text":
        return _found_texts(column, notes)
    if column.form == "seconds":
        return date_column(column.name, column.values, "")
    if column.form == "flag":
        return _flags(column)
    numbers = notes.finite(column.values)
    if column.is_category and not np.isnan(numbers).all():
        return category_of_numbers(column.name, numbers)
    return number_column(column.name, numbers)


def _flags(column: Stored) -> RawColumn:
    values = set(np.unique(column.values).tolist())
    known = sorted(values - {MISSING})
    kind: Kind = "yes/no"
    if not known:
        kind, why = "constant", "no values"
    elif len(known) > 1:
        why = "True and False"
    elif MISSING in values:
        why = f"{bool(known[0])}, or missing"
    else:
        kind, why = "constant", f"always {bool(known[0])}"
    return RawColumn(column.name, "whole", column.values, kind, why, is_flag=True)


def date_column(name: str, seconds: Array, written: str, example: str = "") -> RawColumn:
    """A column of dates; in days if no time of day is in it.

    Args:
        name: Its name.
        seconds: Since 1970, int64 of shape (n,), or `MISSING`.
        written: How texts or numbers hold them: see `RawColumn`.
        example: A text of the column, where it holds texts.
    """
    known = seconds[seconds != MISSING]
    has_time = bool((known % _SECONDS_A_DAY != 0).any())
    form: Form = "seconds" if has_time else "days"
    values = seconds if has_time else as_days(seconds)
    if not len(known):
        return RawColumn(name, form, values, "constant", "no values")
    first, last = (str(np.datetime64(int(one), "s"))[:10] for one in (known.min(), known.max()))
    if known.min() == known.max() and len(known) == len(seconds):
        return RawColumn(name, form, values, "constant", f"always {first}", written=written)
    what = "with time of day" if has_time else ""
    such = f"such as {value_text(example)}" if example else ""
    why = ", ".join(filter(None, [what, such, f"from {first} to {last}"]))
    return RawColumn(name, form, values, "date", why, written=written)


def as_days(seconds: Array) -> Array:
    """Seconds as days since 1970, `MISSING` where they are missing."""
    return np.where(seconds == MISSING, MISSING, seconds // _SECONDS_A_DAY)


def _found_texts(column: Stored, notes: ColumnFindings) -> RawColumn:
    texts = Texts(column, is_missing_text(column.labels, among_numbers=True))
    if texts.rest and not column.is_category:
        numbers = None if are_codes(texts.rest) else _numbers(texts, notes)
        if numbers is not None:
            return numbers
        dates = dates_of(texts.rest)
        if dates is not None:
            return dates_column(texts, dates, notes)
    column = column.as_texts()
    texts = Texts(column, is_missing_text(column.labels, among_numbers=False))
    notes.say_nothing(texts)
    return _plain_texts(texts.without_nothing())


def _numbers(texts: Texts, notes: ColumnFindings) -> RawColumn | None:
    """The column as numbers; None if too many texts are none."""
    of_rest, written = numbers_of(texts.rest, texts.are_numbers)
    is_number = ~np.isnan(of_rest)
    rows = texts.counts[~texts.is_missing]
    total = rows.sum()
    if rows[is_number].sum() < _FEWEST_NUMBERS * total:
        return None
    non_numbers = rows[~is_number]
    is_repeated = len(rows) <= _FEW and total >= _RARE * len(rows)
    have_letters = len(rows) <= _SOME and (non_numbers >= _RARE).sum() > 1
    if len(non_numbers) and (is_repeated or have_letters):
        return None
    notes.say_nothing(texts)
    of_rest = with_flags(of_rest, texts.rest)
    is_number = ~np.isnan(of_rest)
    notes.say_invalid(texts, is_number, "number")
    numbers = notes.finite(texts.spread(of_rest, np.nan))
    sound = (text for text, is_one in zip(texts.rest, is_number, strict=True) if is_one)
    formatted_text = next((text for text in sound if not is_plain_number(text)), "")
    written = written or point_of(texts.column.labels)
    return number_column(notes.name, numbers, written=written, text=formatted_text)


def dates_column(texts: Texts, dates: tuple[Array, str, bool], notes: ColumnFindings) -> RawColumn:
    """A column of texts that are dates, from what `dates_of` gives for its `rest`."""
    of_rest, written, is_ambiguous = dates
    notes.say_nothing(texts)
    notes.say_invalid(texts, of_rest != MISSING, "date")
    first = int((of_rest != MISSING).argmax())
    example = texts.rest[first]
    if is_ambiguous:
        notes.say_month_first(example, int(of_rest[first]))
    return date_column(notes.name, texts.spread(of_rest, MISSING), written, example)


def _plain_texts(texts: Texts) -> RawColumn:
    column, counts = texts.column, texts.counts
    kind, why = _kind_of_texts(
        column.labels,
        counts,
        has_gaps=counts.sum() < len(column.values),
        is_category=column.is_category,
    )
    return RawColumn(column.name, "text", column.values, kind, why, column.labels)


def _kind_of_texts(
    labels: Sequence[str], counts: Array, *, has_gaps: bool, is_category: bool
) -> tuple[Kind, str]:
    if not labels:
        return "constant", "no values"
    if len(labels) == 1:
        only = value_text(labels[0])
        return ("category", f"{only}, or missing") if has_gaps else ("constant", f"always {only}")
    if len(labels) <= _SHOWN:
        is_flag = len(labels) == 2 and {flag_of(label) for label in labels} == {0, 1}  # noqa: PLR2004
        return "yes/no" if is_flag else "category", listed(sorted(labels))
    why = f"{len(labels):,} different texts in {counted(int(counts.sum()), 'row')}"
    return ("category", why) if is_category else _kind_of_many(labels, counts, why)


def _kind_of_many(labels: Sequence[str], counts: Array, why: str) -> tuple[Kind, str]:
    """Whether different texts are a category, an id, or texts for people to read."""
    known, distinct = int(counts.sum()), len(labels)
    if known < FEWEST_ROWS or (distinct <= FEWEST_ROWS and distinct < known):
        return "category", why
    if distinct == known:
        sample = labels[:1000]
        is_short = max(map(len, sample)) <= _LONGEST_ID
        is_code = is_short and sum(" " in label for label in sample) * 2 < len(sample)
        return "id" if is_code else "text", "each row has another text"
    if counts[counts >= _RARE].sum() < known / 2:
        return "text", why
    if known < ROWS_A_VALUE * distinct:
        length = sum(len(text) * int(n) for text, n in zip(labels, counts, strict=True)) / known
        if length > _LONG:
            return "text", f"{why}, {length:.0f} characters long"
    return "category", why

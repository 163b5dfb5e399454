"""Rules about how values of x are written: outliers, codes, dates, units, capitals."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.columns._number_facts import are_smooth
from densemodel.data.columns._text import NO_SPACES, have_spaces, words_of
from densemodel.data.findings._finding import (
    Finding,
    also_in,
    columns_named,
    columns_text,
    listed,
    offer,
    repair,
    value_text,
)
from densemodel.data.read._non_numeric_text import time_fix, twin_names, units_of
from densemodel.data.read._tables import clause_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence, Sized

    from densemodel._array import Array
    from densemodel.data.binding._bound import Bound
    from densemodel.data.columns._column import RawColumn
    from densemodel.data.facts._column_facts import ColumnFacts


_FEWEST, _FEWEST_VALUES = 20, 10
_OUTLIER = 10_000
"Distances of the quartiles."
_SHOWN_OUTLIERS = 2


def number_is_far_from_all_others(bound: Bound) -> Finding | None:
    facts = bound.facts.columns
    rows = {column.name: _outlier_in(column, facts) for column in _numbers_of(facts)}
    found = [(name, row) for name, row in rows.items() if row is not None]
    if not found:
        return None
    (name, row), *others = found
    value = next(column.values[row] for column in facts.used if column.name == name)
    more = "".join(
        f", and row {row} of column {value_text(other)}" for other, row in others[:_SHOWN_OUTLIERS]
    )
    rest = len(others) - _SHOWN_OUTLIERS
    more += f" and of {rest:,} more" if rest > 0 else ""
    return repair(
        f"{value_text(float(value))} (row {row}) in column {value_text(name)} of x is far from all "
        f"other values: check that row{more}"
    )


def _outlier_in(column: RawColumn, facts: ColumnFacts) -> int | None:
    """The row of a number that is far from all others of its column; None if there is none."""
    some, values = facts.named[column.name], column.values
    if some.is_missing.all() or len(values) < _FEWEST:
        return None
    low, middle, high = np.nanpercentile(some.values, (25, 50, 75))
    far = _OUTLIER * (high - low)
    ends = np.fmin.reduce(values), np.fmax.reduce(values)
    end = max(ends, key=lambda one: abs(one - middle))
    if not far or abs(end - middle) <= far:
        return None
    distances = np.abs(values[~column.is_missing] - middle)
    is_alone = (distances * 100 > distances.max()).sum() == 1
    return int((values == end).argmax()) if is_alone else None


_NEAR_STEPS = 1000


def columns_are_blurred(bound: Bound) -> Finding | None:
    """Between 1e9 and 2e9 float32 has only every 64th or 128th whole number."""
    dates = _dates(bound.facts.columns)  # of which is said that they are dates
    columns = [column for column in bound.facts.blurred if column.label not in dates]
    if not columns:
        return None
    first, *others = columns
    more = also_in([column.label for column in others])
    what = f"{columns_named([first.label])} of x has"
    if first.are_dates:
        start = np.datetime64(int(first.values.min()), "s").astype(str).replace("T", " ")
        return offer(
            f"{what} dates too close together for float32: give them as seconds since {start}{more}"
        )
    low, middle, high = first.middle
    fix = f"divide it, and later rows, by {max(-low, high):.1g}"
    # near 0 float32 has steps of one size
    if high - low >= _NEAR_STEPS * np.finfo(np.float32).smallest_subnormal:
        base = round(middle, -math.floor(math.log10(high - low)))
        does, where = ("subtract", "from") if base > 0 else ("add", "to")
        fix = f"{does} {abs(base):.15g} {where} it, and {where} later rows"
    return offer(
        f"{what} values near {value_text(middle)} too close together for float32: {fix}{more}"
    )


_MOST_LABELS = 200


def values_differ_in_case_alone(bound: Bound) -> Finding | None:
    facts = bound.facts.columns
    pairs = {column.name: _twins_in(column) for column in facts.used}
    found = [(name, *pair) for name, pair in pairs.items() if pair is not None]
    if not found:
        return None
    (name, usual, unusual, row), *others = found
    more = [other for other, *_ in others]
    return offer(
        f"{value_text(unusual)} (row {row}) and {value_text(usual)} are two values of column "
        f"{value_text(name)} of x: if they are one, write {_in_python(name)} = "
        f"{_in_python(name)}.str.lower(){also_in(more)}"
    )


def _twins_in(column: RawColumn) -> tuple[str, str, int] | None:
    """The usual one of two texts that differ in capitals, the other one, and its first row."""
    is_short = len(column.labels) <= _MOST_LABELS
    if not is_short or twin_names(column.labels) is None:
        return None
    counts = np.bincount(column.values[column.values >= 0], minlength=len(column.labels))
    order = np.argsort(-counts, kind="stable")
    pair = twin_names([column.labels[place] for place in order.tolist()])
    if pair is None:
        return None
    return *pair, int((column.values == column.labels.index(pair[1])).argmax())


_FEWEST_CODES, _MOST_CODES, _ROWS_A_CODE = 5, 30, 20


def numbers_may_be_codes(bound: Bound) -> Finding | None:
    """Codes of regions or jobs: few whole numbers with uneven gaps, and no order in how common."""
    facts = bound.facts.columns
    counts = {
        column.name: _codes_in(facts.named[column.name])
        for column in _numbers_of(facts)
        if not column.column.is_by_spec
    }
    names = [name for name, count in counts.items() if count]
    if not names:
        return None
    words = clause_of("category", names) or clause_of("category", names[:1])
    fix = f"write '{words}'" if words else "give them as texts"
    return repair(
        f"column {value_text(names[0])} of x has {counts[names[0]]} different whole numbers and "
        f"is read as a number{also_in(names[1:])}: if they are codes, {fix}"
    )


def _codes_in(column: RawColumn) -> int:
    """How many different codes a column seems to hold; 0 if it holds none."""
    distinct, counts = np.unique(column.values[~column.is_missing], return_counts=True)
    are_few = _FEWEST_CODES <= len(distinct) <= _MOST_CODES
    if not are_few or counts.sum() < _ROWS_A_CODE * len(distinct):
        return 0
    if (distinct != np.floor(distinct)).any() or distinct[0] < 0:
        return 0
    has_gaps = len(distinct) < (distinct[-1] - distinct[0] + 1) / 2
    on_grid = int(np.gcd.reduce(np.diff(distinct).astype(np.int64))) > 1
    is_irregular = has_gaps and not on_grid
    is_irregular = is_irregular and not are_smooth(distinct - np.median(distinct), counts)
    return len(distinct) if is_irregular else 0


_DAYS = 1900_01_01, 2100_12_31
_SECONDS = 1e9, 2e9
"Of the years 2001 to 2033."
_WITHIN = 1.5
"Times of one table lie closer together than numbers of people, of which some are twice as large."


def numbers_may_be_dates(bound: Bound) -> Finding | None:
    """Days such as 20141013, or seconds since 1970."""
    dates = _dates(bound.facts.columns)
    if not dates:
        return None
    names = list(dates)
    some = bound.facts.columns.named[names[0]]
    words = clause_of("date", names) or clause_of("date", names[:1])
    fix = f"write '{words}'" if words else "give them as dates"
    return offer(
        f"column {value_text(names[0])} of x holds numbers such as "
        f"{int(some.values[~some.is_missing][0])}, which look like {dates[names[0]]}"
        f"{also_in(names[1:])}: {fix}",
        words,
    )


def _dates(facts: ColumnFacts) -> dict[str, str]:
    """What columns of numbers look like, by name; those that look like days or times."""
    found = {column.name: _dates_in(facts.named[column.name]) for column in _numbers_of(facts)}
    return {name: what for name, what in found.items() if what}


def _dates_in(column: RawColumn) -> str:
    """What the numbers of a column look like: a day, or seconds; empty if neither."""
    values = column.values[~column.is_missing]
    if column.column.is_by_spec or len(np.unique(values)) < _FEWEST_VALUES:
        return ""
    if (values != np.floor(values)).any():
        return ""
    low, high = values.min(), values.max()
    if _SECONDS[0] <= low <= high <= _SECONDS[1] and high < _WITHIN * low:
        return "seconds since 1970"
    return "a day" if _are_days(values) else ""


def _are_days(values: Array) -> bool:
    month, day = values // 100 % 100, values % 100
    is_day = (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    return bool(_DAYS[0] <= values.min() and values.max() <= _DAYS[1] and is_day.all())


_DATE_LIKE = re.compile(
    r"\D{0,12}\d{1,2}\D{1,12}(19|20)\d\d\b|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b(?![./-])"
    r"|(19|20)\d\d[/.-]\d{1,2}[/.-]\d{1,2}\b|(19|20)\d\d[ -]?[WwQq]\d{1,2}\b"
    r"|(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?[ /-]?(19|20)?\d\d\b"
)
_MOSTLY = 0.9
_FEWEST_TEXTS = 10


def texts_may_be_dates(bound: Bound) -> Finding | None:
    facts = bound.facts.columns
    columns = [column for column in _unread_texts(facts) if are_like_dates(column.labels)]
    if not columns:
        return None
    first, *others = columns
    labels = first.labels
    unusual = next((label for label in labels if len(label) != len(labels[0])), labels[1])
    series = _in_python(first.name)
    fix = "give them as 2026-01-31"
    if _pandas_reads([label for column in columns for label in column.labels[:20]]):
        fix = f"write {series} = pd.to_datetime({series}, format='mixed')"
    return offer(
        f"column {value_text(first.name)} of x holds what look like dates "
        f"({listed((labels[0], unusual))}) and is {_read_as(first)}: {fix}"
        f"{also_in([column.name for column in others])}"
    )


def _pandas_reads(texts: Sequence[str]) -> bool:
    """Whether pandas reads all as dates, without a zone: it takes GMT+1 for an hour behind."""
    import pandas as pd

    try:
        dates = pd.DatetimeIndex(pd.to_datetime(pd.Series(texts), format="mixed", errors="coerce"))
    except ValueError:  # of several zones
        return False
    return dates.tz is None and not dates.isna().any()


_FEWEST_WORDS, _FEWEST_LETTERS = 5, 15


def texts_are_left_out(bound: Bound) -> Finding | None:
    """Free text is large, so a person chooses to train on it; names and addresses are short."""
    found = [
        column
        for column in _unread_texts(bound.facts.columns)
        if column.column.is_prose and not are_like_dates(column.labels)
        if 2 * column.is_missing.sum() < len(column.values)
    ]
    some = {column.name: column.labels[:_SAMPLED] for column in found}
    spaced = [name for name, texts in some.items() if have_spaces(texts)]
    names = [name for name in spaced if _mean(some[name], words_of) >= _FEWEST_WORDS]
    if names:
        it = "its" if len(names) == 1 else "their"
        words = clause_of("text", names)
        what = columns_text(names, "x", "is free text, left out", "are free text, left out")
        return offer(f"{what}: to train on {it} words, write '{words or 'text'}'", words)
    others = [one for one in some if one not in spaced and _mean(some[one], str) >= _FEWEST_LETTERS]
    if not others:
        return None
    what = columns_text(others, "x", "is text", "are text")
    return repair(f"{what} {NO_SPACES}, and left out")


def _mean(texts: Sequence[str], parts: Callable[[str], Sized]) -> float:
    return sum(len(parts(text)) for text in texts) / len(texts)


def texts_may_be_times(bound: Bound) -> Finding | None:
    """Times of day and time spans are numbers, but not those that a file holds as texts."""
    facts = bound.facts.columns
    found = [(one, fix) for one in _unread_texts(facts) if (fix := time_fix(one.labels, "{}"))]
    if not found:
        return None
    (first, fix), *rest = found
    series = _in_python(first.name)
    others = [column.name for column, other in rest if other == fix]
    return offer(
        f"column {value_text(first.name)} of x holds what look like times "
        f"({value_text(first.labels[0])}) and is {_read_as(first)}: write {series} = "
        f"{fix.format(series)}{also_in(others)}"
    )


_SAMPLED, _LONGEST_DATE = 2000, 40


def are_like_dates(labels: Sequence[str]) -> bool:
    some = labels[:: max(1, len(labels) // _SAMPLED)]
    found = [len(label) <= _LONGEST_DATE and _DATE_LIKE.match(label) for label in some]
    return sum(map(bool, found)) >= _MOSTLY * len(some)


def texts_are_numbers_with_a_unit(bound: Bound) -> Finding | None:
    facts = bound.facts.columns
    texts = _unread_texts(facts)
    found = [(column, units) for column in texts if (units := units_of(column.labels))]
    if not found:
        return None
    (first, units), *others = found
    example = next(label for label in first.labels if label.endswith(units[-1]))
    series = _in_python(first.name)
    fix = f"write {series} = {series}.str.removesuffix({units[0]!r})"
    if not units[0]:
        fix = "write each number in full, as 1200000 for 1.2M"
    return offer(
        f"column {value_text(first.name)} of x holds numbers with a unit ({value_text(example)}) "
        f"and is {_read_as(first)}: {fix}{also_in([column.name for column, _ in others])}"
    )


def _unread_texts(facts: ColumnFacts) -> list[RawColumn]:
    """Columns of several short texts that are categories or left out, and not by the spec."""
    return [
        column
        for column in facts.table.columns
        if len(column.labels) >= _FEWEST_TEXTS and not column.column.is_by_spec
    ]


def _read_as(column: RawColumn) -> str:
    return "read as a category" if column.column.is_used else "left out"


def _numbers_of(facts: ColumnFacts) -> list[RawColumn]:
    return [one for one in facts.used if one.column.is_quantity]


def _in_python(name: str) -> str:
    return f"x[{value_text(name)}]"

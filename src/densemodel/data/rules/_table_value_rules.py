"""Rules about how values of a table are written: marks for missing ones, dates, units."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.findings._finding import Finding, listed, value_text
from densemodel.data.read._odd_text import twin_names
from densemodel.data.table._number_kinds import are_smooth
from densemodel.language import write_column
from densemodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data.facts._table_facts import TableFacts
    from densemodel.data.split._split import Array
    from densemodel.data.table._columns import RawColumn


_MARKS = (-999, -9999, -99999, -99, -9, 99, 999, 9999, 99999, -1, 0)
"Numbers that files use for missing values."
_LOW = -99
"A mark below 0 is one among other numbers that are not."
_IN_RANGE = (-1, 0, -9, 99)
"They may also be values: they have to be rare, and not far above or below the others."
_FAR, _APART = 3, 0.2
"A mark is this many ranges of the other values from them; one of `_IN_RANGE` this part of it."
_FEWEST, _FEWEST_VALUES = 20, 10
_MOST_MARKED = 0.2
_YEARS_FAR = 20 * 365.25
_LATEST = 47_481  # the year 2100
"Days since 1970."


def number_marks_a_gap(facts: TableFacts) -> Finding | None:
    for name, column in facts.sample.items():
        if column.kind != "number" or column.form != "number":
            continue
        values = column.values[~column.is_missing]
        for mark in _MARKS:
            is_mark = values == mark
            if is_mark.sum() > 1 and _marks_gap(mark, values[~is_mark], float(is_mark.mean())):
                share = max(100 * float(is_mark.mean()), 0.1)
                return _offer(
                    f"column {value_text(name)} of x holds {mark} in {share:.2g} % of the rows, "
                    "far from its other values: if it marks a missing value, put NaN in its place"
                )
    return None


def _marks_gap(mark: float, others: Array, share: float) -> bool:
    if len(others) < _FEWEST:
        return False
    low, high = float(others.min()), float(others.max())
    if mark <= _LOW and low >= 0:
        return high > low
    is_rare = share <= _MOST_MARKED and len(np.unique(others)) >= _FEWEST_VALUES
    apart = (high - low) * (_APART if mark in _IN_RANGE else _FAR)
    is_apart = high > low and (mark < low - apart or mark > high + apart)
    return is_apart and (is_rare or mark not in _IN_RANGE)


def date_marks_a_gap(facts: TableFacts) -> Finding | None:
    """Files write 1900-01-01 or 2999-12-31 for a date that is not known."""
    for name, column in facts.sample.items():
        if column.kind != "date":
            continue
        known = column.values[~column.is_missing] / (86_400 if column.form == "seconds" else 1)
        if len(known) < _FEWEST:
            continue
        for mark in (known.min(), known.max()):
            others = known[known != mark]
            if len(others) < _FEWEST or len(known) - len(others) < 2:  # noqa: PLR2004
                continue
            far = max(_FAR * np.ptp(others), _YEARS_FAR)
            if min(abs(mark - others.min()), abs(mark - others.max())) > far or mark > _LATEST:
                share = 100 * (1 - len(others) / len(known))
                return _offer(
                    f"column {value_text(name)} of x holds {np.datetime64(int(mark), 'D')} in "
                    f"{share:.2g} % of the rows, far from its other dates: if it marks a missing "
                    "date, put None in its place"
                )
    return None


_OUTLIER = 10_000
"Distances of the quartiles."


def number_is_far_from_all_others(facts: TableFacts) -> Finding | None:
    for column in facts.used:
        some = facts.sample[column.name]
        if column.kind != "number" or column.form != "number" or some.is_missing.all():
            continue
        low, middle, high = np.nanpercentile(some.values, (25, 50, 75))
        far = _OUTLIER * (high - low)
        values = column.values
        ends = np.fmin.reduce(values), np.fmax.reduce(values)
        end = max(ends, key=lambda one: abs(one - middle))
        if not far or abs(end - middle) <= far or len(values) < _FEWEST:
            continue
        distances = np.abs(values[~column.is_missing] - middle)
        if (distances * 100 > distances.max()).sum() == 1:
            row = int((values == end).argmax())
            return _repair(
                f"{value_text(float(end))} (row {row}) in column {value_text(column.name)} of x is "
                "far from all other values: check that row"
            )
    return None


_MOST_LABELS = 200


def values_differ_in_case_alone(facts: TableFacts) -> Finding | None:
    for column in facts.used:
        is_short = column.form == "text" and len(column.labels) <= _MOST_LABELS
        if not is_short or twin_names(column.labels) is None:
            continue
        counts = np.bincount(column.values[column.values >= 0], minlength=len(column.labels))
        order = np.argsort(-counts, kind="stable")
        pair = twin_names([column.labels[place] for place in order.tolist()])
        if pair is None:
            continue
        usual, odd = pair
        row = int((column.values == column.labels.index(odd)).argmax())
        return _offer(
            f"{value_text(odd)} (row {row}) and {value_text(usual)} are two values of column "
            f"{value_text(column.name)} of x: if they are one, write "
            f"{_in_python(column.name)} = {_in_python(column.name)}.str.lower()"
        )
    return None


_GAP_WORDS = frozenset(
    ("none", "missing", "unknown", "not available", "not known", "n.a.", "nil", "-", "--", ".")
)


def words_may_mark_a_gap(facts: TableFacts) -> Finding | None:
    """Words that are read as missing among numbers may be values among texts."""
    for column in facts.used:
        if column.form != "text" or len(column.labels) > _MOST_LABELS:
            continue
        for place, label in enumerate(column.labels):
            if label.lower() in _GAP_WORDS:
                rows = counted(int((column.values == place).sum()), "row")
                return _repair(
                    f"{value_text(label)} is a value of column {value_text(column.name)} of x "
                    f"({rows}): if it marks a missing value, put None in its place"
                )
    return None


_FEWEST_CODES, _MOST_CODES, _ROWS_A_CODE = 5, 30, 20


def numbers_may_be_codes(facts: TableFacts) -> Finding | None:
    """Codes of regions or jobs: few whole numbers with uneven gaps, and no order in how common."""
    for name, column in facts.sample.items():
        if column.kind != "number" or column.form != "number" or "by the spec" in column.why:
            continue
        distinct, counts = np.unique(column.values[~column.is_missing], return_counts=True)
        are_few = _FEWEST_CODES <= len(distinct) <= _MOST_CODES
        if not are_few or counts.sum() < _ROWS_A_CODE * len(distinct):
            continue
        if (distinct != np.floor(distinct)).any() or distinct[0] < 0:
            continue
        steps = np.diff(distinct)
        has_gaps = len(distinct) < (distinct[-1] - distinct[0] + 1) / 2
        on_grid = int(np.gcd.reduce(steps.astype(np.int64))) > 1
        if has_gaps and not on_grid and not are_smooth(distinct - np.median(distinct), counts):
            return _repair(
                f"column {value_text(name)} of x has {len(distinct)} different whole numbers and "
                f"is read as a number: if they are codes, write 'category {write_column(name)}'"
            )
    return None


_DAYS = 1900_01_01, 2100_12_31
_SECONDS = 1e9, 2e9
"Of the years 2001 to 2033."
_WITHIN = 1.5
"Times of one table lie closer together than numbers of people, of which some are twice as large."


def numbers_may_be_dates(facts: TableFacts) -> Finding | None:
    """Days such as 20141013, or seconds since 1970."""
    for name, column in facts.sample.items():
        if column.kind != "number" or column.form != "number" or "by the spec" in column.why:
            continue
        values = column.values[~column.is_missing]
        if len(np.unique(values)) < _FEWEST_VALUES or (values != np.floor(values)).any():
            continue
        low, high = values.min(), values.max()
        are_seconds = _SECONDS[0] <= low <= high <= _SECONDS[1] and high < _WITHIN * low
        if are_seconds or _are_days(values):
            what = "seconds since 1970" if are_seconds else "a day"
            words = f"date {write_column(name)}"
            return _offer(
                f"column {value_text(name)} of x holds numbers such as {int(values[0])}, which "
                f"look like {what}: write '{words}'",
                words,
            )
    return None


def _are_days(values: Array) -> bool:
    month, day = values // 100 % 100, values % 100
    is_day = (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)  # noqa: PLR2004
    return bool(_DAYS[0] <= values.min() and values.max() <= _DAYS[1] and is_day.all())


_DATE_LIKE = re.compile(
    r"\D{0,12}\d{1,2}\D{1,12}(19|20)\d\d\b|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b"
    r"|(19|20)\d\d[/.-]\d{1,2}[/.-]\d{1,2}\b"
)
_WITH_UNIT = re.compile(r"(?:[$€£¥₹]\s*)?[-+]?\d+(?:[.,]\d+)?(\s*[^\d\s.,/:+-]\S{0,9})")
_SCALES = frozenset(("k", "m", "mn", "mio", "b", "bn"))
"Letters for thousands, millions and more, in small ones."
_METRE = "m"
_SAMPLED = 2000
_MOSTLY = 0.9
_FEWEST_TEXTS = 10


def texts_may_be_dates(facts: TableFacts) -> Finding | None:
    import pandas as pd

    for column in _categories_of_text(facts):
        labels = column.labels
        if not are_like_dates(labels):
            continue
        odd = next((label for label in labels if len(label) != len(labels[0])), labels[1])
        series = _in_python(column.name)
        some = pd.to_datetime(list(labels[:20]), format="mixed", errors="coerce")
        fix = f"write {series} = pd.to_datetime({series}, format='mixed')"
        if some.isna().any():
            fix = "give them as 2026-01-31"
        return _offer(
            f"column {value_text(column.name)} of x holds what look like dates "
            f"({listed((labels[0], odd))}) and is read as a category: {fix}"
        )
    return None


def are_like_dates(labels: Sequence[str]) -> bool:
    return sum(map(bool, map(_DATE_LIKE.match, labels))) >= _MOSTLY * len(labels)


def units_of(labels: Sequence[str]) -> tuple[str, ...]:
    """The units behind the numbers that texts are; none if they are something else.

    Several are letters for thousands and more. Then, and if only some numbers have such a letter,
    an empty text is among them.
    """
    some = labels[:: max(1, len(labels) // _SAMPLED)]
    found = [_WITH_UNIT.fullmatch(label) for label in some]
    units = {one[1] for one in found if one is not None}
    bare = [
        label.lstrip("$€£¥₹").replace(".", "", 1).isdigit()
        for label, one in zip(some, found, strict=True)
        if one is None
    ]
    if not units or len(some) - len(bare) + sum(bare) < _MOSTLY * len(some):
        return ()
    if {unit.strip().lower() for unit in units} <= _SCALES:
        is_one = len(units) == 1 and (not any(bare) or units == {_METRE})
        return tuple(sorted(units)) if is_one else ("", *sorted(units))
    return tuple(units) if len(units) == 1 else ()


def texts_are_numbers_with_a_unit(facts: TableFacts) -> Finding | None:
    for column in facts.table.columns:
        is_text = column.form == "text" and column.kind in ("category", "text", "id")
        units = units_of(column.labels) if is_text and len(column.labels) >= _FEWEST_TEXTS else ()
        if not units:
            continue
        example = next(label for label in column.labels if label.endswith(units[-1]))
        series = _in_python(column.name)
        fix = f"write {series} = {series}.str.removesuffix({units[0]!r})"
        if not units[0]:
            fix = "write each number in full, as 1200000 for 1.2M"
        read = "read as a category" if column.kind == "category" else "left out"
        return _offer(
            f"column {value_text(column.name)} of x holds numbers with a unit "
            f"({value_text(example)}) and is {read}: {fix}"
        )
    return None


def _categories_of_text(facts: TableFacts) -> list[RawColumn]:
    return [
        column
        for column in facts.used
        if column.kind == "category"
        and column.form == "text"
        and _FEWEST_TEXTS <= len(column.labels) <= 100 * _MOST_LABELS
    ]


def _in_python(name: str) -> str:
    return f"x[{value_text(name)}]"


def _offer(message: str, accept: str = "") -> Finding:
    return Finding("offer", "x", message, accept)


def _repair(message: str) -> Finding:
    return Finding("repair", "x", message)

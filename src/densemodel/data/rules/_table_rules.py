"""Rules about the columns of a table, judged by their values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.findings._finding import Finding, columns_text, listed, rounded, value_text
from densemodel.data.read._odd_text import twin_names
from densemodel.data.read._tables import leave_out_fix, without_words
from densemodel.data.table._encoding import TableEncoding
from densemodel.data.table._number_kinds import are_smooth
from densemodel.language import write_column
from densemodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data.facts._facts import Case
    from densemodel.data.facts._table_facts import TableFacts
    from densemodel.data.table._columns import RawColumn
    from densemodel.data.table._encoding import ColumnEncoding


def column_is_y(case: Case, facts: TableFacts) -> Finding | None:
    """A network would copy it."""
    names = facts.copies_of_y
    if names and len(facts.used) > len(names):
        what = columns_text(names, "x", "is y in other words", "are y in other words")
        it = "it" if len(names) == 1 else "them"
        return _offer(
            f"{what}, so the network would only copy {it}: {leave_out_fix(names)}",
            without_words(names),
        )
    if facts.multiple_of_y is not None:
        name, factor = facts.multiple_of_y
        in_unit = "" if factor == 1 else f" in another unit (y is {rounded(factor)} times it)"
        return _without(
            name, f"is y itself{in_unit}, so the network would only copy it: {{fix}}"
        )
    if 0 < len(facts.parts_of_y) < len(facts.used):
        return Finding(
            "offer",
            "x",
            f"y is the sum of columns {listed(facts.parts_of_y)} of x, so the network only has to "
            "add them: if they are not known when you predict, leave them out",
            without_words(facts.parts_of_y),
        )
    return None


def gaps_tell_the_class(case: Case, facts: TableFacts) -> Finding | None:
    """A column that is filled in only after the answer is known, as the number of a lifeboat."""
    found = facts.gaps_tell
    if found is None or found.column in facts.copies_of_y:
        return None
    name = case.facts.class_name(found.number)
    has = "no value" if found.are_gaps else "a value"
    return _without(
        found.column,
        f"has {has} only where y is {name}, which looks like target leakage: if that is not known "
        "when you predict, {fix}",
    )


def columns_leak_the_answer(case: Case, facts: TableFacts) -> Finding | None:
    leaky = facts.leaky
    if leaky is None:
        return None
    told = {*facts.copies_of_y, *facts.parts_of_y, *(facts.multiple_of_y or ())[:1]}
    told |= set() if facts.gaps_tell is None else {facts.gaps_tell.column}
    names = [facts.used[place].name for place in leaky.columns]
    if told.intersection(names):
        return None
    score = f"accuracy {leaky.score:.3g}" if facts.is_class else f"R2 {leaky.score:.3g}"
    if leaky.of_ranks:
        score += " of the ranks of y"
    known = f"({score}, baseline {leaky.guessing:.3g})" if facts.is_class else f"({score})"
    alone = f"alone nearly predicts y {known}", f"each nearly predict y alone {known}"
    what = columns_text(names, "x", *alone)
    is_known = "it is" if len(names) == 1 else "they are"
    return _offer(
        f"{what}, which looks like target leakage: if {is_known} not known when you predict, "
        f"{leave_out_fix(names)}",
        without_words(names),
    )


def columns_name_the_rows(case: Case, facts: TableFacts) -> Finding | None:
    names = facts.ids
    if not names:
        return None
    what = columns_text(names, "x", "has", "have")
    only = "it only names" if len(names) == 1 else "they only name"
    return _offer(
        f"{what} a different whole number in each row: if {only} the rows, {leave_out_fix(names)}",
        without_words(names),
    )


def two_columns_are_the_same(case: Case, facts: TableFacts) -> Finding | None:
    if facts.same is None:
        return None
    first, second = facts.same
    fix = leave_out_fix((second,))
    return _offer(
        f"columns {listed((first, second))} of x hold the same values: {fix}",
        without_words((second,)),
    )


def column_is_the_sum_of_others(case: Case, facts: TableFacts) -> Finding | None:
    if facts.total is None or facts.parts_of_y:
        return None
    name, parts = facts.total
    return _repair(f"column {value_text(name)} of x is the sum of {listed(parts)}: it adds nothing")


def dummies_are_one_category(case: Case, facts: TableFacts) -> Finding | None:
    names = facts.dummies
    if not names:
        return None
    return _repair(
        f"columns {value_text(names[0])} to {value_text(names[-1])} of x have one 1 in each row, "
        "as pd.get_dummies makes them: a table takes the column from before that"
    )


_NEARLY_EMPTY = 0.95


def columns_are_nearly_empty(case: Case, facts: TableFacts) -> Finding | None:
    rows = case.training_rows
    shares = {one.name: one.missing / len(rows) for one in _encodings(case) if one.is_used}
    names = [name for name, share in shares.items() if share >= _NEARLY_EMPTY]
    if not names:
        return None
    given = len(rows) - round(shares[names[0]] * len(rows))
    of = f"a value in {given:,} of {len(rows):,} training rows"
    if len(names) == 1:
        return _repair(f"column {value_text(names[0])} of x has {of}: it can say little of others")
    return _repair(
        f"{columns_text(names, 'x', 'is', 'are')} nearly empty ({value_text(names[0])}: {of}): "
        "they can say little"
    )


def columns_are_constant(case: Case, facts: TableFacts) -> Finding | None:
    """In the training rows: other rows have more values."""
    constant = [
        one.name
        for one in _encodings(case)
        if (one.distinct == 0 or (one.distinct == 1 and not one.missing))
        and any(one.name == column.name for column in facts.used)
    ]
    if not constant:
        return None
    it = "it" if len(constant) == 1 else "them"
    what = columns_text(constant, "x", "is the same", "are the same")
    return _repair(f"{what} in all training rows: the network learns nothing from {it}")


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


def number_marks_a_gap(case: Case, facts: TableFacts) -> Finding | None:
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


def _marks_gap(mark: float, others: np.ndarray, share: float) -> bool:  # type: ignore[type-arg]
    if len(others) < _FEWEST:
        return False
    low, high = float(others.min()), float(others.max())
    if mark <= _LOW and low >= 0:
        return high > low
    is_rare = share <= _MOST_MARKED and len(np.unique(others)) >= _FEWEST_VALUES
    apart = (high - low) * (_APART if mark in _IN_RANGE else _FAR)
    is_apart = high > low and (mark < low - apart or mark > high + apart)
    return is_apart and (is_rare or mark not in _IN_RANGE)


def date_marks_a_gap(case: Case, facts: TableFacts) -> Finding | None:
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


def number_is_far_from_all_others(case: Case, facts: TableFacts) -> Finding | None:
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


def values_differ_in_case_alone(case: Case, facts: TableFacts) -> Finding | None:
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
    ("none", "missing", "unknown", "not available", "not known", "-", "--", ".", "nil", "empty")
    + ("n.a.", "keine", "unbekannt", "na", "nan")
)


def words_may_mark_a_gap(case: Case, facts: TableFacts) -> Finding | None:
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


def numbers_may_be_codes(case: Case, facts: TableFacts) -> Finding | None:
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


_MOSTLY_POOLED = 0.5


def category_is_mostly_pooled(case: Case, facts: TableFacts) -> Finding | None:
    """A category with few rows of each value says nothing of later rows."""
    by_name = {column.name: column for column in facts.used}
    for one in _encodings(case):
        if one.kind != "category" or not one.is_used or not one.pools:
            continue
        column = by_name[one.name].at(case.training_rows)
        if _are_like_dates(column.labels) or _unit_of(column.labels):
            continue  # which is said
        shared = int((one.places_of(column) == 0).sum())
        share = shared / max(len(case.training_rows), 1)
        if share >= _MOSTLY_POOLED:
            return _without(
                one.name,
                f"has too many values: {100 * share:.3g} % of the training rows have a rare one, "
                "and all rare ones are read as the same. {fix}",
                capital=True,
            )
    return None


def numbers_look_like_dates(case: Case, facts: TableFacts) -> Finding | None:
    """Days such as 20141013, or seconds since 1970."""
    for name, column in facts.sample.items():
        if column.kind != "number" or column.form != "number" or "by the spec" in column.why:
            continue
        values = column.values[~column.is_missing]
        if len(np.unique(values)) < _FEWEST_VALUES or (values != np.floor(values)).any():
            continue
        example = value_text(int(values[0]))
        are_days = 1900_01_01 <= values.min() <= values.max() <= 2100_12_31 and (
            ((values // 100 % 100 >= 1) & (values // 100 % 100 <= 12)).all()
            and ((values % 100 >= 1) & (values % 100 <= 31)).all()
        )
        are_seconds = (
            1_000_000_000 <= values.min()
            and values.max() <= 2_000_000_000
            and np.ptp(values) > 30 * 86_400
            and values.max() < 1.5 * values.min()
        )
        if are_days or are_seconds:
            what = "a day" if are_days else "seconds since 1970"
            words = f"date {write_column(name)}"
            return _offer(
                f"column {value_text(name)} of x holds numbers such as {example}, which look like "
                f"{what}: write '{words}'",
                words,
            )
    return None


_DATE_LIKE = re.compile(
    r"\D{0,12}\d{1,2}\D{1,12}(19|20)\d\d\b|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b"
    r"|(19|20)\d\d[/.-]\d{1,2}[/.-]\d{1,2}\b"
)
_WITH_UNIT = re.compile(r"[-+]?\d+(?:[.,]\d+)?(\s*[^\d\s.,/:+-]\S{0,9})")
_MOSTLY = 0.9
_FEWEST_TEXTS = 10


def texts_look_like_dates(case: Case, facts: TableFacts) -> Finding | None:
    import pandas as pd

    for column in _categories_of_text(facts):
        labels = column.labels
        if not _are_like_dates(labels):
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


def _are_like_dates(labels: Sequence[str]) -> bool:
    return sum(map(bool, map(_DATE_LIKE.match, labels))) >= _MOSTLY * len(labels)


def _unit_of(labels: Sequence[str]) -> str:
    """The unit behind the numbers that texts are; empty if they are something else."""
    found = [_WITH_UNIT.fullmatch(label) for label in labels]
    units = {one[1] for one in found if one is not None}
    are_numbers = [
        one is not None or label.replace(".", "", 1).isdigit()
        for label, one in zip(labels, found, strict=True)
    ]
    return units.pop() if len(units) == 1 and sum(are_numbers) >= _MOSTLY * len(labels) else ""


def texts_are_numbers_with_a_unit(case: Case, facts: TableFacts) -> Finding | None:
    for column in _categories_of_text(facts):
        unit, series = _unit_of(column.labels), _in_python(column.name)
        if unit:
            example = next(label for label in column.labels if label.endswith(unit))
            return _offer(
                f"column {value_text(column.name)} of x holds numbers with a unit "
                f"({value_text(example)}) and is read as a category: write "
                f"{series} = {series}.str.removesuffix({unit!r})"
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


def table_needs_no_clause(case: Case, facts: TableFacts) -> Finding | None:
    if case.spec.settings.missing == "fill":
        return Finding(
            "repair",
            "missing",
            "a table fills and marks missing values without the clause 'missing fill': leave it "
            "out",
        )
    if " -> norm" in case.spec.network_text:
        return _repair("the columns of a table are scaled already: leave out norm")
    return None


def _encodings(case: Case) -> Sequence[ColumnEncoding]:
    table = case.spec.table
    return table.columns if isinstance(table, TableEncoding) else ()


def _in_python(name: str) -> str:
    return f"x[{value_text(name)}]"


def _without(name: str, text: str, *, capital: bool = False) -> Finding:
    """An offer to leave a column out; `text` has `{fix}`."""
    fix = leave_out_fix((name,))
    message = text.format(fix=fix[:1].upper() + fix[1:] if capital else fix)
    return _offer(f"column {value_text(name)} of x {message}", without_words((name,)))


def _offer(message: str, accept: str = "") -> Finding:
    return Finding("offer", "x", message, accept)


def _repair(message: str) -> Finding:
    return Finding("repair", "x", message)

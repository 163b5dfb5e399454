"""Read later rows, to predict or to validate, as the encoding of a table knows them."""

from __future__ import annotations

from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.findings._finding import TRAINING, columns_named, listed, value_text
from densemodel.data.read._non_numeric_text import time_fix
from densemodel.data.read._objects import is_missing
from densemodel.data.table._column_findings import ColumnFindings, first_of
from densemodel.data.table._columns import MISSING, UNSEEN, RawColumn, RawTable
from densemodel.data.table._date_texts import NUMBER_FORMS, dates_of_numbers, or_iso, read_dates
from densemodel.data.table._frames import frame_of
from densemodel.data.table._kinds import as_days
from densemodel.data.table._number_texts import read_numbers
from densemodel.data.table._read_column import stored_column
from densemodel.data.table._stored import Texts, date_text, text_of
from densemodel.data.table._texts import flag_of, is_missing_text
from densemodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from densemodel.data.findings._finding import Findings
    from densemodel.data.split._split import Array
    from densemodel.data.table._encoding import ColumnEncoding, TableEncoding
    from densemodel.data.table._stored import Stored


def read_like(
    data: object,
    table: TableEncoding,
    where: str,
    findings: Findings,
    *,
    allows_missing: bool = False,
) -> RawTable | None:
    """The used columns of later rows, in the forms of the encoding; None if they were refused.

    Args:
        data: A table as for training, in any order, with more columns or without those that are
            left out; one row as a dict or a Series.
        table: What the columns are.
        where: The name of the rows in messages.
        findings: Take what was repaired or refused.
        allows_missing: A column that is not there has no value in any row.
    """
    used = [column for column in table.columns if column.is_used]
    names = [column.name for column in used]
    frame = frame_of(data, where, findings, names)
    if frame is None:
        return None
    given = list(frame.columns)
    missing = [name for name in names if name not in given]
    if missing and not allows_missing:
        free = [name for name in given if name not in names]
        findings.refuse(where, _missing_text(missing, free, where))
        return None
    frame = frame.with_empty(missing)
    known = {column.name for column in table.columns}
    extra = [name for name in given if name not in known]
    if extra:
        what = f"columns that are not in {TRAINING}"
        findings.repair(where, f"{where} has {what}: {listed(extra)} left out")
    columns = []
    for column in used:
        notes = ColumnFindings(column.name, where, findings)
        stored = stored_column(frame.columns[column.name], notes, is_later=True)
        values = None if stored is None else _FORMS[column.form](stored, column, notes)
        if values is not None:
            columns.append(values)
            _say_unknown(column, values, where, findings)
            _say_gaps(column, values, where, findings)
    return RawTable(tuple(columns), frame.count) if len(columns) == len(used) else None


def _say_unknown(column: ColumnEncoding, values: RawColumn, where: str, findings: Findings) -> None:
    if not column.values or column.kind not in ("category", "yes/no"):
        return  # a number, or a category that is not learnt yet
    is_unknown, example = unknown_values(column, values)
    if example and not column.pools:
        others = len(np.unique(values.values[is_unknown])) - 1
        those = f"{example} and {counted(others, 'other value')}" if others else example
        rows = counted(int(is_unknown.sum()), "row")
        findings.repair(
            where,
            f"{those} in column {value_text(column.name)} of {where} {'are' if others else 'is'} "
            f"new ({rows}): read as none of the known values",
        )


def _say_gaps(column: ColumnEncoding, values: RawColumn, where: str, findings: Findings) -> None:
    count = int(values.is_missing.sum())
    is_learnt = column.distinct > 0  # the table may be read to validate, before it is
    if count and is_learnt and not column.missing and not column.pools:
        rows = f"{counted(count, 'row')} of {where} {'has' if count == 1 else 'have'} no value"
        read = "the median" if column.is_scaled else "none of the known values"
        findings.repair(
            where,
            f"{rows} in column {value_text(column.name)}, and all training rows have one: read as "
            f"{read}",
        )


def unknown_values(column: ColumnEncoding, later: RawColumn) -> tuple[Array, str]:
    """Which rows have a value that is not missing and has no place, and the first one as text."""
    is_unknown = (column.places_of(later) == 0) & ~later.is_missing
    if not is_unknown.any():
        return is_unknown, ""
    first = int(later.values[int(is_unknown.argmax())])
    texts = dict(enumerate(later.labels)) if later.form == "text" else later.invalid_texts
    return is_unknown, value_text(texts.get(first, first))


def _missing_text(missing: Sequence[str], free: Sequence[str], where: str) -> str:
    known = f"{where} lacks the {columns_named(missing)} of {TRAINING}"
    lower = {name.casefold().strip(): name for name in free}
    dummies = [name for name in free if name.startswith(f"{missing[0]}_")]
    if len(dummies) > 1:
        return (
            f"{known}, and has {listed(dummies)}: give the rows as they are before pd.get_dummies"
        )
    near = [
        lower.get(name.casefold().strip()) or next(iter(get_close_matches(name, free, n=1)), None)
        for name in missing
    ]
    if near[0] is not None:
        return (
            f"{known}: rename its column {value_text(near[0])} if that is {value_text(missing[0])}"
        )
    more = ', or predict with missing="allow"' if where == "x_new" else ""
    return f"{known}: add {'it' if len(missing) == 1 else 'them'}{more}"


def _made(column: ColumnEncoding, values: Array, labels: tuple[str, ...] = ()) -> RawColumn:
    return RawColumn(
        column.name,
        column.form,
        values,
        column.kind,
        column.why,
        labels,
        is_flag=column.is_flag,
        written=column.written,
    )


def _refuse(held: str, needed: str, notes: ColumnFindings, fix: str = "") -> None:
    notes.refuse(f"{notes.what} holds {held}, and held {needed} in training: give {needed}{fix}")


def _as_numbers(stored: Stored, column: ColumnEncoding, notes: ColumnFindings) -> RawColumn | None:
    if stored.form == "seconds":
        if not stored.is_missing.all():
            _refuse("dates", "numbers", notes)
            return None
        numbers = np.full(len(stored.values), np.nan)
    elif stored.form == "text":
        is_missing = is_missing_text(stored.labels, among_numbers=True)
        of_labels = read_numbers(stored.labels, column.written, stored.are_numbers)
        of_labels[is_missing] = np.nan
        is_sound = ~np.isnan(of_labels[~is_missing])
        if len(is_sound) and not is_sound.any():
            text, row = first_of(stored, np.flatnonzero(~is_missing))
            texts = [
                label for label, skip in zip(stored.labels, is_missing, strict=True) if not skip
            ]
            time = time_fix(texts, f"{notes.where}[{value_text(column.name)}]")
            fix = f", as {time} if they are seconds" if time else ""
            _refuse(f"text ({text} in row {row})", "numbers", notes, fix)
            return None
        notes.say_invalid(Texts(stored, is_missing), is_sound, "number")
        numbers = np.append(of_labels, np.nan)[stored.values]
    elif stored.form == "flag":
        numbers = np.where(stored.is_missing, np.nan, stored.values)
    else:
        numbers = stored.values
    return _made(column, notes.finite(numbers))


def _as_whole(stored: Stored, column: ColumnEncoding, notes: ColumnFindings) -> RawColumn | None:
    if stored.form == "seconds":
        if not stored.is_missing.all():
            _refuse("dates", _values_text(column), notes)
            return None
        return _made(column, stored.values)
    if stored.form == "flag":
        return _made(column, stored.values)
    if stored.form == "text":
        is_missing = is_missing_text(stored.labels, among_numbers=True)
        of_labels = read_numbers(stored.labels, column.written, stored.are_numbers)
        if column.is_flag:
            flags = [flag_of(label) for label in stored.labels]
            of_labels = np.array([np.nan if one is None else one for one in flags], np.float64)
        of_labels[is_missing] = 0
        whole, invalid = _whole(of_labels, stored.labels)
        whole[is_missing] = MISSING
        return _made(column, np.append(whole, MISSING)[stored.values], invalid)
    distinct, places = np.unique(stored.values, return_inverse=True)
    gaps = np.isnan(distinct)
    whole, invalid = _whole(np.where(gaps, 0, distinct), [text_of(one) for one in distinct])
    whole[gaps] = MISSING
    return _made(column, whole[places], invalid)


def _values_text(column: ColumnEncoding) -> str:
    return "True or False" if column.is_flag else "whole numbers"


def _whole(numbers: Array, texts: Sequence[str]) -> tuple[Array, tuple[str, ...]]:
    """Numbers as whole ones, and the texts of those that are none, NaN or 0.5.

    The first of these texts becomes `UNSEEN`, the next one the number after it.
    """
    if numbers.dtype.kind == "i":
        return numbers.astype(np.int64), ()
    with np.errstate(invalid="ignore"):
        is_whole = (numbers == np.floor(numbers)) & (np.abs(numbers) < 2.0**63)
    whole = np.where(is_whole, numbers, 0).astype(np.int64)
    invalid = np.flatnonzero(~is_whole)
    whole[invalid] = UNSEEN + np.arange(len(invalid))
    return whole, tuple(texts[place] for place in invalid.tolist())


def _as_texts(stored: Stored, column: ColumnEncoding, _: ColumnFindings) -> RawColumn:
    known = {value for value in column.values if isinstance(value, str)}
    as_known = partial(_as_known, known=known, width=code_width(known))
    if stored.form == "text":
        are_missing = is_missing_text(stored.labels, among_numbers=False)
        known_marks = np.array([label in known for label in stored.labels], bool)
        labels = [
            "" if skip and not mark else as_known(label)
            for label, skip, mark in zip(stored.labels, are_missing, known_marks, strict=True)
        ]
        return _coded(
            column, np.where(stored.values < 0, len(labels), stored.values), [*labels, ""]
        )
    distinct, places = np.unique(stored.values, return_inverse=True)
    if stored.form == "number":
        texts = [  # str: 0.1 of half or single precision is 0.1, and another number in double
            "" if is_missing(value) else as_known(text_of(value), str(value)) for value in distinct
        ]
    elif stored.form == "flag":
        texts = ["" if value == MISSING else flag_text(bool(value), known) for value in distinct]
    else:
        texts = ["" if value == MISSING else date_text(value) for value in distinct.tolist()]
    return _coded(column, places, texts)


def _as_known(text: str, *others: str, known: set[str], width: int) -> str:
    """The known value that a text means: `1` and `1.0` are the same, and so are `True` and yes.

    `others` are other forms of the text, and `width` is of codes that may have lost their zeros.
    """
    if text in known:
        return text
    if text in ("True", "False"):
        return flag_text(text == "True", known)
    forms = [*others]
    try:
        number = float(text)
    except ValueError:
        return text
    if np.isfinite(number):
        forms += [text_of(number), str(number), text_of(number).zfill(width)]
    return next((form for form in forms if form in known), text)


def code_width(known: Iterable[str]) -> int:
    """The length of codes such as `01619`, whose zeros are lost when a file is read; else 0."""
    codes = [value for value in known if value]
    lengths = {len(value) for value in codes}
    are_codes = len(lengths) == 1 and all(map(str.isdecimal, codes))
    return lengths.pop() if are_codes and any(value.startswith("0") for value in codes) else 0


def flag_text(flag: bool, known: set[str]) -> str:  # noqa: FBT001
    """The known value that means True or False."""
    if str(flag) in known:
        return str(flag)
    return next((value for value in sorted(known) if value and flag_of(value) == flag), str(flag))


def _coded(column: ColumnEncoding, places: Array, texts: Sequence[str]) -> RawColumn:
    """A column of texts from the place of each row's text; '' is missing."""
    labels = dict.fromkeys(text for text in texts if text)
    by_text = {text: code for code, text in enumerate(labels)}
    codes = np.array([by_text.get(text, -1) for text in texts], np.int32)
    return _made(column, codes[places], tuple(labels))


def _as_dates(stored: Stored, column: ColumnEncoding, notes: ColumnFindings) -> RawColumn | None:
    seconds = stored.values
    if stored.form == "text":
        is_missing = is_missing_text(stored.labels, among_numbers=True)
        of_labels = _dates_of_texts(Texts(stored, is_missing), column, notes)
        notes.say_invalid(Texts(stored, is_missing), of_labels[~is_missing] != MISSING, "date")
        seconds = np.append(of_labels, MISSING)[stored.values]
    elif stored.form != "seconds" and stored.is_missing.all():
        seconds = np.full(len(stored.values), MISSING)
    elif stored.form != "seconds":
        if stored.form != "number" or column.written not in NUMBER_FORMS:
            held = "numbers" if stored.form == "number" else "True and False"
            _refuse(held, "dates", notes)
            return None
        numbers = stored.values.astype(np.float64)
        seconds = dates_of_numbers(numbers, column.written)
        notes.say_no_dates(numbers, seconds)
    return _made(column, as_days(seconds) if column.form == "days" else seconds)


def _dates_of_texts(texts: Texts, column: ColumnEncoding, notes: ColumnFindings) -> Array:
    """Seconds since 1970 of each label, `MISSING` for those that are no dates."""
    labels = texts.column.labels
    if column.written in NUMBER_FORMS:
        seconds = or_iso(dates_of_numbers(read_numbers(labels, ""), column.written), labels)
        is_ambiguous = np.zeros(len(labels), bool)
    else:
        seconds, is_ambiguous = read_dates(labels, column.written)
    seconds[texts.is_missing] = MISSING
    if is_ambiguous.any():
        first, rows = int(is_ambiguous.argmax()), int(texts.counts[is_ambiguous].sum())
        notes.say_month_first(labels[first], int(seconds[first]), rows - 1)
    return seconds


_FORMS: dict[str, Callable[[Stored, ColumnEncoding, ColumnFindings], RawColumn | None]] = {
    "number": _as_numbers,
    "whole": _as_whole,
    "text": _as_texts,
    "days": _as_dates,
    "seconds": _as_dates,
}

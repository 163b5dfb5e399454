"""Columns as a person says what they are: `category zip`, `number rooms`, `date sold`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.table._column_findings import first_of
from densemodel.data.table._columns import MISSING, RawColumn
from densemodel.data.table._date_texts import dates_of, dates_of_numbers, forms_of_numbers, or_iso
from densemodel.data.table._kinds import date_column, dates_column
from densemodel.data.table._number_kinds import category_of_numbers, span_text
from densemodel.data.table._number_texts import numbers_of, point_of, with_flags
from densemodel.data.table._stored import Texts, date_text, text_of
from densemodel.data.table._texts import is_missing_text
from densemodel.wording import counted

if TYPE_CHECKING:
    from densemodel.data.split._split import Array
    from densemodel.data.table._column_findings import ColumnFindings
    from densemodel.data.table._stored import Stored


def corrected_column(column: Stored, kind: str, notes: ColumnFindings) -> RawColumn | None:
    """A column as a `number`, a `category` or a `date`; None, with the reason, if it can't be."""
    if column.is_missing.all():
        notes.refuse(f"{notes.what} has no values: it can't be a {kind}")
        return None
    made = {"category": _as_category, "number": _as_number, "date": _as_date}[kind](column, notes)
    return None if made is None else replace(made, why=f"by the spec, {made.why}")


def _as_category(column: Stored, notes: ColumnFindings) -> RawColumn | None:
    name, column = column.name, column.as_exact()
    if column.form == "number":
        return category_of_numbers(name, notes.finite(column.values))
    if column.form == "flag":
        return RawColumn(name, "whole", column.values, "category", "True and False", is_flag=True)
    if column.form == "text":
        column = column.as_texts()
        texts = Texts(column, is_missing_text(column.labels, among_numbers=False))
        notes.say_nothing(texts)
        column = texts.without_nothing().column
        if not column.labels:
            notes.refuse(f"{notes.what} has no values: it can't be a category")
            return None
        why = counted(len(column.labels), "different text")
        return RawColumn(name, "text", column.values, "category", why, column.labels)
    distinct, places = np.unique(column.values, return_inverse=True)
    first = int(distinct[0] == MISSING)
    labels = tuple(map(date_text, distinct[first:].tolist()))
    codes = (places - first).astype(np.int32)
    why = counted(len(labels), "different date")
    return RawColumn(name, "text", codes, "category", why, labels)


def _as_number(column: Stored, notes: ColumnFindings) -> RawColumn | None:
    if column.form == "seconds":
        notes.refuse(
            f"{notes.what} holds dates: it can't be a number. Remove 'number' from the spec"
        )
        return None
    written = ""
    values = np.where(column.is_missing, np.nan, column.values)
    if column.form == "text":
        texts = Texts(column, is_missing_text(column.labels, among_numbers=True))
        of_rest, written = numbers_of(texts.rest, texts.are_numbers)
        is_number = ~np.isnan(of_rest)
        if not texts.are_most(is_number):
            _refuse_texts(texts, is_number, "number", notes)
            return None
        notes.say_nothing(texts)
        of_rest = with_flags(of_rest, texts.rest)
        notes.say_invalid(texts, ~np.isnan(of_rest), "number")
        values = texts.spread(of_rest, np.nan)
        written = written or point_of(column.labels)
    numbers = notes.finite(values)
    known = numbers[~np.isnan(numbers)]
    if not len(known):
        notes.refuse(f"{notes.what} has no values: it can't be a number")
        return None
    why = span_text(float(known.min()), float(known.max()))
    return RawColumn(column.name, "number", numbers, "number", why, written=written)


def _as_date(column: Stored, notes: ColumnFindings) -> RawColumn | None:
    if column.form == "seconds":
        return date_column(column.name, column.values, "")
    if column.form == "flag":
        notes.refuse(f"{notes.what} holds True and False: it can't be a date")
        return None
    if column.form == "text":
        return _date_of_texts(column, notes)
    numbers = column.values.astype(np.float64)
    written = _form_of_numbers(numbers, notes)
    if not written:
        return None
    seconds = dates_of_numbers(numbers, written)
    notes.say_no_dates(numbers, seconds)
    return date_column(notes.name, seconds, written)


def _date_of_texts(column: Stored, notes: ColumnFindings) -> RawColumn | None:
    texts = Texts(column, is_missing_text(column.labels, among_numbers=True))
    dates = dates_of(texts.rest) if texts.rest else None
    if dates is None:
        of_rest, _ = numbers_of(texts.rest)
        is_number = ~np.isnan(of_rest)
        if not texts.are_most(is_number):
            _refuse_texts(texts, is_number, "date", notes)
            return None
        written = _form_of_numbers(texts.spread(of_rest, np.nan), notes)
        if not written:
            return None
        dates = or_iso(dates_of_numbers(of_rest, written), texts.rest), written, False
    return dates_column(texts, dates, notes)


def _form_of_numbers(numbers: Array, notes: ColumnFindings) -> str:
    """How all numbers are dates, as `dates_of_numbers` takes it; empty if they were refused."""
    rows = np.flatnonzero(~np.isnan(numbers))
    forms = forms_of_numbers(numbers[rows])
    first = str(forms[0])
    others = np.flatnonzero(forms != first)
    if first and not len(others):
        return first
    invalid = np.flatnonzero(forms == "")
    row, other = (rows[places[0]] if len(places) else 0 for places in (invalid, others))
    if len(invalid):
        what = f"{text_of(float(numbers[row]))} (row {row}) is"
        ways = "neither a year, a day as 20141013, nor seconds since 1970"
    else:
        dates = f"{text_of(float(numbers[rows[0]]))} (row {rows[0]}) and "
        what = f"{dates}{text_of(float(numbers[other]))} (row {other}) are"
        ways = "dates of two kinds"
    notes.refuse(f"{notes.what} can't be a date: {what} {ways}. Use pd.to_datetime first")
    return ""


def _refuse_texts(texts: Texts, is_sound: Array, noun: str, notes: ColumnFindings) -> None:
    invalid = np.flatnonzero(~texts.is_missing)[~is_sound]
    if not len(invalid):
        notes.refuse(f"{notes.what} has no values: it can't be a {noun}")
        return
    text, row = first_of(texts.column, invalid)
    notes.refuse(
        f"{notes.what} can't be a {noun}: it holds {text} (row {row}). "
        f"Remove '{noun}' from the spec"
    )

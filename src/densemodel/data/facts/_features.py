"""Encode x for the network: float32, in C order, in the shape of the spec, and without gaps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.findings._finding import (
    Findings,
    columns_text,
    listed,
    not_finite_text,
    place,
    size,
    value_text,
)
from densemodel.data.read._stored_rows import Features, MappedFile, StoredRows, is_mapped, table_of
from densemodel.data.read._survey import Survey, survey_of
from densemodel.data.read._tables import leave_out_fix, without_words
from densemodel.data.read._values import Values, refuse_text
from densemodel.wording import counted, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from densemodel._array import Array
    from densemodel.data.split._split import Rows
    from densemodel.language import Spec

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
    if len(shape) == 2 and 0 < len(empty) < shape[1]:  # a table
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
    values = table_of(x, rows)
    found = np.full(values.shape[1], np.nan, dtype=np.float32)
    for first in range(0, values.shape[1], _COLUMNS_AT_ONCE):
        part = values[:, first : first + _COLUMNS_AT_ONCE]
        part = np.where(np.isfinite(part), part / 2, np.nan)  # the sum of two must not overflow
        known = np.flatnonzero(~np.isnan(part).all(axis=0))
        found[first + known] = 2 * np.nanmedian(part[:, known], axis=0)
    return found.reshape(x.shape[1:])


def fill_gaps(x: Features, fills: Array | None) -> Features:
    """X with each gap filled by the value of its column; the same without gaps or `fills`."""
    if fills is None or isinstance(x, StoredRows):
        return x
    gaps = ~np.isfinite(x)
    return np.where(gaps, fills, x).astype(np.float32, copy=False) if gaps.any() else x


def say_filled(
    x: Features, gap_rows: Rows, fills: Array, names: Sequence[str] | None, findings: Findings
) -> None:
    """Report the filled columns and their values; refuse columns that can't be filled.

    `fills` is NaN for a column without a value in the training rows.
    """
    if not len(gap_rows) or isinstance(x, StoredRows):
        return
    gaps = ~np.isfinite(x[gap_rows].reshape(len(gap_rows), -1))
    empty = np.flatnonzero(np.isnan(fills))
    if len(empty):
        what = columns_text(names_or_numbers(empty, names, fills.size), "x", "has", "have")
        fix = f"leave {'it' if len(empty) == 1 else 'them'} out"
        findings.refuse("x", f"{what} no value in the training rows to fill gaps with: {fix}")
        return
    _offer_to_leave_out(gaps.sum(axis=0) / len(x), names, findings)
    columns = np.flatnonzero(gaps.any(axis=0))
    values = counted(int(gaps.sum()), "missing value")
    if len(columns) > 1:
        findings.repair("x", f"{values} in {len(columns):,} columns of x filled with their medians")
        return
    shown, median = names_or_numbers(columns, names, fills.size), float(fills.ravel()[columns[0]])
    what = f"{values} in column {listed(shown)} of x"
    findings.repair("x", f"{what} filled with its median, {number(median, 'value')}")


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


def names_or_numbers(places: Array, names: Sequence[str] | None, count: int) -> list[str | int]:
    is_named = names is not None and len(names) == count
    return [names[i] if names and is_named else i for i in places.tolist()]


_BLOCK_VALUES = 2**18
"Values per block, so that they stay in the cache."


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Rows of x in the network's shape, and a survey of them."""

    x: Features
    "Shape (n, *spec.input_shape): the given array if it fits, rows in their file if x is in one."
    survey: Survey


def read_features(spec: Spec, values: Values, where: str, findings: Findings) -> Seen | None:
    """The rows of x in the network's shape; None if they were refused.

    They have gaps only if the spec has the clause `missing`.
    """
    array, shape = values.array, spec.input_shape
    if not is_readable(array, where, findings):
        return None
    if values.index is not None and array.shape == shape != (1,) and array.ndim == 1:
        findings.refuse(where, f"{where} is a single row: write {where}.to_frame().T")
        return None
    if not _fits(spec, array, where, findings):
        return None
    is_shaped = array.shape[1:] == shape
    raw = array if is_shaped or is_mapped(array) else array.reshape(len(array), *shape)
    names = values.names if is_shaped else None
    if is_mapped(array):
        rows = StoredRows(MappedFile(array), shape)
        seen = Seen(rows, rows.survey)
    else:
        seen = surveyed(raw)
    problem = _problem(spec, raw, seen.survey, where, names)
    if problem:
        ways = ("missing fill", "missing drop")
        findings.refuse(where, problem, *(words for words in ways if words in problem))
    return None if problem else seen


def surveyed(raw: Array) -> Seen:
    with np.errstate(over="ignore", invalid="ignore"):
        narrow = np.ascontiguousarray(raw, dtype=np.float32)
    seen = survey_of(_blocks(narrow))
    if seen.infinite.number and raw.dtype.itemsize > narrow.dtype.itemsize:
        return Seen(narrow, survey_of(_blocks(raw)))  # which of them are too large for float32
    return Seen(narrow, seen)


def _blocks(array: Array) -> Iterator[tuple[int, Array]]:
    rows = max(1, _BLOCK_VALUES // max(array[0].size, 1))
    for row in range(0, len(array), rows):
        yield row, array[row : row + rows]


def _problem(
    spec: Spec, raw: Array, seen: Survey, where: str, names: Sequence[str] | None
) -> str | None:
    """Why these values can't be used; None if they can, or if their gaps will be filled."""
    if seen.is_finite:
        return None
    shape = (len(raw), *spec.input_shape)
    way = spec.settings.missing
    gaps = gaps_text(seen, shape, where, names)
    if gaps and way is None:
        return gaps
    if gaps and way == "fill" and is_mapped(raw):
        return f"{where} stays in its file, so no gap is filled: write missing drop, or load it"
    if seen.too_large.number:
        value = value_text(raw.flat[seen.too_large.first])
        spot = place(shape, seen.too_large.first, names)
        return f"{value} in {where} ({spot}) is too large for float32: scale that column"
    return None


def is_readable(array: Array, where: str, findings: Findings) -> bool:
    """Whether there are rows of numbers; refuse if not."""
    if not array.size:
        what = "no rows" if not len(array) else "no columns"
        findings.refuse(where, f"{where} is empty, it has {what}: give at least one row of numbers")
        return False
    if array.dtype.kind == "U":
        refuse_text(array, where, findings)
        return False
    return True


def _fits(spec: Spec, array: Array, where: str, findings: Findings) -> bool:
    given, shape = array.shape[1:], spec.input_shape
    if given == shape:
        return True
    wide = [[length for length in lengths if length > 1] for lengths in (given, shape)]
    # not for channels first and last
    keeps_order = min(map(len, wide)) <= 1 or wide[0] == wide[1]
    if math.prod(given) == math.prod(shape) and keeps_order:
        verb = "flattened" if len(shape) == 1 else "reshaped"
        what = f"rows of {size(given)}: {verb} to {size(shape)}"
        if not given:
            what = f"one axis: read as {counted(len(array), 'row')}"
        findings.repair(where, f"{where} has {what}")
        return True
    base = spec.base
    if base is not None and sorted(given) != sorted(shape) and not base.fits(given):
        known = f"{base.name} takes rows of {size(shape)}, {where} has the shape {array.shape}"
        findings.refuse(where, f"{known}: give rows of that size")
        return False
    findings.refuse(where, *_shape_message(array, shape, where))
    return False


def _shape_message(array: Array, shape: tuple[int, ...], where: str) -> tuple[str, ...]:
    """The message, and the words of its changes of the spec."""
    given = array.shape[1:]
    if not given:
        if len(array) == math.prod(shape):
            return (f"{where} is a single row: write {where}[None]",)
        message = (
            f"{where} has one axis of {len(array):,}, the spec takes rows of {size(shape)}: "
            f"write 1, or {where}.reshape(-1, {', '.join(map(str, shape))})"
        )
        return message, *(["1 ->"] if where == "x" else [])
    if sorted(given) == sorted(shape):
        known = f"the spec says {size(shape)}, the rows of {where} are {size(given)}"
        axes = np.zeros(len(shape), dtype=int)  # of the array, in the order of the spec
        axes[np.argsort(shape, kind="stable")] = np.argsort(given, kind="stable") + 1
        moved = f"give {where}.transpose({', '.join(map(str, [0, *axes]))})"
        has_channels_first = given[0] == shape[-1] and given[1:] == shape[:-1]
        if has_channels_first:
            return (f"{known}: {moved}",)
        ways = [f"{size(given)} ->"] if where == "x" else []
        return f"{known}: {moved}, or write {size(given)}", *ways
    if where != "x":
        message = f"the spec says {size(shape)}, {where} has {size(given)}: "
        return (f"{message}give rows like the training rows",)
    known, fitting = f"the spec says {size(shape)}, the data has {size(given)}", size(given)
    if len(given) > 1 and len(shape) == 1:
        fitting = str(math.prod(given))
        known += f", that is {math.prod(given):,}"
    return f"{known}: write {fitting} or auto", f"{fitting} ->", "auto"


_CHANNELS = (1, 3)
_SMALLEST = 5
"The fewest rows of an image that is clearly an image."
_WINDOWS = ("Conv", "Pooling")


def offer_channels_last(
    spec: Spec, sized: Spec | None, x: Values | None, findings: Findings
) -> None:
    """Offer to move the channels of images if a convolution would slide over them.

    `sized` is the spec with sizes; None if it does not fit the rows.
    """
    if x is None or x.array.ndim != 4:  # rows of three axes
        return
    shape = x.array.shape[1:]
    channels, height, width = shape
    is_likely = channels in _CHANNELS and height == width >= _SMALLEST
    is_taken = spec.has_auto_input or (sized is not None and sized.input_shape == shape)
    may_slide = sized is None or any(
        window in layer.kind for layer in sized.layers for window in _WINDOWS
    )
    if is_likely and is_taken and may_slide:
        findings.offer(
            "x",
            f"the rows of x are {size(shape)}, with the channels first: put them last, "
            "x.transpose(0, 2, 3, 1)",
        )

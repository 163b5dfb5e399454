"""Encode later rows and labels for the network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.facts._features import is_readable, read_features, surveyed
from densemodel.data.facts._frames import check_rows_agree
from densemodel.data.facts._gaps import say_dropped
from densemodel.data.facts._groups import group_column
from densemodel.data.findings._finding import Findings, refusal_error
from densemodel.data.findings._wording import counted
from densemodel.data.labels._answer_columns import match_answers
from densemodel.data.labels._labels import read_known, read_labels
from densemodel.data.read._columns import match_columns, without_columns
from densemodel.data.read._stored_rows import Features, StoredRows, in_memory
from densemodel.data.read._tables import row_names
from densemodel.data.read._values import read_values

if TYPE_CHECKING:
    from densemodel.data.facts._coding import LabelCoding
    from densemodel.data.facts._features import Seen
    from densemodel.data.labels._answer_columns import AnswerColumns
    from densemodel.data.read._survey import Survey
    from densemodel.language import Spec


Array = np.ndarray[Any, Any]
Pair = tuple[Features, Array]


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """The form of x and y, to encode more rows."""

    spec: Spec
    names: tuple[str, ...] | None
    "The columns of x that are trained on, if it was a table."
    coding: LabelCoding


def encode_features(form: Form, x: object, where: str, findings: Findings) -> Features | None:
    """Encode later rows of x, with gaps if the spec fills them; None if refused."""
    if form.spec.settings.missing is None:
        # no clause helps for rows outside training: report their gaps as with `missing drop`
        form = replace(form, spec=form.spec.with_settings("missing drop"))
    seen = _read(form, x, where, findings)
    if seen is None:
        return None
    if form.spec.settings.missing == "drop" and len(seen.survey.gap_rows):
        bad = len(seen.survey.gap_rows)
        rows = f"row {seen.survey.gap_rows[0]} has a gap" if bad == 1 else f"{bad:,} rows have gaps"
        findings.refuse(
            where,
            f"{rows}, and no prediction can be right for {'it' if bad == 1 else 'them'}: "
            f"leave {'it' if bad == 1 else 'them'} out of {where}, or train with missing fill",
        )
        return None
    return seen.x


def encode_labels(coding: LabelCoding, y: object, where: str, findings: Findings) -> Array | None:
    """Encode later labels for the loss; None if refused."""
    values = read_values(y, where, findings)
    labels = None if values is None else read_labels(values, where, findings)
    return None if labels is None else coding.encode(labels, where, findings)


def encode_pair(
    form: Form,
    pair: object,
    where: str,
    findings: Findings,
    columns: AnswerColumns | None = None,
) -> Pair | None:
    """Encode validation or test data like x and y; None if there is none or it was refused.

    With `missing fill` it still has its gaps: the split decides what fills them.

    Args:
        form: The form of x and y.
        pair: As given.
        where: Its name in messages.
        findings: Receives conversions and refusals.
        columns: The named columns of y.
    """
    if pair is None:
        return None
    if not isinstance(pair, tuple | list) or len(pair) != 2:  # noqa: PLR2004
        findings.refuse(where, f"{where} is a pair of x and y: give it as (x, y)")
        return None
    places = f"{where}[0]", f"{where}[1]"
    seen = _read(form, pair[0], places[0], findings)
    y, without_label = _encode_known(form, pair[1], places[1], findings, columns)
    if seen is None or y is None:
        return None
    if len(seen.x) != len(y):
        findings.refuse(
            where,
            f"{places[0]} has {counted(len(seen.x), 'row')}, {places[1]} has {len(y):,}: "
            "give one label for each row",
        )
        return None
    check_rows_agree(row_names(pair[0]), row_names(pair[1]), findings, pair=where)
    if form.spec.settings.missing != "drop":
        return seen.x, y
    complete = complete_rows(len(y), seen.survey, without_label)
    say_dropped(where, len(y), len(y) - len(complete), findings)
    return _some(seen.x, y, complete) if len(complete) else None


def complete_rows(count: int, seen: Survey, without_label: Array) -> Array:
    """Indices of the rows without gaps in x and y."""
    gaps = np.union1d(seen.gap_rows, without_label)
    return np.setdiff1d(np.arange(count, dtype=np.int64), gaps, assume_unique=True)


def _encode_known(
    form: Form, y: object, where: str, findings: Findings, columns: AnswerColumns | None
) -> tuple[Array | None, Array]:
    """Labels encoded for the loss, and the rows without labels."""
    matched = match_answers(y, columns, where, findings)
    if matched is None and y is not None:
        return None, np.empty(0, np.int64)
    y = matched
    if form.spec.settings.missing != "drop":
        return encode_labels(form.coding, y, where, findings), np.empty(0, np.int64)
    values, gaps = read_known(y, where, findings)
    labels = None if values is None else read_labels(values, where, findings)
    return None if labels is None else form.coding.encode(labels, where, findings), gaps


def _read(form: Form, x: object, where: str, findings: Findings) -> Seen | None:
    left = without_columns(x, left_out(form.spec, form.names))
    matched = match_columns(left, form.names, where, findings)
    if matched is None and x is not None:
        return None
    values = read_values(matched, where, findings)
    return None if values is None else read_features(form.spec, values, where, findings)


def left_out(spec: Spec, names: tuple[str, ...] | None) -> tuple[str, ...]:
    """The columns that a spec leaves out of x: those of `without`, and the one of groups."""
    group = group_column(spec)
    only_groups = group is not None and group not in (names or ())
    return (
        (*spec.settings.without, group)
        if group is not None and only_groups
        else spec.settings.without
    )


def _some(x: Features, y: Array, rows: Array) -> Pair:
    if len(rows) == len(y):
        return x, y
    return (x.at(rows) if isinstance(x, StoredRows) else x[rows]), y[rows]


def read_rows(x: object, where: str) -> Array:
    """Numbers of any shape, as float32.

    Args:
        x: An array, a list or a table of numbers.
        where: Its name in messages.

    Returns:
        Shape (n, ...), finite numbers; in memory.

    Raises:
        DataError: They are not numbers, or have gaps.
    """
    findings = Findings()
    values = read_values(x, where, findings)
    if values is None or not is_readable(values.array, where, findings):
        raise refusal_error(findings)
    seen = surveyed(in_memory(values.array))
    if not seen.survey.is_finite:
        rows = seen.survey.gap_rows
        if not len(rows):
            message = f"{where} holds numbers that are too large for float32: scale them"
        elif len(rows) == 1:
            message = f"row {rows[0]} of {where} has a gap: leave it out, or fill it"
        else:
            message = f"{len(rows):,} rows of {where} have gaps: leave them out, or fill them"
        findings.refuse(where, message)
        raise refusal_error(findings)
    return np.asarray(seen.x)

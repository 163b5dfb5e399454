"""The terms to encode more rows and labels for a network, and to decode its outputs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.facts._coding import LabelCoding
from densemodel.data.facts._columns import (
    answer_columns_of,
    check_rows_agree,
    group_column,
    match_answers,
    match_columns,
    without_columns,
)
from densemodel.data.facts._features import is_readable, read_features, surveyed
from densemodel.data.facts._gaps import filled, say_dropped
from densemodel.data.findings._finding import Findings, refusal_error
from densemodel.data.labels._classes import class_numbers
from densemodel.data.labels._labels import read_known, read_labels
from densemodel.data.read._stored_rows import Features, Pair, StoredRows, in_memory
from densemodel.data.read._tables import row_names
from densemodel.data.read._values import read_values
from densemodel.wording import counted

if TYPE_CHECKING:
    from densemodel.data.facts._coding import Form as LabelForm
    from densemodel.data.facts._columns import AnswerColumns
    from densemodel.data.facts._features import Seen
    from densemodel.data.labels._head import TaskKind
    from densemodel.data.labels._task import Task
    from densemodel.data.read._survey import Survey
    from densemodel.language import Spec


Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """The form of x and y, to encode more rows."""

    spec: Spec
    names: tuple[str, ...] | None
    "The columns of x that are trained on, if it was a table."
    coding: LabelCoding


def encode_pair(
    form: Form, pair: object, where: str, findings: Findings, columns: AnswerColumns | None = None
) -> Pair | None:
    """Encode validation or test data like x and y; None if there is none or it was refused.

    With `missing fill` it still has its gaps: the split decides what fills them.
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
    values, gaps = read_known(form.spec, matched, where, findings)
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
    if group is None or group in (names or ()):
        return spec.settings.without
    return (*spec.settings.without, group)


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


_FORMS: dict[TaskKind, LabelForm] = {
    "classes": "index",
    "binary": "binary",
    "labels": "flags",
    "regression": "numbers",
}
"The encoding of y, if there is any."

_OF_SIGNS = ("Hinge", "SquaredHinge")
"Losses for which Keras takes 0 and 1, or -1 and 1."


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """The terms to encode rows for a network and to decode its outputs, without any rows."""

    form: Form
    task: Task
    class_labels: Array | None = None
    "The class labels as in y, by class number; None without classes."
    answer_names: tuple[str, ...] | None = None
    "The named columns of y, of numbers or flags."
    fills: Array | None = None
    "The values for the gaps of x, in the shape of a row; None without `missing fill`."

    @property
    def spec(self) -> Spec:
        """The spec of the network."""
        return self.form.spec

    @property
    def coding(self) -> LabelCoding:
        """How y is written."""
        return self.form.coding

    def encode(self, x: object, where: str = "x") -> Features:
        """Encode rows for the network.

        Args:
            x: Like the x that was bound; a table's columns are matched by name.
            where: Its name in messages.

        Returns:
            float32 of shape (n, *spec.input_shape); `StoredRows` of x in a file.

        Raises:
            DataError: If they do not fit.
        """
        findings, form = Findings(), self.form
        if form.spec.settings.missing is None:
            # no clause helps for rows outside training: report their gaps as with `missing drop`
            form = replace(form, spec=form.spec.with_settings("missing drop"))
        seen = _read(form, x, where, findings)
        if seen is not None and form.spec.settings.missing == "drop":
            _refuse_gaps(seen.survey.gap_rows, where, findings)
        if seen is None or findings.refused:
            raise refusal_error(findings)
        return fill_gaps(seen.x, self.fills)

    def encode_labels(self, y: object, where: str = "y") -> Array:
        """Encode labels for the loss.

        Args:
            y: Like the y that was bound, with the same classes; a table's columns are matched by
                name.
            where: Its name in messages.

        Returns:
            int32 of shape (n,), or float32 of shape (n, units).

        Raises:
            DataError: If they do not fit.
        """
        findings = Findings()
        values = read_values(self.match_labels(y, where), where, findings)
        labels = None if values is None else read_labels(values, where, findings)
        encoded = None if labels is None else self.coding.encode(labels, where, findings)
        if encoded is None:
            raise refusal_error(findings)
        return encoded

    def match_labels(self, y: object, where: str = "y") -> object:
        """Labels with the columns of a table in the order of the bound y.

        Args:
            y: Like the y that was bound.
            where: Its name in messages.

        Returns:
            The same object, unless columns are reordered.

        Raises:
            DataError: If it is a table of other columns.
        """
        columns = answer_columns_of(self.coding, self.answer_names, self.class_labels)
        findings = Findings()
        matched = match_answers(y, columns, where, findings)
        if findings.refused:
            raise refusal_error(findings)
        return matched


def _refuse_gaps(rows: Array, where: str, findings: Findings) -> None:
    if not len(rows):
        return
    it = "it" if len(rows) == 1 else "them"
    known = f"row {rows[0]} has a gap" if len(rows) == 1 else f"{len(rows):,} rows have gaps"
    findings.refuse(
        where,
        f"{known}, and no prediction can be right for {it}: leave {it} out of {where}, or train "
        "with missing fill",
    )


def terms_without_data(spec: Spec, task: Task) -> Terms:
    """The terms of a network with unknown training data, of a spec with all sizes."""
    takes_signs = task.kind == "binary" and task.loss.name in _OF_SIGNS
    coding = LabelCoding(_FORMS[task.kind], spec.output_shape, takes_signs=takes_signs)
    labels = class_numbers(coding) if task.kind in ("classes", "binary") else None
    return Terms(Form(spec, None, coding), task, labels)


def fill_gaps(x: Features, fills: Array | None) -> Features:
    """X with gaps filled, if the spec fills them."""
    return x if fills is None or isinstance(x, StoredRows) else filled(x, fills)

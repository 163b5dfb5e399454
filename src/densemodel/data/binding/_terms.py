"""The terms to encode more rows and labels for a network, and to decode its outputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.binding._base_rows import base_outputs
from densemodel.data.binding._table import survey_of_table
from densemodel.data.columns._read_rows import read_like
from densemodel.data.columns._table import RawTable, TableEncoding
from densemodel.data.facts._coding import LabelCoding
from densemodel.data.facts._columns import (
    check_rows_agree,
    group_column,
    match_columns,
    without_columns,
)
from densemodel.data.facts._features import (
    Seen,
    fill_gaps,
    is_readable,
    read_features,
    say_dropped,
    surveyed,
)
from densemodel.data.findings._finding import (
    TRAINING,
    Finding,
    Findings,
    columns_named,
    refusal_error,
)
from densemodel.data.labels._classes import class_numbers
from densemodel.data.labels._labels import read_known, read_labels
from densemodel.data.labels._task import FORMS, Task
from densemodel.data.pictures._pictures import plain_rows
from densemodel.data.read._frames import as_frame, row_names
from densemodel.data.read._stored_rows import Features, StoredRows, in_memory
from densemodel.data.read._values import read_values
from densemodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel._array import Array
    from densemodel.data.facts._read_data import RawPair
    from densemodel.data.read._survey import Survey
    from densemodel.language import Spec


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """The terms to encode rows for a network and to decode its outputs, without any rows."""

    spec: Spec
    names: tuple[str, ...] | None
    "The columns of x that are trained on, if it was a table."
    coding: LabelCoding
    task: Task
    class_labels: Array | None = None
    answer_names: tuple[str, ...] | None = None
    "The named columns of y, of numbers or flags."
    fills: Array | None = None
    allows_missing: bool = False
    "Whether rows of a table may lack columns, which then have no value in any row."

    def encode(self, x: object, where: str = "x", notes: list[Finding] | None = None) -> Features:
        """Encode rows for the network; a table's columns are matched by name.

        Returns:
            float32 of shape (n, *spec.input_shape), or what a frozen base makes of them;
            `StoredRows` of x in a file.

        Raises:
            DataError: If they do not fit.
        """
        table = self.spec.table
        if isinstance(table, TableEncoding):
            return table.encode(self.read_raw(x, table, where, notes))
        findings = Findings()
        # no clause helps for rows outside training: report their gaps as with `missing drop`
        handles_gaps = self.spec.settings.missing is not None
        spec = self.spec if handles_gaps else self.spec.with_settings("missing drop")
        seen = self._read(x, where, findings, spec)
        at = [] if seen is None else seen.survey.gap_rows.tolist()
        if at and spec.settings.missing == "drop":
            it = "it" if len(at) == 1 else "them"
            gaps = f"row {at[0]} has a gap" if len(at) == 1 else f"{len(at):,} rows have gaps"
            findings.refuse(
                where,
                f"{gaps}, and no prediction can be right for {it}: leave {it} out of {where}, or "
                "train with missing fill",
            )
        if seen is None or findings.refused:
            raise refusal_error(findings)
        rows = fill_gaps(seen.x, self.fills)
        return rows if self.spec.frozen is None else base_outputs(self.spec.frozen, rows)

    def read_raw(
        self,
        x: object,
        table: TableEncoding,
        where: str = "x",
        notes: list[Finding] | None = None,
    ) -> RawTable:
        """The columns of rows that a table is trained on, before they are encoded.

        `notes` takes what is to be said of them: values that are not known, columns left out.

        Raises:
            DataError: If they do not fit.
        """
        findings = Findings()
        missing = self.allows_missing
        raw = read_like(self._without(x), table, where, findings, allows_missing=missing)
        if raw is None or findings.refused:
            raise refusal_error(findings)
        if notes is not None:
            notes += findings
        return raw

    def encode_labels(self, y: object, where: str = "y") -> Array:
        """Encode labels for the loss; they have the same classes as the bound y.

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
        """Labels with the columns of a table in the order of the bound y; else the same object.

        A DataError if it is a table of other columns.
        """
        findings = Findings()
        matched = self._match_labels(y, where, findings)
        if findings.refused:
            raise refusal_error(findings)
        return matched

    def encode_pair(self, pair: object, where: str, findings: Findings) -> RawPair | None:
        """Encode validation or test data like x and y; None if there is none or it was refused.

        With `missing fill` it still has its gaps, and a table its raw columns: the split decides
        what fills or encodes them.
        """
        if pair is None:
            return None
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            findings.refuse(where, f"{where} is a pair of x and y: give it as (x, y)")
            return None
        of_x, of_y = f"{where}[0]", f"{where}[1]"
        _, rows = plain_rows(pair[0], of_x, findings)
        pair = rows, pair[1]
        x: Features | RawTable | None
        table = self.spec.table
        if isinstance(table, TableEncoding):
            x = raw = read_like(self._without(pair[0]), table, of_x, findings)
            survey = None if raw is None else survey_of_table(raw)
        else:
            seen = self._read(pair[0], of_x, findings, self.spec)
            x, survey = (None, None) if seen is None else (seen.x, seen.survey)
        y, without_label = self._encode_known(pair[1], of_y, findings)
        if x is None or survey is None or y is None:
            return None
        if len(x) != len(y):
            findings.refuse(
                where,
                f"{of_x} has {counted(len(x), 'row')}, {of_y} has {len(y):,}: "
                "give one label for each row",
            )
            return None
        check_rows_agree(row_names(pair[0]), row_names(pair[1]), findings, pair=where)
        if self.spec.settings.missing != "drop":
            return x, y
        complete = complete_rows(len(y), survey, without_label)
        say_dropped(where, len(y), len(y) - len(complete), findings)
        if 0 < len(complete) < len(y):
            x = x.at(complete) if isinstance(x, StoredRows | RawTable) else x[complete]
            y = y[complete]
        return (x, y) if len(complete) else None

    def _match_labels(self, y: object, where: str, findings: Findings) -> object | None:
        """Labels with the columns of y, in that order; None if they were refused.

        Anything but a table of several columns is returned unchanged.
        """
        coding, labels = self.coding, self.class_labels
        due, were_columns = self.answer_names, True
        if due is None and coding.form in ("index", "columns") and labels is not None:
            due, were_columns = tuple(map(str, labels.tolist())), coding.levels is None
        table = as_frame(y)
        if table is None or due is None or min(len(table.names), len(set(due))) < 2:
            return y
        given = table.names
        if given == due or len(set(due)) < len(due):
            return y
        if len(given) == len(due) and set(given) == set(due):
            findings.repair(where, f"the columns of {where} are reordered like those in training")
            return table.select([given.index(name) for name in due])
        if not were_columns or _are_default(due) or _are_default(given):
            return y
        missing = [name for name in due if name not in given]
        extra = [name for name in given if name not in due]
        it = "it" if len(missing or extra) == 1 else "them"
        if missing:
            fix = "name its columns as in training" if extra else f"add {it}"
            findings.refuse(
                where, f"{where} lacks the {columns_named(missing)} of {TRAINING}: {fix}"
            )
        elif extra:
            findings.refuse(
                where, f"{where} has the {columns_named(extra)}, not in {TRAINING}: leave {it} out"
            )
        return None if missing or extra else y

    def _encode_known(
        self, y: object, where: str, findings: Findings
    ) -> tuple[Array | None, Array]:
        """Labels encoded for the loss, and the rows without labels."""
        matched = self._match_labels(y, where, findings)
        if matched is None and y is not None:
            return None, np.empty(0, np.int64)
        values, gaps = read_known(self.spec, matched, where, findings)
        labels = None if values is None else read_labels(values, where, findings)
        return None if labels is None else self.coding.encode(labels, where, findings), gaps

    def _without(self, x: object) -> object:
        """Rows without the columns that are not trained on."""
        unwanted, group = self.spec.settings.without, group_column(self.spec)
        if group is not None and group not in (self.names or ()):
            unwanted = (*unwanted, group)
        return without_columns(x, unwanted)

    def _read(self, x: object, where: str, findings: Findings, spec: Spec) -> Seen | None:
        matched = match_columns(self._without(x), self.names, where, findings)
        if matched is None and x is not None:
            return None
        values = read_values(matched, where, findings)
        return None if values is None else read_features(spec, values, where, findings)


def complete_rows(count: int, seen: Survey, without_label: Array) -> Array:
    gaps = np.union1d(seen.gap_rows, without_label)
    return np.setdiff1d(np.arange(count, dtype=np.int64), gaps, assume_unique=True)


def read_rows(x: object, where: str) -> Array:
    """Numbers of any shape as float32, shape (n, ...), finite and in memory.

    A DataError if they are not numbers, or have gaps.
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


_DEFAULT_NAMES = ("{}", "column_{}", "f{}")
"Default names of columns in pandas, polars and NumPy."


def _are_default(names: Sequence[str]) -> bool:
    return any(
        all(name == form.format(place) for place, name in enumerate(names))
        for form in _DEFAULT_NAMES
    )


_OF_SIGNS = ("Hinge", "SquaredHinge")
"Losses for which Keras takes 0 and 1, or -1 and 1."


def terms_without_data(spec: Spec, task: Task) -> Terms:
    """The terms of a network with unknown training data, of a spec with all sizes."""
    takes_signs = task.kind == "binary" and task.loss.name in _OF_SIGNS
    coding = LabelCoding(FORMS[task.kind], spec.output_shape, takes_signs=takes_signs)
    labels = class_numbers(coding) if task.kind in ("classes", "binary") else None
    return Terms(spec, None, coding, task, labels)

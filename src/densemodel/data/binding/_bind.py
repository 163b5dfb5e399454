"""Bind x and y to a spec: arrays that its network can train on."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.binding._auto import with_input_size, with_unit_count
from densemodel.data.binding._bound import Bound
from densemodel.data.binding._table import (
    read_raw_columns,
    say_rows_without_label,
    survey_of_table,
    with_forms,
)
from densemodel.data.binding._terms import Terms, complete_rows
from densemodel.data.facts._columns import (
    check_rows_agree,
    holds_target,
    leave_groups_out,
    leave_out,
    names_target,
    read_groups,
)
from densemodel.data.facts._facts import Facts, Reading
from densemodel.data.facts._features import Seen, offer_channels_last, read_features, say_dropped
from densemodel.data.facts._suspicious_columns import id_columns
from densemodel.data.findings._finding import Finding, Findings, size
from densemodel.data.labels._classes import class_labels_of, class_names_of
from densemodel.data.labels._labels import read_known, read_labels
from densemodel.data.labels._task import UNKNOWN, Task, decide
from densemodel.data.read._libraries import row_names
from densemodel.data.read._plain import blurred_columns, is_blurred
from densemodel.data.read._values import Values, read_values
from densemodel.language import Spec, as_spec
from densemodel.wording import counted

if TYPE_CHECKING:
    from densemodel.data.columns._table import RawTable

_WAITS = {
    "table": "table takes its columns from the data",
    "auto": "auto takes its size from the data",
    "norm": "norm learns from the data",
}


def waits_for_data(spec: Spec) -> str:
    """Why a network can't be built without x and y, as a clause; empty if it can."""
    return next((reason for word, reason in _WAITS.items() if word in spec.needs), "")


def bind(
    spec: Spec | str,
    x: object,
    y: object,
    *,
    validation_data: object = None,
    test_data: object = None,
) -> Bound:
    """Check data against a spec, encode it for the network, and split it.

    Args:
        spec: The spec, or its text.
        x: Rows of numbers, shape (n, ...): an array, a list or a frame. An `np.memmap`, such as
            `np.load(path, mmap_mode="r")`, may be larger than the memory: it is checked in blocks
            and stays in its file.
        y: Their labels, shape (n,), (n, 1) or (n, k): whole numbers, names, one-hot columns,
            columns of 0 and 1, or numbers to predict.
        validation_data: A pair (x, y). Then all rows of x are training rows. Columns of frames are
            matched by name with those of x and y.
        test_data: A pair (x, y), never trained on.

    Returns:
        The bound data. Data that does not fit raises no error here: see `Bound.refusals` and
        `Bound.require`.

    Raises:
        SpecError: The text is not a spec.

    Example:
        >>> bound = bind(parse("2 -> 4 tanh -> 1 sigmoid"), [[0, 1], [1, 0]], ["no", "yes"])
        >>> bound.class_names
        ('no', 'yes')
    """
    spec = as_spec(spec)
    findings = Findings()
    groups = read_groups(spec, x, findings)
    left = leave_groups_out(spec, leave_out(spec, x, y, findings), findings)
    read = _read_x(spec, left, findings) if left is not None or x is None else None
    y_values, without_label = None, np.empty(0, np.int64)
    if not names_target(x, y, findings):
        y_values, without_label = read_known(spec, y, "y", findings)
    if read and read.table is not None:
        say_rows_without_label(read.table, y, findings)
    if holds_target(left, y, findings):
        read = None  # its width would be reported as well
    _check_lengths(read, y_values, findings)
    if read and read.values and y_values and _are_swapped(spec, read.values, y_values):
        rows = f"y has the rows of {size(y_values.array.shape[1:])} that the spec takes"
        findings.refuse("x", f"x and y look swapped: {rows}")
        read = y_values = None  # each would be reported as well
    if read and y_values and _is_one_row(y_values, read):
        y_values = None  # its columns would be reported as well
    names = read.names if read else None
    sized, seen = _shaped(spec, read, findings)
    labels = read_labels(y_values, "y", findings) if y_values else None
    sized = with_unit_count(sized, labels, findings) if sized else None
    offer_channels_last(spec, sized, read.values if read else None, findings)
    if sized is None:
        return _refused(spec, UNKNOWN, findings, names)
    task, coding = decide(sized, labels, findings)
    encoded = coding.encode(labels, "y", findings) if coding and labels else None
    if seen is None or encoded is None or coding is None or labels is None or findings.refused:
        return _refused(sized, task, findings, names)
    complete = np.arange(len(encoded), dtype=np.int64)
    if spec.settings.missing == "drop":
        complete = complete_rows(len(encoded), seen.survey, without_label)
        say_dropped("x", len(encoded), len(encoded) - len(complete), findings)
        if findings.refused:
            return _refused(sized, task, findings, names)
    of_y = labels.column_names
    are_answers = coding.form in ("flags", "numbers") and coding.units == (len(of_y or ()),)
    facts = Facts(
        x=seen.x,
        survey=seen.survey,
        y=encoded,
        coding=coding,
        complete=complete,
        names=names,
        class_names=class_names_of(labels, coding),
        class_labels=class_labels_of(y, labels, coding),
        answer_names=of_y if are_answers else None,
        groups=groups,
        blurred=blurred_columns(read.values.array, seen.survey) if read and read.values else (),
        ids=id_columns(read.values.array, names) if read and read.values else (),
        y_is_blurred=coding.form == "numbers" and labels.is_flat and is_blurred(labels.values),
        table=read.table if read else None,
    )
    terms = Terms(sized, names, coding, task, facts.class_labels, facts.answer_names)
    validation = terms.encode_pair(validation_data, "validation_data", findings)
    test = terms.encode_pair(test_data, "test_data", findings)
    is_split = validation_data is None
    reading = Reading(facts, task, tuple(findings), validation, test, is_split)
    return Bound.of(sized, reading)


def check(spec: Spec | str, x: object, y: object) -> tuple[Finding, ...]:
    """Check x and y for a spec: what is wrong, repaired or suspicious.

    The arguments are those of `bind`. Findings are in order; there are none for data that fits.

    Example:
        >>> [finding.message for finding in check(parse("8 -> 1"), [[0.5] * 7], [1.5])]
        ['x is a list: read as 1 row of 7', 'the spec says 8, the data has 7: write 7 or auto']
    """
    return bind(spec, x, y).findings


@dataclass(frozen=True, slots=True)
class _Read:
    """x as it was read: numbers, or the raw columns of a table."""

    count: int
    names: tuple[str, ...] | None
    index: Any
    values: Values | None = None
    table: RawTable | None = None


def _read_x(spec: Spec, x: object, findings: Findings) -> _Read | None:
    if spec.takes_table:
        table = read_raw_columns(spec, x, findings)
        return None if table is None else _Read(len(table), table.names, row_names(x), table=table)
    values = read_values(x, "x", findings)
    if values is None:
        return None
    return _Read(len(values.array), values.column_names, values.index, values=values)


def _shaped(spec: Spec, read: _Read | None, findings: Findings) -> tuple[Spec | None, Seen | None]:
    """The spec with the size of its input, and x in this shape; a table is encoded later."""
    if read and read.table is not None:
        empty = np.empty((read.count, 0), np.float32)
        return with_forms(spec, read.table), Seen(empty, survey_of_table(read.table))
    if spec.takes_table:
        return None, None
    values = read.values if read else None
    sized = with_input_size(spec, values, findings)
    seen = read_features(sized, values, "x", findings) if sized and values else None
    return sized, seen


def _check_lengths(x: _Read | None, y: Values | None, findings: Findings) -> None:
    if x is None or y is None or not x.count or not len(y.array):
        return
    if x.count != len(y.array):
        rows = counted(x.count, "row")
        fix = "y.ravel()" if _is_one_row(y, x) else "one label for each row"
        findings.refuse("y", f"x has {rows}, y has {len(y.array):,}: give {fix}")
        return
    check_rows_agree(x.index, y.index, findings)


def _are_swapped(spec: Spec, x: Values, y: Values) -> bool:
    if spec.has_auto_input or x.array.shape != y.array.shape[:1]:
        return False
    return bool(1 < prod(spec.input_shape) == prod(y.array.shape[1:]))


def _is_one_row(y: Values, x: _Read) -> bool:
    return x.count > 1 and y.array.shape == (1, x.count)


def _refused(
    spec: Spec, task: Task, findings: Findings, names: tuple[str, ...] | None = None
) -> Bound:
    none = np.empty(0, dtype=np.int64)
    is_sized = task is not UNKNOWN
    return Bound(
        spec=spec,
        x=np.empty((0, *spec.input_shape) if is_sized else 0, dtype=np.float32),
        y=np.empty((0, *spec.output_shape) if is_sized else 0, dtype=np.float32),
        training_rows=none,
        validation_rows=none,
        task=task,
        findings=tuple(findings),
        column_names=names,
    )

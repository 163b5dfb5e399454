"""Bind x and y to a spec: arrays that its network can train on."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.binding._auto import with_input_size, with_unit_count
from densemodel.data.binding._base_rows import with_copy
from densemodel.data.binding._bound import Bound
from densemodel.data.binding._table import (
    read_raw_columns,
    say_rows_without_label,
    survey_of_table,
    with_forms,
)
from densemodel.data.binding._terms import Terms, complete_rows
from densemodel.data.columns._table import RawTable
from densemodel.data.facts._blurred import blurred_columns, blurred_numbers, is_blurred
from densemodel.data.facts._columns import (
    check_rows_agree,
    holds_target,
    leave_groups_out,
    leave_out,
    names_target,
    read_groups,
)
from densemodel.data.facts._features import Seen, offer_channels_last, read_features, say_dropped
from densemodel.data.facts._ids import id_columns
from densemodel.data.facts._read_data import MOST_COLUMNS, ReadData
from densemodel.data.findings._finding import Finding, Findings, size
from densemodel.data.labels._classes import class_labels_of, class_names_of
from densemodel.data.labels._labels import read_known, read_labels
from densemodel.data.labels._task import UNKNOWN, Task, decide
from densemodel.data.pictures._pictures import plain_rows
from densemodel.data.read._frames import row_names
from densemodel.data.read._stored_rows import is_mapped
from densemodel.data.read._values import Values, read_values
from densemodel.errors import with_call_hints
from densemodel.language import Spec, as_spec
from densemodel.wording import counted

if TYPE_CHECKING:
    from densemodel.data.facts._blurred import BlurredColumn
    from densemodel.data.read._survey import Survey

_WAITS = {
    "table": "table takes its columns from the data",
    "auto": "auto takes its size from the data",
    "norm": "norm learns from the data",
}


def waits_for_data(spec: Spec) -> str:
    """Why a network can't be built without x and y, as a clause; empty if it can."""
    return next((reason for word, reason in _WAITS.items() if word in spec.needs), "")


@with_call_hints
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
    spec = with_copy(as_spec(spec))
    findings = Findings()
    pictures, x = plain_rows(x, "x", findings)
    groups = read_groups(spec, x, findings)
    left = leave_groups_out(spec, leave_out(spec, x, y, findings), findings)
    read = _read_x(spec, left, findings) if left is not None or x is None else None
    y_values, without_label = None, np.empty(0, np.int64)
    if not names_target(x, y, findings):
        y_values, without_label = read_known(spec, y, "y", findings)
    if isinstance(read, RawTable):
        say_rows_without_label(read, y, findings)
    if holds_target(left, y, findings):
        read = None  # its width would be reported as well
    _check_lengths(read, row_names(left), y_values, findings)
    values = read if isinstance(read, Values) else None
    if values is not None and y_values is not None and _are_swapped(spec, values, y_values):
        rows = f"y has the rows of {size(y_values.array.shape[1:])} that the spec takes"
        findings.refuse("x", f"x and y look swapped: {rows}")
        read = values = y_values = None  # each would be reported as well
    if read is not None and y_values is not None and _is_one_row(y_values, len(read)):
        y_values = None  # its columns would be reported as well
    names = None if read is None else read.names
    sized, seen = _shaped(spec, read, findings)
    labels = read_labels(y_values, "y", findings) if y_values is not None else None
    sized = with_unit_count(sized, labels, findings) if sized else None
    offer_channels_last(spec, sized, values, findings)
    if sized is None:
        return _refused(spec, UNKNOWN, findings, names)
    task, coding = decide(sized, labels, findings)
    encoded = coding.encode(labels, "y", findings) if coding and labels else None
    if read is None or seen is None or encoded is None or coding is None or labels is None:
        return _refused(sized, task, findings, names)
    complete = np.arange(len(encoded), dtype=np.int64)
    if spec.settings.missing == "drop" and not findings.refused:
        complete = complete_rows(len(encoded), seen.survey, without_label)
        say_dropped("x", len(encoded), len(encoded) - len(complete), findings)
    if findings.refused:
        return _refused(sized, task, findings, names)
    of_y = labels.names
    are_answers = coding.form in ("flags", "numbers") and coding.units == (len(of_y or ()),)
    answer_names = of_y if are_answers else None
    class_labels = class_labels_of(y, labels, coding)
    terms = Terms(sized, names, coding, task, class_labels, answer_names)
    validation = terms.encode_pair(validation_data, "validation_data", findings)
    test = terms.encode_pair(test_data, "test_data", findings)
    data = ReadData(
        x=seen.x,
        survey=seen.survey,
        y=encoded,
        coding=coding,
        task=task,
        complete=complete,
        findings=tuple(findings),
        names=names,
        table=read if isinstance(read, RawTable) else None,
        class_names=class_names_of(labels, coding),
        class_labels=class_labels,
        answer_names=answer_names,
        groups=groups,
        blurred=_blurred(read, seen.survey),
        ids=_ids(read),
        y_is_blurred=coding.form == "numbers" and labels.is_flat and is_blurred(labels.values),
        validation=validation,
        test=test,
        pictures=pictures,
        is_split=validation_data is None,
    )
    return Bound.of(sized, data)


@with_call_hints
def check(spec: Spec | str, x: object, y: object) -> tuple[Finding, ...]:
    """Check x and y for a spec: what is wrong, repaired or suspicious.

    The arguments are those of `bind`. Findings are in order; there are none for data that fits.

    Example:
        >>> [finding.message for finding in check(parse("8 -> 1"), [[0.5] * 7], [1.5])]
        ['x is a list: read as 1 row of 7', 'the spec says 8, the data has 7: write 7 or auto']
    """
    return bind(spec, x, y).findings


def _read_x(spec: Spec, x: object, findings: Findings) -> Values | RawTable | None:
    if spec.takes_table:
        return read_raw_columns(spec, x, findings)
    return read_values(x, "x", findings)


def _shaped(
    spec: Spec, read: Values | RawTable | None, findings: Findings
) -> tuple[Spec | None, Seen | None]:
    """The spec with the size of its input, and x in this shape; a table is encoded later."""
    if isinstance(read, RawTable):
        empty = np.empty((len(read), 0), np.float32)
        return with_forms(spec, read), Seen(empty, survey_of_table(read))
    if spec.takes_table:
        return None, None
    sized = with_input_size(spec, read, findings)
    seen = read_features(sized, read, "x", findings) if sized and read is not None else None
    return sized, seen


def _check_lengths(
    x: Values | RawTable | None, index: object, y: Values | None, findings: Findings
) -> None:
    if x is None or y is None or not len(x) or not len(y):
        return
    if len(x) != len(y):
        rows = counted(len(x), "row")
        fix = "y.ravel()" if _is_one_row(y, len(x)) else "one label for each row"
        findings.refuse("y", f"x has {rows}, y has {len(y):,}: give {fix}")
        return
    check_rows_agree(index, y.index, findings)


def _are_swapped(spec: Spec, x: Values, y: Values) -> bool:
    if spec.has_auto_input or x.array.shape != y.array.shape[:1]:
        return False
    return bool(1 < prod(spec.input_shape) == prod(y.array.shape[1:]))


def _is_one_row(y: Values, rows: int) -> bool:
    return rows > 1 and y.array.shape == (1, rows)


def _blurred(read: Values | RawTable, survey: Survey) -> tuple[BlurredColumn, ...]:
    if isinstance(read, RawTable):
        return blurred_columns(read)
    return blurred_numbers(read.array, survey, read.names)


def _ids(read: Values | RawTable) -> tuple[str, ...]:
    """The columns that only name the rows; none of a file, or a wide table."""
    if isinstance(read, RawTable):
        numbers = [one for one in read.used if one.column.is_quantity and one.column.written != ","]
        return id_columns((one.name, one.values) for one in numbers)
    names, array = read.names, read.array
    if names is None or array.ndim != 2 or len(names) > MOST_COLUMNS or is_mapped(array):
        return ()
    return id_columns(zip(names, array.T, strict=True))


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

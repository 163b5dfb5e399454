"""`auto`: the size of the input from x, and of the last layer from y."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.facts._features import is_readable
from densemodel.data.findings._finding import Findings, listed, size, value_text
from densemodel.data.labels._classes import MANY_VALUES, code_classes
from densemodel.data.labels._head import Head, head_of
from densemodel.errors import SpecError
from densemodel.wording import counted

if TYPE_CHECKING:
    from densemodel.data.labels._labels import Labels
    from densemodel.data.read._values import Values
    from densemodel.language import Spec


def with_input_size(spec: Spec, x: Values | None, findings: Findings) -> Spec | None:
    """Replace `auto` as the input by the size of a row of x; None if it was refused."""
    if not spec.has_auto_input:
        return spec
    if x is None or not is_readable(x.array, "x", findings):
        return None
    shape = tuple(int(length) for length in x.array.shape[1:]) or (1,)
    sized = _sized(spec, shape, None, findings)
    if sized is not None:
        findings.repair("x", f"auto is {size(shape)}, from x")
    return sized


def with_unit_count(spec: Spec, labels: Labels | None, findings: Findings) -> Spec | None:
    """Replace `auto` in the last layer by the number of classes or of columns of y.

    The input is known; None if y was refused, or gives no size.
    """
    if not spec.has_auto_output:
        return spec
    # every last layer can have 2 units, which shows what it is for
    probe = _sized(spec, None, 2, findings) if labels else None
    if probe is None or labels is None:
        return None
    counted_units = _units(head_of(probe, Findings()), labels, findings)
    if counted_units is None:
        return None
    units, why = counted_units
    sized = _sized(spec, None, units, findings)
    if sized is not None:
        findings.repair("y", f"auto is {units}, from y: {why}")
    return sized


def _sized(
    spec: Spec, shape: tuple[int, ...] | None, units: int | None, findings: Findings
) -> Spec | None:
    try:
        return spec.with_sizes(shape, units)
    except SpecError as error:
        known = f"auto is {size(shape)}, from x" if shape else f"auto is {units}, from y"
        first = error.problems[0] if error.problems else error
        reason = f"{first.message}: {first.hint}" if first.hint else first.message
        findings.refuse("x" if shape else "y", f"{known}, but {reason}")
        return None


def _units(head: Head, labels: Labels, findings: Findings) -> tuple[int, str] | None:
    """The number of units for y, and why; None if there is none."""
    if not labels.is_flat:
        shape = labels.values.shape[1:]
        if len(shape) == 1:
            return shape[0], counted(shape[0], "column")
        findings.refuse(
            "y",
            f"y has rows of {size(shape)}, and auto stands for a row of units: give y in columns",
        )
        return None
    if head.kind != "classes":
        # y is checked against this one unit, as if it had been written
        why = "one label a row" if head.kind == "labels" else "one number a row"
        few = 2 < len(labels.distinct) <= MANY_VALUES  # two may be a number too
        are_whole = few and not labels.is_text and not labels.is_float
        may_count = are_whole and int(labels.distinct[0]) in (0, 1)
        if head.kind == "regression" and head.family is None and may_count:
            why += " (for classes write auto softmax)"
        return 1, why
    return _class_count(head, labels, findings)


def _class_count(head: Head, labels: Labels, findings: Findings) -> tuple[int, str] | None:
    found = len(labels.distinct)
    is_open = head.activation is None and head.family is None
    if is_open and not labels.is_text and (labels.is_float or found > MANY_VALUES):
        if labels.is_float:
            are_two = found == 2 and bool((labels.distinct == np.floor(labels.distinct)).all())
            fix = " (for classes give whole numbers, as y.astype(int))" if are_two else ""
            return 1, f"numbers to predict{fix}"
        return 1, f"{found:,} whole numbers to predict (for classes write auto softmax)"
    if labels.is_float:
        word = f"auto {head.activation or ''}".rstrip()
        code_classes(replace(head, layer_text=word), labels, "index", findings)
        return None
    if found == 1:
        only = value_text(labels.distinct[0])
        findings.refuse("y", f"y holds only {only}: give two or more classes")
        return None
    units, why = _classes_with_gaps(labels) or (found, f"{found:,} classes")
    if is_open and _may_count(labels):
        why += " (to predict a number, write 1)"
    return units, why


_FEWEST_COUNTS = 20
_RARE = 0.25
"The share of values that one row has, as the largest of counts do."


def _may_count(labels: Labels) -> bool:
    """Whether whole numbers may be counts or scores: many, with few gaps between, or many rare."""
    if labels.is_text or labels.values.dtype.kind == "b":
        return False
    low, high, found = int(labels.distinct[0]), int(labels.distinct[-1]), len(labels.distinct)
    if found < _FEWEST_COUNTS:
        return False
    single = int((np.unique(labels.values, return_counts=True)[1] == 1).sum())
    return found > (high - low + 1) / 2 or single > _RARE * found


def _classes_with_gaps(labels: Labels) -> tuple[int, str] | None:
    """The classes up to the largest label, if labels are class numbers and some do not occur.

    Numbers from 0, most of which occur, are class numbers; a missing digit is still a class.
    Others are mapped.
    """
    if labels.is_text or labels.values.dtype.kind == "b":
        return None
    distinct = labels.distinct
    top, found = int(distinct[-1]), len(distinct)
    if int(distinct[0]) != 0 or top + 1 == found or top + 1 > 2 * found:
        return None
    missing = np.setdiff1d(np.arange(top + 1), distinct).tolist()
    does = "does" if len(missing) == 1 else "do"
    return top + 1, f"labels from 0 to {top} ({listed(missing)} {does} not occur)"

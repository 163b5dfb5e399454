"""The class of each label, and the names of the classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.facts._coding import Form, LabelCoding
from densemodel.data.findings._finding import Findings, listed, place, size, value_text
from densemodel.data.labels._labels import Labels
from densemodel.data.read._non_numeric_text import twins_text
from densemodel.wording import counted

if TYPE_CHECKING:
    from densemodel._array import Array
    from densemodel.data.labels._head import Head


def class_names_of(labels: Labels, coding: LabelCoding) -> tuple[str, ...] | None:
    """The names of the classes as text; None if labels are class numbers."""
    if coding.levels is not None:
        return tuple(f"{v:g}" if isinstance(v, float) else str(v) for v in coding.levels.tolist())
    if labels.is_flat:
        return ("False", "True") if _are_booleans(labels, coding) else None
    return labels.names if coding.form != "numbers" else None


def class_labels_of(y: Any, labels: Labels, coding: LabelCoding) -> Array | None:
    """The class labels as in y, by class number: text, numbers or truth values.

    None without classes. A frame of one-hot columns knows whether their names are numbers.
    """
    if coding.form not in ("index", "columns", "binary"):
        return None
    if coding.levels is not None:
        return coding.levels
    if labels.is_flat and _are_booleans(labels, coding):
        return np.array([False, True])
    if labels.is_flat or labels.names is None:
        return class_numbers(coding)
    columns = getattr(y, "columns", None)
    are_numbers = getattr(getattr(columns, "dtype", None), "kind", "O") in "biu"
    return np.asarray(columns) if are_numbers else np.array(labels.names)


def class_numbers(coding: LabelCoding) -> Array:
    return np.arange(2 if coding.form == "binary" else coding.units[0])


def _are_booleans(labels: Labels, coding: LabelCoding) -> bool:
    is_yes_no = labels.values.dtype.kind == "b" and coding.units in ((1,), (2,))
    return is_yes_no and coding.form != "numbers"


_OF_SHARES = {"BinaryCrossentropy", "BinaryFocalCrossentropy"}
MANY_VALUES = 50
"With more distinct whole numbers than this, y may be a number to predict."


def code_classes(head: Head, labels: Labels, form: Form, findings: Findings) -> LabelCoding | None:
    """The encoding of labels for a softmax, or for raw class outputs; None if y was refused.

    `form` is `index` or `columns`, by the loss.
    """
    if not labels.is_flat:
        message = _columns_message(head, labels, form)
        if message:
            findings.refuse("y", *message)
            return None
        return LabelCoding(form, head.shape)
    if labels.is_text:
        return _code_text(head, labels, form, findings)
    if not labels.is_float:
        return _code_whole(head, labels, form, findings)
    if labels.is_whole:
        what = f"{labels.values.dtype} numbers: give whole numbers, as y.astype(int) makes them,"
    else:
        row = int((labels.values != np.floor(labels.values)).argmax())
        what = f"{value_text(labels.values[row])} (row {row}): give whole numbers,"
    fix = head.fix("1", "for a regression")
    findings.refuse(
        "y", f"{head.subject} is for classes, but y holds {what} or {fix}", head.accept("1")
    )
    return None


def _code_text(head: Head, labels: Labels, form: Form, findings: Findings) -> LabelCoding | None:
    names = labels.distinct
    if len(names) != head.units:
        twins = twins_text(labels.values, head.units)
        findings.refuse(
            "y",
            twins
            or f"y has {counted(len(names), 'name')} ({listed(names)}), the last layer has "
            f"{counted(head.units, 'unit')}: {_units_fix(head, len(names))}",
            "" if twins or len(names) == 1 else head.with_units(len(names)),
        )
        return None
    findings.repair("y", f"names are mapped to classes in sorted order: {listed(names)}")
    return LabelCoding(form, head.shape, names)


def _units_fix(head: Head, needed: int) -> str:
    if needed == 1:
        return "a single class can't be learned"
    return f"write {head.with_units(needed)}"


def _code_whole(head: Head, labels: Labels, form: Form, findings: Findings) -> LabelCoding | None:
    """Whole numbers within 0..K-1 are class numbers; exactly K others are mapped."""
    values = labels.values
    low, high = int(values.min()), int(values.max())
    if low >= 0 and high < head.units:
        if high + 1 < head.units and len(labels.distinct) > 1:  # a class may be missing from y
            fitting = head.with_units(high + 1)
            findings.offer(
                "y",
                f"y holds {len(labels.distinct):,} classes from {low} to {high}, the last "
                f"layer has {head.units:,} units: if there are no others, write {fitting}",
                fitting,
            )
        return LabelCoding(form, head.shape)
    distinct = labels.distinct
    if len(distinct) == head.units:
        classes = "0 and 1" if head.units == 2 else f"0 to {head.units - 1}"
        findings.repair(
            "y", f"labels {listed(distinct)} are mapped to classes {classes} in this order"
        )
        return LabelCoding(form, head.shape, distinct)
    findings.refuse("y", *_range_message(head, labels, low, high))
    return None


def _range_message(head: Head, labels: Labels, low: int, high: int) -> tuple[str, ...]:
    """The message, and the last layer that it advises."""
    found = len(labels.distinct)
    if found > MANY_VALUES and found > 2 * head.units:
        message = (
            f"y holds {found:,} distinct whole numbers from {low} to {high}, the last layer has "
            f"{counted(head.units, 'unit')}: write 1 for a regression, or {found} units"
        )
        return message, "1", head.with_units(found)
    # numbers from 0 are class numbers; others would be mapped if they fitted
    if low == 0:
        return (
            f"labels go up to {high}, so the last layer needs {high + 1} units (0 is a class, too)",
            head.with_units(high + 1),
        )
    if low > 0:
        needed = found if found > head.units else high + 1
        message = f"labels run from {low} to {high}, so the last layer needs {needed} units"
        return message, head.with_units(needed)
    row = int(labels.values.argmin())
    message = (
        f"y holds the label {low} (row {row}), but classes count from 0: give 0 to "
        f"{head.units - 1}, or write {max(found, 2)} units for the {counted(found, 'value')} in y"
    )
    return message, head.with_units(max(found, 2))


def _columns_message(head: Head, labels: Labels, form: Form) -> tuple[str, ...] | None:
    """The message, and the last layer that it advises; None if y fits."""
    shape = labels.values.shape[1:]
    if labels.is_text:
        return ("y has several columns of text: give one column of names",)
    if shape != head.shape:
        is_flat = len(shape) == 1
        fix = _units_fix(head, shape[0]) if is_flat else "give one label for each row"
        what = f"{shape[0]} columns" if is_flat else f"rows of {size(shape)}"
        message = f"y has {what}, the last layer has {counted(head.units, 'unit')}: {fix}"
        return message, head.with_units(shape[0]) if is_flat and shape[0] > 1 else ""
    if labels.is_one_hot or (form == "columns" and labels.are_shares):
        return None
    if labels.is_zero_or_one:
        row = int((labels.values.sum(axis=1) != 1).argmax())
        ones = int(labels.values[row].sum())
        message = (
            f"row {row} of y holds {counted(ones, 'one') if ones else 'no 1'}, a softmax "
            f"needs exactly one: {head.fix(f'{head.units} sigmoid', 'for several labels per row')}"
        )
        return message, head.accept(f"{head.units} sigmoid")
    highest = labels.values.max()
    if highest > 0 and Labels(labels.values / highest).is_one_hot:
        shown = value_text(highest)
        message = (
            f"y holds 0 and {shown} instead of 0 and 1, one {shown} in each row: "
            f"write y = y / {shown}"
        )
        return (message,)
    message = (
        f"{head.subject} is for classes, but y has {head.units} columns of numbers: "
        f"{head.fix(str(head.units), 'for a regression')}"
    )
    return message, head.accept(str(head.units))


def code_binary(head: Head, labels: Labels, findings: Findings) -> LabelCoding | None:
    """The encoding of labels for a single yes-or-no unit; the larger value is yes."""
    if not labels.is_flat:
        shape = labels.values.shape[1:]
        fitting = f"{shape[0]} softmax" if len(shape) == 1 else ""
        if len(shape) == 1 and labels.is_zero_or_one and not labels.is_one_hot:
            fitting = f"{shape[0]} sigmoid"
        fix = f"write {fitting}" if fitting else "give one label for each row"
        message = f"y has rows of {size(shape)}, the last layer has 1 unit: {fix}"
        findings.refuse("y", message, fitting)
        return None
    if labels.is_zero_or_one:
        return LabelCoding("binary", head.shape)
    if takes_shares(head, labels):
        return LabelCoding("flags", head.shape)
    distinct = labels.distinct
    if len(distinct) == 2:
        no, yes = (value_text(value) for value in distinct)
        # the output of a tanh or a linear unit is not a probability
        reason = (
            "the network gives the probability of"
            if head.gives_probabilities
            else "an output above 0 means"
        )
        findings.repair("y", f"{no} is read as 0, {yes} as 1: {reason} {yes}")
        return LabelCoding("binary", head.shape, distinct)
    findings.refuse("y", *_binary_message(head, labels))
    return None


def _binary_message(head: Head, labels: Labels) -> tuple[str, ...]:
    """The message, and the words of its changes of the spec."""
    found = len(labels.distinct)
    if found == 1:
        only = value_text(labels.distinct[0])
        return (f"y holds only {only}: {head.text} needs two different labels",)
    twins = twins_text(labels.values, 2) if labels.is_text else None
    if twins:
        return (twins,)
    if labels.is_text or (labels.is_whole and found <= MANY_VALUES):
        message = (
            f"y holds {found} classes ({listed(labels.distinct)}), {head.subject} is for two: "
            f"write {found} softmax"
        )
        return message, f"{found} softmax"
    fix, ways = head.fix("1", "for a regression"), [head.accept("1")]
    are_shares = labels.values.min() >= 0 and labels.values.max() <= 1
    if are_shares and not head.loss:  # they need no other last layer
        fix, ways = f"write loss mse to predict shares, or {fix}", ["loss mse", *ways]
    row = int(((labels.values != 0) & (labels.values != 1)).argmax())
    message = (
        f"{head.subject} is for two labels, but y holds {found:,} different numbers "
        f"({place(labels.values.shape, row)}: {value_text(labels.values[row])}): {fix}"
    )
    return message, *ways


def takes_shares(head: Head, labels: Labels) -> bool:
    """Whether y holds shares between 0 and 1, and there is a loss for those."""
    if head.loss is None or head.loss.name not in _OF_SHARES or labels.is_text:
        return False
    return bool(labels.values.min() >= 0 and labels.values.max() <= 1)


def code_flags(head: Head, labels: Labels, findings: Findings) -> LabelCoding | None:
    if labels.is_flat:
        found = len(labels.distinct) if labels.is_text or labels.is_whole else 0
        softmax = f"{max(found, head.units)} softmax" if found else ""
        opening = (
            f"{head.subject} is for {head.units} yes-or-no labels, but y has one label per row: "
        )
        opening += f"write {softmax}, or " if found else ""
        message: tuple[str, ...] | None
        message = f"{opening}give y as {head.units} columns of 0 and 1", softmax
    else:
        message = _flag_columns_message(head, labels)
    if message:
        findings.refuse("y", *message)
        return None
    return LabelCoding("flags", head.shape)


def _flag_columns_message(head: Head, labels: Labels) -> tuple[str, ...] | None:
    """The message, and the last layer that it advises; None if y fits."""
    shape = labels.values.shape[1:]
    if shape != head.shape:
        fitting = head.with_units(shape[0]) if len(shape) == 1 else ""
        what = f"{shape[0]} columns" if fitting else f"rows of {size(shape)}"
        fix = f": write {fitting}" if fitting else ""
        return f"y has {what}, the last layer has {head.units} units{fix}", fitting
    if labels.is_text:
        return ("y has several columns of text: encode them as 0 and 1",)
    if labels.is_zero_or_one or takes_shares(head, labels):
        return None
    values = labels.values
    first = int(((values != 0) & (values != 1)).ravel().argmax())
    spot = place(values.shape, first, labels.names)
    # pixels may be meant as shares
    are_pixels = values.min() >= 0 and 1 < values.max() <= 255
    pixels = "give y / 255, or " if are_pixels and head.units >= 64 else ""
    message = (
        f"{head.subject} needs columns of 0 and 1, but y holds "
        f"{value_text(values.ravel()[first])} ({spot}): "
        f"{pixels}{head.fix(str(head.units), 'for a regression')}"
    )
    return message, head.accept(str(head.units))

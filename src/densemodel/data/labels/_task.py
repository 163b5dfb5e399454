"""The task, its loss and metrics, from the last layer and the labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.facts._coding import Form, LabelCoding, same_but_for_ones
from densemodel.data.facts._read_data import BRIGHTEST
from densemodel.data.findings._finding import Findings, keras_word, listed, place, size, value_text
from densemodel.data.labels._classes import code_binary, code_classes, code_flags
from densemodel.data.labels._head import (
    Head,
    TaskKind,
    activation_range_of,
    choose_metrics,
    first_of_columns,
    head_of,
)
from densemodel.data.labels._labels import Labels, read_labels
from densemodel.data.read._non_numeric_text import is_number, non_numeric_text_of, number_fix
from densemodel.data.read._values import read_values
from densemodel.errors import SpecError
from densemodel.language import KerasCall, Spec
from densemodel.wording import counted

if TYPE_CHECKING:
    from densemodel.data.findings._finding import Finding


@dataclass(frozen=True, slots=True)
class Task:
    """The task of a network, with its loss and metrics."""

    kind: TaskKind
    loss: KerasCall
    metrics: tuple[KerasCall, ...]
    reason: str
    "Why this loss, in one sentence."


UNKNOWN = Task(
    "regression",
    KerasCall("losses", "MeanSquaredError"),
    (KerasCall("metrics", "MeanAbsoluteError"),),
    "the sizes of the network are not known",
)
"""The task of an unknown network, if the data for its sizes were refused."""

_CLASS_COUNTS = range(3, 21)
_RAREST, _FEWEST_ROWS = 0.5, 5
"A class has at least this share of the mean number of rows, and so many."

FORMS: dict[TaskKind, Form] = {
    "classes": "index",
    "binary": "binary",
    "labels": "flags",
    "regression": "numbers",
}
"The encoding of y by the kind of task; classes may have columns instead."


def choose_task(spec: Spec, labels: object = None) -> Task:
    """Choose loss and metrics by the last layer, the labels and the spec.

    The loss and metrics of the spec are taken if they fit. Without `labels`, y as given, or if
    they do not fit, the last layer decides.

    Raises:
        SpecError: The given loss does not fit the last layer, or the spec takes its sizes from
            data, as in `bind`.

    Example:
        >>> choose_task(parse("784 -> 10 softmax")).loss.name
        'SparseCategoricalCrossentropy'
    """
    return choose_task_and_say(spec, labels)[0]


def task_of_form(spec: Spec, form: Form) -> Task:
    """The task of a network by the encoding of y; a SpecError if they do not fit."""
    findings = Findings()
    head = head_of(spec, findings)
    kind: TaskKind = next((kind for kind, usual in FORMS.items() if usual == form), "classes")
    task = Task(
        kind,
        head.loss or _usual_loss(head, kind, form),
        choose_metrics(head, kind, form, spec.settings.metrics, findings),
        _reason(head, kind, None),
    )
    if findings.refused:
        raise SpecError(next(one.message for one in findings if one.severity == "refuse"))
    return task


def choose_task_and_say(spec: Spec, labels: object = None) -> tuple[Task, tuple[Finding, ...]]:
    """`choose_task`, and what was replaced in the clauses of the spec."""
    read: Labels | None = None
    if labels is not None:
        of_labels = Findings()
        values = read_values(labels, "y", of_labels)
        read = read_labels(values, "y", of_labels) if values else None
    findings = Findings()
    task, _ = decide(spec, read, findings)
    for finding in findings:
        if finding.severity == "refuse" and finding.where == "loss":
            raise SpecError(finding.message)
    return task, tuple(finding for finding in findings if finding.where == "metrics")


def decide(
    spec: Spec, labels: Labels | None, findings: Findings
) -> tuple[Task, LabelCoding | None]:
    """Choose the task and the encoding of y: None if y was refused or is unknown."""
    head = head_of(spec, findings)
    asked = spec.settings.metrics
    kind = head.kind if labels is None else _kind_for_labels(head, labels)
    of_columns = first_of_columns(asked)
    form = _form(head, kind, labels, columns=of_columns is not None)
    coding = None if labels is None else _code(head, kind, labels, form, findings)
    if labels is not None and coding is not None and kind == "classes":
        cause = head.loss or of_columns
        if cause is not None and labels.is_flat == (form == "columns"):
            to = "one column a class" if labels.is_flat else "class numbers"
            findings.repair(
                "y",
                f"y is converted to {to} for {keras_word(cause.name)}: give model.evaluate the "
                "same",
            )
    loss = head.loss or _usual_loss(head, kind, form)
    metrics = choose_metrics(head, kind, form, asked, findings)
    return Task(kind, loss, metrics, _reason(head, kind, labels if coding else None)), coding


def _kind_for_labels(head: Head, labels: Labels) -> TaskKind:
    """Cases where the labels decide otherwise than the last layer (language.md)."""
    matrix = not labels.is_flat and not labels.is_text
    fits = matrix and labels.values.shape[1:] == head.shape
    if head.kind == "classes" and head.activation is None and head.loss is None and fits:
        if labels.is_one_hot:
            return "classes"
        return "labels" if labels.is_zero_or_one else "regression"
    if head.kind == "labels" and head.family in (None, "numbers") and fits:
        # an autoencoder, say: shares of brightness rather than yes or no
        return "labels" if labels.is_zero_or_one else "regression"
    if head.family == "numbers" and head.kind == "binary" and not labels.is_text:
        two = labels.is_flat and len(labels.distinct) == 2
        return "binary" if labels.is_zero_or_one or two else "regression"
    if head.family == "numbers" and head.kind == "classes" and fits and not labels.are_shares:
        return "regression"
    return head.kind


def _form(head: Head, kind: TaskKind, labels: Labels | None, *, columns: bool) -> Form:
    if kind == "classes" and head.family != "index":
        has_columns = columns or (labels is not None and not labels.is_flat)
        return "columns" if head.family is not None or has_columns else "index"
    return FORMS[kind]


def _code(
    head: Head, kind: TaskKind, labels: Labels, form: Form, findings: Findings
) -> LabelCoding | None:
    if kind == "classes":
        return code_classes(head, labels, form, findings)
    coders = {"binary": code_binary, "labels": code_flags, "regression": code_numbers}
    return coders[kind](head, labels, findings)


def _usual_loss(head: Head, kind: TaskKind, form: Form) -> KerasCall:
    if kind == "regression":
        return KerasCall("losses", "MeanSquaredError")
    names = {"index": "SparseCategoricalCrossentropy", "columns": "CategoricalCrossentropy"}
    loss = KerasCall("losses", names.get(form, "BinaryCrossentropy"))
    return loss.with_argument("from_logits", value=True) if head.gives_logits else loss


def _reason(head: Head, kind: TaskKind, labels: Labels | None) -> str:
    if head.loss is not None:
        is_raw = dict(head.loss.arguments).get("from_logits")
        more = ", on the raw outputs of the last layer (from_logits)" if is_raw else ""
        return f"the spec says this loss{more}"
    classes = "classes"
    if labels is not None and not labels.is_flat:
        classes = "one-hot classes" if labels.is_one_hot else "shares of classes"
    what = {
        "classes": classes,
        "binary": "two classes",
        "labels": "several columns of 0 and 1",
        "regression": "numbers to predict",
    }[kind]
    known = "the last layer is" if labels is None else f"y holds {what}, and the last layer is"
    reason = f"{known} {head.text}"
    if kind != "regression" and head.gives_logits:
        reason += ", with the loss on its raw outputs (from_logits)"
    return reason


def code_numbers(head: Head, labels: Labels, findings: Findings) -> LabelCoding | None:
    if labels.is_text:
        findings.refuse("y", *_text_message(head, labels))
        return None
    given = (1,) if labels.is_flat else labels.values.shape[1:]
    if given != head.shape and not same_but_for_ones(given, head.shape):
        findings.refuse("y", *_shape_message(head, labels, given))
        return None
    message = _reach_message(head, labels)
    if message:
        findings.refuse("y", message, head.without_activation)
        return None
    is_open = head.shape == (1,) and head.activation is None and head.loss is None
    if is_open and labels.is_zero_or_one and len(labels.distinct) > 1:
        findings.offer("y", "y holds only 0 and 1: write 1 sigmoid for two classes", "1 sigmoid")
    elif is_open and (count := _class_like_count(labels)):
        fix = f"{count} softmax"
        findings.offer("y", f"y looks like {count} classes, 0 to {count - 1}: write {fix}", fix)
    return LabelCoding("numbers", head.shape)


def _class_like_count(labels: Labels) -> int:
    """The count of 3 to 20 numbers 0, 1, 2 ... if none of them is rare; otherwise 0."""
    count = len(labels.distinct)
    if count not in _CLASS_COUNTS or (labels.distinct != np.arange(count)).any():
        return 0
    rows = np.bincount(labels.values.ravel().astype(int))
    return count if rows.min() >= max(_RAREST * rows.mean(), _FEWEST_ROWS) else 0


def _text_message(head: Head, labels: Labels) -> tuple[str, ...]:
    """The message, and the last layer that it advises."""
    texts = labels.values.ravel().tolist()
    non_numeric = non_numeric_text_of(texts)
    if non_numeric is not None:
        shown = f"{non_numeric.shown} ({place(labels.values.shape, non_numeric.place)})"
        return (f"y holds {shown}, not a number: write y = {non_numeric.fix('pd.Series(y)', 'y')}",)
    first = value_text(texts[0])
    if all(map(is_number, texts)):
        return (f"y holds numbers as text (row 0: {first}): write y = y.astype(float)",)
    fix = number_fix(labels.distinct.tolist())
    if fix:
        return (f"y holds {first} (row 0), not a number: write y = {fix}",)
    found = len(labels.distinct)
    problem = f"y holds {counted(found, 'name')} ({listed(labels.distinct)}), but {head.text} "
    problem += "predicts numbers: "
    if found == 1:
        return (f"{problem}a single class can't be learned",)
    fix = "1 sigmoid" if found == 2 else f"{found} softmax"
    return f"{problem}write {fix} for classes", fix


def _shape_message(head: Head, labels: Labels, given: tuple[int, ...]) -> tuple[str, ...]:
    """The message, and the last layers that it advises."""
    if len(head.shape) > 1:
        what = "one label a row" if labels.is_flat else size(given)
        fix = "give y in that shape, or write flatten and a size at the end"
        if given == head.shape[:-1] and labels.is_whole and labels.values.min() >= 0:
            fix = f"give y one-hot, with a column for each of {head.units} classes"
        return (f"the network gives {size(head.shape)} for each row, y has {what}: {fix}",)
    if len(given) > 1:
        message = (
            f"y has rows of {size(given)}, the last layer has {counted(head.units, 'unit')}: "
            "give one row of numbers for each row of x"
        )
        return (message,)
    columns = "one value a row" if labels.is_flat else f"{given[0]} columns"
    fix, ways = f"write {given[0]}", [str(given[0])]
    if labels.is_flat and labels.is_whole and labels.values.min() >= 0:
        fix = head.fix(f"{head.units} softmax", "for classes") + ", or 1 for a number"
        ways = [head.accept(f"{head.units} softmax"), "1"]
    return f"y has {columns}, the last layer has {counted(head.units, 'unit')}: {fix}", *ways


def _reach_message(head: Head, labels: Labels) -> str | None:
    low, high = activation_range_of(head.activation)
    least, most = labels.values.min(), labels.values.max()
    if low <= least and most <= high:
        return None
    end, fix = f"below {low:g} (to {value_text(least)})", ""
    if least >= low:
        end = f"above {high:g} (to {value_text(most)})"
        are_pixels = low <= 0 and high == 1 and most <= BRIGHTEST and len(head.shape) > 1
        fix = ", or give y / 255" if are_pixels else ""
    return f"targets go {end}, and {head.activation} can't: write {head.without_activation}{fix}"

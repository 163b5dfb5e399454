"""The task, its loss and metrics, from the last layer and the labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.data.findings._finding import Findings
from densemodel.data.findings._wording import keras_word
from densemodel.data.labels._classes import code_binary, code_classes, code_flags
from densemodel.data.labels._head import Head, TaskKind, head_of
from densemodel.data.labels._labels import Labels, read_labels
from densemodel.data.labels._metrics import choose_metrics, first_of_columns
from densemodel.data.labels._targets import code_numbers
from densemodel.data.read._values import read_values
from densemodel.errors import SpecError
from densemodel.language import KerasCall

if TYPE_CHECKING:
    from densemodel.data.facts._coding import Form, LabelCoding
    from densemodel.data.findings._finding import Finding
    from densemodel.language import Spec


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


_KINDS: dict[Form, TaskKind] = {
    "index": "classes",
    "columns": "classes",
    "binary": "binary",
    "flags": "labels",
    "numbers": "regression",
}
"The kind of task, by the encoding of y."


def choose_task(spec: Spec, labels: object = None) -> Task:
    """Choose loss and metrics by the last layer, the labels and the spec.

    Args:
        spec: Its loss and metrics are taken if they fit.
        labels: y as given. Without it, or if it does not fit, the last layer decides.

    Returns:
        The task.

    Raises:
        SpecError: The given loss does not fit the last layer, or the spec takes its sizes from
            data, as in `bind`.

    Example:
        >>> choose_task(parse("784 -> 10 softmax")).loss.name
        'SparseCategoricalCrossentropy'
    """
    return choose_task_and_say(spec, labels)[0]


def task_of_form(spec: Spec, form: Form) -> Task:
    """The task of a network without labels, by their encoding.

    Raises:
        SpecError: The spec does not fit such labels.
    """
    findings = Findings()
    head = head_of(spec, findings)
    kind = _KINDS[form]
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
    """`choose_task`, and what was replaced in the clauses of the spec.

    Raises:
        SpecError: As for `choose_task`.
    """
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
    """Choose the task and the encoding of y.

    Args:
        spec: The spec.
        labels: y; None if unknown.
        findings: Receives repairs, offers and refusals.

    Returns:
        The task, and the coding of y; the coding is None if y was refused or is unknown.
    """
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
        two = labels.is_flat and len(labels.distinct) == 2  # noqa: PLR2004
        return "binary" if labels.is_zero_or_one or two else "regression"
    if head.family == "numbers" and head.kind == "classes" and fits and not labels.are_shares:
        return "regression"
    return head.kind


def _form(head: Head, kind: TaskKind, labels: Labels | None, *, columns: bool) -> Form:
    if kind == "binary":
        return "binary"
    if kind == "labels":
        return "flags"
    if kind == "regression":
        return "numbers"
    if head.family == "index":
        return "index"
    if head.family is not None or columns or (labels is not None and not labels.is_flat):
        return "columns"
    return "index"


def _code(
    head: Head, kind: TaskKind, labels: Labels, form: Form, findings: Findings
) -> LabelCoding | None:
    if kind == "classes":
        return code_classes(head, labels, form, findings)
    if kind == "binary":
        return code_binary(head, labels, findings)
    if kind == "labels":
        return code_flags(head, labels, findings)
    return code_numbers(head, labels, findings)


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
    what = {
        "classes": "classes" if labels is None else _classes_in(labels),
        "binary": "two classes",
        "labels": "several columns of 0 and 1",
        "regression": "numbers to predict",
    }[kind]
    known = "the last layer is" if labels is None else f"y holds {what}, and the last layer is"
    reason = f"{known} {head.text}"
    if kind != "regression" and head.gives_logits:
        reason += ", with the loss on its raw outputs (from_logits)"
    return reason


def _classes_in(labels: Labels) -> str:
    if labels.is_flat:
        return "classes"
    return "one-hot classes" if labels.is_one_hot else "shares of classes"

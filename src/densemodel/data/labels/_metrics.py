"""The metrics, by the task and the metrics clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.data.findings._finding import Findings, keras_word
from densemodel.data.labels._head import Head, TaskKind, activation_range_of
from densemodel.language import KerasCall

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data.facts._coding import Form

_ACCURACIES = {"Accuracy", "BinaryAccuracy", "CategoricalAccuracy", "SparseCategoricalAccuracy"}
_TOP_K = {"TopKCategoricalAccuracy", "SparseTopKCategoricalAccuracy"}
_CLASS_LOSSES = {"CategoricalCrossentropy", "SparseCategoricalCrossentropy"}
_BY_CLASS = {"F1Score", "FBetaScore"}
_BY_THRESHOLD = {"Precision", "Recall", "TruePositives", "TrueNegatives", "FalsePositives"}
_BY_THRESHOLD |= {"FalseNegatives"}
_NUMBERED = _BY_THRESHOLD | {"AUC", "BinaryIoU"}
_YES_OR_NO = _BY_CLASS | _BY_THRESHOLD | {"AUC", "BinaryIoU", "BinaryCrossentropy"}
_OF_CLASSES = _ACCURACIES | _TOP_K | _CLASS_LOSSES | _YES_OR_NO
_OF_CLASSES |= {"Hinge", "SquaredHinge", "CategoricalHinge"}
_ACROSS_COLUMNS = {"PearsonCorrelation", "ConcordanceCorrelation"}
_OF_NUMBERED_CLASSES = _ACCURACIES | _TOP_K | _CLASS_LOSSES | _ACROSS_COLUMNS

_OTHER_ACCURACY = {
    "classes": "is for yes or no, not for classes",
    "binary": "is for classes, not for yes or no",
    "labels": "is for classes, not for yes or no",
}


def first_of_columns(metrics: Sequence[KerasCall] | None) -> KerasCall | None:
    """The first metric that needs a column for each class."""
    return next((m for m in metrics or () if m.name not in _OF_NUMBERED_CLASSES), None)


def choose_metrics(
    head: Head, kind: TaskKind, form: Form, asked: Sequence[KerasCall] | None, findings: Findings
) -> tuple[KerasCall, ...]:
    """The metrics of the clause that fit, else the defaults, named as in the logs."""
    if asked is None:
        return _usual(head, kind, form)
    of_columns = {"CategoricalAccuracy", "SparseCategoricalAccuracy"}
    other_accuracies = {"BinaryAccuracy"} if kind == "classes" else of_columns
    fitting: list[KerasCall] = []
    for metric in asked:
        fitted = _fit(metric, head, kind, form)
        if isinstance(fitted, KerasCall):
            if metric.name in other_accuracies:
                word = keras_word(metric.name)
                findings.repair("metrics", f"{word} {_OTHER_ACCURACY[kind]}: accuracy instead")
            fitting.append(_named(fitted))
            continue
        rest = [keras_word(usual.name) for usual in _usual(head, kind, form)]
        instead = f"{' and '.join(rest)} instead" if kind == "regression" else "left out"
        findings.repair("metrics", f"{keras_word(metric.name)} {fitted}: {instead}")
        if kind == "regression":
            fitting.extend(_usual(head, kind, form))
    unique = dict.fromkeys(fitting)
    return tuple(unique) or _usual(head, kind, form)


def _named(metric: KerasCall) -> KerasCall:
    """The metric under its own name: Keras would number some of them, auc_1 in the second model."""
    if metric.name in _NUMBERED:
        return metric.with_argument("name", keras_word(metric.name))
    return metric


def _usual(head: Head, kind: TaskKind, form: Form) -> tuple[KerasCall, ...]:
    if kind != "regression":
        return (_accuracy(head, kind, form, "accuracy"),)
    error = KerasCall("metrics", "MeanAbsoluteError")
    # Keras's R2Score takes rows of columns only
    return (error, KerasCall("metrics", "R2Score")) if len(head.shape) == 1 else (error,)


def _accuracy(head: Head, kind: TaskKind, form: Form, name: str) -> KerasCall:
    named = (("name", name),)
    if kind == "classes":
        sparse = form == "index"
        return KerasCall(
            "metrics", "SparseCategoricalAccuracy" if sparse else "CategoricalAccuracy", named
        )
    call = KerasCall("metrics", "BinaryAccuracy", named)
    return call if head.gives_probabilities else call.with_argument("threshold", 0.0)


def _fit(metric: KerasCall, head: Head, kind: TaskKind, form: Form) -> KerasCall | str:
    """The metric in the form that fits, or why there is none."""
    name = metric.name
    misfit = _misfit(name, head, kind, form)
    if misfit:
        return misfit
    if kind == "regression":
        correlates = name in _ACROSS_COLUMNS and head.units == 1
        # with a single column the correlation is over the rows
        return metric.with_argument("axis", 0) if correlates else metric
    if name in _ACCURACIES:
        own = {"index": "SparseCategoricalAccuracy", "columns": "CategoricalAccuracy"}
        is_own = name == own.get(form, "BinaryAccuracy")
        return _accuracy(head, kind, form, keras_word(name) if is_own else "accuracy")
    if name in _TOP_K | _CLASS_LOSSES:
        stem = name.removeprefix("Sparse")
        fitting = stem if form == "columns" else f"Sparse{stem}"
        call = KerasCall("metrics", fitting, metric.arguments)
        takes_logits = stem == "CategoricalCrossentropy" and head.gives_logits
        return call.with_argument("from_logits", value=True) if takes_logits else call
    return _fit_yes_or_no(metric, head, kind) if name in _YES_OR_NO else metric


def _misfit(name: str, head: Head, kind: TaskKind, form: Form) -> str | None:
    """Why a metric cannot score this; None if it can."""
    if name == "Poisson" and activation_range_of(head.activation)[0] < 0:
        word = "exponential" if kind == "regression" else "softmax"
        return f"needs outputs above 0 ({head.without_activation} {word})"
    if kind == "regression" and name in _OF_CLASSES:
        return "scores classes, not a regression"
    if name == "R2Score" and len(head.shape) > 1:
        return "takes outputs with one axis only"
    return None if kind == "regression" else _class_misfit(name, kind, form)


def _class_misfit(name: str, kind: TaskKind, form: Form) -> str | None:
    if name in _ACROSS_COLUMNS:
        return "compares numbers, not classes"
    if name in _TOP_K | _CLASS_LOSSES and kind != "classes":
        return "needs a softmax over classes"
    if form == "index" and name not in _OF_NUMBERED_CLASSES:
        return "needs one column for each class, which this loss does not take"
    return None


def _fit_yes_or_no(metric: KerasCall, head: Head, kind: TaskKind) -> KerasCall | str:
    name = metric.name
    logits = not head.gives_probabilities
    if name in _BY_CLASS:
        if logits:
            word = "softmax" if kind == "classes" else "sigmoid"
            return f"needs probabilities ({head.units} {word})"
        # without an average Keras returns one number per class, which logs can't hold
        averaged = metric.with_argument("average", "macro")
        return averaged if kind == "classes" else averaged.with_argument("threshold", 0.5)
    if not logits:
        return metric
    if name in _BY_THRESHOLD:
        return metric.with_argument("thresholds", 0.0)
    if name in ("AUC", "BinaryCrossentropy"):
        return metric.with_argument("from_logits", value=True)
    return "needs probabilities between 0 and 1"

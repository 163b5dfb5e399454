"""The last layer with a given loss, and the metrics that fit them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING, Literal

from densemodel.data.findings._finding import Findings, keras_word
from densemodel.language import LOSSES, KerasCall, Loss, Spec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data.facts._coding import Form

_REACH: dict[str, tuple[float, float]] = {
    "exponential": (0, inf),
    "hard_sigmoid": (0, 1),
    "hard_tanh": (-1, 1),
    "log_sigmoid": (-inf, 0),
    "log_softmax": (-inf, 0),
    "relu": (0, inf),
    "relu6": (0, 6),
    "sigmoid": (0, 1),
    "softmax": (0, 1),
    "softplus": (0, inf),
    "softsign": (-1, 1),
    "sparse_plus": (0, inf),
    "sparse_sigmoid": (0, 1),
    "tanh": (-1, 1),
}
"Those without simple bounds are left out."


def activation_range_of(activation: str | None) -> tuple[float, float]:
    return _REACH.get(activation or "", (-inf, inf))


TaskKind = Literal["classes", "binary", "labels", "regression"]
"""classes: one of several. binary: one of two. labels: several yes-or-no columns. regression:
numbers."""

Family = Literal["index", "columns", "binary", "numbers"]

_PROBABILITIES = {"softmax", "sigmoid", "hard_sigmoid"}


@dataclass(frozen=True, slots=True)
class Head:
    """The last layer with the loss."""

    units: int
    shape: tuple[int, ...]
    activation: str | None
    "None for none, and for linear."
    kind: TaskKind
    "The task, unless the labels decide otherwise."
    loss: KerasCall | None
    family: Family | None
    "The form of y for that loss; None without a given loss."
    convolution: str = ""
    "The word of the last layer with units, `conv` or `sepconv`; empty for a dense one."
    layer_text: str = ""
    "The text of the layer, if its size is unknown: `auto softmax`."

    @property
    def gives_probabilities(self) -> bool:
        return self.activation in _PROBABILITIES

    @property
    def gives_logits(self) -> bool:
        """Its outputs are raw scores; the loss makes them probabilities."""
        return self.activation in (None, "log_softmax")

    @property
    def text(self) -> str:
        """As the language writes it: `10 softmax`, `conv 3 sigmoid`."""
        if self.layer_text:
            return self.layer_text
        size = self.without_activation
        return f"{size} {self.activation}" if self.activation else size

    @property
    def subject(self) -> str:
        """The last layer at the start of a sentence: a bare number would look like a count."""
        return self.text if self.activation or self.layer_text else f"a last layer of {self.text}"

    @property
    def without_activation(self) -> str:
        return f"{self.convolution} {self.units}".lstrip()

    def with_units(self, units: int) -> str:
        """The layer with so many units."""
        return f"{units} {self.activation or ''}".rstrip()

    def accept(self, last_layer: str) -> str:
        """The words of `fix`; empty where it leaves out the loss, which no words do."""
        return "" if last_layer == self.text and self.loss is not None else last_layer

    def fix(self, last_layer: str, purpose: str = "") -> str:
        """The fix by another last layer, or by leaving out the loss."""
        if last_layer == self.text and self.loss is not None:
            return f"leave out the loss {keras_word(self.loss.name)}"
        return f"write {last_layer} {purpose}".rstrip()


def head_of(spec: Spec, findings: Findings) -> Head:
    """Read the last layer together with the given loss, left out if it does not fit."""
    shape = spec.output_shape
    activation = None if spec.last_activation == "linear" else spec.last_activation
    kind = _kind(shape, activation)
    words = {"Conv2D": "conv", "SeparableConv2D": "sepconv"}
    with_units = (one.kind for one in reversed(spec.layers) if one.kind in {"Dense", *words})
    convolution = words.get(next(with_units, ""), "") if len(shape) > 1 else ""
    head = Head(shape[-1], shape, activation, kind, None, None, convolution)
    loss = spec.settings.loss
    if loss is None:
        return head
    entry = next(one for one in LOSSES.values() if one.name == loss.name)
    reason = _loss_misfit(head, loss, entry)
    if reason:
        findings.refuse("loss", *reason)
        return head
    arguments = dict(loss.arguments)
    if entry.takes_logits and head.gives_logits and "from_logits" not in arguments:
        loss = loss.with_argument("from_logits", value=True)
    return replace(head, kind=_kind_for_loss(head, entry.family), loss=loss, family=entry.family)


def _kind(shape: tuple[int, ...], activation: str | None) -> TaskKind:
    if len(shape) > 1:
        return "regression"
    several = shape[0] > 1
    if activation in ("sigmoid", "hard_sigmoid"):
        return "labels" if several else "binary"
    if several and activation in ("softmax", "log_softmax", None):
        return "classes"
    return "regression"


def _kind_for_loss(head: Head, family: Family) -> TaskKind:
    if family in ("index", "columns"):
        return "classes"
    if family == "binary" and head.activation != "softmax":
        return "labels" if head.units > 1 else "binary"
    if family == "numbers" and head.gives_logits:
        return "regression"
    return head.kind


def _loss_misfit(head: Head, loss: KerasCall, entry: Loss) -> tuple[str, ...]:
    """Why a loss does not fit, and the last layer that does; empty if it fits."""
    word = f"the loss {keras_word(loss.name)}"
    from_logits = dict(loss.arguments).get("from_logits")
    missing = entry.missing(head.units, len(head.shape), head.activation)
    if entry.word == "circle":
        return (f"{word} compares embeddings, which is not supported: leave the loss out",)
    if missing == "flatten":
        return (f"{word} needs a last layer with one axis: write flatten before it",)
    if missing == "2 softmax":
        return f"{word} is for classes, but the last layer has 1 unit: write {missing}", missing
    if from_logits and head.gives_probabilities:
        return (f"{head.activation} already gives probabilities: leave out from_logits",)
    if not missing or from_logits:
        return ()
    needs = "outputs above 0" if entry.word == "poisson" else "probabilities"
    fix = f"{head.without_activation} {missing}"
    return f"{word} needs {needs}: write {fix}", fix


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


def first_of_columns(metrics: Sequence[KerasCall] | None) -> KerasCall | None:
    """The first metric that needs a column for each class."""
    return next((m for m in metrics or () if m.name not in _OF_NUMBERED_CLASSES), None)


def choose_metrics(
    head: Head, kind: TaskKind, form: Form, asked: Sequence[KerasCall] | None, findings: Findings
) -> tuple[KerasCall, ...]:
    """The metrics of the clause that fit, else the defaults, named as in the logs."""
    if asked is None:
        return _usual(head, kind, form)
    others = {"CategoricalAccuracy", "SparseCategoricalAccuracy"}
    misfit = "is for classes, not for yes or no"
    if kind == "classes":
        others, misfit = {"BinaryAccuracy"}, "is for yes or no, not for classes"
    fitting: list[KerasCall] = []
    for metric in asked:
        fitted = _fit(metric, head, kind, form)
        if isinstance(fitted, KerasCall):
            if metric.name in others:
                word = keras_word(metric.name)
                findings.repair("metrics", f"{word} {misfit}: accuracy instead")
            if fitted.name in _NUMBERED:  # Keras would name a second one auc_1
                fitted = fitted.with_argument("name", keras_word(fitted.name))
            fitting.append(fitted)
            continue
        rest = [keras_word(usual.name) for usual in _usual(head, kind, form)]
        instead = f"{' and '.join(rest)} instead" if kind == "regression" else "left out"
        findings.repair("metrics", f"{keras_word(metric.name)} {fitted}: {instead}")
        if kind == "regression":
            fitting.extend(_usual(head, kind, form))
    unique = dict.fromkeys(fitting)
    return tuple(unique) or _usual(head, kind, form)


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
    misfit = _metric_misfit(name, head, kind, form)
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


def _metric_misfit(name: str, head: Head, kind: TaskKind, form: Form) -> str | None:
    is_number = kind == "regression"
    word = "exponential" if is_number else "softmax"
    is_low = name == "Poisson" and activation_range_of(head.activation)[0] < 0
    needs_columns = form == "index" and name not in _OF_NUMBERED_CLASSES
    reasons = {
        f"needs outputs above 0 ({head.without_activation} {word})": is_low,
        "scores classes, not a regression": is_number and name in _OF_CLASSES,
        "takes outputs with one axis only": name == "R2Score" and len(head.shape) > 1,
        "compares numbers, not classes": not is_number and name in _ACROSS_COLUMNS,
        "needs a softmax over classes": name in _TOP_K | _CLASS_LOSSES and kind != "classes",
        "needs one column for each class, which this loss does not take": needs_columns,
    }
    return next((reason for reason, applies in reasons.items() if applies), None)


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

"""The last layer and a given loss, before the labels are known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from densemodel.data.findings._finding import Findings, keras_word
from densemodel.language import LOSSES, KerasCall, Loss, Spec

_INFINITE = math.inf
_REACH: dict[str, tuple[float, float]] = {
    "exponential": (0, _INFINITE),
    "hard_sigmoid": (0, 1),
    "hard_tanh": (-1, 1),
    "log_sigmoid": (-_INFINITE, 0),
    "log_softmax": (-_INFINITE, 0),
    "relu": (0, _INFINITE),
    "relu6": (0, 6),
    "sigmoid": (0, 1),
    "softmax": (0, 1),
    "softplus": (0, _INFINITE),
    "softsign": (-1, 1),
    "sparse_plus": (0, _INFINITE),
    "sparse_sigmoid": (0, 1),
    "tanh": (-1, 1),
}
"Those without simple bounds are left out."


def activation_range_of(activation: str | None) -> tuple[float, float]:
    """The bounds of an activation."""
    return _REACH.get(activation or "", (-_INFINITE, _INFINITE))


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
    "The given loss, if it fits."
    family: Family | None
    "The form of y for that loss; None without a given loss."
    convolution: str = ""
    "The word of the last layer with units, `conv` or `sepconv`; empty for a dense one."
    said: str = ""
    "The text of the layer, if its size is unknown: `auto softmax`."

    @property
    def gives_probabilities(self) -> bool:
        """Its outputs lie in 0..1 and may be read as probabilities."""
        return self.activation in _PROBABILITIES

    @property
    def gives_logits(self) -> bool:
        """Its outputs are raw scores; the loss makes them probabilities."""
        return self.activation in (None, "log_softmax")

    @property
    def text(self) -> str:
        """The last layer as the language writes it: `10 softmax`, `conv 3 sigmoid`."""
        if self.said:
            return self.said
        size = self.without_activation
        return f"{size} {self.activation}" if self.activation else size

    @property
    def subject(self) -> str:
        """The last layer at the start of a sentence: a bare number would look like a count."""
        return self.text if self.activation or self.said else f"a last layer of {self.text}"

    @property
    def without_activation(self) -> str:
        """The last layer without an activation: `10`, `conv 3`."""
        return f"{self.convolution} {self.units}".lstrip()

    def fix(self, last_layer: str, purpose: str = "") -> str:
        """The fix by another last layer, or by leaving out the loss."""
        if last_layer == self.text and self.loss is not None:
            return f"leave out the loss {keras_word(self.loss.name)}"
        return f"write {last_layer} {purpose}".rstrip()


def head_of(spec: Spec, findings: Findings) -> Head:
    """Read the last layer together with the given loss, left out if it does not fit."""
    shape = spec.output_shape
    activation = spec.last_activation
    activation = None if activation == "linear" else activation
    kind = _kind(shape, activation)
    words = {"Conv2D": "conv", "SeparableConv2D": "sepconv"}
    with_units = (one.kind for one in reversed(spec.layers) if one.kind in {"Dense", *words})
    convolution = words.get(next(with_units, ""), "") if len(shape) > 1 else ""
    head = Head(shape[-1], shape, activation, kind, None, None, convolution)
    loss = spec.settings.loss
    if loss is None:
        return head
    entry = next(one for one in LOSSES.values() if one.name == loss.name)
    reason = _misfit(head, loss, entry)
    if reason:
        findings.refuse("loss", reason)
        return head
    said = dict(loss.arguments)
    if entry.takes_logits and head.gives_logits and "from_logits" not in said:
        loss = loss.with_argument("from_logits", value=True)
    return Head(
        head.units,
        shape,
        activation,
        _kind_for_loss(head, entry.family),
        loss,
        entry.family,
        head.convolution,
    )


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


def _misfit(head: Head, loss: KerasCall, entry: Loss) -> str | None:
    """Why a loss does not fit this last layer; None if it does."""
    word = f"the loss {keras_word(loss.name)}"
    from_logits = dict(loss.arguments).get("from_logits")
    missing = entry.missing(head.units, len(head.shape), head.activation)
    if entry.word == "circle":
        return f"{word} compares embeddings, which is not supported: leave the loss out"
    if missing == "flatten":
        return f"{word} needs a last layer with one axis: write flatten before it"
    if missing == "2 softmax":
        return f"{word} is for classes, but the last layer has 1 unit: write 2 softmax"
    if from_logits and head.gives_probabilities:
        return f"{head.activation} already gives probabilities: leave out from_logits"
    if not missing or from_logits:
        return None
    needs = "outputs above 0" if entry.word == "poisson" else "probabilities"
    return f"{word} needs {needs}: write {head.without_activation} {missing}"

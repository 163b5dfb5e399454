"""The losses and metrics, first those that fit the last layer.

The others are those that `bind` would refuse; a test compares the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from densemodel.language.completion._complete_place import CompletionOffer, common_first
from densemodel.language.vocabulary._losses import LOSSES
from densemodel.language.vocabulary._metrics import ALIASES, METRICS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.language.completion._complete_draft import Draft
    from densemodel.language.completion._complete_place import CompletionPlace, Names
    from densemodel.language.spec._spec import Spec
    from densemodel.language.vocabulary._losses import Loss


class _Head(NamedTuple):
    """The end of a network."""

    units: int | None
    "None: decided by the labels."
    axes: int
    activation: str | None


_LOSSES_OF = {
    "classes": (
        "sparse_categorical_crossentropy",
        "categorical_crossentropy",
        "categorical_focal_crossentropy",
        "categorical_generalized_cross_entropy",
        "kl_divergence",
        "categorical_hinge",
    ),
    "yes or no": (
        "binary_crossentropy",
        "binary_focal_crossentropy",
        "dice",
        "tversky",
        "hinge",
        "squared_hinge",
    ),
    "numbers": (
        "mse",
        "mae",
        "huber",
        "log_cosh",
        "mean_absolute_percentage_error",
        "mean_squared_logarithmic_error",
        "poisson",
        "cosine_similarity",
    ),
}
_METRICS_OF = {
    "classes": (
        "accuracy",
        "sparse_categorical_accuracy",
        "categorical_accuracy",
        "sparse_top_k_categorical_accuracy",
        "top_k_categorical_accuracy",
        "f1_score",
        "auc",
        "precision",
        "recall",
        "sparse_categorical_crossentropy",
        "categorical_crossentropy",
    ),
    "yes or no": (
        "accuracy",
        "auc",
        "precision",
        "recall",
        "f1_score",
        "binary_accuracy",
        "binary_crossentropy",
        "binary_iou",
    ),
    "numbers": (
        "mae",
        "mse",
        "r2_score",
        "root_mean_squared_error",
        "mean_absolute_percentage_error",
        "mean_squared_logarithmic_error",
        "log_cosh_error",
        "pearson_correlation",
        "concordance_correlation",
    ),
}
"The most likely first, for each kind of last layer."


def loss_offers(place: CompletionPlace, _names: Names) -> list[CompletionOffer]:
    """The losses; those that do not fit the last layer are hidden."""
    head = _head(place.draft)
    offers: list[CompletionOffer] = []
    for word, loss in LOSSES.items():
        missing = _missing(loss, head)
        help_ = f"{missing}: {loss.help}" if missing else loss.help
        offers.append(CompletionOffer(word, help_, is_hidden=bool(missing)))
    return common_first(offers, _order(_LOSSES_OF, head))


def losses_for(spec: Spec) -> tuple[str, ...]:
    """The losses that fit the last layer of a network, the most likely first."""
    head = _Head(spec.output_shape[-1], len(spec.output_shape), spec.last_activation)
    return tuple(word for word in _order(_LOSSES_OF, head) if not _missing(LOSSES[word], head))


def metric_offers(place: CompletionPlace, _names: Names) -> list[CompletionOffer]:
    """The metrics that are not written yet."""
    said = {ALIASES.get(word, word) for word in place.expected.said}
    offers = [CompletionOffer(word, one.help) for word, one in METRICS.items() if word not in said]
    return common_first(offers, _order(_METRICS_OF, _head(place.draft)))


def _head(draft: Draft | None) -> _Head | None:
    """The end of the network of the clause; None if unknown."""
    spec = None if draft is None else draft.last_layer()
    if spec is None or not spec.layers:
        return None
    shape, activation = spec.output_shape, spec.last_activation
    return _Head(None if draft and draft.has_auto_output else shape[-1], len(shape), activation)


def _order(table: dict[str, tuple[str, ...]], head: _Head | None) -> Sequence[str]:
    if head is None:
        return ()
    if head.axes == 1 and head.activation in {"sigmoid", "hard_sigmoid"}:
        return table["yes or no"]
    may_be_classes = head.axes == 1 and head.units != 1
    if may_be_classes and head.activation in {"softmax", "log_softmax"}:
        return table["classes"]
    if may_be_classes and head.activation is None:  # the labels decide which
        return (*table["classes"][:2], *table["numbers"])
    return table["numbers"]


def _missing(loss: Loss, head: _Head | None) -> str:
    """Why the last layer does not fit a loss; empty if it does."""
    if loss.word == "circle":
        return "not trained yet"
    missing = "" if head is None else loss.missing(*head)
    if head is None or not missing:
        return ""
    if missing == "flatten":
        return "after flatten and a size"
    return f"after {missing}" if " " in missing else f"after {head.units or 'auto'} {missing}"

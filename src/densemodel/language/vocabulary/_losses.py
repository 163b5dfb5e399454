"""LOSSES: Keras's losses by their snake_case names, and mse and mae."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from densemodel.language.syntax_tree._option import (
    CLOSED_SHARE,
    NOT_NEGATIVE,
    OPEN_SHARE,
    POSITIVE,
    Option,
    number,
    switch,
)


@dataclass(frozen=True, slots=True)
class Loss:
    """One loss."""

    word: str
    name: str
    "The class in `keras.losses`."
    help: str
    options: tuple[Option, ...] = ()
    family: Literal["index", "columns", "binary", "numbers"] = "numbers"
    "The form of y: an index or columns of classes, yes or no; all others compare numbers."

    @property
    def takes_logits(self) -> bool:
        """Whether it has the option `from_logits`."""
        return _LOGITS in self.options

    def missing(self, units: int | None, axes: int, activation: str | None) -> str:
        """What a last layer lacks for this loss, as text of the language; empty if it fits.

        Its units are None if the labels decide, its activation is None for linear outputs.
        """
        if axes > 1 and self.family != "numbers":
            return "flatten"
        if self.family in {"index", "columns"} and units == 1:
            return "2 softmax"
        if self.word == "poisson":
            return "" if activation in _ABOVE_0 else "exponential"
        if self.word == "categorical_generalized_cross_entropy":
            return "" if activation == "softmax" else "softmax"
        if self.takes_logits and activation not in {None, "log_softmax", *_PROBABILITIES}:
            return "sigmoid" if self.family == "binary" else "softmax"
        return ""


_PROBABILITIES = frozenset({"softmax", "sigmoid", "hard_sigmoid"})
_ABOVE_0 = _PROBABILITIES | {"exponential", "relu", "relu6", "softplus"}
_ABOVE_0 |= {"sparse_plus", "sparse_sigmoid"}
"Activations whose outputs are 0 or more."

_LOGITS = switch("from_logits", "the last layer has no activation")
_SMOOTHING = number("label_smoothing", 0.0, "share spread over the other classes", CLOSED_SHARE)
_GAMMA = number("gamma", 2.0, "how much less easy rows count", NOT_NEGATIVE)
_ALPHA = number("alpha", 0.25, "weight of the classes", CLOSED_SHARE)

_ALL = (
    Loss(
        "binary_crossentropy",
        "BinaryCrossentropy",
        "yes or no",
        (_LOGITS, _SMOOTHING),
        family="binary",
    ),
    Loss(
        "binary_focal_crossentropy",
        "BinaryFocalCrossentropy",
        "yes or no, hard rows first",
        (switch("apply_class_balancing", "weigh the classes"), _ALPHA, _GAMMA, _LOGITS, _SMOOTHING),
        family="binary",
    ),
    Loss(
        "categorical_crossentropy",
        "CategoricalCrossentropy",
        "one-hot classes",
        (_LOGITS, _SMOOTHING),
        family="columns",
    ),
    Loss(
        "categorical_focal_crossentropy",
        "CategoricalFocalCrossentropy",
        "one-hot classes, hard rows first",
        (_ALPHA, _GAMMA, _LOGITS, _SMOOTHING),
        family="columns",
    ),
    Loss(
        "categorical_generalized_cross_entropy",
        "CategoricalGeneralizedCrossEntropy",
        "classes with wrong labels",
        (number("q", 0.5, "0: crossentropy, 1: mae", OPEN_SHARE),),
        family="index",
    ),
    Loss(
        "categorical_hinge", "CategoricalHinge", "one-hot classes by their margin", family="columns"
    ),
    Loss(
        "circle",
        "Circle",
        "embeddings of classes",
        (
            number("gamma", 80.0, "scale", POSITIVE),
            number("margin", 0.4, "margin between classes", CLOSED_SHARE),
        ),
    ),
    Loss("cosine_similarity", "CosineSimilarity", "the angle between vectors"),
    Loss("dice", "Dice", "overlap of masks"),
    Loss("hinge", "Hinge", "-1 or 1 by the margin", family="binary"),
    Loss(
        "huber",
        "Huber",
        "mse near 0, mae far off",
        (number("delta", 1.0, "where it changes over", POSITIVE),),
    ),
    Loss("kl_divergence", "KLDivergence", "distance of distributions"),
    Loss("log_cosh", "LogCosh", "mse near 0, mae far off, smooth"),
    Loss("mae", "MeanAbsoluteError", "mean of |y - prediction|"),
    Loss("mean_absolute_percentage_error", "MeanAbsolutePercentageError", "mae in percent of y"),
    Loss("mean_squared_logarithmic_error", "MeanSquaredLogarithmicError", "mse of the logarithms"),
    Loss("mse", "MeanSquaredError", "mean of (y - prediction)²"),
    Loss("poisson", "Poisson", "counts"),
    Loss(
        "sparse_categorical_crossentropy",
        "SparseCategoricalCrossentropy",
        "classes as whole numbers",
        (_LOGITS,),
        family="index",
    ),
    Loss("squared_hinge", "SquaredHinge", "hinge, squared", family="binary"),
    Loss(
        "tversky",
        "Tversky",
        "overlap of masks, weighted",
        (
            number("alpha", 0.5, "weight of false positives", CLOSED_SHARE),
            number("beta", 0.5, "weight of false negatives", CLOSED_SHARE),
        ),
    ),
)

LOSSES: dict[str, Loss] = {loss.word: loss for loss in _ALL}

ALIASES = {
    "mean_squared_error": "mse",
    "mean_absolute_error": "mae",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "bce": "binary_crossentropy",
    "logcosh": "log_cosh",
    "kld": "kl_divergence",
}
"Other names that are read; the canonical text holds the name in the table."

CROSSENTROPY_OF = {
    "softmax": "sparse_categorical_crossentropy",
    "sigmoid": "binary_crossentropy",
}
"The crossentropy that fits an activation of the last layer."

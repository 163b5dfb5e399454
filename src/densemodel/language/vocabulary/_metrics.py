"""METRICS: Keras's metrics by their snake_case names, and mse and mae."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.language.vocabulary import _losses

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric that needs no arguments."""

    word: str
    name: str
    "The class in `keras.metrics`."
    help: str


_ALL = (
    Metric("accuracy", "Accuracy", "share of correct predictions; the kind that fits the labels"),
    Metric("auc", "AUC", "area under the ROC curve"),
    Metric("binary_accuracy", "BinaryAccuracy", "share of correct predictions, yes or no"),
    Metric("binary_crossentropy", "BinaryCrossentropy", "the loss, yes or no"),
    Metric("binary_iou", "BinaryIoU", "overlap of masks"),
    Metric("categorical_accuracy", "CategoricalAccuracy", "share of correct one-hot classes"),
    Metric("categorical_crossentropy", "CategoricalCrossentropy", "the loss, one-hot classes"),
    Metric("categorical_hinge", "CategoricalHinge", "one-hot classes by their margin"),
    Metric("concordance_correlation", "ConcordanceCorrelation", "agreement of y and prediction"),
    Metric("cosine_similarity", "CosineSimilarity", "the angle between vectors"),
    Metric("f1_score", "F1Score", "harmonic mean of precision and recall, per class"),
    Metric("false_negatives", "FalseNegatives", "number of false negatives"),
    Metric("false_positives", "FalsePositives", "number of false positives"),
    Metric("fbeta_score", "FBetaScore", "weighted harmonic mean of precision and recall"),
    Metric("hinge", "Hinge", "-1 or 1 by the margin"),
    Metric("kl_divergence", "KLDivergence", "distance of distributions"),
    Metric("log_cosh_error", "LogCoshError", "mse near 0, mae far off"),
    Metric("mae", "MeanAbsoluteError", "mean of |y - prediction|"),
    Metric("mean_absolute_percentage_error", "MeanAbsolutePercentageError", "mae in percent of y"),
    Metric(
        "mean_squared_logarithmic_error", "MeanSquaredLogarithmicError", "mse of the logarithms"
    ),
    Metric("mse", "MeanSquaredError", "mean of (y - prediction)²"),
    Metric("pearson_correlation", "PearsonCorrelation", "linear correlation of y and prediction"),
    Metric("poisson", "Poisson", "counts"),
    Metric("precision", "Precision", "share of the positive predictions that are right"),
    Metric("r2_score", "R2Score", "share of y's variance explained"),
    Metric("recall", "Recall", "share of the positives that are found"),
    Metric("root_mean_squared_error", "RootMeanSquaredError", "root of mse, in y's unit"),
    Metric("sparse_categorical_accuracy", "SparseCategoricalAccuracy", "share of correct classes"),
    Metric(
        "sparse_categorical_crossentropy",
        "SparseCategoricalCrossentropy",
        "the loss, classes as whole numbers",
    ),
    Metric(
        "sparse_top_k_categorical_accuracy",
        "SparseTopKCategoricalAccuracy",
        "share with the class among the top five",
    ),
    Metric("squared_hinge", "SquaredHinge", "hinge, squared"),
    Metric(
        "top_k_categorical_accuracy",
        "TopKCategoricalAccuracy",
        "share with the one-hot class among the top five",
    ),
    Metric("true_negatives", "TrueNegatives", "number of true negatives"),
    Metric("true_positives", "TruePositives", "number of true positives"),
)

METRICS: dict[str, Metric] = {metric.word: metric for metric in _ALL}

OTHER_NAMES = {
    "rocauc": "auc",
    "auroc": "auc",
    "rocaucscore": "auc",
    "fscore": "f1_score",
    "f1macro": "f1_score",
    "sensitivity": "recall",
    "ppv": "precision",
    "rsquared": "r2_score",
    "iou": "binary_iou",
    "top5": "top_k_categorical_accuracy",
}
"Names of other tools, without underscores, only for hints."

ALIASES = {
    "mean_squared_error": "mse",
    "mean_absolute_error": "mae",
    "r2": "r2_score",
    "acc": "accuracy",
    "f1": "f1_score",
    "rmse": "root_mean_squared_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
}
"Other names that are read; the canonical text holds the name in the table."


def word_named(name: str, table: Mapping[str, _losses.Loss | Metric]) -> str:
    """The word in a table for `MeanSquaredError`, `mean_squared_error` or `mse`; empty if none."""
    bare = name.lower().replace("_", "")
    for word, entry in table.items():
        if bare in {word.replace("_", ""), entry.name.lower()}:
            return word
    aliases = (_losses.ALIASES | ALIASES).items()
    return next((w for a, w in aliases if a.replace("_", "") == bare and w in table), "")

"""What a term means, in a sentence for a tooltip: one table for every part of a panel."""

from __future__ import annotations

_TERMS = {
    # scoring, by the names of Keras and scikit-learn
    "loss": "What training makes small: how far the predictions are from the true values",
    "log_loss": "The mean of -log of the probability that each row's true class gets: 0 is best",
    "accuracy": "The share of rows, or of yes-or-no answers, that are predicted right",
    "exact_match": "The share of rows of which every answer is right",
    "balanced_accuracy": "The mean recall of all classes: each counts the same, however rare it is",
    "precision": "Of the rows predicted as this class, the share that are of it",
    "recall": "Of the rows of this class, the share that are predicted as it: true positive rate",
    "f1": "One number for precision and recall, their harmonic mean: low if either is low",
    "macro_f1": "The mean F1 of all classes: each counts the same, however rare it is",
    "roc_auc": (
        "How often a row of the second class gets a higher score than one of the first: 0.5 is "
        "chance, 1 is perfect"
    ),
    "average_precision": "The mean precision over all recalls, as the threshold falls: 1 is best",
    "brier": "The mean squared error of the probabilities: 0 is best, low if they can be trusted",
    "mean_absolute_error": "The mean distance of the predictions from the true values",
    "median_absolute_error": "Half of the predictions are closer to the true values than this",
    "root_mean_squared_error": (
        "The root of the mean squared distance: in the unit of y, and large errors count most"
    ),
    "r2_score": (
        "The share of the variance of y that is explained: 1 is perfect, 0 no better than the mean"
    ),
    # parts of the tab Score
    "95 % interval": "Where the value for all such rows lies: 95 of 100 such intervals hold it",
    "baseline": "Always the most common class; for numbers, always the mean",
    "rows": "How many of the scored rows are of this class",
    "confusion matrix": "How often each true class is predicted as each class",
    "roc curve": "The true and the false positive rate at every threshold: up and left is better",
    "precision_recall": "The precision that each recall costs: a curve that stays high is best",
    "calibration": "How often a class is true, by its predicted probability: best on the diagonal",
    "residual": "True minus predicted: what the network leaves unexplained",
    # the tab Inside
    "dead units": "Units that give 0 for every measured row, so that they learn no more",
    "saturated units": "Units that stay at an end of their activation, where the gradient is small",
    "gradient": (
        "How strongly the loss pulls at the weights of a layer; the norm is the length of these "
        "numbers as one vector. A layer whose norm is far below that of others hardly learns"
    ),
    "activations": (
        "What the units of a layer give for the measured rows; the standard deviation is how far "
        "that usually lies from its mean"
    ),
    "logits": "What the last layer gives before its softmax or sigmoid makes probabilities of it",
    "outputs": "What the last layer gives: the predictions",
    "weights": "What each unit multiplies its inputs by; training changes them",
    "biases": "What each unit adds to its sum; training changes them",
    "scale (gamma)": "What normalization multiplies its values by; training changes it",
    "offset (beta)": "What normalization adds to its values; training changes it",
}


def term(name: str) -> str:
    """What a term of scoring or of the tab Inside means; empty for any other text.

    Args:
        name: The name of a metric, as in a report, or a word that we write: never a user's text.
    """
    return _TERMS.get(name, "")

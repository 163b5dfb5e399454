"""Rows that were judged, made by hand."""

import numpy as np

from densemodel.data import bind
from densemodel.scoring import EvaluationRows, Predictions, Report
from densemodel.widgets.score._score_facts import ScoreResult


def class_predictions(y_true, y_pred, sure, names, columns=3):
    """Rows of classes; what is not the chance of the class that was said is shared out."""
    classes = len(names)
    y = np.array([names[number % classes] for number in range(max(classes * 2, len(y_true)))])
    x = np.zeros((len(y), columns), dtype="float32")
    x += np.arange(len(y))[:, None]
    terms = bind(f"{columns} -> {classes} softmax ; split off", x, y).terms
    probabilities = np.zeros((len(y_true), classes), dtype="float32")
    for row, (number, probability) in enumerate(zip(y_pred, sure, strict=True)):
        probabilities[row] = (1 - probability) / max(classes - 1, 1)
        probabilities[row, number] = probability
    written = np.array(y_true, dtype="int32")
    return Predictions(terms, written, probabilities, written, np.array(y_pred), probabilities)


def number_predictions(true, y_pred):
    x = np.random.default_rng(0).normal(size=(len(true), 3)).astype("float32")
    units = true.shape[1] if true.ndim > 1 else 1
    terms = bind(f"3 -> {units} ; split off", x, true.astype("float64")).terms
    y = true.reshape(len(true), -1).astype("float32")
    return Predictions(terms, y, y_pred.reshape(y.shape).astype("float32"), None, None, None)


def flag_predictions(y_true, probabilities):
    """Rows of several yes-or-no answers."""
    x = np.random.default_rng(0).normal(size=(8, 3)).astype("float32")
    units = len(y_true[0])
    y = np.tile(np.eye(2, units, dtype="int32"), (4, 1))
    terms = bind(f"3 -> {units} sigmoid ; split off", x, y).terms
    y_pred = np.array(probabilities, dtype="float32")
    return Predictions(terms, np.array(y_true, dtype="float32"), y_pred, None, None, y_pred)


def scored(predictions, x=None, **options):
    """As the tab has it, with a report that has no numbers."""
    count = len(predictions.y)
    rows = np.arange(3.0 * count, dtype="float32").reshape(count, 3) if x is None else x
    evaluation_rows = EvaluationRows(
        "validation", rows, predictions.y, 10 * np.arange(count), predictions.terms
    )
    report = Report(predictions.terms.task.kind, "digits", count, "validation", {}, {}, {}, None, 0)
    named = {"count": count, "when": "after epoch 7", "is_live": False, **options}
    return ScoreResult(evaluation_rows, predictions, report, **named)

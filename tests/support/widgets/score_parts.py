"""Rows that were judged, made by hand."""

import numpy as np

from densemodel.data import bind
from densemodel.scoring import EvaluationRows, Predictions, Report
from densemodel.widgets.score._score_facts import ScoreResult


def judged_classes(truth, said, sure, names, columns=3):
    """Rows of classes; what is not the chance of the class that was said is shared out."""
    classes = len(names)
    y = np.array([names[number % classes] for number in range(max(classes * 2, len(truth)))])
    x = np.zeros((len(y), columns), dtype="float32")
    x += np.arange(len(y))[:, None]
    terms = bind(f"{columns} -> {classes} softmax ; split off", x, y).terms
    chances = np.zeros((len(truth), classes), dtype="float32")
    for row, (number, chance) in enumerate(zip(said, sure, strict=True)):
        chances[row] = (1 - chance) / max(classes - 1, 1)
        chances[row, number] = chance
    written = np.array(truth, dtype="int32")
    return Predictions(terms, written, chances, written, np.array(said), chances)


def judged_numbers(true, said):
    x = np.random.default_rng(0).normal(size=(len(true), 3)).astype("float32")
    units = true.shape[1] if true.ndim > 1 else 1
    terms = bind(f"3 -> {units} ; split off", x, true.astype("float64")).terms
    y = true.reshape(len(true), -1).astype("float32")
    return Predictions(terms, y, said.reshape(y.shape).astype("float32"), None, None, None)


def judged_flags(truth, chances):
    """Rows of several yes-or-no answers."""
    x = np.random.default_rng(0).normal(size=(8, 3)).astype("float32")
    units = len(truth[0])
    y = np.tile(np.eye(2, units, dtype="int32"), (4, 1))
    terms = bind(f"3 -> {units} sigmoid ; split off", x, y).terms
    said = np.array(chances, dtype="float32")
    return Predictions(terms, np.array(truth, dtype="float32"), said, None, None, said)


def scored(judged, x=None, **options):
    """As the tab has it, with a report that has no numbers."""
    count = len(judged.y)
    rows = np.arange(3.0 * count, dtype="float32").reshape(count, 3) if x is None else x
    watched = EvaluationRows("validation", rows, judged.y, 10 * np.arange(count), judged.terms)
    report = Report(judged.terms.task.kind, "digits", count, "validation", {}, {}, {}, None, 0)
    kept = {"count": count, "when": "after epoch 7", "is_live": False, **options}
    return ScoreResult(watched, judged, report, **kept)

"""The report of a classifier, its notes and its worst mistakes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.scoring.intervals._bootstrap import row_intervals, wilson_of
from densemodel.scoring.report._class_facts import (
    ClassFacts,
    balanced_interval,
    calibration_table,
    class_table,
    rank_statistic,
    scores_of,
    share_intervals,
    share_metrics,
)
from densemodel.scoring.report._report import MOST_MISTAKES, Report
from densemodel.scoring.rows._predictions import labels_of, loss_metric, own_losses

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from densemodel._array import Array
    from densemodel.scoring.intervals._bootstrap import Intervals
    from densemodel.scoring.report._about import About
    from densemodel.scoring.rows._predictions import Predictions


def class_mistakes(facts: ClassFacts) -> tuple[pd.DataFrame, int]:
    """The worst of the rows that are predicted as another class, and the number of all."""
    losses = facts.losses if isinstance(facts.losses, np.ndarray) else facts.surprise
    rows = worst(np.flatnonzero(facts.y_true != facts.y_pred), losses)
    first, labels = rows[:MOST_MISTAKES], labels_of(facts.predictions.terms)
    probabilities = np.full(len(first), np.nan)
    if facts.probabilities is not None:
        probabilities = facts.probabilities[first, facts.y_pred[first]].astype(np.float64)
    sides = labels[facts.y_true[first]], labels[facts.y_pred[first]]
    return mistake_table(facts.about, first, sides, probabilities, losses[first]), len(rows)


def mistake_table(
    about: About, rows: Array, sides: tuple[Any, Any], probabilities: Array, losses: Array
) -> pd.DataFrame:
    """The mistakes of a report, one a row; `sides` are the true and the predicted."""
    import pandas as pd

    columns = {
        "true": sides[0],
        "predicted": sides[1],
        "probability": probabilities,
        "loss": losses,
    }
    return pd.DataFrame({**about.columns_at(rows), **columns})


def worst(rows: Array, losses: Array) -> Array:
    """The rows by their losses, the highest first; stable."""
    return rows[np.argsort(-losses[rows], kind="stable")]


_MOST_CLASSES = 2_000
"The most classes with a confusion matrix: 32 MB."

_LONGEST = 40
"The most characters of a name in a note."


def class_notes(facts: ClassFacts, names: Array, metrics: Mapping[str, float]) -> tuple[str, ...]:
    """Notes on what is undefined for these rows."""
    notes = []
    absent = names[facts.tally.y_true == 0]
    if len(absent):
        which = "class" if len(absent) == 1 else "the classes"
        whose = "its recall is" if len(absent) == 1 else "their recall is"
        notes.append(f"No row is of {which} {listed(absent)}: {whose} in no mean.")
    if facts.of_two:
        second = str(names[1])[:_LONGEST]
        notes.append(f"Precision, recall and F1 are of class {second}.")
        if "roc_auc" not in metrics:
            notes.append("All rows are of one class, so there is no ROC and no average precision.")
        if "precision" not in metrics and facts.tally.y_true[1]:
            notes.append(f"No row was predicted as {second}, so its precision is undefined.")
    if facts.probabilities is None:
        notes.append("The outputs are not probabilities, so no row has one.")
    if facts.classes > _MOST_CLASSES:
        notes.append(f"The confusion matrix of {len(names):,} classes is too large to keep.")
    return tuple(notes)


def listed(names: Array | list[Any]) -> str:
    """The first three names, and the number of further ones, in words."""
    shown = [str(name)[:_LONGEST] for name in names[:3]]
    more = len(names) - len(shown)
    if more:
        return f"{', '.join(shown)} and {more:,} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def class_report(predictions: Predictions, about: About, *, quick: bool) -> Report:
    """Score predictions of classes; `quick` leaves out intervals by bootstrap."""
    classes = (
        2 if predictions.terms.task.kind == "binary" else predictions.terms.spec.output_shape[-1]
    )
    facts = ClassFacts(
        predictions,
        about,
        y_true=np.asarray(predictions.y_true, np.int64),
        y_pred=np.asarray(predictions.y_pred, np.int64),
        probabilities=predictions.probabilities,
        scores=scores_of(predictions, classes),
        classes=classes,
        losses=own_losses(predictions) if about.knows_loss else None,
        penalty=predictions.penalty,
    )
    metrics = class_metrics(facts)
    intervals = {
        "accuracy": wilson_of(facts.tally.both.sum(), len(facts.y_true)),
        "balanced_accuracy": balanced_interval(facts.tally),
    }
    if facts.of_two:
        for name, rows in (("precision", facts.tally.y_pred[1]), ("recall", facts.tally.y_true[1])):
            if name in metrics:
                intervals[name] = wilson_of(facts.tally.both[1], rows)
    if not quick:
        intervals |= _drawn_intervals(facts, metrics)
    mistakes, count = class_mistakes(facts)
    roc, curve = facts.ranked.tables() if facts.of_two else (None, None)
    calibration = None
    if facts.of_two and facts.probabilities is not None:
        calibration = calibration_table(facts.y_true, facts.probabilities[:, 1])
    names = labels_of(predictions.terms)
    return Report(
        kind="binary" if facts.of_two else "classes",
        name=about.name,
        rows=len(facts.y_true),
        where=about.where,
        metrics=metrics,
        baseline=class_metrics(facts.guessed()),
        intervals={name: intervals[name] for name in metrics if name in intervals},
        mistakes=mistakes,
        mistake_count=count,
        confusion=_confusion(facts, names),
        per_class=class_table(facts.tally, names),
        roc=roc,
        precision_recall=curve,
        calibration=calibration,
        notes=class_notes(facts, names, metrics),
    )


def class_metrics(facts: ClassFacts) -> dict[str, float]:
    metrics = loss_metric(facts.losses, facts.penalty)
    metrics["accuracy"] = float(facts.tally.both.sum() / len(facts.y_true))
    metrics |= share_metrics(facts.tally, of_two=facts.of_two)
    if "log_loss" in facts.row_columns:
        from sklearn.metrics import log_loss

        labels = np.arange(facts.classes)
        metrics["log_loss"] = float(log_loss(facts.y_true, facts.probabilities, labels=labels))
    metrics |= facts.rank_metrics() if facts.of_two else {}
    if "brier" in facts.row_columns:  # scikit-learn 1.6 refuses the rows of only one class
        metrics["brier"] = float(facts.row_columns["brier"].mean())
    return metrics


def _drawn_intervals(facts: ClassFacts, metrics: dict[str, float]) -> Intervals:
    ranks = [name for name in ("roc_auc", "average_precision") if name in metrics]
    order = np.argsort(-facts.scores, kind="stable") if ranks else np.arange(len(facts.y_true))
    columns = {name: column[order] for name, column in facts.row_columns.items()}
    y_true, scores = facts.y_true[order], facts.scores[order] if ranks else facts.scores

    def of_draws(places: Array, drawn: Array) -> Array:
        table = np.stack([column[places] for column in columns.values()], axis=1)
        means = drawn @ table / drawn.sum(axis=1, keepdims=True)
        if not ranks:
            return np.asarray(means)
        return np.hstack([means, rank_statistic(y_true, scores, places, drawn)])

    drawn = {name: metrics[name] for name in (*columns, *ranks)}
    # penalties on weights are the same whatever the rows
    if "loss" in drawn:
        drawn["loss"] -= facts.penalty
    intervals = row_intervals(drawn, len(facts.y_true), of_draws)
    if "loss" in intervals:
        low, high = intervals["loss"]
        intervals["loss"] = low + facts.penalty, high + facts.penalty
    return intervals | share_intervals(facts.counts, metrics)


def _confusion(facts: ClassFacts, names: Array) -> pd.DataFrame | None:
    import pandas as pd

    if facts.classes > _MOST_CLASSES:
        return None
    index, columns = pd.Index(names, name="true"), pd.Index(names, name="predicted")
    return pd.DataFrame(facts.counts, index=index, columns=columns)

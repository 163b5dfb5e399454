"""The report of a classifier, its notes and its worst mistakes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.scoring.intervals._bootstrap import row_intervals, wilson_of
from densemodel.scoring.report._class_facts import (
    ClassFacts,
    balanced_interval,
    class_table,
    share_intervals,
    share_metrics,
)
from densemodel.scoring.report._report import MOST_MISTAKES, Report
from densemodel.scoring.report._two_classes import calibration_table, rank_statistic
from densemodel.scoring.rows._predictions import labels_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from densemodel.scoring.intervals._bootstrap import Intervals
    from densemodel.scoring.report._report import About
    from densemodel.scoring.rows._predictions import Predictions


Array = np.ndarray[Any, Any]


def class_mistakes(facts: ClassFacts) -> tuple[pd.DataFrame, int]:
    """The worst of the rows that are predicted as another class, and the number of all."""
    losses = facts.losses if isinstance(facts.losses, np.ndarray) else facts.surprise
    if not len(losses):
        losses = np.full(len(facts.truth), np.nan)
    rows = worst(np.flatnonzero(facts.truth != facts.said), losses)
    kept, labels = rows[:MOST_MISTAKES], labels_of(facts.judged.terms)
    chances = np.full(len(kept), np.nan)
    if facts.chances is not None:
        chances = facts.chances[kept, facts.said[kept]].astype(np.float64)
    sides = labels[facts.truth[kept]], labels[facts.said[kept]]
    return mistake_table(facts.about, kept, sides, chances, losses[kept]), len(rows)


def mistake_table(
    about: About, rows: Array, sides: tuple[Any, Any], chances: Array, losses: Array
) -> pd.DataFrame:
    """The mistakes of a report, one a row; `sides` are the true and the predicted."""
    import pandas as pd

    from densemodel.scoring.rows._renamed_columns import with_old_names

    columns = {"true": sides[0], "predicted": sides[1], "probability": chances, "loss": losses}
    table = pd.DataFrame({**about.columns_at(rows), **columns})
    return with_old_names(table, {"chance": "probability"})


def worst(rows: Array, losses: Array) -> Array:
    """The rows by their losses, the highest first; stable."""
    return rows[np.argsort(-losses[rows], kind="stable")]


_MOST_CLASSES = 2_000
"The most classes with a confusion matrix: 32 MB."

_NAMED = 3
"The most classes that a note names."

_LONGEST = 40
"The most characters of a name in a note."


def class_notes(facts: ClassFacts, names: Array, metrics: Mapping[str, float]) -> tuple[str, ...]:
    """Notes on what is undefined for these rows."""
    notes = []
    absent = np.flatnonzero(facts.tally.true == 0)
    if len(absent) == 1:
        notes.append(f"No row is of class {listed(names[absent])}: its recall is in no mean.")
    elif len(absent):
        which = listed(names[absent])
        notes.append(f"No row is of the classes {which}: their recall is in no mean.")
    if facts.of_two:
        second = str(names[1])[:_LONGEST]
        notes.append(f"Precision, recall and F1 are of class {second}.")
        if "roc_auc" not in metrics:
            notes.append("All rows are of one class, so there is no ROC and no average precision.")
        if "precision" not in metrics and facts.tally.true[1]:
            notes.append(f"No row was predicted as {second}, so its precision is undefined.")
    if facts.chances is None:
        notes.append("The outputs are not probabilities, so no row has one.")
    if facts.classes > _MOST_CLASSES:
        notes.append(f"The confusion matrix of {len(names):,} classes is too large to keep.")
    return tuple(notes)


def listed(names: Array | list[Any]) -> str:
    """The first three names, and the number of further ones, in words."""
    shown = [str(name)[:_LONGEST] for name in names[:_NAMED]]
    more = len(names) - len(shown)
    if more:
        return f"{', '.join(shown)} and {more:,} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def class_report(judged: Predictions, about: About, *, quick: bool) -> Report:
    """Score predictions of classes; `quick` leaves out intervals by bootstrap."""
    facts = ClassFacts.of(judged, about)
    metrics = class_metrics(facts)
    intervals = _wilson_intervals(facts, metrics)
    if not quick:
        intervals |= _drawn_intervals(facts, metrics)
    mistakes, count = class_mistakes(facts)
    names = labels_of(judged.terms)
    return Report(
        kind="binary" if facts.of_two else "classes",
        name=about.name,
        rows=len(facts.truth),
        where=about.where,
        metrics=metrics,
        baseline=class_metrics(facts.guessed()),
        intervals={name: intervals[name] for name in metrics if name in intervals},
        mistakes=mistakes,
        mistake_count=count,
        confusion=_confusion(facts, names),
        per_class=class_table(facts.tally, names),
        roc=facts.ranked.roc_table() if facts.of_two else None,
        precision_recall=facts.ranked.precision_recall_table() if facts.of_two else None,
        calibration=_calibration(facts),
        notes=class_notes(facts, names, metrics),
    )


def class_metrics(facts: ClassFacts) -> dict[str, float]:
    """All metrics that are defined for these rows."""
    tally = facts.tally
    metrics = {} if facts.loss is None else {"loss": facts.loss}
    metrics["accuracy"] = float(tally.both.sum() / len(facts.truth))
    metrics |= share_metrics(tally, of_two=facts.of_two)
    if facts.has_log_loss:
        metrics["log_loss"] = facts.log_loss
    if facts.of_two:
        metrics |= facts.rank_metrics()
        if facts.chances is not None:
            metrics["brier"] = facts.brier
    return metrics


def _wilson_intervals(facts: ClassFacts, metrics: dict[str, float]) -> Intervals:
    """The intervals of the metrics that are shares of rows."""
    tally = facts.tally
    intervals = {
        "accuracy": wilson_of(tally.both.sum(), len(facts.truth)),
        "balanced_accuracy": balanced_interval(tally),
    }
    if facts.of_two:
        for name, which in (("precision", tally.said), ("recall", tally.true)):
            if name in metrics:
                intervals[name] = wilson_of(tally.both[1], which[1])
    return intervals


def _drawn_intervals(facts: ClassFacts, metrics: dict[str, float]) -> Intervals:
    ranks = [name for name in ("roc_auc", "average_precision") if name in metrics]
    order = np.argsort(-facts.scores, kind="stable") if ranks else np.arange(len(facts.truth))
    columns = {name: column[order] for name, column in facts.row_columns().items()}
    truth, scores = facts.truth[order], facts.scores[order] if ranks else facts.scores

    def of_draws(places: Array, drawn: Array) -> Array:
        table = np.stack([column[places] for column in columns.values()], axis=1)
        means = drawn @ table / drawn.sum(axis=1, keepdims=True)
        if not ranks:
            return np.asarray(means)
        return np.hstack([means, rank_statistic(truth, scores, places, drawn)])

    drawn = {name: metrics[name] for name in (*columns, *ranks)}
    # penalties on weights are the same whatever the rows
    shift = {"loss": facts.penalty}
    intervals = row_intervals(
        {name: value - shift.get(name, 0.0) for name, value in drawn.items()},
        len(facts.truth),
        of_draws,
    )
    moved = {
        name: (low + shift.get(name, 0.0), high + shift.get(name, 0.0))
        for name, (low, high) in intervals.items()
    }
    return moved | share_intervals(facts.counts, metrics)


def _confusion(facts: ClassFacts, names: Array) -> pd.DataFrame | None:
    import pandas as pd

    if facts.classes > _MOST_CLASSES:
        return None
    index, columns = pd.Index(names, name="true"), pd.Index(names, name="predicted")
    return pd.DataFrame(facts.counts, index=index, columns=columns)


def _calibration(facts: ClassFacts) -> pd.DataFrame | None:
    if not facts.of_two or facts.chances is None:
        return None
    return calibration_table(facts.truth, facts.chances[:, 1])

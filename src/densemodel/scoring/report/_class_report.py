"""The report of a classifier, its notes and its worst mistakes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.scoring.intervals._bootstrap import row_intervals
from densemodel.scoring.intervals._wilson import wilson_of
from densemodel.scoring.report._class_facts import (
    ClassFacts,
    balanced_interval,
    class_table,
    confusion_counts,
    share_intervals,
    share_metrics,
    tally_of,
)
from densemodel.scoring.report._report import MOST_MISTAKES, Report
from densemodel.scoring.report._two_classes import calibration_table, rank_statistic
from densemodel.scoring.rows._frame import labels_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from densemodel.scoring.intervals._bootstrap import Intervals
    from densemodel.scoring.report._about import About
    from densemodel.scoring.rows._predictions import Predictions


Array = np.ndarray[Any, Any]


def class_mistakes(
    judged: Predictions, about: About, facts: ClassFacts
) -> tuple[pd.DataFrame, int]:
    """Rows that are predicted as another class.

    Returns:
        The worst of them, and the number of all.
    """
    import pandas as pd

    from densemodel.scoring.rows._renamed_columns import with_old_names

    losses = facts.losses if isinstance(facts.losses, np.ndarray) else facts.surprise
    if not len(losses):
        losses = np.full(len(facts.truth), np.nan)
    rows = worst(np.flatnonzero(facts.truth != facts.said), losses)
    kept, labels = rows[:MOST_MISTAKES], labels_of(judged.terms)
    chances = judged.chances
    table = pd.DataFrame(
        {
            **about.columns_at(kept),
            "true": labels[facts.truth[kept]],
            "predicted": labels[facts.said[kept]],
            "probability": np.full(len(kept), np.nan)
            if chances is None
            else chances[kept, facts.said[kept]].astype(np.float64),
            "loss": losses[kept],
        }
    )
    return with_old_names(table, {"chance": "probability"}), len(rows)


def worst(rows: Array, losses: Array) -> Array:
    """The rows by their losses, the highest first; stable."""
    return rows[np.argsort(-losses[rows], kind="stable")]


_NAMED = 3
"The most classes that a note names."

_LONGEST = 40
"The most characters of a name in a note."


def class_notes(
    facts: ClassFacts,
    counts: Array,
    names: Array,
    metrics: Mapping[str, float],
    *,
    keeps_confusion: bool,
) -> tuple[str, ...]:
    """Notes on what is undefined for these rows.

    Args:
        facts: The rows.
        counts: Their confusion matrix.
        names: The classes.
        metrics: The defined metrics.
        keeps_confusion: Whether the report has the confusion matrix.
    """
    notes = []
    absent = np.flatnonzero(counts.sum(axis=1) == 0)
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
        if "precision" not in metrics and counts[1].sum():
            notes.append(f"No row was predicted as {second}, so its precision is undefined.")
    if facts.chances is None:
        notes.append("The outputs are not probabilities, so no row has one.")
    if not keeps_confusion:
        notes.append(f"The confusion matrix of {len(names):,} classes is too large to keep.")
    return tuple(notes)


def listed(names: Array | list[Any]) -> str:
    """The first three names, and the number of further ones, in words."""
    shown = [str(name)[:_LONGEST] for name in names[:_NAMED]]
    more = len(names) - len(shown)
    if more:
        return f"{', '.join(shown)} and {more:,} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


_MOST_CLASSES = 2_000
"The most classes with a confusion matrix: 32 MB."


def class_report(judged: Predictions, about: About, *, quick: bool) -> Report:
    """Score predictions of classes.

    Args:
        judged: Predictions of at least one row.
        about: Which rows these are.
        quick: Without intervals by bootstrap.
    """
    facts = ClassFacts.of(judged, about)
    counts = confusion_counts(facts.truth, facts.said, facts.classes)
    metrics = class_metrics(facts)
    intervals = _wilson_intervals(facts, metrics)
    if not quick:
        intervals |= _drawn_intervals(facts, counts, metrics)
    mistakes, count = class_mistakes(judged, about, facts)
    names = labels_of(judged.terms)
    few = facts.classes <= _MOST_CLASSES
    return Report(
        kind="binary" if facts.of_two else "classes",
        name=about.name,
        rows=len(facts.truth),
        where=about.where,
        metrics=metrics,
        baseline=_baseline(facts),
        intervals={name: intervals[name] for name in metrics if name in intervals},
        mistakes=mistakes,
        mistake_count=count,
        confusion=_confusion(counts, names) if few else None,
        per_class=class_table(tally_of(counts), names),
        roc=facts.ranked.roc_table() if facts.of_two else None,
        precision_recall=facts.ranked.precision_recall_table() if facts.of_two else None,
        calibration=_calibration(facts),
        notes=class_notes(facts, counts, names, metrics, keeps_confusion=few),
    )


def class_metrics(facts: ClassFacts) -> dict[str, float]:
    """All metrics that are defined for these rows."""
    tally = tally_of(confusion_counts(facts.truth, facts.said, facts.classes))
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


def _baseline(facts: ClassFacts) -> dict[str, float]:
    return class_metrics(facts.guessed())


def _wilson_intervals(facts: ClassFacts, metrics: dict[str, float]) -> Intervals:
    """The intervals of the metrics that are shares of rows."""
    rows, right = len(facts.truth), int((facts.truth == facts.said).sum())
    tally = tally_of(confusion_counts(facts.truth, facts.said, facts.classes))
    intervals = {"accuracy": wilson_of(right, rows), "balanced_accuracy": balanced_interval(tally)}
    if facts.of_two:
        both = int(((facts.truth == 1) & (facts.said == 1)).sum())
        for name, which in (("precision", facts.said), ("recall", facts.truth)):
            if name in metrics:
                intervals[name] = wilson_of(both, int((which == 1).sum()))
    return intervals


def _drawn_intervals(facts: ClassFacts, counts: Array, metrics: dict[str, float]) -> Intervals:
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
    return moved | share_intervals(counts, metrics)


def _confusion(counts: Array, names: Array) -> pd.DataFrame:
    import pandas as pd

    index, columns = pd.Index(names, name="true"), pd.Index(names, name="predicted")
    return pd.DataFrame(counts, index=index, columns=columns)


def _calibration(facts: ClassFacts) -> pd.DataFrame | None:
    if not facts.of_two or facts.chances is None:
        return None
    return calibration_table(facts.truth, facts.chances[:, 1])

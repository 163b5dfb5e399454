"""The report of a model with several yes-or-no labels per row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.scoring.intervals._bootstrap import row_intervals, wilson_of
from densemodel.scoring.report._class_facts import ClassCounts, class_table
from densemodel.scoring.report._class_report import listed, mistake_table, worst
from densemodel.scoring.report._report import MOST_MISTAKES, Report
from densemodel.scoring.rows._predictions import baseline_loss, is_yes, loss_metric, own_losses

if TYPE_CHECKING:
    import pandas as pd

    from densemodel._array import Array
    from densemodel.scoring.intervals._bootstrap import Intervals
    from densemodel.scoring.report._about import About
    from densemodel.scoring.rows._predictions import Predictions


_HALF = 0.5


@dataclass(frozen=True, eq=False)
class _Flags:
    """The true and the predicted flags, bool, shape (n, flags)."""

    y_true: Array
    y_pred: Array
    losses: Array | float | None
    "The loss of each row, or of all together; None if unknown."
    penalty: float = 0.0

    @property
    def is_right(self) -> Array:
        return np.asarray(self.y_true == self.y_pred)


def flag_report(predictions: Predictions, about: About, *, quick: bool) -> Report:
    """Score several yes-or-no labels per row; `quick` leaves out intervals by bootstrap."""
    losses = own_losses(predictions) if about.knows_loss else None
    y_pred = is_yes(predictions.answers, predictions.probabilities, predictions.terms)
    flags = _Flags(predictions.y > _HALF, y_pred, losses, predictions.penalty)
    names = list(predictions.terms.answer_names or range(flags.y_true.shape[1]))
    metrics = _metrics(flags)
    baseline = about.baseline(predictions)
    usual = np.broadcast_to(baseline.prediction, flags.y_true.shape)
    loss = None if losses is None else baseline_loss(predictions, baseline)
    intervals = {"exact_match": wilson_of(int(flags.is_right.all(axis=1).sum()), len(flags.y_true))}
    if not quick:
        intervals |= _drawn_intervals(flags, metrics)
    mistakes, count = _mistakes(predictions, about, flags, names)
    return Report(
        kind="labels",
        name=about.name,
        rows=len(flags.y_true),
        where=about.where,
        metrics=metrics,
        baseline=_metrics(_Flags(flags.y_true, usual, loss)),
        intervals={name: intervals[name] for name in metrics if name in intervals},
        mistakes=mistakes,
        mistake_count=count,
        per_class=class_table(_tally(flags), names),
        notes=_notes(predictions, flags, names),
    )


def _metrics(flags: _Flags) -> dict[str, float]:
    return loss_metric(flags.losses, flags.penalty) | {
        "accuracy": float(flags.is_right.mean()),
        "exact_match": float(flags.is_right.all(axis=1).mean()),
        "macro_f1": float(_macro_f1(_tally(flags))),
    }


def _drawn_intervals(flags: _Flags, metrics: dict[str, float]) -> Intervals:
    columns = {"accuracy": flags.is_right.mean(axis=1)}
    if isinstance(flags.losses, np.ndarray):
        columns = {"loss": flags.losses + flags.penalty} | columns
    means = np.stack(list(columns.values()), axis=1)
    sides = flags.y_true, flags.y_pred, flags.y_true & flags.y_pred

    def of_draws(places: Array, drawn: Array) -> Array:
        found = drawn @ means[places] / drawn.sum(axis=1, keepdims=True)
        tally = ClassCounts(*(drawn @ side[places].astype(np.float64) for side in sides))
        return np.hstack([found, _macro_f1(tally)[:, None]])

    wanted = {name: metrics[name] for name in (*columns, "macro_f1")}
    return row_intervals(wanted, len(flags.y_true), of_draws)


def _tally(flags: _Flags) -> ClassCounts:
    both = flags.y_true & flags.y_pred
    return ClassCounts(flags.y_true.sum(axis=0), flags.y_pred.sum(axis=0), both.sum(axis=0))


def _macro_f1(tally: ClassCounts) -> Array:
    """The mean F1 over flags; 0 for one that is never true or predicted, as in scikit-learn."""
    return np.asarray(np.nan_to_num(tally.f1).mean(axis=-1))


def _mistakes(
    predictions: Predictions, about: About, flags: _Flags, names: list[Any]
) -> tuple[pd.DataFrame, int]:
    is_wrong = ~flags.is_right
    if predictions.probabilities is None:  # the distance from the limit
        sureness = np.abs(predictions.answers).astype(np.float64)
    else:
        sureness = np.where(
            flags.y_pred, predictions.probabilities, 1 - predictions.probabilities
        ).astype(np.float64)
    surest = np.where(is_wrong, sureness, -np.inf).max(axis=1)
    losses = flags.losses if isinstance(flags.losses, np.ndarray) else surest
    rows = worst(np.flatnonzero(is_wrong.any(axis=1)), losses)
    first = rows[:MOST_MISTAKES]
    probabilities = (
        surest[first] if predictions.probabilities is not None else np.full(len(first), np.nan)
    )
    y_true, y_pred = (
        [
            ", ".join(str(names[place]) for place in np.flatnonzero(line)) or "none"
            for line in side[first]
        ]
        for side in (flags.y_true, flags.y_pred)
    )
    return mistake_table(about, first, (y_true, y_pred), probabilities, losses[first]), len(rows)


def _notes(predictions: Predictions, flags: _Flags, names: list[Any]) -> tuple[str, ...]:
    notes = ["The probability of a mistake is that of its most confident wrong answer."]
    if predictions.probabilities is None:
        notes = ["The outputs are not probabilities, so no row has one."]
    absent = np.flatnonzero(~flags.y_true.any(axis=0))
    if len(absent):
        notes.append(f"No row is a yes for {listed([names[place] for place in absent])}.")
    return tuple(notes)

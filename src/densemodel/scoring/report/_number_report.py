"""The report of a regression: metrics, their intervals, and columns of y."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.scoring.intervals._bootstrap import CONFIDENCE, row_intervals
from densemodel.scoring.report._report import MOST_MISTAKES, Report
from densemodel.scoring.rows._evaluation_rows import sample
from densemodel.scoring.rows._predictions import baseline_loss, loss_metric, numbered, own_losses
from densemodel.wording import short_text

if TYPE_CHECKING:
    import pandas as pd

    from densemodel._array import Array
    from densemodel.scoring.intervals._bootstrap import Intervals
    from densemodel.scoring.report._about import About
    from densemodel.scoring.rows._predictions import Predictions


@dataclass(frozen=True, eq=False)
class RegressionValues:
    """True and predicted numbers, in the unit of y, float64, shape (n, columns)."""

    y_true: Array
    y_pred: Array
    losses: Array | float | None
    "The loss of each row, or of all together; None if unknown."
    penalty: float = 0.0

    @property
    def columns(self) -> int:
        return int(self.y_true.shape[1])

    @property
    def residuals(self) -> Array:
        return np.asarray(self.y_true - self.y_pred)


def number_metrics(numbers: RegressionValues) -> dict[str, float]:
    """Loss and errors; means over several columns, as in scikit-learn."""
    columns = column_metrics(numbers)
    if np.isnan(columns["r2_score"]).any():  # a column without variance
        columns.pop("r2_score")
    metrics = loss_metric(numbers.losses, numbers.penalty)
    return metrics | {name: float(values.mean()) for name, values in columns.items()}


def column_metrics(numbers: RegressionValues) -> dict[str, Array]:
    """The errors of each column, shape (columns,); nan if undefined."""
    from sklearn import metrics

    each = {"multioutput": "raw_values"}
    y_true, y_pred = numbers.y_true, numbers.y_pred
    r2 = np.full(y_true.shape[1], np.nan)
    if len(y_true) > 1:
        scores = np.asarray(metrics.r2_score(y_true, y_pred, **each), np.float64)
        r2 = np.where(np.ptp(y_true, axis=0) > 0, scores, np.nan)
    found = {
        "mean_absolute_error": metrics.mean_absolute_error(y_true, y_pred, **each),
        "root_mean_squared_error": metrics.root_mean_squared_error(y_true, y_pred, **each),
        "r2_score": r2,
        "median_absolute_error": metrics.median_absolute_error(y_true, y_pred, **each),
    }
    return {name: np.asarray(values) for name, values in found.items()}


def number_intervals(
    numbers: RegressionValues, metrics: dict[str, float], *, quick: bool
) -> Intervals:
    """The 95 % intervals of the metrics of numbers; `quick` leaves out those by bootstrap."""
    intervals: Intervals = {}
    if numbers.columns == 1:
        median = median_interval(np.abs(numbers.residuals[:, 0]))
        intervals |= {} if median is None else {"median_absolute_error": median}
    if not quick and numbers.columns <= 20:  # each has four sums in each draw
        intervals |= _drawn(numbers, metrics)
    return {name: intervals[name] for name in metrics if name in intervals}


def median_interval(values: Array) -> tuple[float, float] | None:
    """The interval of a median by order statistics, for any distribution.

    None with fewer than 6 rows.
    """
    from scipy.stats import binom

    # rows left out on each side: with more, the median would be outside in over 5 % of samples
    below = int(binom.ppf((1 - CONFIDENCE) / 2, len(values), 0.5)) - 1
    if below < 0:
        return None
    ordered = np.sort(values)
    low, high = float(ordered[below]), float(ordered[len(values) - 1 - below])
    return (low, high) if high > low else None


def _drawn(numbers: RegressionValues, metrics: dict[str, float]) -> Intervals:
    residuals = numbers.residuals
    around = numbers.y_true - numbers.y_true.mean(axis=0)  # squares of large numbers lose digits
    sums = np.hstack([np.abs(residuals), residuals**2, around, around**2])
    losses = numbers.losses if isinstance(numbers.losses, np.ndarray) else None
    names = ["mean_absolute_error", "root_mean_squared_error"]
    names += ["r2_score"] if "r2_score" in metrics else []
    names += ["loss"] if losses is not None else []

    def of_draws(places: Array, drawn: Array) -> Array:
        means = drawn @ sums[places] / drawn.sum(axis=1, keepdims=True)
        size, square, middle, spread = np.split(means, 4, axis=1)
        found = [size.mean(axis=1), np.sqrt(square).mean(axis=1)]
        if "r2_score" in metrics:
            with np.errstate(invalid="ignore", divide="ignore"):
                variance = spread - middle**2
                # a rounding error, of one row that is drawn again
                variance[variance <= 1e-12 * spread] = np.nan
                found.append((1 - square / variance).mean(axis=1))
        if losses is not None:
            found.append(drawn @ losses[places] / drawn.sum(axis=1) + numbers.penalty)
        return np.stack(found, axis=1)

    return row_intervals({name: metrics[name] for name in names}, len(residuals), of_draws)


_MOST_RESIDUALS, _MOST_NAMES = 5_000, 1_000


def number_report(predictions: Predictions, about: About, *, quick: bool) -> Report:
    """Score a regression; `quick` leaves out intervals by bootstrap."""
    import pandas as pd

    losses = own_losses(predictions) if about.knows_loss else None
    is_known = losses is not None and bool(np.isfinite(losses).all())
    y_true, y_pred = (
        np.asarray(part).reshape(len(predictions.answers), -1).astype(np.float64)
        for part in (predictions.y, predictions.answers)
    )
    numbers = RegressionValues(y_true, y_pred, losses if is_known else None, predictions.penalty)
    names = list(predictions.terms.answer_names or ())
    is_named = len(names) == numbers.columns
    if not is_named:
        names = numbered("y", numbers.columns)
    has_names = numbers.columns <= _MOST_NAMES and (is_named or numbers.columns > 1)
    metrics = number_metrics(numbers)
    baseline = about.baseline(predictions)
    means = np.broadcast_to(baseline.prediction.ravel(), y_true.shape)
    loss = None if numbers.losses is None else baseline_loss(predictions, baseline)
    mistakes = _mistakes(numbers, about, names)
    per_column = None
    if 1 < numbers.columns <= _MOST_NAMES:
        per_column = pd.DataFrame(column_metrics(numbers), index=pd.Index(names, name="column"))
    return Report(
        kind="regression",
        name=about.name,
        rows=len(numbers.y_true),
        where=about.where,
        metrics=metrics,
        baseline=number_metrics(RegressionValues(y_true, means, loss)),
        intervals=number_intervals(numbers, metrics, quick=quick),
        mistakes=mistakes,
        mistake_count=int((numbers.residuals != 0).sum()),
        per_column=per_column,
        residuals=_residuals(numbers, about, names),
        y_names=tuple(map(short_text, names)) if has_names else (),
        notes=_notes(numbers, metrics, has_loss=about.knows_loss),
    )


def _mistakes(numbers: RegressionValues, about: About, names: list[Any]) -> pd.DataFrame:
    """The largest errors; of several columns relative to their spreads."""
    import pandas as pd

    spread = numbers.y_true.std(axis=0)
    off = np.abs(numbers.residuals) / np.where(spread > 0, spread, 1)
    flat = np.argsort(-off.ravel(), kind="stable")[:MOST_MISTAKES]
    flat = flat[off.ravel()[flat] > 0]
    table = _lines(numbers, about, names, flat)
    table["error"] = np.abs(numbers.residuals.ravel()[flat])
    return pd.DataFrame(table)


def _residuals(numbers: RegressionValues, about: About, names: list[Any]) -> pd.DataFrame:
    import pandas as pd

    rows, columns = numbers.y_true.shape
    if columns > _MOST_RESIDUALS:  # a row alone has too many
        flat = sample(rows * columns, _MOST_RESIDUALS)
    else:  # every column of some rows
        sampled = sample(rows, _MOST_RESIDUALS // columns)
        flat = np.asarray(sampled[:, None] * columns + np.arange(columns)).ravel()
    table = _lines(numbers, about, names, flat)
    table["residual"] = numbers.residuals.ravel()[flat]
    return pd.DataFrame(table)


def _lines(
    numbers: RegressionValues, about: About, names: list[Any], flat: Array
) -> dict[str, Any]:
    """Row, column if there are several, true and predicted number, of places in the flat table."""
    rows, columns = np.divmod(flat, numbers.columns)
    table: dict[str, Any] = dict(about.columns_at(rows))
    if numbers.columns > 1:
        table["column"] = [names[column] for column in columns]
    table["true"] = numbers.y_true.ravel()[flat]
    table["predicted"] = numbers.y_pred.ravel()[flat]
    return table


def _notes(
    numbers: RegressionValues, metrics: dict[str, float], *, has_loss: bool
) -> tuple[str, ...]:
    notes = []
    if has_loss and "loss" not in metrics:
        notes.append(
            "The loss is too large for float32, so it is left out: give y in a larger unit, or "
            "write target norm."
        )
    if "r2_score" not in metrics and len(numbers.y_true) == 1:
        notes.append("R2 needs at least two rows.")
    elif "r2_score" not in metrics:
        notes.append("R2 is undefined: a column of y is the same in all of these rows.")
    return tuple(notes)

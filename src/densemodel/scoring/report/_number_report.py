"""The report of a model that guesses numbers, in the unit of y."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.scoring.report._number_intervals import number_intervals
from densemodel.scoring.report._number_metrics import Numbers, column_metrics, number_metrics
from densemodel.scoring.report._report import MOST_MISTAKES, Report
from densemodel.scoring.rows._guess import guessed_loss
from densemodel.scoring.rows._own_loss import own_losses
from densemodel.scoring.rows._some import some_of

if TYPE_CHECKING:
    import pandas as pd

    from densemodel.scoring.report._about import About
    from densemodel.scoring.rows._judged import Judged

Array = np.ndarray[Any, Any]

_MOST_RESIDUALS = 5_000
_MOST_COLUMNS = 1_000
"Columns of y that have a line of their own."


def number_report(judged: Judged, about: About, *, quick: bool) -> Report:
    """Score numbers.

    Args:
        judged: Rows with their numbers and the answers, one at least.
        about: Which rows these are.
        quick: Without intervals by bootstrap.
    """
    numbers = _numbers_of(judged, about)
    names = _column_names(judged, numbers.columns)
    metrics = number_metrics(numbers)
    mistakes = _mistakes(numbers, about, names)
    return Report(
        kind="regression",
        name=about.name,
        rows=len(numbers.true),
        where=about.where,
        metrics=metrics,
        baseline=_baseline(judged, about, numbers),
        intervals=number_intervals(numbers, metrics, quick=quick),
        mistakes=mistakes,
        mistake_count=int((numbers.residuals != 0).sum()),
        per_column=_per_column(numbers, names),
        residuals=_residuals(numbers, about, names),
        notes=_notes(numbers, metrics, has_loss=about.knows_loss),
    )


def _numbers_of(judged: Judged, about: About) -> Numbers:
    losses = own_losses(judged) if about.knows_loss else None
    rows = len(judged.answers)
    true, said = (
        np.asarray(part).reshape(rows, -1).astype(np.float64) for part in (judged.y, judged.answers)
    )
    is_known = losses is not None and bool(np.isfinite(losses).all())
    return Numbers(true, said, losses if is_known else None, judged.penalty)


def _column_names(judged: Judged, columns: int) -> list[Any]:
    known = judged.terms.answer_names
    if known is not None and len(known) == columns:
        return list(known)
    return ["y"] if columns == 1 else [f"y {column}" for column in range(columns)]


def _baseline(judged: Judged, about: About, numbers: Numbers) -> dict[str, float]:
    """What the mean of the rows that trained scores."""
    y = judged.y if about.trained is None else about.trained
    mean = np.asarray(y).reshape(len(y), -1).mean(axis=0, dtype=np.float64)
    loss = None if numbers.losses is None else guessed_loss(judged, y)
    return number_metrics(Numbers(numbers.true, np.broadcast_to(mean, numbers.true.shape), loss))


def _per_column(numbers: Numbers, names: list[Any]) -> pd.DataFrame | None:
    import pandas as pd

    if not 1 < numbers.columns <= _MOST_COLUMNS:
        return None
    return pd.DataFrame(column_metrics(numbers), index=pd.Index(names, name="column"))


def _mistakes(numbers: Numbers, about: About, names: list[Any]) -> pd.DataFrame:
    """The numbers that are the farthest off; of several columns by the spread of each."""
    import pandas as pd

    spread = numbers.true.std(axis=0)
    off = np.abs(numbers.residuals) / np.where(spread > 0, spread, 1)
    flat = np.argsort(-off.ravel(), kind="stable")[:MOST_MISTAKES]
    flat = flat[off.ravel()[flat] > 0]
    table = _lines(numbers, about, names, flat)
    table["error"] = np.abs(numbers.residuals.ravel()[flat])
    return pd.DataFrame(table)


def _residuals(numbers: Numbers, about: About, names: list[Any]) -> pd.DataFrame:
    import pandas as pd

    flat = _some_places(len(numbers.true), numbers.columns)
    table = _lines(numbers, about, names, flat)
    table["residual"] = numbers.residuals.ravel()[flat]
    return pd.DataFrame(table)


def _some_places(rows: int, columns: int) -> Array:
    """Places in the flat table: every column of some rows, unless a row alone has too many."""
    if columns > _MOST_RESIDUALS:
        return some_of(rows * columns, _MOST_RESIDUALS)
    kept = some_of(rows, _MOST_RESIDUALS // columns)
    return np.asarray(kept[:, None] * columns + np.arange(columns)).ravel()


def _lines(numbers: Numbers, about: About, names: list[Any], flat: Array) -> dict[str, Any]:
    """Row, column if there are several, the truth and the answer, of places in the flat table."""
    rows, columns = np.divmod(flat, numbers.columns)
    table: dict[str, Any] = dict(about.columns_at(rows))
    if numbers.columns > 1:
        table["column"] = [names[column] for column in columns]
    table["true"] = numbers.true.ravel()[flat]
    table["predicted"] = numbers.said.ravel()[flat]
    return table


def _notes(numbers: Numbers, metrics: dict[str, float], *, has_loss: bool) -> tuple[str, ...]:
    notes = []
    if has_loss and "loss" not in metrics:
        notes.append(
            "The loss is too large for float32, so there is none here: give y in a larger unit, or "
            "write target norm."
        )
    if "r2_score" not in metrics and len(numbers.true) == 1:
        notes.append("R2 is of two rows at least.")
    elif "r2_score" not in metrics:
        notes.append("R2 is undefined: a column of y is the same in all of these rows.")
    return tuple(notes)

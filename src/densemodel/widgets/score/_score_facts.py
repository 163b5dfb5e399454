"""The facts of the tab Score: scored rows, their predictions and metrics."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.scoring import (
    evaluation_rows_of,
    explainer_of,
    picture_form,
    predict_rows,
    report_of,
)
from densemodel.widgets.score._raw_rows import raw_table_of
from densemodel.widgets.score._row_pictures import side_count

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel._array import Array
    from densemodel.data import RawTable
    from densemodel.scoring import (
        EvaluationRows,
        Explanation,
        PictureForm,
        Predictions,
        Report,
        Side,
    )
    from densemodel.training import Run


def is_trained(run: Run) -> bool:
    """Whether the current weights are trained."""
    newest, progress = run.newest_at if run.is_busy else None, run.progress
    steps = 0 if progress is None else progress.total_steps
    return run.came_trained or (steps if newest is None else newest.step) > 0


def is_behind(run: Run) -> bool:
    """Whether steps are done, but the current weights are still those before the first."""
    progress = run.progress
    return progress is not None and progress.total_steps > 0 and not is_trained(run)


MOST_LIVE = 5_000
"Rows that are scored while it trains."
MOST_ENDED = 50_000
"Rows that are scored when it has ended: more would say the same to four figures."
_LEAST = 1_000


@dataclass(frozen=True, eq=False)
class ScoreResult:
    """Scored rows."""

    evaluation_rows: EvaluationRows
    predictions: Predictions
    report: Report
    count: int
    "All rows of that side; fewer may have been scored."
    when: str
    "With which weights: `after epoch 7`."
    is_live: bool
    "Whether the run was training."
    column_names: tuple[str, ...] | None = None
    "The columns of x, if it was a table."
    is_of_x: bool = True
    "Whether the places of its rows are in x, not in given validation data."
    leaked_rows: int = 0
    "Rows that validate and were trained on before the split was changed."
    raw: RawTable | None = None
    "The table in which the rows have their places, if x is one."
    explain: Callable[[int], Explanation] | None = None
    "Explains the prediction for a row by its place, if x is a table."

    @cached_property
    def picture_form(self) -> PictureForm | None:
        """How rows are drawn as pictures; None if they are not pictures."""
        some = self.rows(np.arange(min(500, len(self.evaluation_rows))))
        return picture_form(some, self.evaluation_rows.terms.spec)

    def rows(self, at: Array) -> Array:
        """The rows at these places among the scored ones, shape (n,), as they are drawn."""
        x = self.evaluation_rows.pictures
        return np.asarray(x[at] if isinstance(x, np.ndarray) else x.gather(at))


class ScoredRows:
    """Scores the rows of a run; the selected rows are kept for the next time."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._cached: tuple[Any, Side | None, int, EvaluationRows | None] | None = None

    def score(self, side: Side | None = None) -> ScoreResult | None:
        """Score with the newest weights during training, else with the best.

        Args:
            side: Which rows; None for those on which the run is evaluated.

        Returns:
            None where there are no such rows.

        Raises:
            DataError: An answer is no number.
        """
        run = self._run
        is_live = run.is_busy
        when = when_words(run)
        evaluation_rows = self._evaluation_rows(side, MOST_LIVE if is_live else MOST_ENDED)
        bound = run.bound
        if evaluation_rows is None or bound is None:
            return None
        predictions = predict_rows(run.network, evaluation_rows, newest=True)
        report = report_of(predictions, evaluated=evaluation_rows, run=run, quick=is_live)
        count = side_count(bound, evaluation_rows.side)
        names, leaked = bound.column_names, run.leaked_rows
        is_of_x = evaluation_rows.side == "training" or bound.validation is None
        raw = raw_table_of(bound, evaluation_rows.side)
        explainer = None if raw is None else explainer_of(run, evaluation_rows.side)
        explain = None if explainer is None else explainer.explain
        return ScoreResult(
            evaluation_rows,
            predictions,
            report,
            count,
            when,
            is_live,
            names,
            is_of_x,
            leaked,
            raw,
            explain,
        )

    def _evaluation_rows(self, side: Side | None, most: int) -> EvaluationRows | None:
        bound = self._run.bound
        if bound is None or bound.refusals:
            return None
        size = 4 * math.prod(bound.spec.input_shape or (1,))
        most = min(most, max(_LEAST, 64 * 2**20 // size))  # they are copies of the person's
        cached = self._cached
        if cached is None or cached[0] is not bound or cached[1:3] != (side, most):
            cached = self._cached = (bound, side, most, evaluation_rows_of(self._run, most, side))
        return cached[3]


def when_words(run: Run) -> str:
    """The weights that make the predictions, in words."""
    history = run.history
    if not run.is_busy:
        if history.by_step and run.best_step is not None:
            return f"with the best weights, of step {run.best_step:,}"
        if run.best_epoch is not None:
            return f"with the best weights, of epoch {run.best_epoch:,}"
        return "with the last weights"
    newest = run.newest_at  # it lags behind the history
    if not history.evaluations or newest is None:
        return "in the first epoch"
    if history.by_step:
        return f"after step {newest.step:,}"
    epoch = math.floor(newest.place)
    return f"after epoch {epoch:,}" if epoch > history.initial_epoch else "in the first epoch"

"""Evaluation and prediction, with the names of the data.

pandas, scikit-learn and Keras load at the first call.
"""

from __future__ import annotations

from densemodel.scoring._evaluate import evaluate, predict
from densemodel.scoring.intervals._which_is_better import (
    SeedDifference,
    SeedScores,
    difference_between_seeds,
    which_is_better,
)
from densemodel.scoring.report._report import Report
from densemodel.scoring.report._report_of import report_of
from densemodel.scoring.rows._evaluation_rows import (
    EvaluationRows,
    Side,
    evaluation_rows_of,
    some_words,
)
from densemodel.scoring.rows._predictions import Predictions, own_losses, predict_rows

__all__ = [
    "EvaluationRows",
    "Predictions",
    "Report",
    "SeedDifference",
    "SeedScores",
    "Side",
    "difference_between_seeds",
    "evaluate",
    "evaluation_rows_of",
    "own_losses",
    "predict",
    "predict_rows",
    "report_of",
    "some_words",
    "which_is_better",
]

"""Evaluation and prediction, with the names of the data.

pandas, scikit-learn and Keras load at the first call.
"""

from __future__ import annotations

from densemodel.scoring._beside_trees import TreeComparison, beside_trees, evaluate_beside_trees
from densemodel.scoring._evaluate import evaluate, predict
from densemodel.scoring.columns._explainer import explainer_of, explanation_of, importance_of
from densemodel.scoring.columns._explanation import Explanation
from densemodel.scoring.intervals._which_is_better import (
    SeedScores,
    difference_between_seeds,
    which_is_better,
)
from densemodel.scoring.pictures._as_trained import changed_pictures, changes_pictures
from densemodel.scoring.pictures._live_answer import LiveAnswers, PictureAnswer, SimilarRow
from densemodel.scoring.pictures._picture_form import PictureForm, picture_form
from densemodel.scoring.planes._plane import LivePlane, Plane, UnitPictures, plane
from densemodel.scoring.planes._plane_chart import (
    UNIT_PALETTE,
    class_color,
    plane_chart,
    plane_scale,
    row_places,
    unit_shades,
)
from densemodel.scoring.planes._points import PlanePoints, PlaneRows, plane_columns
from densemodel.scoring.report._report import Report
from densemodel.scoring.report._report_charts import MOST_CLASSES, matrix_size, most_confused
from densemodel.scoring.report._report_of import report_of
from densemodel.scoring.rows._evaluation_rows import (
    EvaluationRows,
    Side,
    evaluation_rows_of,
    sample_note,
)
from densemodel.scoring.rows._predictions import Predictions, own_losses, predict_rows

__all__ = [
    "MOST_CLASSES",
    "UNIT_PALETTE",
    "EvaluationRows",
    "Explanation",
    "LiveAnswers",
    "LivePlane",
    "PictureAnswer",
    "PictureForm",
    "Plane",
    "PlanePoints",
    "PlaneRows",
    "Predictions",
    "Report",
    "SeedScores",
    "Side",
    "SimilarRow",
    "TreeComparison",
    "UnitPictures",
    "beside_trees",
    "changed_pictures",
    "changes_pictures",
    "class_color",
    "difference_between_seeds",
    "evaluate",
    "evaluate_beside_trees",
    "evaluation_rows_of",
    "explainer_of",
    "explanation_of",
    "importance_of",
    "matrix_size",
    "most_confused",
    "own_losses",
    "picture_form",
    "plane",
    "plane_chart",
    "plane_columns",
    "plane_scale",
    "predict",
    "predict_rows",
    "report_of",
    "row_places",
    "sample_note",
    "unit_shades",
    "which_is_better",
]

"""Which numbers of a report Keras defines otherwise, so that the curves show another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.scoring.rows._own_loss import EVALUATE_ROWS
from densemodel.training import EVALUATION_ROWS

if TYPE_CHECKING:
    from densemodel.scoring.report._report import Report
    from densemodel.scoring.rows._judged import Judged

_OF_A_BATCH = ("Dice", "Tversky")
"Losses that have no number for a single row."


def other_definitions(report: Report, judged: Judged) -> list[str]:
    """A sentence on each number that is another one than in the curves, by its definition.

    Args:
        report: Its numbers.
        judged: The rows; their task says the loss and the metrics of the curves.
    """
    task, columns = judged.terms.task, judged.answers[0].size
    metrics = {metric.name for metric in task.metrics}
    notes = []
    if report.kind == "regression" and columns > 1 and "RootMeanSquaredError" in metrics:
        notes.append(
            "Root mean squared error is the mean over the columns of y here, as in scikit-learn; "
            "in the curves it is of all columns together, as Keras has it."
        )
    is_softmax = report.kind == "binary" and task.kind == "classes"
    if is_softmax and metrics & {"Precision", "Recall"}:
        notes.append(
            "Precision and recall in the curves are of both classes together, as Keras has them "
            "for a softmax."
        )
    if report.kind == "binary" and "AUC" in metrics:
        notes.append(
            "The AUC in the curves is Keras's, read off at 200 thresholds; ROC AUC here is of all "
            "rows."
        )
    if "loss" in report.metrics and task.loss.name in _OF_A_BATCH:
        notes.append(
            f"The loss is of a batch of rows together: of {EVALUATE_ROWS} rows here, as in "
            f"model.evaluate, and of {EVALUATION_ROWS:,} in the validation curve."
        )
    return notes

"""The report of predictions, with notes such as why a number differs from the curves."""

from __future__ import annotations

from dataclasses import replace
from math import isclose
from typing import TYPE_CHECKING

from densemodel.language import AUGMENTATIONS
from densemodel.scoring.report._about import about_rows, with_columns_of_x
from densemodel.scoring.report._class_report import class_report
from densemodel.scoring.report._flag_report import flag_report
from densemodel.scoring.report._number_report import number_report
from densemodel.scoring.rows._predictions import EVALUATE_ROWS
from densemodel.training import EVALUATION_ROWS
from densemodel.wording import metric_words, rounded

if TYPE_CHECKING:
    from densemodel.scoring.report._about import About
    from densemodel.scoring.report._report import Report
    from densemodel.scoring.rows._evaluation_rows import EvaluationRows
    from densemodel.scoring.rows._predictions import Predictions
    from densemodel.training import Run


def report_of(
    predictions: Predictions,
    evaluated: EvaluationRows | None = None,
    run: Run | None = None,
    *,
    quick: bool = False,
) -> Report:
    """Score predictions; `quick` leaves out bootstrap intervals, which take longest.

    `evaluated` are the same rows of a run, with their positions and their side. `run` is their run,
    for its name, the baseline and its curve.
    """
    return scored(predictions, about_rows(evaluated, run), run, quick=quick)


def scored(
    predictions: Predictions, about: About, run: Run | None, *, quick: bool = False
) -> Report:
    """The report of predictions and what is known about their rows."""
    maker = flag_report if predictions.y_true is None else class_report
    if predictions.terms.task.kind == "regression":
        maker = number_report
    report = maker(predictions, about, quick=quick)
    notes = general_notes(report, predictions, about, run, quick=quick)
    return replace(
        report,
        mistakes=with_columns_of_x(report.mistakes, about.explainer),
        notes=(*about.notes, *notes, *report.notes),
        explainer=about.explainer,
    )


def other_definitions(report: Report, predictions: Predictions) -> list[str]:
    """A sentence for each number that is defined in another way than in the curves."""
    task, columns = predictions.terms.task, predictions.answers[0].size
    metrics = {metric.name for metric in task.metrics}
    notes = []
    if report.kind == "regression" and columns > 1 and "RootMeanSquaredError" in metrics:
        notes.append(
            "Root mean squared error is here the mean over the columns of y, as in scikit-learn; "
            "in the curves it is over all columns together, as in Keras."
        )
    is_softmax = report.kind == "binary" and task.kind == "classes"
    if is_softmax and metrics & {"Precision", "Recall"}:
        notes.append(
            "Precision and recall in the curves are over both classes, as in Keras for a softmax."
        )
    if report.kind == "binary" and "AUC" in metrics:
        notes.append(
            "The AUC in the curves is Keras's, from 200 thresholds; ROC AUC here uses all rows."
        )
    if "loss" in report.metrics and task.loss.name in ("Dice", "Tversky"):
        notes.append(
            f"The loss depends on the batch: {EVALUATE_ROWS} rows here, as in model.evaluate, "
            f"and {EVALUATION_ROWS:,} in the validation curve."
        )
    return notes


def general_notes(
    report: Report, predictions: Predictions, about: About, run: Run | None, *, quick: bool
) -> tuple[str, ...]:
    """The notes of any report; `quick` if bootstrap intervals were left out."""
    notes = []
    if run is not None:
        notes += _notes_of_run(report, predictions, run)
    notes += other_definitions(report, predictions)
    if not about.knows_loss:
        notes.append(
            "There is no loss here: the model was compiled with another loss than its last layer "
            "suggests."
        )
    elif predictions.penalty:
        notes.append(
            f"The loss has {rounded(predictions.penalty)} of penalties on weights in it, as in the "
            "curves."
        )
    if about.trained is None:
        notes.append(
            "The baseline is computed from these rows, because the training rows are not available."
        )
    if report.rows < 30:
        rows = "1 row is" if report.rows == 1 else f"{report.rows} rows are"
        notes.append(f"{rows} few: other rows may give other numbers.")
    if not quick and report.rows > 1 and report.kind != "regression":
        missing = [metric_words(name) for name in report.metrics if name not in report.intervals]
        if missing:
            names = ", ".join(missing)
            notes.append(f"No interval of {names}: no resample of these rows changes it.")
    return tuple(notes)


def _notes_of_run(report: Report, predictions: Predictions, run: Run) -> list[str]:
    progress = run.progress
    has_stepped = run.history.evaluations or (progress is not None and progress.total_steps)
    if not has_stepped:
        # its own fit may have trained it, unknown to the run
        fitted_steps = int(getattr(getattr(run.model, "optimizer", None), "iterations", 0))
        is_blank = not run.came_trained and not fitted_steps
        return [f"{run.name} has not been trained yet."] if is_blank else []
    notes = []
    if run.is_busy:
        notes.append(f"{run.name} is still training, so these numbers will change.")
    also = "; here they are fixed"
    kinds = [layer.kind for layer in predictions.terms.spec.layers]
    if any("Dropout" in kind or "Noise" in kind for kind in kinds):
        also = " and dropout removes units; here it is off and the weights are fixed"
    elif not AUGMENTATIONS.isdisjoint(kinds):
        also = " and pictures are changed; here they are as they are and the weights are fixed"
    notes.append(
        f"The training curve is a mean over each epoch, in which the weights change{also}."
    )
    if report.where == "validation":
        notes += _beside_the_curve(report, run)
    if run.has_row_weights or run.spec.settings.weights is not None:
        notes.append("Each row counts equally here, whatever its weight in training.")
    if run.spec.settings.weights is not None:
        compare = " Compare it with other models by ROC AUC." if "roc_auc" in report.metrics else ""
        notes.append(
            "Trained with weights balanced: predicted probabilities are shifted towards rare "
            f"classes, so they are not the likelihood of a class.{compare}"
        )
    return notes


def _beside_the_curve(report: Report, run: Run) -> list[str]:
    """The same rows, at the best epoch: the numbers should agree."""
    row = run.best_row
    if row is None or run.is_busy:
        return []
    logs = run.history.at(row)
    pairs = [
        (name, logs[f"val_{name}"], value)
        for name, value in report.metrics.items()
        if f"val_{name}" in logs
    ]
    if not pairs:
        return []
    comparison = "the numbers are the same"
    # by value: two numbers that differ by a millionth may be rounded differently, and they were
    # computed in batches of different sizes
    if not all(isclose(curve, value, rel_tol=1e-4) for _, curve, value in pairs):
        comparison = ", ".join(
            f"{metric_words(name)} {rounded(curve)} there and {rounded(value)} here"
            for name, curve, value in pairs
        )
    return [
        f"These are rows of the validation curve, at its best epoch {run.best_epoch}: {comparison}."
    ]

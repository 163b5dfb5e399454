"""A report of predictions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from densemodel.scoring.report._about import about_rows
from densemodel.scoring.report._class_report import class_report
from densemodel.scoring.report._flag_report import flag_report
from densemodel.scoring.report._notes import general_notes
from densemodel.scoring.report._number_report import number_report

if TYPE_CHECKING:
    from densemodel.scoring.report._about import About
    from densemodel.scoring.report._report import Report
    from densemodel.scoring.rows._evaluation_rows import EvaluationRows
    from densemodel.scoring.rows._predictions import Predictions
    from densemodel.training import Run


def report_of(
    judged: Predictions,
    watched: EvaluationRows | None = None,
    run: Run | None = None,
    *,
    quick: bool = False,
) -> Report:
    """Score predictions.

    Args:
        judged: The predictions.
        watched: The same rows of a run: their positions and their side.
        run: Their run, for its name, the baseline and its curve.
        quick: Leave out bootstrap intervals, which take longest.
    """
    return scored(judged, about_rows(watched, run), run, quick=quick)


def scored(judged: Predictions, about: About, run: Run | None, *, quick: bool = False) -> Report:
    """The report of predictions and what is known about their rows."""
    maker = flag_report if judged.truth is None else class_report
    if judged.terms.task.kind == "regression":
        maker = number_report
    report = maker(judged, about, quick=quick)
    notes = general_notes(report, judged, about, run, quick=quick)
    return replace(report, notes=(*about.notes, *notes, *report.notes))

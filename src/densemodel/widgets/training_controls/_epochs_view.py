"""The tab Epochs: a table of every epoch, with downloads."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import traitlets

from densemodel.errors import DenseModelError
from densemodel.training import EvaluationDone, RunEnded, RunStarted
from densemodel.widgets.charts._static_picture import static_picture
from densemodel.widgets.panel._view import View, ViewContext
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._give_button import GiveButton
from densemodel.widgets.runtime._parts import AnyWidget, HBox, VBox
from densemodel.widgets.runtime._style import BuiltFile
from densemodel.wording import capitalised, metric_words, rounded

if TYPE_CHECKING:
    from densemodel.training import Run
    from densemodel.widgets.runtime._give_button import GivenFile


# An HTML widget that is rewritten moves what a person reads there. So the front end adds rows
# to a table that stays.


MOST_ROWS = 200
"""Older epochs are left out: a page with thousands of rows is slow, and the CSV has them all."""

State = dict[str, Any]
"""`head`: the columns' names; `rows`, the newest first: `key`, `cells`, `is_best`; `note`."""


class EpochsTable(AnyWidget):
    """Shows an `epochs_table`."""

    _esm = BuiltFile("epochs.js")
    table = traitlets.Dict({"head": [], "rows": [], "note": ""}).tag(sync=True)


def epochs_table(run: Run) -> State:
    best, history = run.best_row, run.history
    # a copy: the training thread may be adding an evaluation, and has added some of its columns
    columns = {name: list(values) for name, values in dict(history).items()}
    evaluations = min(map(len, columns.values()), default=0)
    if not evaluations:
        unit = "evaluation" if run.spec.settings.every else "epoch"
        return {"head": [], "rows": [], "note": f"No {unit} is done yet."}
    shown = list(range(evaluations - 1, max(0, evaluations - MOST_ROWS) - 1, -1))
    if best is not None and best < shown[-1]:
        shown.append(best)
    unit, many = ("step", "evaluations") if history.by_step else ("epoch", "epochs")
    rows = []
    for row in shown:
        number = history.steps[row] if history.by_step else history.initial_epoch + row + 1
        star = "★ best, " if row == best else ""
        values = [rounded(values[row], 4) for values in columns.values()]
        cells = [f"{star}{number:,}", *values]
        rows.append({"key": number, "cells": cells, "is_best": row == best})
    head = [capitalised(metric_words(name)) for name in [unit, *columns]]
    note = f"{len(shown)} of {evaluations:,} {many}; the CSV has all, as run.history.frame() does."
    return {"head": head, "rows": rows, "note": note if len(shown) < evaluations else ""}


_MIME_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


def epochs_csv(run: Run) -> GivenFile:
    """All epochs as CSV, with the names of Keras's history."""
    unit = "evaluations" if run.history.by_step else "epochs"
    if not run.history.evaluations:
        raise DenseModelError("no epoch is done yet: press Start first")
    table = run.history.frame().to_csv().encode("utf-8")
    return f"{file_stem(run.name)}-{unit}.csv", "text/csv", table


def curves_file(run: Run, goal: float | None, kind: Literal["svg", "png"]) -> GivenFile:
    picture = static_picture(run, goal=goal, format=kind)
    if picture is None:
        raise DenseModelError("nothing is trained yet: press Start first")
    return f"{file_stem(run.name)}-curves.{kind}", _MIME_TYPES[kind], picture


def file_stem(name: str) -> str:
    """A name that is a valid file name everywhere: letters, digits, `-` and `_`."""
    return re.sub(r"[^\w-]+", "_", name).strip("_")[:60] or "model"


class EpochsView(View):
    """One row for each epoch or, with `every`, each evaluation, newest first."""

    title: ClassVar[str] = "Epochs"
    is_under_more = True

    changes_with = RunStarted, RunEnded, EvaluationDone
    facts: State | None

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        run, give = context.run, GiveButton.file
        svg, png = (partial(curves_file, run, context.goal, kind) for kind in ("svg", "png"))
        sharp = "Save the curves as a drawing that stays sharp at any size"
        buttons = [
            give("CSV", partial(epochs_csv, run), tooltip="Save all epochs as a CSV table"),
            give("Curves as SVG", svg, tooltip=sharp),
            give("Curves as PNG", png, tooltip="Save the curves as a picture"),
        ]
        table = styled(EpochsTable(), "dm-epochs")
        whole = VBox([styled(HBox(buttons), "dm-exports"), table])
        self.begin(styled(whole, "dm-epochs-tab"), table=table)

    def compute(self) -> State:
        """Make the rows: 200 of them take some milliseconds, and so may an epoch."""
        return epochs_table(self.run)

    def state(self) -> dict[str, Any]:
        return {} if self.facts is None else {"table": {"table": self.facts}}

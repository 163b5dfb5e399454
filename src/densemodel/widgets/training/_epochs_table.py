"""The numbers of each epoch as rows, and the widget that shows them.

An HTML widget that is written anew moves what a person reads there. So the front end adds rows to a
table that stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from densemodel.widgets.runtime._front_end import front_end
from densemodel.wording import capitalised, element, metric_words, rounded

if TYPE_CHECKING:
    from densemodel.training import Run

MOST_ROWS = 200
"""Older epochs are left out: a page with thousands of rows is slow, and the CSV has them all."""

Table = dict[str, Any]
"""`head`: the columns' names; `rows`, the newest first: `key`, `cells`, `is_best`; `note`."""


class EpochsTable(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget's base is untyped
    """Shows an `epochs_table`. Raises DenseModelError where the front end was never built."""

    _esm = traitlets.Unicode().tag(sync=True)
    table = traitlets.Dict().tag(sync=True)

    @traitlets.default("_esm")  # type: ignore[untyped-decorator]
    def _read_script(self) -> str:
        return front_end("epochs.js")


def epochs_table(run: Run) -> Table:
    """The history as rows of words."""
    best, history = run.best_row, run.history
    # a copy: the training thread may be adding a look, and has added some of its columns
    columns = {name: list(values) for name, values in dict(history).items()}
    looks = min(map(len, columns.values()), default=0)
    if not looks:
        unit = "look" if run.spec.settings.every else "epoch"
        return {"head": [], "rows": [], "note": f"No {unit} is done yet."}
    shown = list(range(looks - 1, max(0, looks - MOST_ROWS) - 1, -1))
    if best is not None and best < shown[-1]:
        shown.append(best)
    unit = "step" if history.by_step else "epoch"
    rows = [
        _row(_number(run, row), [values[row] for values in columns.values()], is_best=row == best)
        for row in shown
    ]
    head = [capitalised(metric_words(name)) for name in [unit, *columns]]
    return {"head": head, "rows": rows, "note": _note(run, len(shown), looks)}


def table_html(table: Table) -> str:
    """The same table for a front end that was never built."""
    note = element("p", table["note"], "dm-note") if table["note"] else ""
    if not table["rows"]:
        return note
    head = "".join(element("th", name) for name in table["head"])
    body = "".join(
        ('<tr class="dm-best">' if row["is_best"] else "<tr>")
        + "".join(element("td", cell) for cell in row["cells"])
        + "</tr>"
        for row in table["rows"]
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


def _note(run: Run, shown: int, looks: int) -> str:
    if shown >= looks:
        return ""
    all_of = "looks" if run.history.by_step else "epochs"
    return f"{shown} of {looks:,} {all_of}; the CSV has all, as run.history.frame() does."


def _number(run: Run, row: int) -> int:
    """What a row is called: its epoch or, with `every`, the steps done."""
    history = run.history
    return history.steps[row] if history.by_step else history.initial_epoch + row + 1


def _row(number: int, values: list[float], *, is_best: bool) -> dict[str, Any]:
    star = "★ best, " if is_best else ""
    cells = [f"{star}{number:,}", *(rounded(value, 4) for value in values)]
    return {"key": number, "cells": cells, "is_best": is_best}

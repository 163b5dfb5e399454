"""The tab Table: training trials, then the best first; sort, stop and load."""

from __future__ import annotations

from functools import partial
from itertools import count
from math import isfinite
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import traitlets

from densemodel.widgets.experiments._experiment_view import (
    SEED,
    ExperimentContext,
    ExperimentView,
    reason_of,
    shown,
)
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._parts import Box
from densemodel.widgets.runtime._style import BuiltFile, PageWidget
from densemodel.wording import capitalised, duration, in_order, metric_words, rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.experiments import Result, Trial
    from densemodel.language import Variable
    from densemodel.widgets.experiments._experiment_view import ExperimentState
    from densemodel.widgets.runtime._messages import Messages

One = TypeVar("One")
Row = dict[str, Any]
Column = dict[str, Any]
Cell = tuple[str, float | None]
"""The text of a cell, and its sort value."""

_LONGEST = 200
"""Characters of a cell: a choice may hold whole networks."""
_LEFT = "left behind"
"""The outcome of trials that halving eliminated; the front end shows them as stopped."""
_STATES = {"finished": "done", "stopped": "stopped", _LEFT: "eliminated"}
_EMPTY: Cell = ("", None)


def columns_of(moment: ExperimentState) -> list[Column]:
    """The columns from left to right; the front end puts the rank before them.

    The score is the first, so that a narrow panel shows it, and what only tells trials apart the
    last, aside: behind the state.
    """
    metric = moment.metric
    named = [_column(one.name, is_number=one.numbers is not None) for one in moment.variables]
    choices, seeds = _apart(moment, named)
    return [
        _column(capitalised(moment.loss_name), is_number=True),
        *choices,
        *([] if metric is None else [_column(capitalised(metric_words(metric)), is_number=True)]),
        _column("Epochs", is_number=True),
        _column("Time", is_number=True),
        *({**seed, "is_aside": True} for seed in seeds),
        {**_column("Trial", is_number=True), "is_aside": True},
    ]


def rows_of(moment: ExperimentState, before: dict[int, tuple[object, Row]]) -> list[Row]:
    """A row for each trial, in the order of the plan.

    `before`: the rows of last time with what they were made of; changed to those of this time, so
    that a row is made only where its trial has changed.
    """
    rows = []
    for trial in moment.trials:
        number, evaluations = trial.number, len(moment.live_curves.get(trial.number, ((), ()))[0])
        key = moment.results.get(number), number in moment.training, evaluations, moment.metric
        known = before.get(number)
        if known is None or known[0] != key:
            known = before[number] = key, _row(moment, trial)
        rows.append(known[1])
    return rows


def best_first(rows: list[Row]) -> list[Row]:
    """The rows by score; those without one last, in their order."""
    return sorted(rows, key=lambda row: (row["score"] is None, row["score"] or 0.0))


def ranks_of(rows: list[Row]) -> list[str]:
    places = count(1)
    return [str(next(places)) if row["score"] is not None else "" for row in rows]


def _apart(moment: ExperimentState, of_variables: Sequence[One]) -> tuple[list[One], list[One]]:
    pairs = list(zip(moment.variables, of_variables, strict=True))
    choices = [one for variable, one in pairs if variable.name != SEED]
    return choices, [one for variable, one in pairs if variable.name == SEED]


def _column(words: str, *, is_number: bool) -> Column:
    return {"words": in_order(words)[:_LONGEST], "is_number": is_number, "is_aside": False}


def _row(moment: ExperimentState, trial: Trial) -> Row:
    result = moment.results.get(trial.number)
    state, words, measured = _state_cells(moment, trial.number, result)
    named = [
        _value(variable, text)
        for variable, text in zip(moment.variables, trial.values, strict=True)
    ]
    choices, seeds = _apart(moment, named)
    loss, *others = measured
    cells = [loss, *choices, *others, *seeds, (str(trial.number), float(trial.number))]
    is_scored = result is not None and isfinite(result.score)
    return {
        "number": trial.number,
        "cells": [text for text, _ in cells],
        "ranks": [rank for _, rank in cells],
        "score": result.score if result is not None and is_scored else None,
        "state": state,
        "words": words,
        "note": "" if result is None else in_order(result.sentence)[:_LONGEST],
    }


def _state_cells(
    moment: ExperimentState, number: int, result: Result | None
) -> tuple[str, str, list[Cell]]:
    """The state as a word or with a reason, and the metrics."""
    if result is not None:
        words = _STATES.get(result.outcome) or f"failed: {reason_of(result.sentence)}"
        state = "stopped" if result.outcome == _LEFT else result.outcome
        return state, words, _measured(moment, result)
    has_metric = moment.metric is not None
    if number not in moment.training:
        return "waiting", "waiting", [_EMPTY] * (3 + has_metric)
    places, losses = moment.live_curves.get(number, ((), ()))
    seen = [value for value in losses if isfinite(value)]
    loss: Cell = (rounded(min(seen)), min(seen)) if seen else _EMPTY
    epochs = _EMPTY
    if len(places):
        place = float(places[-1])  # whole epochs, or to a tenth if evaluations come within them
        epochs = f"{place:,.{0 if place.is_integer() else 1}f}", place
    return "training", "training", [loss, *([_EMPTY] * has_metric), epochs, _EMPTY]


def _value(variable: Variable, text: str) -> Cell:
    numbers = variable.numbers
    is_known = numbers is not None and text in variable.values
    rank = numbers[variable.values.index(text)] if numbers and is_known else None
    return in_order(shown(variable, text))[:_LONGEST], rank


def _measured(moment: ExperimentState, result: Result) -> list[Cell]:
    loss = result.score if isfinite(result.score) else None
    cells: list[Cell] = [("" if loss is None else rounded(loss), loss)]
    if moment.metric is not None:
        value = result.metrics.get(moment.metric)
        is_known = value is not None and isfinite(value)
        cells.append((rounded(value), value) if value is not None and is_known else _EMPTY)
    return [
        *cells,
        (f"{result.epochs:,}", float(result.epochs)),
        (duration(result.seconds), result.seconds),
    ]


MOST_CHANGED = 100
"""After so many changed rows, all rows are sent again."""


class SweepTable(PageWidget):
    """A table of trials that draws only visible rows, so that there may be ten thousand."""

    _esm = BuiltFile("experiments.js")
    columns = traitlets.List().tag(sync=True)
    rows = traitlets.List().tag(sync=True)
    changed = traitlets.List().tag(sync=True)
    "Rows that replace those of the same number: all rows are sent rarely."
    best = traitlets.Int(0).tag(sync=True)
    "The best trial's number; 0 before there is one."


class SentRows:
    """Sends the changed rows of a table, and rarely all."""

    def __init__(self, table: SweepTable, put: Callable[..., None]) -> None:
        self._table, self._put = table, put
        self._made: dict[int, tuple[object, Row]] = {}
        self._sent: list[Row] = []
        self._columns: object = None

    def draw(self, moment: ExperimentState) -> None:
        columns, rows = columns_of(moment), rows_of(moment, self._made)
        changed = [row for row, old in zip(rows, self._sent, strict=False) if row is not old]
        is_longer = len(rows) != len(self._sent)
        if columns != self._columns or is_longer or len(changed) > MOST_CHANGED:
            self._columns, self._sent = columns, rows
            self._put(self._table, columns=columns, rows=rows, changed=[])
        else:
            self._put(self._table, changed=changed)


class SweepTableView(ExperimentView):
    title: ClassVar[str] = "Table"
    messages: ClassVar[Messages] = {"stop": {"number": int}, "open": {"number": int}}

    def __init__(self, context: ExperimentContext) -> None:
        super().__init__(context)
        table = SweepTable()
        whole = styled(Box([table]), "dm-sweep-tab")
        self.begin(whole, table=table, rows=SentRows(table, self._put_new))

    def state(self) -> dict[str, Any]:
        return {"table": {"best": self.moment.best_number or 0}, "rows": self.moment}

    def on_stop(self, number: int) -> None:
        if 1 <= number <= len(self.moment.trials):
            stop = partial(self.context.experiment.stop_trial, number)
            self.context.lines.do(f"stop {number}", "", stop, "Not stopped")

    def on_open(self, number: int) -> None:
        if 1 <= number <= len(self.moment.trials):
            load, words = self.context.experiment.load, f"trial {number}"
            self.context.open(number, load, words, title=words.capitalize())

"""Rows one by one, as pictures or as lines of a table, and the widget that shows them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import anywidget
import numpy as np
import traitlets

from densemodel.training import rounded
from densemodel.widgets._comm_mend import answer_in_subshells
from densemodel.widgets._front_end import front_end
from densemodel.widgets._score_cases import (
    chance_said,
    class_names,
    class_word,
    percent,
    said_flags,
)
from densemodel.widgets._text import element

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.scoring import Judged
    from densemodel.widgets._score_cases import Cases
    from densemodel.widgets._score_facts import Scored

Array = np.ndarray[Any, Any]
Shown = dict[str, Any]
"`title`, `note`, `can_close`, `columns`, `rows` and, where they are pictures, `picture`."

MOST_EXAMPLES = 40
MOST_LIVE_PICTURES = 20
"While it trains they are sent again and again."
_MOST_COLUMNS = 6
"Columns of x that are shown beside what was said."
_MOST_FLAGS = 3
_LARGEST_WHOLE = 1e9
NOTHING: Shown = {
    "title": "",
    "note": "",
    "can_close": False,
    "columns": [],
    "rows": [],
    "picture": None,
}


class ExampleList(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget's base is untyped
    """Shows `examples`. Raises DenseModelError where the front end was never built.

    Args:
        on_close: Called when a person wants the worst mistakes of all back.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    shown = traitlets.Dict(NOTHING).tag(sync=True)

    def __init__(self, on_close: Callable[[], None], **options: Any) -> None:
        self._on_close = on_close
        super().__init__(**options)
        self.on_msg(self._take)
        answer_in_subshells(self)

    @traitlets.default("_esm")  # type: ignore[untyped-decorator]
    def _read_script(self) -> str:
        return front_end("examples.js")

    def _take(self, _: Any, content: Any, __: Any) -> None:
        if isinstance(content, dict) and content.get("type") == "close":
            self._on_close()


def examples(scored: Scored, cases: Cases) -> Shown:
    """The first of these rows, with what is true of them and what was said.

    Args:
        scored: The rows and what the model said of them.
        cases: Which of them.
    """
    is_short = scored.is_live and scored.picture_form is not None
    at = cases.at[: MOST_LIVE_PICTURES if is_short else MOST_EXAMPLES]
    x = scored.rows(at)
    columns, lines = _said_of(scored.judged, at)
    places = scored.watched.places[at].tolist()
    picture = _picture(scored, x)
    values = [] if picture is not None else _values(scored, x)
    return {
        "title": cases.title,
        "note": _note(cases, len(at)),
        "can_close": cases.cell is not None,
        "columns": ["Row", *columns, *(name for name, _ in values)],
        "rows": [
            {
                "key": place,
                "cells": [f"{place:,}", *line, *(column[index] for _, column in values)],
                "caption": _caption(scored.judged, line, is_cell=cases.cell is not None),
                "words": f"Row {place:,}: {_words(columns, line)}",
            }
            for index, (place, line) in enumerate(zip(places, lines, strict=True))
        ],
        "picture": picture,
    }


def examples_html(shown: Shown) -> str:
    """The same as a table, for a front end that was never built."""
    head = "".join(element("th", name) for name in shown["columns"])
    rows = "".join(
        f"<tr>{''.join(element('td', cell) for cell in row['cells'])}</tr>" for row in shown["rows"]
    )
    table = f"<table><tr>{head}</tr>{rows}</table>" if rows else ""
    return f"{element('h4', shown['title'])}{element('p', shown['note'], 'dm-note')}{table}"


def _note(cases: Cases, shown: int) -> str:
    if not len(cases.at):
        return "There is none."
    if shown == len(cases.at):
        return f"{cases.order[:1].upper()}{cases.order[1:]}." if shown > 1 else ""
    return f"{shown} of {len(cases.at):,}, {cases.order}."


def _caption(judged: Judged, line: list[str], *, is_cell: bool) -> list[str]:
    """What stands below a picture: of one cell's rows the chance tells all that differs."""
    if judged.truth is None:
        return line[:2]
    return line[2:] if is_cell and line[2:] else [f"{line[0]} as {line[1]}", *line[2:]]


def _words(columns: list[str], line: list[str]) -> str:
    return ", ".join(f"{name.lower()} {word}" for name, word in zip(columns, line, strict=True))


def _said_of(judged: Judged, at: Array) -> tuple[list[str], list[list[str]]]:
    """The columns that tell what is true and what was said, and their cells."""
    if judged.terms.task.kind == "regression":
        return _said_in_numbers(judged, at)
    if judged.truth is None or judged.said is None:
        return ["Wrong"], [[_wrong_flags(judged, index)] for index in at]
    names = class_names(judged.terms)
    chances = chance_said(judged)
    lines = [[names[judged.truth[index]], names[judged.said[index]]] for index in at]
    if chances is None:
        return ["True", "Said"], lines
    for line, index in zip(lines, at, strict=True):
        line.append(f"{percent(float(chances[index]), 1.0)} %")
    return ["True", "Said", "Chance"], lines


def _said_in_numbers(judged: Judged, at: Array) -> tuple[list[str], list[list[str]]]:
    true, said = (values.reshape(len(judged.y), -1) for values in (judged.y, judged.answers))
    spread = true.std(axis=0)
    off = np.abs(said - true) / np.where(spread > 0, spread, 1)
    names = answer_names(judged, true.shape[1])
    is_one = len(names) == 1
    lines = []
    for index in at:
        column = int(off[index].argmax())
        one, other = float(true[index, column]), float(said[index, column])
        numbers = [_number(one), _number(other), rounded(other - one, 3)]
        lines.append(numbers if is_one else [names[column], *numbers])
    return ([] if is_one else ["Column"]) + ["True", "Predicted", "Off by"], lines


def _wrong_flags(judged: Judged, index: int) -> str:
    """`sky: said yes (97 %); sea: said no (2 %)`."""
    said, truth = said_flags(judged)[index], judged.y[index] > 0.5  # noqa: PLR2004
    names = answer_names(judged, len(said))
    told = []
    for place in np.flatnonzero(said != truth):
        chance = None if judged.chances is None else float(judged.chances[index, place])
        sure = "" if chance is None else f" ({percent(chance, 1.0)} %)"
        told.append(f"{names[place]}: said {'yes' if said[place] else 'no'}{sure}")
    more = f"; and {len(told) - _MOST_FLAGS} more" if len(told) > _MOST_FLAGS else ""
    return "; ".join(told[:_MOST_FLAGS]) + more


def answer_names(judged: Judged, count: int) -> list[str]:
    """The columns of y, as a person reads them."""
    names = judged.terms.answer_names or (["y"] if count == 1 else [f"y {n}" for n in range(count)])
    return [class_word(name) for name in names]


def _picture(scored: Scored, x: Array) -> Shown | None:
    form = scored.picture_form
    if form is None or not len(x):
        return None
    pixels = form.pixels(x)
    return {
        "height": pixels.shape[1],
        "width": pixels.shape[2],
        "channels": pixels.shape[3] if form.is_colour else 1,
        "pixels": pixels.tobytes(),
    }


def _values(scored: Scored, x: Array) -> list[tuple[str, list[str]]]:
    """The first columns of x, if it was a table, each with its values."""
    if x.ndim != 2:  # noqa: PLR2004
        return []
    known = scored.column_names
    names = known or tuple(f"x {number}" for number in range(x.shape[1]))
    return [
        (class_word(names[column]), [_number(float(value)) for value in x[:, column]])
        for column in range(min(_MOST_COLUMNS, x.shape[1], len(names)))
    ]


def _number(value: float) -> str:
    """A value of the data: four figures, whole numbers as they are."""
    is_whole = math.isfinite(value) and value == int(value) and abs(value) < _LARGEST_WHOLE
    return f"{int(value):,}" if is_whole else rounded(value, 4)

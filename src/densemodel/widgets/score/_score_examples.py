"""Single rows, as pictures or table lines, their widget, and the details of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets

from densemodel.widgets.runtime._style import BuiltFile, PageWidget
from densemodel.widgets.score._raw_rows import in_figures, plain_text, value_texts
from densemodel.widgets.score._row_pictures import names_of, smaller
from densemodel.widgets.score._score_cases import answer_names, predicted_flags, row_texts
from densemodel.wording import capitalised, in_order, number, short_text

if TYPE_CHECKING:
    from densemodel._array import Array
    from densemodel.scoring import EvaluationRows, PictureForm, Predictions
    from densemodel.widgets.score._score_cases import Cases
    from densemodel.widgets.score._score_facts import ScoreResult

Bars = list[tuple[str, float, bool]]

_MOST_BARS = 10


def detail_of(predictions: Predictions, index: int, title: str, moment: str) -> dict[str, Any]:
    """The details of one row.

    Returns:
        `number`, `title`, `truth`, `said`, `is_right`, `moment`, and `bars`: a class's name, its
        probability and whether it is the true one, of ten classes at most; empty where outputs
        are no probabilities.
    """
    if predictions.y_true is not None and predictions.y_pred is not None:
        names = names_of(predictions.terms)
        true, other = int(predictions.y_true[index]), int(predictions.y_pred[index])
        y_true, y_pred, is_right = names[true], names[other], true == other
        probabilities = (
            np.empty(0) if predictions.probabilities is None else predictions.probabilities[index]
        )
        shown = np.argsort(-probabilities, kind="stable")[:_MOST_BARS]
        if len(probabilities) <= _MOST_BARS:
            shown = np.sort(shown)  # so that a class keeps its place
        elif true not in shown:
            shown[-1] = true
        bars = [(names[each], float(probabilities[each]), bool(each == true)) for each in shown]
    elif predictions.terms.task.kind == "regression":
        line = row_texts(predictions, np.array([index])).lines[0]
        y_true, y_pred, is_right, bars = line[-3], line[-2], True, []
    else:
        y_true, y_pred, is_right, bars = _of_flags(predictions, index)
    return {
        "number": index,
        "title": title,
        "truth": y_true,
        "said": y_pred,
        "is_right": is_right,
        "bars": [
            {
                "name": name,
                "share": round(probability, 4),
                "text": number(probability, "bar"),
                "is_marked": is_true,
            }
            for name, probability, is_true in bars
        ],
        "moment": moment,
    }


def place_words(evaluation_rows: EvaluationRows, number: int, *, is_of_x: bool) -> str:
    """`Row 1,234 of x, held out for validation`."""
    row = f"Row {evaluation_rows.places[number]:,} of"
    if evaluation_rows.side == "test":
        return f"{row} the test rows"
    if evaluation_rows.side == "training":
        return f"{row} x, which trains"
    return f"{row} x, held out for validation" if is_of_x else f"{row} the validation rows"


def large_picture(form: PictureForm, row: Array) -> dict[str, Any]:
    """The pixels of a row, shape (1, *input_shape), as widget state: `large` and `large_form`."""
    whole = form.pixels(row)
    picture = smaller(whole, -(-max(whole.shape[1:3]) // 256))[0]  # 196 kB in colour
    return {"large": picture.tobytes(), "large_form": form_state(form, picture)}


def picture_state(form: PictureForm, pixels: Array) -> dict[str, Any]:
    """Pictures of one form, and their `pixels`."""
    return {**form_state(form, pixels[0]), "pixels": pixels.tobytes()}


def form_state(form: PictureForm, picture: Array) -> dict[str, Any]:
    """`height`, `width`, `channels` and `is_drawing` of a picture."""
    height, width = picture.shape[:2]
    channels = 3 if form.is_colour else 1
    drawing = form.is_drawing
    return {"height": height, "width": width, "channels": channels, "is_drawing": drawing}


def _of_flags(predictions: Predictions, number: int) -> tuple[str, str, bool, Bars]:
    """The yes-or-no outputs that are yes."""
    y_true, y_pred = predictions.y[number] > 0.5, predicted_flags(predictions)[number]
    names = answer_names(predictions, len(y_pred))
    words = [
        ", ".join(name for name, is_yes in zip(names, each, strict=True) if is_yes) or "none"
        for each in (y_true, y_pred)
    ]
    bars: Bars = []
    if predictions.probabilities is not None:
        probabilities = predictions.probabilities[number]
        shown = np.sort(np.argsort(-probabilities, kind="stable")[:_MOST_BARS])
        bars = [(names[each], float(probabilities[each]), bool(y_true[each])) for each in shown]
    return words[0], words[1], bool(np.array_equal(y_true, y_pred)), bars


Shown = dict[str, Any]
"""`title`, `note`, `can_close`, `columns`, which of them are `texts`, `rows`, `can_open`: whether a
line shows more of its row, and, where they are pictures, `picture`."""

MOST_EXAMPLES = 40
_MOST_COLUMNS = 6
"Columns of x that are shown beside what was said."
EMPTY: Shown = {
    "title": "",
    "note": "",
    "can_close": False,
    "columns": [],
    "texts": [],
    "rows": [],
    "can_open": False,
    "picture": None,
}


class ExampleList(PageWidget):
    """Shows `examples`, and a large one; its page sends `open`, `close_example` and `close`."""

    _esm = BuiltFile("examples.js")
    shown = traitlets.Dict(EMPTY).tag(sync=True)
    detail = traitlets.Dict().tag(sync=True)
    "The details of the open picture, from `detail_of`; empty if none is open."
    large = traitlets.Bytes(b"").tag(sync=True)
    "Its pixels."
    large_form = traitlets.Dict().tag(sync=True)
    "Their `height`, `width`, `channels` and `is_drawing`."


def examples(scored: ScoreResult, cases: Cases) -> Shown:
    """The first of these rows, with true and predicted values."""
    is_short = scored.is_live and scored.picture_form is not None
    # while it trains they are sent again and again
    at = cases.at[: 20 if is_short else MOST_EXAMPLES]
    x = scored.rows(at)
    texts = row_texts(scored.predictions, at, is_cell=cases.cell is not None)
    places = scored.evaluation_rows.places[at].tolist()
    form = scored.picture_form
    picture = None if form is None or not len(x) else picture_state(form, form.pixels(x))
    values, written = [], []
    if scored.raw is not None:
        own = scored.evaluation_rows.places[at]
        first = scored.raw.columns[:_MOST_COLUMNS]
        values = [(short_text(one.name), value_texts(one, own)) for one in first]
        written = [place for place, one in enumerate(first, len(texts.columns)) if one.labels]
    elif picture is None:
        values = first_columns(x, scored.column_names, _MOST_COLUMNS)
    return {
        "title": cases.title,
        "note": _note(cases, len(at)),
        "can_close": cases.cell is not None,
        "columns": ["Row", *texts.columns, *(name for name, _ in values)],
        "texts": [1 + place for place in [*texts.texts, *written]],
        "rows": [
            {
                "key": place,
                "cells": [f"{place:,}", *line, *(column[index] for _, column in values)],
                "caption": caption,
                "words": f"Row {place:,}: {_words(texts.columns, line)}",
            }
            for index, (place, line, caption) in enumerate(
                zip(places, texts.lines, texts.captions, strict=True)
            )
        ],
        "can_open": picture is not None or scored.raw is not None,
        "picture": picture,
    }


def example_detail(scored: ScoreResult, key: int | None) -> Shown:
    """The state of the open row for `ExampleList`; `key` is its place in the data."""
    form, at = scored.picture_form, np.flatnonzero(scored.evaluation_rows.places == key)
    if key is None or not len(at) or (form is None and scored.raw is None):
        return {"detail": {}}
    number = int(at[0])
    title = place_words(scored.evaluation_rows, number, is_of_x=scored.is_of_x)
    detail = detail_of(scored.predictions, number, title, f"{capitalised(scored.when)}.")
    detail["number"] = key
    if form is not None:
        return {**large_picture(form, scored.rows(at[:1])), "detail": detail}
    return {"detail": {**detail, **row_detail(scored, number)}, "large": b"", "large_form": {}}


def row_detail(scored: ScoreResult, number: int) -> dict[str, Any]:
    """A row of a table, and what each of its values does to the prediction.

    Returns:
        `columns`, those that matter most first, each with `name`, `value`, `typical` and `change`,
        which are empty for columns that are left out; and `why` in a sentence.
    """
    raw, places = scored.raw, scored.evaluation_rows.places[number : number + 1]
    columns = () if raw is None else raw.columns
    values = {one.name: value_texts(one, places)[0] for one in columns}
    rows: list[tuple[str, str, float]] = []
    why = ""
    if scored.explain is not None:
        explained = scored.explain(int(places[0]))
        why = f"{explained.sentence} {_CHANGE.format(of=in_order(explained.of))}"
        influences = explained.columns[["column", "typical", "change"]].itertuples(index=False)
        rows = [
            (str(name), plain_text(typical), float(change)) for name, typical, change in influences
        ]
        words = explained.words[["column", "word", "change"]].head(_MOST_WORDS)
        for name, word, change in words.itertuples(index=False):
            title = f"{name}: {word}"
            values[title] = word
            rows.append((title, "left out", float(change)))
    known = {name for name, _, _ in rows}
    moved = [change for _, _, change in rows]
    changes = in_figures(moved, max(map(abs, moved), default=0.0))
    return {
        "columns": [
            *(
                _column(name, values.get(name, ""), typical, _signed(change))
                for (name, typical, _), change in zip(rows, changes, strict=True)
            ),
            *(_column(name, value) for name, value in values.items() if name not in known),
        ],
        "why": why,
    }


_MOST_WORDS = 8
"Words of a text whose changes are shown."
_CHANGE = "Change: how far {of} moves if that column alone has its typical value."


def _column(name: str, value: str, typical: str = "", change: str = "") -> dict[str, str]:
    return {"name": short_text(name), "value": value, "typical": typical, "change": change}


def _signed(change: str) -> str:
    """`+0.12`, `-1,230`, `0.00`."""
    return f"+{change}" if change.strip("-0.,") and not change.startswith("-") else change


def _note(cases: Cases, shown: int) -> str:
    if not len(cases.at):
        return "No mistakes." if cases.cell is None else "No row is there."
    if shown == len(cases.at):
        return f"{cases.order[:1].upper()}{cases.order[1:]}." if shown > 1 else ""
    return f"{shown} of {len(cases.at):,}, {cases.order}."


def _words(columns: list[str], line: list[str]) -> str:
    return ", ".join(f"{name.lower()} {word}" for name, word in zip(columns, line, strict=True))


def first_columns(
    x: Array, names: tuple[str, ...] | None, most: int
) -> list[tuple[str, list[str]]]:
    """The first columns of x with their values as texts; empty if x is no table."""
    if x.ndim != 2:
        return []
    names = names or tuple(f"x {place}" for place in range(x.shape[1]))
    return [
        (short_text(names[column]), [number(float(value), "cell") for value in x[:, column]])
        for column in range(min(most, x.shape[1], len(names)))
    ]

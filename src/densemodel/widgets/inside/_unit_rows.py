"""The measured rows that activate one unit most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.widgets.inside._unit_tiles import unit_sentence
from densemodel.widgets.score._row_pictures import names_of, smaller
from densemodel.wording import capitalised, in_order, rounded

if TYPE_CHECKING:
    from densemodel.data import Bound
    from densemodel.training.diagnosis import Diagnosis
    from densemodel.widgets.inside._unit_tiles import LayerTiles
    from densemodel.widgets.score._row_pictures import PictureForm

Array = np.ndarray[Any, Any]
State = dict[str, Any]

_MOST_COLUMNS = 5
"Columns of x that stand beside a row that is no picture."
_MOST_PIXELS = 64
"Of the sides of a picture: nine of them are sent at each refresh."
_LONGEST_NAME = 40


def unit_rows(
    tiles: LayerTiles,
    unit: int,
    *,
    diagnosis: Diagnosis | None,
    bound: Bound | None,
    form: PictureForm | None,
) -> State:
    """A unit and its rows, as widget state.

    Args:
        tiles: Of its layer.
        unit: Its number, from 0.
        diagnosis: What was measured last, and on which rows.
        bound: The data, which know the rows' classes.
        form: How rows are drawn, if they are pictures.
    """
    sentence = capitalised(unit_sentence(tiles, unit))
    shown: State = {
        "layer": tiles.strand_layer,
        "unit": unit,
        "title": sentence,
        "note": "",
        "columns": [],
        "rows": [],
        "picture": None,
    }
    layers = () if diagnosis is None else diagnosis.measurement.layers
    measured = next((one for one in layers if one.name == tiles.layer), None)
    if diagnosis is None or measured is None or unit >= len(measured.top_rows):
        return {**shown, "note": "Nothing is measured yet: its rows come while it trains."}
    if unit in tiles.dead:
        return {**shown, "note": "No row that is measured moves its weights: it learns no more."}
    at, values = measured.top_rows[unit], measured.top_values[unit]
    is_known = len(diagnosis.rows) > 0
    places = diagnosis.rows[at] if is_known else at
    classes = _classes(bound, places) if is_known else None
    one_input = diagnosis.probe is not None and not isinstance(diagnosis.probe, list | tuple | dict)
    x = np.asarray(diagnosis.probe)[at] if one_input else None
    given = [rounded(float(value)) for value in values]
    count = len(diagnosis.measurement.answers)
    what = "its largest value in the row" if tiles.is_filter else "what it gives"
    below = "" if classes is None else ", and the class of the row"
    shown["title"] = f"{sentence}: the rows that activate it most"
    shown["note"] = f"Of the {count:,} training rows that are measured: {what}{below}."
    picture = None if form is None or x is None else _picture(form, x)
    columns = _columns(bound, x) if picture is None and x is not None else []
    named = [] if classes is None else [("Class", classes)]
    shown["columns"] = ["Row", "Activation", *(name for name, _ in [*named, *columns])]
    shown["picture"] = picture
    shown["rows"] = [
        {
            "cells": [
                f"{int(place):,}",
                given[number],
                *(cells[number] for _, cells in [*named, *columns]),
            ],
            "caption": [given[number], *([] if classes is None else [classes[number]])],
            "words": _words(int(place), given[number], classes[number] if classes else ""),
        }
        for number, place in enumerate(places.tolist())
    ]
    return shown


def _words(place: int, given: str, name: str) -> str:
    of = f", class {name}" if name else ""
    return f"Row {place:,}{of}: activation {given}"


def _classes(bound: Bound | None, places: Array) -> list[str] | None:
    known = None if bound is None or bound.coding is None else bound.coding
    numbers = None if known is None or bound is None else known.class_numbers(bound.y[places])
    if numbers is None or bound is None:
        return None
    names = names_of(bound.terms)
    return [
        names[number][:_LONGEST_NAME] if number < len(names) else str(number)
        for number in numbers.tolist()
    ]


def _picture(form: PictureForm, x: Array) -> State:
    pixels = form.pixels(x)
    pixels = smaller(pixels, -(-max(pixels.shape[1:3]) // _MOST_PIXELS))
    return {
        "height": pixels.shape[1],
        "width": pixels.shape[2],
        "channels": pixels.shape[3] if form.is_colour else 1,
        "is_drawing": form.is_drawing,
        "pixels": pixels.tobytes(),
    }


def _columns(bound: Bound | None, x: Array) -> list[tuple[str, list[str]]]:
    """The first columns of rows that are not pictures."""
    if x.ndim != 2:  # noqa: PLR2004
        return []
    known = None if bound is None else bound.column_names
    names = known or tuple(f"x {number}" for number in range(x.shape[1]))
    return [
        (in_order(str(names[column]))[:_LONGEST_NAME], [rounded(float(v), 4) for v in x[:, column]])
        for column in range(min(_MOST_COLUMNS, x.shape[1], len(names)))
    ]

"""The facts of the tab Inside as widget state, and as a table."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.widgets.inside._unit_tiles import unit_sentence
from densemodel.widgets.score._row_pictures import names_of, smaller
from densemodel.widgets.score._score_examples import first_columns, picture_state
from densemodel.wording import capitalised, rounded, term

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel._array import Array
    from densemodel.charts import AxisRange
    from densemodel.data import Bound
    from densemodel.scoring import PictureForm
    from densemodel.training.diagnosis import Diagnosis
    from densemodel.widgets.inside._inside_facts import Fan, InsideFacts
    from densemodel.widgets.inside._layer_strips import Strip
    from densemodel.widgets.inside._unit_tiles import LayerTiles

State = dict[str, Any]

_FINEST = 255
"Places of an axis of activations: more than a fan has pixels."


def fans_state(facts: InsideFacts) -> State:
    """The fans; `lines` holds the points of each fan, nine float32 each."""
    return {
        "layers": [
            {"name": title, "fans": [_fan_state(fan, name) for fan in fans]}
            for title, (name, fans) in zip(facts.titles, facts.layers, strict=True)
        ],
        "note": facts.note if facts.is_followed else "",
        "axis": _axis_state(facts.x),
        "unit": facts.unit.removesuffix("s"),
        "best": facts.best,
        "places": facts.at.astype("<f4").tobytes(),
        "lines": np.ascontiguousarray(facts.points.lines.transpose(1, 0, 2), "<f4").tobytes(),
    }


def measured_state(facts: InsideFacts) -> State:
    """The strips, and the bands of activations; empty if nothing was measured.

    `cells` holds the rows of all strips one after the other, one uint8 for each point. `lines`
    holds each band's points one after the other, nine uint8 for each, from the low end of its axis
    to the high one.
    """
    measured = facts.measured
    if not len(measured.at):
        return {}
    lines = [
        np.rint((lines - fan.y.low) / (fan.y.high - fan.y.low) * _FINEST).clip(0, _FINEST)
        for (_, fan), lines in zip(measured.bands, measured.lines.astype(np.float64), strict=True)
    ]
    return {
        "strips": [_strip_state(strip) for strip in measured.strips],
        "bands": [
            {"layer": layer, "fan": _fan_state(fan, facts.layers[layer][0])}
            for layer, fan in measured.bands
        ],
        "axis": _axis_state(facts.x),
        "unit": facts.unit.removesuffix("s"),
        "best": facts.best,
        "places": measured.at.astype("<f4").tobytes(),
        "cells": b"".join(strip.cells.tobytes() for strip in measured.strips),
        "lines": b"".join(line.astype(np.uint8).tobytes() for line in lines),
    }


def _strip_state(strip: Strip) -> State:
    names = "title", "note", "low", "high", "is_share"
    shown = {name: getattr(strip, name) for name in names}
    rows = [asdict(row) for row in strip.rows]
    return {**shown, "tip": term(strip.title.lower()), "rows": rows}


def tiles_state(tiles: Sequence[LayerTiles]) -> State:
    """The units as tiles; empty if there are none.

    `pixels` holds those of each unit one after the other, int8, 127 for its own largest weight,
    which `scales` has as float32.
    """
    if not tiles:
        return {}
    return {
        "layers": [
            # colours are explained once, and again where a picture in colours stood before
            _tiles_state(one, is_first=not place or tiles[place - 1].planes.shape[-1] > 1)
            for place, one in enumerate(tiles)
        ],
        "scales": np.concatenate([one.scales for one in tiles]).astype("<f4").tobytes(),
        "pixels": b"".join(one.own_pixels.tobytes() for one in tiles),
    }


def _tiles_state(tiles: LayerTiles, *, is_first: bool) -> State:
    count, height, width, channels = tiles.planes.shape
    shown = [unit for unit in (*tiles.dead, *tiles.saturated) if unit < count]
    return {
        "layer": tiles.strand_layer,
        "note": tiles.note(is_first=is_first),
        "own_note": tiles.note(own=True, is_first=is_first),
        "named": tiles.named(),
        "one": tiles.one,
        "words": tiles.words,
        "count": count,
        "height": height,
        "width": width,
        "channels": channels,
        "ill": [{"unit": unit, "said": capitalised(unit_sentence(tiles, unit))} for unit in shown],
    }


def _fan_state(fan: Fan, layer: str) -> State:
    return {
        "title": fan.title,
        "tip": term(fan.words),
        "said": capitalised(fan.description(layer)),
        "axis": _axis_state(fan.y),
        "lowest": fan.lowest,
        "median": fan.median,
        "highest": fan.highest,
    }


def _axis_state(axis: AxisRange) -> State:
    return {**asdict(axis), "ticks": list(axis.ticks), "labels": list(axis.labels)}


def unit_rows(
    tiles: LayerTiles,
    unit: int,
    *,
    diagnosis: Diagnosis | None,
    bound: Bound | None,
    form: PictureForm | None,
) -> State:
    """A unit and its rows, as widget state."""
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
    columns = []
    if picture is None and x is not None:
        names = None if bound is None else bound.column_names
        columns = first_columns(x, names, 5)
    named = [] if classes is None else [("Class", classes)]
    of_class = [""] * len(at) if classes is None else [f", class {name}" for name in classes]
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
            "words": f"Row {place:,}{of_class[number]}: activation {given[number]}",
        }
        for number, place in enumerate(places.tolist())
    ]
    return shown


def _classes(bound: Bound | None, places: Array) -> list[str] | None:
    if bound is None or bound.coding is None:
        return None
    numbers = bound.coding.class_numbers(bound.y[places])
    if numbers is None:
        return None
    names = names_of(bound.terms)
    return [
        names[number][:40] if number < len(names) else str(number) for number in numbers.tolist()
    ]


def _picture(form: PictureForm, x: Array) -> State:
    pixels = form.pixels(x)
    # nine of them are sent at each refresh
    return picture_state(form, smaller(pixels, -(-max(pixels.shape[1:3]) // 64)))

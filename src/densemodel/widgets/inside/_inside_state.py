"""The facts of the tab Inside as widget state, and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.charts import Table
from densemodel.widgets.inside._unit_tiles import unit_sentence
from densemodel.wording import capitalised

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.charts import AxisRange
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
    cells = [strip.cells.tobytes() for strip in measured.strips]
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
        "cells": b"".join(cells),
        "lines": b"".join(line.astype(np.uint8).tobytes() for line in lines),
    }


def _strip_state(strip: Strip) -> State:
    return {
        "title": strip.title,
        "note": strip.note,
        "low": strip.low,
        "high": strip.high,
        "is_share": strip.is_share,
        "rows": [{"name": row.name, "said": row.said, "is_ill": row.is_ill} for row in strip.rows],
    }


def tiles_state(tiles: Sequence[LayerTiles]) -> State:
    """The units as tiles; empty if there are none.

    `pixels` holds those of each unit one after the other, int8, 127 for its own largest weight,
    which `scales` has as float32.
    """
    if not tiles:
        return {}
    return {
        "layers": [_tiles_state(one) for one in tiles],
        "scales": np.concatenate([one.scales for one in tiles]).astype("<f4").tobytes(),
        "pixels": b"".join(one.own_pixels.tobytes() for one in tiles),
    }


def _tiles_state(tiles: LayerTiles) -> State:
    count, height, width, channels = tiles.planes.shape
    shown = [unit for unit in (*tiles.dead, *tiles.saturated) if unit < count]
    return {
        "layer": tiles.strand_layer,
        "note": tiles.note(),
        "own_note": tiles.note(own=True),
        "named": tiles.named(),
        "one": tiles.one,
        "words": tiles.words,
        "count": count,
        "height": height,
        "width": width,
        "channels": channels,
        "ill": [{"unit": unit, "said": capitalised(unit_sentence(tiles, unit))} for unit in shown],
    }


def table_html(facts: InsideFacts) -> str:
    """The current numbers as a table, without a built front end."""
    heads = ("Layer", "", "Values", "Lowest", "Median", "Highest")
    rows = [
        (name, fan.words, f"{fan.count:,}", fan.lowest, fan.median, fan.highest)
        for name, fans in facts.layers
        for fan in fans
    ]
    return Table(heads, rows).html()


def _fan_state(fan: Fan, layer: str) -> State:
    return {
        "title": fan.title,
        "said": capitalised(fan.description(layer)),
        "axis": _axis_state(fan.y),
        "lowest": fan.lowest,
        "median": fan.median,
        "highest": fan.highest,
    }


def _axis_state(axis: AxisRange) -> State:
    return {
        "low": axis.low,
        "high": axis.high,
        "ticks": list(axis.ticks),
        "labels": list(axis.labels),
    }

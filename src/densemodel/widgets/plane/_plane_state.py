"""The facts of the tab Plane as widget state."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.charts import Cells, Dots, Line, short
from densemodel.scoring import UNIT_PALETTE, class_color, plane_chart, plane_scale, unit_shades
from densemodel.widgets.images._wall_facts import moment_of
from densemodel.wording import capitalised

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.charts import AxisRange, Chart
    from densemodel.scoring import Plane
    from densemodel.training import Run

State = dict[str, Any]

_MOST_UNIT_BYTES = 60_000
"Of the small pictures together: the whole picture stays below 100 kB."
_MOST_CLASSES = 12
"In the legend."


@dataclass(frozen=True, eq=False)
class ShownPlane:
    """A plane, and what is said of it."""

    plane: Plane
    columns: tuple[Any, ...]
    "The names of those that may be across and up."
    moment: str
    "Whose weights it shows."
    row: int | None = None
    "The place in the data of the row whose values the other columns have; None for usual ones."


def moment_words(run: Run, plane: Plane) -> str:
    """Which weights a plane shows."""
    newest = plane.newest
    if newest is not None:
        return f"Weights of step {newest.step:,}, in epoch {math.floor(newest.place) + 1:,}."
    if run.is_busy:  # no step is trained yet
        return "Weights from before the first step."
    return f"{capitalised(moment_of(run))}."


def held_words(shown: ShownPlane) -> str:
    """Where the other columns are held; empty if there are none."""
    count = len(shown.plane.held)
    if not count:
        return ""
    some = "The other column is" if count == 1 else f"The other {count} columns are"
    if shown.row is not None:
        verb = "that" if count == 1 else "those"
        return f"{some} {verb} of row {shown.row:,}."
    is_number = all(isinstance(value, int | float) for value in shown.plane.held.values())
    usual = "median" if is_number else "median or most common value"
    return f"{some} at {'its' if count == 1 else 'their'} {usual}."


def plane_state(shown: ShownPlane, opened: Sequence[int] = ()) -> State:
    """The picture, the small pictures and the words of a plane.

    Args:
        shown: The plane.
        opened: The layer and the unit that is shown in its place, by their numbers; or nothing.
    """
    plane = shown.plane
    unit = (opened[0], opened[1]) if opened else None
    return {
        "chart": chart_state(plane_chart(plane, unit)),
        "units": units_state(plane),
        "opened": list(opened),
        "words": {
            "sentence": f"{plane.sentence}.",
            "moment": shown.moment,
            "held": held_words(shown),
            "held_values": plane.held_words,
            "is_of_row": shown.row is not None,
            "side": plane.points.shape[0],
            "columns": [
                name if isinstance(name, str) else f"column {name}" for name in shown.columns
            ],
            "across": shown.columns.index(plane.points.names[0]),
            "up": shown.columns.index(plane.points.names[1]) if plane.up is not None else -1,
            **legend_state(plane, unit),
        },
    }


def chart_state(chart: Chart) -> State:
    """A chart: `points` are those of its marks one after the other, float32; `cells` uint16."""
    marks, points, cells = [], [], None
    for mark in chart.marks:
        if isinstance(mark, Cells):
            cells = mark
        elif isinstance(mark, Dots | Line):
            size = mark.width if isinstance(mark, Line) else mark.size
            style = {"is_line": isinstance(mark, Line), "color": mark.color, "size": size}
            marks.append({**style, "count": len(mark.points)})
            points.append(np.asarray(mark.points, "<f4").tobytes())
    return {
        "across": _axis_state(chart.x, chart.x_name),
        "up": _axis_state(chart.y, chart.title),
        "marks": marks,
        "points": b"".join(points),
        "palette": [] if cells is None else list(cells.palette),
        "cells": b"" if cells is None else cells.shades.astype("<u2").tobytes(),
    }


def _axis_state(axis: AxisRange, name: str) -> State:
    return {
        "name": name,
        "low": axis.low,
        "high": axis.high,
        "ticks": list(axis.ticks),
        "labels": list(axis.labels),
    }


def units_state(plane: Plane) -> State:
    """What each unit gives, in small pictures: their places in the palette, uint8."""
    values = [one.values for one in plane.units]
    if not values:
        return {"layers": [], "palette": [], "side": 0, "cells": b""}
    count, size = sum(map(len, values)), values[0].shape[-1]
    step = next((one for one in (2, 4, 8) if count * (size // one) ** 2 <= _MOST_UNIT_BYTES), 16)
    small = [unit_shades(one[:, step // 2 :: step, step // 2 :: step]) for one in values]
    return {
        "layers": [
            {"name": capitalised(one.layer), "count": len(one.values)} for one in plane.units
        ],
        "palette": list(UNIT_PALETTE),
        "side": small[0].shape[-1],
        "cells": b"".join(one.tobytes() for one in small),
    }


def legend_state(plane: Plane, unit: tuple[int, int] | None = None) -> State:
    """What the colours mean: `classes` those of rows and curves, `scale` those of numbers."""
    names = plane.names if plane.y_pred is not None or plane.up is None else ()
    classes = [
        {"name": name, "color": class_color(number)}
        for number, name in enumerate(names[:_MOST_CLASSES])
    ]
    rest = len(names) - len(classes)
    scale: State = {}
    if unit is not None:
        layer, number = unit
        largest = short(float(np.abs(plane.units[layer].values[number]).max()))
        scale = {
            "name": f"{capitalised(plane.units[layer].layer)}, unit {number}",
            "colors": list(UNIT_PALETTE),
            "low": f"-{largest}",
            "high": largest,
        }
    elif plane.y_pred is None and plane.up is not None:
        palette, axis = plane_scale(plane)
        low, high = short(axis.low), short(axis.high)
        scale = {"name": plane.names[0], "colors": list(palette), "low": low, "high": high}
    return {
        "classes": classes if len(names) > 1 else [],
        "more": f"and {rest:,} more" if rest else "",
        "scale": scale,
        "has_wrong": plane.predictions.is_right is not None,
        "has_held_out": bool(plane.points.rows.is_held_out.any()),
    }

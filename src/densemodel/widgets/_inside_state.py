"""The facts of the tab Inside in the form that its front end takes, and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.training import capitalised, rounded
from densemodel.widgets._numbers import counted
from densemodel.widgets._text import element

if TYPE_CHECKING:
    from densemodel.widgets._first_layer import FirstLayer
    from densemodel.widgets._inside_facts import Fan, InsideFacts
    from densemodel.widgets._ticks import AxisRange

State = dict[str, Any]


def fans_state(facts: InsideFacts) -> State:
    """The fans; `lines` holds each fan's points one after the other, nine float32 for each."""
    return {
        "layers": [
            {
                "name": f"Layer {number}: {name}",
                "fans": [_fan_state(fan, name) for fan in fans],
            }
            for number, (name, fans) in enumerate(facts.layers, 1)
        ],
        "axis": _axis_state(facts.x),
        "unit": facts.unit.removesuffix("s"),
        "best": facts.best,
        "places": facts.at.astype("<f4").tobytes(),
        "lines": np.ascontiguousarray(facts.points.lines.transpose(1, 0, 2), "<f4").tobytes(),
    }


def images_state(pictures: FirstLayer | None) -> State:
    """The first layer's pictures; empty where there are none."""
    if pictures is None:
        return {}
    count, height, width, channels = pictures.pixels.shape
    return {
        "note": pictures_words(pictures),
        "count": count,
        "height": height,
        "width": width,
        "channels": channels,
        "pixels": pictures.pixels.tobytes(),
    }


def pictures_words(pictures: FirstLayer) -> str:
    """What the pictures show, in a sentence."""
    count, *_, channels = pictures.pixels.shape
    each = f"The weights of {counted(count, pictures.one)} as pictures"
    scale = f"on one scale up to ±{rounded(pictures.scale)}"
    colours = (
        f"grey is 0, {scale} for each colour"
        if channels > 1
        else f"blue is below 0, orange above, {scale}"
    )
    more = f" {counted(pictures.left_out, pictures.one)} more are left out."
    return f"{each}: {colours}.{more if pictures.left_out else ''}"


def table_html(facts: InsideFacts) -> str:
    """The present numbers, for a front end that was never built."""
    heads = ("Layer", "", "Values", "Lowest", "Median", "Highest")
    head = "".join(element("th", words) for words in heads)
    body = "".join(
        "<tr>" + "".join(element("td", cell) for cell in _cells(name, fan)) + "</tr>"
        for name, fans in facts.layers
        for fan in fans
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cells(name: str, fan: Fan) -> tuple[str, ...]:
    return name, fan.words, f"{fan.count:,}", fan.lowest, fan.median, fan.highest


def _fan_state(fan: Fan, layer: str) -> State:
    return {
        "title": f"{capitalised(fan.words)}, {fan.count:,}",
        "said": capitalised(fan.said(layer)),
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

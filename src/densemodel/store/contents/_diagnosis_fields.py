"""The diagnosis of a run as JSON, and back: fields of its history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

from densemodel.data import Finding
from densemodel.errors import StoreError
from densemodel.store.readers._json import Fields
from densemodel.training import (
    LINES,
    Diagnosis,
    LayerCourse,
    LayerMeasurement,
    LayerPoints,
    Measurement,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

Array = np.ndarray[Any, Any]

POINTS = 64
"Points of a course that are written: about as many as a strip shows."
_DIGITS = 4
"Significant digits that are written: more than a picture or a table shows."
_MOST_LAYERS, _MOST_UNITS = 2_000, 2**31
_MOST_NUMBERS = 256 * _MOST_LAYERS * len(LINES)
_MOST_FINDINGS, _MOST_WAYS, _LONGEST_TEXT, _LONGEST_WORD = 100, 20, 4_000, 500
_SEVERITIES = ("repair", "offer", "refuse")
_NUMBERS = (
    "gradient_norm",
    "weight_norm",
    "unit_spread",
    "update_ratio",
    "activation_mean",
    "activation_std",
)
_COUNTS = ("dead", "saturated")
_TABLES = ("gradient_norms", "update_ratios", "activation_means", "activation_stds", "lines")


def diagnosis_table(diagnosis: Diagnosis) -> dict[str, Any]:
    """The diagnosis as JSON, without the measured rows."""
    now = diagnosis.measurement
    return {
        "step": now.step,
        "place": now.place,
        "loss": _short(now.loss),
        "penalty": _short(now.penalty),
        "layers": [
            {
                "name": layer.name,
                "words": layer.words,
                "activation": layer.activation,
                "units": layer.units,
                "dead_units": layer.dead_units.tolist(),
                "saturated_units": layer.saturated_units.tolist(),
                "lines": _shorts(layer.lines),
                **{name: _short(getattr(layer, name)) for name in _NUMBERS},
            }
            for layer in now.layers
        ],
        "findings": [
            {
                "severity": one.severity,
                "where": one.where,
                "message": one.message,
                "ways": list(one.ways),
            }
            for one in diagnosis.findings
        ],
    }


def diagnosis_of(fields: Fields) -> Diagnosis:
    """Read it.

    Raises:
        StoreError: It is not what `diagnosis_table` gives.
    """
    layers = [
        _layer_of(Fields(layer, "a layer in its diagnosis"))
        for layer in fields.items("layers", _MOST_LAYERS)
    ]
    findings = [
        _finding_of(Fields(one, "a finding in its diagnosis"))
        for one in fields.items("findings", _MOST_FINDINGS)
    ]
    measurement = Measurement(
        fields.whole("step"),
        fields.number("place"),
        tuple(layers),
        fields.number_or("loss", np.nan),
        fields.number_or("penalty", np.nan),
        np.empty(0, np.float32),
    )
    return Diagnosis(measurement, tuple(findings), None)


def _layer_of(fields: Fields) -> LayerMeasurement:
    units = fields.whole("units")
    numbers: dict[str, Any] = {name: fields.number_or(name, np.nan) for name in _NUMBERS}
    if not 0 < units < _MOST_UNITS:
        raise StoreError("a layer in its diagnosis has no units")
    return LayerMeasurement(
        name=fields.text("name", _LONGEST_WORD),
        words=fields.text("words", _LONGEST_WORD),
        activation=fields.text("activation", _LONGEST_WORD),
        units=units,
        dead_units=_units_of(fields, "dead_units", units),
        saturated_units=_units_of(fields, "saturated_units", units),
        lines=_floats_of(fields, "lines", (len(LINES),)),
        **numbers,
    )


def _units_of(fields: Fields, name: str, units: int) -> Array:
    found = np.array(fields.wholes(name, min(units, _MOST_NUMBERS)), np.int64)
    if (np.diff(found) <= 0).any() or (found >= units).any():
        raise StoreError(f"{name} in a layer of its diagnosis are no units of it")
    return found


def _finding_of(fields: Fields) -> Finding:
    severity = cast("Any", fields.one_of("severity", _SEVERITIES))
    where = fields.text("where", _LONGEST_WORD)
    ways = fields.texts("ways", _MOST_WAYS)
    if any(len(words) > _LONGEST_TEXT for words in ways):
        raise StoreError("a finding in its diagnosis has words of no end")
    accept, *others = ways or [""]
    return Finding(severity, where, fields.text("message", _LONGEST_TEXT), accept, tuple(others))


def course_table(course: LayerPoints) -> dict[str, Any] | None:
    """At most 64 points of the layers' history, with the first and the newest; None without any."""
    if not len(course):
        return None
    rows = np.unique(np.linspace(0, len(course) - 1, min(len(course), POINTS)).round().astype(int))
    return {
        "names": list(course.names),
        "units": course.units.tolist(),
        "steps": course.steps[rows].tolist(),
        "places": _shorts(course.places[rows], digits=9),
        **{name: getattr(course, name)[rows].ravel().tolist() for name in _COUNTS},
        **{name: _shorts(getattr(course, name)[rows].ravel()) for name in _TABLES},
    }


def course_of(fields: Fields) -> LayerCourse:
    """Read it.

    Raises:
        StoreError: It is not what `course_table` gives.
    """
    names = fields.texts("names", _MOST_LAYERS)
    units = np.array(fields.wholes("units", _MOST_LAYERS), np.int64)
    steps = np.array(fields.wholes("steps", POINTS), np.int64)
    places = np.array(fields.numbers("places", POINTS), np.float64)
    is_sound = len(names) == len(units) and len(steps) == len(places) > 0
    if not is_sound or (np.diff(steps) <= 0).any() or not (np.diff(places) >= 0).all():
        raise StoreError("the course of its layers does not go forward")
    if not np.isfinite(places).all() or any(len(name) > _LONGEST_WORD for name in names):
        raise StoreError("the course of its layers has places or names that no run has")
    shape = len(steps), len(names)
    counts = {name: np.array(fields.wholes(name, _MOST_NUMBERS), np.int64) for name in _COUNTS}
    if any(table.size != steps.size * units.size for table in counts.values()):
        raise StoreError("the course of its layers has tables of different sizes")
    counts = {name: table.reshape(shape) for name, table in counts.items()}
    if any((table > units).any() for table in counts.values()):
        raise StoreError("the course of its layers counts more units than there are")
    lines = {"lines": (len(LINES),)}
    floats = {name: _floats_of(fields, name, (*shape, *lines.get(name, ()))) for name in _TABLES}
    points = LayerPoints(tuple(names), units, steps, places, **counts, **floats)
    return LayerCourse.of(points)


def _floats_of(fields: Fields, name: str, shape: tuple[int, ...]) -> Array:
    values = np.array(fields.numbers(name, _MOST_NUMBERS), np.float64)
    if values.size != np.prod(shape) or (np.abs(values) > np.finfo(np.float32).max).any():
        raise StoreError(f"{name} of its layers are no {' x '.join(map(str, shape))} numbers")
    return values.astype(np.float32).reshape(shape)


def _shorts(values: Iterable[float], digits: int = _DIGITS) -> list[float | None]:
    return [_short(float(value), digits) for value in values]


def _short(value: float, digits: int = _DIGITS) -> float | None:
    """A number with few digits; None if it is not finite, because JSON has no such number."""
    return float(f"{value:.{digits}g}") if np.isfinite(value) else None

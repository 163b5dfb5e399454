"""The history of a run as JSON, and back: the member `densemodel/history.json`.

What reads it raises a StoreError for anything that is not written here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

from densemodel.data import Finding
from densemodel.errors import StoreError
from densemodel.store.readers._json import Fields, json_bytes, read_json
from densemodel.training import (
    LINES,
    Diagnosis,
    LayerCourse,
    LayerMeasurement,
    LayerPoints,
    Mark,
    Measurement,
    StepLosses,
    StepMeans,
    TrainingHistory,
    TrainingLog,
)

if TYPE_CHECKING:
    from densemodel._array import Array

_MOST_EVALUATIONS = 1_000_000
_MOST_POINTS = 10_000
_MOST_SCORES = 10_000
POINTS = 64
"Points of a course that are written: about as many as a strip shows."
_MOST_LAYERS = 2_000
_MOST_NUMBERS = 256 * _MOST_LAYERS * len(LINES)
_LONGEST_TEXT, _LONGEST_WORD = 4_000, 500
_WORDS, _UNITS = ("name", "words", "activation"), ("dead_units", "saturated_units")
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


def history_bytes(log: TrainingLog) -> bytes:
    """Write the history of a run; numbers that are not finite become null."""
    history, steps = log.history, log.step_losses
    table: dict[str, Any] = {
        "logs": history,
        "steps": history.steps,
        "places": history.places,
        "by_step": history.by_step,
        "initial_epoch": history.initial_epoch,
        "marks": [[mark.kind, mark.words, mark.step, mark.place] for mark in history.marks],
        "seconds": log.seconds,
        "step_losses": {
            "steps": steps.steps,
            "losses": steps.losses,
            "count": steps.step_count,
            "each": steps.steps_each,
            "place": steps.place,
        },
        # its fields are those that are read
        "step_means": log.step_means.fewer(512),  # more than a picture shows
        "rate_places": log.learning_rates[:, 0],
        "rates": log.learning_rates[:, 1],
        "test_metrics": log.test_metrics,
        "test_baseline": log.test_baseline,
        "recalls": log.recalls,
        "guessing_loss": log.guessing_loss,
        "layer_course": _course_table(log.layer_course.points()),
    }
    if log.diagnosis is not None:
        table["diagnosis"] = _diagnosis_table(log.diagnosis)
    return json_bytes(table)


def read_history(data: bytes) -> TrainingLog:
    fields = Fields(read_json(data, "its history"), "its history")
    has = fields.has
    return TrainingLog(
        history=_history_of(fields),
        step_losses=_step_losses_of(fields.inner("step_losses")),
        step_means=_means_of(fields.inner("step_means")),
        learning_rates=_rates_of(fields),
        seconds=fields.number("seconds"),
        test_metrics=fields.scores("test_metrics", _MOST_SCORES) if has("test_metrics") else None,
        test_baseline=fields.scores("test_baseline"),
        recalls=fields.scores("recalls", _MOST_SCORES) if has("recalls") else None,
        guessing_loss=fields.number("guessing_loss") if has("guessing_loss") else None,
        diagnosis=_diagnosis_of(fields.inner("diagnosis")) if has("diagnosis") else None,
        layer_course=(
            _course_of(fields.inner("layer_course")) if has("layer_course") else LayerCourse()
        ),
    )


def _history_of(fields: Fields) -> TrainingHistory:
    history = TrainingHistory(fields.whole("initial_epoch"))
    history.steps = fields.wholes("steps", _MOST_EVALUATIONS)
    history.places = fields.numbers("places", _MOST_EVALUATIONS)
    history.by_step = fields.flag("by_step")
    history.marks = [_mark_of(mark) for mark in fields.items("marks", 100_000)]
    logs = fields.inner("logs")
    for name in logs.names():
        history[name] = logs.numbers(name, _MOST_EVALUATIONS)
    lengths = {len(history.steps), len(history.places), *map(len, history.values())}
    if len(lengths) != 1 or not np.isfinite(history.places).all():
        raise StoreError("its history has columns of different lengths")
    return history


def _mark_of(mark: object) -> Mark:
    fields = Fields(
        dict(zip(("kind", "words", "step", "place"), mark, strict=False))
        if isinstance(mark, list)
        else mark,
        "a mark in its history",
    )
    kind = fields.one_of("kind", ("changed", "resumed", "ended"))
    words = fields.text("words", 10_000)
    return Mark(cast("Any", kind), words, fields.whole("step"), fields.number("place"))


def _step_losses_of(fields: Fields) -> StepLosses:
    steps = np.array(fields.wholes("steps", _MOST_POINTS), np.int64)
    losses = np.array(fields.numbers("losses", _MOST_POINTS), np.float64)
    if len(steps) != len(losses) or (np.diff(steps) <= 0).any():
        raise StoreError("the steps in its history do not count up")
    each = fields.whole("each")
    if each < 1 or each & (each - 1):
        raise StoreError("each in the steps of its history is not a power of two")
    return StepLosses(steps, losses, fields.whole("count"), each, fields.number("place"))


def _means_of(fields: Fields) -> StepMeans:
    steps, losses = (
        np.array(fields.numbers(name, _MOST_POINTS), np.float64) for name in ("steps", "losses")
    )
    counts = np.array(fields.wholes("counts", _MOST_POINTS), np.int64)
    is_sound = len(steps) == len(losses) == len(counts) and (np.diff(steps) > 0).all()
    # possible losses, so that their sums are finite; nan is not below the largest one
    if not is_sound or not (
        np.abs([steps, losses]).max(initial=0.0) < 1e39  # losses of steps are of 32 bits
        and 0 < counts.min(initial=1) <= counts.max(initial=1) < 2**50
    ):
        raise StoreError("the mean losses in its history do not go forward")
    return StepMeans(steps, losses, counts)


def _rates_of(fields: Fields) -> np.ndarray:
    places = fields.numbers("rate_places", _MOST_POINTS)
    rates = fields.numbers("rates", _MOST_POINTS)
    points = np.array([places, rates]).T if len(places) == len(rates) else np.full((1, 2), np.nan)
    if not np.isfinite(points).all() or (np.diff(points[:, 0]) < 0).any():
        raise StoreError("the learning rates in its history do not go forward")
    return points.reshape(-1, 2)


def _diagnosis_table(diagnosis: Diagnosis) -> dict[str, Any]:
    """Without the measured rows."""
    now = diagnosis.measurement
    return {
        "step": now.step,
        "place": now.place,
        "loss": _short(now.loss),
        "penalty": _short(now.penalty),
        "layers": [
            {
                **{name: getattr(layer, name) for name in (*_WORDS, "units", *_UNITS)},
                "lines": _short(layer.lines),
                **{name: _short(getattr(layer, name)) for name in _NUMBERS},
            }
            for layer in now.layers
        ],
        "findings": [
            {"severity": one.severity, "where": one.where, "message": one.message, "ways": one.ways}
            for one in diagnosis.findings
        ],
    }


def _diagnosis_of(fields: Fields) -> Diagnosis:
    layers = [
        _layer_of(Fields(layer, "a layer in its diagnosis"))
        for layer in fields.items("layers", _MOST_LAYERS)
    ]
    findings = [
        _finding_of(Fields(one, "a finding in its diagnosis"))
        for one in fields.items("findings", 100)
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
    facts: dict[str, Any] = {name: fields.number_or(name, np.nan) for name in _NUMBERS}
    if not 0 < units < 2**31:
        raise StoreError("a layer in its diagnosis has no units")
    facts |= {name: fields.text(name, _LONGEST_WORD) for name in _WORDS}
    for name in _UNITS:
        found = np.array(fields.wholes(name, min(units, _MOST_NUMBERS)), np.int64)
        if (np.diff(found) <= 0).any() or (found >= units).any():
            raise StoreError(f"{name} in a layer of its diagnosis are no units of it")
        facts[name] = found
    return LayerMeasurement(units=units, lines=_floats_of(fields, "lines", (len(LINES),)), **facts)


def _finding_of(fields: Fields) -> Finding:
    severity = cast("Any", fields.one_of("severity", ("repair", "offer", "refuse")))
    where = fields.text("where", _LONGEST_WORD)
    ways = fields.texts("ways", 20)
    if any(len(words) > _LONGEST_TEXT for words in ways):
        raise StoreError("a finding in its diagnosis has words of no end")
    accept, *others = ways or [""]
    return Finding(severity, where, fields.text("message", _LONGEST_TEXT), accept, tuple(others))


def _course_table(course: LayerPoints) -> dict[str, Any] | None:
    """At most 64 points of the layers' history, with the first and the newest; None without any."""
    if not len(course):
        return None
    rows = np.unique(np.linspace(0, len(course) - 1, min(len(course), POINTS)).round().astype(int))
    return {
        "names": course.names,
        "units": course.units,
        "steps": course.steps[rows],
        "places": _short(course.places[rows], digits=9),
        **{name: getattr(course, name)[rows].ravel() for name in _COUNTS},
        **{name: _short(getattr(course, name)[rows].ravel()) for name in _TABLES},
    }


def _course_of(fields: Fields) -> LayerCourse:
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


def _short(values: Any, digits: int = 4) -> Any:
    """The same numbers with few digits, but more than a picture or a table shows."""
    return np.vectorize(lambda value: float(f"{value:.{digits}g}"), otypes=[float])(values)

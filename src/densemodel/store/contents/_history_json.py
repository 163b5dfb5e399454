"""The history of a run as JSON: the member `densemodel/history.json`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel._schema import (
    FLAG,
    NUMBER,
    NUMBER_OR_NAN,
    WHOLE,
    Kind,
    by_name,
    fields_of,
    list_of,
    one_of,
    record,
    row,
    text,
)
from densemodel.data import Finding
from densemodel.errors import StoreError
from densemodel.store.readers._json import json_bytes, read_json
from densemodel.training import (
    LINES,
    Diagnosis,
    LayerCourse,
    LayerMeasurement,
    LayerPoints,
    Mark,
    Measurement,
    RateRecord,
    RunRecord,
    StepLosses,
    StepMeans,
    StepRecord,
    TrainingHistory,
)

if TYPE_CHECKING:
    from densemodel._array import Array

POINTS = 64
"Points of a course that are written: about as many as a strip shows."
_MOST_EVALUATIONS = 1_000_000
_MOST_POINTS = 10_000
_MOST_LAYERS = 2_000
_MOST_NUMBERS = 256 * _MOST_LAYERS * len(LINES)


def history_bytes(run_record: RunRecord) -> bytes:
    """Write the history of a run; numbers that are not finite become null."""
    return json_bytes(_HISTORY.write(run_record))


def read_history(data: bytes) -> RunRecord:
    """Read it, as a record without the place where the run continues.

    Raises:
        StoreError: It holds what no run has.
    """
    return _HISTORY.read(read_json(data, "its history"))


def _wholes(most: int) -> Kind[Array]:
    return list_of(WHOLE, most, lambda values: np.array(values, np.int64))


def _floats(most: int, digits: int | None = None) -> Kind[Array]:
    kind = list_of(NUMBER_OR_NAN, most, lambda values: np.array(values, np.float64))
    return Kind(kind.read) if digits is None else Kind(kind.read, partial(_short, digits=digits))


def _short(values: Any, digits: int = 4) -> Any:
    """The same numbers with few digits, but more than a picture or a table shows."""
    return np.vectorize(lambda value: float(f"{value:.{digits}g}"), otypes=[float])(values)


_MEASURED = Kind(NUMBER_OR_NAN.read, _short)
_MEASURED_VALUES = _floats(_MOST_NUMBERS, digits=4)


# what makes a part of the history checks how its fields go together


def _count_up(numbers: Array) -> bool:
    return bool((np.diff(numbers) > 0).all())


def _float32(name: str, values: Array, shape: tuple[int, ...]) -> Array:
    if values.size != np.prod(shape) or (np.abs(values) > np.finfo(np.float32).max).any():
        raise StoreError(f"{name} of its layers are no {' x '.join(map(str, shape))} numbers")
    return values.astype(np.float32).reshape(shape)


def _history(logs: dict[str, list[float]], **facts: Any) -> TrainingHistory:
    history = TrainingHistory()
    history.update(logs)
    for name, value in facts.items():
        setattr(history, name, value)
    lengths = {len(history.steps), len(history.places), *map(len, logs.values())}
    if len(lengths) != 1 or not np.isfinite(history.places).all():
        raise StoreError("its history has columns of different lengths")
    return history


def _step_losses(**facts: Any) -> StepLosses:
    losses = StepLosses(**facts)
    if len(losses.steps) != len(losses.losses) or not _count_up(losses.steps):
        raise StoreError("the steps in its history do not count up")
    if losses.steps_each.bit_count() != 1:
        raise StoreError("each in the steps of its history is not a power of two")
    return losses


def _step_means(steps: Array, losses: Array, counts: Array) -> StepMeans:
    is_sound = len(steps) == len(losses) == len(counts) and _count_up(steps)
    # possible losses, so that their sums are finite; nan is not below the largest one
    if not is_sound or not (
        np.abs([steps, losses]).max(initial=0.0) < 1e39  # losses of steps are of 32 bits
        and 0 < counts.min(initial=1) <= counts.max(initial=1) < 2**50
    ):
        raise StoreError("the mean losses in its history do not go forward")
    return StepMeans(steps, losses, counts)


def _run_record(
    step_losses: StepLosses, step_means: StepMeans, learning_rates: Array, **facts: Any
) -> RunRecord:
    steps, rates = StepRecord.of(step_losses, step_means), RateRecord.of(learning_rates)
    return RunRecord(steps=steps, rates=rates, **facts)


def _rates(places: Array, rates: Array) -> Array:
    points = np.column_stack([places, rates]) if len(places) == len(rates) else None
    if points is None or not np.isfinite(points).all() or (np.diff(places) < 0).any():
        raise StoreError("the learning rates in its history do not go forward")
    return points


def _layer(units: int, lines: Array, **facts: Any) -> LayerMeasurement:
    if not 0 < units < 2**31:
        raise StoreError("a layer in its diagnosis has no units")
    for name in ("dead_units", "saturated_units"):
        if not _count_up(facts[name]) or (facts[name] >= units).any():
            raise StoreError(f"{name} in a layer of its diagnosis are no units of it")
    lines = _float32("lines", lines, (len(LINES),))
    return LayerMeasurement(units=units, lines=lines, **facts)


def _finding(severity: Any, where: str, message: str, ways: list[str]) -> Finding:
    accept, *others = ways or [""]
    return Finding(severity, where, message, accept, tuple(others))


_COUNTS = "dead", "saturated"
_MEASURES = "gradient_norms", "update_ratios", "activation_means", "activation_stds", "lines"


def _course(
    names: tuple[str, ...], units: Array, steps: Array, places: Array, **tables: Array
) -> LayerCourse:
    is_sound = len(names) == len(units) and len(steps) == len(places) > 0
    if not is_sound or not _count_up(steps) or not (np.diff(places) >= 0).all():
        raise StoreError("the course of its layers does not go forward")
    if not np.isfinite(places).all():
        raise StoreError("the course of its layers has places that no run has")
    shape = len(steps), len(names)
    for name in _COUNTS:
        if tables[name].size != steps.size * units.size:
            raise StoreError("the course of its layers has tables of different sizes")
        tables[name] = tables[name].reshape(shape)
        if (tables[name] > units).any():
            raise StoreError("the course of its layers counts more units than there are")
    for name in _MEASURES:
        each = (len(LINES),) if name == "lines" else ()
        tables[name] = _float32(name, tables[name], (*shape, *each))
    return LayerCourse.of(LayerPoints(names, units, steps, places, **tables))


def _write_course(course: LayerCourse) -> Any:
    """At most 64 points, with the first and the newest; None without any."""
    points = course.points()
    count = len(points)
    if not count:
        return None
    rows = np.unique(np.linspace(0, count - 1, min(count, POINTS)).round().astype(int))
    of_points = ("steps", "places", *_COUNTS, *_MEASURES)
    return _POINTS.write(
        vars(points) | {name: getattr(points, name)[rows].ravel() for name in of_points}
    )


_EVALUATIONS = record(
    _history,
    logs=by_name(list_of(NUMBER_OR_NAN, _MOST_EVALUATIONS)),
    steps=list_of(WHOLE, _MOST_EVALUATIONS),
    places=list_of(NUMBER_OR_NAN, _MOST_EVALUATIONS),
    by_step=FLAG,
    initial_epoch=WHOLE,
    marks=list_of(
        row(
            Mark,
            **fields_of(Mark, kind=one_of("changed", "resumed", "ended"), words=text(10_000)),
        ).titled("a mark in its history"),
        100_000,
    ),
)
_LAYER = record(
    _layer,
    **dict.fromkeys(("name", "words", "activation"), text()),
    units=WHOLE,
    dead_units=_wholes(_MOST_NUMBERS),
    saturated_units=_wholes(_MOST_NUMBERS),
    lines=_MEASURED_VALUES,
    **dict.fromkeys(("gradient_norm", "weight_norm", "unit_spread"), _MEASURED),
    **dict.fromkeys(("update_ratio", "activation_mean", "activation_std"), _MEASURED),
)
_FINDING = record(
    _finding,
    severity=one_of("repair", "offer", "refuse"),
    where=text(),
    message=text(4_000),
    ways=list_of(text(4_000), 20),
)
_MEASUREMENT = record(
    partial(Measurement, answers=np.empty(0, np.float32)),  # without the measured rows
    step=WHOLE,
    place=NUMBER,
    loss=_MEASURED,
    penalty=_MEASURED,
    layers=list_of(_LAYER.titled("a layer in its diagnosis"), _MOST_LAYERS, tuple),
)
_DIAGNOSIS = record(
    partial(Diagnosis, probe=None),
    measurement=_MEASUREMENT.inline(),
    findings=list_of(_FINDING.titled("a finding in its diagnosis"), 100, tuple),
)
_RATES = record(
    _rates,
    rate_places=_floats(_MOST_POINTS).named("places"),
    rates=_floats(_MOST_POINTS),
)
_POINTS = record(
    _course,
    names=list_of(text(), _MOST_LAYERS, tuple),
    units=_wholes(_MOST_LAYERS),
    steps=_wholes(POINTS),
    places=_floats(POINTS, digits=9),
    **dict.fromkeys(_COUNTS, _wholes(_MOST_NUMBERS)),
    **dict.fromkeys(_MEASURES, _MEASURED_VALUES),
)
_STEP_MEANS = record(
    _step_means,
    steps=_floats(_MOST_POINTS),
    losses=_floats(_MOST_POINTS),
    counts=_wholes(_MOST_POINTS),
)
_HISTORY = record(
    _run_record,
    history=Kind(
        _EVALUATIONS.read, lambda one: _EVALUATIONS.write({"logs": one, **vars(one)})
    ).inline(),
    seconds=NUMBER.named("past_seconds"),
    step_losses=record(
        _step_losses,
        steps=_wholes(_MOST_POINTS),
        losses=_floats(_MOST_POINTS),
        count=WHOLE.named("step_count"),
        each=WHOLE.named("steps_each"),
        place=NUMBER,
    ),
    step_means=Kind(
        _STEP_MEANS.read,
        lambda means: _STEP_MEANS.write(means.fewer(512)),  # more than a picture shows
    ),
    learning_rates=Kind(
        _RATES.read, lambda points: {"rate_places": points[:, 0], "rates": points[:, 1]}
    ).inline(),
    test_metrics=by_name(NUMBER_OR_NAN, 10_000).nullable(),
    test_baseline=by_name(NUMBER_OR_NAN, 200),
    recalls=by_name(NUMBER_OR_NAN, 10_000).nullable(),
    guessing_loss=NUMBER.nullable().named("baseline_loss"),
    layer_course=Kind(_POINTS.read, _write_course).or_null(LayerCourse).optional(),
    diagnosis=_DIAGNOSIS.optional(),
).titled("its history")

"""The history of a run as JSON, and back: the member `densemodel/history.json`."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from densemodel.errors import StoreError
from densemodel.store.contents._diagnosis_fields import (
    course_of,
    course_table,
    diagnosis_of,
    diagnosis_table,
)
from densemodel.store.readers._json import Fields, read_json
from densemodel.training import Mark, StepLosses, StepMeans, TrainingHistory, TrainingLog

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_LOOKS = 1_000_000
_MOST_POINTS = 10_000
_LARGEST_MEAN, _MOST_STEPS = 1e39, 2**50
"Losses of steps are of 32 bits."
_MEANS = 512
"Mean losses of steps that are written: more than a picture shows."
_MOST_MARKS = 100_000
_LONGEST_WORDS = 10_000
_MARKS = ("changed", "resumed", "ended")


def history_bytes(told: TrainingLog) -> bytes:
    """Write the history of a run; numbers that are not finite become null."""
    history, steps = told.history, told.step_losses
    table = {
        "logs": {name: _numbers(values) for name, values in history.items()},
        "steps": history.steps,
        "places": _numbers(history.places),
        "by_step": history.by_step,
        "initial_epoch": history.initial_epoch,
        "marks": [[mark.kind, mark.words, mark.step, mark.place] for mark in history.marks],
        "seconds": told.seconds,
        "step_losses": {
            "steps": steps.steps.tolist(),
            "losses": _numbers(steps.losses.tolist()),
            "count": steps.step_count,
            "each": steps.steps_each,
            "place": steps.place,
        },
        "step_means": _means_table(told.step_means),
        "rate_places": _numbers(told.learning_rates[:, 0].tolist()),
        "rates": _numbers(told.learning_rates[:, 1].tolist()),
        "test_metrics": _scores(told.test_metrics),
        "test_baseline": _scores(told.test_baseline),
        "recalls": _scores(told.recalls),
        "guessing_loss": _number(told.guessing_loss),
    }
    if told.diagnosis is not None:
        table["diagnosis"] = diagnosis_table(told.diagnosis)
    if told.layer_course is not None:
        table["layer_course"] = course_table(told.layer_course.points())
    return json.dumps(table, allow_nan=False).encode()


def read_history(data: bytes) -> TrainingLog:
    """Read it.

    Raises:
        StoreError: It is not what `history_bytes` writes.
    """
    fields = Fields(read_json(data, "its history"), "its history")
    return TrainingLog(
        history=_history_of(fields),
        step_losses=_step_losses_of(fields.inner("step_losses")),
        learning_rates=_rates_of(fields),
        seconds=fields.number("seconds"),
        test_metrics=_scores_of(fields, "test_metrics"),
        test_baseline=fields.scores("test_baseline"),
        recalls=_scores_of(fields, "recalls"),
        guessing_loss=fields.number("guessing_loss") if fields.has("guessing_loss") else None,
        step_means=_means_of(fields.inner("step_means")) if fields.has("step_means") else None,
        diagnosis=diagnosis_of(fields.inner("diagnosis")) if fields.has("diagnosis") else None,
        layer_course=course_of(fields.inner("layer_course"))
        if fields.has("layer_course")
        else None,
    )


def _history_of(fields: Fields) -> TrainingHistory:
    history = TrainingHistory(fields.whole("initial_epoch"))
    history.steps = fields.wholes("steps", MOST_LOOKS)
    history.places = fields.numbers("places", MOST_LOOKS)
    history.by_step = fields.flag("by_step")
    history.marks = [_mark_of(mark) for mark in fields.items("marks", _MOST_MARKS)]
    logs = fields.inner("logs")
    for name in logs.names():
        history[name] = logs.numbers(name, MOST_LOOKS)
    looks = {len(history.steps), len(history.places), *map(len, history.values())}
    if len(looks) != 1 or not np.isfinite(history.places).all():
        raise StoreError("its history has columns of different lengths")
    return history


def _mark_of(mark: object) -> Mark:
    fields = Fields(
        dict(zip(("kind", "words", "step", "place"), mark, strict=False))
        if isinstance(mark, list)
        else mark,
        "a mark in its history",
    )
    kind = fields.one_of("kind", _MARKS)
    words = fields.text("words", _LONGEST_WORDS)
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


def _means_table(means: StepMeans | None) -> dict[str, Any] | None:
    if means is None:
        return None
    fewer = means.fewer(_MEANS)
    return {
        "steps": _numbers(fewer.steps.tolist()),
        "losses": _numbers(fewer.losses.tolist()),
        "counts": fewer.counts.tolist(),
    }


def _means_of(fields: Fields) -> StepMeans:
    steps, losses = (
        np.array(fields.numbers(name, _MOST_POINTS), np.float64) for name in ("steps", "losses")
    )
    counts = np.array(fields.wholes("counts", _MOST_POINTS), np.int64)
    is_whole = len(steps) == len(losses) == len(counts)
    if not is_whole or (np.diff(steps) <= 0).any() or not _are_means(steps, losses, counts):
        raise StoreError("the mean losses in its history do not go forward")
    return StepMeans(steps, losses, counts)


def _are_means(steps: np.ndarray, losses: np.ndarray, counts: np.ndarray) -> bool:
    """Whether they are possible losses, so that their sums are finite."""
    largest = np.abs([steps, losses]).max(initial=0.0)
    is_counted = 0 < counts.min(initial=1) <= counts.max(initial=1) < _MOST_STEPS
    return bool(largest < _LARGEST_MEAN and is_counted)  # nan is not below it


def _rates_of(fields: Fields) -> np.ndarray:
    places = fields.numbers("rate_places", _MOST_POINTS)
    rates = fields.numbers("rates", _MOST_POINTS)
    points = np.array([places, rates]).T if len(places) == len(rates) else np.full((1, 2), np.nan)
    if not np.isfinite(points).all() or (np.diff(points[:, 0]) < 0).any():
        raise StoreError("the learning rates in its history do not go forward")
    return points.reshape(-1, 2)


def _scores(scores: Mapping[str, float] | None) -> dict[str, float | None] | None:
    return None if scores is None else {name: _number(value) for name, value in scores.items()}


def _scores_of(fields: Fields, name: str) -> dict[str, float] | None:
    return fields.scores(name, 10_000) if fields.has(name) else None


def _numbers(values: Iterable[float]) -> list[float | None]:
    return [_number(value) for value in values]


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)

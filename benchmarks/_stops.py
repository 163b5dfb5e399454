"""Figures: how long a stop takes, from the call to the state stopped."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import numpy as np
from _digits import REFERENCE, digits
from _figure import Figure

from densemodel.training import EvaluationDone, RunStarted, StateChanged, ValidationDone, prepare

if TYPE_CHECKING:
    from _sizes import Sizes

    from densemodel.training import Event, Run

_SPEC = f"{REFERENCE} ; patience off ; epochs 1000000"
_LONGEST_WAIT = 0.5
_ROWS_BESIDE_VALIDATION = 640
_TRIES = 5
_PATIENCE_SECONDS = 120
_AT_MOST = {"p95 s": 0.15}


class _Ear:
    """Records the progress of a run, and when it was stopped."""

    def __init__(self, run: Run) -> None:
        self.begun, self.is_validating = threading.Event(), threading.Event()
        self.evaluated = threading.Event()
        self.validation_began = self.validation_seconds = self.stopped = 0.0
        run.on_event(self._handle)

    def forget(self) -> None:
        """Reset before a run resumes."""
        self.begun.clear()
        self.is_validating.clear()

    def _handle(self, event: Event) -> None:
        now = time.perf_counter()
        if isinstance(event, RunStarted):
            self.begun.set()
        elif isinstance(event, StateChanged) and event.after == "stopped":
            self.stopped = now
        elif isinstance(event, EvaluationDone):
            self.is_validating.clear()
            self.evaluated.set()
        elif isinstance(event, ValidationDone):
            self._handle_validation(event, now)

    def _handle_validation(self, event: ValidationDone, now: float) -> None:
        if event.step == event.steps:
            self.validation_seconds = now - self.validation_began
            self.is_validating.clear()
        elif not self.is_validating.is_set():
            self.validation_began = now
            self.is_validating.set()


def stops_in_training(sizes: Sizes) -> Figure:
    """Stops at moments from the very start of a resume, even before the first step."""
    x, y = digits(sizes.rows)
    run = prepare(f"{_SPEC} ; split off", x, y)
    ear = _warmed_up(run)
    moments = np.random.default_rng(0).uniform(0, _LONGEST_WAIT, sizes.stops)
    waits = []
    for moment in moments.tolist():
        ear.forget()
        run.resume()
        _await(ear.begun, "the run to go on")
        time.sleep(moment)
        waits.append(_stop(run, ear))
    return _figure(waits)


def stops_in_validation(sizes: Sizes) -> Figure:
    """Stops at moments within a long validation; a stop that comes too late is left out."""
    x, y = digits(sizes.rows)
    many = np.resize(np.arange(len(x)), sizes.validation_rows)
    few = slice(_ROWS_BESIDE_VALIDATION)
    run = prepare(_SPEC, x[few], y[few], validation_data=(x[many], y[many]))
    ear = _warmed_up(run)
    random = np.random.default_rng(0)
    waits: list[float] = []
    for _ in range(_TRIES * sizes.stops):
        ear.forget()
        run.resume()
        _await(ear.is_validating, "validation, in more than one step")
        time.sleep(random.uniform(0, ear.validation_seconds))
        is_within = ear.is_validating.is_set()
        took = _stop(run, ear)
        if is_within:
            waits.append(took)
        if len(waits) == sizes.stops:
            return _figure(waits)
    raise RuntimeError(f"only {len(waits)} stops came within validation: give it more rows")


def _warmed_up(run: Run) -> _Ear:
    """Train an epoch or two, so that everything is compiled, and stop."""
    ear = _Ear(run)
    run.start()
    for _ in range(2):
        _await(ear.evaluated, "the end of an epoch")
        ear.evaluated.clear()
    run.stop().wait()
    return ear


def _await(event: threading.Event, what: str) -> None:
    if not event.wait(_PATIENCE_SECONDS):
        raise RuntimeError(f"waited {_PATIENCE_SECONDS} s for {what}")


def _stop(run: Run, ear: _Ear) -> float:
    began = time.perf_counter()
    run.stop().wait()
    if run.state != "stopped":
        raise RuntimeError(f"the run is {run.state}, not stopped")
    return ear.stopped - began


def _figure(waits: list[float]) -> Figure:
    values = {
        "median s": float(np.median(waits)),
        "p95 s": float(np.percentile(waits, 95)),
        "longest s": max(waits),
        "stops": len(waits),
    }
    return Figure(values, _AT_MOST)

"""Figures: how long a stop takes, from the call to the state stopped."""

import threading
import time

import numpy as np
from _data import REFERENCE, digits
from _figure import Figure
from _measure import spread

from densemodel.training import EvaluationDone, RunStarted, StateChanged, ValidationDone, prepare

_SPEC = f"{REFERENCE} ; patience off ; epochs 1000000"
_LONGEST_WAIT = 0.5
_ROWS_BESIDE_VALIDATION = 640
_TRIES = 5
_PATIENCE_SECONDS = 120
_AT_MOST = {"p95 s": 0.15}


class _Progress:
    """Records the progress of a run, and when it was stopped."""

    def __init__(self, run):
        self.begun, self.is_validating = threading.Event(), threading.Event()
        self.evaluated = threading.Event()
        self.validation_began = self.validation_seconds = self.stopped = 0.0
        run.on_event(self._handle)

    def forget(self):
        """Reset before a run resumes."""
        self.begun.clear()
        self.is_validating.clear()

    def _handle(self, event):
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

    def _handle_validation(self, event, now):
        if event.step == event.steps:
            self.validation_seconds = now - self.validation_began
            self.is_validating.clear()
        elif not self.is_validating.is_set():
            self.validation_began = now
            self.is_validating.set()


def stops_in_training(sizes):
    """Stops at moments from the very start of a resume, even before the first step."""
    x, y = digits(sizes.rows)
    run = prepare(f"{_SPEC} ; split off", x, y)
    progress = _warmed_up(run)
    moments = np.random.default_rng(0).uniform(0, _LONGEST_WAIT, sizes.stops)
    waits = []
    for moment in moments.tolist():
        progress.forget()
        run.resume()
        _await(progress.begun, "the run to go on")
        time.sleep(moment)
        waits.append(_stop(run, progress))
    return _figure(waits)


def stops_in_validation(sizes):
    """Stops at moments within a long validation; a stop that comes too late is left out."""
    x, y = digits(sizes.rows)
    many = np.resize(np.arange(len(x)), sizes.validation_rows)
    few = slice(_ROWS_BESIDE_VALIDATION)
    run = prepare(_SPEC, x[few], y[few], validation_data=(x[many], y[many]))
    progress = _warmed_up(run)
    random = np.random.default_rng(0)
    waits = []
    for _ in range(_TRIES * sizes.stops):
        progress.forget()
        run.resume()
        _await(progress.is_validating, "validation, in more than one step")
        time.sleep(random.uniform(0, progress.validation_seconds))
        is_within = progress.is_validating.is_set()
        took = _stop(run, progress)
        if is_within:
            waits.append(took)
        if len(waits) == sizes.stops:
            return _figure(waits)
    raise RuntimeError(f"only {len(waits)} stops came within validation: give it more rows")


def _warmed_up(run):
    """Train an epoch or two, so that everything is compiled, and stop."""
    progress = _Progress(run)
    run.start()
    for _ in range(2):
        _await(progress.evaluated, "the end of an epoch")
        progress.evaluated.clear()
    run.stop().wait()
    return progress


def _await(event, what):
    if not event.wait(_PATIENCE_SECONDS):
        raise RuntimeError(f"waited {_PATIENCE_SECONDS} s for {what}")


def _stop(run, progress):
    began = time.perf_counter()
    run.stop().wait()
    if run.state != "stopped":
        raise RuntimeError(f"the run is {run.state}, not stopped")
    return progress.stopped - began


def _figure(waits):
    return Figure(spread(waits, "s") | {"stops": len(waits)}, _AT_MOST)

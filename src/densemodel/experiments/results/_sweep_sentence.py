"""The state of a sweep in one line, with the time left."""

from __future__ import annotations

import time
from collections import Counter
from statistics import fmean
from typing import TYPE_CHECKING

from densemodel.wording import about, capitalised

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.experiments.run._sweep import Sweep


class TimeLeft:
    """Estimates the time left from the durations of trials, without the start of workers."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._began: dict[int, float] = {}
        self._took: list[float] = []

    def started(self, number: int) -> None:
        self._began[number] = self._now()

    def add_result(self, number: int, *, counts: bool) -> None:
        """Record the end of a trial; `counts` says whether its duration is used."""
        began = self._began.pop(number, None)
        if began is not None and counts:
            self._took.append(self._now() - began)

    def seconds_left(self, waiting: int, at_once: int) -> float | None:
        """The estimated seconds until all trials are done, of which `waiting` have not begun.

        None while no trial has told how long one takes, and where none is left.
        """
        if not self._took or not (waiting or self._began):
            return None
        mean, now = fmean(self._took), self._now()
        # one that takes longer than the others may end at any moment
        train = [max(0.0, mean - (now - began)) for began in self._began.values()]
        workers = max(1, min(max(at_once, len(train)), waiting + len(train)))
        return max([(sum(train) + waiting * mean) / workers, *train])


def sentence_of(sweep: Sweep) -> str:
    """`3 of 9 trials done, 2 training. About 12 s left.`."""
    if sweep.is_busy:
        return _busy_words(sweep)
    words, count = _state_words(sweep), sweep.unreadable_records
    if not count:
        return words
    records = "1 record" if count == 1 else f"{count:,} records"
    does = "does" if count == 1 else "do"
    return f"{words} {records} in its folder can't be read and {does} not count."


def _state_words(sweep: Sweep) -> str:
    if sweep.state == "ready":
        if not sweep.results:
            return f"{sweep.trial_count:,} trials are ready."
        return f"{_done_words(sweep)}. Start continues."
    words = _done_words(sweep)
    if sweep.state == "failed":
        return f"{words}. {str(sweep.error).splitlines()[0]}"
    best = sweep.best_number
    if best is None:
        return f"{words}. None has a loss to choose by."
    return f"{words}. {_best_words(sweep, best)}"


def _done_words(sweep: Sweep) -> str:
    is_whole = sweep.state in {"ready", "finished"}
    number, rounds = sweep.round
    counted = frozenset(trial.number for trial in sweep.trials) if is_whole else sweep.in_round
    count = len(counted) + sweep.trial_count - len(sweep.trials)
    outcomes = Counter(result.outcome for n, result in sweep.results.items() if n in counted)
    stopped, failed, behind = (outcomes[name] for name in ("stopped", "failed", "left behind"))
    words = "" if is_whole or rounds == 1 else f"Round {number:,} of {rounds:,}: "
    words += f"{outcomes.total():,} of {count:,} trials done"
    words += f", {stopped:,} of them stopped" if stopped else ""
    words += f", {failed:,} failed" if failed else ""
    return words + (f", {behind:,} eliminated by halving" if behind else "")


def _busy_words(sweep: Sweep) -> str:
    words = _done_words(sweep)
    if sweep.is_starting:
        count = sweep.worker_count
        who = f"{count:,} {'worker' if count == 1 else 'workers'}" if count else "the workers"
        return f"{words}. Starting {who} …" if sweep.results else f"Starting {who} …"
    train = len(sweep.training)
    if not train and (sweep.state == "stopping" or not sweep.waiting):
        return f"{words}."
    seconds = sweep.seconds_left
    where = "left" if sweep.round[1] == 1 else "left in this round"
    left = "" if seconds is None else f" {capitalised(about(seconds))} {where}."
    return f"{words}, {train:,} training.{left}"


def _best_words(sweep: Sweep, number: int) -> str:
    trial, result = sweep.trials[number - 1], sweep.results[number]
    chosen = zip(sweep.variables, trial.values, strict=True)
    values = ", ".join(f"{variable.name} {value}" for variable, value in chosen)
    measure = "validation loss" if "val_loss" in result.metrics else "loss"
    words = f"Best is trial {number:,} ({values}): {measure} {result.score:.4g}"
    accuracy = result.metrics.get("val_accuracy")
    words += "" if accuracy is None else f", accuracy {accuracy:.3f}"
    tested = ", ".join(f"{name} {value:.4g}" for name, value in sweep.test_metrics.items())
    return f"{words}.{f' On the test data: {tested}.' if tested else ''}"

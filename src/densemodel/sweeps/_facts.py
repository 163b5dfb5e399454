"""The side of a sweep that is read: its trials, what they came to, and how far it is."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING, Literal

from densemodel.sweeps._listening import Listening
from densemodel.sweeps._table import frame_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from densemodel.data import Finding
    from densemodel.spec import Spec, Variable
    from densemodel.sweeps._result import Result
    from densemodel.sweeps._trial import Trial

_ROWS_SHOWN = 5

State = Literal["ready", "running", "stopping", "stopped", "finished", "failed"]


class SweepFacts(Listening):
    """What is known of a sweep; all of it may be asked for from any thread."""

    def __init__(
        self, name: str, spec: Spec, variables: tuple[Variable, ...], trials: Sequence[Trial]
    ) -> None:
        super().__init__()
        self.name = name
        self.spec = spec
        "With its choices."
        self.variables = variables
        "The choices by name, and the seed where the spec says `repeat`."
        self.trials = tuple(trials)
        self.state: State = "ready"
        self.error: BaseException | None = None
        "Why it failed."
        self.test_metrics: dict[str, float] = {}
        "Of the best trial on the test data, told once when the sweep has finished."
        self.findings: tuple[Finding, ...] = ()
        "What was noticed in the data, with the network of the first trial."
        self.worker_count = 0
        "How many train at once."
        self._lock = threading.RLock()
        self._results: dict[int, Result] = {}
        self._out: set[int] = set()
        "Trials that halving has left behind."
        self._looks: dict[int, tuple[list[float], list[float]]] = {}
        self._began: float | None = None
        self._done_before = 0

    def __repr__(self) -> str:
        """One line, and the best trials as a table."""
        line = f"Sweep of {self.name}: {self.sentence}"
        if not self._results:
            return line
        table = self.frame().drop(columns="spec").head(_ROWS_SHOWN)
        return f"{line}\n\n{table.to_string(index=False, float_format='%.4g')}"

    @property
    def results(self) -> dict[int, Result]:
        """What the trials came to that have ended, by number."""
        with self._lock:
            return {number: self._told(number) for number in self._results}

    def _told(self, number: int) -> Result:
        result = self._results[number]
        if number not in self._out or result.outcome != "finished":
            return result
        words = f"Left behind after epoch {result.epochs:,}: two thirds had a lower loss there."
        return replace(result, outcome="stopped", sentence=words)

    @property
    def training(self) -> frozenset[int]:
        """The numbers of the trials that train now."""
        with self._lock:
            return frozenset(self._looks)

    @property
    def looks(self) -> dict[int, tuple[list[float], list[float]]]:
        """By number, of those that train: places on an axis of epochs, and the loss there."""
        with self._lock:
            return {n: (list(places), list(losses)) for n, (places, losses) in self._looks.items()}

    @property
    def is_busy(self) -> bool:
        """Whether anything trains, or is about to."""
        return self.state in {"running", "stopping"}

    @property
    def best_number(self) -> int | None:
        """The trial with the lowest validation loss, the first of several; None before any."""
        results = self.results
        finite = [number for number, result in results.items() if result.score < inf]
        return min(finite, key=lambda number: (results[number].score, number), default=None)

    @property
    def seconds_left(self) -> float | None:
        """How long it will still take at the pace so far; None before the first trial's end."""
        with self._lock:
            done = len(self._results) - self._done_before
            if self._began is None or done <= 0 or not self.is_busy:
                return None
            left = len(self.trials) - len(self._results)
            return (time.monotonic() - self._began) / done * left

    @property
    def sentence(self) -> str:
        """How it stands, in one line."""
        with self._lock:
            count, done = len(self.trials), len(self._results)
            failed = sum(result.outcome == "failed" for result in self._results.values())
        words = f"{done:,} of {count:,} trials done"
        words += f", {failed:,} failed" if failed else ""
        if self.is_busy:
            train = len(self.training)
            return f"{words}, {train:,} {'trains' if train == 1 else 'train'}.{_left(self)}"
        if self.state == "failed":
            return f"{words}. {str(self.error).splitlines()[0]}"
        if self.state == "ready":
            return f"{count:,} trials are ready." if not done else f"{words}. Start goes on."
        best = self.best_number
        if best is None:
            return f"{words}. None has a loss to choose by."
        return f"{words}. {_best_words(self, best)}"

    def frame(self) -> pd.DataFrame:
        """The trials as a table, best first; those without a result last.

        Its columns are the number of the trial, what stands for each variable, and what it came
        to: `state`, `epochs`, `best_epoch`, Keras's metrics at the best look, `parameters`,
        `seconds`.

        Example:
            >>> sweep.frame().to_csv("sweep.csv", index=False)
        """
        return frame_of(self)


def _left(sweep: SweepFacts) -> str:
    seconds = sweep.seconds_left
    if seconds is None:
        return ""
    if seconds < 90:  # noqa: PLR2004 - from there on minutes
        return f" About {max(1, round(seconds)):,} s left."
    return f" About {round(seconds / 60):,} min left."


def _best_words(sweep: SweepFacts, number: int) -> str:
    trial, result = sweep.trials[number - 1], sweep.results[number]
    said: Mapping[str, str] = dict(
        zip((variable.name for variable in sweep.variables), trial.values, strict=True)
    )
    values = ", ".join(f"{name} {value}" for name, value in said.items())
    measure = "validation loss" if "val_loss" in result.metrics else "loss"
    words = f"Best is trial {number:,} ({values}): {measure} {result.score:.4g}"
    accuracy = result.metrics.get("val_accuracy")
    words += "" if accuracy is None else f", accuracy {accuracy:.3f}"
    tested = ", ".join(f"{name} {value:.4g}" for name, value in sweep.test_metrics.items())
    return f"{words}.{f' On the test data: {tested}.' if tested else ''}"

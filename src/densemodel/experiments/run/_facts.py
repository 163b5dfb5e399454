"""The side of a sweep that is read: its trials, what they came to, and how far it is."""

from __future__ import annotations

import threading
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING, Any, Literal

from densemodel._old_names import by_old_name
from densemodel.experiments.plan._halving import WHOLE, Round, sizes_of
from densemodel.experiments.results._result import frame_of
from densemodel.experiments.results._sentence import TimeLeft, sentence_of
from densemodel.experiments.run._events import Emitter

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from densemodel.data import Finding
    from densemodel.experiments.plan._plan import Trial
    from densemodel.experiments.results._result import Result
    from densemodel.language import Spec, Variable

_ROWS_SHOWN = 5

State = Literal["ready", "running", "stopping", "stopped", "finished", "failed"]


class SweepFacts(Emitter):
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
        self.unreadable_records = 0
        "Records in its folder that another version wrote, or that are damaged: they do not count."
        self.worker_count = 0
        "How many train at once."
        self._lock = threading.RLock()
        self._results: dict[int, Result] = {}
        self._out: set[int] = set()
        "Trials that halving has left behind."
        self._looks: dict[int, tuple[list[float], list[float]]] = {}
        self._rounds: tuple[Round, ...] = WHOLE
        self._round = 0
        self._still_in = frozenset(trial.number for trial in self.trials)
        self._pace = TimeLeft()
        "Of this round."
        self._has_begun = False
        "Whether a trial was given to a worker since the last start."

    def __repr__(self) -> str:
        """One line, and the best trials as a table."""
        line = f"Sweep of {self.name}: {self.sentence}"
        if not self._results:
            return line
        table = self.frame().drop(columns=["reason", "spec"]).head(_ROWS_SHOWN)
        return f"{line}\n\n{table.to_string(index=False, float_format='%.4g')}"

    @property
    def results(self) -> dict[int, Result]:
        """What the trials came to that have ended, by number."""
        with self._lock:
            return {number: self._result_of(number) for number in self._results}

    def _result_of(self, number: int) -> Result:
        result = self._results[number]
        if number not in self._out or result.outcome != "finished":
            return result
        words = f"Left behind after epoch {result.epochs:,}: it was not in the best third there."
        return replace(result, outcome="left behind", sentence=words)

    @property
    def training(self) -> frozenset[int]:
        """The numbers of the trials that train now."""
        with self._lock:
            return frozenset(self._looks)

    def __getattr__(self, name: str) -> Any:
        return by_old_name(self, name, {"looks": "live_curves", "still_in": "in_round"})

    @property
    def live_curves(self) -> dict[int, tuple[list[float], list[float]]]:
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
    def round(self) -> tuple[int, int]:
        """The round of halving, counted from 1, and how many there are; 1 of 1 without halving."""
        return self._round + 1, len(self._rounds)

    @property
    def in_round(self) -> frozenset[int]:
        """The numbers of the trials of this round; of all trials without halving."""
        return self._still_in

    @property
    def waiting(self) -> int:
        """How many trials of this round are neither done nor training."""
        with self._lock:
            return len(self._still_in - self._results.keys() - self._looks.keys())

    @property
    def is_starting(self) -> bool:
        """Whether it is under way to its first trial since it was started."""
        is_due = self.waiting > 0 or self._round + 1 < len(self._rounds)
        return self.state == "running" and not self._has_begun and is_due

    @property
    def share_done(self) -> float:
        """From 0 to 1: of the trials of all rounds, those that are done."""
        if self.state == "finished":
            return 1.0
        sizes = sizes_of(self._rounds, len(self.trials))
        with self._lock:
            done = len(self._still_in & self._results.keys())
            return min(1.0, (sum(sizes[: self._round]) + done) / sum(sizes))

    @property
    def seconds_left(self) -> float | None:
        """How long this round will still take; None before one of its trials has ended."""
        with self._lock:
            if self.state != "running":
                return None
            return self._pace.seconds_left(self.waiting, self.worker_count)

    @property
    def sentence(self) -> str:
        """How it stands, in one line."""
        with self._lock:
            return sentence_of(self)

    def frame(self) -> pd.DataFrame:
        """The trials as a table, best first; those without a result last.

        Its columns are the number of the trial, what stands for each variable, and what it came
        to: `state`, `epochs`, `best_epoch`, Keras's metrics at the best look, `parameters`,
        `seconds`, and `reason` for one that failed. A result that is called like a variable has
        `_reached` after its name: `epochs` were asked for, `epochs_reached` were trained.

        Example:
            >>> sweep.frame().to_csv("sweep.csv", index=False)
        """
        return frame_of(self)

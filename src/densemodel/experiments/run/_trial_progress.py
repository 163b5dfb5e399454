"""Which trials of a sweep have a result, are training, or still take part."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from densemodel.experiments.plan._halving import better_third, sizes_of
from densemodel.experiments.results._sentence import TimeLeft

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence

    from densemodel.experiments.plan._halving import Round
    from densemodel.experiments.plan._plan import Trial
    from densemodel.experiments.results._records import Records
    from densemodel.experiments.results._result import Result
    from densemodel.experiments.run._events import TrialEvaluated


class TrialProgress:
    """The trials of a sweep, round by round of halving; without halving there is one round.

    Args:
        trials: All trials of the sweep.
        rounds: How far the trials train in each round.
        records: The results on disk.
        lock: The sweep's lock, because its state and this progress are read together.
    """

    def __init__(
        self,
        trials: Sequence[Trial],
        rounds: Sequence[Round],
        records: Records,
        lock: threading.RLock,
    ) -> None:
        self._trials = trials
        self.rounds = rounds
        self.round = 0
        "Counted from 0."
        self.in_round = frozenset(trial.number for trial in trials)
        "The numbers of the trials of this round."
        self.has_begun = False
        "Whether a trial was given to a worker since the last start."
        self.worker_count = 0
        "The number of trials that train at once."
        self.unreadable_records = 0
        self._records = records
        self._lock = lock
        self._results: dict[int, Result] = {}
        self._left_behind: set[int] = set()
        "The trials that halving dropped."
        self._curves: dict[int, tuple[list[float], list[float]]] = {}
        self._pace = TimeLeft()
        "The time estimate of this round."

    # Results and progress

    @property
    def results(self) -> dict[int, Result]:
        """The results of the trials that have ended, by number."""
        with self._lock:
            return {number: self._result_of(number) for number in self._results}

    def _result_of(self, number: int) -> Result:
        result = self._results[number]
        if number not in self._left_behind or result.outcome != "finished":
            return result
        words = f"Eliminated after epoch {result.epochs:,}: it was not in the best third there."
        return replace(result, outcome="left behind", sentence=words)

    @property
    def training(self) -> frozenset[int]:
        """The numbers of the trials that are training."""
        with self._lock:
            return frozenset(self._curves)

    @property
    def live_curves(self) -> dict[int, tuple[list[float], list[float]]]:
        """Positions in epochs and losses of the trials that are training, by number."""
        with self._lock:
            return {n: (list(places), list(losses)) for n, (places, losses) in self._curves.items()}

    @property
    def waiting(self) -> int:
        """The number of trials of this round that are neither done nor training."""
        with self._lock:
            return len(self.in_round - self._results.keys() - self._curves.keys())

    @property
    def share_done(self) -> float:
        """The share of the trials of all rounds that are done, from 0 to 1."""
        sizes = sizes_of(self.rounds, len(self._trials))
        with self._lock:
            done = len(self.in_round & self._results.keys())
            return min(1.0, (sum(sizes[: self.round]) + done) / sum(sizes))

    @property
    def seconds_left(self) -> float | None:
        """The estimated seconds left of this round; None before one of its trials has ended."""
        return self._pace.seconds_left(self.waiting, self.worker_count)

    # Rounds

    def to_train(self, trials: Sequence[Trial], place: int) -> list[Trial]:
        """The given trials that have no result of this round on disk."""
        found, until = self._records.all(), self.rounds[place].until_epoch
        return [trial for trial in trials if (trial.id, until) not in found]

    def begin_round(self, trials: Sequence[Trial], place: int) -> list[Trial]:
        """Count only the results of this round; return the trials that have none."""
        found, until = self._records.all(), self.rounds[place].until_epoch
        with self._lock:
            self.unreadable_records = self._records.unreadable
            self.round, self._pace = place, TimeLeft()
            self.in_round = frozenset(trial.number for trial in trials)
            for trial in trials:
                if (trial.id, until) in found:
                    self._results[trial.number] = found[trial.id, until]
                else:  # the trial trains again
                    self._results.pop(trial.number, None)
        return self.to_train(trials, place)

    def end_round(self, trials: Sequence[Trial]) -> list[Trial]:
        """Drop the worse trials and return the others; after the last round, return all."""
        if self.round + 1 == len(self.rounds):
            return list(trials)
        with self._lock:
            kept = better_third(trials, self._results)
            self._left_behind |= {t.number for t in trials} - {t.number for t in kept}
        return kept

    def read_records(self) -> bool:
        """Read the results of an earlier start, perhaps of another process.

        Returns:
            Whether all trials of all rounds have a result.
        """
        trials = list(self._trials)
        for place in range(len(self.rounds)):
            if self.begin_round(trials, place):
                return False
            trials = self.end_round(trials)
        return True

    # Trials

    def start(self) -> None:
        """Record a start of the sweep, before any of its trials."""
        self.has_begun, self.worker_count, self._pace = False, 0, TimeLeft()

    def begin(self, number: int) -> None:
        """Record that a worker trains this trial."""
        with self._lock:
            self.has_begun = True
            self._pace.started(number)
            self._curves[number] = [], []

    def add_evaluation(self, event: TrialEvaluated) -> bool:
        """Add a point to the curve of a trial; False if it is no longer training."""
        with self._lock:
            curve = self._curves.get(event.number)
            if curve is None:
                return False
            curve[0].append(event.place)
            curve[1].append(event.logs.get("val_loss", event.logs.get("loss", float("nan"))))
        return True

    def add_result(self, number: int, result: Result) -> None:
        """Record that a trial has ended."""
        with self._lock:
            self._curves.pop(number, None)
            self._pace.add_result(number, counts=result.outcome != "stopped")
            self._results[number] = result

    def end(self) -> None:
        """Record that no trial is training any more."""
        with self._lock:
            self._curves.clear()

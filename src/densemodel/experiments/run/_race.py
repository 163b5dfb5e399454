"""A race: several networks that train in this process, in turns of an epoch."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from operator import methodcaller
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from densemodel.errors import SweepError
from densemodel.experiments.plan._networks import NetworksPlanner
from densemodel.experiments.plan._plan import REPEAT, SEED
from densemodel.experiments.results._race_sentence import race_sentence
from densemodel.experiments.results._result import frame_of
from densemodel.experiments.run._events import (
    ENDED,
    ExperimentEnded,
    ExperimentStarted,
    ExperimentStopping,
    TrialChanged,
    TrialEnded,
    TrialEvaluated,
    TrialsReplaced,
    TrialStarted,
)
from densemodel.experiments.run._experiment import Experiment
from densemodel.experiments.run._work import trial_result
from densemodel.training import (
    EvaluationDone,
    RunEnded,
    RunGroup,
    RunStarted,
    StateChanged,
    StepsDone,
    prepare,
)
from densemodel.wording import enumerated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd

    from densemodel.experiments.plan._plan import Trial
    from densemodel.experiments.results._result import Outcome, Result
    from densemodel.experiments.run._events import ExperimentEvent, State
    from densemodel.language import Spec, Variable
    from densemodel.training import Event, Run


class Race(Experiment):
    """Several networks, with one seed or more, that train in this process in turns of an epoch.

    A trial is a run like any other: a person may start, stop and resume it alone, it keeps its
    model, and it is autosaved. So the state and the results of a race are read from its runs.

    Args:
        networks: Each is a run, or a group of runs with different seeds.

    Example:
        >>> race = Race.of(dm.parse_cell(text), x, y).start().wait()
        >>> race.sentence
        >>> race.frame()
    """

    kind: ClassVar[str] = "comparison"
    _planner: NetworksPlanner

    def __init__(self, networks: Iterable[Run | RunGroup]) -> None:
        self.groups = tuple(
            one if isinstance(one, RunGroup) else RunGroup(one.name, (one,)) for one in networks
        )
        self._was_busy = False
        self._results: dict[int, tuple[object, Result]] = {}
        "By number, each with what it was made of: a panel asks many times."
        self._cancel: list[Callable[[], None]] = []
        super().__init__(enumerated([group.name for group in self.groups]), self._new_planner())

    @classmethod
    def of(cls, specs: Iterable[Spec], x: Any, y: Any, **options: Any) -> Self:
        """Make the runs of some specs, which may have names and `repeat`, on the same data.

        Args:
            specs: The networks.
            x: As for `dm.train`.
            y: As for `dm.train`.
            options: Further ones of `dm.train`, as `validation_data`.
        """
        named = ((spec.name or f"network_{place}", spec) for place, spec in enumerate(specs, 1))
        return cls(
            RunGroup.of(name, spec, partial(prepare, x=x, y=y, name=name, **options))
            for name, spec in named
        )

    # Its runs

    @property
    def runs(self) -> tuple[Run, ...]:
        """All runs, network by network: the first is that of trial 1."""
        return tuple(run for group in self.groups for run in group.runs)

    @property
    def trials(self) -> tuple[Trial, ...]:
        return self._planner.trials

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The name of the network, and the seed."""
        return self._planner.variables

    def words_of(self, number: int) -> str:
        """The name of a trial's network, and its seed if that network has several."""
        run = self.runs[number - 1]
        group = next(group for group in self.groups if run in group.runs)
        seed = f", {SEED} {run.spec.settings.seed}" if len(group.runs) > 1 else ""
        return f"{group.name}{seed}"

    def set_run(self, number: int, run: Run) -> None:
        """Let another run be that of a trial."""
        old = self.runs[number - 1]
        self._set_groups(group.with_run(old, run) for group in self.groups)

    def in_turns(self, *states: str) -> tuple[Run, ...]:
        """The runs in these states, all by default, in the order in which they are to be started.

        From now on those of one seed take turns.
        """
        self._planner.begin()
        runs = self.runs
        batches = iter(partial(self._planner.next, self.results), [])
        ordered = [[runs[trial.number - 1] for trial in batch] for batch in batches]
        for batch in ordered:
            race = object() if len(batch) > 1 else None
            for run in batch:
                run.race = race
        return tuple(run for batch in ordered for run in batch if not states or run.state in states)

    # Control

    @property
    def state(self) -> State:
        states = {run.state for run in self.runs}
        if states & {"waiting", "running"}:
            return "running"
        for state in ("stopping", "stopped"):
            if state in states:
                return state
        if "ready" in states:
            return "ready" if states == {"ready"} else "stopped"
        return "failed" if states == {"failed"} else "finished"

    def start(self) -> Self:
        """Train the runs that were not trained to their end.

        Raises:
            SweepError: One of them is training.
        """
        if self.is_busy:
            raise SweepError(f"{self.name} are training already: stop them first")
        for run in self.in_turns("ready", "stopped"):
            run.start() if run.state == "ready" else run.resume()
        return self

    def stop(self) -> Self:
        """Stop what trains and what waits; `start` resumes it."""
        # those that wait first: else one of them begins when another has stopped
        for run in sorted(self.runs, key=lambda run: run.state != "waiting"):
            run.stop()
        self._listeners.emit(ExperimentStopping())
        return self

    def _is_over(self, seconds: float) -> bool:
        busy = next((run for run in self.runs if run.is_busy), None)
        # of those that have ended, until all who listen to them know it
        for run in self.runs if busy is None else (busy,):
            with suppress(Exception):  # a run that failed, or never began, says so itself
                run.wait(None if busy is None else seconds)
        return busy is None

    @property
    def totals(self) -> dict[str, int]:
        """What `extend` can raise, with what it is now: the seeds, if all can be trained again."""
        if all(run.can_rebuild for run in self.runs):
            return {REPEAT: min(len(group.runs) for group in self.groups)}
        return {}

    def extend(self, *, repeat: int) -> Self:
        """Add seeds to each network, and train them; what was trained stays.

        Args:
            repeat: The number of seeds of each network, in all.

        Raises:
            SweepError: They are training, are not to be rebuilt, or have as many seeds already.
        """
        if self.is_busy:
            raise SweepError(f"{self.name} are training already: stop them first")
        now = self.totals.get(REPEAT)
        if now is None:
            raise SweepError(f"{self.name} can't be trained with other seeds: their data are gone")
        if repeat <= now:
            raise SweepError(f"this adds no seed to the {now:,} there are: give a larger number")
        self._set_groups([_with_seeds(group, repeat) for group in self.groups])
        return self.start()

    # Results and progress

    @property
    def results(self) -> dict[int, Result]:
        pairs = zip(self.trials, self.runs, strict=True)
        return {
            trial.number: self._result_of(trial, run) for trial, run in pairs if run.state in ENDED
        }

    def _result_of(self, trial: Trial, run: Run) -> Result:
        stamp = run.history, run.history.evaluations, run.state
        known = self._results.get(trial.number)
        if known is None or known[0] != stamp:
            outcome = cast("Outcome", run.state)
            known = stamp, trial_result(trial, run, outcome, run.sentence)
            self._results[trial.number] = known
        return known[1]

    @property
    def live_curves(self) -> dict[int, tuple[list[float], list[float]]]:
        return {
            number: (
                list(run.history.places),
                list(run.history.get("val_loss", run.history["loss"])),
            )
            for number, run in enumerate(self.runs, 1)
            if run.is_busy and run.history.evaluations
        }

    @property
    def sentence(self) -> str:
        """The progress, or which network is better and how sure that is."""
        return race_sentence(self)

    def frame(self) -> pd.DataFrame:
        """A row for each run, the lowest validation loss first; columns as of `Sweep.frame`."""
        return frame_of(self)

    def __repr__(self) -> str:
        return f"{super().__repr__()}\n\n{self.frame().to_string(index=False)}"

    # Its events

    def _new_planner(self) -> NetworksPlanner:
        return NetworksPlanner([(g.name, [run.spec for run in g.runs]) for g in self.groups])

    def _set_groups(self, groups: Iterable[RunGroup]) -> None:
        self.groups = tuple(groups)
        self._planner = self._new_planner()
        self._follow()
        self._listeners.emit(TrialsReplaced())
        self._note_busy()

    def on_event(self, function: Callable[[ExperimentEvent], object]) -> Callable[[], None]:
        cancel = super().on_event(function)
        self._follow()

        def end() -> None:
            cancel()
            self._follow()

        return end

    def _follow(self) -> None:
        """Listen to its runs, as long as somebody listens to the race."""
        with self._lock:
            if not self._cancel:
                self._was_busy = self.is_busy
            for cancel in self._cancel:
                cancel()
            pairs = enumerate(self.runs if self._listeners else (), 1)
            self._cancel = [run.on_event(partial(self._handle, number)) for number, run in pairs]

    def _handle(self, number: int, event: Event) -> None:
        """Hand on an event of a run, in the thread that trains it."""
        run, emit = self.runs[number - 1], self._listeners.emit
        if not self._was_busy:
            self._note_busy()
        if isinstance(event, RunStarted):
            self._planner.set_spec(number, run.spec)
            emit(TrialStarted(number))
        elif isinstance(event, EvaluationDone):
            emit(TrialEvaluated(number, event.place, event.logs))
        elif isinstance(event, RunEnded):
            emit(TrialEnded(number, self._result_of(self.trials[number - 1], run)))
            self._note_busy()
        elif isinstance(event, StateChanged | StepsDone):
            emit(TrialChanged(number))

    def _note_busy(self) -> None:
        """Say that it has begun or ended, once for all runs."""
        with self._lock:  # two runs may end together
            was_busy, self._was_busy = self._was_busy, self.is_busy
        if was_busy != self._was_busy:
            self._listeners.emit(ExperimentEnded(self.state) if was_busy else ExperimentStarted())


def _with_seeds(group: RunGroup, count: int) -> RunGroup:
    """The same network with so many seeds: those that it has not yet are ready to start."""
    first = group.runs[0]
    known = {run.spec.settings.seed for run in group.runs}
    begin = first.spec.settings.seed
    more = [f"{SEED} {seed}" for seed in range(begin, begin + count) if seed not in known]
    new = [first.changed(methodcaller("with_settings", seed)) for seed in more]
    return RunGroup(group.name, (*group.runs, *new))

"""The trials of a sweep: a grid or a random sample, their lengths, and the rounds of halving."""

from __future__ import annotations

import hashlib
import random
from abc import ABC, abstractmethod
from dataclasses import dataclass
from math import ceil
from operator import getitem
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from densemodel.errors import DataError, SweepError
from densemodel.language import Spec, Variable, picks_at, repeats_of, variables_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from densemodel.data import Bound
    from densemodel.experiments.results._result import Result


SearchName = Literal["grid", "random"]
MOST_TRIALS = 10_000


class Search(ABC):
    """Plans the trials of a sweep. Pass an object of a subclass as `search`."""

    is_ordered: ClassVar[bool] = False
    "Whether trials start in the order of `draw`; else a worker prefers a shape it has compiled."

    @abstractmethod
    def draw(self, spec: Spec) -> Collection[int] | None:
        """The combinations to train, each by its place in `spec.expand()`.

        Args:
            spec: With choices, or with `repeat` alone.

        Returns:
            Places from 0 to `spec.trial_count` - 1; None for all of them.
        """

    def is_over(self, results: Collection[Result], seconds: float) -> bool:  # noqa: ARG002
        """Whether no further trial is started; asked after each result.

        Trials that are training still end, the sweep is then stopped, and *Resume* asks again.

        Args:
            results: Those of all trials that have ended.
            seconds: Since the sweep was started or continued.
        """
        return False

    def with_trials(self, trials: int) -> Search:  # noqa: ARG002
        """The same search with another number of combinations, for `Sweep.extend`.

        Raises:
            SweepError: It has no such number.
        """
        raise SweepError(f"{type(self).__name__} takes no number of trials: leave trials out")


class GridSearch(Search):
    """Every combination."""

    def draw(self, spec: Spec) -> None:  # noqa: ARG002
        return

    def with_trials(self, trials: int) -> Search:  # noqa: ARG002
        raise SweepError(
            'a grid trains every combination: leave trials out, or draw some with search="random"'
        )


@dataclass(frozen=True, slots=True)
class RandomSearch(Search):
    """Combinations drawn by the spec's seed, each at most once.

    Raises:
        SweepError: `trials` is not a whole number of 1 or more.
    """

    trials: int

    def __post_init__(self) -> None:
        if type(self.trials) is not int or self.trials < 1:
            raise SweepError(f"trials is {self.trials!r}: it is a whole number of 1 or more")

    def draw(self, spec: Spec) -> frozenset[int] | None:
        """So many, or all if there are not more."""
        count = spec.trial_count
        return None if self.trials >= count else frozenset(_drawn(spec, self.trials))

    def with_trials(self, trials: int) -> RandomSearch:
        return RandomSearch(trials)


@dataclass(frozen=True, slots=True)
class RandomInTime(Search):
    """Combinations in random order by the spec's seed, as many as begin within some seconds.

    At most 10,000 trials are planned. *Resume* gives the sweep the same time again.

    Raises:
        SweepError: `seconds` is not a number above 0.
    """

    seconds: float
    is_ordered = True  # of each shape in turn, the time could be over before the second

    def __post_init__(self) -> None:
        if type(self.seconds) not in {int, float} or not self.seconds > 0:  # also nan
            raise SweepError(f"seconds is {self.seconds!r}: it is a number above 0")

    def draw(self, spec: Spec) -> tuple[int, ...]:
        """As many as may be planned with their seeds, in random order."""
        repeats = spec.combination(0).settings.repeat
        return _drawn(spec, min(spec.trial_count, max(1, MOST_TRIALS // repeats)))

    def is_over(self, results: Collection[Result], seconds: float) -> bool:  # noqa: ARG002
        return seconds >= self.seconds


def _drawn(spec: Spec, number: int) -> tuple[int, ...]:
    """So many different places by the spec's seed; a larger number begins with the same."""
    drawn, count = dict[int, None](), spec.trial_count
    generator = random.Random(spec.combination(0).settings.seed)  # noqa: S311 - no secret
    while len(drawn) < number:
        drawn[generator.randrange(count)] = None
    return tuple(drawn)


def search_of(search: Search | SearchName, trials: int | None) -> Search:
    """The search of a name; a SweepError without one, or without its number of trials."""
    if isinstance(search, Search):
        return search if trials is None else search.with_trials(trials)
    if isinstance(search, type):
        raise SweepError(f"search is a class: give an object of it, {search.__name__}(...)")
    if search not in {"grid", "random"}:
        raise SweepError(f"search is {search!r}: it is 'grid' or 'random'")
    if search == "grid":
        return GridSearch() if trials is None else GridSearch().with_trials(trials)
    if trials is None:
        raise SweepError('search="random" needs a number of trials: add trials=20')
    return RandomSearch(trials)


@dataclass(frozen=True, slots=True)
class Trial:
    """One combination of a sweep's choices, with one seed."""

    number: int
    "Counted from 1, in the order of the plan."
    spec: Spec
    "Without choices and without `repeat`: what `dm.train` takes."
    values: tuple[str, ...]
    "The text of each variable's value, in the order of `Sweep.variables`."
    id: str
    "The same in every process for the same spec and data."


def trial_id(spec: Spec, data_key: str) -> str:
    """The id of a trial, 16 hexadecimal digits; `data_key` is the same for the same rows."""
    return hashlib.sha256(f"{spec}\n{data_key}".encode()).hexdigest()[:16]


SEED, REPEAT = "seed", "repeat"


@dataclass(frozen=True, slots=True)
class TrialPlan:
    """The trials of a sweep, in order."""

    variables: tuple[Variable, ...]
    "The choices by name; with `repeat`, the seed is the last."
    cases: tuple[tuple[Spec, tuple[str, ...]], ...]
    "A spec without choices, and the text of each variable's value."


def plan_of(spec: Spec, search: Search) -> TrialPlan:
    """Plan the trials of a sweep; each combination of the search has all seeds.

    Raises:
        SweepError: There is one network only, or there are too many.
        SpecError: A combination does not fit together.
    """
    seeds = _seeds(spec)
    if not spec.choices and seeds is None:
        raise SweepError(
            "this spec is one network: write what to try in braces, such as {32|64} relu or "
            "lr {0.01|0.001}, or add repeat 5 for five seeds"
        )
    drawn = search.draw(spec)
    repeats = 1 if seeds is None else len(seeds.values)
    count = (spec.trial_count if drawn is None else len(drawn)) * repeats
    if count > MOST_TRIALS:
        raise SweepError(
            f"these are {count:,} trials, and {MOST_TRIALS:,} is the most: write fewer values, or "
            'draw some with search="random", trials=100'
        )
    variables = variables_of(spec)
    if drawn is None:
        places: Iterable[int] = range(spec.trial_count)
    else:
        places = drawn if search.is_ordered else sorted(drawn)
    values = [variable.values for variable in variables]
    sizes = [len(texts) for texts in values]
    cases = [
        (spec.combination(place), tuple(map(getitem, values, picks_at(place, sizes))))
        for place in places
    ]
    if seeds is None:
        return TrialPlan(variables, tuple(cases))
    with_seeds = tuple(
        (once, (*values, seed))
        for one, values in cases
        for once, seed in zip(repeats_of(one), seeds.values, strict=True)
    )
    return TrialPlan((*variables, seeds), with_seeds)


def _seeds(spec: Spec) -> Variable | None:
    """The seeds that `repeat` asks for; None without it."""
    explicit = {clause.word: clause.value for clause in spec.clauses}
    count = explicit.get(REPEAT, 1)
    if count == 1:
        return None
    if not isinstance(count, int):
        raise SweepError("repeat is one number, such as repeat 5: it is the number of seeds")
    first = explicit.get(SEED, 0)
    if not isinstance(first, int):
        raise SweepError("seed holds choices, and repeat sets seeds as well: leave one of them out")
    numbers = range(first, first + count)
    return Variable(SEED, tuple(map(str, numbers)), tuple(map(float, numbers)), is_log=False)


def require_comparable(plan: TrialPlan, validation_data: Any) -> None:
    """Raise a SweepError for trials with other losses, or other rows to validate on."""
    settings = [case.settings for case, _ in plan.cases]
    if len({str(one.loss) for one in settings}) > 1:
        raise SweepError(
            "losses of different kinds do not compare, so none would be the best: write one loss, "
            "or train each in a sweep of its own"
        )
    splits = {(one.split, one.split_way, one.split_column) for one in settings}
    if validation_data is None and len(splits) > 1:
        raise SweepError(
            "trials that validate on other rows do not compare: write one split, or give rows to "
            "validate on"
        )


def with_lengths(specs: Sequence[Spec], bound: Bound, bind: Callable[[Spec], Bound]) -> list[Spec]:
    """Trials with the epochs and patience that `dm.train` would give them, if the spec has none.

    They are part of what a trial is known by. `bound` is the data for the first of them; `bind`
    binds it to another one.
    """
    known, found = {_rows_by(specs[0]): bound}, list(specs)
    for place, spec in enumerate(specs):
        if not spec.default_lengths:
            continue
        key = _rows_by(spec)
        if key not in known:
            try:
                known[key] = bound.with_spec(spec)
            except DataError:  # it takes the data in another form
                known[key] = bind(spec)
        steps = ceil(known[key].training_count / spec.settings.batch)
        found[place] = spec.with_lengths(steps, validates=known[key].validation_count > 0)
    return found


def _rows_by(spec: Spec) -> tuple[object, ...]:
    """The settings that decide the number of training rows."""
    settings = spec.settings
    return (
        settings.split,
        settings.split_way,
        settings.split_column,
        settings.seed if settings.split_way == "by" else None,  # groups differ in size
        settings.missing,
        settings.without,
        settings.kinds,
    )


def with_same_epochs(specs: Sequence[Spec]) -> list[Spec]:
    """Trials that all train as long as the longest, if their epochs are defaults.

    Halving compares them at the same epochs.
    """
    if not all("epochs" in spec.from_data for spec in specs):
        return list(specs)
    most = max(spec.settings.epochs or 0 for spec in specs)
    return [spec.with_settings(f"epochs {most}") for spec in specs]


HALVING_FACTOR = 3
"""With halving, one of so many trials continues in the next round."""


@dataclass(frozen=True, slots=True)
class Round:
    """The epochs to which trials train before they are compared."""

    until_epoch: int
    "0: to the spec's own end."
    from_epoch: int = 0
    "The end of the previous round; 0 starts from new weights."


WHOLE = (Round(0),)


def rounds_of(trials: Sequence[Trial]) -> tuple[Round, ...]:
    """The rounds of halving: each three times as long as the one before, the last one whole.

    Raises:
        SweepError: There are too few trials or epochs, or trials of several lengths.
    """
    epochs = {trial.spec.settings.epochs for trial in trials}
    counts_steps = any(clause.word == "steps" for trial in trials for clause in trial.spec.clauses)
    if counts_steps or len(epochs) > 1:
        raise SweepError("halving compares trials at the same epochs: write one number of epochs")
    most = next(iter(epochs), None)
    if most is None or most < HALVING_FACTOR or len(trials) < HALVING_FACTOR:
        raise SweepError(
            f"halving needs {HALVING_FACTOR} trials and {HALVING_FACTOR} epochs at least: "
            "leave it out"
        )
    limits = [0]
    epoch, left = most / HALVING_FACTOR, len(trials) / HALVING_FACTOR
    while epoch >= 1 and left >= 1:
        limits.insert(0, round(epoch))
        epoch, left = epoch / HALVING_FACTOR, left / HALVING_FACTOR
    return tuple(Round(*ends) for ends in zip(limits, [0, *limits[:-1]], strict=True))


def better_third(trials: Sequence[Trial], results: Mapping[int, Result]) -> list[Trial]:
    """The trials of a round that continue after it, by number; `results` are by number, too."""
    sound = [t for t in trials if t.number in results and results[t.number].outcome == "finished"]
    ranked = sorted(sound, key=lambda trial: (results[trial.number].score, trial.number))
    better = ranked[: max(1, len(trials) // HALVING_FACTOR)]
    return sorted(better, key=lambda trial: trial.number)

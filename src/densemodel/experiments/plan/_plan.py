"""The trials of a sweep: a grid or a random sample, their lengths, and the rounds of halving."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from math import ceil
from operator import getitem
from typing import TYPE_CHECKING, Any

from densemodel.errors import DataError, SweepError
from densemodel.experiments.plan._search import MOST_TRIALS, Search
from densemodel.language import Spec, Variable, picks_at, repeats_of, variables_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from densemodel.data import Bound
    from densemodel.experiments.results._result import Result


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
    kept = search.draw(spec)
    repeats = 1 if seeds is None else len(seeds.values)
    count = (spec.trial_count if kept is None else len(kept)) * repeats
    if count > MOST_TRIALS:
        raise SweepError(
            f"these are {count:,} trials, and {MOST_TRIALS:,} is the most: write fewer values, or "
            'draw some with search="random", trials=100'
        )
    variables = variables_of(spec)
    if kept is None:
        places: Iterable[int] = range(spec.trial_count)
    else:
        places = kept if search.is_ordered else sorted(kept)
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
    said = {clause.word: clause.value for clause in spec.clauses}
    count = said.get(REPEAT, 1)
    if count == 1:
        return None
    if not isinstance(count, int):
        raise SweepError("repeat is one number, such as repeat 5: it is the number of seeds")
    first = said.get(SEED, 0)
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
    counts = {_rows_by(specs[0]): bound}

    def rows_of(spec: Spec) -> Bound:
        key = _rows_by(spec)
        if key not in counts:
            try:
                counts[key] = bound.with_spec(spec)
            except DataError:  # it takes the data in another form
                counts[key] = bind(spec)
        return counts[key]

    def with_length(spec: Spec) -> Spec:
        if not spec.default_lengths:
            return spec
        rows = rows_of(spec)
        steps = ceil(rows.training_count / spec.settings.batch)
        return spec.with_lengths(steps, validates=rows.validation_count > 0)

    return [with_length(spec) for spec in specs]


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
    )


def with_same_epochs(specs: Sequence[Spec]) -> list[Spec]:
    """Trials that all train as long as the longest, if their epochs are defaults.

    Halving compares them at the same epochs.
    """
    if not all("epochs" in spec.from_data for spec in specs):
        return list(specs)
    most = max(spec.settings.epochs or 0 for spec in specs)
    return [spec.with_settings(f"epochs {most}") for spec in specs]


KEPT = 3
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
    if most is None or most < KEPT or len(trials) < KEPT:
        raise SweepError(f"halving needs {KEPT} trials and {KEPT} epochs at least: leave it out")
    limits = [0]
    epoch, left = most / KEPT, len(trials) / KEPT
    while epoch >= 1 and left >= 1:
        limits.insert(0, round(epoch))
        epoch, left = epoch / KEPT, left / KEPT
    return tuple(Round(*ends) for ends in zip(limits, [0, *limits[:-1]], strict=True))


def better_third(trials: Sequence[Trial], results: Mapping[int, Result]) -> list[Trial]:
    """The trials of a round that continue after it, by number; `results` are by number, too."""
    sound = [t for t in trials if t.number in results and results[t.number].outcome == "finished"]
    ranked = sorted(sound, key=lambda trial: (results[trial.number].score, trial.number))
    kept = ranked[: max(1, len(trials) // KEPT)]
    return sorted(kept, key=lambda trial: trial.number)

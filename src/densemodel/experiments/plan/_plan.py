"""The trials of a sweep: their specs, ids and lengths."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from math import ceil
from operator import getitem
from typing import TYPE_CHECKING, Any

from densemodel.errors import SweepError
from densemodel.experiments.plan._search import MOST_TRIALS
from densemodel.language import Spec, Variable, picks_at, repeats_of, variables_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from densemodel.data import Bound
    from densemodel.experiments.plan._search import Search


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


def plan_of(spec: Spec, search: Search, known: Iterable[int] = ()) -> TrialPlan:
    """Plan the trials of a sweep; each combination of the search has all seeds.

    Args:
        spec: With choices, or with `repeat` alone.
        search: Chooses the combinations.
        known: The places of those that it has drawn from results so far.

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
    drawn, size = search.draw(spec), search.size(spec)
    if drawn is None:
        places: Sequence[int] = range(spec.trial_count)
    else:
        places = tuple(drawn) if search.is_ordered else sorted(drawn)
    count = (size or len(places)) * (1 if seeds is None else len(seeds.values))
    if count > MOST_TRIALS:
        raise SweepError(
            f"these are {count:,} trials, and {MOST_TRIALS:,} is the most: write fewer values, or "
            'draw some with search="random", trials=100'
        )
    return plan_at(spec, places if size is None else [*dict.fromkeys((*places, *known))][:size])


def plan_at(spec: Spec, places: Iterable[int]) -> TrialPlan:
    """Plan the trials of the combinations at some places of `spec.expand()`."""
    variables, seeds = variables_of(spec), _seeds(spec)
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


def alternatives_of(spec: Spec) -> TrialPlan:
    """The trials that have each alternative once, beside the first of all other choices."""
    places, step = {0: None}, spec.trial_count
    for choice in spec.choices:
        end, step = step, step // len(choice.alternatives)
        places |= dict.fromkeys(range(0, end, step))
    return plan_at(spec, places)


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


def with_lengths(
    specs: Iterable[Spec],
    counts: dict[tuple[object, ...], tuple[int, bool]],
    bind: Callable[[Spec], Bound],
) -> list[Spec]:
    """Trials with the epochs and patience that `dm.train` would give them, if the spec has none.

    They are part of what a trial is known by. `bind` binds the data to a spec; `counts` keeps the
    number of rows that train, and whether others validate, for all specs that split alike.
    """
    found = []
    for spec in specs:
        if not spec.default_lengths:
            found.append(spec)
            continue
        key = _rows_by(spec)
        if key not in counts:
            bound = bind(spec)
            counts[key] = bound.training_count, bound.validation_count > 0
        count, validates = counts[key]
        found.append(spec.with_lengths(ceil(count / spec.settings.batch), validates=validates))
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


@dataclass(frozen=True, slots=True)
class Round:
    """The epochs to which trials train before they are compared."""

    until_epoch: int
    "0: to the spec's own end."
    from_epoch: int = 0
    "The end of the previous round; 0 starts from new weights."


WHOLE = (Round(0),)

"""The trials of a sweep: a grid over all choices, or a random sample."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Literal

from densemodel.errors import SweepError
from densemodel.language import Variable, repeats_of, variables_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.language import Spec


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
    """The id of a trial, 16 hexadecimal digits.

    Args:
        spec: Without choices.
        data_key: The same for the same rows.
    """
    return hashlib.sha256(f"{spec}\n{data_key}".encode()).hexdigest()[:16]


Search = Literal["grid", "random"]
MOST_TRIALS = 10_000
_SEED, _REPEAT = "seed", "repeat"


@dataclass(frozen=True, slots=True)
class TrialPlan:
    """The trials of a sweep, in order."""

    variables: tuple[Variable, ...]
    "The choices by name; with `repeat`, the seed is the last."
    cases: tuple[tuple[Spec, tuple[str, ...]], ...]
    "A spec without choices, and the text of each variable's value."


def plan_of(spec: Spec, search: Search = "grid", trials: int | None = None) -> TrialPlan:
    """Plan the trials of a sweep.

    Args:
        spec: With choices, with `repeat`, or with both.
        search: "grid" takes every combination; "random" draws `trials` of them by the spec's seed,
            each at most once, and all seeds of what it drew.
        trials: How many combinations are drawn.

    Raises:
        SweepError: There is one network only, there are too many, or the search is none.
        SpecError: A combination does not fit together.
    """
    seeds = _seeds(spec)
    if not spec.choices and seeds is None:
        raise SweepError(
            "this spec is one network: write what to try in braces, such as {32|64} relu or "
            "lr {0.01|0.001}, or add repeat 5 for five seeds"
        )
    kept = _drawn(spec, search, trials)
    repeats = 1 if seeds is None else len(seeds.values)
    count = (spec.trial_count if kept is None else len(kept)) * repeats
    if count > MOST_TRIALS:
        raise SweepError(
            f"these are {count:,} trials, and {MOST_TRIALS:,} is the most: write fewer values, or "
            'draw some with search="random", trials=100'
        )
    variables = variables_of(spec)
    cases = (case for n, case in enumerate(_cases(spec)) if kept is None or n in kept)
    if seeds is None:
        return TrialPlan(variables, tuple(cases))
    with_seeds = tuple(
        (once, (*values, seed))
        for one, values in cases
        for once, seed in zip(repeats_of(one), seeds.values, strict=True)
    )
    return TrialPlan((*variables, seeds), with_seeds)


def _cases(spec: Spec) -> Iterator[tuple[Spec, tuple[str, ...]]]:
    # both count through the alternatives in one order: the last choice changes fastest
    texts = product(*(variable.values for variable in variables_of(spec)))
    return zip(spec.expand(), texts, strict=True)


def _drawn(spec: Spec, search: Search, trials: int | None) -> frozenset[int] | None:
    """The indices of the drawn combinations; None for all."""
    if search not in {"grid", "random"}:
        raise SweepError(f"search is {search!r}: it is 'grid' or 'random'")
    if trials is not None and (type(trials) is not int or trials < 1):
        raise SweepError(f"trials is {trials!r}: it is a whole number of 1 or more")
    if search == "grid":
        if trials is not None:
            raise SweepError(
                "a grid trains every combination: leave trials out, or draw some with "
                'search="random"'
            )
        return None
    if trials is None:
        raise SweepError('search="random" needs a number of trials: add trials=20')
    first = next(spec.expand()).settings.seed if spec.choices else spec.settings.seed
    count = spec.trial_count
    if trials >= count:
        return None
    return frozenset(random.Random(first).sample(range(count), trials))  # noqa: S311 - no secret


def _seeds(spec: Spec) -> Variable | None:
    """The seeds that `repeat` asks for; None without it."""
    said = {clause.word: clause.value for clause in spec.clauses}
    count = said.get(_REPEAT, 1)
    if count == 1:
        return None
    if not isinstance(count, int):
        raise SweepError("repeat is one number, such as repeat 5: it is the number of seeds")
    first = said.get(_SEED, 0)
    if not isinstance(first, int):
        raise SweepError("seed holds choices, and repeat sets seeds as well: leave one of them out")
    numbers = range(first, first + count)
    return Variable(_SEED, tuple(map(str, numbers)), tuple(map(float, numbers)), is_log=False)

"""A search that learns from results: Optuna's tree-structured Parzen estimator."""

from __future__ import annotations

import random
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from densemodel.errors import SweepError
from densemodel.experiments.plan._search import RandomSearch, place_of
from densemodel.language import Spec, picks_at, variables_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

STARTUP = 8
"Combinations that are drawn at random before there is anything to learn from."


@dataclass(frozen=True, slots=True)
class TpeSearch(RandomSearch):
    """Combinations that are likely to be better than those that have ended, each at most once.

    The first eight are random. The same results give the same combinations: the spec's seed and the
    number of combinations so far decide all chance.

    Raises:
        SweepError: `trials` is not a whole number of 1 or more, or Optuna is not installed.
    """

    def __post_init__(self) -> None:
        RandomSearch.__post_init__(self)
        if find_spec("optuna") is None:
            raise SweepError(
                'search="tpe" needs a package: pip install optuna, or densemodel[search]'
            )

    def draw(self, spec: Spec) -> frozenset[int] | None:
        """The random ones; all if there are not more than `trials`."""
        is_all = self.trials >= spec.trial_count
        return None if is_all else RandomSearch(min(self.trials, STARTUP)).draw(spec)

    def size(self, spec: Spec) -> int:
        return min(self.trials, spec.trial_count)

    def next(self, spec: Spec, losses: Mapping[int, float | None]) -> tuple[int, ...]:
        """The most promising one beside those that have ended and those that train."""
        if len(losses) >= self.size(spec):
            return ()
        seed = f"{spec.combination(0).settings.seed} {len(losses)}"
        generator = random.Random(seed)  # noqa: S311 - no secret
        asked = islice(_suggested(spec, losses, generator.getrandbits(32)), 50)
        at_random = iter(lambda: generator.randrange(spec.trial_count), None)
        return (next(place for place in chain(asked, at_random) if place not in losses),)


def _suggested(spec: Spec, losses: Mapping[int, float | None], seed: int) -> Iterator[int]:
    """Places that Optuna suggests, the same one perhaps more than once.

    A number is its place among the numbers in ascending order, so that its neighbours are near; a
    name is a category.
    """
    import optuna
    from optuna.distributions import CategoricalDistribution, IntDistribution
    from optuna.trial import TrialState, create_trial

    variables = variables_of(spec)
    sizes = [len(one.values) for one in variables]
    orders = [
        sorted(range(size), key=one.numbers.__getitem__ if one.numbers else None)
        for one, size in zip(variables, sizes, strict=True)
    ]
    space: dict[str, Any] = {
        one.name: IntDistribution(0, size - 1)
        if one.numbers
        else CategoricalDistribution(range(size))
        for one, size in zip(variables, sizes, strict=True)
    }
    sampler = optuna.samplers.TPESampler(
        multivariate=True, constant_liar=True, n_startup_trials=STARTUP, seed=seed
    )
    verbosity = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)  # it logs that a study was made
    study = optuna.create_study(sampler=sampler)
    optuna.logging.set_verbosity(verbosity)
    for place, loss in losses.items():
        picks = zip(orders, picks_at(place, sizes), strict=True)
        params = dict(zip(space, (order.index(pick) for order, pick in picks), strict=True))
        state = TrialState.RUNNING if loss is None else TrialState.COMPLETE
        known = create_trial(state=state, value=loss, params=params, distributions=space)
        study.add_trial(known)
    while True:  # what was asked for counts as training: Optuna moves away from it
        params = study.ask(space).params
        pairs = zip(variables, orders, strict=True)
        yield place_of(variables, [one.values[order[params[one.name]]] for one, order in pairs])

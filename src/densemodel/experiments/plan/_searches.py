"""The searches that have a name: to add one, add a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.errors import SweepError
from densemodel.experiments.plan._search import GridSearch, RandomSearch, Search
from densemodel.experiments.plan._tpe import TpeSearch
from densemodel.wording import enumerated

if TYPE_CHECKING:
    from collections.abc import Callable

SEARCHES: dict[str, tuple[Callable[[int], Search], str]] = {
    "random": (RandomSearch, "each at random"),
    "tpe": (TpeSearch, "by earlier results, with Optuna"),
}
"""What makes each with a number of trials, and how it draws them. A grid draws all."""


def search_of(search: Search | str, trials: int | None) -> Search:
    """The search of a name; a SweepError without one, or without its number of trials."""
    if isinstance(search, Search):
        return search if trials is None else search.with_trials(trials)
    if isinstance(search, type):
        raise SweepError(f"search is a class: give an object of it, {search.__name__}(...)")
    if search == "grid":
        return GridSearch() if trials is None else GridSearch().with_trials(trials)
    if search not in SEARCHES:
        names = enumerated(["'grid'", *map(repr, SEARCHES)], "or")
        raise SweepError(f"search is {search!r}: it is {names}")
    if trials is None:
        raise SweepError(f'search="{search}" needs a number of trials: add trials=20')
    make, _ = SEARCHES[search]
    return make(trials)

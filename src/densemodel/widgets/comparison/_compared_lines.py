"""The lines of a comparison: the best run of each network, and faint ones for other seeds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.charts import NO_POINTS
from densemodel.widgets.charts._overlaid_curves import best_point, points_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.charts import Points
    from densemodel.training import Run, RunGroup

LOSS = "loss"
_VALIDATION = "val_"
_NOT_METRICS = (_VALIDATION, "test_", "learning_rate")


@dataclass(frozen=True, slots=True)
class NetworkLines:
    """The drawn lines of one network."""

    name: str
    best: Points
    "The line of its best run so far."
    seeds: tuple[Points, ...]
    "The lines of all runs, if there are several."
    star: tuple[float, float] | None
    "The place and value of the best run's best epoch."


def names_of(groups: Sequence[RunGroup]) -> tuple[str, ...]:
    """The available metrics, by Keras's names, the loss first."""
    found: dict[str, None] = {LOSS: None}
    for group in groups:
        for run in group.runs:
            names = [name for name in list(run.history) if not name.startswith(_NOT_METRICS)]
            found.update(dict.fromkeys(names))
    return tuple(found)


def lines_of_groups(groups: Sequence[RunGroup], name: str) -> list[NetworkLines]:
    """The lines of each network, in their order.

    Args:
        groups: The networks with their runs.
        name: The measure, by Keras's name without `val_`.
    """
    return [_lines_of(group, name) for group in groups]


def _lines_of(group: RunGroup, name: str) -> NetworkLines:
    best = group.best
    if not best.history.evaluations:  # the seed that trains now is seen from its first look on
        best = next((run for run in group.runs if run.history.evaluations), best)
    watched = watched_name(best, name)
    star = best_point(best.history, watched, best.best_epoch) if watched != name else None
    several = len(group.runs) > 1
    seeds = tuple(_points(run, name) for run in group.runs) if several else ()
    plain = group.name if watched != name or not len(_points(best, name)) else _training(group)
    return NetworkLines(plain, _points(best, name), seeds, star)


def watched_name(run: Run, name: str) -> str:
    """The metric on the validation rows, else on the training rows."""
    watched = f"{_VALIDATION}{name}"
    return watched if watched in run.history or run.validates else name


def _training(group: RunGroup) -> str:
    return f"{group.name} (training)"


def _points(run: Run, name: str) -> Points:
    history = run.history
    watched = watched_name(run, name)
    return points_of(history, watched) if watched in history else NO_POINTS

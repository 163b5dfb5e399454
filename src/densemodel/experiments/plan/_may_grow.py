"""Whether the network of a run can be grown on its data, and if not, why."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from densemodel.errors import SpecError, SweepError
from densemodel.language import hidden_sizes

if TYPE_CHECKING:
    from densemodel.training import Run

_OF_ALL_ROWS = frozenset({"Dice", "Tversky"})
"Losses that are not a mean over rows."


def require_growth(run: Run, minutes: float) -> None:
    """Refuse a run of which no other sizes can be trained.

    Args:
        run: Of the network that was written.
        minutes: How long sizes may be trained.

    Raises:
        SweepError: With the reason.
        DataError: Its data cannot be trained on.
    """
    name = run.name
    if not (isfinite(minutes) and minutes > 0):
        raise SweepError(f"minutes is {minutes:g}: it has to be above 0")
    if run.is_busy:
        raise SweepError(f"{name} is training: stop it, or wait until it has ended")
    _require_data(run)
    if run.bound is not None:
        run.bound.require()
        loss = run.bound.task.loss.name
        if loss in _OF_ALL_ROWS:
            raise SweepError(
                f"the loss {loss} is one of all rows together, and sizes are compared row by row: "
                "choose another loss"
            )
    if not run.validates:
        raise SweepError(
            f"{name} has no rows to validate on, which tell one size from another: add split 20%"
        )
    try:
        hidden_sizes(run.spec)
    except SpecError as error:
        raise SweepError(f"{name} cannot be grown: {error}") from None


def _require_data(run: Run) -> None:
    name = run.name
    if not run.has_data and (run.terms is not None or run.came_trained):
        raise SweepError(f"{name} was loaded from a file: write its spec in a cell with its data")
    if not run.has_data:
        raise SweepError(f"{name} has no data: write its cell with -x and -y")
    if run.bound is None:
        raise SweepError(
            f"{name} is trained on batches, which are gone once they were read: give x and y as "
            "arrays"
        )
    if not run.can_be_made_anew:
        raise SweepError(
            f"{name} keeps its network, which was not made of a spec here: write its spec in a "
            "cell with its data"
        )

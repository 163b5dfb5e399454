"""The same split for runs whose seeds differ."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from densemodel.errors import TrainingError
from densemodel.training.session._session import Session

if TYPE_CHECKING:
    from densemodel.training.run._run import Run


def hold_rows_of(run: Run, other: Run) -> None:
    """Let a run that is ready train and validate on the very rows of another one.

    A seed says the split, the order of the rows and the weights at the start. After this the two
    differ in order and weights alone, but for what `norm` has learned of its own rows.

    Args:
        run: It is ready, and was made of the other by `Run.changed` with another seed.
        other: Whose rows are taken; it may have trained, and its rows are those of now.

    Raises:
        TrainingError: It has begun, or one of them has no rows in memory.
    """
    mine, theirs = run._session, other._session  # noqa: SLF001 - both are of this package
    if not (isinstance(mine, Session) and isinstance(theirs, Session) and run.state == "ready"):
        raise TrainingError(f"{run.name} cannot take the rows of {other.name}: it is {run.state}")
    mine.bound = replace(
        mine.bound,
        training_rows=theirs.bound.training_rows,
        validation_rows=theirs.bound.validation_rows,
    )

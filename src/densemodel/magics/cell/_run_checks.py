"""What a cell looks at before a run is started or shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.errors import DataError, DenseModelError

if TYPE_CHECKING:
    from densemodel.training import Run


def can_start(run: Run) -> bool:
    """Whether it has data, and nothing in them refuses to be trained on."""
    return run.has_data and not (run.bound is not None and run.bound.refusals)


def check_goal(run: Run, goal: float | None) -> None:
    """A goal in percent would flatten the curve at the foot of its axis."""
    is_share = run.bound is not None and run.bound.task.kind != "regression"
    if is_share and goal is not None and not 0 <= goal <= 1:
        raise DenseModelError(
            f"--goal {goal:g} lies outside 0 to 1, where accuracy is: "
            f"write --goal {goal / 100:g} or --goal {goal:g}%"
        )


def refuse_offers(run: Run) -> None:
    """Data that come in batches have no panel in which a refusal could stand in place of Start."""
    offers = [finding for finding in run.findings if finding.severity == "offer"]
    if offers:
        raise DataError(offers[0].message, findings=offers)


def foreign(name: str, value: object) -> DenseModelError:
    """The error that a name holds something which no cell has made."""
    kind = type(value).__name__
    article = "an" if kind[0].lower() in "aeiou" or kind == "ndarray" else "a"
    return DenseModelError(f"{name} is {article} {kind}: choose another name or add --replace")

"""Places in a history at which something happened to the run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from densemodel.spec import Spec


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened to a run while, or between, it trained."""

    kind: Literal["changed", "resumed", "ended"]
    words: str
    "The clauses that were changed: `lr 0.001 ; batch 64`; or why it ended: `stop`, `patience`, ..."
    step: int
    "Steps done in all."
    place: float
    "Where it lies on an axis of epochs: 2.5 is half way through the third."


def changed_clauses(old: Spec, new: Spec) -> str:
    """The clauses of a spec that another does not say: `lr 0.001 ; batch 64`."""
    before = set(str(old).split(" ; "))
    return " ; ".join(clause for clause in str(new).split(" ; ")[1:] if clause not in before)

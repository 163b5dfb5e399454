"""Marks in a history: changes of settings, resumes and ends."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.language import Spec


@dataclass(frozen=True, slots=True)
class Mark:
    """A change or an end during the history of a run."""

    kind: Literal["changed", "resumed", "ended"]
    words: str
    "The clauses that were changed: `lr 0.001 ; batch 64`; or why it ended: `stop`, `patience`, ..."
    step: int
    "Total steps done."
    place: float
    "Its position in epochs: 2.5 is half way through the third."


MERGED_SECONDS = 2.0
"Faster changes are merged: a slider moved by keys sends each of its values."


class ChangeMarks:
    """Marks changes of settings in a history, and merges quick ones."""

    def __init__(self) -> None:
        self._newest: tuple[Mark, Spec, float] | None = None

    def add(self, marks: list[Mark], old: Spec, new: Spec, marked: Callable[[str], Mark]) -> None:
        """Add the mark of a change between two specs to marks, merged with a recent one.

        `marked` makes a mark from the words of a change.
        """
        now, last = time.monotonic(), self._newest
        follows = (
            last is not None
            and bool(marks)
            and marks[-1] is last[0]
            and now - last[2] <= MERGED_SECONDS
        )
        if last is not None and follows:
            old = last[1]
        words = changed_clauses(old, new)
        found = [marked(words)] if words else []
        marks[len(marks) - follows :] = found
        self._newest = (found[0], old, now) if found else None


def changed_clauses(old: Spec, new: Spec) -> str:
    """The clauses of a spec that another does not have: `lr 0.001 ; batch 64`."""
    before = set(str(old).split(" ; "))
    return " ; ".join(clause for clause in str(new).split(" ; ")[1:] if clause not in before)

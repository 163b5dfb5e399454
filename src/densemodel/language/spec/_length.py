"""Default epochs and patience, computed from the steps of the data."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from densemodel.language.syntax_tree._tree import Clause
from densemodel.language.vocabulary._clause_words import CLAUSES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.language.spec._settings import Settings


def fitting(word: str, steps: int | None) -> int:
    """The value of `epochs` or `patience` that fits the data.

    Args:
        word: `epochs` or `patience`.
        steps: Steps of one epoch, or between two evaluations; None if unknown.
    """
    clause = CLAUSES[word]
    least = int(clause.default or 0)
    return max(least, ceil((clause.least_steps or 0) / steps)) if steps else least


def default_lengths(said: frozenset[str]) -> frozenset[str]:
    """Which of `epochs` and `patience` have default values.

    Args:
        said: The words of the given clauses. With `steps` or `minutes`, epochs have no default from
            the data.
    """
    open_words = {"patience"} if said & {"steps", "minutes"} else {"epochs", "patience"}
    return frozenset(open_words - said)


def lengths_for(
    words: frozenset[str], settings: Settings, steps_per_epoch: int | None, *, validates: bool
) -> Iterator[Clause]:
    """The clauses for default values.

    Args:
        words: Which of `epochs` and `patience` have default values.
        settings: Those of the spec; with `every N` an evaluation comes after N steps.
        steps_per_epoch: None if unknown.
        validates: Whether there are validation rows: patience needs them.
    """
    if "epochs" in words:
        yield Clause("epochs", fitting("epochs", steps_per_epoch))
    if "patience" in words and validates:
        yield Clause("patience", fitting("patience", settings.every or steps_per_epoch))

"""Puts clauses together: what is said later, or for one network alone, wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.spec._clause_words import CLAUSES, RIVALS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from densemodel.spec._tree import Clause

_ORDER = {word: place for place, word in enumerate(CLAUSES)}


def in_order(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """The clauses in the order of the canonical text."""
    return tuple(sorted(clauses, key=lambda clause: _ORDER[clause.word]))


def merge(base: Iterable[Clause], own: Iterable[Clause]) -> tuple[Clause, ...]:
    """Clauses of `own` in place of those of `base` that say the same.

    `epochs` replaces `steps` and the reverse. Another optimizer also drops a rate that stood with
    the old one: 0.5 is fine for sgd and ruins adam.
    """
    said = {clause.word: clause for clause in own}
    kept = {clause.word: clause for clause in base}
    replaced = set(said) | {RIVALS[word] for word in said if word in RIVALS}
    if "optimizer" in said and "optimizer" in kept:
        replaced.add("lr")
    rest = (clause for word, clause in kept.items() if word not in replaced)
    return in_order([*rest, *said.values()])

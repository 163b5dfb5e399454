"""Puts clauses together: what is said later, or for one network alone, wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.spec._clause_words import CLAUSES, RIVALS
from densemodel.spec._tree import Choice, Clause

if TYPE_CHECKING:
    from collections.abc import Iterable

_ORDER = {word: place for place, word in enumerate(CLAUSES)}


def words_of(clause: Clause) -> frozenset[str]:
    """The words that a clause says: those of its alternatives, if it is a choice of clauses."""
    choice = clause.value
    if clause.word in CLAUSES or not isinstance(choice, Choice):
        return frozenset({clause.word})
    return frozenset(
        said.word
        for alternative in choice.alternatives
        if isinstance(alternative, tuple)
        for said in alternative
        if isinstance(said, Clause)
    )


def in_order(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """The clauses in the order of the canonical text."""
    return tuple(sorted(clauses, key=_place))


def _place(clause: Clause) -> int:
    return min((_ORDER[word] for word in words_of(clause)), default=len(_ORDER))


def merge(base: Iterable[Clause], own: Iterable[Clause]) -> tuple[Clause, ...]:
    """Clauses of `own` in place of those of `base` that say the same.

    `epochs` replaces `steps` and the reverse. Another optimizer also drops a rate or a schedule
    that stood with the old one: 0.5 is fine for sgd and ruins adam. A choice of clauses in `base`
    goes if one of them is said anew.
    """
    base, own = tuple(base), tuple(own)
    said = frozenset[str]().union(*map(words_of, own))
    replaced = said | {RIVALS[word] for word in said if word in RIVALS}
    if "optimizer" in said and any("optimizer" in words_of(clause) for clause in base):
        replaced |= {"lr"}
    return in_order([*(clause for clause in base if not words_of(clause) & replaced), *own])

"""Puts clauses together: what is said later, or for one network alone, wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.vocabulary._clause_words import CLAUSES, RIVALS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from densemodel.language.tree._tree import Clause

_ORDER = {word: place for place, word in enumerate(CLAUSES)}


def in_order(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """The clauses in the order of the canonical text."""
    return tuple(sorted(clauses, key=_place))


def _place(clause: Clause) -> int:
    return min((_ORDER[word] for word in clause.words), default=len(_ORDER))


def merge(base: Iterable[Clause], own: Iterable[Clause]) -> tuple[Clause, ...]:
    """Clauses of `own` in place of those of `base` that say the same.

    `epochs` replaces `steps` and the reverse. Another optimizer also drops a rate or a schedule
    that stood with the old one: 0.5 is fine for sgd and ruins adam. A choice of clauses in `base`
    goes if one of them is said anew.
    """
    base, own = tuple(base), tuple(own)
    said = frozenset[str]().union(*(clause.words for clause in own))
    replaced = said | {RIVALS[word] for word in said if word in RIVALS}
    if "optimizer" in said and any("optimizer" in clause.words for clause in base):
        replaced |= {"lr"}
    return in_order([*(clause for clause in base if not clause.words & replaced), *own])

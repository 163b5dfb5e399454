"""The columns that clauses name: `category zip`, `number rooms`, `date sold`, `without id`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from densemodel.errors import SpecError
from densemodel.language.syntax_tree._tree import Clause, each_once
from densemodel.language.vocabulary._clause_words import COLUMN_CLAUSES

if TYPE_CHECKING:
    from collections.abc import Iterable


def columns_in(clauses: Iterable[Clause]) -> frozenset[str]:
    """Every column that these clauses put into a kind or leave out, in any alternative."""
    return frozenset[str]().union(*map(_columns_of, clauses))


def _columns_of(clause: Clause) -> frozenset[str]:
    if clause.words.isdisjoint(COLUMN_CLAUSES):
        return frozenset()
    return frozenset(
        str(name[0] if isinstance(name, tuple) else name)  # the values of an order follow it
        for clauses in each_once((clause,))
        for one in clauses
        if one.word in COLUMN_CLAUSES and isinstance(one.value, tuple)
        for name in one.value
    )


def without_columns(clauses: Iterable[Clause], columns: frozenset[str]) -> list[Clause]:
    """The clauses with these columns taken out; a choice that names one goes altogether."""
    return [
        remaining
        for clause in clauses
        if (remaining := _without(clause, columns) if columns else clause)
    ]


def _without(clause: Clause, columns: frozenset[str]) -> Clause | None:
    if _columns_of(clause).isdisjoint(columns):
        return clause
    if clause.word not in COLUMN_CLAUSES or not isinstance(clause.value, tuple):
        return None
    parts = (replace(clause, value=cast("Any", (part,))) for part in clause.value)
    left = tuple(part.value for part in parts if _columns_of(part).isdisjoint(columns))
    return replace(clause, value=sum(cast("Any", left), ())) if left else None


def with_column(clauses: Iterable[Clause], column: str, word: str | None) -> list[Clause]:
    """The clauses that name a column in the clause `word` alone, as its last one; None: nowhere.

    Raises:
        SpecError: A spec can't write the name.
    """
    if not column or {'"', "'"}.issubset(column) or "\n" in column or "\r" in column:
        raise SpecError(
            "a spec can't name a column that is empty or has line ends or both kinds of quotes: "
            "rename it in the frame"
        )
    remaining = without_columns(clauses, frozenset({column}))
    if word is None:
        return remaining
    before = next((one for one in remaining if one.word == word), None)
    # a choice can't take one more column: it would be for some alternatives alone
    others = [one for one in remaining if word not in one.words]
    named = before.value if before is not None and isinstance(before.value, tuple) else ()
    return [*others, Clause(word, (*named, column))]

"""Writes the canonical text of clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.reading._words import write_column
from densemodel.language.syntax_tree._canonical import write_choice, write_value
from densemodel.language.syntax_tree._tree import CHOICE, Choice

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from densemodel.language.syntax_tree._tree import Clause


def write_clauses(clauses: Iterable[Clause]) -> list[str]:
    """The clauses in their order; the rate stands with its optimizer."""
    texts: list[str] = []
    optimizer_just_written = False
    for clause in clauses:
        if clause.word == "lr" and optimizer_just_written:
            texts[-1] += f" lr {write_value(clause.value)}"
        elif clause.word == CHOICE and isinstance(clause.value, Choice):
            texts.append(write_choice(clause.value, _write_alternative))
        elif clause.word == "optimizer":
            texts.append(write_value(clause.value))
        else:
            texts.append(f"{clause.word} {_write_clause_value(clause.word, clause.value)}")
        optimizer_just_written = clause.word == "optimizer"
    return texts


def _write_alternative(clauses: Iterable[Clause]) -> str:
    return " ; ".join(write_clauses(clauses))


def _write_clause_value(word: str, value: Any) -> str:
    """The value of a clause; the names of columns stand in quotes where they have to."""
    if word not in {"without", "split"}:
        return write_value(value)
    if isinstance(value, Choice):
        return write_choice(value, lambda one: _write_clause_value(word, one))
    if not isinstance(value, tuple):
        return write_value(value)
    said = 0 if word == "without" else len(("share", "way"))
    words = [write_value(part) for part in value[:said]]
    return " ".join([*words, *map(_write_name, value[said:])])


def _write_name(name: Any) -> str:
    return write_choice(name, write_column) if isinstance(name, Choice) else write_column(name)

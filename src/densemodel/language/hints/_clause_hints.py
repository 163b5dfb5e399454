"""A clause whose number comes first: `20 epochs`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.language.vocabulary._clause_words import CLAUSES

if TYPE_CHECKING:
    from densemodel.language.reading._reader import Reader


def number_first(reader: Reader) -> str | None:
    """`20 epochs`: the clause as it is written, if its number comes next and then its word."""
    number, word, after = reader.token, reader.ahead(), reader.ahead(2)
    clause = CLAUSES.get(word.lower if word.kind == "word" else "")
    if number.kind != "number" or clause is None or clause.quantity is None:
        return None
    if after.kind in {"number", "=", ":", "%"} or (
        after.kind == "word" and not after.begins_clause
    ):
        return None  # the word has its own number
    return f"{clause.word} {shortened(number.text)}"

"""The end of a clause with a problem."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.vocabulary._optimizers import OPTIMIZERS

if TYPE_CHECKING:
    from densemodel.language.reading._reader import Reader

_ENDS = (";", "newline", "end")


def at_end(reader: Reader, ahead: int = 0) -> bool:
    """Whether the clause ends here, or this many tokens ahead."""
    return reader.ahead(ahead).kind in _ENDS


def skip_clause(reader: Reader) -> None:
    """Skip the rest of a refused clause, up to the next `;` or the line's end."""
    while not at_end(reader):
        reader.take()


def leave_clause(reader: Reader) -> None:
    """Skip the rest of a refused clause; another that begins here is kept."""
    while not at_end(reader) and not clause_begins(reader):
        reader.take()


def clause_begins(reader: Reader) -> bool:
    """Whether a clause begins here without its `;`: a word of one, and what it takes."""
    token, after = reader.token, reader.ahead()
    if not token.begins_clause:
        return False
    takes = after.kind in {"number", "(", "{", "string"} or (
        after.kind == "word" and not after.begins_clause
    )
    return takes or token.lower in OPTIMIZERS


def number_follows(reader: Reader) -> bool:
    """Whether a number follows the sign here."""
    return reader.ahead().kind == "number"

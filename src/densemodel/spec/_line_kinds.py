"""Tells the lines of a cell apart: a network, or clauses."""

from __future__ import annotations

from keyword import iskeyword
from typing import TYPE_CHECKING

from densemodel.spec._clause_habits import number_first
from densemodel.spec._habits import NETWORK_HABITS
from densemodel.spec._named_numbers import describe
from densemodel.spec._near import near
from densemodel.spec._words import CLAUSE_WORDS, ITEM_WORDS, WORDS

if TYPE_CHECKING:
    from densemodel.spec._reader import Reader
    from densemodel.spec._tree import Span


def is_network(reader: Reader) -> bool:
    """Whether the line that begins here is a network.

    A line with an arrow outside `exp` is one, whatever its first word; but words of a clause
    before an arrow are clauses with the wrong sign between them.
    """
    token, after = reader.token, reader.ahead()
    has_arrow = _has_arrow(reader)
    if token.kind == "word" and after.kind == ":" and (has_arrow or not token.begins_clause):
        return True
    if has_arrow:
        return not token.begins_clause
    if number_first(reader) is not None:
        return False
    if token.kind in {"number", "arrow", "times", "(", "{"} or reader.holds_number():
        return True
    return token.kind == "word" and not token.begins_clause and _like_a_network(reader)


def _has_arrow(reader: Reader) -> bool:
    ahead = 0
    while True:
        token = reader.ahead(ahead)
        if token.kind in {";", "end"}:
            return False
        if token.kind == "newline":
            while reader.ahead(ahead).kind == "newline":
                ahead += 1
            return reader.ahead(ahead).kind == "arrow"
        if token.kind == "arrow" and not _in_schedule(reader, ahead):
            return True
        ahead += 1


def _in_schedule(reader: Reader, ahead: int) -> bool:
    """Whether the arrow is that of `exp 0.03->0.0001/1000`."""
    return ahead > 1 and reader.ahead(ahead - 2).lower == "exp"


def _like_a_network(reader: Reader) -> bool:
    """Whether a line of words without an arrow was meant to be one: then it is refused as one."""
    token = reader.token
    if token.lower in WORDS or token.lower in NETWORK_HABITS or reader.ahead().kind == ",":
        return True
    if describe(reader.names, token.text) is not None:
        return True
    match = near(token.lower, [*CLAUSE_WORDS, *ITEM_WORDS])
    return match is not None and match in ITEM_WORDS


def read_name(reader: Reader, taken: dict[str, Span]) -> str | None:
    """Read `small:` if it stands here, and see that no other network has that name."""
    if reader.token.kind != "word" or reader.ahead().kind != ":":
        return None
    token = reader.take()
    reader.take()
    name = token.text
    if token.lower in WORDS:
        reader.blame(
            token.span,
            f"'{name}' is a word of the language",
            f"choose another name: 'my_{token.lower}:'",
        )
    elif iskeyword(name) or not name.isidentifier():
        reader.blame(
            token.span,
            f"'{name}' can't be the name of a variable",
            f"choose another name: 'my_{token.lower}:'",
        )
    elif name in taken:
        reader.blame(
            token.span, f"two networks are named '{name}'", "choose another name", (taken[name],)
        )
    else:
        taken[name] = token.span
        return name
    return None

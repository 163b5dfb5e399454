"""Tells the lines of a cell apart: a network, or clauses."""

from __future__ import annotations

from functools import lru_cache
from keyword import iskeyword
from typing import TYPE_CHECKING

from densemodel.spec._clause_habits import number_first
from densemodel.spec._named_numbers import describe
from densemodel.spec._near import near
from densemodel.spec._other_words import NETWORK_HABITS
from densemodel.spec._schedules import SCHEDULES
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
    if _begins_clause(reader):
        return False
    if token.kind == "word" and after.kind == ":":
        return True
    if _has_arrow(reader):
        return not token.begins_clause
    if number_first(reader) is not None:
        return False
    if token.kind in {"number", "arrow", "times", "(", "{"} or reader.holds_number():
        return True
    return token.kind == "word" and not token.begins_clause and _like_a_network(reader)


def _begins_clause(reader: Reader) -> bool:
    """Whether the first words are a clause's, arrows or not."""
    token, after = reader.token, reader.ahead()
    if token.kind == "{":  # {adam|sgd} lr 0.1
        return after.begins_clause
    if token.kind != "word":
        return False
    if after.kind == ":":  # batch: 32, but also batch: 784 -> 10, whose name is then refused
        return token.begins_clause and not _has_arrow(reader)
    return token.lower in SCHEDULES  # a rate whose 'lr' was forgotten


def _has_arrow(reader: Reader) -> bool:
    """Whether the line holds an arrow other than that of `exp 0.03->0.0001/1000`."""
    ahead, of_schedule = 0, False
    while True:
        token = reader.ahead(ahead)
        if token.kind in {";", "end"}:
            return False
        if token.kind == "newline":
            while reader.ahead(ahead).kind == "newline":
                ahead += 1
            return reader.ahead(ahead).kind == "arrow"
        if token.kind == "arrow" and not of_schedule:
            return True
        of_schedule = token.lower == "exp" or (of_schedule and token.kind != "arrow")
        ahead += 1


def _like_a_network(reader: Reader) -> bool:
    """Whether a line of words without an arrow was meant to be one: then it is refused as one."""
    token = reader.token
    if token.lower in WORDS or token.lower in NETWORK_HABITS or reader.ahead().kind == ",":
        return True
    if describe(reader.names, token.text) is not None:
        return True
    return _near_word(token.lower) in ITEM_WORDS


@lru_cache(maxsize=1024)
def _near_word(word: str) -> str | None:
    return near(word, [*CLAUSE_WORDS, *ITEM_WORDS])


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

"""Decide the kind of a line of a cell: a network, or clauses."""

from __future__ import annotations

from functools import lru_cache
from keyword import iskeyword
from typing import TYPE_CHECKING
from unicodedata import normalize

from densemodel.language.hints import explain
from densemodel.language.reading._named_numbers import describe
from densemodel.language.reading._words import CLAUSE_WORDS, ITEM_WORDS, WORDS
from densemodel.language.syntax_tree._closest_words import near
from densemodel.language.vocabulary._schedules import SCHEDULES

if TYPE_CHECKING:
    from densemodel.language.reading._reader import Reader
    from densemodel.language.syntax_tree._tree import Span


_WITH_ARROW = frozenset(word for word, one in SCHEDULES.items() if "->" in one.example)


def is_network(reader: Reader) -> bool:
    """Whether the line that begins here is a network.

    A line with an arrow outside a schedule is one, with any first word; but words of a clause
    before an arrow are clauses with the wrong sign between them.
    """
    token, after = reader.token, reader.ahead()
    if _begins_clause(reader):
        return False
    if token.kind == "word" and after.kind == ":":
        return True
    if has_arrow(reader):
        return not token.begins_clause
    if token.begins_clause or _is_clause_of_others(reader):
        return False
    if token.kind in {"number", "arrow", "times", "(", "{"} or reader.holds_number():
        return True
    return token.kind == "word" and _like_a_network(reader)


def _is_clause_of_others(reader: Reader) -> bool:
    """Whether here is a clause in other words: `20 epochs`, `drop name`."""
    return reader.hint(explain, "line") is not None


def _begins_clause(reader: Reader) -> bool:
    """Whether the first words are a clause's, arrows or not."""
    token, after = reader.token, reader.ahead()
    if token.kind == "{":  # {adam|sgd} lr 0.1
        return after.begins_clause
    if token.kind != "word":
        return False
    if after.kind == ":":  # batch: 32, but also batch: 784 -> 10, whose name is then refused
        of_others = reader.hint(explain, "line with a colon") is not None
        return (token.begins_clause or of_others) and not has_arrow(reader)
    return token.lower in SCHEDULES  # a rate whose 'lr' was forgotten


def has_arrow(reader: Reader) -> bool:
    """Whether the line holds an arrow other than that of a schedule: `exp 0.03->0.0001/1000`."""
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
        of_schedule = token.lower in _WITH_ARROW or (of_schedule and token.kind != "arrow")
        ahead += 1


def is_layer(reader: Reader) -> bool:
    """Whether here is a layer on its own line: `10 softmax`, `max 2`."""
    token, after = reader.token, reader.ahead()
    if has_arrow(reader) or after.kind == ":":
        return False
    if _is_clause_of_others(reader):
        return False
    starts = token.kind == "number" and after.kind in {"word", "newline", "end"}
    return starts or (token.kind == "word" and token.lower in ITEM_WORDS)


def _like_a_network(reader: Reader) -> bool:
    token = reader.token
    is_known = token.lower in WORDS or reader.ahead().kind == ","
    return (
        is_known
        or reader.hint(explain, "line of a network") is not None
        or describe(reader.names, token.text) is not None
        or _near_word(token.lower) in ITEM_WORDS
    )


@lru_cache(maxsize=1024)
def _near_word(word: str) -> str | None:
    return near(word, [*CLAUSE_WORDS, *ITEM_WORDS])


def read_name(reader: Reader, taken: dict[str, Span]) -> str | None:
    """Read `small:` if it is here; refuse a repeated name."""
    if reader.token.kind != "word" or reader.ahead().kind != ":":
        advice = reader.hint(explain, "name")  # my net: 784 -> 10
        if advice is not None:
            reader.blame(*advice, covers=True)
            reader.skip_over(advice[0])
        return None
    token = reader.advance()
    reader.advance()
    name = normalize("NFKC", token.text)  # as Python reads it
    if name.lower() in WORDS:
        hint = f"choose another name: 'my_{name.lower()}:'"
        reader.blame(token.span, f"'{name}' is a word of the language", hint)
    elif iskeyword(name) or not token.text.isidentifier():
        is_legal = name.isidentifier() and not iskeyword(name)
        hint = f"choose another name: '{name if is_legal else f'my_{name.lower()}'}:'"
        reader.blame(token.span, f"'{token.text}' can't be the name of a variable", hint)
    elif name in taken:
        message = f"two networks are named '{name}'"
        reader.blame(token.span, message, "choose another name", (taken[name],))
    else:
        taken[name] = token.span
        return name
    return None

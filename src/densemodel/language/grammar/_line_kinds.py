"""Decide the kind of a line of a cell: a network, or clauses."""

from __future__ import annotations

from functools import lru_cache
from keyword import iskeyword
from typing import TYPE_CHECKING
from unicodedata import normalize

from densemodel.language.hints._aliases import INPUT, is_of_a_network
from densemodel.language.hints._clause_hints import number_first
from densemodel.language.hints._column_hints import column_hint
from densemodel.language.reading._named_numbers import describe
from densemodel.language.reading._words import CLAUSE_WORDS, ITEM_WORDS, WORDS
from densemodel.language.syntax_tree._closest_words import near, shortened
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
    return reader.hint(number_first) is not None or reader.hint(column_hint) is not None


def _begins_clause(reader: Reader) -> bool:
    """Whether the first words are a clause's, arrows or not."""
    token, after = reader.token, reader.ahead()
    if token.kind == "{":  # {adam|sgd} lr 0.1
        return after.begins_clause
    if token.kind != "word":
        return False
    if after.kind == ":":  # batch: 32, but also batch: 784 -> 10, whose name is then refused
        return token.begins_clause and not has_arrow(reader)
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
    is_known = token.lower in WORDS or is_of_a_network(token.lower) or reader.ahead().kind == ","
    return (
        is_known
        or describe(reader.names, token.text) is not None
        or _near_word(token.lower) in ITEM_WORDS
    )


@lru_cache(maxsize=1024)
def _near_word(word: str) -> str | None:
    return near(word, [*CLAUSE_WORDS, *ITEM_WORDS])


def _refuse_other_names(reader: Reader) -> None:
    """`my net:`, `small-net:`, `net = ...`: refuse and skip a name in another form."""
    first, symbol = reader.token, reader.ahead()
    if symbol.kind == "=" and reader.ahead(2).kind == "number" and first.lower not in INPUT:
        span = first.span.to(symbol.span)
        reader.blame(span, "a name goes before ':'", f"write '{shortened(first.text)}:'")
        reader.place += 2
        return
    kinds = {"word", "number", "bad"}
    colon = next((place for place in range(8) if reader.ahead(place).kind not in kinds), 0)
    if reader.token.kind != "word" or reader.ahead(colon).kind != ":":
        return
    parts = [reader.ahead(ahead) for ahead in range(colon)]
    name = "_".join(part.text for part in parts if part.kind != "bad")
    span = parts[0].span.to(reader.ahead(colon).span)
    hint = f"write '{shortened(name)}:'"
    reader.blame(span, "a network's name is one word", hint, covers=True)
    reader.place += colon + 1


def read_name(reader: Reader, taken: dict[str, Span]) -> str | None:
    """Read `small:` if it is here; refuse a repeated name."""
    if reader.token.kind != "word" or reader.ahead().kind != ":":
        _refuse_other_names(reader)
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

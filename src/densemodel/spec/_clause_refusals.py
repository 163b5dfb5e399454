"""Refuses what begins no clause, with the clause that was probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.spec import _clause_habits
from densemodel.spec._clause_ends import skip_clause
from densemodel.spec._near import did_you_mean, shortened
from densemodel.spec._other_words import OUR_WORD
from densemodel.spec._schedule_habits import example_for, schedule_word
from densemodel.spec._sign_habits import LAYER_OPTIONS, number_after
from densemodel.spec._words import CLAUSE_WORDS, ITEM_WORDS

if TYPE_CHECKING:
    from densemodel.spec._problems import Hint
    from densemodel.spec._reader import Reader
    from densemodel.spec._tokens import Token

_EXAMPLES = "clauses are such as 'adam lr 0.001' or 'batch 32'"


def refuse_sign(reader: Reader, token: Token) -> None:
    """Refuse a sign where a clause begins; it is read already."""
    reader.place -= 1
    clause = _clause_habits.number_first(reader)
    reader.take()
    if clause is not None:
        word = reader.take()
        message = "the word of a clause stands before its number"
        reader.blame(token.span.to(word.span), message, f"write '{clause}'")
        return
    if token.kind != "bad":
        reader.blame(
            token.span,
            f"a clause begins with a word, not {token.quoted}",
            _EXAMPLES,
        )
    skip_clause(reader)


def refuse_word(reader: Reader, token: Token) -> None:
    """Refuse a word that begins no clause; it is read already."""
    reader.blame(token.span, *_advice(reader, token))
    skip_clause(reader)


def _advice(reader: Reader, token: Token) -> tuple[str, Hint]:
    word = token.lower
    numbers = [reader.ahead(place).text for place in (0, 1) if reader.ahead(place).kind == "number"]
    ours = _clause_habits.our_clause(word, numbers[0] if numbers else "")
    if ours is not None and ours.startswith("lr "):
        schedule = example_for(reader, reader.token, reader.place)
        ours = f"lr {schedule}" if schedule else ours
    if word in {"optimizer", "optimiser"}:
        name = _clause_habits.optimizer_prefix(reader) or "adam"
        return "an optimizer is written as its name", f"write '{name}'"
    if ours is not None:
        clause = ours.split(" ")[0].split("(")[0]
        return f"'{token.text}' is written '{clause}' here", f"write '{ours}'"
    known_word = (
        _clause_habits.no_clause(word, numbers)
        or schedule_word(reader, token)
        or _network_word(reader, token)
    )
    if known_word is not None:
        return known_word
    known = [*CLAUSE_WORDS, *_clause_habits.OUR_CLAUSE]
    return (
        f"unknown word '{shortened(token.text)}'",
        lambda: did_you_mean(token.text, known, _EXAMPLES),
    )


def _network_word(reader: Reader, token: Token) -> tuple[str, str] | None:
    """What to write for a word that stands in a network, here or in other tools."""
    word = token.lower
    if word in LAYER_OPTIONS:
        message = f"'{word}' is an option of a layer's size, in the network"
        return message, f"write it after the size: '50({word}={number_after(reader) or 0.01})'"
    if word in OUR_WORD:
        message = f"'{token.text}' belongs to the network, and is written '{OUR_WORD[word]}'"
        return message, "write it before the first ';'"
    if word in ITEM_WORDS:
        message = f"'{token.text}' is a word of the network, not a clause"
        return message, "write '->' before it, and the clauses last"
    return None

"""Refuse what is not a clause, with the clause that was probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.hints import _clause_hints
from densemodel.language.hints._aliases import (
    loss_as_a_clause,
    missing_layer,
    network_example,
    our_word,
)
from densemodel.language.hints._column_hints import column_hint
from densemodel.language.hints._optimizer_hints import option_as_a_clause
from densemodel.language.hints._schedule_hints import example_for, schedule_word
from densemodel.language.hints._sign_hints import LAYER_OPTIONS, number_after
from densemodel.language.reading._token_reader import skip_clause
from densemodel.language.reading._words import CLAUSE_WORDS, ITEM_WORDS
from densemodel.language.syntax_tree._closest_words import near, shortened
from densemodel.language.vocabulary._clause_words import COLUMN_KINDS

if TYPE_CHECKING:
    from densemodel.language.reading._problems import Hint
    from densemodel.language.reading._reader import Reader
    from densemodel.language.reading._tokens import Token

_EXAMPLES = "clauses are such as 'adam lr 0.001' or 'batch 32'"


def refuse_sign(reader: Reader, token: Token) -> None:
    """Refuse a sign instead of a clause; it is already read."""
    reader.place -= 1
    if reader.expects("clause"):
        return
    clause = _clause_hints.number_first(reader)
    reader.advance()
    if clause is not None:
        word = reader.advance()
        message = "the word of a clause goes before its number"
        reader.blame(token.span.to(word.span), message, f"write '{clause}'")
        return
    if token.kind != "bad":
        message = f"a clause begins with a word, not {token.quoted}"
        reader.blame(token.span, message, _EXAMPLES)
    skip_clause(reader)


def refuse_word(reader: Reader, token: Token) -> None:
    """Refuse a word that is not a clause; it is already read."""
    reader.place -= 1
    columns = reader.hint(column_hint)
    reader.place += 1
    if columns is not None:
        skip_clause(reader)
        reader.blame(token.span.to(reader.before.span), *columns, covers=True)
        return
    word = _joined(reader, token)
    message, hint = _advice(reader, token, word)
    ends = reader.place
    writes_all = isinstance(hint, str) and hint.startswith("write '")
    if writes_all and reader.at("=", ":") and reader.ahead().kind in {"number", "string"}:
        ends += 2
    elif writes_all and reader.at("number"):
        ends += 1
    ends += writes_all and reader.tokens[ends].kind == "%"
    reader.blame(token.span.to(reader.tokens[ends - 1].span), message, hint)
    skip_clause(reader)


def _joined(reader: Reader, token: Token) -> str:
    """The word without blanks: `learning rate` is read on as `learning_rate`."""
    joined = f"{token.lower}_{reader.token.lower}"
    is_known = _clause_hints.our_clause(joined, "") or option_as_a_clause(joined, "")
    if not reader.at("word") or not is_known:
        return token.lower
    reader.advance()
    return joined


def _advice(reader: Reader, token: Token, word: str) -> tuple[str, Hint]:
    numbers: list[str] = []  # `; epoch 5`, `epoch=5`, `EarlyStopping(patience=3)`
    for ahead in range(16 if reader.at("(") else 2):
        after = reader.ahead(ahead)
        if after.kind in {";", "newline", "end", ")"}:
            break
        numbers += [shortened(after.text)] if after.kind == "number" else []
    number = numbers[0] if numbers else ""
    if word in _clause_hints.OPTIMIZER_WORDS:
        name = _clause_hints.optimizer_prefix(reader) or "adam"
        return "an optimizer is written as its name", f"write '{name}'"
    ours = _clause_hints.our_clause(word, number)
    if ours == "patience 2" and reader.at_word("off", *_clause_hints.OFF):
        ours = "patience off"
    if ours is not None:
        if ours.startswith("lr "):
            schedule = example_for(reader, reader.token, reader.place)
            ours = f"lr {schedule}" if schedule else ours
        clause = ours.split(" ")[0]
        return f"'{token.text}' is written '{clause}' here", f"write '{ours}'"
    known_word = (
        _clause_hints.no_clause(word, numbers)
        or option_as_a_clause(word, number)
        or schedule_word(reader, token)
        or _network_word(reader, token)
        or loss_as_a_clause(reader, token)
    )
    if known_word is not None:
        return known_word

    def near_clause() -> str:
        known = [*CLAUSE_WORDS, *COLUMN_KINDS, *_clause_hints.OUR_CLAUSE]
        match = near(token.text, known)
        if match is None:
            return _EXAMPLES
        return f"did you mean '{_clause_hints.our_clause(match, number) or match}'?"

    return f"unknown word '{shortened(token.text)}'", near_clause


def _network_word(reader: Reader, token: Token) -> tuple[str, str] | None:
    """The fix for a word of a network, here or in other tools."""
    word = token.lower
    if word in LAYER_OPTIONS:
        message = f"'{word}' is an option of a layer's size, in the network"
        return message, f"write it after the size: '50({word}={number_after(reader) or 0.01})'"
    ours = word if word in ITEM_WORDS else our_word(word)
    if ours is None:
        return missing_layer(word)
    example = network_example(ours, number_after(reader))
    if ours == word:
        return f"'{token.text}' is a word of the network, not a clause", example
    return f"'{token.text}' belongs to the network, and is written '{ours}'", example

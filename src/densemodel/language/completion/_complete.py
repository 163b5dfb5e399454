"""Completions: the words that can stand at the cursor, each with its line of help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.language.completion._complete_fit import fitting
from densemodel.language.completion._complete_habits import meant
from densemodel.language.completion._complete_offer import Offer
from densemodel.language.completion._complete_offers import offers_at
from densemodel.language.completion._complete_place import find_place
from densemodel.language.reading._column_names import write_column
from densemodel.language.reading._problems import Problems
from densemodel.language.reading._tokens import tokenize
from densemodel.language.tree._activations import ACTIVATIONS
from densemodel.language.vocabulary._clause_words import CLAUSES
from densemodel.language.vocabulary._layer_words import LAYERS
from densemodel.language.vocabulary._optimizers import OPTIMIZERS
from densemodel.language.vocabulary._schedules import SCHEDULES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.language.completion._complete_slots import Place, Slot
    from densemodel.language.reading._tokens import Token

_BEFORE, _AFTER = 8_000, 4_000
"Characters looked at before and after the cursor: no usual spec is longer."

_QUOTES = frozenset("\"'")


@dataclass(frozen=True, slots=True)
class Completion:
    """One word that can stand at the cursor."""

    text: str
    "Takes the place of what was typed of it."
    help: str
    "One line; for a variable its value."
    start: int
    "Characters of the text before the word that is being typed; it ends at the cursor."
    kind: str = ""
    "What sort of word it is: layer, activation, clause, option, variable, ..."


def completions_at(
    text: str,
    cursor: int,
    names: Mapping[str, object] | None = None,
    columns: Mapping[str, str] | None = None,
) -> tuple[Completion, ...]:
    """The words that can stand at a place of a cell, however much of it is written yet.

    Args:
        text: The cell without the magic's own line. It may be wrong anywhere.
        cursor: Characters before the cursor.
        names: Variables, offered where a number is due.
        columns: Those of the data, each with its line of help.

    Returns:
        The words that begin with what is typed, in any case of letters; if there are none, those
        near to it. Nothing in a comment, right behind a number, or in a string that is not the
        name of a column.

    Example:
        >>> [word.text for word in completions_at("784 -> 50 rel", 13)]
        ['relu', 'relu6']
    """
    cursor = max(0, min(cursor, len(text)))
    begin = _window_start(text, cursor)
    window, place = text[begin : cursor + _AFTER], cursor - begin
    tokens = tokenize(window, Problems(""))
    typed = _typed(tokens, place)
    if typed is None or _in_comment(window, place, tokens):
        return ()
    start = place - len(typed)
    others = [token for token in tokens if not (token.start < place and token.end > start)]
    due = find_place(others, start, names or {})
    quote = typed[:1] if typed[:1] in _QUOTES else ""
    if due.slot == "columns":
        offers = _columns(due, columns or {}, quote)
    else:
        offers = [] if quote else offers_at(due, names or {})
    return tuple(
        Completion(offer.text, offer.help, begin + start, _kind(offer, due))
        for offer in _matching(typed, offers, due)
    )


_KIND_OF_SLOT: dict[Slot, str] = {
    "key": "option",
    "value": "value",
    "initializer": "initializer",
    "loss": "loss",
    "metrics": "metric",
    "columns": "column",
}
"What stands at a place that takes words of one sort alone."

_KINDS = {
    **dict.fromkeys(SCHEDULES, "schedule"),
    **dict.fromkeys(CLAUSES, "clause"),
    **dict.fromkeys(OPTIMIZERS, "optimizer"),
    **dict.fromkeys(ACTIVATIONS, "activation"),
    **dict.fromkeys(LAYERS, "layer"),
    "->": "arrow",
}
_NUMERALS = frozenset("0123456789{/")


def _kind(offer: Offer, place: Place) -> str:
    if offer.is_of_data:
        return "variable"
    if place.slot in _KIND_OF_SLOT:
        return _KIND_OF_SLOT[place.slot]
    return _KINDS.get(offer.text, "number" if offer.text[:1] in _NUMERALS else "word")


def _window_start(text: str, cursor: int) -> int:
    """Where to begin to read: at a line, or within a very long one at an arrow or a semicolon."""
    begin = cursor - _BEFORE
    if begin <= 0:
        return 0
    line = text.find("\n", begin, cursor)
    if line >= 0:
        return line + 1
    marks = [found for mark in ("->", ";", "→") if (found := text.find(mark, begin, cursor)) >= 0]
    return min(marks, default=begin)


def _typed(tokens: Sequence[Token], cursor: int) -> str | None:
    """What is typed of the word at the cursor; None where none can be completed."""
    for token in tokens:
        if token.start < cursor <= token.end:
            if token.kind == "word":
                return token.text[: cursor - token.start]
            if token.text[:1] in _QUOTES and (token.kind == "bad" or cursor < token.end):
                return token.text[: cursor - token.start]
            if token.kind in {"number", "bad"}:
                return None
            return ""
    return ""


def _columns(place: Place, columns: Mapping[str, str], quote: str) -> list[Offer]:
    """The columns that are not written yet, with the quote that one was begun with."""
    left = [
        name
        for name in columns
        if name and name not in place.columns and not _QUOTES.issubset(name)  # no text says those
    ]
    if not quote:
        return [Offer(write_column(name), columns[name]) for name in left]
    return [Offer(f"{quote}{name}{quote}", columns[name]) for name in left if quote not in name]


def _in_comment(window: str, cursor: int, tokens: Sequence[Token]) -> bool:
    line = window.rfind("\n", 0, cursor) + 1
    sign = window.find("#", line, cursor)
    while sign >= 0 and any(token.start <= sign < token.end for token in tokens):
        sign = window.find("#", sign + 1, cursor)  # one in a string is none
    return sign >= 0


def _matching(typed: str, offers: Sequence[Offer], place: Place) -> list[Offer]:
    """The offers that begin with what is typed; if there are none, those that are meant by it."""
    word = typed.lower()
    begun = [offer for offer in offers if offer.text.lower().startswith((word, f'"{word}'))]
    return fitting(begun or meant(word, offers, place), place, typed)

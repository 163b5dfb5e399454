"""Completions: the words that can stand at the cursor, each with its line of help."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from densemodel.spec import _initializers, _limits, _losses
from densemodel.spec._clause_habits import OUR_CLAUSE
from densemodel.spec._complete_offers import offers_at
from densemodel.spec._complete_place import find_place
from densemodel.spec._other_words import OUR_WORD
from densemodel.spec._problems import Problems
from densemodel.spec._tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.spec._complete_offers import Offer
    from densemodel.spec._tokens import Token

_BEFORE, _AFTER = 8_000, 4_000
"Characters looked at before and after the cursor: no usual spec is longer."

_SHORTEST_MISSPELT = 3
_NEAR_MATCHES = 3


@dataclass(frozen=True, slots=True)
class Completion:
    """One word that can stand at the cursor."""

    text: str
    "Takes the place of what was typed of it."
    help: str
    "One line; for a variable its value."
    start: int
    "Characters of the text before the word that is being typed; it ends at the cursor."


def completions_at(
    text: str, cursor: int, names: Mapping[str, object] | None = None
) -> tuple[Completion, ...]:
    """The words that can stand at a place of a cell, however much of it is written yet.

    Args:
        text: The cell without the magic's own line. It may be wrong anywhere.
        cursor: Characters before the cursor.
        names: Variables, offered where a number is due.

    Returns:
        The words that begin with what is typed, in any case of letters; if there are none, those
        near to it. Nothing in a comment, in a string, or right behind a number.

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
    offers = offers_at(find_place(others, start, names or {}), names or {})
    return tuple(
        Completion(offer.text, offer.help, begin + start) for offer in _matching(typed, offers)
    )


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
            if token.kind in {"number", "bad"} or (token.kind == "string" and cursor < token.end):
                return None
            return ""
    return ""


def _in_comment(window: str, cursor: int, tokens: Sequence[Token]) -> bool:
    line = window.rfind("\n", 0, cursor) + 1
    sign = window.find("#", line, cursor)
    while sign >= 0 and any(token.start <= sign < token.end for token in tokens):
        sign = window.find("#", sign + 1, cursor)  # one in a string is none
    return sign >= 0


def _matching(typed: str, offers: Sequence[Offer]) -> list[Offer]:
    word = typed.lower()
    begun = [offer for offer in offers if offer.text.lower().startswith(word)]
    if begun or len(word) < _SHORTEST_MISSPELT or len(word) > _limits.NUMBER_CHARACTERS:
        return begun
    meant = [
        ours.split()[0].split("(")[0]
        for habits in (OUR_WORD, OUR_CLAUSE, _losses.ALIASES, _initializers.ALIASES)
        for habit, ours in habits.items()
        if habit.startswith(word)
    ]
    by_bare = {_bare(offer.text): offer.text for offer in offers}
    close = get_close_matches(_bare(word), by_bare, n=_NEAR_MATCHES, cutoff=0.7)
    meant += [by_bare[match] for match in close]
    by_text = {offer.text: offer for offer in offers}
    return [by_text[text] for text in dict.fromkeys(meant) if text in by_text]


def _bare(word: str) -> str:
    return word.lower().rstrip("=:").replace("_", "")

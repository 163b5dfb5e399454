"""Closes what is open in a half-written network, so that it can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.reading._tokens import Token
from densemodel.language.tree._tree import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

_CLOSING = {"(": ")", "{": "}"}
_OPENING = {")": "(", "}": "{"}
_SPAN = Span(0, 0, 0)


def closed(before: Sequence[Token], trial: Sequence[Token], after: Sequence[Token]) -> list[Token]:
    """The tokens of a network with every bracket closed.

    A repeat that is not closed yet stands once: what would make it fit a second time may follow.

    Args:
        before: Up to the cursor.
        trial: What is put in there.
        after: From the cursor on.
    """
    opened = _left_open([*before, *after], len(before))
    braces = [place for place in opened if before[place].kind == "{"]
    inner = [place for place in opened if braces and place >= braces[0]]
    counts = {place for place in opened for place in _count_before(before, place)}
    tokens = [token for place, token in enumerate(before) if place not in counts]
    tokens += trial
    for place in reversed(inner):
        tokens += _other_alternative(before[place:], trial)
        tokens.append(_sign(_CLOSING[before[place].kind]))
    tokens += after
    return tokens + [_sign(")")] * (len(opened) - len(inner))


def _left_open(tokens: Sequence[Token], end: int) -> list[int]:
    """Where brackets are opened before the cursor that nothing closes."""
    opened: list[int] = []
    for place, token in enumerate(tokens):
        if token.kind in _CLOSING:
            opened.append(place)
        elif opened and tokens[opened[-1]].kind == _OPENING.get(token.kind):
            opened.pop()
    return [place for place in opened if place < end]


def _count_before(tokens: Sequence[Token], place: int) -> tuple[int, ...]:
    """The places of `3*` before the bracket of a repeat."""
    is_repeat = tokens[place].kind == "(" and place > 1 and tokens[place - 1].kind == "*"
    return (place - 2, place - 1) if is_repeat else ()


def _other_alternative(choice: Sequence[Token], trial: Sequence[Token]) -> list[Token]:
    """A second alternative of the same kind, where a choice has but one so far."""
    if choice[0].kind != "{" or any(token.kind == "|" for token in choice):
        return []
    alone = len(trial) == 1 and len(choice) == 1
    if alone and trial[0].kind == "number":
        is_whole = isinstance(trial[0].value, int)
        other = Token("number", "7", _SPAN, 7) if is_whole else Token("number", "0.7", _SPAN, 0.7)
    else:
        name = "tanh" if trial and trial[0].lower == "linear" else "linear"
        other = Token("word", name, _SPAN)
    return [_sign("|"), other]


def _sign(kind: str) -> Token:
    return Token(kind, kind, _SPAN)

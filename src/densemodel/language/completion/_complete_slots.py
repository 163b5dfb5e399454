"""Place: what can stand where the cursor is in a half-written text."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias

from densemodel.language.vocabulary._initializers import INITIALIZERS

if TYPE_CHECKING:
    from densemodel.language.completion._complete_draft import Draft
    from densemodel.language.reading._tokens import Token
    from densemodel.language.tree._option import Option, Quantity

Slot: TypeAlias = Literal[
    "line",  # a network or a clause begins
    "input",
    "arrow",  # after a whole input, or a group
    "stage",
    "inner",  # a stage in brackets or braces
    "repeated",  # after 2*
    "item",  # after the first item of a stage
    "number",
    "key",
    "value",
    "initializer",
    "clause",
    "loss",
    "metrics",
    "columns",
    "words",  # those of the clause
    "nothing",
]


@dataclass(frozen=True, slots=True)
class Place:
    """What can stand at a place of the text."""

    slot: Slot
    word: str = ""
    "What the place belongs to: a word of a stage, or of a clause."
    quantity: Quantity | None = None
    "The number that can stand there; None: none can."
    example: str = ""
    "Such a number."
    options: tuple[Option, ...] = ()
    "Those of the brackets that are open; in a value the one whose value it is."
    words: tuple[tuple[str, str], ...] = ()
    "Words that can stand there, each with its help."
    said: frozenset[str] = frozenset()
    "Words of the same item, brackets or clause that are written already."
    clauses: frozenset[str] = frozenset()
    "Clauses of the same network that are written already."
    draft: Draft | None = field(default=None, compare=False)
    "The network that the place is in or belongs to; None if no word can be tried out in it."
    columns: frozenset[str] = frozenset()
    "Columns of the same clause that are written already."


def open_bracket(part: list[Token]) -> int | None:
    """Where the bracket was opened that is not closed yet."""
    for index in range(len(part) - 1, -1, -1):
        if part[index].kind == ")":
            return None
        if part[index].kind == "(":
            return index
    return None


def option_place(options: tuple[Option, ...], inside: list[Token]) -> Place:
    """The place in the brackets of a word.

    Args:
        options: That the word takes.
        inside: What stands in the brackets so far.
    """
    keys = frozenset(
        token.lower
        for token, after in pairwise(inside)
        if after.kind == "=" and token.kind == "word"
    )
    last = inside[-1].kind if inside else ","
    if last == ",":
        return Place("key", options=options, said=keys)
    if last == "=" and len(inside) > 1:
        key = inside[-2].lower
        return Place("value", options=tuple(option for option in options if option.key == key))
    if last == ":" and len(inside) > 1:
        return initializer_number(inside[-2].lower)
    return Place("nothing")


def initializer_number(word: str) -> Place:
    """After `tn:`."""
    initializer = INITIALIZERS.get(word)
    if initializer is None or initializer.argument is None:
        return Place("nothing")
    example = 0.1 if initializer.default is None else initializer.default
    return Place("number", word, initializer.quantity, f"{example:g}")

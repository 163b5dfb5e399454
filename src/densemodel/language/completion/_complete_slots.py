"""Offers, and the place of the cursor that they are for."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from densemodel.language.reading._named_numbers import number_of
from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.language.vocabulary._initializers import INITIALIZERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from densemodel.language.syntax_tree._option import Quantity

    Names = Mapping[str, object]
    from densemodel.language.completion._complete_draft import Draft
    from densemodel.language.reading._tokens import Token
    from densemodel.language.syntax_tree._option import Option


class CompletionOffer(NamedTuple):
    """A word and its line of help."""

    text: str
    help: str
    trial: str = ""
    "The trial text for the network; empty: it always fits."
    is_hidden: bool = False
    "Whether it is offered only once its beginning is typed."
    is_of_data: bool = False
    "Whether it is a variable."


ARROW = CompletionOffer("->", "then the next layer: -> 50 relu")


def common_first(offers: Iterable[CompletionOffer], common: Sequence[str]) -> list[CompletionOffer]:
    """The offers with these in front, in this order; the rest stay in theirs."""
    by_word = {offer.text: offer for offer in offers}
    first = [by_word.pop(word) for word in common if word in by_word]
    return [*first, *by_word.values()]


def variables(names: Names, quantity: Quantity) -> list[CompletionOffer]:
    """The variables that hold a number of this kind, in range; their values as the help."""
    found: list[CompletionOffer] = []
    for name, value in sorted((n, v) for n, v in _numbers(names) if not n.startswith("_")):
        if (quantity.kind != "whole" or isinstance(value, int)) and quantity.holds(value):
            shown = f"= {shortened(str(value))}"
            found.append(CompletionOffer(name, shown, str(value), is_of_data=True))
    return found


def _numbers(names: Names) -> list[tuple[str, int | float]]:
    # a copy: another thread may set a variable meanwhile
    values = [(name, number_of(names, name)) for name in list(names)]
    return [(name, value) for name, value in values if value is not None]


def example(text: str, quantity: Quantity) -> list[CompletionOffer]:
    """A usual number of this kind, if there is one."""
    return [CompletionOffer(text, f"an example: {quantity.description}", text)] if text else []


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
class CompletionPlace:
    """What is expected at a place of the text."""

    slot: Slot
    word: str = ""
    "The word of the place, in a stage or a clause."
    quantity: Quantity | None = None
    "The expected number; None: no number."
    example: str = ""
    "Such a number."
    options: tuple[Option, ...] = ()
    "Those of the brackets that are open; in a value the one whose value it is."
    words: tuple[tuple[str, str], ...] = ()
    "Expected words, each with its help."
    said: frozenset[str] = frozenset()
    "Words of the same item, brackets or clause that are written already."
    clauses: frozenset[str] = frozenset()
    "Clauses of the same network that are written already."
    draft: Draft | None = field(default=None, compare=False)
    "The network of the place; None if no word can be tried in it."
    columns: frozenset[str] = frozenset()
    "Columns of the same clause that are written already."


def open_bracket(part: list[Token]) -> int | None:
    """The place of the open bracket."""
    for index in range(len(part) - 1, -1, -1):
        if part[index].kind == ")":
            return None
        if part[index].kind == "(":
            return index
    return None


def option_place(options: tuple[Option, ...], inside: list[Token]) -> CompletionPlace:
    """The place in the brackets of a word.

    Args:
        options: The options of the word.
        inside: The brackets so far.
    """
    keys = frozenset(
        token.lower
        for token, after in pairwise(inside)
        if after.kind == "=" and token.kind == "word"
    )
    last = inside[-1].kind if inside else ","
    if last == ",":
        return CompletionPlace("key", options=options, said=keys)
    if last == "=" and len(inside) > 1:
        key = inside[-2].lower
        return CompletionPlace(
            "value", options=tuple(option for option in options if option.key == key)
        )
    if last == ":" and len(inside) > 1:
        return initializer_number(inside[-2].lower)
    return CompletionPlace("nothing")


def initializer_number(word: str) -> CompletionPlace:
    """After `tn:`."""
    initializer = INITIALIZERS.get(word)
    if initializer is None or initializer.argument is None:
        return CompletionPlace("nothing")
    example = 0.1 if initializer.default is None else initializer.default
    return CompletionPlace("number", word, initializer.quantity, f"{example:g}")

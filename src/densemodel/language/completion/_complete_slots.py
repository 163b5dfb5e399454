"""The words that completion offers, each with its line of help."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from densemodel.language.reading._named_numbers import number_of
from densemodel.language.syntax_tree._closest_words import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from densemodel.language.syntax_tree._option import Quantity

    Names = Mapping[str, object]


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
    # a copy: another thread may set a variable meanwhile
    for name in sorted(name for name in list(names) if not name.startswith("_")):
        value = number_of(names, name)
        is_whole = quantity.kind != "whole" or isinstance(value, int)
        if value is not None and is_whole and quantity.holds(value):
            shown = f"= {shortened(str(value))}"
            found.append(CompletionOffer(name, shown, str(value), is_of_data=True))
    return found


def example(text: str, quantity: Quantity) -> list[CompletionOffer]:
    """A usual number of this kind, if there is one."""
    return [CompletionOffer(text, f"an example: {quantity.description}", text)] if text else []

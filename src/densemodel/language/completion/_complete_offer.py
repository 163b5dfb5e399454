"""Offer: a word that may stand at the cursor; the variables and examples among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from densemodel.language.reading._named_numbers import number_of
from densemodel.language.tree._near import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from densemodel.language.tree._option import Quantity

    Names = Mapping[str, object]


class Offer(NamedTuple):
    """A word and its line of help."""

    text: str
    help: str
    trial: str = ""
    "What is tried out in the network to see whether it fits; empty: it does."
    is_hidden: bool = False
    "Whether it is offered only once its beginning is typed."
    is_of_data: bool = False
    "Whether it is a variable."


ARROW = Offer("->", "then the next layer: -> 50 relu")


def common_first(offers: Iterable[Offer], common: Sequence[str]) -> list[Offer]:
    """The offers with these in front, in this order; the rest stay in theirs."""
    by_word = {offer.text: offer for offer in offers}
    first = [by_word.pop(word) for word in common if word in by_word]
    return [*first, *by_word.values()]


def variables(names: Names, quantity: Quantity) -> list[Offer]:
    """The variables that hold a number of this kind, in range; their values as the help."""
    found: list[Offer] = []
    for name, value in sorted((n, v) for n, v in _numbers(names) if not n.startswith("_")):
        if (quantity.kind != "whole" or isinstance(value, int)) and quantity.holds(value):
            shown = f"= {shortened(str(value))}"
            found.append(Offer(name, shown, str(value), is_of_data=True))
    return found


def _numbers(names: Names) -> list[tuple[str, int | float]]:
    # a copy: another thread may set a variable meanwhile
    values = [(name, number_of(names, name)) for name in list(names)]
    return [(name, value) for name, value in values if value is not None]


def example(text: str, quantity: Quantity) -> list[Offer]:
    """A number of this kind, if there is a usual one."""
    return [Offer(text, f"an example: {quantity.description}", text)] if text else []

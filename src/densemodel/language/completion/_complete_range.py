"""What can stand in a range of numbers that is being written: `{0.1..0.5/5}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.completion._complete_slots import Place
from densemodel.language.tree import _limits
from densemodel.language.tree._option import Quantity

if TYPE_CHECKING:
    from densemodel.language.reading._tokens import Token

_HOW_MANY = Quantity(kind="whole", low=2, high=_limits.TRIALS)
_COUNT_WORD = ("/5", "how many numbers, both ends among them")
_LOG_WORD = ("log/5", "numbers of equal ratios, not of equal differences")


def range_place(quantity: Quantity | None, part: list[Token]) -> Place:
    """The place in a range.

    Args:
        quantity: The number that each end is.
        part: What stands in the alternative so far, `..` among it.
    """
    last = part[-1]
    if last.kind == "..":
        return Place("number", "range", quantity)
    if last.kind == "/":
        return Place("number", "range", _HOW_MANY, "5")
    if any(token.kind == "/" for token in part):
        return Place("nothing")
    words = (_COUNT_WORD,) if last.lower == "log" else (_COUNT_WORD, _LOG_WORD)
    return Place("words", "range", words=words)

"""Reads a choice of numbers between two ends: `{0.0001..0.1 log/4}`, `{16..64/4}`."""

from __future__ import annotations

from dataclasses import replace
from math import exp, log
from typing import TYPE_CHECKING

from densemodel.language.tree import _limits
from densemodel.language.tree._number_text import write_number
from densemodel.language.tree._option import Quantity
from densemodel.language.tree._tree import Choice, Spread

if TYPE_CHECKING:
    from densemodel.language.reading._reader import Due, Reader
    from densemodel.language.tree._tree import Span

_EXAMPLE = "write {16..64/4} for 4 numbers from 16 to 64, or {0.001..0.1 log/3}"
_COUNT = Quantity(kind="whole", low=2, high=_limits.TRIALS)
_DIGITS = 12
"Digits that a number in between is rounded to, so that 0.1 + 0.2 is written as 0.3."


def read_spread(readers: list[Reader], due: Due, span: Span) -> Choice | None:
    """Read the numbers between two ends.

    Args:
        readers: Of the alternatives: only one may stand in the braces.
        due: What the numbers are for.
        span: The whole choice.

    Returns:
        The choice, None if it was refused: then the problem is noted.
    """
    reader = readers[0]
    if len(readers) > 1:
        reader.blame(span, "'..' stands alone in its braces", _EXAMPLE)
        return None
    low = reader.plain_number(due)
    if low is None:
        return None
    if not reader.at(".."):
        reader.blame(reader.token.span, "'..' stands between two numbers", _EXAMPLE)
        return None
    reader.take()
    high = reader.plain_number(due)
    is_log = reader.at_word("log") and reader.take() is not None
    count = None if high is None else _read_count(reader, due, span)
    if high is None or count is None:
        return None
    spread = Spread(low, high, count, is_log=is_log)
    problem = _problem(spread)
    if problem is None:
        quantity = due.quantity
        values = spread_values(spread, is_whole=quantity.kind == "whole")
        if len(set(values)) == count and all(low <= value <= high for value in values):
            return Choice("number", values, spread, span)
        noun = "whole numbers" if quantity.kind == "whole" else "numbers"
        ends = f"from {write_number(low)} to {write_number(high)}"
        problem = f"there are no {count:,} {noun} so spread {ends}"
    reader.blame(span, problem, _EXAMPLE)
    return None


def _read_count(reader: Reader, what: Due, span: Span) -> int | None:
    if not reader.at("/"):
        reader.blame(span, "the count of numbers stands after '/'", _EXAMPLE)
        return None
    reader.take()
    due = replace(
        what,
        subject="the count after '/'",
        quantity=_COUNT,
        advice=None,
        hint=_EXAMPLE,
    )
    value = reader.plain_number(due)
    if value is not None and not reader.at("end"):
        reader.blame(reader.token.span, f"{reader.token.unexpected} after the count", _EXAMPLE)
        return None
    return value if isinstance(value, int) else None


def _problem(spread: Spread) -> str | None:
    if spread.low >= spread.high:
        return "the smaller number comes first"
    if spread.is_log and spread.low <= 0:
        return "'log' needs numbers above 0"
    return None


def spread_values(spread: Spread, *, is_whole: bool) -> tuple[int | float, ...]:
    """The numbers themselves, both ends included; whole ones rounded to the nearest."""
    low, high, last = spread.low, spread.high, spread.count - 1
    if spread.is_log:
        first, width = log(low), log(high) - log(low)
        inner = [exp(first + width * place / last) for place in range(1, last)]
    else:
        inner = [low + (high - low) * place / last for place in range(1, last)]
    if is_whole:
        return (low, *(round(value) for value in inner), high)
    return (low, *(float(f"{value:.{_DIGITS}g}") for value in inner), high)

"""The schedule for another notation, with the given numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.language.reading._named_numbers import number_of
from densemodel.language.reading._words import WORDS
from densemodel.language.syntax_tree._canonical import write_number
from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.language.vocabulary import _schedules

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.language.reading._reader import Reader
    from densemodel.language.syntax_tree._option import Quantity
    from densemodel.language.syntax_tree._tree import ScheduleKind

_FAR = 16
"Tokens looked at, so that time grows with the length alone."

_SHARE_OF_START = 100
"The default second rate, as a share of the first."


@dataclass(frozen=True, slots=True)
class _Given:
    """A number of the text, and the sign before it."""

    sign: str
    text: str
    value: float


def example_with(reader: Reader, place: int, kind: ScheduleKind) -> str:
    """A correct schedule of a kind, with the numbers from this place on.

    Args:
        reader: The text.
        place: The token at which the schedule begins.
        kind: The kind that was probably meant.
    """
    given = _given(reader, place)
    if reader.tokens[min(place + 1, len(reader.tokens) - 1)].kind == "^":
        given.sort(key=lambda one: one.value)  # 0.6^epoch*0.01: the smaller is the rate
    return _WRITERS[kind](given)


def _given(reader: Reader, place: int) -> list[_Given]:
    given: list[_Given] = []
    for at in range(place, min(place + _FAR, len(reader.tokens))):
        token = reader.tokens[at]
        if token.kind in {";", "newline", "end"} or (token.begins_clause and given):
            break
        value = token.value if token.kind == "number" else None
        if token.kind == "word" and token.lower not in WORDS:
            value = number_of(reader.names, token.text)
        if value is not None:
            text = shortened(token.text.lstrip("-"))
            given.append(_Given(reader.tokens[at - 1].kind if at else "", text, abs(value)))
    return given


def _take(given: list[_Given], quantity: Quantity, sign: str = "") -> _Given | None:
    """The first number in a range, after a sign if one is named; it is taken out."""
    for one in given:
        whole = quantity.kind != "whole" or isinstance(one.value, int)
        if whole and quantity.holds(one.value) and sign in {"", one.sign}:
            given.remove(one)
            return one
    return None


def _length(given: list[_Given]) -> _Given | None:
    return _take(given, _schedules.LENGTH, "/") or _take(given[1:], _schedules.LENGTH)


def _exp(given: list[_Given]) -> str:
    length = _length(given)
    start = _take(given, _schedules.RATE)
    floor = _take(given, _schedules.FLOOR)
    steps = length.text if length else "1000"
    if start is None:
        return f"exp 0.03->0.0001/{steps}"
    if floor is None or floor is length:
        rounded = float(f"{start.value / _SHARE_OF_START:.3g}")
        return f"exp {start.text}->{write_number(rounded)}/{steps}"
    return f"exp {start.text}->{floor.text}/{steps}"


def _power(given: list[_Given]) -> str:
    numbers = [one for one in given if 0 < one.value <= 1][:2]
    if len(numbers) < len(("rate", "factor")):
        alone = numbers[0] if numbers else None
        if alone is None:
            return _schedules.SCHEDULES["power"].example
        # a number near 1 is a factor, whatever its place
        is_factor = alone.value >= 1 / 2
        return f"0.01*{alone.text}^epoch" if is_factor else f"{alone.text}*0.9^epoch"
    rate, factor = numbers
    return f"{rate.text}*{factor.text}^epoch"


def _cosine(given: list[_Given]) -> str:
    length = _length(given)
    start = _take(given, _schedules.RATE)
    epochs = f"/{length.text}" if length else ""
    return f"cosine {start.text if start else '0.01'}{epochs}"


def _plateau(given: list[_Given]) -> str:
    length = _length(given)
    factor = _take(given, _schedules.PLATEAU_FACTOR, "*")
    start = _take(given, _schedules.RATE)
    factor = factor or _take(given, _schedules.PLATEAU_FACTOR)
    written = f"plateau {start.text if start else '0.01'}"
    if factor is None and length is None:
        return written
    return f"{written}*{factor.text if factor else '0.1'}/{length.text if length else '5'}"


_WRITERS: dict[ScheduleKind, Callable[[list[_Given]], str]] = {
    "exp": _exp,
    "power": _power,
    "cosine": _cosine,
    "plateau": _plateau,
}

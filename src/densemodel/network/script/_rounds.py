"""Finds what repeats in a long list of layers, so that a script can write it as a loop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.language import KerasCall

    Piece: TypeAlias = "KerasCall | Rounds"

LISTED = 12
"As many layers are read at a glance: they are listed, repeats and all."

_FEWEST = 3
"Rounds that are worth a loop."

_TRIED = 40
"How many later places of a layer are tried as the begin of the next round."


@dataclass(frozen=True, slots=True)
class Rounds:
    """The same layers, made several times."""

    count: int
    pieces: tuple[Piece, ...]


def fold(calls: Sequence[KerasCall]) -> tuple[Piece, ...]:
    """The same layers in the same order, with repeats as rounds if there are many layers.

    Args:
        calls: Layers in order.

    Returns:
        The calls themselves if they are few or nothing repeats.
    """
    if len(calls) <= LISTED:
        return tuple(calls)
    # numbers are compared faster than calls
    numbers: dict[KerasCall, int] = {}
    kinds = [numbers.setdefault(call, len(numbers)) for call in calls]
    later = _later_places(kinds)
    pieces: list[Piece] = []
    place = 0
    while place < len(calls):
        length, count = _best_rounds(kinds, place, later)
        if count >= _FEWEST:
            pieces.append(Rounds(count, fold(calls[place : place + length])))
            place += length * count
        else:
            pieces.append(calls[place])
            place += 1
    return tuple(pieces)


def _later_places(kinds: list[int]) -> list[int]:
    """For each place the next one of the same kind; the list's length if there is none."""
    later = [len(kinds)] * len(kinds)
    seen: dict[int, int] = {}
    for place in range(len(kinds) - 1, -1, -1):
        later[place] = seen.get(kinds[place], len(kinds))
        seen[kinds[place]] = place
    return later


def _best_rounds(kinds: list[int], place: int, later: list[int]) -> tuple[int, int]:
    """Length and number of the rounds that begin here and cover most; (0, 0) if there are none."""
    best = (0, 0)
    following = place
    for _ in range(_TRIED):
        following = later[following]
        length = following - place
        if following + length > len(kinds):
            break
        count = _count(kinds, place, length)
        if count >= _FEWEST and count * length > best[0] * best[1]:
            best = length, count
    return best


def _count(kinds: list[int], place: int, length: int) -> int:
    """How often the stretch of this length stands here in a row."""
    stretch = kinds[place : place + length]
    count = 1
    while kinds[place + count * length : place + (count + 1) * length] == stretch:
        count += 1
    return count

"""Finds what stands several times in a row, so that it is written once."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

T = TypeVar("T", bound="Hashable")


def repeats(items: Sequence[T], most: int | None = None) -> Iterator[tuple[int, Sequence[T]]]:
    """Equal groups that follow each other, and the items between them one by one.

    Yields:
        How often a group stands there, once or from 3 times to `most`, and its items.
    """
    # numbers are compared faster than layers
    numbers: dict[T, int] = {}
    kinds = [numbers.setdefault(item, len(numbers)) for item in items]
    later = [len(kinds)] * len(kinds)  # for each place the next one of the same kind
    seen: dict[int, int] = {}
    for place in range(len(kinds) - 1, -1, -1):
        later[place] = seen.get(kinds[place], len(kinds))
        seen[kinds[place]] = place
    place = 0
    while place < len(items):
        length, count = _longest(kinds, place, later)
        count = min(count, most or count)
        yield count, items[place : place + length]
        place += length * count


def _longest(kinds: list[int], place: int, later: list[int]) -> tuple[int, int]:
    """The group from here whose repeats reach furthest: its length and count."""
    best = (1, 1)
    following = place
    for _ in range(40):  # later places of the item, as the start of the next repeat
        following = later[following]
        length, count = following - place, 1
        if following + length > len(kinds):
            break
        group = kinds[place:following]
        while kinds[place + count * length : place + (count + 1) * length] == group:
            count += 1
        if count >= 3 and count * length > best[0] * best[1]:  # fewer are not worth a loop
            best = length, count
    return best

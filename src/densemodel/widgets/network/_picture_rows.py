"""Breaks the columns of a network's picture into rows, as text is broken into lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from densemodel.widgets.network._picture_columns import Column

SHORTEST_ARROW, LONGEST_ARROW = 20, 40
TURN = 16
"The arrow that leads out of a row and into the next."


@dataclass(frozen=True, slots=True)
class Row:
    """One line of columns."""

    columns: list[Column]
    number: int
    is_last: bool
    arrow: float = SHORTEST_ARROW
    "How long the arrow between two columns is."

    @property
    def shortest(self) -> int:
        """Its length with the shortest arrows, those into it and out of it included."""
        turns = TURN * (bool(self.number) + (not self.is_last))
        widths = sum(column.width for column in self.columns)
        return turns + widths + self._joints * SHORTEST_ARROW

    @property
    def longest(self) -> int:
        """Its length with the longest arrows."""
        return self.shortest + self._joints * (LONGEST_ARROW - SHORTEST_ARROW)

    @property
    def _joints(self) -> int:
        return len(self.columns) - 1

    def stretched(self, length: float) -> Row:
        """The same row as long as that."""
        more = max(0.0, length - self.shortest) / max(1, self._joints)
        return Row(self.columns, self.number, self.is_last, SHORTEST_ARROW + more)


def picture_rows(columns: list[Column], room: int) -> list[Row]:
    """As few rows as there is room for, about equally long, that end at one edge.

    The last one, and one row alone, spread only a little.
    """
    rows = _even(columns, room)
    edge = min(room, max(row.longest for row in rows))
    *full, last = [row.stretched(edge) for row in rows]
    usual = max([LONGEST_ARROW, *(row.arrow for row in full)])
    return [*full, Row(last.columns, last.number, last.is_last, min(last.arrow, usual))]


def _even(columns: list[Column], room: int) -> list[Row]:
    low, high = 0, room
    fewest = len(_broken(columns, room))
    while fewest > 1 and high - low > 1:
        middle = (low + high) // 2
        if len(_broken(columns, middle)) > fewest:
            low = middle
        else:
            high = middle
    lines = _broken(columns, high)
    return [Row(line, number, number == len(lines) - 1) for number, line in enumerate(lines)]


def _broken(columns: list[Column], room: int) -> list[list[Column]]:
    lines: list[list[Column]] = [[]]
    for column in columns:
        longer = Row([*lines[-1], column], len(lines) - 1, is_last=False)
        if lines[-1] and longer.shortest > room:
            lines.append([])
        lines[-1].append(column)
    return lines

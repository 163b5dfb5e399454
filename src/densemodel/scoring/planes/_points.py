"""The points of a plane: the values along its sides, and the values at which other columns are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import get_close_matches
from numbers import Integral
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from densemodel.data import Scaled
from densemodel.errors import DataError
from densemodel.scoring.columns._explainer import DrawnRows, raw_side
from densemodel.scoring.columns._named_columns import NamedColumns, raw_frame, usual_row
from densemodel.scoring.rows._evaluation_rows import evaluation_rows_of, rows_of
from densemodel.wording import with_article

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel._array import Array
    from densemodel.data import Terms, UsedColumn
    from densemodel.scoring.rows._evaluation_rows import EvaluationRows, SideRows
    from densemodel.training import Run


_MOST_NUMBERS = 50
"The most numbers of a row without `table`."
_MOST_ROWS = 1_000
"The most rows on a plane; at most half of them are held out."


@dataclass(frozen=True, eq=False)
class PlaneRows:
    """Rows of a run that are drawn on a plane, those that are held out first."""

    x: Array
    "The encoded rows, float32 of shape (n, width)."
    y: Array
    "Their encoded labels."
    values: Array
    "Their values in the columns of the plane, float64 of shape (n, columns); NaN for missing."
    is_held_out: Array
    "Bool of shape (n,)."
    places: Array
    "The position of each in the x that was given for its side, int64 of shape (n,)."


@dataclass(frozen=True, eq=False)
class PlanePoints:
    """The points of a plane of a run, and the rows that are drawn on it."""

    names: tuple[Any, ...]
    "The columns across and up, or only across."
    lines: tuple[Array, ...]
    "The values along each side, of shape (size,): float64, or datetime64 of dates."
    held: dict[Any, Any]
    "The values of the other columns, by name."
    encoded: Array
    "The encoded row of each point, from left to right and then up: float32 of shape (n, width)."
    at: Array
    "Where the numbers of the columns of the plane stand in an encoded row, int64."
    rows: PlaneRows
    terms: Terms

    @property
    def shape(self) -> tuple[int, ...]:
        """Points up and across, or only across."""
        return tuple(len(line) for line in self.lines)

    @classmethod
    def of(cls, run: Run, wanted: Sequence[Any] = (), size: int = 64) -> Self:
        """The points of one or two columns, by name or position; of none for the first two.

        Raises:
            DataError: There are no such columns, or no rows, or no numbers or dates are in them.
        """
        columns, rows = columns_of(run), _training_rows(run)
        if not isinstance(size, Integral) or not 2 <= int(size) <= 500:
            raise DataError(f"size is {size!r}: write a whole number from 2 to 500")
        chosen = [_place_of(columns, name) for name in wanted] or _scaled_places(columns)[:2]
        if len(set(chosen)) < len(chosen):
            raise DataError(
                f"across and up are both {columns.names[chosen[0]]!r}: write two columns"
            )
        usual = usual_row(columns, DrawnRows.of(rows.x, rows.at).read())
        encoded = np.tile(usual.encoded, (int(size) ** len(chosen), 1))
        grid = np.meshgrid(*[np.arange(size)] * len(chosen))
        lines = []
        shown = _shown(run, columns, chosen)
        for place, at, known in zip(chosen, grid, shown.values.T, strict=True):
            line, numbers = _along(columns.encodings[place], known, int(size))
            encoded[:, columns.places[place]] = numbers[at.ravel()]
            lines.append(line)
        names = tuple(columns.names[place] for place in chosen)
        held = dict(zip(columns.names, usual.values, strict=True))
        return cls(
            names,
            tuple(lines),
            {name: value for name, value in held.items() if name not in names},
            encoded,
            np.concatenate([columns.places[place] for place in chosen]),
            shown,
            rows.terms,
        )

    def held_at(self, run: Run, number: int) -> Self:
        """The same plane with the other columns as they are in one of the rows on it."""
        row, place = self.rows.x[number], self.rows.places[[number]]
        encoded = np.tile(row, (len(self.encoded), 1))
        encoded[:, self.at] = self.encoded[:, self.at]
        raw = raw_side(run, "validation" if self.rows.is_held_out[number] else "training")
        values = row[None] if raw is None else raw.at(place)
        names = columns_of(run).names
        found = raw_frame(values, names)
        held = {name: found[name].iloc[0] for name in names if name in self.held}
        return replace(self, encoded=encoded, held=held)


def columns_of(run: Run) -> NamedColumns:
    """The columns that a plane of a run may show, or hold.

    Raises:
        DataError: Its rows are unknown, are not columns, or too many, or no column has numbers.
    """
    rows = _training_rows(run)
    shape = rows.x.shape[1:]
    columns = NamedColumns.of(rows.terms, shape)
    if columns is None or (columns.table is None and shape[0] > _MOST_NUMBERS):
        size = f"{shape[0]} numbers" if len(shape) == 1 else "x".join(map(str, shape))
        raise DataError(
            f"a plane is for rows of 1 to {_MOST_NUMBERS} numbers and for tables, and a row of "
            f"{run.name} is {size}"
        )
    if not _scaled_places(columns):
        raise DataError(
            f"a plane needs a column of numbers or dates: {run.name} is trained on none"
        )
    return columns


def _training_rows(run: Run) -> SideRows:
    rows = rows_of(run, ("training",))
    if rows is None:
        raise DataError(
            f"{run.name} has no rows here, so the range of its columns is unknown: give it x and "
            "y, run.give(x, y)"
        )
    return rows


def plane_columns(run: Run, importance: Sequence[Any] = ()) -> tuple[Any, ...]:
    """The names of the columns that may be across and up, the most important first.

    Args:
        run: With its data.
        importance: The columns, the most important first, as `importance_of` names them; without
            it they come in the order of x.

    Raises:
        DataError: It has no such columns.
    """
    columns = columns_of(run)
    names = [columns.names[place] for place in _scaled_places(columns)]
    order = {name: place for place, name in enumerate(importance)}
    return tuple(sorted(names, key=lambda name: order.get(name, len(order))))


def _scaled_places(columns: NamedColumns) -> list[int]:
    """The places of the columns of numbers and dates."""
    return [
        place
        for place, column in enumerate(columns.encodings)
        if column is None or isinstance(column, Scaled)
    ]


def _place_of(columns: NamedColumns, name: Any) -> int:
    """The place of a column of numbers or dates, by its name or position."""
    names = columns.names
    if name in names:
        place = names.index(name)
    elif isinstance(name, Integral) and 0 <= int(name) < len(names):
        place = int(name)
    else:
        near = get_close_matches(str(name), map(str, names), n=1)
        known = ", ".join(map(repr, names[:5])) + ("" if len(names) <= 5 else ", ...")
        hint = f"did you mean {near[0]!r}?" if near else f"its columns are {known}"
        raise DataError(f"the network is trained on no column {name!r}: {hint}")
    numbers = _scaled_places(columns)
    if place not in numbers:
        column = columns.encodings[place]
        noun = with_article("" if column is None else column.nouns[0])
        raise DataError(
            f"column {names[place]!r} is {noun}, and a plane "
            f"shows numbers and dates, such as {names[numbers[0]]!r}"
        )
    return place


def _shown(run: Run, columns: NamedColumns, chosen: Sequence[int]) -> PlaneRows:
    """The rows that are drawn on a plane of these columns; at least one."""
    held_out = evaluation_rows_of(run, _MOST_ROWS // 2, "validation")
    rest = _MOST_ROWS - (0 if held_out is None else len(held_out))
    sides = [one for one in (held_out, evaluation_rows_of(run, rest, "training")) if one]
    return PlaneRows(
        np.concatenate([rows.x for rows in sides]),
        np.concatenate([rows.y for rows in sides]),
        np.concatenate([_values(run, columns, chosen, rows) for rows in sides]),
        np.repeat([rows.side == "validation" for rows in sides], [len(rows) for rows in sides]),
        np.concatenate([rows.places for rows in sides]),
    )


def _values(run: Run, columns: NamedColumns, chosen: Sequence[int], rows: EvaluationRows) -> Array:
    """The values of some rows in the columns, as numbers: float64, NaN for missing."""
    raw = raw_side(run, rows.side)
    if raw is None:
        return np.asarray(rows.x, np.float64)[:, chosen]
    used = raw.select([columns.names[place] for place in chosen]).columns
    return np.stack([column.data.numbers[rows.places] for column in used], axis=1)


def _along(column: UsedColumn | None, known: Array, size: int) -> tuple[Array, Array]:
    """Values from a tenth below the known ones to a tenth above, as written and encoded."""
    known = known[np.isfinite(known)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
    beyond = (high - low) / 10 or 0.5
    values = np.linspace(low - beyond, high + beyond, size)
    if not isinstance(column, Scaled):
        return values, values.astype(np.float32)[:, None]
    given = column.values_of(values)
    return given.as_written, column.encode(given)

"""What the training rows teach about the columns of a table.

The defaults are those that scored best over 24 real tables: see docs/tables.md.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.table._columns import ENCODED_KINDS, MISSING
from densemodel.data.table._encoding import (
    CLIP,
    FARTHEST,
    SECONDS_A_DAY,
    ColumnEncoding,
    TableEncoding,
)

if TYPE_CHECKING:
    from densemodel.data.split._split import Array
    from densemodel.data.table._columns import RawColumn, RawTable

_SOUND = 1e-6, 1e18
"Three spreads that need no unit."
_UNITS = -126, 126
"The exponents of units: float32 has no others, or those that TensorFlow takes for zero."

BINS = 16
"Bins of a number with many different values: see `ColumnEncoding.bins`."
MOST_EDGES = 33
"Up to so many different values of a number are the edges themselves."

MOST_ONE_HOT = 30
"Values of a category up to which it is one-hot; above, it is embedded."
EMBEDDING_SIZE = 4
_MOST_VALUES = 10_000
"""Values of one category with places of their own; rarer ones are pooled. To pool values with few
rows as well, 3 or 10, made no table better, and one much worse."""
_SPAN = {"year": 180, "week": 3}
"Days that training rows have to span for a periodic part."


def fit(table: RawTable, rows: Array, like: TableEncoding | None = None) -> TableEncoding:
    """Learn the encoding of a table from some rows.

    Args:
        table: All rows; of others than `rows` only the kinds of the columns are used.
        rows: The training rows, int64.
        like: An earlier encoding of the same columns, whose kinds and sizes are kept.
    """
    before = {} if like is None else {column.name: column for column in like.columns}
    return TableEncoding(
        tuple(_fit(column.at(rows), before.get(column.name)) for column in table.columns)
    )


_MOST_NUMBERS = 100_000
"Numbers, spread evenly over the training rows, from which their scale and bins are learnt."


def _fit(column: RawColumn, like: ColumnEncoding | None) -> ColumnEncoding:
    missing = int(column.is_missing.sum())
    known = column.values[~column.is_missing] if missing else column.values
    if column.kind in ("number", "date"):
        known = known[:: -(-len(known) // _MOST_NUMBERS) or 1]
    if column.form == "text":
        of_labels = np.bincount(known, minlength=len(column.labels))
        distinct = np.flatnonzero(of_labels)
        counts = of_labels[distinct]
    else:
        distinct, counts = np.unique(known, return_counts=True)
    base = {
        "name": column.name,
        "kind": column.kind,
        "form": column.form,
        "why": column.why,
        "is_flag": column.is_flag,
        "written": column.written,
        "missing": missing,
        "distinct": len(distinct),
    }
    is_empty = not len(distinct) and not (like is not None and like.is_used)
    if column.kind not in ENCODED_KINDS or is_empty:
        return ColumnEncoding(**base, is_used=False)  # type: ignore[arg-type]
    if column.kind in ("number", "date"):
        center, spread = _scale(known) if len(known) else (0.0, 1.0)
        marks = missing > 0 if like is None else like.marks_missing
        cycles = _cycles(column, distinct) if like is None else like.cycles
        found = ColumnEncoding(
            **base,  # type: ignore[arg-type]
            center=center,
            spread=spread,
            unit=_unit(spread) if like is None else like.unit,
            cycles=cycles if column.kind == "date" else (),
            marks_missing=marks,
        )
        bins = _bins(found.scale(known))
        return replace(found, bins=bins if like is None else _as_many(bins, len(like.bins)))
    return ColumnEncoding(**base, **_category(column, distinct, counts, missing, like))  # type: ignore[arg-type]


def _scale(known: Array) -> tuple[float, float]:
    """The median as a float32, and the distance of the quartiles in standard deviations.

    Where the quartiles are equal, half the range of all values; 1 for a constant.
    """
    low, center, high = np.percentile(known.astype(np.float64), (25, 50, 75))
    spread = (high - low) / 1.349
    if not spread > 0:
        spread = float(known.max() - known.min()) / 2
    with np.errstate(over="ignore"):
        near = float(np.float32(center))  # Keras keeps a float32
    is_sound = spread > 0 and np.isfinite(spread)
    return near if np.isfinite(near) else 0.0, float(spread) if is_sound else 1.0


def _unit(spread: float) -> float:
    low, high = _SOUND
    if low <= spread * CLIP <= high:
        return 1.0
    return float(2.0 ** np.clip(-round(np.log2(spread * CLIP)), *_UNITS))


_NARROWEST = 1e-4
"The least width of a bin: float32 has about a thousand numbers in one near 1."


def _bins(scaled: Array) -> tuple[float, ...]:
    """Edges of bins with about as many rows each; of few different numbers, these numbers.

    Empty for fewer than three edges: the number itself says as much.
    """
    scaled = scaled[np.abs(scaled) < FARTHEST]
    edges = np.unique(scaled)
    if len(edges) > MOST_EDGES:
        edges = np.unique(np.quantile(scaled, np.linspace(0, 1, BINS + 1)).astype(np.float32))
    distinct: list[float] = []
    for edge in edges.tolist():
        if not distinct or edge - distinct[-1] >= _NARROWEST * max(1, abs(edge)):
            distinct.append(edge)
    return tuple(distinct) if len(distinct) > 2 else ()  # noqa: PLR2004


def _as_many(bins: tuple[float, ...], count: int) -> tuple[float, ...]:
    """So many edges: some of these, or more above them, which no training row reaches."""
    if len(bins) > count:
        return tuple(
            bins[place] for place in np.linspace(0, len(bins) - 1, count).round().astype(int)
        )
    last = bins[-1] if bins else 0.0
    step = max(1.0, abs(last))  # so that the next float32 is another one
    more = (last + step * number for number in range(1, count - len(bins) + 1))
    return (*bins, *(float(np.float32(one)) for one in more))


def _cycles(column: RawColumn, distinct: Array) -> tuple[str, ...]:
    if column.form not in ("days", "seconds"):
        return ()
    day = 1 if column.form == "days" else SECONDS_A_DAY
    span = float(distinct[-1] - distinct[0]) / day
    found = [cycle for cycle, days in _SPAN.items() if span >= days]
    if "week" in found and len(np.unique(distinct // day % 7)) < 3:  # noqa: PLR2004
        found.remove("week")
    if column.form == "seconds":
        found.append("day")
    return tuple(found)


def _category(
    column: RawColumn,
    distinct: Array,
    counts: Array,
    missing: int,
    like: ColumnEncoding | None,
) -> dict[str, object]:
    """The values with places, how many places there are, and the size of an embedding."""
    is_text = column.form == "text"
    order = np.arange(len(distinct))
    if is_text:  # not by their codes, which depend on the order of the rows
        labels = [column.labels[value] for value in distinct]
        order = np.array(sorted(order, key=labels.__getitem__), np.int64)
    by_count = order[np.argsort(-counts[order], kind="stable")]
    common = by_count[:_MOST_VALUES]
    values: list[str | int] = [
        column.labels[value] if is_text else int(value) for value in distinct[common]
    ]
    pools = len(common) < len(distinct)
    if missing:
        values.append("" if is_text else MISSING)
    if like is not None:
        room = like.places - 1
        lacks = len(values) > room and bool(missing)
        values = [*values[: room - 1], values[-1]] if lacks else values[:room]
        return {
            "values": tuple(values),
            "pools": like.pools,
            "size": like.size,
            "places": like.places,
        }
    size = EMBEDDING_SIZE if len(common) > MOST_ONE_HOT else 0
    return {"values": tuple(values), "pools": pools, "size": size, "places": len(values) + 1}

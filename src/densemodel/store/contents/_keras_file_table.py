"""The inputs of a table in a Keras config: the layers and operations that encode its columns.

The config is untrusted. Each part of a row is read as an expression of what comes before it, down
to an input. What a column has learnt is taken from its expressions, and all of them have to be
exactly those that `raw_model` makes of that. All else is refused, with a StoreError.
"""

from __future__ import annotations

from math import pi, sqrt
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from densemodel.data import CLIP, CYCLES, MISSING, ColumnEncoding, TableEncoding, cycle_of
from densemodel.store.contents._keras_file_graph import (
    BUT_FIRST,
    Graph,
    inner,
    input_of,
    refused_model,
    short,
)
from densemodel.store.contents._table_json import require_sound

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.store.contents._keras_file_graph import Expression

_ROUNDED = 3
"So many numbers on each side of a root of 32 bits have its square, at most."


def table_in(
    inputs: Mapping[str, object], written: Sequence[object]
) -> tuple[TableEncoding, str, list[object]]:
    """The encoding, the name of the layer that gives its rows, and the layers after that.

    Args:
        inputs: The `input_layers` of a Functional model, by the names of its inputs.
        written: All layers of the model, as the file has them.
    """
    graph = Graph(written)
    end, parts = graph.row(_column_of)
    groups: dict[str, list[Expression]] = {}
    for part in parts:
        groups.setdefault(input_of(part), []).append(part)
    if inputs != {name: [name, 0, 0] for name in groups}:
        raise refused_model("its inputs are not those of its columns")
    table = TableEncoding(tuple(_column_of(name, groups[name]) for name in inputs))
    # numbers first, then what else the columns give, then bins, then embedded values
    due = [_due(column) for column in table.columns]
    if parts != [part for kind in zip(*due, strict=True) for some in kind for part in some]:
        raise refused_model("its columns are in another order than those of a table")
    if not graph.has_order:
        raise refused_model("its embeddings are in another order than its columns")
    if any(name != given for name, given in table.inputs.items()):
        raise refused_model("an input has a name that no column gets")
    return table, end, graph.rest()


def _column_of(name: str, parts: list[Expression]) -> ColumnEncoding:
    """What a column has learnt, by its parts of the row."""
    learnt = _category_of if inner(parts[0], *_LOOKUPS) else _numbers_of
    facts = learnt(parts) if name else None
    column = None if facts is None else ColumnEncoding(name, why="read from a model", **facts)
    if column is None or [part for some in _due(column) for part in some] != parts:
        raise refused_model(
            f"the layers of its input {short(name)} are not those of a table's column"
        )
    require_sound(column)
    return column


def _category_of(parts: list[Expression]) -> dict[str, Any] | None:
    lookup, embedding = inner(parts[0], *_LOOKUPS), inner(parts[0], "Embedding")
    one_hot = inner(parts[0], "CategoryEncoding")
    kind, values = lookup[:2]
    known = [value for value in values if value not in ("", MISSING)]
    return {
        "kind": "yes/no" if len(known) == 2 else "category",  # noqa: PLR2004
        "form": _LOOKUPS[kind],
        "is_flag": kind == "IntegerLookup" and {*known} <= {0, 1},
        "distinct": len(known),
        "values": tuple(values),
        "pools": parts[0] is one_hot,
        "size": embedding[2] if embedding else 0,
        "places": (embedding or one_hot or (0, 0))[1],
    }


def _numbers_of(parts: list[Expression]) -> dict[str, Any] | None:
    scale, given = inner(parts[0], "Normalization"), inner(parts[0], "InputLayer")
    if not scale or scale[1] != "all" or not scale[3] > 0:
        return None
    unit = (inner(scale, "Rescaling") or ("", 1.0))[1]
    if not unit > 0:
        return None
    bins = inner(parts[-1], "Normalization")
    facts = {
        "kind": "number",
        "form": "number" if given[1] == "float32" else "whole",
        "center": scale[2] / unit,
        "spread": sqrt(scale[3]) / CLIP / unit,
        "unit": unit,
        "bins": _edges_of(bins[2], bins[3]) if bins and bins[1] == "each" else (),
        "marks_missing": any(part[0] == "Cast" for part in parts),
    }
    # numbers of days and seconds differ from others by their periodic parts alone
    for form in ("days", "seconds"):
        angles = {cycle: ("Sin", _angle(given, form, cycle)) for cycle in CYCLES}
        cycles = tuple(
            cycle
            for cycle, angle in angles.items()
            if any(inner(part, "Sin") == angle for part in parts)
        )
        if cycles:
            facts |= {"kind": "date", "form": form, "cycles": cycles}
    return facts


def _edges_of(lows: list[float], squares: list[float]) -> tuple[float, ...]:
    """The edges of bins from the lower ones and the squares of the widths, all of 32 bits."""
    with np.errstate(all="ignore"):
        low, square = np.float32(lows[-1]), np.float32(squares[-1])
        last = low + np.sqrt(square)
        # the root is rounded: one of the numbers beside it has just this square
        near = [last]
        for end in (-np.inf, np.inf):
            one = last
            for _ in range(_ROUNDED):
                one = np.nextafter(one, np.float32(end))
                near.append(one)
        last = next((one for one in near if (one - low) ** 2 == square), last)
    return (*lows, float(last))


def _bins_in(column: ColumnEncoding) -> tuple[list[float], list[float]]:
    edges = np.array(column.bins, np.float32)
    with np.errstate(over="ignore"):
        squares = np.diff(edges) ** 2
    return edges[:-1].astype(float).tolist(), squares.astype(float).tolist()


def _due(column: ColumnEncoding) -> tuple[list[Expression], ...]:
    """The expressions of a column as `network` makes them: number, others, bins, embedded value."""
    given = ("InputLayer", _DTYPES.get(column.form, "int64"), column.name)
    if column.values:
        lookup = (_LOOKUP_OF.get(column.form, "IntegerLookup"), [*column.values], given)
        if column.is_embedded:
            return [], [], [], [("Flatten", ("Embedding", column.places, column.size, lookup))]
        one_hot = ("CategoryEncoding", column.places, lookup)
        return [], [one_hot if column.pools else ("GetItem", one_hot, BUT_FIRST)], [], []
    is_float = column.form == "number"
    gaps = ("Isnan", given) if is_float else ("Equal", given, repr(MISSING))
    number: Expression = given if is_float else ("Cast", "float32", given)
    if column.unit != 1:
        number = ("Rescaling", column.unit, number)
    scaled = _known(gaps, ("Normalization", "all", column.mean, column.variance, number))
    others: list[Expression] = []
    for cycle in column.cycles:
        angle = _angle(given, column.form, cycle)
        others += [_known(gaps, ("Sin", angle)), _known(gaps, ("Cos", angle))]
    others += [("Cast", "float32", gaps)] if column.marks_missing else []
    bins: list[Expression] = []
    if column.bins:
        count = column.bin_count
        each = ("Reshape", [count], ("RepeatVector", count, scaled))
        inside = ("ReLU", ("Normalization", "each", *_bins_in(column), each))
        bins = [("Rescaling", column.bin_height, inside)]
    return [("Rescaling", CLIP, ("Activation", "tanh", scaled))], others, bins, []


def _known(gaps: Expression, part: Expression) -> Expression:
    """The part, and 0 for missing values."""
    return ("Where", gaps, repr(0.0), part)


def _angle(given: Expression, form: str, cycle: str) -> Expression:
    first, scale, period = cycle_of(cycle, cast("Any", form))
    place = ("Mod", ("Multiply", ("Subtract", given, repr(first)), repr(scale)), repr(period))
    return ("Rescaling", 2 * pi / period, ("Cast", "float32", place))


_LOOKUPS = {"StringLookup": "text", "IntegerLookup": "whole"}
_LOOKUP_OF = {"text": "StringLookup"}
_DTYPES = {"number": "float32", "text": "string"}

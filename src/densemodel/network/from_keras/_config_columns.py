"""The inputs of a table in a Keras config: the layers and operations that encode its columns.

The config is untrusted. Each part of a row is read as an expression of what comes before it, down
to the inputs. What the columns have learnt is taken from the expressions, and all of them have to
be exactly those that `raw_model` makes of that. All else is refused, with a StoreError.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from math import pi, sqrt
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from densemodel.data import (
    CLIP,
    CYCLES,
    MISSING,
    ColumnEncoding,
    TableEncoding,
    cycle_of,
    require_sound,
)
from densemodel.network.builder._table_layers import (
    binned_in,
    edges_of,
    input_type,
    marked_in,
    scales_of,
    steps_of,
)
from densemodel.network.from_keras._config_graph import (
    BUT_FIRST,
    Graph,
    inner,
    refused_model,
    short,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from densemodel.network.from_keras._config_graph import Expression

_ROUNDED = 3
"So many numbers on each side of a root of 32 bits have its square, at most."


@dataclass(frozen=True)
class TableConfig:
    """What the config of a model says of its table."""

    table: TableEncoding
    "By the names of the inputs."
    end: str
    "The layer that gives the rows."
    embeddings: dict[str, str]
    "The layers of the embedded columns, by the names of the columns."
    rest: list[object]
    "The layers after that, as they are written."


def table_in(inputs: Mapping[str, object], written: Sequence[object]) -> TableConfig:
    """Read the columns of a model.

    Args:
        inputs: The `input_layers` of a Functional model, by the names of its inputs.
        written: All layers of the model, as the config has them.

    Raises:
        StoreError: They are not those of a table.
    """
    graph = Graph(written)
    end, parts = graph.row()
    found = _columns_in(parts)
    if not found or inputs != {name: [name, 0, 0] for name in found}:
        raise refused_model("its inputs are not those of its columns")
    table = TableEncoding(tuple(found[name] for name in inputs))
    due = [*_due(table)]
    if parts != due:
        both = zip(parts, due, strict=False)
        raise _refused(next((part for part, one in both if part != one), parts[-1]))
    for column in table.columns:
        require_sound(column)
    if any(name != given for name, given in table.inputs.items()):
        raise refused_model("an input has a name that no column gets")
    names = [column.name for column in table.embedded]
    embeddings = dict(zip(names, graph.embeddings(), strict=True))
    return TableConfig(table, end, embeddings, graph.rest())


def _refused(part: Expression) -> Exception:
    name = short(_inputs_of(part)[0][-1])
    return refused_model(f"the layers of its input {name} are not those of a table's column")


def _inputs_of(part: Expression) -> list[Expression]:
    """The inputs that an expression begins with: several of a group of columns."""
    joined = inner(part, "Concatenate")
    given = joined[-1] if joined else [inner(part, "InputLayer")]
    is_joined = isinstance(given, list) and bool(given)
    if not is_joined or any(inner(one, "InputLayer") is not one or not one for one in given):
        raise refused_model("it joins something else than columns")
    return list(given)


def _columns_in(parts: Sequence[Expression]) -> dict[str, ColumnEncoding]:
    """What the columns have learnt, by the names of their inputs."""
    of_groups: dict[tuple[str, ...], list[Expression]] = {}
    of_columns: dict[str, list[Expression]] = {}
    for part in parts:
        given = _inputs_of(part)
        if inner(part, "Concatenate"):
            of_groups.setdefault(tuple(one[2] for one in given), []).append(part)
        else:
            of_columns.setdefault(given[0][2], []).append(part)
    found = {}
    for group in of_groups.values():
        for facts in _numbers_of(group):
            cycles = _cycles_of(facts["name"], of_columns.pop(facts["name"], []))
            found[facts["name"]] = ColumnEncoding(**(facts | cycles), why=_WHY)
    for name, own in of_columns.items():
        found[name] = ColumnEncoding(name, why=_WHY, **_category_of(own[0]))
    return found


_WHY = "read from a model"


def _category_of(part: Expression) -> dict[str, Any]:
    lookup, embedding = inner(part, *_LOOKUPS), inner(part, "Embedding")
    one_hot = inner(part, "CategoryEncoding")
    if not lookup:
        raise _refused(part)
    kind, values = lookup[:2]
    known = [value for value in values if value not in ("", MISSING)]
    return {
        "kind": "yes/no" if len(known) == 2 else "category",  # noqa: PLR2004
        "form": _LOOKUPS[kind],
        "is_flag": kind == "IntegerLookup" and {*known} <= {0, 1},
        "distinct": len(known),
        "values": tuple(values),
        "pools": part is one_hot,
        "size": embedding[2] if embedding else 0,
        "places": (embedding or one_hot or (0, 0))[1],
    }


def _numbers_of(parts: Sequence[Expression]) -> Iterator[dict[str, Any]]:
    """The facts of each column of a group, but for its periodic parts."""
    given = _inputs_of(parts[0])
    scale = inner(parts[0], "Normalization")
    means, variances = scale[1:3] if scale else ([], [])
    unit = (inner(scale, "Rescaling") or ("", 1.0))[1]
    if len(means) != len(given) or min(unit, *variances) <= 0:
        raise _refused(parts[0])
    marked = {place for part in parts if part[0] == "Cast" for place in _places_of(part)}
    edges = _edges_of(parts[-1], len(given)) if parts[-1][0] == "Normalization" else {}
    for place, (_, dtype, name) in enumerate(given):
        yield {
            "name": name,
            "kind": "number",
            "form": "number" if dtype == "float32" else "whole",
            "center": means[place] / unit,
            "spread": sqrt(variances[place]) / CLIP / unit,
            "unit": unit,
            "bins": edges.get(place, ()),
            "marks_missing": place in marked,
        }


def _places_of(part: Expression) -> list[int]:
    taken = inner(part, "Take")
    places = taken[-1] if taken else None
    return places if isinstance(places, list) else []


def _edges_of(part: Expression, count: int) -> dict[int, tuple[float, ...]]:
    """The edges of the bins of a group, by the place of a column in it."""
    places, scale = _places_of(part), inner(part[-1], "Normalization")
    if not places:
        return {}
    lows, squares = scale[1:3] if scale else ([], [])
    if len(lows) != len(places) or places != sorted(places):
        raise _refused(part)
    ends = [bisect_left(places, place) for place in range(count + 1)]
    return {
        place: _edges(lows[first:end], squares[end - 1])
        for place, (first, end) in enumerate(pairwise(ends))
        if end > first
    }


def _edges(lows: list[float], square: float) -> tuple[float, ...]:
    """The edges of bins from the lower ones and the square of the last width, all of 32 bits."""
    with np.errstate(all="ignore"):
        low, of_32_bits = np.float32(lows[-1]), np.float32(square)
        last = low + np.sqrt(of_32_bits)
        # the root is rounded: one of the numbers beside it has just this square
        near = [last]
        for end in (-np.inf, np.inf):
            one = last
            for _ in range(_ROUNDED):
                one = np.nextafter(one, np.float32(end))
                near.append(one)
        last = next((one for one in near if (one - low) ** 2 == of_32_bits), last)
    return (*lows, float(last))


def _cycles_of(name: str, parts: Sequence[Expression]) -> dict[str, Any]:
    """The facts of a date: it differs from whole numbers by its periodic parts alone."""
    angles = [inner(part, "Sin") for part in parts]
    given = _given(name, "int64")
    for form in ("days", "seconds"):
        due = {cycle: ("Sin", _angle(given, form, cycle)) for cycle in CYCLES}
        cycles = tuple(cycle for cycle, angle in due.items() if angle in angles)
        if cycles:
            return {"kind": "date", "form": form, "cycles": cycles}
    return {}


def _due(table: TableEncoding) -> Iterator[Expression]:
    """The parts of a row as `raw_model` makes them."""
    groups = [(group, *_scaled(group)) for group in table.scaled_groups]
    for _, scaled, _ in groups:
        yield ("Rescaling", CLIP, ("Activation", "tanh", scaled))
    for group, _, gaps in groups:
        if marked := marked_in(group):
            yield ("Cast", "float32", ("Take", gaps, marked))
    for column in table.used:
        if column.is_scaled:
            yield from _cycles(column)
        elif not column.is_embedded:
            one_hot = ("CategoryEncoding", column.places, _lookup(column))
            yield one_hot if column.pools else ("GetItem", one_hot, BUT_FIRST)
    for group, scaled, _ in groups:
        if binned := binned_in(group):
            with np.errstate(over="ignore"):
                edges = edges_of(group)
            inside = ("ReLU", ("Normalization", *edges, ("Take", scaled, binned)))
            yield ("Normalization", *steps_of(group), inside)
    for column in table.embedded:
        yield ("Flatten", ("Embedding", column.places, column.size, _lookup(column)))


def _scaled(group: Sequence[ColumnEncoding]) -> tuple[Expression, Expression]:
    """The scaled numbers of a group, and which are missing."""
    numbers: Expression = ("Concatenate", [_given(one.name, input_type(one)) for one in group])
    if group[0].form == "number":
        gaps: Expression = ("Isnan", numbers)
    else:
        gaps, numbers = ("Equal", numbers, repr(MISSING)), ("Cast", "float32", numbers)
    if group[0].unit != 1:
        numbers = ("Rescaling", group[0].unit, numbers)
    scale = ("Normalization", *scales_of(group), numbers)
    return ("Where", gaps, repr(0.0), scale), gaps


def _given(name: str, dtype: str) -> Expression:
    return ("InputLayer", dtype, name)


def _lookup(column: ColumnEncoding) -> Expression:
    kind = "StringLookup" if column.form == "text" else "IntegerLookup"
    return (kind, [*column.values], _given(column.name, input_type(column)))


def _cycles(column: ColumnEncoding) -> Iterator[Expression]:
    given = _given(column.name, input_type(column))
    gaps = ("Equal", given, repr(MISSING))
    for cycle in column.cycles:
        angle = _angle(given, column.form, cycle)
        yield from (("Where", gaps, repr(0.0), (kind, angle)) for kind in ("Sin", "Cos"))


def _angle(given: Expression, form: str, cycle: str) -> Expression:
    first, scale, period = cycle_of(cycle, cast("Any", form))
    place = ("Mod", ("Multiply", ("Subtract", given, repr(first)), repr(scale)), repr(period))
    return ("Rescaling", 2 * pi / period, ("Cast", "float32", place))


_LOOKUPS = {"StringLookup": "text", "IntegerLookup": "whole"}

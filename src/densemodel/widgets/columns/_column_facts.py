"""The facts of each column of a table: its values, and what was made of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

import numpy as np

from densemodel.data import ColumnSummary, TableEncoding
from densemodel.wording import in_order, short_text, shortened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel._array import Array
    from densemodel.data import Bound, Column, ColumnValues, RawColumn
    from densemodel.language import Spec


@dataclass(frozen=True)
class ShownColumn:
    """One column of a table."""

    name: str
    kind: str
    "The kind that its values were found to have or were given; empty if it was not read."
    why: str
    "Why it has this kind, or is left out."
    encoding: str
    is_used: bool
    missing: int | None = None
    "Its missing values in the training rows; None if it was not read."
    summary: ColumnSummary = field(default_factory=ColumnSummary)
    "The distribution of its known values; empty if it was not read."


def column_facts(spec: Spec, bound: Bound | None) -> list[ShownColumn]:
    """The columns in the order of the table, then those that the spec leaves out.

    Without data the values are unknown; without an encoding there are none.
    """
    table = spec.table
    if not isinstance(table, TableEncoding):
        return []
    raw, rows = _columns_of(bound)
    targets, facts = _targets(bound, rows), []
    for column in table.columns:
        known = raw.get(column.name)
        facts.append(_facts(column, None if known is None else known.data.at(rows), targets))
    left_out = [name for name in spec.settings.without if name not in raw]
    why = "the spec leaves it out"
    return [*facts, *(ShownColumn(name, "", why, "left out", is_used=False) for name in left_out)]


def _columns_of(bound: Bound | None) -> tuple[dict[str, RawColumn], Array]:
    """The columns as they were read, and the rows of them that are looked at."""
    table = None if bound is None or bound.read is None else bound.read.table
    if bound is None or table is None:
        return {}, np.empty(0, np.int64)
    rows = bound.training_rows[:50_000]  # they are shuffled
    return {column.name: column for column in table.columns}, cast("Array", rows)


_MOST_CLASSES = 4
"Of which it is shown what a text says of them."


def _targets(bound: Bound | None, rows: Array) -> dict[str, Array]:
    """What a text may speak for: a class, or larger and smaller numbers; float64, one for a row."""
    if bound is None:
        return {}
    y = bound.y[rows]
    classes, names = bound.facts.coding.class_numbers(y), bound.facts.class_names
    if classes is not None:
        common = np.argsort(-np.bincount(classes), kind="stable")[:_MOST_CLASSES].tolist()
        named = {one: names[one] if names else f"class {one}" for one in sorted(common)}
        return {name: (classes == one).astype(np.float64) for one, name in named.items()}
    numbers = y.astype(np.float64).ravel()
    return {"higher": numbers, "lower": -numbers} if len(numbers) == len(y) else {}


def _facts(
    column: Column, values: ColumnValues | None, targets: Mapping[str, Array]
) -> ShownColumn:
    summary = ColumnSummary()
    if values is not None:
        is_known = np.flatnonzero(~values.is_missing)
        known = values.at(is_known)
        summary = column.summary(known) if len(known.array) else summary
        words = {what: column.words_for(known, of[is_known]) for what, of in targets.items()}
        lines = [f"{short_text(what)}: {', '.join(some)}" for what, some in words.items() if some]
        summary = replace(summary, lines=tuple(lines))
        named = tuple((short_text(text), share) for text, share in summary.values)
        summary = replace(summary, values=named, examples=tuple(map(short_text, summary.examples)))
    return ShownColumn(
        column.name,
        column.kind,
        column.why,
        column.text,
        is_used=column.is_used,
        missing=column.missing,
        summary=summary,
    )


def shown_name(name: str) -> str:
    """The name of a column, of bounded length and in one direction of writing."""
    return shortened(in_order(name), 200)

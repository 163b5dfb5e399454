"""Ordered categories: small, medium, large."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from densemodel.data.columns._category import Category
from densemodel.data.columns._column import READ_FROM_MODEL, Column, RawColumn
from densemodel.data.columns._values import TextValues
from densemodel.data.findings._finding import listed, value_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel._array import Array
    from densemodel.data.columns._column import TrainingValues
    from densemodel.data.columns._column_findings import ColumnFindings
    from densemodel.data.columns._layer_graph import LayerGraph
    from densemodel.data.columns._stored import FoundValues, Stored
    from densemodel.data.columns._summary import ColumnSummary
    from densemodel.data.columns._values import ColumnValues


@dataclass(frozen=True)
class Order(Category):
    """A column of texts with an order: a place for each, filled from the lowest one up."""

    levels: tuple[str, ...] = ()
    "The values from low to high."
    center: str = ""
    "The median of the training rows."

    kind: ClassVar[str] = "order"
    nouns: ClassVar[tuple[str, str]] = "ordered category", "ordered categories"
    is_category: ClassVar[bool] = False
    is_ordered: ClassVar[bool] = True
    usual: ClassVar[str] = "its median"

    @classmethod
    def detect(cls, found: FoundValues) -> RawColumn | None:
        if not found.levels or not found.values.labels:
            return None
        column = cls(found.name, f"from {' to '.join(_ends(found.levels))}", levels=found.levels)
        return RawColumn(column, found.values)

    @classmethod
    def correct(cls, stored: Stored, notes: ColumnFindings) -> RawColumn | None:
        column = cls(notes.name, levels=stored.levels)
        values = column.parse_texts(stored.as_exact(), notes)
        known = set(values.labels) & set(stored.levels)
        if not known:
            shown = listed(values.labels)
            notes.refuse(f"{notes.what} has none of the values of its order: it holds {shown}")
            return None
        others = [label for label in values.labels if label not in known]
        if others:
            verb = "is" if len(others) == 1 else "are"
            what = f"{listed(others)} in {notes.what} {verb} not in its order"
            unused = [level for level in stored.levels if level not in known]
            message = f"{what}: encoded as unknown"
            for level in unused:
                for near in get_close_matches(level, others, n=1):
                    in_no_row = f"{value_text(level)} of the order is in no row"
                    message += f"; {in_no_row}: did you mean {value_text(near)}?"
            notes.repair(message)
        return RawColumn(replace(column, why=f"from {' to '.join(_ends(stored.levels))}"), values)

    @property
    def known_texts(self) -> set[str]:
        return set(self.levels)

    def learn(self, rows: TrainingValues, like: Column | None) -> Column:
        values = (*self.levels, "") if self.missing else self.levels
        if isinstance(like, Order):
            values = tuple(map(str, like.values))
        ranks = {level: rank for rank, level in enumerate(self.levels)}
        labels = [rows.values.labels[value] for value in rows.distinct]
        known = [ranks[label] for label in labels if label in ranks]
        counts = [int(n) for n, one in zip(rows.counts, labels, strict=True) if one in ranks]
        center = int(np.median(np.repeat(known, counts))) if known else 0
        return replace(self, values=values, places=len(values) + 1, center=self.levels[center])

    @property
    def text(self) -> str:
        return f"cumulative, {self.width}"

    def encode(self, values: ColumnValues) -> Array:
        steps = np.tri(self.places, self.width, -1, np.float32)
        if "" in self.values:  # the last place is that of a missing value
            steps[-1] = 0
            steps[-1, -1] = 1
        return np.asarray(steps[self.places_of(values)])

    def summary(self, values: ColumnValues) -> ColumnSummary:
        found = super().summary(values)
        if found.rest is not None:  # the commonest of many
            return found
        ranks = {level: rank for rank, level in enumerate(self.levels)}
        in_order = sorted(found.values, key=lambda one: ranks.get(one[0], len(ranks)))
        return replace(found, values=tuple(in_order))

    def for_trees(self, values: ColumnValues) -> Array:
        """The rank of each value from 1, NaN for missing and unknown ones."""
        ranks = self.places_of(values).astype(np.float64)
        ranks[values.is_missing | (ranks == 0)] = np.nan
        return ranks

    def usual_values(self) -> ColumnValues:
        return TextValues(np.array([0], np.int32), (self.center,))

    def layers(self, keras: Any, given: Any, embedding: Any) -> list[Any]:
        [one_hot] = super().layers(keras, given, embedding)
        # summed from the highest value down, so that all steps below a value are 1
        ops, count = keras.ops, len(self.levels)
        falling = ops.flip(one_hot[:, :count], axis=1)
        steps = ops.flip(ops.cumsum(falling, axis=1), axis=1)
        return [steps, one_hot[:, count:]] if "" in self.values else [steps]

    script: ClassVar[str] = '''def add_order(name, levels, missing=False, **oov):
    """A number for each step of an order, 1 up to the step of the value."""
    values = [*levels, ""] if missing else levels
    lookup = keras.layers.StringLookup(vocabulary=values, mask_token=None, **oov)
    layer = keras.layers.CategoryEncoding(len(values) + 1, output_mode="one_hot")
    one_hot = layer(lookup(inputs[name]))[:, 1:]
    falling = keras.ops.flip(one_hot[:, : len(levels)], axis=1)
    others.append(keras.ops.flip(keras.ops.cumsum(falling, axis=1), axis=1))
    if missing:
        others.append(one_hot[:, len(levels) :])'''

    def script_calls(self, name: str) -> list[dict[str, Any]]:
        call: dict[str, Any] = {"name": name, "levels": list(self.levels)}
        if "" in self.values:
            call["missing"] = True
        if self.oov_token != "[UNK]":  # noqa: S105 - Keras's own
            call["oov_token"] = self.oov_token
        return [call]

    @classmethod
    def from_layers(cls, name: str, graph: LayerGraph) -> Column | None:
        chain = "StringLookup", "CategoryEncoding", "GetItem", "GetItem", "Flip"
        found = super().from_layers(name, graph) if graph.has_chain(name, *chain) else None
        if not isinstance(found, Category):
            return None
        levels = tuple(value for value in found.values if isinstance(value, str) and value)
        column = cls(name, READ_FROM_MODEL, levels=levels, center=levels[0])
        return replace(column, values=found.values, places=found.places, distinct=len(levels))

    def faults(self) -> Iterator[tuple[str, bool]]:
        yield from super().faults()
        levels = self.values[: len(self.levels)]
        yield "has values in another order than its steps", levels != self.levels
        yield "has values beside its steps", self.values[len(self.levels) :] not in ((), ("",))
        yield "has no median", self.center not in self.levels


def _ends(levels: tuple[str, ...]) -> tuple[str, str]:
    return repr(levels[0]), repr(levels[-1])

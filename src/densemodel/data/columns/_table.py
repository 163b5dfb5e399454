"""Tables: columns of one length, and how their rows become rows of numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, cached_property
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.columns._category import Category
from densemodel.data.columns._column import TrainingValues, UsedColumn
from densemodel.data.columns._left_out import LeftOut
from densemodel.data.columns._scaled import Scaled
from densemodel.language import ACTIVATIONS, LAYERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pandas as pd

    from densemodel._array import Array
    from densemodel.data.columns._column import Column, RawColumn
    from densemodel.data.columns._values import ColumnValues
    from densemodel.data.split._split import Rows


@dataclass(frozen=True, eq=False)
class RawTable:
    """Rows of a table, by columns; columns that are left out are among them."""

    columns: tuple[RawColumn, ...]
    count: int
    "Rows: a table may have no column."

    def __len__(self) -> int:
        """The number of rows."""
        return self.count

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns."""
        return tuple(column.name for column in self.columns)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.count, len(self.columns)

    def at(self, rows: Rows) -> RawTable:
        """Some rows, in this order."""
        return RawTable(tuple(column.at(rows) for column in self.columns), len(rows))

    def select(self, names: Sequence[str]) -> RawTable:
        """Some columns, in this order."""
        by_name = {column.name: column for column in self.columns}
        return RawTable(tuple(by_name[name] for name in names), self.count)

    @cached_property
    def used(self) -> tuple[RawColumn, ...]:
        """The columns that a network is trained on."""
        return tuple(column for column in self.columns if column.column.is_used)

    @cached_property
    def fingerprints(self) -> Array:
        """A number for each row, uint64 of shape (n,): equal rows have equal ones."""
        mixed = np.zeros(self.count, np.uint64)
        with np.errstate(over="ignore"):
            for column in self.columns:
                prints = column.fingerprints
                for rows in _parts(self.count):
                    _mix_in(mixed[rows], prints[rows])
        return mixed


def _parts(count: int) -> Iterator[slice]:
    """Rows in parts, so that what is between stays in the cache."""
    at_once = 8_192
    return (slice(first, first + at_once) for first in range(0, count, at_once))


def _mix_in(mixed: Array, numbers: Array) -> None:
    """Mix numbers into others, in place, and spread their bits (the finalizer of splitmix64)."""
    mixed *= np.uint64(0x9E3779B97F4A7C15)
    mixed += numbers
    mixed ^= mixed >> np.uint64(30)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)


@dataclass(frozen=True)
class TableEncoding:
    """How the rows of a table become rows of numbers.

    A row has the scaled numbers first, then their marks for missing, then the other numbers of the
    columns in their order, and last the numbers that stand for others. The first layer of the
    network turns these into its inputs: see `columns_layer` of the package `network`.
    """

    columns: tuple[Column, ...]
    is_fitted: bool = True
    "Whether it is learnt; otherwise only kinds are known, and its sizes mean nothing."

    @cached_property
    def used(self) -> tuple[UsedColumn, ...]:
        """The columns that are trained on, in the order of the table."""
        return tuple(column for column in self.columns if isinstance(column, UsedColumn))

    @cached_property
    def scaled_groups(self) -> tuple[tuple[Scaled, ...], ...]:
        """The used columns with a scaled number by kind, which share Keras layers."""
        groups: dict[str, list[Scaled]] = {}
        for column in self.used:
            if isinstance(column, Scaled):
                groups.setdefault(column.scaled_name, []).append(column)
        return tuple(tuple(groups[name]) for name in sorted(groups))

    @cached_property
    def scaled(self) -> tuple[Scaled, ...]:
        """The used columns with a scaled number, in the order of an encoded row."""
        return tuple(column for group in self.scaled_groups for column in group)

    @cached_property
    def embedded(self) -> tuple[Category, ...]:
        """The used columns that are embedded."""
        return tuple(
            column for column in self.used if isinstance(column, Category) and column.is_embedded
        )

    @cached_property
    def expanded(self) -> tuple[UsedColumn, ...]:
        """The used columns whose numbers the network expands."""
        return tuple(column for column in self.used if column.is_expanded)

    @cached_property
    def width(self) -> int:
        """The numbers of an encoded row."""
        return sum(column.width for column in self.used)

    @cached_property
    def outputs(self) -> int:
        """The numbers that the first layer of the spec takes."""
        return sum(column.outputs for column in self.used)

    @cached_property
    def parameter_count(self) -> int:
        """The numbers of all embeddings."""
        return sum(column.parameter_count for column in self.used)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns that are trained on, in the order of the table."""
        return tuple(column.name for column in self.used)

    @cached_property
    def inputs(self) -> dict[str, str]:
        """The name of the Keras input of each used column, by the name of the column."""
        return _input_names(self.names)

    @cached_property
    def places(self) -> dict[str, tuple[int, ...]]:
        """The places in an encoded row of the numbers of each used column, by its name."""
        marked = [column.name for column in self.scaled if column.marks_missing]
        at_first = {column.name: place for place, column in enumerate(self.scaled)}
        at_mark = {name: place for place, name in enumerate(marked, len(at_first))}
        rest = len(at_first) + len(at_mark)
        last = self.width - sum(column.width for column in self.expanded)
        found: dict[str, tuple[int, ...]] = {}
        for column in self.used:
            name = column.name
            if column.is_expanded:
                found[name] = tuple(range(last, last + column.width))
                last += column.width
                continue
            own = (at_first[name],) if name in at_first else ()
            mark = (at_mark[name],) if name in at_mark else ()
            count = column.width - len(own) - len(mark)
            found[name] = (*own, *range(rest, rest + count), *mark)
            rest += count
        return found

    def encode(self, table: RawTable) -> Array:
        """The numbers of each row, float32 of shape (n, width).

        The table has all used columns, as these columns read them.
        """
        out = np.empty((len(table), self.width), np.float32)
        by_name = {column.name: column.data for column in table.columns}
        for rows in _parts(len(table)):
            for column in self.used:
                numbers = column.encode(by_name[column.name].at(rows))
                places = self.places[column.name]
                if column.is_scaled:
                    for place, values in zip(places, numbers.T, strict=True):
                        out[rows, place] = values
                else:
                    out[rows, places[0] : places[-1] + 1] = numbers
        return out

    def keras_columns(self, table: RawTable) -> dict[str, Array]:
        """The used columns as the Keras model takes them, of shape (n,), by their inputs."""
        by_name = {column.name: column.data for column in table.columns}
        return {given: by_name[name].for_keras for name, given in self.inputs.items()}

    def layers(self, keras: Any, embedding: Callable[[Category, str], Any]) -> tuple[Any, Any]:
        """The Keras inputs of the columns, by their names, and the row of the first layer.

        Args:
            keras: The module.
            embedding: Gives the layer of an embedded column, whose name is the second argument.

        Returns:
            The inputs, and what `columns_layer` makes of an encoded row.
        """
        given = {
            column.name: keras.Input((1,), name=self.inputs[column.name], dtype=column.keras_type)
            for column in self.used
        }
        numbers, marks, bins = [], [], []
        for group in self.scaled_groups:
            of_group = [given[column.name] for column in group]
            squeezed, own_marks, own_bins = type(group[0]).shared_layers(keras, group, of_group)
            numbers.append(squeezed)
            marks += own_marks
            bins += own_bins
        others: list[Any] = []
        vectors: list[Any] = []
        for column in self.used:
            own = column.layers(keras, given[column.name], embedding)
            (vectors if column.is_expanded else others).extend(own)
        # also of a single one, so that it can be told from the layers of the network
        row = keras.layers.Concatenate(name="all-columns")(
            [*numbers, *marks, *others, *bins, *vectors]
        )
        return {self.inputs[name]: one for name, one in given.items()}, row

    def set_layers(self, model: Any) -> None:
        """Set the layers of a Keras model to this encoding, which has the sizes of its own."""
        for group in self.scaled_groups:
            type(group[0]).set_shared_layers(model, group)
        for column in self.used:
            column.set_layers(model, self.inputs[column.name])

    def frame(self) -> pd.DataFrame:
        """One row per column, in the order of the table.

        Returns:
            The columns are: `column`, `kind`, `encoding` in words, `missing` and `categories` as
            numbers over the training rows (`categories` is missing for other kinds), `used`, and
            `why` the column is of this kind. The index has the names of the inputs of the Keras
            model; it is empty for columns that are left out.
        """
        import pandas as pd

        counts = [column.category_count for column in self.columns]
        return pd.DataFrame(
            {
                "column": [column.name for column in self.columns],
                "kind": [column.kind for column in self.columns],
                "encoding": [column.text for column in self.columns],
                "missing": [column.missing for column in self.columns],
                "categories": pd.array(counts, dtype="Int64"),
                "used": [column.is_used for column in self.columns],
                "why": [column.why for column in self.columns],
            },
            index=pd.Index([self.inputs.get(one.name, "") for one in self.columns], name="input"),
        )


def unfitted(table: RawTable) -> TableEncoding:
    """The kinds of the columns, before anything is learnt."""
    return TableEncoding(tuple(column.column for column in table.columns), is_fitted=False)


def fit(table: RawTable, rows: Array, like: TableEncoding | None = None) -> TableEncoding:
    """Learn the encoding of a table from some rows.

    The defaults are those that scored best over 24 real tables: see docs/tables.md.

    Args:
        table: All rows; of others than `rows` only the kinds of the columns are used.
        rows: The training rows, int64.
        like: An earlier encoding of the same columns, whose kinds and sizes are kept.
    """
    before = {} if like is None else {column.name: column for column in like.columns}
    return TableEncoding(
        tuple(
            _fit(column.column, column.data.at(rows), before.get(column.name))
            for column in table.columns
        )
    )


def _fit(column: Column, values: ColumnValues, like: Column | None) -> Column:
    gaps = values.is_missing
    known = values.array[~gaps] if gaps.any() else values.array
    known = column.thinned(known) if isinstance(column, UsedColumn) else known
    distinct, counts = values.count(known)
    fitted = replace(column, missing=int(gaps.sum()), distinct=len(distinct))
    is_learnt = len(distinct) > 0 if like is None else like.is_used
    if is_learnt and isinstance(fitted, UsedColumn):
        return fitted.learn(TrainingValues(values, known, distinct, counts), like)
    facts = fitted.name, fitted.why, fitted.written, fitted.missing, fitted.distinct
    return LeftOut(*facts, kind=fitted.kind)


def _input_names(names: Sequence[str]) -> dict[str, str]:
    """A name of an input for each column.

    It is the name of the column where that can be: a letter, then letters, digits and `_` of ASCII.
    Keras refuses a slash, and exports no SavedModel with other names, nor with words of Python.
    Names that Keras itself gives to layers and operations get a `_`.
    """
    found = {name: name for name in names if _can_be_input(name)}
    for number, name in enumerate(names):
        if name in found:
            continue
        plain = re.sub("[^A-Za-z0-9_]", "_", name).lstrip("_")
        plain = plain if plain[:1].isalpha() else f"column_{plain or number}"
        while plain in found.values() or not _can_be_input(plain):
            plain += "_"
        found[name] = plain
    return {name: found[name] for name in names}


def _can_be_input(name: str) -> bool:
    is_plain = re.fullmatch("[A-Za-z][A-Za-z0-9_]*", name) is not None
    is_word = iskeyword(name) or name == "self"
    return is_plain and not is_word and re.sub(r"_\d+$", "", name) not in _names_of_keras()


_OTHERS = {"Activation", "Concatenate", "Embedding", "Flatten", "Rescaling"}
_OPERATIONS = {"cast", "cos", "equal", "get_item", "isnan", "mod", "multiply", "sin", "subtract"}


@cache
def _names_of_keras() -> frozenset[str]:
    """The names that Keras may give to a layer or operation of a model with a table."""
    kinds = {word.name for word in LAYERS.values()} | _OTHERS
    kinds |= {one.layer for one in ACTIVATIONS.values() if one.layer}
    return frozenset({_snake_case(kind) for kind in kinds} | _OPERATIONS | {"where"})


def _snake_case(kind: str) -> str:
    """The name that Keras makes of a class: `leaky_re_lu` of `LeakyReLU`."""
    parted = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", kind)
    return re.sub("([a-z])([A-Z])", r"\1_\2", parted).lower()

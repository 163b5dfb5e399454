"""What a column of a table is: its kind, and how its values become numbers.

A kind is a class: `Number`, `Date`, `YesNo`, `Category`, `Order` and `FreeText` are trained on,
`LeftOut` is not. All else that depends on the kind of a column asks it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from densemodel.data.columns._summary import commonest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from densemodel._array import Array
    from densemodel.data.columns._column_findings import ColumnFindings
    from densemodel.data.columns._layer_graph import LayerGraph
    from densemodel.data.columns._stored import FoundValues, Stored
    from densemodel.data.columns._summary import ColumnSummary
    from densemodel.data.columns._values import ColumnValues
    from densemodel.data.split._split import Rows


READ_FROM_MODEL = "read from a model"


@dataclass(frozen=True, eq=False)
class TrainingValues:
    """The values of the training rows."""

    values: ColumnValues
    known: Array
    "Those that are not missing, thinned."
    distinct: Array
    "The different ones of these, in order."
    counts: Array
    "How often each is there."


@dataclass(frozen=True)
class Column(ABC):
    """One column: what its values are; before it is fitted only its kind and how it is written."""

    name: str
    why: str = ""
    "Why it is of this kind, as a clause: `12 different texts`."
    written: str = ""
    """How its values stand in the table, so that later ones are read in the same way: the format of
    a date, as strptime takes it, `year`, `unix` or `unix ms`; of numbers in texts `,` for decimal
    commas, and `.` for others that Python does not read, such as `$1,234` and `?`."""
    missing: int = 0
    "Missing values in the training rows."
    distinct: int = 0
    "Different values in the training rows."

    kind: ClassVar[str]
    is_used: ClassVar[bool] = True
    "Whether a network is trained on it."
    is_quantity: ClassVar[bool] = False
    "Whether its values are numbers: rules look for outliers, codes and sums among them."
    is_category: ClassVar[bool] = False
    "Whether its values are names of things: rules look for groups and rare names among them."
    float32_steps: ClassVar[int] = 0
    "Values have to lie farther apart than so many steps of float32; 0: anywhere."

    @classmethod
    @abstractmethod
    def detect(cls, found: FoundValues) -> RawColumn | None:
        """The column, if its values are of this kind."""

    @property
    def text(self) -> str:
        """The encoding in words."""
        return "left out"

    @property
    def names_rows(self) -> bool:
        """Whether it was left out since each row has another value."""
        return False

    @property
    def is_prose(self) -> bool:
        """Whether it was left out since its values are texts for people to read."""
        return False

    @property
    def is_constant(self) -> bool:
        """Whether it was left out since all rows have one value."""
        return False

    @property
    def lacks_values(self) -> bool:
        """Whether it was left out since no training row has a value."""
        return False

    @property
    def is_plain(self) -> bool:
        """Whether it is a number as most are, which needs no line of its own."""
        return False

    @property
    def is_by_spec(self) -> bool:
        """Whether a person said of what kind it is."""
        return self.why.startswith("by the spec, ")

    @property
    def category_count(self) -> int | None:
        """The different values of a category in the training rows."""
        return None

    def summary(self, values: ColumnValues) -> ColumnSummary:
        """What its values are like, for a picture; some rows, of which none is missing."""
        return commonest(values)

    def words_for(self, values: ColumnValues, target: Array) -> tuple[str, ...]:
        """The words whose rows have clearly larger numbers, float64 of shape (n,)."""
        del values, target
        return ()

    # saving

    def config(self) -> dict[str, Any]:
        """The facts of the column as JSON has them."""
        facts = {field.name: getattr(self, field.name) for field in fields(self)}
        return facts | {"kind": self.kind, "is_used": self.is_used}

    def faults(self) -> Iterator[tuple[str, bool]]:
        """Each fault that a column from a file may have, and whether it has it."""
        yield from ()


@dataclass(frozen=True)
class UsedColumn(Column):
    """A column that a network is trained on: how its values become numbers."""

    nouns: ClassVar[tuple[str, str]]
    "One such column in words, and several."
    is_scaled: ClassVar[bool] = False
    "Whether its values are scaled numbers, with a median."
    pools: ClassVar[bool] = False
    "Whether values that are unknown, or rare, share a place."
    is_ordered: ClassVar[bool] = True
    "Whether larger numbers of `for_trees` mean more; otherwise they are names of values."
    default: ClassVar[str]
    "What a missing value is read as, in words."
    usual: ClassVar[str]
    "What `usual_values` has, in words."

    # reading

    @classmethod
    @abstractmethod
    def correct(cls, stored: Stored, notes: ColumnFindings) -> RawColumn | None:
        """The column as a person says that it is; None, with the reason, if it can't be."""

    @abstractmethod
    def parse(self, stored: Stored, notes: ColumnFindings) -> ColumnValues | None:
        """Read values as the column is written; None, with the reason, if they were refused.

        Training rows and later rows are read alike.
        """

    # learning

    def thinned(self, known: Array) -> Array:
        """The values that it learns from."""
        return known

    @abstractmethod
    def learn(self, rows: TrainingValues, like: Column | None) -> Column:
        """Learn from the training rows; with `like`, fitted to other rows, in its sizes."""

    # encoding

    @property
    @abstractmethod
    def width(self) -> int:
        """The numbers that it takes in an encoded row."""

    @property
    def outputs(self) -> int:
        """The numbers that it gives to the first layer of the spec."""
        return self.width

    @property
    def parameter_count(self) -> int:
        """The numbers that the network learns for its values."""
        return 0

    @property
    def bin_count(self) -> int:
        return 0

    @property
    def is_embedded(self) -> bool:
        """Whether the network learns a vector for each value."""
        return False

    @property
    def is_expanded(self) -> bool:
        """Whether its encoded numbers are whole ones that stand for others: see `expand`."""
        return self.is_embedded

    @abstractmethod
    def encode(self, values: ColumnValues) -> Array:
        """The numbers of each row, float32 of shape (n, width)."""

    def expand(self, keras: Any, numbers: Any, name: str, layer: Any) -> Any:
        """What the first layer of the network makes of its numbers, a tensor of shape (n, width).

        Args:
            keras: The module.
            numbers: As an encoded row has them, but whole.
            name: How the names of its layers begin.
            layer: That of an embedded column; None for others.

        Returns:
            Shape (n, outputs).
        """
        del keras, name, layer
        return numbers

    def for_trees(self, values: ColumnValues) -> Array:
        """A number for each value, NaN for missing: float64 of shape (n,)."""
        return values.numbers

    @abstractmethod
    def usual_values(self) -> ColumnValues:
        """The usual value of the training rows, for one row."""

    @abstractmethod
    def sample(self, random: np.random.Generator, count: int) -> ColumnValues:
        """Values near those of the training rows, with unknown and missing ones."""

    def parts(self, numbers: Array) -> list[tuple[str, Array]]:
        """Its words in an encoded row, each with the numbers, shape (width,), without it."""
        del numbers
        return []

    def unknown(self, values: ColumnValues) -> Array:
        """Which values no training row has, bool of shape (n,), where that matters."""
        return np.zeros(len(values.array), bool)

    # Keras

    @property
    def keras_type(self) -> str:
        """The type of the input of a Keras model."""
        return "float32"

    def layers(self, keras: Any, given: Any, embedding: Any) -> list[Any]:
        """What Keras makes of the column alone: tensors of shape (n, numbers).

        They are those of an encoded row, in its order, but for the scaled numbers and marks that
        `Scaled.shared_layers` makes of all such columns together; or the vectors of an embedding.

        Args:
            keras: The module; `data` does not import it.
            given: The Keras input of the column.
            embedding: Gives the layer of an embedded column, by the column and the layer's name.
        """
        del keras, given, embedding
        return []

    def set_layers(self, model: Any, name: str) -> None:
        """Set its own layers in a Keras model, where its input has this name."""

    @classmethod
    @abstractmethod
    def from_layers(cls, name: str, graph: LayerGraph) -> Column | None:
        """What the layers of an input hold, which may be hostile; None if it is of another kind.

        It is a proposal: the reader of a model compares its layers with those of the proposal.
        """

    # scripts

    script: ClassVar[str] = ""
    "The function of a Keras script that makes its layers, from the variable `inputs`."

    @abstractmethod
    def script_reader(self, column: str) -> str:
        """The expression that makes of a clean column of a frame what the Keras input takes."""

    def script_calls(self, name: str) -> list[dict[str, Any]]:
        """The arguments of each call of the function for it alone; `name` is that of its input."""
        del name
        return []


@dataclass(frozen=True, eq=False)
class RawColumn:
    """A column with a value for each row."""

    column: Column
    data: ColumnValues

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def kind(self) -> str:
        return self.column.kind

    @property
    def why(self) -> str:
        return self.column.why

    @property
    def values(self) -> Array:
        """The values as they are kept, of shape (n,): see `Values`."""
        return self.data.array

    @property
    def labels(self) -> tuple[str, ...]:
        return self.data.labels

    @property
    def is_missing(self) -> Array:
        return self.data.is_missing

    @property
    def fingerprints(self) -> Array:
        return self.data.fingerprints

    def at(self, rows: Rows | slice) -> RawColumn:
        """The same column of some rows."""
        return RawColumn(self.column, self.data.at(rows))

    def texts(self, rows: Sequence[int] | Array) -> list[str | None]:
        """The values of some rows as text, None for missing ones."""
        gaps = self.is_missing[rows].tolist()
        values = zip(gaps, self.values[rows].tolist(), strict=True)
        return [None if gap else self.data.text(value) for gap, value in values]

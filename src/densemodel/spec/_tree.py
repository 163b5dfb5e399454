"""What a text said, as data: the network's words and the clauses, with names put in as numbers.

Two texts that say the same give equal trees. Places in the text do not count for equality; they
are there for the carets of an error.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

Value: TypeAlias = "int | float | str | tuple[str | float, ...] | Named"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text, by line and column from 1."""

    line: int
    column: int
    length: int

    def to(self, other: Span) -> Span:
        """From this one's start to the other's end; this one alone if that is on another line."""
        if other.line != self.line or other.column < self.column:
            return self
        return Span(self.line, self.column, other.column + other.length - self.column)


NOWHERE = Span(0, 0, 0)
"The place of a word that no text holds."


@dataclass(frozen=True, slots=True)
class Named:
    """A name with what stands after it: `adam(beta_1=0.8)`, `tn:0.1`."""

    name: str
    options: tuple[tuple[str, Value], ...] = ()
    "In the order of the word's table."
    number: float | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One word of a stage: `50`, `relu`, `drop 0.2`, `bn(scale=off)`."""

    word: str
    "The word of the vocabulary: `dense` for a size."
    number: int | float | None = None
    options: tuple[tuple[str, Value], ...] = ()
    "In the order of the word's table."
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Stage:
    """Items between two arrows. Bias and fusing look no further than their stage."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """Stages that stand several times, each time with weights of their own."""

    count: int
    "At least 2: once is written as the stages themselves."
    stages: tuple[Stage | Repeat, ...]
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Network:
    """Input sizes and stages."""

    input_shape: tuple[int, ...]
    stages: tuple[Stage | Repeat, ...]
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause that was said."""

    word: str
    "A key of CLAUSES: `optimizer` for `adam`."
    value: Value
    "A number, `off`, a Named, the names of metrics, or (`norm`, 1.0)."
    span: Span = field(default=NOWHERE, compare=False, repr=False)

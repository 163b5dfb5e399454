"""The syntax tree of a text: words and clauses.

Texts with the same meaning have equal trees. Places in the text do not count for equality; they are
for the carets of an error.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from densemodel.language.syntax_tree._schedule import Schedule

Number: TypeAlias = "int | float | Choice"
Value: TypeAlias = (
    "int | float | str | tuple[str | float | Choice, ...] | tuple[tuple[str, ...], ...]"
    " | Named | Schedule | Choice"
)
Alternative: TypeAlias = (
    "Value | tuple[Item, ...] | tuple[Stage | Repeat, ...] | tuple[Clause, ...]"
)
ChoiceKind = Literal["number", "name", "stage", "clause"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text, by line and column from 1."""

    line: int
    column: int
    length: int

    @property
    def end(self) -> tuple[int, int]:
        """Its line, and the first column behind it."""
        return self.line, self.column + self.length

    def to(self, other: Span) -> Span:
        """From this one's start to the other's end; this one alone if that is on another line."""
        if other.line != self.line or other.column < self.column:
            return self
        return Span(self.line, self.column, other.column + other.length - self.column)


CHOICE = "choice"
"The word of a clause that holds whole clauses in braces."

NOWHERE = Span(0, 0, 0)
"The place of a word that no text holds."


@dataclass(frozen=True, slots=True)
class Spread:
    """Numbers between two ends, as a choice writes them: `{0.0001..0.1 log/4}`."""

    low: int | float
    high: int | float
    count: int
    is_log: bool = False
    "Whether neighbours have the same ratio, rather than the same difference."


@dataclass(frozen=True, slots=True)
class Choice:
    """Alternatives in braces, one variable of a sweep: `{32|64|128}`."""

    kind: ChoiceKind
    alternatives: tuple[Alternative, ...]
    "At least 2. In a stage each is its items, between arrows its stages, else a value or clauses."
    spread: Spread | None = None
    "How the numbers were written, if not one by one."
    span: Span = field(default=NOWHERE, compare=False, repr=False)


CURSOR = Choice("name", ())
"What stands in the tree of an unfinished text for the word or the number at the cursor."


@dataclass(frozen=True, slots=True)
class Named:
    """A name with what stands after it: `adam(beta_1=0.8)`, `tn:0.1`."""

    name: str
    options: tuple[tuple[str, Value], ...] = ()
    "In the order of the word's table."
    number: Number | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One word of a stage: `50`, `relu`, `drop 0.2`, `bn(scale=off)`, `conv 8 5x5/2 valid`."""

    word: str
    "The word of the vocabulary: `dense` for a size."
    number: Number | Literal["auto"] | None = None
    sizes: tuple[int | Choice, ...] = ()
    "The given kernel of `conv` or `max`, or the shape of `reshape`; empty by default."
    stride: int | Choice | None = None
    padding: str | Choice | None = None
    "`same` or `valid`, if given."
    options: tuple[tuple[str, Value], ...] = ()
    "In the order of the word's table."
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Stage:
    """Items between two arrows. Bias and fusing depend only on the stage."""

    items: tuple[Item | Choice, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """Repeated stages, each with its own weights."""

    count: int | Choice
    "At least 2: once is written as the stages themselves."
    stages: tuple[Stage | Repeat | Choice, ...]
    span: Span = field(default=NOWHERE, compare=False, repr=False)
    product: str = field(default="", compare=False, repr=False)
    "Its text where a variable makes it look like a product: `2*width`."


@dataclass(frozen=True, slots=True)
class Network:
    """Input sizes and stages."""

    input_shape: tuple[int, ...] | Literal["auto", "table"]
    stages: tuple[Stage | Repeat | Choice, ...]
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True)
class Clause:
    """One clause of a text.

    Its derived values are cached: a shared clause may hold 20,000 names for as many networks.
    """

    word: str
    "A key of CLAUSES: `optimizer` for `adam`; `choice` for clauses in braces."
    value: Value
    "A number, `off`, a Named, a Schedule, a Choice, names of metrics or columns, (`norm`, 1.0)."
    span: Span = field(default=NOWHERE, compare=False, repr=False)

    @cached_property
    def words(self) -> frozenset[str]:
        """Its words: those of its alternatives, if it is a choice of clauses."""
        choice = self.value
        if self.word != CHOICE or not isinstance(choice, Choice):
            return frozenset({self.word})
        return frozenset(
            part.word
            for alternative in choice.alternatives
            if isinstance(alternative, tuple)
            for part in alternative
            if isinstance(part, Clause)
        )

    @cached_property
    def holds_choice(self) -> bool:
        """Whether it contains a choice."""
        return holds_choice(self.value)


def holds_choice(node: object) -> bool:
    """Whether a part of a tree is a choice, or contains one."""
    if isinstance(node, Choice):
        return True
    if isinstance(node, tuple):
        return any(map(holds_choice, node))
    fields = getattr(node, "__dataclass_fields__", ())
    return any(holds_choice(getattr(node, name)) for name in fields if name != "span")

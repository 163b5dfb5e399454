"""The syntax tree of a text: words, clauses and schedules.

Texts with the same meaning have equal trees. Places in the text do not count for equality; they are
for the carets of an error.
"""

from __future__ import annotations

from dataclasses import dataclass, field, is_dataclass, replace
from functools import cached_property
from math import cos, exp, isclose, pi
from typing import Literal, TypeAlias

ScheduleKind = Literal["exp", "power", "cosine", "plateau"]

_DIGITS = 4
"Figures of a rate that was scaled, so that it reads as a user would write it."
PLATEAU_FACTOR = 0.1
PLATEAU_PATIENCE = 5


@dataclass(frozen=True, slots=True)
class Schedule:
    """A rate that changes: `exp 0.03->0.0001/1000`, `0.01*0.6^epoch`, `cosine 0.01/20`, `plateau`.

    In a spec with choices a field may be a choice; `rate` needs numbers.
    """

    kind: ScheduleKind
    start: Number
    "The first number; for `exp` it is added to `floor` at step 0."
    floor: Number | None = None
    "Of `exp`: the limit of the rate."
    factor: Number | None = None
    "The factor of `power` (each epoch) and of `plateau` (each plateau); None: default."
    length: Number | None = None
    "Steps of `exp`, epochs of `cosine`, patience in epochs of `plateau`; None: default."

    @property
    def first_rate(self) -> float:
        """The rate of the first step."""
        start = _real(self.start)
        return start + _real(self.floor or 0) if self.kind == "exp" else start

    def beginning_at(self, rate: float) -> Schedule:
        """The same schedule with another first rate."""
        factor = rate / self.first_rate
        floor = None if self.floor is None else _short(_real(self.floor) * factor)
        start = rate - floor if self.kind == "exp" and floor is not None else rate
        return replace(self, start=_short(start), floor=floor)

    def is_scaled(self, other: Schedule) -> bool:
        """Whether both are the same schedule up to a factor."""
        if (self.kind, self.factor, self.length) != (other.kind, other.factor, other.length):
            return False
        floors = _real(self.floor or 0), _real(other.floor or 0)
        ratio = self.first_rate / other.first_rate
        return isclose(floors[0], floors[1] * ratio, rel_tol=10 ** (1 - _DIGITS))

    def rate(self, step: int, epoch: int, *, steps_per_epoch: int, epochs: int) -> float:
        """The rate of one step; `plateau` follows the validation loss, so it gives the first rate.

        Args:
            step: Steps done before this one, from the start of training.
            epoch: Epochs done before this one.
            steps_per_epoch: Steps of one epoch.
            epochs: Planned epochs, over which `cosine` falls by default.
        """
        if self.kind == "exp":
            return _real(self.floor or 0) + _real(self.start) * exp(-step / _real(self.length or 1))
        if self.kind == "power":
            return _real(self.start) * _real(self.factor or 1) ** epoch
        if self.kind == "cosine":
            steps = _real(self.length or epochs) * steps_per_epoch
            return _real(self.start) * (1 + cos(pi * min(1.0, step / steps))) / 2
        return self.first_rate


def _short(rate: float) -> float:
    return float(f"{rate:.{_DIGITS}g}")


def _real(number: Number) -> float:
    assert isinstance(number, int | float)  # noqa: S101 - choices are expanded before training
    return float(number)


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
        return _holds_choice(self.value)


def _holds_choice(node: object) -> bool:
    if isinstance(node, Choice):
        return True
    if isinstance(node, tuple):
        return any(map(_holds_choice, node))
    return is_dataclass(node) and any(
        _holds_choice(getattr(node, name)) for name in node.__dataclass_fields__
    )

"""The syntax tree of a text: words and clauses, and the choices among them.

Texts with the same meaning have equal trees. Places in the text do not count for equality; they are
for the carets of an error.

The types are those of one network. In a spec with choices a `Choice` may stand in the place of any
part or value: the grammar and the canonical text know it, all others get a tree without one from
`choose` or `each_once`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from functools import cache, cached_property
from itertools import chain
from math import exp, log
from types import NoneType
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar

from densemodel.language.syntax_tree._base import Base

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any
    from typing import Any as AnyPart

    from densemodel.language.syntax_tree._schedule import Schedule
else:
    AnyPart = object

Value: TypeAlias = (
    "int | float | str | tuple[str | float, ...] | tuple[tuple[str, ...], ...] | Named | Schedule"
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

AUTO = "auto"
"The number of a layer that the data decide: the last one, outside of choices and repeats."

MISPLACED_AUTO = (
    "'auto' is the size of the input or of the last layer",
    "write the number of units, such as '50 relu'",
)

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
    word: str = ""
    "What is written in place of it: `find`."

    def values(self, *, is_whole: bool) -> tuple[int | float, ...]:
        """The numbers themselves, both ends included; whole ones rounded to the nearest."""
        low, high, last = self.low, self.high, self.count - 1
        if self.is_log:
            first, width = log(low), log(high) - log(low)
            inner = [exp(first + width * place / last) for place in range(1, last)]
        else:
            inner = [low + (high - low) * place / last for place in range(1, last)]
        if is_whole:
            return (low, *(round(value) for value in inner), high)
        # so that 0.1 + 0.2 is written as 0.3
        return (low, *(float(f"{value:.12g}") for value in inner), high)


@dataclass(frozen=True, slots=True)
class Choice(AnyPart):  # type: ignore[misc]  # it stands in the place of any part
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
    number: int | float | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One word of a stage: `50`, `relu`, `drop 0.2`, `bn(scale=off)`, `conv 8 5x5/2 valid`."""

    word: str
    "The word of the vocabulary: `dense` for a size."
    number: int | float | Literal["auto"] | None = None
    sizes: tuple[int, ...] = ()
    "The given kernel of `conv` or `max`, or the shape of `reshape`; empty by default."
    stride: int | None = None
    padding: str | None = None
    "`same` or `valid`, if given."
    mode: str | None = None
    "`both`, if given."
    options: tuple[tuple[str, Value], ...] = ()
    "In the order of the word's table."
    base: Base | None = None
    "The model of `base frozen`; None of any other item."
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Stage:
    """Items between two arrows. Bias and fusing depend only on the stage."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """Repeated stages, each with its own weights."""

    count: int
    "At least 2: once is written as the stages themselves."
    stages: tuple[Stage | Repeat, ...]
    span: Span = field(default=NOWHERE, compare=False, repr=False)
    product: str = field(default="", compare=False, repr=False)
    "Its text where a variable makes it look like a product: `2*width`."


@dataclass(frozen=True, slots=True)
class Network:
    """Input sizes and stages."""

    input_shape: tuple[int, ...] | Literal["auto", "table"]
    stages: tuple[Stage | Repeat, ...]
    span: Span = field(default=NOWHERE, compare=False, repr=False)

    @property
    def base(self) -> Base | None:
        """The trained model in it; None without one."""
        stages = (stage for stage in self.stages if isinstance(stage, Stage))
        items = (item for stage in stages for item in stage.items if isinstance(item, Item))
        return next((item.base for item in items if item.base), None)


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
        if self.word != CHOICE:
            return frozenset({self.word})
        choice: Any = self.value
        return frozenset(clause.word for clause in chain(*choice.alternatives))

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """Its choices, in the order of the text."""
        return choices_in(self.value)


T = TypeVar("T")


def choices_in(tree: object) -> tuple[Choice, ...]:
    """Every choice in a tree, in the order of the text."""
    found: list[Choice] = []

    def note(choice: Choice) -> Choice:
        found.append(choice)
        return choice

    replaced(tree, Choice, note)
    return tuple(found)


def choose(tree: T, picks: Iterable[Alternative]) -> T:
    """The tree with one alternative of each choice, in the order of `choices_in`."""
    rest = iter(picks)
    chosen: T = replaced(tree, Choice, lambda _: next(rest))
    return chosen


def each_once(tree: T) -> Iterator[T]:
    """The tree with the first alternatives, then with each other one of each choice.

    Not every combination: there may be thousands, and each is checked when it is expanded.
    """
    choices = choices_in(tree)
    first = [choice.alternatives[0] for choice in choices]
    yield choose(tree, first) if choices else tree
    for place, choice in enumerate(choices):
        for alternative in choice.alternatives[1:]:
            yield choose(tree, [*first[:place], alternative, *first[place + 1 :]])


def picks_at(place: int, sizes: Sequence[int]) -> tuple[int, ...]:
    """Which alternatives make the combination at a place; the last choice changes fastest."""
    picks = []
    for size in reversed(sizes):
        place, pick = divmod(place, size)
        picks.append(pick)
    return tuple(reversed(picks))


def replaced(node: Any, kind: type, change: Callable[[Any], Any]) -> Any:
    """The tree with what `change` gives for each part of a kind; itself where nothing changed."""
    if isinstance(node, kind):
        return change(node)
    if isinstance(node, tuple):
        return _replaced_in(node, kind, change)
    if type(node) in _LEAVES or (isinstance(node, Clause) and not node.choices):
        return node
    changed = {}
    for name in _parts_of(node.__class__):
        before = getattr(node, name)
        if type(before) in _LEAVES:  # most are
            continue
        after = replaced(before, kind, change)
        if after is not before:
            changed[name] = after
    return replace(node, **changed) if changed else node


def _replaced_in(
    parts: tuple[Any, ...], kind: type, change: Callable[[Any], Any]
) -> tuple[Any, ...]:
    """A choice among items, stages or clauses gives several parts in place of one."""
    walked: list[Any] = []
    is_same = True
    for part in parts:
        after = replaced(part, kind, change)
        is_same = is_same and after is part
        if isinstance(part, Choice) and isinstance(after, tuple):
            walked.extend(after)
        elif isinstance(part, Clause) and part.word == CHOICE and after is not part:
            walked.extend(after.value)
        elif isinstance(part, Repeat) and after.count == 1:
            walked.extend(after.stages)
        else:
            walked.append(after)
    return parts if is_same else tuple(walked)


@cache
def _parts_of(kind: type) -> tuple[str, ...]:
    """The fields that are part of its text."""
    return tuple(one.name for one in fields(kind) if one.compare)


_LEAVES = frozenset({int, float, bool, str, NoneType, Base})

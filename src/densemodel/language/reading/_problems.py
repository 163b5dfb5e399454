"""The problems of a text, raised together or refused at the first; and what the reader expects."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from densemodel.errors import Problem, SpecError
from densemodel.language.syntax_tree import _limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.language.syntax_tree._option import Option, Quantity
    from densemodel.language.syntax_tree._tree import Item, Span

    Hint: TypeAlias = str | Callable[[], str]
    Advice: TypeAlias = tuple[str, str]
    "A message and a hint."
    PlacedAdvice: TypeAlias = tuple[Span, str, Hint]
    "Its place, a message and a hint."


@dataclass(frozen=True, slots=True)
class FoundProblem:
    """A problem with a lazy hint."""

    span: Span
    message: str
    hint: Hint
    also: tuple[Span, ...]
    covers: bool


class RefusedError(Exception):
    """The strict reading met a problem."""


@dataclass(slots=True)
class Problems:
    """The problems so far."""

    text: str
    is_strict: bool = False
    """Whether to refuse at the first problem. A text is read strictly first, without hints, and
    again only if it is refused: so no hint can change what a correct text means."""
    is_unfinished: bool = False
    "Whether a text is read for its cursor: without hints, and with choices of one alternative."
    found: list[FoundProblem] = field(default_factory=list)
    expected: Expected | None = None
    "What was expected at the cursor, if the text has one."

    def add(
        self,
        span: Span,
        message: str,
        hint: Hint = "",
        also: tuple[Span, ...] = (),
        *,
        covers: bool = False,
    ) -> None:
        """Note a problem, with carets at its span and at the spans in `also`.

        A hint may be a function, called only if the problem is shown: near matches are slow, and a
        text of 200,000 characters can have 100,000 problems. A hint that `covers` fixes the whole
        span, so other problems in it are not reported.

        Raises:
            RefusedError: In a strict reading.
        """
        if self.is_strict:
            raise RefusedError
        self.found.append(FoundProblem(span, message, hint, also, covers))

    def raise_any(self) -> None:
        """Raise the problems, if there are any, in the order of the text."""
        if not self.found:
            return
        found = self._uncovered()
        shown = [
            Problem(
                one.span.line,
                one.span.column,
                max(1, one.span.length),
                one.message,
                one.hint if isinstance(one.hint, str) else one.hint(),
                tuple((place.line, place.column, max(1, place.length)) for place in one.also),
            )
            for one in found[: _limits.PROBLEMS_SHOWN]
        ]
        raise SpecError(shown, self.text, more=len(found) - len(shown))

    def _uncovered(self) -> list[FoundProblem]:
        """The problems in the order of the text, without those inside one that covers them."""
        ordered = sorted(self.found, key=lambda one: (one.span.line, one.span.column))
        covers = [one.span for one in ordered if one.covers]
        uncovered: list[FoundProblem] = []
        place = 0
        for one in ordered:
            span = one.span
            while place < len(covers) and covers[place].end <= (span.line, span.column):
                place += 1
            cover = covers[place] if place < len(covers) else None
            if one.covers or not cover or cover.line != span.line or cover.column > span.column:
                uncovered.append(one)
        return uncovered


@dataclass(frozen=True, slots=True)
class Due:
    """A number that is expected."""

    subject: str
    "Its name: 'a layer size', 'batch'."
    quantity: Quantity
    example: str = ""
    "An example for hints and completion: 'batch 32'."
    advice: Callable[[float], tuple[str, str] | None] | None = None
    "A special message and hint for a value out of range."
    hint: str = ""
    "The hint, where 'write' and the example are not enough."
    is_of_data: bool = False
    "Whether the shape of an array gives it, such as x for the input."
    place: int = -1
    "The place of the number among those of the example."

    @property
    def fix(self) -> str:
        """What to write instead."""
        return self.hint or (f"write '{self.example}'" if self.example else "")

    @property
    def word(self) -> str:
        """The word that takes it; empty if it is the number of no word."""
        return self.subject.partition("'")[2].partition("'")[0]

    @property
    def usual(self) -> str:
        """The number of the example; empty without one."""
        numbers: list[str] = re.findall(r"\d[\d.]*", self.example)
        return numbers[self.place] if numbers else ""

    @property
    def rule(self) -> str:
        """The rule, as a sentence."""
        return f"{self.subject} is {self.quantity.description}"


Slot: TypeAlias = Literal[
    "line",  # a network or a clause begins
    "input",
    "arrow",  # after a whole input, or a group
    "stage",
    "item",  # after the first item of a stage
    "number",
    "key",
    "value",
    "initializer",
    "clause",
    "loss",
    "metrics",
    "columns",
    "words",
    "nothing",
]


@dataclass(frozen=True, slots=True)
class Expected:
    """What may come next at the cursor; completion offers it."""

    slot: Slot
    word: str = ""
    "The word that takes the words."
    words: tuple[str, ...] = ()
    due: Due | None = None
    options: tuple[Option, ...] = ()
    "Those of the brackets that are open; in a value the one whose value it is."
    given: frozenset[str] = frozenset()
    "Options, metrics or columns that are written already."
    item: Item | None = None

"""What the reader expects next: a number, or whatever fits at the cursor of an unfinished text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.language.syntax_tree._option import Option, Quantity
    from densemodel.language.syntax_tree._tree import Choice, Item

_NUMBERS = re.compile(r"\d[\d.]*")


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
        numbers: list[str] = _NUMBERS.findall(self.example)
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
    "The number."
    options: tuple[Option, ...] = ()
    "Those of the brackets that are open; in a value the one whose value it is."
    said: frozenset[str] = frozenset()
    "Options, metrics or columns that are written already."
    item: Item | Choice | None = None
    "The item before."

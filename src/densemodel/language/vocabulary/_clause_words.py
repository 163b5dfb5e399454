"""CLAUSES: the words that begin a clause, in the order of the canonical text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from densemodel.language.syntax_tree import _limits
from densemodel.language.syntax_tree._option import (
    ANY,
    COUNT,
    OPEN_SHARE,
    POSITIVE,
    WHOLE,
    Quantity,
)
from densemodel.language.vocabulary._find import FIND
from densemodel.language.vocabulary._schedules import SCHEDULE_WORDS, SCHEDULES


@dataclass(frozen=True, slots=True)
class ClauseWord:
    """One clause that says how a network is trained."""

    word: str
    help: str
    example: str
    quantity: Quantity | None = None
    "The kind of its number, if it takes one."
    can_be_off: bool = False
    default: int | float | None = None
    least_steps: int | None = None
    "The default is at least enough for this many steps."
    words: tuple[str, ...] = ()
    "Words that may come next."
    forms: tuple[str, ...] = ()
    "Other ways to write it, in canonical text."

    @property
    def default_text(self) -> str:
        """The default in words; empty without one."""
        if self.default is None:
            return ""
        if self.least_steps is None:
            return f"{self.default:g}"
        return f"{self.default:g}, or more, for at least {self.least_steps:,} steps"


_ALL = (
    ClauseWord("init", "initial values of every kernel", "init he_normal", forms=("init tn:0.1",)),
    ClauseWord("bias", "initial value of every bias except the last layer's", "bias 0.1", ANY),
    # the optimizer is written by its name; this entry is for the order
    ClauseWord("optimizer", "the optimizer, by its name", "adam lr 0.001"),
    ClauseWord(
        "lr",
        "learning rate, or how it changes",
        "lr 0.001",
        POSITIVE,
        words=(*SCHEDULE_WORDS, FIND),
        forms=(*(f"lr {schedule.example}" for schedule in SCHEDULES.values()), f"lr {FIND}"),
    ),
    ClauseWord(
        "clip",
        "limits gradients, by norm or value",
        "clip norm 1",
        words=("norm", "value"),
        forms=("clip value 0.5",),
    ),
    ClauseWord("loss", "what training minimizes", "loss mse"),
    ClauseWord("metrics", "further measures", "metrics accuracy"),
    ClauseWord(
        "weights",
        "every class counts equally; predicted probabilities shift towards rare classes",
        "weights balanced",
        words=("balanced",),
    ),
    ClauseWord("batch", "rows per step", "batch 32", COUNT, default=32),
    ClauseWord(
        "epochs",
        "passes over the training rows",
        "epochs 30",
        COUNT,
        default=30,
        least_steps=3_000,
    ),
    ClauseWord("steps", "total number of batches, instead of epochs", "steps 2000", COUNT),
    ClauseWord(
        "every",
        "steps between two evaluations; default: one at the end of each epoch",
        "every 100",
        COUNT,
    ),
    ClauseWord("minutes", "minutes after which training ends", "minutes 5", POSITIVE),
    ClauseWord(
        "patience",
        "epochs (evaluations, with 'every') without a better validation loss before training stops",
        "patience 2",
        WHOLE,
        can_be_off=True,
        default=2,
        least_steps=500,
    ),
    ClauseWord(
        "split",
        "share of the rows held out for validation; 0.15 for a table",
        "split 0.3",
        OPEN_SHARE,
        can_be_off=True,
        default=0.3,
        forms=("split 0.3 last", "split 0.3 by patient"),
    ),
    ClauseWord(
        "missing",
        "missing values: drop their rows, or fill them",
        "missing drop",
        words=("drop", "fill"),
        forms=("missing fill",),
    ),
    ClauseWord(
        "category",
        "columns of a table to take as categories, such as codes that are numbers",
        "category zip",
        forms=('category zip "max"',),
    ),
    ClauseWord(
        "number",
        "columns of a table to take as numbers",
        "number rooms",
        forms=('number rooms "max"',),
    ),
    ClauseWord(
        "date", "columns of a table to take as dates", "date sold", forms=("date sold built",)
    ),
    ClauseWord(
        "order",
        "a column of a table, and its values from low to high",
        "order size small medium large",
        forms=('order grade "1" "2" "3"',),
    ),
    ClauseWord(
        "text",
        "columns of a table to take as free text, by its words",
        "text review",
        forms=("text title review",),
    ),
    ClauseWord("without", "columns to leave out", "without id", forms=('without id "max"',)),
    ClauseWord(
        "target",
        "adds a last layer that scales the outputs to y's mean and standard deviation",
        "target norm",
        words=("norm",),
    ),
    ClauseWord(
        "seed",
        "seed of all randomness",
        "seed 0",
        Quantity(kind="whole", low=0, high=_limits.SEED),
        default=0,
    ),
    ClauseWord(
        "repeat",
        "number of runs, each with the next seed",
        "repeat 5",
        Quantity(kind="whole", low=1, high=_limits.REPEAT),
        default=1,
    ),
)

CLAUSES: dict[str, ClauseWord] = {word.word: word for word in _ALL}

LISTED_KINDS: tuple[Literal["category", "number", "date", "text"], ...] = (
    "category",
    "number",
    "date",
    "text",
)
"Clauses that list columns of a table of one kind."

COLUMN_KINDS = (*LISTED_KINDS, "order")
"""Clauses that say which kind a column of a table is. They are words only where a clause begins:
columns, variables and networks may have these names. `order` may be given for several columns."""

COLUMN_CLAUSES = (*COLUMN_KINDS, "without")
"Clauses that name columns; a column is in one of them at most."

RIVALS = {"epochs": "steps", "steps": "epochs"}
"Clauses with the same meaning: only one is allowed."

"""SCHEDULES: the kinds of learning rate schedules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.language.syntax_tree._option import COUNT, NOT_NEGATIVE, POSITIVE, Quantity

if TYPE_CHECKING:
    from densemodel.language.syntax_tree._tree import ScheduleKind


@dataclass(frozen=True, slots=True)
class ScheduleWord:
    """One kind of schedule."""

    word: ScheduleKind
    "The first word; `power` begins with its rate."
    help: str
    example: str
    "The form after `lr`."
    shape: str
    "The rule, as a message."


_ALL = (
    ScheduleWord(
        "exp",
        "A->B/N: B + A*e^(-step/N), from A+B towards B",
        "exp 0.03->0.0001/1000",
        "'exp' takes two rates with '->' between them, and '/' a number of steps",
    ),
    ScheduleWord(
        "power",
        "A*F^epoch: multiplied by F after each epoch",
        "0.01*0.6^epoch",
        "a rate that falls each epoch is written with a factor and '^epoch'",
    ),
    ScheduleWord(
        "cosine",
        "A/N: from A to 0 over N epochs; default: all of them",
        "cosine 0.01/20",
        "'cosine' takes a rate alone, or with '/' before a number of epochs",
    ),
    ScheduleWord(
        "plateau",
        "A*F/P: times F (0.1) after P (5) epochs, or evaluations, without a better validation loss",
        "plateau 0.01*0.1/5",
        "'plateau' takes a rate alone, or with both '*' a factor and '/' epochs",
    ),
)

SCHEDULES: dict[str, ScheduleWord] = {schedule.word: schedule for schedule in _ALL}

RATE = POSITIVE
FLOOR = NOT_NEGATIVE
LENGTH = COUNT
FACTOR = Quantity(low=0, high=1, low_open=True)
"Of a power: 1 keeps the rate constant."
PLATEAU_FACTOR = Quantity(low=0, high=1, low_open=True, high_open=True)
"Keras takes no factor of 1 here."

EXAMPLES = "exp 0.03->0.0001/1000, 0.01*0.6^epoch, cosine 0.01, plateau 0.01"
"The shortest of each, for hints."

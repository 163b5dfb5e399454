"""What all schedules of the learning rate have in common; each is a class in `vocabulary`."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

if TYPE_CHECKING:
    from typing import Self

    from densemodel.language.syntax_tree._option import Quantity

DIGITS = 4
"Figures of a rate that was scaled, so that it reads as a user would write it."


class ScheduleStep(NamedTuple):
    """A step of a training, from where the schedule begins."""

    step: int
    "Steps done before this one."
    epoch: int
    "Epochs done before this one."
    steps_per_epoch: int
    planned_steps: int
    "Steps of the whole training."


class SchedulePart(NamedTuple):
    """One number of a schedule, as it is written."""

    name: str
    "The field."
    subject: str
    "Its name in messages."
    quantity: Quantity
    symbol: str
    "What stands before it."
    is_optional: bool
    "Whether it may be left out, together with the other optional ones."


def part(subject: str, quantity: Quantity, *, after: str = "", is_optional: bool = False) -> Any:
    """The field of a number, in the order of the text."""
    metadata = {"facts": (subject, quantity, after, is_optional)}
    return field(metadata=metadata, default=None) if is_optional else field(metadata=metadata)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A rate that changes. Its fields are the numbers of the text."""

    word: ClassVar[str]
    "Its name, with which its text begins."
    help: ClassVar[str]
    example: ClassVar[str]
    "The text after `lr`."
    shape: ClassVar[str]
    "The rule, as a message."
    counts: ClassVar[str] = "epochs"
    "What its length counts."
    power_of: ClassVar[str] = ""
    "What stands after `^` in a formula, which begins with its rate; empty if it has a word."
    only_falls: ClassVar[bool] = True
    "Whether its first, middle and last rate tell its whole course."
    aliases: ClassVar[str] = ""
    "Names in other tools, without underscores."

    start: float

    @classmethod
    def parts(cls) -> list[SchedulePart]:
        """Its numbers, in the order of the text."""
        return [SchedulePart(one.name, *one.metadata["facts"]) for one in fields(cls)]

    @classmethod
    def shortest(cls) -> str:
        """The example without what may be left out."""
        optional = [part.symbol for part in cls.parts() if part.is_optional]
        return cls.example.split(optional[0])[0] if optional else cls.example

    @property
    def peak(self) -> float:
        """The highest rate: the optimizer is built with it, and the schedule is scaled by it."""
        return self.start

    @property
    def spans_plan(self) -> bool:
        """Whether it takes as long as the training."""
        return False

    def rate(self, at: ScheduleStep) -> float:
        """The rate of one step."""
        raise NotImplementedError

    def code(self) -> tuple[str, ...]:
        """The rate as a function of `step` in Python: its docstring, then the lines.

        Fields in braces stand for their numbers, `{planned_steps}` for an expression. A formula is
        one line, an expression of `epoch`.
        """
        raise NotImplementedError

    def in_words(self) -> str:
        """The course of the rate where the length of the training is unknown: 'falls from ...'."""
        raise NotImplementedError

    def remark(self, _steps: int | None, _epochs: int | None) -> str:
        """A sentence if the schedule does not fit planned steps or epochs; else empty."""
        return ""

    def beginning_at(self, peak: float) -> Self:
        """The same schedule with another highest rate."""
        return replace(self, start=short(peak))

    def is_scaled(self, other: Schedule) -> bool:
        """Whether both are the same schedule up to a factor."""
        return replace(self, start=other.start) == other


def short(rate: float) -> float:
    return float(f"{rate:.{DIGITS}g}")

"""SCHEDULES: how the learning rate may change, a class for each.

The parser, the canonical text, completion, hints, help, the engine and the Keras script read it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import cos, exp, isclose, pi

from densemodel.language.syntax_tree._canonical import write_number
from densemodel.language.syntax_tree._option import COUNT, NOT_NEGATIVE, POSITIVE, Quantity
from densemodel.language.syntax_tree._schedule import DIGITS, Schedule, ScheduleStep, part, short


@dataclass(frozen=True, slots=True)
class ExpSchedule(Schedule):
    word = "exp"
    help = "A->B/N: B + A*e^(-step/N), from A+B towards B"
    example = "exp 0.03->0.0001/1000"
    shape = "'exp' takes two rates with '->' between them, and '/' a number of steps"
    counts = "steps"

    start: float = part("the first rate of 'exp'", POSITIVE)
    floor: float = part("the second rate of 'exp'", NOT_NEGATIVE, after="->")
    length: int = part("the number of steps of 'exp'", COUNT, after="/")

    @property
    def peak(self) -> float:
        return self.start + self.floor

    def rate(self, at: ScheduleStep) -> float:
        return self.floor + self.start * exp(-at.step / self.length)

    def code(self) -> tuple[str, ...]:
        return (
            "The rate falls from {start} + {floor} towards {floor}.",
            "fall = math.exp(-step / {length})",
            "return {floor} + {start} * fall",
        )

    def in_words(self) -> str:
        later = self.rate(ScheduleStep(self.length, 0, 1, 1))
        return (
            f"falls from {rounded(self.peak)} towards {write_number(self.floor)}; it is "
            f"{rounded(later)} after {self.length:,} steps."
        )

    def beginning_at(self, peak: float) -> ExpSchedule:
        floor = short(self.floor * (peak / self.peak))
        return replace(self, start=short(peak - floor), floor=floor)

    def is_scaled(self, other: Schedule) -> bool:
        if not isinstance(other, ExpSchedule) or self.length != other.length:
            return False
        ratio = self.peak / other.peak
        return isclose(self.floor, other.floor * ratio, rel_tol=10 ** (1 - DIGITS))


@dataclass(frozen=True, slots=True)
class PowerSchedule(Schedule):
    word = "power"
    help = "A*F^epoch: multiplied by F after each epoch"
    example = "0.01*0.6^epoch"
    shape = "a rate that falls each epoch is written with a factor and '^epoch'"
    power_of = "epoch"
    aliases = "exponential exponentialdecay exponentiallr decay lrdecay"

    start: float = part("'lr'", POSITIVE)
    # 1 keeps the rate constant
    factor: float = part(
        "the factor of each epoch", Quantity(low=0, high=1, low_open=True), after="*"
    )

    def rate(self, at: ScheduleStep) -> float:
        return self.start * self.factor**at.epoch

    def code(self) -> tuple[str, ...]:
        return "The rate falls after each epoch.", "{start} * {factor}**epoch"

    def in_words(self) -> str:
        factor = write_number(self.factor)
        return f"is {rounded(self.start)} at first, and {factor} times that after each epoch."


@dataclass(frozen=True, slots=True)
class CosineSchedule(Schedule):
    word = "cosine"
    help = "A/N: from A to 0 over N epochs; default: all of them"
    example = "cosine 0.01/20"
    shape = "'cosine' takes a rate alone, or with '/' before a number of epochs"
    aliases = "cosinedecay cosineannealing cosineannealinglr cosinedecayrestarts"

    start: float = part("the rate of 'cosine'", POSITIVE)
    length: int | None = part(
        "the number of epochs of 'cosine'", COUNT, after="/", is_optional=True
    )

    @property
    def spans_plan(self) -> bool:
        return self.length is None

    def rate(self, at: ScheduleStep) -> float:
        steps = at.planned_steps if self.length is None else self.length * at.steps_per_epoch
        return _half_cosine(self.start, 0, at.step / steps)

    def code(self) -> tuple[str, ...]:
        steps = "{planned_steps}" if self.spans_plan else "({length} * steps_per_epoch)"
        return (
            "The rate falls from {start} to 0 along half a wave of the cosine.",
            f"share = min(1, step / {steps})",
            "return {start} * (1 + math.cos(math.pi * share)) / 2",
        )

    def in_words(self) -> str:
        return f"falls from {rounded(self.start)} to 0 over {self.length:,} epochs."

    def remark(self, _steps: int | None, epochs: int | None) -> str:
        if self.length is None or epochs is None or self.length >= epochs:
            return ""
        useless = "nothing is learned from there on"
        return f" It is 0 after {self.length:,} of {epochs:,} epochs, and {useless}."


@dataclass(frozen=True, slots=True)
class PlateauSchedule(Schedule):
    """A rate that follows the loss of the evaluations: the engine keeps its state."""

    word = "plateau"
    help = (
        "A*F/P: times F (0.1) after P (5) epochs, or evaluations, without a better validation loss"
    )
    example = "plateau 0.01*0.1/5"
    shape = "'plateau' takes a rate alone, or with both '*' a factor and '/' epochs"
    aliases = "reducelronplateau reduceonplateau"

    start: float = part("the rate of 'plateau'", POSITIVE)
    # Keras takes no factor of 1 here
    factor: float | None = part(
        "the factor of 'plateau'",
        Quantity(low=0, high=1, low_open=True, high_open=True),
        after="*",
        is_optional=True,
    )
    length: int | None = part(
        "the number of epochs of 'plateau'", COUNT, after="/", is_optional=True
    )

    @property
    def reduction(self) -> tuple[float, int]:
        """The factor, and after how many evaluations without a better loss it applies."""
        return self.factor or 0.1, self.length or 5

    def rate(self, _at: ScheduleStep) -> float:
        """The rate before any plateau."""
        return self.start

    def sentence(self, unit: str, monitored: str, patience: int | None) -> str:
        """The course of the rate, and a warning if patience ends training before it falls."""
        factor, length = self.reduction
        wait = unit.rstrip("s") if length == 1 else f"{length:,} {unit}"
        sentence = (
            f"is {rounded(self.start)} at first, and {write_number(factor)} times that after each "
            f"{wait} without a better {monitored} loss."
        )
        if patience is None or patience > length:
            return sentence
        warning = f"Patience {patience:,} usually ends the training before it falls"
        return f"{sentence} {warning}: write patience {2 * length:,}."


@dataclass(frozen=True, slots=True)
class WarmupSchedule(Schedule):
    word = "warmup"
    help = "A/N: from 0 to A over N steps, then A"
    example = "warmup 0.01/500"
    shape = "'warmup' takes a rate, and '/' a number of steps"
    counts = "steps"
    only_falls = False
    aliases = "linearwarmup"

    start: float = part("the rate of 'warmup'", POSITIVE)
    length: int = part("the number of steps of 'warmup'", COUNT, after="/")

    def rate(self, at: ScheduleStep) -> float:
        return self.start * min(1.0, at.step / self.length)

    def code(self) -> tuple[str, ...]:
        return "The rate rises to {start}.", "return {start} * min(1, step / {length})"

    def in_words(self) -> str:
        return f"rises from 0 to {rounded(self.start)} over {self.length:,} steps, then stays."

    def remark(self, steps: int | None, _epochs: int | None) -> str:
        is_cut = steps is not None and steps < self.length
        return f" Training ends after {steps:,} of them." if is_cut else ""


@dataclass(frozen=True, slots=True)
class OneCycleSchedule(Schedule):
    word = "onecycle"
    help = "A: over all steps, from A/25 to A in the first 30 %, then to A/10,000, by half cosines"
    example = "onecycle 0.01"
    shape = "'onecycle' takes a rate alone"
    only_falls = False
    aliases = "onecyclelr onecyclepolicy fitonecycle"

    start: float = part("the rate of 'onecycle'", POSITIVE)

    def rate(self, at: ScheduleStep) -> float:
        share = at.step / at.planned_steps
        if share < 0.3:
            return _half_cosine(self.start / 25, self.start, share / 0.3)
        return _half_cosine(self.start, self.start / 10_000, (share - 0.3) / 0.7)

    def code(self) -> tuple[str, ...]:
        return (
            "The rate rises from {start} / 25 to {start}, and falls to {start} / 10_000.",
            "share = step / {planned_steps}",
            "first, last, part = {start} / 25, {start}, share / 0.3",
            "if part >= 1:",
            "    first, last, part = {start}, {start} / 10_000, (share - 0.3) / 0.7",
            "return last + (first - last) * (1 + math.cos(math.pi * part)) / 2",
        )

    def in_words(self) -> str:
        first, peak, last = map(rounded, (self.start / 25, self.start, self.start / 10_000))
        return f"rises from {first} to {peak} in 30 % of the steps, and falls to {last} at the end."


_ALL: tuple[type[Schedule], ...] = (
    ExpSchedule,
    PowerSchedule,
    CosineSchedule,
    PlateauSchedule,
    WarmupSchedule,
    OneCycleSchedule,
)

SCHEDULES = {schedule.word: schedule for schedule in _ALL}

SCHEDULE_WORDS = tuple(word for word, schedule in SCHEDULES.items() if not schedule.power_of)
"Words that begin a schedule."


def _half_cosine(first: float, last: float, share: float) -> float:
    """Between two rates on half a wave of the cosine; the last one from a share of 1 on."""
    return last + (first - last) * (1 + cos(pi * min(1.0, share))) / 2


def rounded(rate: float) -> str:
    return write_number(float(f"{rate:.3g}"))

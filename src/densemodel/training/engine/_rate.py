"""The learning rate of each step: from a schedule, or reduced on a plateau."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.language import PlateauSchedule, ScheduleStep

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.language import Schedule, Settings
    from densemodel.training.engine._position import Position, TrainingPlan


@dataclass
class Plateau:
    """The state of the `plateau` schedule; unlike Keras's callback it survives a resume."""

    rate: float
    factor: float
    patience: int
    best: float | None = None
    waited: int = 0

    def update(self, loss: float) -> None:
        """Record the loss of an evaluation; reduce the rate after too many without improvement."""
        if self.best is None or loss + 1e-4 < self.best:  # Keras's default
            self.best, self.waited = loss, 0
            return
        self.waited += 1
        if self.waited >= self.patience:
            # the optimizer holds the rate in 32 bits, and Keras multiplies that number
            self.rate = float(np.float32(self.rate)) * self.factor
            self.waited = 0

    def reset_best(self) -> None:
        """Forget the best loss, since losses on other rows can't be compared; keep the rate."""
        self.best, self.waited = None, 0


@dataclass(frozen=True)
class Course:
    """The rate as a function of the step, from one position in the training on."""

    base: float
    "The rate that the optimizer is built with."
    schedule: Schedule | None
    "The schedule; None: the rate is constant."
    first_step: int
    "The total number of steps done when the schedule begins."
    first_epoch: int
    plateau: Plateau | None

    @classmethod
    def of(cls, settings: Settings, *, first_step: int, first_epoch: int) -> Course:
        schedule, plateau = settings.schedule, None
        if isinstance(schedule, PlateauSchedule):
            plateau = Plateau(schedule.start, *schedule.reduction)
        return cls(settings.learning_rate, schedule, first_step, first_epoch, plateau)

    @property
    def now(self) -> float | None:
        """The rate until the next evaluation; None if it may change with each step."""
        if self.schedule is None:
            return self.base
        return None if self.plateau is None else self.plateau.rate

    def rates(
        self, position: Position, plan: TrainingPlan, steps_per_epoch: int, count: int
    ) -> np.ndarray:
        """The rates of the next steps of an epoch by the schedule, float64, shape (count,)."""
        schedule, epoch = self.schedule, position.epoch - self.first_epoch
        assert schedule is not None  # noqa: S101 - `now` has a constant rate
        step = position.total_steps - self.first_step
        # the whole plan need not be whole epochs
        planned = max(plan.planned_steps(position, steps_per_epoch) - self.first_step, 1)
        rates = (
            schedule.rate(ScheduleStep(number, epoch, steps_per_epoch, planned))
            for number in range(step, step + count)
        )
        return np.fromiter(rates, np.float64, count)


@dataclass(frozen=True, slots=True)
class RatePlace:
    """How far the rate's schedule has come."""

    first_step: int
    "The total number of steps done when the schedule, or a newly set rate, began."
    first_epoch: int
    plateau: Plateau | None = None
    "The state of `plateau`; None for any other schedule."


class Rate:
    """Computes the learning rate of each step, and reads the optimizer's rate after the last one.

    A constant rate is left to the optimizer, which was built with it.
    """

    def __init__(self, settings: Settings, *, first_step: int = 0) -> None:
        self._course: Course | None = None
        if settings.schedule is not None:
            self._course = Course.of(settings, first_step=first_step, first_epoch=0)
        self._set: tuple[Course, float | None] | None = None
        "The course of the newest steps, and its rate if it is constant."
        self._optimizer: Any = None

    @property
    def is_scheduled(self) -> bool:
        return self._course is not None and self._course.schedule is not None

    @property
    def is_driven(self) -> bool:
        """Whether the rate must be set at each step; otherwise the optimizer keeps its own."""
        return self._course is not None

    @property
    def place(self) -> RatePlace | None:
        """How far the schedule has come; None where the optimizer keeps its own rate."""
        course = self._course
        if course is None:
            return None
        plateau = None if course.plateau is None else replace(course.plateau)
        return RatePlace(course.first_step, course.first_epoch, plateau)

    def go_on(self, settings: Settings, place: RatePlace | None) -> None:
        self._course, self._set = None, None
        if place is None:
            return
        course = Course.of(settings, first_step=place.first_step, first_epoch=place.first_epoch)
        if course.plateau is not None and place.plateau is not None:
            course = replace(course, plateau=replace(place.plateau))
        self._course = course

    def adjust(self, old: Settings, new: Settings, position: Position) -> None:
        """Follow the new settings' rate or schedule from here on, if it differs.

        A schedule that differs only by a factor continues at its place, scaled. It is safe to
        call while the training thread runs.
        """
        if (old.learning_rate, old.schedule) == (new.learning_rate, new.schedule):
            return
        course, rate, schedule = self._course, new.learning_rate, new.schedule
        if old.schedule is None or schedule is None or not schedule.is_scaled(old.schedule):
            self._course = Course.of(
                new, first_step=position.total_steps, first_epoch=position.epoch
            )
        elif course is not None:
            plateau = course.plateau
            if plateau is not None:
                plateau = replace(plateau, rate=plateau.rate * (rate / course.base))
            self._course = replace(course, base=rate, schedule=schedule, plateau=plateau)

    def begin(self, optimizer: Any) -> None:
        self._optimizer = optimizer
        course = self._course
        if course is None or course.schedule is not None:
            self._set = None
        elif self._set != (course, course.base):
            # before the callbacks' start hooks, so that a rate they set is kept
            self._optimizer.learning_rate = course.base
            self._set = course, course.base

    def next(
        self, position: Position, plan: TrainingPlan, steps_per_epoch: int, count: int
    ) -> np.ndarray:
        """The rates of the next steps, float64, shape (count,); the optimizer gets the last one."""
        course = self._course
        if course is None:
            return np.full(count, self.now())
        rate = course.now
        if rate is None:
            self._set = course, None
            rates = course.rates(position, plan, steps_per_epoch, count)
            self._optimizer.learning_rate = float(rates[-1])
            return rates
        if self._set == (course, rate):
            rate = self.now()  # it is set only once, so that callbacks can change it afterwards
        else:
            self._set = course, rate
            self._optimizer.learning_rate = rate
        return np.full(count, rate)

    def now(self) -> float:
        return float(self._optimizer.learning_rate)

    def known(self) -> float:
        """The rate that the optimizer holds; nan if a custom optimizer has none."""
        rate = getattr(self._optimizer, "learning_rate", None)
        return float("nan") if rate is None else float(rate)

    def update(self, logs: Mapping[str, float]) -> None:
        """Record the numbers of an evaluation; `plateau` may reduce the rate."""
        if self._course is not None and self._course.plateau is not None:
            self._course.plateau.update(logs.get("val_loss", logs["loss"]))

    def reset_best(self) -> None:
        if self._course is not None and self._course.plateau is not None:
            self._course.plateau.reset_best()

    @property
    def at_rest(self) -> float | None:
        """The rate that the spec builds the optimizer with; of a schedule the highest.

        None: the one that the optimizer holds.
        """
        course = self._course
        if course is None:
            return None
        is_other = course.schedule is not None or self._set is None or self._set[0] is not course
        return course.base if is_other else None

    def restore(self, optimizer: Any) -> None:
        """Give the optimizer the rate that the spec builds it with."""
        rate = self.at_rest
        if rate is not None:
            optimizer.learning_rate = rate

"""The learning rate of each step: by schedule, or lower after a plateau."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.language import PLATEAU_FACTOR, PLATEAU_PATIENCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.language import Schedule, Settings
    from densemodel.training.engine._position import Position, TrainingPlan


MIN_DELTA = 1e-4
"""A loss that is less than this below the best one counts as no better; Keras's default."""


@dataclass
class Plateau:
    """Where the rate of `plateau` stands; unlike Keras's callback it goes on over a resume."""

    rate: float
    factor: float
    patience: int
    best: float | None = None
    waited: int = 0

    def update(self, loss: float) -> None:
        """Take the loss of one look; the rate falls if too many in a row were no better."""
        if self.best is None or loss + MIN_DELTA < self.best:
            self.best, self.waited = loss, 0
            return
        self.waited += 1
        if self.waited >= self.patience:
            # what the optimizer holds has 32 bits, and Keras multiplies that
            self.rate = float(np.float32(self.rate)) * self.factor
            self.waited = 0

    def reset_best(self) -> None:
        """Losses on other rows are no measure for those before; the rate stays."""
        self.best, self.waited = None, 0


@dataclass(frozen=True)
class Course:
    """What the rate follows, from one place in the training on."""

    start: float
    "The rate of the first step."
    schedule: Schedule | None
    "None: the rate stays as it starts."
    first_step: int
    "Steps done in all where the schedule begins."
    first_epoch: int
    plateau: Plateau | None

    @classmethod
    def of(cls, settings: Settings, *, first_step: int, first_epoch: int) -> Course:
        """The course that settings say."""
        schedule = settings.schedule
        plateau = None
        if schedule is not None and schedule.kind == "plateau":
            factor = _plain(schedule.factor, PLATEAU_FACTOR)
            patience = int(_plain(schedule.length, PLATEAU_PATIENCE))
            plateau = Plateau(schedule.first_rate, factor, patience)
        return cls(settings.learning_rate, schedule, first_step, first_epoch, plateau)

    @property
    def is_flat(self) -> bool:
        """The rate stays from one look to the next."""
        return self.schedule is None or self.plateau is not None

    def rate(self, position: Position, plan: TrainingPlan, steps_per_epoch: int) -> float:
        """The rate of the step that comes next."""
        if self.schedule is None:
            return self.start
        if self.plateau is not None:
            return self.plateau.rate
        step = position.total_steps - self.first_step
        epoch = position.epoch - self.first_epoch
        if self.schedule.kind == "cosine" and self.schedule.length is None:
            # over all that is planned, which need not be whole epochs
            planned = plan.planned_steps(position, steps_per_epoch) - self.first_step
            return self.schedule.rate(step, epoch, steps_per_epoch=max(planned, 1), epochs=1)
        return self.schedule.rate(step, epoch, steps_per_epoch=steps_per_epoch, epochs=1)


@dataclass(frozen=True, slots=True)
class RatePlace:
    """How far the rate has come in what the settings say."""

    first_step: int
    "Steps done in all where the schedule, or a rate that was set on the way, began."
    first_epoch: int
    plateau: Plateau | None = None
    "Where `plateau` stands; None for any other schedule."


class Rate:
    """Says the learning rate of each step, and takes the optimizer's back after the last one.

    A rate that never changes is left to the optimizer, which was built with it.
    """

    def __init__(self, settings: Settings, *, first_step: int = 0) -> None:
        self._course: Course | None = None
        if settings.schedule is not None:
            self._course = Course.of(settings, first_step=first_step, first_epoch=0)
        self._set: tuple[Course, float | None] | None = None
        "The course that the newest steps followed, and its rate if that stays."
        self._optimizer: Any = None

    @property
    def is_scheduled(self) -> bool:
        """The rate follows a schedule."""
        return self._course is not None and self._course.schedule is not None

    @property
    def is_driven(self) -> bool:
        """Somebody must set the rate of each step; else the optimizer keeps its own."""
        return self._course is not None

    @property
    def place(self) -> RatePlace | None:
        """How far it has come; None where the optimizer keeps its own rate."""
        course = self._course
        if course is None:
            return None
        plateau = None if course.plateau is None else replace(course.plateau)
        return RatePlace(course.first_step, course.first_epoch, plateau)

    def go_on(self, settings: Settings, place: RatePlace | None) -> None:
        """Be at a place that was kept elsewhere."""
        self._course, self._set = None, None
        if place is None:
            return
        course = Course.of(settings, first_step=place.first_step, first_epoch=place.first_epoch)
        plateau = place.plateau
        if course.plateau is not None and plateau is not None:
            course = replace(course, plateau=replace(plateau))
        self._course = course

    def adjust(self, old: Settings, new: Settings, position: Position) -> None:
        """Follow another rate or schedule from here on, if it is another.

        A schedule that only begins at another rate goes on at its place, higher or lower. It may
        be called while the training thread is at work.
        """
        if (old.learning_rate, old.schedule) == (new.learning_rate, new.schedule):
            return
        same_course = (
            old.schedule is not None
            and new.schedule is not None
            and new.schedule.is_scaled(old.schedule)
        )
        if same_course:
            self._scale(new)
        else:
            self._course = Course.of(
                new, first_step=position.total_steps, first_epoch=position.epoch
            )

    def _scale(self, settings: Settings) -> None:
        """Follow the same schedule at another height, from the place that it has reached."""
        course, schedule = self._course, settings.schedule
        if course is None or schedule is None:
            return
        factor = settings.learning_rate / course.start
        plateau = course.plateau
        if plateau is not None:
            plateau = replace(plateau, rate=plateau.rate * factor)
        self._course = replace(
            course, start=settings.learning_rate, schedule=schedule, plateau=plateau
        )

    def begin(self, optimizer: Any) -> None:
        """Take an optimizer whose state was just put in place."""
        self._optimizer = optimizer
        course = self._course
        if course is None or course.schedule is not None:
            self._set = None
        elif self._set != (course, course.start):
            # before callbacks hear of the start: what they set after that stands
            self._optimizer.learning_rate = course.start
            self._set = course, course.start

    def next(
        self, position: Position, plan: TrainingPlan, steps_per_epoch: int, count: int
    ) -> np.ndarray:
        """The rates of the steps that come next, float64, shape (count,)."""
        course = self._course
        if course is None:
            return np.full(count, self.now())
        if course.is_flat:
            return np.full(count, self._flat(course, course.rate(position, plan, steps_per_epoch)))
        self._set = course, None
        step, total = position.step, position.total_steps
        ahead = (replace(position, step=step + i, total_steps=total + i) for i in range(count))
        rates = (course.rate(place, plan, steps_per_epoch) for place in ahead)
        return np.fromiter(rates, np.float64, count)

    def _flat(self, course: Course, rate: float) -> float:
        """A rate that stays is set once, so that callbacks can change it after that."""
        if self._set == (course, rate):
            return self.now()
        self._set = course, rate
        return rate

    def now(self) -> float:
        """The rate that the optimizer holds."""
        return float(self._optimizer.learning_rate)

    def known(self) -> float:
        """The rate that the optimizer holds; nan if it is one of the person's own without any."""
        rate = getattr(self._optimizer, "learning_rate", None)
        return float("nan") if rate is None else float(rate)

    def update(self, logs: Mapping[str, float]) -> None:
        """Take the numbers of a look: on a plateau the rate falls."""
        if self._course is not None and self._course.plateau is not None:
            self._course.plateau.update(logs.get("val_loss", logs["loss"]))

    def reset_best(self) -> None:
        """The rows to validate on are others now."""
        if self._course is not None and self._course.plateau is not None:
            self._course.plateau.reset_best()

    @property
    def at_rest(self) -> float | None:
        """The rate that the spec builds the optimizer with, of a schedule its start.

        None: it is the one that the optimizer holds.
        """
        course = self._course
        if course is None:
            return None
        is_other = course.schedule is not None or self._set is None or self._set[0] is not course
        return course.start if is_other else None

    def put_back(self, optimizer: Any) -> None:
        """Let the optimizer hold what the spec builds it with: of a schedule, its start."""
        rate = self.at_rest
        if rate is not None:
            optimizer.learning_rate = rate


def _plain(number: object, default: float) -> float:
    if number is None:
        return default
    assert isinstance(number, int | float)  # noqa: S101 - choices are expanded before training
    return float(number)

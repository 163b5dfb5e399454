"""The learning rate of each step, as the schedule says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from densemodel.spec import PLATEAU_FACTOR, PLATEAU_PATIENCE
from densemodel.training._plateau import Plateau

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.spec import Schedule, Settings
    from densemodel.training._position import Plan, Position


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

    def rate(self, position: Position, plan: Plan, steps_per_epoch: int) -> float:
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


class Rate:
    """Sets the optimizer's learning rate before each step, and takes it back after the last one.

    A rate that never changes is left to the optimizer, which was built with it.
    """

    def __init__(self, settings: Settings, *, first_step: int = 0) -> None:
        self._course: Course | None = None
        if settings.schedule is not None:
            self._course = Course.of(settings, first_step=first_step, first_epoch=0)
        self._set: tuple[Course, float] | None = None
        self._variable: Any = None

    @property
    def is_scheduled(self) -> bool:
        """The rate follows a schedule."""
        return self._course is not None and self._course.schedule is not None

    def follow(self, settings: Settings, position: Position) -> None:
        """From this place on follow other settings: their rate, or their schedule from its start.

        It may be called while the training thread is at work.
        """
        self._course = Course.of(
            settings, first_step=position.total_steps, first_epoch=position.epoch
        )

    def begin(self, optimizer: Any) -> None:
        """Take an optimizer whose state was just put in place."""
        self._variable = optimizer.learning_rate.value
        if self.is_scheduled:
            self._set = None

    def before_step(self, position: Position, plan: Plan, steps_per_epoch: int) -> None:
        """Set the rate of the step that comes next, if it is another than the last one's."""
        course = self._course
        if course is None:
            return
        rate = course.rate(position, plan, steps_per_epoch)
        if self._set is None or self._set[0] is not course or self._set[1] != rate:
            _assign(self._variable, rate)
            self._set = course, rate

    def now(self) -> float:
        """The rate that the optimizer holds."""
        return float(self._variable.numpy())

    def judge(self, logs: Mapping[str, float]) -> None:
        """Take the numbers of a look: on a plateau the rate falls."""
        if self._course is not None and self._course.plateau is not None:
            self._course.plateau.judge(logs.get("val_loss", logs["loss"]))

    def judge_afresh(self) -> None:
        """The rows to validate on are others now."""
        if self._course is not None and self._course.plateau is not None:
            self._course.plateau.judge_afresh()

    def put_back(self, optimizer: Any) -> None:
        """Let the optimizer hold what the spec builds it with: of a schedule, its start."""
        course = self._course
        if course is None:
            return
        if course.schedule is not None or self._set is None or self._set[0] is not course:
            optimizer.learning_rate = course.start


def _assign(variable: Any, rate: float) -> None:
    """What Keras's own setter does in a third of its time, which counts before each step."""
    import tensorflow as tf

    variable.assign(tf.constant(rate, variable.dtype), read_value=False)


def _plain(number: object, default: float) -> float:
    if number is None:
        return default
    assert isinstance(number, int | float)  # noqa: S101 - choices are expanded before training
    return float(number)

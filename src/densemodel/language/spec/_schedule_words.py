"""A sentence about how the learning rate will change."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from densemodel.language.syntax_tree._schedule import ScheduleStep
from densemodel.language.vocabulary._schedules import PlateauSchedule, rounded

if TYPE_CHECKING:
    from densemodel.language.spec._spec import Spec
    from densemodel.language.syntax_tree._schedule import Schedule


def schedule_sentence(
    spec: Spec, steps_per_epoch: int | None = None, *, monitored: str = "validation"
) -> str:
    """Describe how the learning rate of a spec changes during training.

    Args:
        spec: Without choices.
        steps_per_epoch: Steps of one epoch; None without data.
        monitored: The rows whose loss a plateau watches: `training` if none are held out.

    Returns:
        A sentence with the first, middle and last rate, rounded to 3 digits; empty if the rate is
        constant.

    Example:
        >>> schedule_sentence(parse("784 -> 10 ; lr 0.01*0.6^epoch ; epochs 5"))
        'The learning rate falls: 0.01 at first, 0.0036 halfway, 0.0013 at the end.'
    """
    schedule = spec.settings.schedule
    if schedule is None:
        return ""
    if isinstance(schedule, PlateauSchedule):
        has_patience = "patience" not in spec.default_lengths and monitored == "validation"
        patience = spec.settings.patience if has_patience else None
        unit = "epochs" if spec.settings.every is None else "evaluations"
        course = schedule.sentence(unit, monitored, patience)
    else:
        course = _course(schedule, spec, steps_per_epoch)
    return f"The learning rate {course}"


def _course(schedule: Schedule, spec: Spec, steps_per_epoch: int | None) -> str:
    settings = spec.settings
    steps, epochs = settings.steps, float(settings.epochs or 0)
    if steps_per_epoch is not None:
        epochs = epochs if steps is None else steps / steps_per_epoch
        steps = round(epochs * steps_per_epoch) if steps is None else steps
    rates = _rates(schedule, steps, epochs) if schedule.only_falls else None
    if rates is not None and rates[0] == rates[-1]:
        return f"stays at {rates[0]}."
    # without data the number of epochs is unknown, so there is no end
    is_open = "epochs" in spec.default_lengths
    if rates is None or (is_open and not schedule.spans_plan):
        course = schedule.in_words()
    else:
        course = "falls: {} at first, {} halfway, {} at the end.".format(*rates)
    return course if is_open else course + schedule.remark(steps, settings.epochs)


def _rates(schedule: Schedule, steps: int | None, epochs: float) -> list[str] | None:
    """The first, middle and last rate; None if the steps or epochs that it counts are unknown."""
    per_epoch = 1
    if schedule.spans_plan:
        steps = 2  # of any number the rates are the same
    elif schedule.power_of:
        steps = ceil(epochs)
    elif schedule.counts == "epochs":
        per_epoch = 1_000  # of any large number
        steps = round(epochs * per_epoch)
    if not steps:
        return None
    last = steps - 1 if schedule.power_of else steps
    return [
        rounded(schedule.rate(ScheduleStep(step, step, per_epoch, planned_steps=steps)))
        for step in (0, steps // 2, last)
    ]

"""A sentence about how the learning rate will change."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from densemodel.language.syntax_tree._canonical import write_number, write_number_or_choice
from densemodel.language.syntax_tree._tree import PLATEAU_FACTOR, PLATEAU_PATIENCE

if TYPE_CHECKING:
    from densemodel.language.spec._settings import Settings
    from densemodel.language.spec._spec import Spec
    from densemodel.language.syntax_tree._tree import Schedule

    Rates = tuple[float, float, float]

_PARTS = 1_000
"Steps of an epoch to assume, if the rate changes smoothly and the steps are unknown."


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
    settings = spec.settings
    schedule = settings.schedule
    if schedule is None:
        return ""
    is_open = "epochs" in spec.default_lengths
    if schedule.kind == "plateau":
        unit = "epochs" if settings.every is None else "evaluations"
        has_patience = "patience" not in spec.default_lengths and monitored == "validation"
        return _plateau(schedule, unit, monitored, settings.patience if has_patience else None)
    is_over_all = schedule.kind == "cosine" and schedule.length is None
    rates = _rates(schedule, settings, steps_per_epoch)
    if rates is None:
        return _without_plan(schedule)
    first, middle, last = map(_rounded, rates)
    if first == last:
        return f"The learning rate stays at {first}."
    if is_open and not is_over_all:
        # without data the number of epochs is unknown, so there is no end
        return _without_plan(schedule)
    falls = f"The learning rate falls: {first} at first, {middle} halfway, {last} at the end."
    length, epochs = schedule.length, settings.epochs
    if schedule.kind == "cosine" and isinstance(length, int) and epochs and length < epochs:
        useless = f"It is 0 after {length:,} of {epochs:,} epochs"
        falls += f" {useless}, and nothing is learned from there on."
    return falls


def _rates(schedule: Schedule, settings: Settings, steps_per_epoch: int | None) -> Rates | None:
    """The first, middle and last rate; None if the steps of an epoch are needed."""
    if schedule.kind == "cosine" and schedule.length is None:  # over all that is planned
        return schedule.first_rate, schedule.first_rate / 2, 0.0
    steps, epochs = settings.steps, float(settings.epochs or 0)
    if steps_per_epoch is not None:
        epochs = epochs if steps is None else steps / steps_per_epoch
        steps = round(epochs * steps_per_epoch) if steps is None else steps
    if schedule.kind == "exp":
        return None if steps is None else _over(schedule, steps, 1)
    if not epochs:
        return None
    if schedule.kind == "cosine":
        return _over(schedule, round(epochs * _PARTS), _PARTS)
    whole = ceil(epochs)
    return (
        schedule.first_rate,
        schedule.rate(0, whole // 2, steps_per_epoch=1, epochs=whole),
        schedule.rate(0, whole - 1, steps_per_epoch=1, epochs=whole),
    )


def _over(schedule: Schedule, steps: int, steps_per_epoch: int) -> Rates:
    first, middle, last = (
        schedule.rate(step, 0, steps_per_epoch=steps_per_epoch, epochs=1)
        for step in (0, steps // 2, steps)
    )
    return first, middle, last


def _without_plan(schedule: Schedule) -> str:
    first = _rounded(schedule.first_rate)
    length = schedule.length if isinstance(schedule.length, int) else 1
    if schedule.kind == "exp":
        floor = write_number_or_choice(schedule.floor or 0)
        rate = _rounded(schedule.rate(length, 0, steps_per_epoch=1, epochs=1))
        falls = f"The learning rate falls from {first} towards {floor}"
        return f"{falls}; it is {rate} after {length:,} steps."
    if schedule.kind == "power":
        factor = write_number_or_choice(schedule.factor or 1)
        return f"The learning rate is {first} at first, and {factor} times that after each epoch."
    return f"The learning rate falls from {first} to 0 over {length:,} epochs."


def _plateau(schedule: Schedule, unit: str, monitored: str, patience: int | None) -> str:
    """The sentence, and a warning if patience ends training before the rate falls."""
    factor = PLATEAU_FACTOR if schedule.factor is None else schedule.factor
    length = PLATEAU_PATIENCE if schedule.length is None else schedule.length
    wait = unit.rstrip("s") if length == 1 else f"{length:,} {unit}"
    sentence = (
        f"The learning rate is {_rounded(schedule.first_rate)} at first, and "
        f"{write_number_or_choice(factor)} times that "
        f"after each {wait} without a better {monitored} loss."
    )
    if patience is None or not isinstance(length, int) or patience > length:
        return sentence
    warning = f"Patience {patience:,} usually ends the training before it falls"
    return f"{sentence} {warning}: write patience {2 * length:,}."


def _rounded(rate: float) -> str:
    return write_number(float(f"{rate:.3g}"))

"""Schedule: how the learning rate changes while a network trains."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import cos, exp, isclose, pi
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from densemodel.language.tree._tree import Number

ScheduleKind = Literal["exp", "power", "cosine", "plateau"]

_DIGITS = 4
"Figures of a rate that was scaled, so that it reads as a person would write it."
PLATEAU_FACTOR = 0.1
PLATEAU_PATIENCE = 5


@dataclass(frozen=True, slots=True)
class Schedule:
    """A rate that changes: `exp 0.03->0.0001/1000`, `0.01*0.6^epoch`, `cosine 0.01/20`, `plateau`.

    In a spec with choices a field may be a choice; `rate` needs numbers.
    """

    kind: ScheduleKind
    start: Number
    "The first number that was written; for `exp` what is added to `floor` at step 0."
    floor: Number | None = None
    "Of `exp`: where the rate falls to."
    factor: Number | None = None
    "Of `power` (each epoch) and of `plateau` (each time that nothing got better); None: not said."
    length: Number | None = None
    "Steps of `exp`, epochs of `cosine`, patience in epochs of `plateau`; None: not said."

    @property
    def first_rate(self) -> float:
        """The rate of the first step."""
        start = _real(self.start)
        return start + _real(self.floor or 0) if self.kind == "exp" else start

    def beginning_at(self, rate: float) -> Schedule:
        """The same course at another height: its first rate is this one."""
        factor = rate / self.first_rate
        floor = None if self.floor is None else _short(_real(self.floor) * factor)
        start = rate - floor if self.kind == "exp" and floor is not None else rate
        return replace(self, start=_short(start), floor=floor)

    def is_scaled(self, other: Schedule) -> bool:
        """Whether both are one course, at whatever height."""
        if (self.kind, self.factor, self.length) != (other.kind, other.factor, other.length):
            return False
        floors = _real(self.floor or 0), _real(other.floor or 0)
        ratio = self.first_rate / other.first_rate
        return isclose(floors[0], floors[1] * ratio, rel_tol=10 ** (1 - _DIGITS))

    def rate(self, step: int, epoch: int, *, steps_per_epoch: int, epochs: int) -> float:
        """The rate of one step; `plateau` follows the validation loss, so it gives the first rate.

        Args:
            step: Steps done before this one, from the start of training.
            epoch: Epochs done before this one.
            steps_per_epoch: Steps of one epoch.
            epochs: Epochs planned, over which `cosine` falls if it says no number.
        """
        if self.kind == "exp":
            return _real(self.floor or 0) + _real(self.start) * exp(-step / _real(self.length or 1))
        if self.kind == "power":
            return _real(self.start) * _real(self.factor or 1) ** epoch
        if self.kind == "cosine":
            steps = _real(self.length or epochs) * steps_per_epoch
            return _real(self.start) * (1 + cos(pi * min(1.0, step / steps))) / 2
        return self.first_rate


def _short(rate: float) -> float:
    return float(f"{rate:.{_DIGITS}g}")


def _real(number: Number) -> float:
    assert isinstance(number, int | float)  # noqa: S101 - choices are expanded before training
    return float(number)

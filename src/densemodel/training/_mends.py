"""What to do about a run that learns nothing, one mend by what is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.spec import OPTIMIZERS

if TYPE_CHECKING:
    from densemodel.spec import Settings, Spec

_FAR = 10.0
"""A learning rate is far from the optimizer's own if it is this many times more, or less."""

_DEEP = 3
"""As many hidden layers of sigmoid or tanh pass on little of a gradient."""

_SATURATING = ("sigmoid", "tanh", "hard_sigmoid", "softsign")


@dataclass(frozen=True, slots=True)
class Mend:
    """Something to do, and the words of the language that do it, if there are any."""

    words: str
    accept: str = ""


def usual_rate(settings: Settings) -> float:
    """The learning rate that Keras gives the optimizer where none is said."""
    known = OPTIMIZERS.get(settings.optimizer.name.lower())
    return known.learning_rate if known else settings.learning_rate


def is_too_large(settings: Settings) -> bool:
    """Whether the rate is far above the optimizer's own."""
    return settings.learning_rate >= _FAR * usual_rate(settings)


def is_too_small(settings: Settings) -> bool:
    """Whether the rate is far below the optimizer's own."""
    return settings.learning_rate <= usual_rate(settings) / _FAR


def rate_mend(settings: Settings, rate: float, words: str = "restart with") -> Mend:
    """Another learning rate, as the person's clauses say one."""
    if settings.schedule is not None:
        return Mend(f"{words} a schedule that starts at {rate:g}")
    return Mend(f"{words} lr {rate:g}", f"lr {rate:g}")


def far_rate_mend(settings: Settings) -> Mend | None:
    """The optimizer's own rate, if the rate is far from it."""
    usual, name = usual_rate(settings), settings.optimizer.name
    if is_too_large(settings) or is_too_small(settings):
        size = "large" if is_too_large(settings) else "small"
        rate = f"the learning rate, {settings.learning_rate:g},"
        why = f"{rate} is {size} for {name}, so restart with"
        return rate_mend(settings, usual, why)
    return None


def smaller_rate(settings: Settings) -> float:
    """A tenth of the rate; the optimizer's own, if the rate is far above that."""
    return usual_rate(settings) if is_too_large(settings) else settings.learning_rate / 10


def depth_mend(spec: Spec) -> Mend | None:
    """Another activation, where many layers of sigmoid or tanh stand behind each other."""
    hidden = [layer.activation for layer in spec.layers[:-1]]
    flat = [name for name in hidden if name in _SATURATING]
    if len(flat) < _DEEP:
        return None
    return Mend(
        f"{len(flat)} layers of {flat[0]} pass on little to learn from, so write relu in their "
        "place, or train longer"
    )

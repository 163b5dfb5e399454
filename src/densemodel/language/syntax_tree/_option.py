"""Kinds and ranges of values in the language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from densemodel.language.syntax_tree import _limits

ValueKind = Literal["whole", "real", "rate", "switch", "offset", "initializer"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A kind of number and its range."""

    kind: ValueKind = "real"
    "A whole number, a real one, or a rate: 0.25 or 25%."
    low: float | None = None
    high: float | None = None
    low_open: bool = False
    "Whether `low` itself is out of range."
    high_open: bool = False

    def holds(self, value: float) -> bool:
        """Whether the value lies in the range."""
        if self.low is not None and (value < self.low or (self.low_open and value == self.low)):
            return False
        return self.high is None or not (
            value > self.high or (self.high_open and value == self.high)
        )

    @property
    def description(self) -> str:
        """The range in words: 'a whole number of at least 1'."""
        noun = "a whole number" if self.kind == "whole" else "a number"
        if self.low is None and self.high is None:
            return noun
        if self.high is None or (self.kind == "whole" and self.high >= _limits.COUNT):
            return (
                f"{noun} above {self.low:g}" if self.low_open else f"{noun} of {self.low:g} or more"
            )
        if self.low is None:
            return f"{noun} of {self.high:g} or less"
        low = f"above {self.low:g}" if self.low_open else f"from {self.low:g}"
        high = f"below {self.high:g}" if self.high_open else f"to {self.high:,g}"
        if self.high_open and not self.low_open:
            return f"{noun} {low} to {high}"
        joint = " and " if self.low_open else " "
        joint = " and up " if self.low_open and not self.high_open else joint
        return f"{noun} {low}{joint}{high}"


@dataclass(frozen=True, slots=True)
class Option:
    """One key that may stand in the brackets after a word: `l2=1e-4`."""

    key: str
    argument: str
    "The keyword of the Keras class."
    default: float | bool | None
    "Keras's own: an argument equal to it is left out."
    help: str
    quantity: Quantity = Quantity()

    @property
    def kind(self) -> ValueKind:
        """The form of the value after `=`."""
        return self.quantity.kind

    @property
    def example(self) -> str:
        """A valid value: Keras's default, unless it has no effect."""
        if self.kind == "switch":
            return "off" if self.default else "on"
        if self.kind == "initializer":
            return "he_normal"
        if self.default:
            return f"{self.default:g}"
        return "0.1" if self.kind != "whole" else "1"

    def given(self, value: object) -> str | float | None:
        """A value of Keras's as it stands after `=`, in range or not; None if it can't."""
        if self.kind in {"switch", "offset"}:
            return {True: "on", False: "off"}[value] if isinstance(value, bool) else None
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None


ANY = Quantity()
POSITIVE = Quantity(low=0, low_open=True)
NOT_NEGATIVE = Quantity(low=0)
SHARE = Quantity(kind="rate", low=0, high=1, high_open=True)
OPEN_SHARE = Quantity(kind="rate", low=0, high=1, low_open=True, high_open=True)
UP_TO_ONE = Quantity(low=0, high=1)
CLOSED_SHARE = Quantity(kind="rate", low=0, high=1)
SWITCH = Quantity(kind="switch")
COUNT = Quantity(kind="whole", low=1, high=_limits.COUNT)
WHOLE = Quantity(kind="whole", low=0, high=_limits.COUNT)


def number(key: str, default: float | None, help_: str, quantity: Quantity = ANY) -> Option:
    """An option whose key is Keras's own keyword and whose value is a number."""
    return Option(key, key, default, help_, quantity)


def switch(key: str, help_: str, *, argument: str = "", default: bool = False) -> Option:
    """An option that is on or off."""
    return Option(key, argument or key, default, help_, SWITCH)

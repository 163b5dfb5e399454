"""What a trial came to: facts that fit on one line of a file."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from math import inf, isfinite, nan
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Outcome = Literal["finished", "stopped", "failed", "left behind"]
_MOST = 2**53
"The largest whole number that every reader of JSON keeps."


@dataclass(frozen=True, slots=True)
class Result:
    """The end of a trial."""

    id: str
    "The trial's."
    outcome: Outcome
    "`stopped`: by a person, who asked for this trial alone; `left behind`: by halving."
    sentence: str
    "How it ended, or the error of one that failed, in one line."
    parameters: int
    epochs: int
    "Epochs done."
    best_epoch: int | None
    "None before the first look, and of what failed there."
    metrics: Mapping[str, float]
    "All numbers of the best look, by Keras's names: `loss`, `accuracy`, `val_loss`."
    history: Mapping[str, list[float]]
    "The same of every look, in their order."
    places: list[float]
    "Where each look lies on an axis of epochs."
    seconds: float
    "That it trained, without waiting."
    uses_xla: bool = False
    until_epoch: int = 0
    "The epoch to which its round of halving trained; 0: the spec's own end."
    model: str = ""
    "The file's name of its model in the sweep's folder; empty if it was not kept."
    facts: Mapping[str, Any] = field(default_factory=dict)
    "Where it was trained: worker and process."

    @property
    def score(self) -> float:
        """The loss that the choice goes by, lower is better: inf of what failed or has none."""
        if self.outcome == "failed":
            return inf
        value = self.metrics.get("val_loss", self.metrics.get("loss", nan))
        return value if isfinite(value) else inf

    def as_fields(self) -> dict[str, Any]:
        """What JSON holds of it."""
        return asdict(self)

    @classmethod
    def from_fields(cls, fields: object) -> Result:
        """The result that `as_fields` wrote.

        Raises:
            TypeError: A field is missing, unknown, or of another kind.
        """
        if not isinstance(fields, dict):
            raise TypeError("a record is a JSON object")
        result = cls(**fields)
        for name, is_right in _KINDS.items():
            if not is_right(getattr(result, name)):
                raise TypeError(f"{name} of a record is of another kind")
        return result


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value <= _MOST


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _are_numbers(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_number, value))


def _is_table(of: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, dict) and all(map(of, value.values()))


_KINDS: Mapping[str, Callable[[object], bool]] = {
    "id": _is_text,
    "outcome": lambda value: _is_text(value) and value in get_args(Outcome),
    "sentence": _is_text,
    "parameters": _is_count,
    "epochs": _is_count,
    "best_epoch": lambda value: value is None or _is_count(value),
    "metrics": _is_table(_is_number),
    "history": _is_table(_are_numbers),
    "places": _are_numbers,
    "seconds": _is_number,
    "uses_xla": lambda value: isinstance(value, bool),
    "until_epoch": _is_count,
    "model": _is_text,
    "facts": _is_table(lambda _: True),
}
"What each field of a record is: a folder may hold records of another version, or damaged ones."

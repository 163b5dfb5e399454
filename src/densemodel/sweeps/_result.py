"""What a trial came to: facts that fit on one line of a file."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from math import inf, isfinite, nan
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Outcome = Literal["finished", "stopped", "failed", "left behind"]


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
    def from_fields(cls, fields: Mapping[str, Any]) -> Result:
        """The result that `as_fields` wrote.

        Raises:
            TypeError: A field is missing, or unknown.
        """
        return cls(**fields)

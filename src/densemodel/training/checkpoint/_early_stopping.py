"""Early stopping: the best evaluation of a run, its weights, and patience."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from densemodel.training.checkpoint._checkpoint import Snapshot


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One evaluation: at the end of an epoch or, with `every`, after every N steps."""

    epoch: int
    "Its epoch, from 1."
    step: int
    "Steps done since the run's start."


@dataclass
class EarlyStopping:
    """The best evaluation so far, by the validation loss, and the evaluations since.

    Patience is an argument, because the setting may change during training; None is unlimited.
    """

    value: float = float("inf")
    evaluation: Evaluation | None = None
    "None before the first one with a finite validation loss."
    waited: int = 0
    "Evaluations since the best one."
    weights: Snapshot | None = None
    "The weights of the best evaluation; without validation, those of the newest one."

    def update(self, evaluation: Evaluation, value: float, weights: Snapshot) -> bool:
        """Record a validation loss and return True if it is the best so far. Nan never is."""
        if value < self.value:
            self.value, self.evaluation, self.waited = value, evaluation, 0
            self.weights = weights
            return True
        self.waited += 1
        return False

    def should_stop(self, patience: int | None) -> bool:
        """Whether patience is used up."""
        return patience is not None and self.waited > 0 and self.waited >= patience

    def may_stop(self, patience: int | None, evaluations: int) -> bool:
        """Whether patience may end the run before this many evaluations."""
        return patience is not None and max(patience, 1) - self.waited < evaluations

    def suggest(self, patience: int | None) -> int | None:
        """The patience to resume with, after it ended the run; None if the setting is enough."""
        # what ended the run is how long it waited, even if the setting changed since
        wanted = max(10, 2 * self.waited)
        return None if patience is None or patience >= wanted else wanted

    def restore(self, model: Any) -> None:
        """Put the weights of the best evaluation into a model, if there are any."""
        if self.weights is not None:
            self.weights.restore(model.variables)

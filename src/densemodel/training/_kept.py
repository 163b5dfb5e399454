"""What a run keeps beside its model, to come back to and to go on from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from densemodel.training._snapshot import Snapshot, optimizer_variables

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass
class Kept:
    """The best weights, and the last state: the loop writes it, the next loop goes on from it."""

    best_weights: Snapshot | None = None
    finite_weights: Snapshot | None = None
    "The newest weights that were seen to be finite."
    means: Snapshot | None = None
    "The running means since the last look, where training stopped between two."
    logs: Mapping[str, float] = field(default_factory=dict)
    "The numbers of the last look."
    _last: tuple[Snapshot, Snapshot] | None = None

    def keep(self, model: Any) -> None:
        """Take weights and optimizer state as they are now for the last state."""
        self._last = Snapshot.of(model.variables), Snapshot.of(optimizer_variables(model))

    def bring_back(self, model: Any) -> None:
        """Put the last state into the model, if there is one."""
        if self._last is not None:
            weights, optimizer_state = self._last
            weights.restore(model.variables)
            optimizer_state.restore(optimizer_variables(model))

    def bring_finite_back(self, model: Any) -> None:
        """Put sound weights into the model, the best ones if there are any, and go on from them."""
        sound = self.best_weights or self.finite_weights
        if sound is not None:
            sound.restore(model.variables)
            self._last = self.means = None

    def judge_afresh(self) -> None:
        """The rows to validate on are others now, so nothing is the best yet."""
        self.best_weights = None

"""The data of a sweep, held once by each worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from densemodel.training import prepare

if TYPE_CHECKING:
    from densemodel.experiments.plan._plan import Trial
    from densemodel.training import Run


@dataclass(frozen=True)
class SweepData:
    """The data and callbacks of all trials."""

    x: Any
    y: Any
    validation: Any = None
    callbacks: Any = ()
    "Keras callbacks, or a function that gives those of a trial."

    @property
    def bytes(self) -> int:
        """The approximate memory that a worker needs for it."""
        parts = [self.x, *(self.validation or ())]
        return sum(int(getattr(part, "nbytes", 0)) for part in parts)

    def run_of(self, trial: Trial) -> Run:
        """A run of a spec, ready to start, as `dm.train` would make it."""
        run = prepare(
            trial.spec,
            self.x,
            self.y,
            name=f"trial {trial.number}",
            validation_data=self.validation,
            callbacks=self.callbacks_of(trial),
        )
        run.is_queued = False
        return run

    def callbacks_of(self, trial: Trial) -> Any:
        """The callbacks of one trial."""
        return self.callbacks(trial) if callable(self.callbacks) else self.callbacks

"""The numbers of every epoch, in Keras's own form."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


class TrainingHistory(dict[str, list[float]]):
    """Keras's `History.history`: a list for each name, with one number for each epoch.

    It goes on over resumes, so that the first number is always the first epoch's.
    """

    def __init__(self, initial_epoch: int = 0) -> None:
        super().__init__()
        self.initial_epoch = initial_epoch

    @property
    def epochs(self) -> int:
        """How many epochs are recorded whole; one may just be written by the training thread."""
        return min((len(values) for values in list(self.values())), default=0)

    def add(self, logs: Mapping[str, float]) -> None:
        """Append one epoch; a name that it lacks gets a nan, so that rows stay aligned."""
        done = self.epochs
        for name in [*self, *(new for new in logs if new not in self)]:
            values = self.setdefault(name, [float("nan")] * done)
            values.append(float(logs.get(name, float("nan"))))

    def at(self, epoch: int) -> dict[str, float]:
        """The numbers of one epoch, counted from 1."""
        row = epoch - 1 - self.initial_epoch
        return {name: values[row] for name, values in list(self.items())}

    def frame(self) -> pd.DataFrame:
        """The history as a table, one row for each epoch, counted from 1.

        Example:
            >>> run.history.frame().tail()
        """
        import pandas as pd

        epochs = self.epochs
        index = pd.RangeIndex(epochs, name="epoch") + 1 + self.initial_epoch
        return pd.DataFrame({name: v[:epochs] for name, v in list(self.items())}, index=index)

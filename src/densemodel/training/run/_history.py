"""The numbers of every epoch, or of every look, in Keras's own form."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from densemodel._old_names import by_old_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from densemodel.training.events._mark import Mark


class TrainingHistory(dict[str, list[float]]):
    """Keras's `History.history`: a list for each name, with one number for each look.

    A look is an epoch's end or, with `every`, comes each so many steps. It goes on over resumes, so
    that the first number is always the first look's.
    """

    def __init__(self, initial_epoch: int = 0) -> None:
        super().__init__()
        self.initial_epoch = initial_epoch
        self.steps: list[int] = []
        "Steps done in all at each look."
        self.places: list[float] = []
        "Where each look lies on an axis of epochs: 2.5 is half way through the third, 3 its end."
        self.by_step = False
        "Whether looks come each so many steps; False: at each epoch's end."
        self.marks: list[Mark] = []
        "Where it was ended, resumed, and its settings changed, in the order in which it was."

    def __getattr__(self, name: str) -> Any:
        return by_old_name(self, name, {"looks": "evaluations"})

    @property
    def evaluations(self) -> int:
        """How many looks are recorded whole; one may just be written by the training thread."""
        return min((len(values) for values in list(self.values())), default=0)

    @property
    def epochs(self) -> int:
        """How many epochs were done at the newest look, without those that counted as done."""
        looks = self.evaluations
        return int(self.places[looks - 1]) - self.initial_epoch if looks else 0

    def add(
        self, logs: Mapping[str, float], *, step: int, place: float, by_step: bool = False
    ) -> None:
        """Append one look; a name that it lacks gets a nan, so that rows stay aligned."""
        done = self.evaluations
        # before the numbers: whoever reads meanwhile counts looks by the numbers
        self.by_step = self.by_step or by_step
        self.steps.append(step)
        self.places.append(place)
        for name in [*self, *(new for new in logs if new not in self)]:
            values = self.setdefault(name, [float("nan")] * done)
            values.append(float(logs.get(name, float("nan"))))

    def copied(self, *more: Mark) -> TrainingHistory:
        """The same as it is now, with further marks; it does not grow with this one."""
        copy = TrainingHistory(self.initial_epoch)
        looks = self.evaluations
        copy.steps, copy.places = self.steps[:looks], self.places[:looks]
        copy.by_step, copy.marks = self.by_step, [*self.marks, *more]
        copy.update({name: values[:looks] for name, values in list(self.items())})
        return copy

    def row_at(self, step: int) -> int | None:
        """The row, counted from 0, of the look after so many steps; None if it is not recorded."""
        row = bisect_left(self.steps, step, hi=self.evaluations)
        return row if row < self.evaluations and self.steps[row] == step else None

    def at(self, row: int) -> dict[str, float]:
        """The numbers of one look, by its row, counted from 0; -1 is the newest."""
        return {name: values[row] for name, values in list(self.items())}

    def frame(self) -> pd.DataFrame:
        """The history as a table: a row for each epoch, from 1, or for each look, by its step.

        Example:
            >>> run.history.frame().tail()
        """
        import pandas as pd

        looks = self.evaluations
        index = (
            pd.Index(self.steps[:looks], name="step", dtype="int64")
            if self.by_step
            else pd.RangeIndex(looks, name="epoch") + 1 + self.initial_epoch
        )
        return pd.DataFrame({name: v[:looks] for name, v in list(self.items())}, index=index)

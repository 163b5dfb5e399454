"""The history of a run, in Keras's form."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NoReturn

from densemodel.errors import with_field_hints

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from densemodel.training.events._events import Mark


@with_field_hints
class TrainingHistory(dict[str, list[float]]):
    """Keras's `History.history`: a list for each name, with one number for each evaluation.

    Evaluations come at the end of each epoch or, with `every`, after every N steps. The history
    continues over resumes, so the first number always belongs to the first evaluation.
    """

    def __init__(self, initial_epoch: int = 0) -> None:
        super().__init__()
        self.initial_epoch = initial_epoch
        "Epochs that the model was trained before, as in Keras's `fit`."
        self.steps: list[int] = []
        "Total steps done at each evaluation."
        self.places: list[float] = []
        "The position of each evaluation in epochs: 2.5 is half way through the third, 3 its end."
        self.by_step = False
        "Whether evaluations come after every N steps; False: at the end of each epoch."
        self.marks: list[Mark] = []
        "The ends, resumes and changes of settings, in order."

    def __missing__(self, name: str) -> NoReturn:
        names = ", ".join(map(repr, self)) or "nothing before the first evaluation"
        raise KeyError(f"the history has no {name!r}: it has {names}")

    @property
    def evaluations(self) -> int:
        """The number of complete rows; the training thread may just be writing another."""
        return min((len(values) for values in list(self.values())), default=0)

    @property
    def epochs(self) -> int:
        """The number of epochs trained at the newest evaluation, without the initial epochs."""
        evaluations = self.evaluations
        return int(self.places[evaluations - 1]) - self.initial_epoch if evaluations else 0

    def add(
        self, logs: Mapping[str, float], *, step: int, place: float, by_step: bool = False
    ) -> None:
        """Append one evaluation; a missing name gets nan, so that rows stay aligned."""
        done = self.evaluations
        # before the numbers, because concurrent readers count evaluations by the numbers
        self.by_step = self.by_step or by_step
        self.steps.append(step)
        self.places.append(place)
        for name in [*self, *(new for new in logs if new not in self)]:
            values = self.setdefault(name, [float("nan")] * done)
            values.append(float(logs.get(name, float("nan"))))

    def copied(self, *more: Mark) -> TrainingHistory:
        """A copy of the current history, with further marks, which does not grow."""
        copy = TrainingHistory(self.initial_epoch)
        evaluations = self.evaluations
        copy.steps, copy.places = self.steps[:evaluations], self.places[:evaluations]
        copy.by_step, copy.marks = self.by_step, [*self.marks, *more]
        copy.update({name: values[:evaluations] for name, values in list(self.items())})
        return copy

    def row_at(self, step: int) -> int | None:
        """The row, from 0, of the evaluation after so many steps; None if there is none."""
        row = bisect_left(self.steps, step, hi=self.evaluations)
        return row if row < self.evaluations and self.steps[row] == step else None

    def at(self, row: int) -> dict[str, float]:
        """The numbers of one evaluation, by its row from 0; -1 is the newest."""
        return {name: values[row] for name, values in list(self.items())}

    def frame(self) -> pd.DataFrame:
        """The history as a table: a row for each epoch, from 1, or for each evaluation.

        Example:
            >>> run.history.frame().tail()
        """
        import pandas as pd

        evaluations = self.evaluations
        index = (
            pd.Index(self.steps[:evaluations], name="step", dtype="int64")
            if self.by_step
            else pd.RangeIndex(evaluations, name="epoch") + 1 + self.initial_epoch
        )
        return pd.DataFrame({name: v[:evaluations] for name, v in list(self.items())}, index=index)

"""The side of a sweep that gives models back: the best, and that of each trial."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.errors import SweepError
from densemodel.experiments.run._facts import SweepFacts
from densemodel.experiments.run._models import is_of, run_of

if TYPE_CHECKING:
    from densemodel.experiments.plan._rows import SweepData
    from densemodel.experiments.run._place import Place
    from densemodel.store import ModelStore, SavedModel
    from densemodel.training import Run


class GivenModels(SweepFacts):
    """Knows where the models of a sweep stand, and the data that they were trained on."""

    _data: SweepData
    _place: Place
    _best: tuple[int, Run] | None = None
    "The run of the trial that was the best when it was asked for, with its number."

    @property
    def best(self) -> Run:
        """The run of the best trial, with its model and its data, as the sweep has trained it.

        One that was trained on since is its holder's: then the next one is read anew.

        Raises:
            SweepError: No trial has a result to choose by.
        """
        number = self.best_number
        if number is None:
            raise SweepError(f"the sweep of {self.name} has no trial with a loss yet")
        kept = self._best
        if kept is None or kept[0] != number or not is_of(kept[1], self.results[number]):
            kept = self._best = number, self._run_of(number, self.name)
        return kept[1]

    def load(self, number: int) -> Run:
        """The run of one trial that has ended.

        Its model is read from the sweep's folder; one that was not kept is trained again, to the
        same numbers.

        Raises:
            SweepError: There is no such trial, or it has no model to load.
        """
        result = self.results.get(number)
        if result is None or result.outcome == "failed":
            raise SweepError(f"trial {number} of {self.name} has no model to load")
        if number == self.best_number:
            return self.best
        return self._run_of(number, f"{self.name}_trial_{number}")

    def _run_of(self, number: int, name: str) -> Run:
        trial, result = self.trials[number - 1], self.results[number]
        return run_of(trial, result, self._place, self._data, name)

    def save(self, store: ModelStore, name: str = "") -> SavedModel:
        """Keep the best among saved models.

        Args:
            store: Where.
            name: What it is called; the sweep's name if none is given.
        """
        return store.save(self.best, name or self.name)

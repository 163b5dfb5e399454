"""The results of a capacity search: its sizes, the best, the knee, and a table.

That one network is better than another is believed if its loss is lower by more than the noise of
the difference, one standard deviation of it, after the rule of one standard error (Breiman and
others, 1984; Hastie and others, 2009, 7.10). The noise has two parts, which add up as squares. One
is of the rows: the standard error of the differences on the same validation rows, so that a row
which is hard for both is no noise. The other is of the training: how far the losses of one network
lie apart that is trained with other seeds. The first alone says too little: of two trainings of one
network on digits and MNIST it called 47 to 80 % different, where 32 % are due.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import hypot, inf, isfinite, nan, sqrt
from typing import TYPE_CHECKING

import numpy as np

from densemodel.language import hidden_sizes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from densemodel.experiments.plan._plan import Trial
    from densemodel.experiments.results._result import Result


@dataclass(frozen=True, slots=True)
class CapacityPoint:
    """The result of one network size, with the weights of its best epoch."""

    words: str
    "Its hidden layers in few words: `32 units`."
    spec: str
    "Its text, as a cell takes it."
    parameters: int
    units: tuple[int, ...]
    training_loss: float = nan
    "The mean over at most 20,000 rows that train, without penalties; nan if it failed."
    validation_loss: float = inf
    "The same of rows that validate; inf if it failed."
    best_epoch: int | None = None
    epochs: int = 0
    seconds: float = 0.0
    is_written: bool = False
    "Whether it is the network of the cell."
    is_deeper: bool = False
    "Whether layers were added, not only units."
    failure: str = ""
    "Why it has no losses, in a sentence."
    losses: tuple[float, ...] = ()
    "The validation loss of each training, if it was trained again with other seeds."
    row_losses: np.ndarray | None = field(default=None, repr=False, compare=False)
    "The loss of each row that validates, a mean over trainings, shape (rows,); None if it failed."

    @property
    def layers(self) -> int:
        return len(self.units)

    @property
    def trainings(self) -> int:
        return max(1, len(self.losses))

    def and_again(self, other: CapacityPoint) -> CapacityPoint:
        """This point averaged with another training of the same network."""
        if self.row_losses is None or other.row_losses is None:
            return self
        count = self.trainings
        losses = (*(self.losses or (self.validation_loss,)), other.validation_loss)
        return replace(
            self,
            losses=losses,
            validation_loss=sum(losses) / len(losses),
            training_loss=(self.training_loss * count + other.training_loss) / (count + 1),
            row_losses=(self.row_losses * count + other.row_losses) / (count + 1),
            seconds=self.seconds + other.seconds,
        )


def points_of(
    trials: Sequence[Trial], results: Mapping[int, Result], written: tuple[int, ...]
) -> tuple[CapacityPoint, ...]:
    """A point for each size, in the order of its first training; its seeds are averaged.

    `written` has the units of the hidden layers of the written network.
    """
    found: dict[str, CapacityPoint] = {}
    for trial in trials:
        if trial.number in results:
            point = _point_of(trial, results[trial.number], written)
            known = found.get(point.words)
            found[point.words] = point if known is None else known.and_again(point)
    return tuple(found.values())


def _point_of(trial: Trial, result: Result, written: tuple[int, ...]) -> CapacityPoint:
    units = tuple(number for _, number in hidden_sizes(trial.spec))
    rows = row_losses_of(result)
    return CapacityPoint(
        words=trial.values[0],  # noqa: PD011 - no frame
        spec=str(trial.spec),
        parameters=result.parameters,
        units=units,
        training_loss=nan if rows is None else result.facts["training_loss"],
        validation_loss=inf if rows is None else float(np.mean(rows)),
        best_epoch=None if rows is None else result.best_epoch,
        epochs=result.epochs,
        seconds=result.seconds,
        is_written=units == written,
        is_deeper=len(units) > max(1, len(written)),
        failure="" if rows is not None else result.sentence,
        row_losses=rows,
    )


def row_losses_of(result: Result) -> np.ndarray | None:
    """The loss of each row that validates, shape (rows,); None if the trial failed."""
    if result.outcome == "failed":
        return None
    return np.asarray(result.facts["row_losses"])


@dataclass(frozen=True, slots=True)
class Gap:
    """The difference between two networks' mean losses on the same rows, with its noise."""

    mean: float
    "Above 0 where it is the worse one; inf of what failed."
    noise: float
    "One standard deviation of the mean."

    @property
    def is_real(self) -> bool:
        return self.mean > self.noise


@dataclass(frozen=True, slots=True)
class SizeComparison:
    """The comparison of all sizes: best, knee and overfitting."""

    points: Sequence[CapacityPoint] = field(repr=False)
    gaps: tuple[Gap, ...]
    "How far each lies above the best one, on the same rows."
    best: int
    "The place of the lowest validation loss."
    knee: int
    "The place of the smallest one that is as good, but for noise."
    overfits: int | None
    "The place from which on larger ones overfit."

    @property
    def knee_point(self) -> CapacityPoint:
        return self.points[self.knee]

    @property
    def largest(self) -> CapacityPoint:
        return max(self.points, key=lambda point: point.parameters)

    @property
    def knee_name(self) -> str:
        """`knee` if a larger network was tried, else `best so far`."""
        return "best so far" if self.knee_point is self.largest else "knee"

    @property
    def network_name(self) -> str:
        """The name for the spec of the knee, which can be copied."""
        is_knee = self.knee_name == "knee"
        return "The network at the knee" if is_knee else "The best network so far"


def findings_of(points: Sequence[CapacityPoint]) -> SizeComparison | None:
    """Compare the points; None if none has a loss."""
    parameters = [point.parameters for point in points]
    best = best_of([point.validation_loss for point in points], parameters)
    rows = None if best is None else points[best].row_losses
    if best is None or rows is None:
        return None
    spread = spread_of([point.losses for point in points])
    of_best = 1 / points[best].trainings
    gaps = [
        Gap(0.0, 0.0)
        if place == best
        else gap_between(point.row_losses, rows, spread * sqrt(1 / point.trainings + of_best))
        for place, point in enumerate(points)
    ]
    training = [point.training_loss for point in points]
    overfits = overfits_from(parameters, training, gaps, best)
    return SizeComparison(points, tuple(gaps), best, knee_of(parameters, gaps), overfits)


def points_frame(points: Sequence[CapacityPoint]) -> pd.DataFrame:
    """A row for each size, by number of parameters.

    `above_best` is how far its validation loss lies above the best, `noise` one standard
    deviation of that; `is_knee` marks the smallest that is as good, but for noise.
    """
    import pandas as pd

    found = findings_of(points)
    rows = [
        {
            "size": point.words,
            "parameters": point.parameters,
            "layers": point.layers,
            "training_loss": point.training_loss,
            "validation_loss": point.validation_loss,
            "above_best": None if found is None else found.gaps[place].mean,
            "noise": None if found is None else found.gaps[place].noise,
            "trainings": point.trainings,
            "is_knee": found is not None and place == found.knee,
            "is_written": point.is_written,
            "best_epoch": point.best_epoch,
            "epochs": point.epochs,
            "seconds": point.seconds,
            "spec": point.spec,
        }
        for place, point in sorted(enumerate(points), key=lambda one: one[1].parameters)
    ]
    return pd.DataFrame(rows)


def spread_of(groups: Sequence[Sequence[float]]) -> float:
    """The standard deviation between trainings of one network; 0 if none was trained twice."""
    lengths = [len(group) - 1 for group in groups if len(group) > 1]
    squares = [float(np.var(group)) * len(group) for group in groups if len(group) > 1]
    return sqrt(sum(squares) / sum(lengths)) if lengths else 0.0


def gap_between(losses: np.ndarray | None, better: np.ndarray, of_training: float = 0.0) -> Gap:
    """The gap between two networks' losses on the same rows, each of shape (n,).

    `losses` is None if that network failed; `of_training` is the part of the noise of training.
    """
    if losses is None:
        return Gap(inf, 0.0)
    differences = np.asarray(losses, np.float64) - np.asarray(better, np.float64)
    if len(differences) == 1:  # one row tells nothing of its noise
        return Gap(float(differences[0]), inf)
    noise = float(differences.std(ddof=1)) / sqrt(len(differences))
    return Gap(float(differences.mean()), hypot(noise, of_training))


def best_of(losses: Sequence[float], parameters: Sequence[int]) -> int | None:
    """The index of the lowest loss; for equal ones the smallest network; None if all failed."""
    places = [place for place, loss in enumerate(losses) if isfinite(loss)]
    return min(places, key=lambda place: (losses[place], parameters[place]), default=None)


def knee_of(parameters: Sequence[int], gaps: Sequence[Gap]) -> int:
    """The index of the smallest network that is within noise of the best, whose gap is 0."""
    good = [place for place, gap in enumerate(gaps) if not gap.is_real]
    return min(good, key=lambda place: (parameters[place], gaps[place].mean))


def overfits_from(
    parameters: Sequence[int], training: Sequence[float], gaps: Sequence[Gap], best: int
) -> int | None:
    """The index of the smallest network from which all larger ones overfit.

    One overfits if it is larger than the best, worse than it by more than the noise on rows that
    validate (`gaps`), and better than it on those that train. Networks that failed do not count.
    """
    sound = [place for place, gap in enumerate(gaps) if isfinite(gap.mean)]
    larger = [place for place in sound if parameters[place] > parameters[best]]
    found = None
    for place in sorted(larger, key=parameters.__getitem__, reverse=True):
        if not (gaps[place].is_real and training[place] < training[best]):
            break
        found = place
    return found

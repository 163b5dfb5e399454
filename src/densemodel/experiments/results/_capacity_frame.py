"""The sizes of a network as a table for pandas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.experiments.results._capacity_point import findings_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from densemodel.experiments.results._capacity_point import CapacityPoint


def points_frame(points: Sequence[CapacityPoint]) -> pd.DataFrame:
    """A row for each size, the one with the fewest parameters first.

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

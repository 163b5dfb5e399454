"""The losses of a saved model, or of a run, as curves: points of its history, and the best look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts import thinned
from densemodel.widgets.charts._compared_look import looks_of
from densemodel.widgets.charts._overlaid_curves import Curve
from densemodel.widgets.runtime._style import TRAINING, VALIDATION

if TYPE_CHECKING:
    from densemodel.charts import Points
    from densemodel.store import Comparison
    from densemodel.training import TrainingHistory

CURVE_POINTS = 240
MOST_CURVES = 8
"Of models in one figure: more colours and dashes nobody tells apart."


def losses_of(history: TrainingHistory, best_epoch: int | None) -> list[Curve]:
    """Training and validation, of one model.

    Args:
        history: Its numbers.
        best_epoch: Counted from 1; None without validation.
    """
    watched = points_of(history, "val_loss")
    best = best_look(history, "val_loss", best_epoch)
    return [
        Curve("training", points_of(history, "loss"), TRAINING, "solid"),
        Curve("validation", watched, VALIDATION, "dashed", best),
    ]


def watched_losses(comparison: Comparison) -> dict[str, list[Curve]]:
    """For each kind of loss the curves of the models that have it, in the order of the models.

    Losses of different kinds do not share an axis. No more than 8 models are drawn.
    """
    kinds: dict[str, list[Curve]] = {}
    looks = looks_of(comparison.names)
    for place, name in enumerate(comparison.names[:MOST_CURVES]):
        history, watched = comparison.histories[place], comparison.watched[place]
        best_epoch = comparison.numbers[place].best_epoch
        kinds.setdefault(comparison.losses[place], []).append(
            Curve(
                name if watched != "loss" else f"{name} (training)",
                points_of(history, watched),
                looks[place].color,
                looks[place].dash,
                None if watched == "loss" else best_look(history, watched, best_epoch),
            )
        )
    return kinds


def points_of(history: TrainingHistory, name: str) -> Points:
    """The looks at one number that are finite, as points on an axis of epochs."""
    values = history.get(name, [])[: history.looks]
    points = np.column_stack([history.places[: len(values)], values]).reshape(-1, 2)
    return thinned(points[np.isfinite(points[:, 1])], CURVE_POINTS)


def best_look(
    history: TrainingHistory, name: str, best_epoch: int | None
) -> tuple[float, float] | None:
    """The best look of the best epoch: with `every`, an epoch has several."""
    if best_epoch is None:
        return None
    looks = [
        (place, value)
        for place, value in zip(history.places, history.get(name, []), strict=False)
        if best_epoch - 1 < place <= best_epoch and np.isfinite(value)
    ]
    return min(looks, key=lambda look: look[1], default=None)

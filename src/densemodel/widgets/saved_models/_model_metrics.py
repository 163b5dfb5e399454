"""The one metric of a saved model that a table has room for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from densemodel.wording import metric_words, rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LOSS = "loss"
_ACCURACIES = ("accuracy", "acc", "binary_accuracy", "categorical_accuracy")
_SHORT = {
    "mean_absolute_error": "MAE",
    "mean_squared_error": "MSE",
    "root_mean_squared_error": "RMSE",
    "mean_absolute_percentage_error": "MAPE",
    "mean_squared_logarithmic_error": "MSLE",
    **{name: name.upper() for name in ("mae", "mse", "rmse", "mape", "msle")},
}
_SIDES = ("validation", "test", "training")


def shown_metric(metrics: Mapping[str, Mapping[str, float | None]]) -> str:
    """The name of the metric that stands for a model: accuracy, else the first beside the loss.

    The same on all sides, so that one line of the table compares like with like.

    Args:
        metrics: By side: "training", "validation", "test".
    """
    for side in _SIDES:
        scores = metrics.get(side)
        if scores:
            return _first_of(scores)
    return _LOSS


def metric_cell(scores: Mapping[str, float | None] | None, name: str) -> dict[str, Any] | None:
    """What one side scored; None where it was not measured.

    Args:
        scores: Of one side.
        name: As `shown_metric` chose it.
    """
    value = scores.get(name) if scores else None
    if scores is None or value is None:
        return None
    word = short_word(name)
    words = rounded(value, 4) if name in _ACCURACIES else rounded(value)
    return {"words": f"{word} {words}", "rank": value, "title": f"{name} {value:.7g}", "of": word}


@lru_cache(maxsize=256)  # names come from files of anybody
def short_word(name: str) -> str:
    """A metric's name where there is little room: `acc`, `MAE`, `R2`, `precision`."""
    if name in _ACCURACIES:
        return "acc"
    return _SHORT.get(name) or metric_words(name)


def _first_of(names: Iterable[str]) -> str:
    known = list(names)
    for name in _ACCURACIES:
        if name in known:
            return name
    return next((name for name in known if name != _LOSS), _LOSS)

"""The learning rates with which optimizers train a usual network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language import OPTIMIZERS

if TYPE_CHECKING:
    from densemodel.language import Settings

OF_PAPERS = {"Adadelta": 1.0, "Adagrad": 0.05, "Ftrl": 0.05}
"""Where Keras's own, 0.001 for all three, trains next to nothing: the rates of those who proposed
them (Zeiler 2012; Duchi et al. 2011; McMahan et al. 2013), as far as they trained small tables."""


def usual_rate(settings: Settings) -> float:
    """The rate that Keras gives an optimizer where none is said, or one that learns."""
    name = settings.optimizer.name
    known = OPTIMIZERS.get(name.lower())
    keras = known.learning_rate if known else settings.learning_rate
    return OF_PAPERS.get(name, keras)

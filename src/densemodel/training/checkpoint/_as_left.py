"""How a run left its model: to notice whether somebody has changed it since."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class AsLeft:
    """A model at the end of a run.

    Args:
        at: When the run ended, by the local clock.
        weights: A hash of all weights.
        optimizer: The one that it was compiled with.
    """

    at: datetime
    weights: str
    optimizer: Any

    @classmethod
    def of(cls, model: Any) -> AsLeft:
        """Note a model as it is now.

        Args:
            model: A compiled Keras model.
        """
        return cls(datetime.now().astimezone(), _hash(model), model.optimizer)

    def is_as_left(self, model: Any) -> bool:
        """Whether the model has the same weights, and was not compiled again."""
        return self.optimizer is model.optimizer and self.weights == _hash(model)


def _hash(model: Any) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for weight in model.weights:
        digest.update(weight.numpy().tobytes())
    return digest.hexdigest()

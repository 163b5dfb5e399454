"""A model with the weights that it has now, for calls later on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.network import load_keras
from densemodel.scoring.rows._answers import Answers
from densemodel.training import Snapshot, network_of, sound_weights

if TYPE_CHECKING:
    from typing import Self

    from densemodel._array import Array
    from densemodel.training import Newest, Run


def weights_of(run: Run, *, newest: bool) -> tuple[Snapshot, Newest | None]:
    """The best weights of a run so far; with `newest` those in training, and what they are.

    The newest ones are then renewed in the background, for the next call.
    """
    found = run.newest_at if newest and run.is_busy else None
    if newest:
        run.ask_newest()
    return (FrozenModel.of(run.network).weights if found is None else found.weights), found


@dataclass(frozen=True, eq=False)
class FrozenModel:
    """A model with a copy of its weights: it may be trained meanwhile."""

    network: Any
    weights: Snapshot

    @classmethod
    def of(cls, model: Any) -> Self:
        """Copy the weights; those that are best so far, if a run is training the model."""
        network = network_of(model)
        with sound_weights(network):
            values = tuple(np.asarray(variable.value).copy() for variable in network.variables)
        return cls(network, Snapshot(values))

    def answers(self, x: Array) -> Answers:
        """Call the model on encoded rows, float32 of shape (n, ...), without changing it."""
        # activations are larger than x
        at_once = max(1, min(2**14, 2**22 // max(math.prod(x.shape[1:]), 1)))
        pairs = list(zip(self.network.variables, self.weights.values, strict=True))
        outputs, logits = [], []
        with load_keras().StatelessScope(pairs):
            for first in range(0, len(x), at_once):
                given = self.network(x[first : first + at_once], training=False)
                outputs.append(np.asarray(given, dtype=np.float32))
                known = getattr(given, "_keras_logits", None) if given.dtype == "float32" else None
                logits += [] if known is None else [np.asarray(known, dtype=np.float32)]
        return Answers(np.concatenate(outputs), np.concatenate(logits) if logits else None)

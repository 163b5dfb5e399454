"""One step of training, layer by layer: what a row gives, the gradient, the weights it changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.training.checkpoint._checkpoint import Snapshot
from densemodel.training.diagnosis._meter import Meter, Probe, kernel_of, unit_layers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel._array import Array
    from densemodel.training.diagnosis._meter import UnitLayer


@dataclass(frozen=True, slots=True, eq=False)
class LayerStep:
    """A layer with units in one step."""

    words: str
    "Its name in a sentence: `hidden layer 1`."
    outputs: Array
    "What its units gave for the first row of the batch; empty where they can't be read."
    gradient: Array
    "Of the loss on the batch by its kernel, as in Keras's `train_step`."
    before: Array
    "Its kernel before the step."
    after: Array
    "And after it."

    @property
    def place(self) -> tuple[int, ...]:
        """The place in the kernel of the weight with the largest gradient."""
        largest = int(np.abs(self.gradient).argmax())
        return tuple(map(int, np.unravel_index(largest, self.gradient.shape)))


def layers_before(model: Any, batch: Sequence[Any]) -> tuple[LayerStep, ...]:
    """The layers of a compiled model before it trains a batch (x, y, and weights if any).

    The model stays as it is, with its seeds and averages.
    """
    import tensorflow as tf

    x, y, *weights = batch
    meter = Meter(model, Probe(x[:1], y[:1], np.empty(0, np.int64)))
    outputs = meter.outputs_of(x[:1])
    layers = _trained(model)
    kernels = [kernel_of(one.layer) for one in layers]
    before = Snapshot.of(model.variables)
    with tf.GradientTape() as tape:
        y_pred = model(x, training=True)
        loss = model.compute_loss(
            x=x, y=y, y_pred=y_pred, sample_weight=weights[0] if weights else None, training=True
        )
    gradients = tape.gradient(loss, [kernel.value for kernel in kernels])
    before.restore(model.variables)
    return tuple(
        LayerStep(
            one.words,
            np.asarray(outputs.get(one.name, ())).reshape(-1),
            np.asarray(gradient),
            kernel.numpy().copy(),
            kernel.numpy().copy(),
        )
        for one, kernel, gradient in zip(layers, kernels, gradients, strict=True)
    )


def layers_after(model: Any, layers: Sequence[LayerStep]) -> tuple[LayerStep, ...]:
    """The same layers, with the weights that the step has left."""
    return tuple(
        replace(one, after=kernel_of(own.layer).numpy().copy())
        for one, own in zip(layers, _trained(model), strict=True)
    )


def _trained(model: Any) -> list[UnitLayer]:
    return [one for one in unit_layers(model) if kernel_of(one.layer).trainable]

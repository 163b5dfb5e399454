"""Measures the layers of a model on fixed rows: activations, dead units, gradients."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.network import load_keras
from densemodel.training._snapshot import Snapshot
from densemodel.training._weight_bands import quantiles_of
from densemodel.training.diagnosis._measurement import LayerMeasurement, Measurement
from densemodel.training.diagnosis._unit_layers import unit_layers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.training.diagnosis._unit_layers import UnitLayer

Array = np.ndarray[Any, Any]

CAN_DIE = frozenset({"relu", "relu6", "hard_silu", "hard_swish", "sparse_plus", "threshold"})
"Activations that give 0, and no gradient, for a whole range of what goes in."

ENDS = {
    "sigmoid": (0.0, 1.0),
    "hard_sigmoid": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "hard_tanh": (-1.0, 1.0),
    "softsign": (-1.0, 1.0),
    "relu6": (0.0, 6.0),
}
"The two ends of activations that flatten at both."

AT_END = 0.02
"""An activation is at an end if it is nearer to it than this share of the whole range."""

MOSTLY = 0.95
"""A unit is saturated if it is at an end for this share of the probe rows, and never at 0 alone."""

_MOST_VALUES = 20_000


@dataclass(frozen=True, eq=False)
class Probe:
    """The rows that a run is measured on, always the same ones."""

    x: Any
    "As the network takes them."
    y: Any
    "As its loss takes them."
    rows: Array
    "Their places among the rows of x, int64; empty where nobody knows."


class Meter:
    """Measures a compiled and built model; nothing of the model is changed.

    Args:
        model: A Keras model.
        probe: The rows.
    """

    def __init__(self, model: Any, probe: Probe) -> None:
        self.model = model
        self.probe = probe
        self.layers = unit_layers(model)
        outputs = [one.after.output for one in self.layers]
        if self.layers:
            last = self.layers[-1].layer
            outputs = [*outputs, last.input, *model.outputs]
        self._inner = load_keras().Model(_as_given(model.inputs), outputs) if self.layers else None

    def measure(
        self, step: int, place: float, update_ratios: Mapping[str, float] | None = None
    ) -> Measurement:
        """Measure the weights as they are now.

        Args:
            step: Steps done since the run's start.
            place: The same on an axis of epochs.
            update_ratios: The size of one step's change of each layer's weights, by the layer's
                name, as a share of the weights.
        """
        import tensorflow as tf

        model, probe = self.model, self.probe
        own = [list(one.layer.trainable_weights) for one in self.layers]
        watched = [variable.value for group in own for variable in group]
        kept = Snapshot.of(model.metrics_variables)
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(watched)
            outputs = [] if self._inner is None else list(self._inner(probe.x, training=False))
            answers = outputs[-1] if outputs else model(probe.x, training=False)
            whole = model.compute_loss(
                x=probe.x, y=probe.y, y_pred=answers, sample_weight=None, training=False
            )
        gradients = iter(tape.gradient(whole, watched))
        kept.restore(model.metrics_variables)  # a model of several answers counts as it computes
        penalty = float(sum(map(float, model.losses), 0.0))
        layers = tuple(
            self._layer(one, group, [next(gradients) for _ in group], output, outputs)
            for one, group, output in zip(self.layers, own, outputs, strict=False)
        )
        if update_ratios:
            layers = tuple(_with_ratio(layer, update_ratios) for layer in layers)
        return Measurement(step, place, layers, float(whole) - penalty, penalty, answers.numpy())

    def _layer(
        self,
        one: UnitLayer,
        variables: Sequence[Any],
        gradients: Sequence[Any],
        output: Any,
        outputs: Sequence[Any],
    ) -> LayerMeasurement:
        values = np.asarray(output.numpy(), np.float32)
        values = values.reshape(-1, values.shape[-1])
        weights = [variable.numpy() for variable in variables]
        shown = _before_softmax(one, outputs[-2]) if one.is_last else values
        with np.errstate(all="ignore"):  # a network may have gone to infinity
            return LayerMeasurement(
                name=one.name,
                words=one.words,
                activation=one.activation,
                units=values.shape[-1],
                dead_units=dead_units(values, one.activation),
                saturated_units=saturated_units(values, one.activation),
                gradient_norm=_norm([g.numpy() for g in map(_dense, gradients) if g is not None]),
                weight_norm=_norm(weights),
                activation_mean=float(values.mean(dtype=np.float64)),
                activation_std=float(values.std(dtype=np.float64)),
                lines=quantiles_of(shown.ravel()[:: -(-shown.size // _MOST_VALUES)]),
                unit_means=values.mean(axis=0),
                unit_spread=_unit_spread(weights),
            )


def dead_units(values: Array, activation: str) -> Array:
    """The units that give 0 for every row, of an activation that can.

    Args:
        values: Activations, shape (rows, units); of a convolution each place is a row.
        activation: Keras's name of it.
    """
    if activation not in CAN_DIE:
        return np.empty(0, np.int64)
    return np.flatnonzero(~values.any(axis=0))


def saturated_units(values: Array, activation: str) -> Array:
    """The units that are at an end for nearly every row, where nothing can be learned.

    Args:
        values: Activations, shape (rows, units).
        activation: Keras's name of it.
    """
    if activation not in ENDS:
        return np.empty(0, np.int64)
    low, high = ENDS[activation]
    near = AT_END * (high - low)
    is_at_end = (values < low + near) | (values > high - near)
    if activation in CAN_DIE:
        is_at_end &= values > low  # those are dead
    return np.flatnonzero(is_at_end.mean(axis=0) >= MOSTLY)


def _as_given(inputs: Sequence[Any]) -> Any:
    """A single input without a list around it, as its rows come."""
    return inputs[0] if len(inputs) == 1 else list(inputs)


def _dense(gradient: Any) -> Any:
    import tensorflow as tf

    return None if gradient is None else tf.convert_to_tensor(gradient)


def _norm(arrays: Sequence[Array]) -> float:
    return float(np.sqrt(sum(float(np.sum(np.square(a, dtype=np.float64))) for a in arrays)))


def _unit_spread(weights: Sequence[Array]) -> float:
    """How much the units' weights differ: 0 if each unit has the weights of the first."""
    if not weights:
        return 0.0
    kernel = max(weights, key=lambda weight: weight.size)
    size = float(np.sqrt(np.mean(np.square(kernel, dtype=np.float64))))
    return float(kernel.std(axis=-1, dtype=np.float64).mean()) / size if size else 0.0


def _before_softmax(one: UnitLayer, inputs: Any) -> Array:
    """What the last layer gives before its activation, where that can be computed."""
    kernel, bias = getattr(one.layer, "kernel", None), getattr(one.layer, "bias", None)
    rows = np.asarray(inputs.numpy(), np.float32)
    if kernel is None or len(kernel.shape) != 2:  # noqa: PLR2004 - no dense layer
        return rows
    logits = rows @ kernel.numpy()
    return np.asarray(logits if bias is None else logits + bias.numpy())


def _with_ratio(layer: LayerMeasurement, ratios: Mapping[str, float]) -> LayerMeasurement:
    return replace(layer, update_ratio=ratios[layer.name]) if layer.name in ratios else layer

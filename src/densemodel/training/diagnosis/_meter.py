"""Measures the layers of a model that have units on a few rows: activations, gradients."""

from __future__ import annotations

import inspect
import time
from dataclasses import dataclass, replace
from math import inf, nan, prod
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.network import is_columns_layer, load_keras
from densemodel.training.checkpoint._checkpoint import Snapshot
from densemodel.training.curves._weight_bands import quantiles_of
from densemodel.training.diagnosis._measurement import LayerMeasurement, Measurement
from densemodel.training.engine._from_model import has_own_steps
from densemodel.training.engine._probe import even_by_class, evenly

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel._array import Array
    from densemodel.data import Bound
    from densemodel.training.engine._feed import Feed


_BETWEEN = frozenset({"BatchNormalization", "LayerNormalization", "GroupNormalization"})
"Layers that may come between a layer and its activation."

_ACTIVATIONS = {
    "ReLU": "relu",
    "LeakyReLU": "leaky_relu",
    "ELU": "elu",
    "PReLU": "prelu",
    "Softmax": "softmax",
}
"Layers that are an activation, by class name."

LINEAR = "linear"


@dataclass(frozen=True, eq=False)
class UnitLayer:
    """A layer of a built model whose weights form units: dense, convolution, recurrent."""

    layer: Any
    "The Keras layer that has the weights."
    after: Any
    """The Keras layer after which its units are read: itself, or its activation further on.

    None where they can't be read: in a nested model, and in a subclass of Model, whose own code
    calls its layers.
    """
    activation: str
    "Keras's name of the activation; `linear` for none."
    number: int
    "Its position among these layers, from 1."
    is_last: bool

    @property
    def name(self) -> str:
        return str(self.layer.name)

    @property
    def units(self) -> int:
        """The number of units: neurons of a dense layer, channels of a convolution."""
        shape = self.after.output.shape if self.is_read else kernel_of(self.layer).shape
        return int(shape[-1])

    @property
    def is_read(self) -> bool:
        return self.after is not None

    @property
    def words(self) -> str:
        return "the last layer" if self.is_last else f"hidden layer {self.number}"


def unit_layers(model: Any) -> tuple[UnitLayer, ...]:
    """The layers with units of a built model, in order.

    The units of `50 bn relu`, which is three Keras layers, are read after relu.
    """
    layers: Sequence[Any] = getattr(model, "layers", ())
    layers = [layer for layer in layers if not is_columns_layer(layer)]
    has_graph = bool(getattr(model, "inputs", None))
    starts = [place for place, layer in enumerate(layers) if kernel_of(layer) is not None]
    found = []
    for number, start in enumerate(starts, 1):
        end = starts[number] if number < len(starts) else len(layers)
        after, activation = None, LINEAR
        if has_graph and _is_readable(layers[start]):
            after, activation = _activated(layers[start:end])
        is_last = number == len(starts)
        found.append(UnitLayer(layers[start], after, activation, number, is_last))
    return tuple(found)


def kernel_of(layer: Any) -> Any:
    """The largest of its weights with more than one axis; None without one."""
    kernels = [weight for weight in layer.weights if len(weight.shape) > 1]
    return max(kernels, key=lambda weight: prod(weight.shape), default=None)


def _is_readable(layer: Any) -> bool:
    # some layers have several outputs, and a layer that is called twice has no single one
    return hasattr(getattr(layer, "output", None), "shape") and not hasattr(layer, "layers")


def _activated(layers: Sequence[Any]) -> tuple[Any, str]:
    """The layer after which units are read, and the name of its activation."""
    first = before = layers[0]
    own = _activation_of(first)
    if own != LINEAR:
        return first, own
    for layer in layers[1:]:
        if not _is_readable(layer) or layer.input is not before.output:
            break  # the next layer is on another branch
        activation = _activation_of(layer)
        if activation != LINEAR:
            return layer, activation
        if type(layer).__name__ not in _BETWEEN:
            break
        before = layer
    return first, LINEAR


def _activation_of(layer: Any) -> str:
    known = _ACTIVATIONS.get(type(layer).__name__)
    if known is not None:
        return known
    activation = getattr(layer, "activation", None)
    return str(getattr(activation, "__name__", LINEAR))


CAN_DIE = frozenset({"relu", "relu6", "hard_silu", "hard_swish", "sparse_plus", "threshold"})
"Activations with output 0 and no gradient for a range of inputs."

ENDS = {
    "sigmoid": (0.0, 1.0),
    "hard_sigmoid": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "hard_tanh": (-1.0, 1.0),
    "softsign": (-1.0, 1.0),
    "relu6": (0.0, 6.0),
}
"The two ends of activations that are flat at both ends."

_NAME = "densemodel_probe"
"Without this name Keras would number it, and name the user's next model differently."


@dataclass(frozen=True, eq=False)
class Probe:
    """The fixed rows that a run is measured on."""

    x: Any
    "Encoded for the network."
    y: Any
    "Encoded for its loss."
    rows: Array
    "Their indices in x, int64; empty if unknown."


def _belongs_to_another(model: Any) -> bool:
    """Whether the layers of a network were made for another model, which has a frozen base."""
    if not isinstance(model, load_keras().Sequential):
        return False
    return model.layers[0].input is not model.inputs[0]


def _inner_of_shared(model: Any, read: Sequence[UnitLayer]) -> Any:
    """The model of what is read of a network whose layers another model may call as well."""
    keras = load_keras()
    before, tensors = keras.Input(model.input_shape[1:]), {}
    inputs = before
    for layer in model.layers:
        tensors[layer.name] = before, (after := layer(before))
        before = after
    outputs = [tensors[one.after.name][1] for one in read]
    last = tensors[read[-1].layer.name][0]
    return keras.Model(inputs, [*outputs, last, before], name=_NAME)


class Meter:
    """Measures a compiled and built model on some rows, without changing it."""

    def __init__(self, model: Any, probe: Probe) -> None:
        self.model = model
        self.probe = probe
        in_row = max(int(np.prod(np.shape(probe.x)[1:])), 1)
        self.most_rows = min(_rows_of_pass(model), max(_MOST_NUMBERS // in_row, FEWEST_ROWS))
        self.layers = unit_layers(model)
        read = [one for one in self.layers if one.is_read]
        self._inner = None
        if read and (is_columns_layer(model.layers[0]) or _belongs_to_another(model)):
            self._inner = _inner_of_shared(model, read)
        elif read:
            outputs = [*(one.after.output for one in read), read[-1].layer.input, *model.outputs]
            inputs = model.inputs[0] if len(model.inputs) == 1 else list(model.inputs)
            self._inner = load_keras().Model(inputs, outputs, name=_NAME)

    def outputs_of(self, x: Any) -> dict[str, Any]:
        """What the units that can be read give for some rows, by the layer's name."""
        outputs = [] if self._inner is None else self._inner(x, training=False)
        read = [one.name for one in self.layers if one.is_read]
        return dict(zip(read, outputs, strict=False))  # behind them stand the answers

    def measure(
        self, step: int, place: float, update_ratios: Mapping[str, float] | None = None
    ) -> Measurement:
        """Measure the current weights.

        `update_ratios` is the size of one step's change of each layer's weights, by the layer's
        name, as a share of the weights.
        """
        import tensorflow as tf

        model, x = self.model, self.probe.x
        own = [list(one.layer.trainable_weights) for one in self.layers]
        monitored = [variable.value for group in own for variable in group]
        snapshot = Snapshot.of(model.metrics_variables)
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(monitored)
            outputs = [] if self._inner is None else list(self._inner(x, training=False))
            answers = outputs[-1] if outputs else model(x, training=False)
            whole = self._loss(answers)
        found = [] if whole is None else tape.gradient(whole, monitored)
        snapshot.restore(model.metrics_variables)  # some models update metrics when they are called
        is_known = any(gradient is not None for gradient in found)
        gradients = iter(found if is_known else [])
        penalty = float(sum(map(float, model.losses), 0.0))
        before_last, values = (outputs[-2] if outputs else None), iter(outputs)
        layers = []
        for one, group in zip(self.layers, own, strict=True):
            weights = [variable.numpy() for variable in group]
            # unknown without a loss, and in a frozen layer
            of_layer = [next(gradients) for _ in group] if is_known else []
            parts = [tf.convert_to_tensor(g).numpy() for g in of_layer if g is not None]
            layer = LayerMeasurement(
                name=one.name,
                words=one.words,
                activation=one.activation,
                units=one.units,
                gradient_norm=norm_of(parts) if of_layer else nan,
                weight_norm=norm_of(weights),
                unit_spread=_unit_spread(weights),
                update_ratio=(update_ratios or {}).get(one.name, nan),
                **(_activations(one, next(values), before_last) if one.is_read else {}),
            )
            layers.append(layer)
        loss = nan if whole is None else float(whole) - penalty
        return Measurement(step, place, tuple(layers), loss, penalty, answers.numpy())

    def check_dead(
        self,
        now: Measurement,
        feed: Feed,
        rows: Array,
        *,
        least: float = 0.0,
        seconds: float = inf,
    ) -> tuple[Measurement, int]:
        """Keep only those dead units that give 0 for all of these rows, too.

        Args:
            now: A measurement of the current weights.
            feed: The data.
            rows: Their numbers.
            least: The share of dead units from which on a layer is checked.
            seconds: No batch begins after so many seconds.

        Returns:
            The measurement, and the number of rows that the units which are left were checked on.
        """
        if self._inner is None:
            return now, 0  # no units can be read
        left = {one.name: one.dead_units for one in now.layers if one.dead >= least * one.units}
        read = [one.name for one in self.layers if one.is_read]
        size, until, names = self.most_rows, time.perf_counter() + seconds, None
        snapshot, count = Snapshot.of(self.model.metrics_variables), 0
        while count < len(rows) and any(map(len, left.values())) and time.perf_counter() < until:
            wanted = [name for name in read if len(left.get(name, ()))]
            if wanted != names:  # only as far as the last of these layers
                names, outputs = wanted, [self._inner.outputs[read.index(one)] for one in wanted]
                inner = load_keras().Model(self._inner.inputs, outputs, name=_NAME)
            x = feed.block(rows[None, count : count + size])[0][0]
            values = inner(x, training=False)
            for name, output in zip(names, values if len(names) > 1 else [values], strict=True):
                units = left[name]
                given = np.asarray(output.numpy()).reshape(-1, output.shape[-1])[:, units]
                left[name] = units[~given.any(axis=0)]
            count = min(count + size, len(rows))
        snapshot.restore(self.model.metrics_variables)
        layers = [replace(one, dead_units=left.get(one.name, one.dead_units)) for one in now.layers]
        return replace(now, layers=tuple(layers)), count

    def _loss(self, answers: Any) -> Any:
        """The loss and the penalties; None with custom training steps."""
        model = self.model
        takes_training = "training" in inspect.signature(model.compute_loss).parameters
        more = {"training": False} if takes_training else {}
        try:
            return model.compute_loss(
                x=self.probe.x, y=self.probe.y, y_pred=answers, sample_weight=None, **more
            )
        except Exception:
            if has_own_steps(model):
                return None
            raise


def _activations(one: UnitLayer, output: Any, before_last: Any) -> dict[str, Any]:
    by_row = np.asarray(output.numpy(), np.float32)
    values = by_row.reshape(-1, by_row.shape[-1])
    shown = _before_softmax(one, before_last) if one.is_last else values
    with np.errstate(all="ignore"):  # values may be infinite
        # the rows with the largest activations of each unit, at any position
        of_rows = by_row.reshape(len(by_row), -1, by_row.shape[-1]).max(axis=1)
        most = min(9, len(of_rows))
        rows = np.argpartition(-of_rows, most - 1, axis=0)[:most]
        order = np.argsort(-np.take_along_axis(of_rows, rows, axis=0), axis=0, kind="stable")
        rows = np.take_along_axis(rows, order, axis=0)
        return {
            **_flat_units(values, one.activation),
            "activation_mean": float(values.mean(dtype=np.float64)),
            "activation_std": float(values.std(dtype=np.float64)),
            "lines": quantiles_of(shown.ravel()[:: -(-shown.size // 20_000)]),
            "top_rows": rows.T.astype(np.int32),
            "top_values": np.take_along_axis(of_rows, rows, axis=0).T.copy(),
        }


def _flat_units(values: Array, activation: str) -> dict[str, Array]:
    """The units that are 0 for every row, and those that are at an end for nearly every row.

    `values` has shape (rows, units); for a convolution, each position is a row.
    """
    is_dead = is_saturated = np.zeros(values.shape[1], bool)
    if activation in CAN_DIE:
        is_dead = ~values.any(axis=0)
    if activation in ENDS:
        low, high = ENDS[activation]
        near = 0.02 * (high - low)  # how near to an end counts as there
        is_at_end = (values < low + near) | (values > high - near)
        if activation in CAN_DIE:
            is_at_end &= values > low  # units at the low end are dead
        is_saturated = is_at_end.mean(axis=0) >= 0.95  # of the probe rows; always 0 is dead
    return {
        "dead_units": np.flatnonzero(is_dead),
        "saturated_units": np.flatnonzero(is_saturated),
    }


def norm_of(arrays: Sequence[Array]) -> float:
    return float(np.sqrt(sum(float(np.sum(np.square(a, dtype=np.float64))) for a in arrays)))


def _unit_spread(weights: Sequence[Array]) -> float:
    """The difference of the units' weights: 0 if all are equal."""
    if not weights:
        return 0.0
    kernel = max(weights, key=lambda weight: weight.size)
    size = float(np.sqrt(np.mean(np.square(kernel, dtype=np.float64))))
    return float(kernel.std(axis=-1, dtype=np.float64).mean()) / size if size else 0.0


def _before_softmax(one: UnitLayer, inputs: Any) -> Array:
    """The logits of the last layer, if they can be computed."""
    kernel, bias = getattr(one.layer, "kernel", None), getattr(one.layer, "bias", None)
    rows = np.asarray(inputs.numpy(), np.float32)
    if kernel is None or len(kernel.shape) != 2:  # not a dense layer
        return rows
    with np.errstate(all="ignore"):  # values may be infinite
        logits = rows @ kernel.numpy()
    return np.asarray(logits if bias is None else logits + bias.numpy())


MOST_ROWS, FEWEST_ROWS = 256, 32
_MOST_NUMBERS = 2_000_000
"""The most activations of one pass."""


def probe_of(model: Any, bound: Bound, feed: Feed) -> Probe:
    """Some training rows of a built model, the same ones for the whole run."""
    places, most = bound.training_rows, rows_for(model)
    classes = None if bound.coding is None else bound.coding.class_numbers(bound.y[places])
    rows = evenly(places, most) if classes is None else even_by_class(places, classes, most)
    x, y = (column[0] for column in feed.block(rows[None])[:2])
    return Probe(x, y, rows)


def rows_for(model: Any) -> int:
    """The number of rows to measure: 256, or fewer for a large network."""
    return min(_rows_of_pass(model), MOST_ROWS)


def _rows_of_pass(model: Any) -> int:
    """The number of rows that one pass can take, at least 32."""
    layers = unit_layers(model)
    shapes = [tuple(one.layer.output.shape[1:]) if one.is_read else (1,) for one in layers]
    sizes = [tuple(int(size or 1) for size in shape) for shape in shapes]
    products = sum(
        prod(size[:-1]) * sum(prod(map(int, w.shape)) for w in one.layer.trainable_weights)
        for one, size in zip(layers, sizes, strict=True)
    )
    numbers = sum(map(prod, sizes))
    # so many multiplications of one pass take less than 0.1 s
    most = min(500_000_000 // max(products, 1), _MOST_NUMBERS // max(numbers, 1))
    return max(most, FEWEST_ROWS)

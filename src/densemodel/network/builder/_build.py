"""Build a compiled Keras model from a spec, if it fits into memory."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import (
    StoredRows,
    TableEncoding,
    bind,
    choose_task,
    chunks_of,
    free_bytes,
    waits_for_data,
    with_copy,
)
from densemodel.errors import DataError, SpecError, with_call_hints
from densemodel.language import BASE, COLUMNS, as_spec
from densemodel.network.builder._base import unfrozen
from densemodel.network.builder._keras import load_keras
from densemodel.network.builder._make import draws_from, make
from densemodel.network.builder._table_layers import columns_layer
from densemodel.network.builder._whole_model import WholeModel, encoder_of
from densemodel.wording import number

if TYPE_CHECKING:
    from collections.abc import Iterator

    import keras

    from densemodel._array import Array
    from densemodel.data import Bound, TargetScale, Task
    from densemodel.language import Layer, Spec


def check_room(spec: Spec) -> None:
    """Refuse a network that does not fit into memory, before it is built."""
    count = spec.parameter_count
    if count < 10_000_000:  # too few to matter
        return
    # five copies of four bytes: the weights, the gradient, two of Adam, and the best weights
    needed, free = count * 4 * 5, free_bytes()
    if needed > free:
        raise SpecError(
            f"the network has {count:,} parameters, and training them takes "
            f"{number(needed, 'size')} of memory, but {number(free, 'size')} is free: write "
            "smaller layers"
        )


def target_layer(target: TargetScale) -> Any:
    """The layer that ends a network with `target norm`.

    Its numbers are constants, not weights: training does not change them.

    Raises:
        SpecError: Keras has the channels first, and there are several columns.
    """
    keras = load_keras()
    if len(target.mean) == 1:
        return keras.layers.Rescaling(scale=target.spread[0], offset=target.mean[0])
    if keras.config.image_data_format() != "channels_last":
        raise SpecError(
            "target norm has a number for each column of y here, and Keras has the columns on "
            "the first axis: write keras.config.set_image_data_format('channels_last') first"
        )
    return keras.layers.Rescaling(scale=list(target.spread), offset=list(target.mean))


def set_target(model: Any, fresh: Any) -> None:
    """Copy the numbers of `target norm` from another model of the same spec.

    Compiled functions hold the old numbers: `compile` drops them.
    """
    for name in ("scale", "offset"):
        numbers = getattr(fresh.layers[-1], name)
        # Keras keeps a list of its own kind, which belongs to one layer
        setattr(model.layers[-1], name, numbers if isinstance(numbers, float) else list(numbers))


def adapt(model: Any, bound: Bound) -> None:
    """Adapt each Normalization layer of a model to the training rows.

    Keras's own `adapt` takes inputs of the layer, and sums in float32. Here rows pass through the
    layers before it, and the sums are float64.

    Raises:
        DataError: The numbers that reach such a layer are too large for float32 once squared.
    """
    for place, layer in enumerate(model.layers):
        if hasattr(layer, "adapt"):
            mean, variance = _moments(_reaching(model.layers[:place], bound))
            layer.set_weights([mean, variance, *layer.get_weights()[2:]])
            layer.finalize_state()


def _reaching(layers: list[Any], bound: Bound) -> Iterator[Array]:
    rows = bound.training_rows
    if isinstance(bound.x, StoredRows):
        rows = np.sort(rows)  # so that the file is read from its start to its end
    for chunk in chunks_of(bound.x, rows, 4096):
        reached: Any = chunk
        for layer in layers:
            reached = layer(reached, training=False)
        yield np.asarray(reached, dtype=np.float64)


def _moments(chunks: Iterator[Array]) -> tuple[Array, Array]:
    """Mean and variance over all but the last axis, as float32.

    The variance of a constant column is set to 1: Keras would divide by 1e-7, and another value
    later would become millions.
    """
    count, mean, squares = 0, np.zeros(()), np.zeros(())
    for chunk in chunks:
        flat = chunk.reshape(-1, chunk.shape[-1])
        own_mean = flat.mean(axis=0)
        off = own_mean - mean
        total = count + len(flat)
        # joins the sums of squares of two parts (Chan, Golub and LeVeque 1979)
        squares = (
            squares + ((flat - own_mean) ** 2).sum(axis=0) + off**2 * count * len(flat) / total
        )
        mean = mean + off * len(flat) / total
        count = total
    variance = np.where(squares > 0, squares / max(count, 1), 1.0)
    with np.errstate(over="ignore"):
        narrow = mean.astype(np.float32), variance.astype(np.float32)
    if not all(np.isfinite(numbers).all() for numbers in narrow):
        raise DataError(
            "the numbers that reach norm are too large for float32: divide x by its largest "
            "number first"
        )
    return narrow


@with_call_hints
def build(
    spec: Spec | str, x: object = None, y: object = None, *, task: Task | None = None
) -> keras.Model:
    """Build and compile the model of a spec.

    The seed of the spec decides the initial weights: the same spec gives the same model, also by
    the script of `keras_code`. The caller's random state is not changed.

    Args:
        spec: The spec, or its text.
        x: With y, data for the spec: for the sizes of `auto`, for `norm` and `target norm`
            (training rows only), and to choose the loss.
        y: Labels, to choose the loss.
        task: Loss and metrics, if already chosen.

    Returns:
        A plain `keras.Sequential`, compiled, with nothing of densemodel inside. For `table` a
        `keras.Model` that takes the raw columns, with an input for each.

    Raises:
        SpecError: The text is not a spec, or needs data (`auto`, `norm`, `table`, `target norm`).
        DataError: x and y do not fit the spec.

    Example:
        >>> build(parse("784 -> 50 relu -> 10 softmax")).count_params()
        39760
    """
    spec = as_spec(spec)
    if x is not None:
        bound = bind(spec, x, y).require()
        return _for_users(build_bound(bound, task), bound.spec)
    reason = why_it_waits(spec)
    if reason:
        raise SpecError(f"{reason}: give x and y, as in dm.build(spec, x, y)")
    spec = with_copy(spec)
    return _for_users(build_kept(spec, choose_task(spec, y) if task is None else task), spec)


def _for_users(network: Any, spec: Spec) -> Any:
    """The network, or the model of raw columns, or with its base, that shares its layers."""
    encoder = encoder_of(spec)
    return network if encoder is None else WholeModel(network).model(encoder)


def table_of(spec: Spec) -> TableEncoding:
    """The encoding of a spec that has one: the language knows only its sizes."""
    assert isinstance(spec.table, TableEncoding)  # noqa: S101 - nothing else is put there
    return spec.table


def why_it_waits(spec: Spec) -> str:
    """Why a model can't be built without x and y, as a clause; empty if it can."""
    reason = waits_for_data(spec)
    return "target norm learns from y" if spec.settings.target_norm and not reason else reason


def build_bound(bound: Bound, task: Task | None = None) -> keras.Sequential:
    """Build and compile the network of bound data: for `table` it takes encoded rows.

    `norm` and `target norm` learn from the training rows.

    Args:
        bound: The data. If they were refused, the model is built anyway, unless it needs them.
        task: Loss and metrics instead of those of the data.

    Raises:
        DataError: The data were refused, but the network needs them for sizes, `norm` or
            `target norm`.
    """
    table = bound.spec.table
    has_no_columns = isinstance(table, TableEncoding) and not table.used
    if has_no_columns or why_it_waits(bound.spec):
        bound.require()
    model = build_kept(bound.spec, task or bound.task, bound.target_scale)
    adapt(model, bound)
    return model


def build_kept(spec: Spec, task: Task, target: TargetScale | None = None) -> keras.Sequential:
    """Build and compile the network of a spec, to load weights into.

    For `table` it takes encoded rows, and for a frozen base its outputs. `norm` is not adapted: its
    numbers are among the weights.

    Raises:
        SpecError: It does not fit into memory, or Keras refuses it.
    """
    model = plain_network(spec, target)
    if spec.base is not None and spec.base.start is not None:
        for layer, weights in zip(
            model.layers[-len(spec.base.start) :], spec.base.start, strict=True
        ):
            layer.set_weights(weights)
    call = spec.settings.optimizer
    try:
        optimizer = make(call)
    except ValueError as error:  # it may refuse a combination of valid options
        reason = " ".join(str(error).split())
        raise SpecError(f"Keras can't make the optimizer {call.name}: {reason}") from None
    model.compile(
        optimizer=optimizer,
        loss=make(task.loss),
        metrics=[make(metric) for metric in task.metrics],
    )
    return model


def plain_network(spec: Spec, target: TargetScale | None = None) -> keras.Sequential:
    """The network of a spec, with new weights and not compiled.

    Raises:
        SpecError: It does not fit into memory, or Keras refuses it.
    """
    check_room(spec)
    keras = load_keras()
    with draws_from(spec.settings.seed), _walks_through(len(spec.layers)):
        layers = [_layer(layer, spec) for layer in network_layers(spec)]
        layers += [] if target is None else [target_layer(target)]
        start = keras.Input(shape=network_layers(spec)[0].input_shape)
        return keras.Sequential([start, *layers], name=spec.name)


def network_layers(spec: Spec) -> tuple[Layer, ...]:
    """The layers that are trained: without a frozen base, whose outputs are the input."""
    return spec.layers if spec.frozen is None else spec.layers[1:]


def _layer(layer: Layer, spec: Spec) -> Any:
    if layer.kind == COLUMNS:
        return columns_layer(table_of(spec))
    if layer.kind == BASE and spec.base is not None:
        return unfrozen(spec.base.model)
    return make(layer.call)


@contextmanager
def _walks_through(layer_count: int) -> Iterator[None]:
    """Raise Python's recursion limit for Keras, which walks layers recursively."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(limit + layer_count)
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)

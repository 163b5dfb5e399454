"""A compiled Keras model from a spec."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from densemodel.data import TABLE, bind, choose_task, waits_for_data
from densemodel.errors import SpecError
from densemodel.language import as_spec
from densemodel.network.builder._adapt import adapt
from densemodel.network.builder._draws import draws_from
from densemodel.network.builder._keras import load_keras
from densemodel.network.builder._make import make
from densemodel.network.builder._room import check_room
from densemodel.network.builder._target import target_layer

if TYPE_CHECKING:
    from collections.abc import Iterator

    import keras

    from densemodel.data import Bound, TargetScale, Task
    from densemodel.language import Spec

_EXAMPLE = "as in dm.build(spec, x, y)"


def build(
    spec: Spec | str, x: object = None, y: object = None, *, task: Task | None = None
) -> keras.Sequential:
    """Build and compile the model of a spec.

    The weights start from the spec's seed: the same spec gives the same model, and the one that
    the script of `keras_code` gives. Random numbers of the caller's own are left alone.

    Args:
        spec: The spec, or its text.
        x: With y, data that fit the spec: `auto` takes its sizes from them, `norm` and
            `target norm` learn from those that train, and the loss follows from them.
        y: Labels that the loss is chosen by.
        task: Loss and metrics, if they are chosen already.

    Returns:
        A plain `keras.Sequential`, compiled, with nothing of densemodel inside.

    Raises:
        SpecError: If the text is not a spec, or waits for data (`auto`, `norm`, `table`,
            `target norm`).
        DataError: If x and y do not fit the spec.

    Example:
        >>> build(parse("784 -> 50 relu -> 10 softmax")).count_params()
        39760
    """
    spec = as_spec(spec)
    if x is not None:
        return build_bound(bind(spec, x, y).require(), task)
    reason = why_it_waits(spec)
    if reason:
        raise SpecError(reason if reason == TABLE else f"{reason}: give x and y, {_EXAMPLE}")
    return _compiled(spec, choose_task(spec, y) if task is None else task)


def why_it_waits(spec: Spec) -> str:
    """Why a model can't be built without x and y, as half a sentence; empty if it can."""
    reason = waits_for_data(spec)
    return "target norm learns from y" if spec.settings.target_norm and not reason else reason


def build_bound(bound: Bound, task: Task | None = None) -> keras.Sequential:
    """Build and compile the model of bound data.

    `norm` and `target norm` learn from the rows that train.

    Args:
        bound: The data. If they were refused, the model is built just the same, unless it waits
            for them.
        task: Loss and metrics in place of those that the data chose.

    Returns:
        A plain `keras.Sequential`, compiled.

    Raises:
        DataError: The data were refused, and the network takes its sizes, `norm` or `target norm`
            from them.
    """
    if why_it_waits(bound.spec):
        bound.require()
    model = _compiled(bound.spec, task or bound.task, bound.target_scale)
    adapt(model, bound)
    return model


def build_kept(spec: Spec, task: Task, target: TargetScale | None = None) -> keras.Sequential:
    """Build and compile the model of a spec whose numbers are kept elsewhere.

    `norm` has learned nothing yet: its numbers are among those that are put in.

    Args:
        spec: The spec, with all its sizes.
        task: Loss and metrics.
        target: What `target norm` learned.

    Raises:
        SpecError: It does not fit in memory, or Keras does not make it.
    """
    return _compiled(spec, task, target)


def _compiled(spec: Spec, task: Task, target: TargetScale | None = None) -> keras.Sequential:
    check_room(spec)
    keras = load_keras()
    with draws_from(spec.settings.seed), _walks_through(len(spec.layers)):
        layers = [make(layer.call) for layer in spec.layers]
        layers += [] if target is None else [target_layer(target)]
        model = keras.Sequential([keras.Input(shape=spec.input_shape), *layers], name=spec.name)
    model.compile(
        optimizer=_optimizer(spec),
        loss=make(task.loss),
        metrics=[make(metric) for metric in task.metrics],
    )
    return model


def _optimizer(spec: Spec) -> Any:
    """The optimizer; options that Keras takes alone it may still refuse together."""
    call = spec.settings.optimizer
    try:
        return make(call)
    except ValueError as error:
        reason = " ".join(str(error).split())
        raise SpecError(f"Keras does not make the optimizer {call.name}: {reason}") from None


@contextmanager
def _walks_through(layer_count: int) -> Iterator[None]:
    """Let Keras go from each layer to the one before it, which it does in a call within a call."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(limit + layer_count)
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)

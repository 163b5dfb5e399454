"""A compiled Keras model from a spec."""

from __future__ import annotations

import random
from contextlib import contextmanager
from typing import TYPE_CHECKING

from densemodel.data import bind, choose_task
from densemodel.network._keras import load_keras
from densemodel.network._make import make
from densemodel.spec import as_spec

if TYPE_CHECKING:
    from collections.abc import Iterator

    import keras

    from densemodel.data import Task
    from densemodel.spec import Spec


def build(
    spec: Spec | str, x: object = None, y: object = None, *, task: Task | None = None
) -> keras.Sequential:
    """Build and compile the model of a spec.

    The weights start from the spec's seed: the same spec gives the same model, and the one that
    the script of `keras_code` gives. Random numbers of the caller's own are left alone.

    Args:
        spec: The spec, or its text.
        x: With y, data that the loss is chosen by; it must fit the spec.
        y: Labels that the loss is chosen by.
        task: Loss and metrics, if they are chosen already.

    Returns:
        A plain `keras.Sequential`, compiled, with nothing of densemodel inside.

    Raises:
        SpecError: If the text is not a spec.
        DataError: If x and y do not fit the spec.

    Example:
        >>> build(parse("784 -> 50 relu -> 10 softmax")).count_params()
        39760
    """
    spec = as_spec(spec)
    if task is None:
        task = bind(spec, x, y).require().task if x is not None else choose_task(spec, y)
    keras = load_keras()
    with _seeded(spec.settings.seed):
        layers = [make(layer.call) for layer in spec.layers]
        model = keras.Sequential([keras.Input(shape=spec.input_shape), *layers], name=spec.name)
    model.compile(
        optimizer=make(spec.settings.optimizer),
        loss=make(task.loss),
        metrics=[make(metric) for metric in task.metrics],
    )
    return model


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Let a new layer's random numbers come from a seed.

    Keras draws the seed of every initializer and Dropout from Python's `random`, and nothing from
    elsewhere. So this alone gives what `keras.utils.set_random_seed` gives, and the state of the
    caller's `random` can be put back.
    """
    state = random.getstate()
    random.seed(seed)
    try:
        yield
    finally:
        random.setstate(state)

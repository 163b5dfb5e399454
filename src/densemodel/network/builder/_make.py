"""Keras objects from what the language says of them, and the seeds of new layers."""

from __future__ import annotations

import inspect
import random
import threading
from contextlib import contextmanager, nullcontext
from functools import reduce
from typing import TYPE_CHECKING, Any

from densemodel.language import KerasCall
from densemodel.network.builder._keras import load_keras

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.language import Argument


def make(call: KerasCall) -> Any:
    """Make the Keras object that a call describes.

    Args:
        call: A class of Keras with its arguments, which may be calls themselves.

    Returns:
        A new object.

    Example:
        >>> make(KerasCall("layers", "Dense", (("units", 50), ("activation", "relu"))))
        <Dense name=dense, built=False>
    """
    owner = reduce(getattr, call.module.split("."), load_keras())
    arguments = {key: _value(argument) for key, argument in call.arguments}
    kind = getattr(owner, call.name)
    if _has_channels_first(kind):
        arguments["data_format"] = "channels_last"
    return kind(**arguments)


def _has_channels_first(kind: Any) -> bool:
    """Whether Keras is set to images unlike a spec's, 28x28x1, and the class heeds that."""
    is_set = load_keras().config.image_data_format() != "channels_last"
    return is_set and "data_format" in inspect.signature(kind).parameters


def _value(argument: Argument | KerasCall) -> Any:
    return make(argument) if isinstance(argument, KerasCall) else argument


_own = threading.local()
"`stream`: the one from which this thread draws."


class _Draws:
    """Python's `random`; in a thread that has a stream of its own, that stream."""

    def __getattr__(self, name: str) -> Any:
        return getattr(getattr(_own, "stream", random), name)


@contextmanager
def draws_from(seed: int) -> Iterator[None]:
    """Let the random numbers of layers that this thread makes come from a seed.

    Keras draws the seed of every initializer and Dropout from Python's `random`, and nothing from
    elsewhere. So this alone gives what `keras.utils.set_random_seed` gives. To seed `random` would
    give it too, if no other thread drew meanwhile, or missed what it had seeded: a server's event
    loop draws, and a person's own cell.
    """
    before = vars(_own).get("stream", random)
    _own.stream = random.Random(seed)  # noqa: S311 - weights, no secrets
    try:
        with nullcontext() if _keras_draws_here() else _seeded(seed):
            yield
    finally:
        _own.stream = before


def _keras_draws_here() -> bool:
    """Have Keras ask us for its numbers; False if it draws them from elsewhere by now."""
    from keras.src.random import seed_generator

    if not isinstance(getattr(seed_generator, "python_random", None), _Draws):
        seed_generator.python_random = _Draws()
    stream, _own.stream = _own.stream, random.Random(0)  # noqa: S311 - the same
    try:
        drawn: int = seed_generator.make_default_seed()
    finally:
        _own.stream = stream
    return drawn == random.Random(0).randint(1, int(1e9))  # noqa: S311 - the same


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    state = random.getstate()
    random.seed(seed)
    try:
        yield
    finally:
        random.setstate(state)

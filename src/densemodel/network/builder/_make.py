"""Make Keras objects from their descriptions, and seed new layers."""

from __future__ import annotations

import inspect
import random
import threading
from contextlib import contextmanager
from functools import reduce
from typing import TYPE_CHECKING, Any

from densemodel.errors import SpecError
from densemodel.language import KerasCall
from densemodel.network.builder._keras import load_keras

if TYPE_CHECKING:
    from collections.abc import Iterator


def make(call: KerasCall) -> Any:
    """Make the Keras object that a call describes; its arguments may be calls.

    Raises:
        SpecError: This version of Keras does not have it.

    Example:
        >>> make(KerasCall("layers", "Dense", (("units", 50), ("activation", "relu"))))
        <Dense name=dense, built=False>
    """
    keras = load_keras()
    owner = reduce(getattr, call.module.split("."), keras)
    arguments: dict[str, Any] = {
        key: make(argument) if isinstance(argument, KerasCall) else argument
        for key, argument in call.arguments
    }
    kind = getattr(owner, call.name, None)
    if kind is None:
        raise SpecError(
            f"Keras {keras.__version__} has no {call.name}: write something else, or install a "
            "newer Keras"
        )
    has_channels_first = keras.config.image_data_format() != "channels_last"
    if has_channels_first and "data_format" in inspect.signature(kind).parameters:
        arguments["data_format"] = "channels_last"
    return kind(**arguments)


_own = threading.local()
"`stream`: the random stream of this thread."


class _Draws:
    """Python's `random`, or the stream of this thread."""

    def __getattr__(self, name: str) -> Any:
        return getattr(getattr(_own, "stream", random), name)


@contextmanager
def draws_from(seed: int) -> Iterator[None]:
    """Seed the layers that this thread makes.

    Keras draws the seeds of all initializers and Dropout layers from Python's `random`. So this has
    the effect of `keras.utils.set_random_seed`, without changing `random` for other threads.
    """
    before, state = vars(_own).get("stream", random), None
    _own.stream = random.Random(seed)  # noqa: S311 - weights, no secrets
    try:
        if not _keras_draws_here():
            state = random.getstate()
            random.seed(seed)
        yield
    finally:
        if state is not None:
            random.setstate(state)
        _own.stream = before


def _keras_draws_here() -> bool:
    """Replace Keras's source of random numbers; False if it has another one."""
    from keras.src.random import seed_generator

    if not isinstance(getattr(seed_generator, "python_random", None), _Draws):
        seed_generator.python_random = _Draws()
    stream, _own.stream = _own.stream, random.Random(0)  # noqa: S311 - the same
    try:
        drawn: int = seed_generator.make_default_seed()
    finally:
        _own.stream = stream
    return drawn == random.Random(0).randint(1, int(1e9))  # noqa: S311 - the same

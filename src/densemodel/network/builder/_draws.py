"""The seeds that Keras draws for new layers, drawn from a stream of one's own."""

from __future__ import annotations

import random
import threading
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

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

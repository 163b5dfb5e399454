"""A list of callbacks."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Generic, ParamSpec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

P = ParamSpec("P")


class Subscribers(Generic[P]):
    """Callbacks in the order of registration; exceptions reach the caller."""

    def __init__(self) -> None:
        self._functions: list[Callable[P, object]] = []

    def add(self, function: Callable[P, object]) -> Callable[[], None]:
        """Add a callback; returns the function that cancels it."""
        self._functions.append(function)

        def cancel() -> None:
            with suppress(ValueError):
                self._functions.remove(function)

        return cancel

    def __iter__(self) -> Iterator[Callable[P, object]]:
        """Those registered at this moment."""
        return iter(list(self._functions))

    def call(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Call them all."""
        for function in self:
            function(*args, **kwargs)

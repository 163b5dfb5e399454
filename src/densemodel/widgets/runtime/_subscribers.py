"""Functions that are to be called when something has changed."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Generic, ParamSpec

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")


class Subscribers(Generic[P]):
    """Functions in the order in which they came; what one raises reaches whoever calls them."""

    def __init__(self) -> None:
        self._functions: list[Callable[P, object]] = []

    def add(self, function: Callable[P, object]) -> Callable[[], None]:
        """Call this function from now on.

        Returns:
            The function that cancels it.
        """
        self._functions.append(function)

        def cancel() -> None:
            with suppress(ValueError):
                self._functions.remove(function)

        return cancel

    def call(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Call all, those that come or go meanwhile not counted."""
        for function in list(self._functions):
            function(*args, **kwargs)

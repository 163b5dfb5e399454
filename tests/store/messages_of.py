"""What a function says of what it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable


def refusal(read: Callable[..., object], *given: object, **named: object) -> str:
    """The message of the StoreError; any other error, or none, fails the test."""
    try:
        read(*given, **named)
    except StoreError as error:
        said = error
    else:
        raise AssertionError("it was not refused")
    # no other error is shown above ours
    assert said.__cause__ is None
    assert said.__suppress_context__ or said.__context__ is None
    return str(said)


def is_short(said: str) -> bool:
    """One line of plain text that can go anywhere."""
    return len(said) <= 160 and said.isprintable() and said.isascii() and "can't be read" in said

"""A layer to be, the place where it stands, and why it may not fit there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from densemodel.language.tree._tree import Named
    from densemodel.language.vocabulary._arguments import Arguments

Shape = tuple[int, ...]


class MisfitError(Exception):
    """A layer that does not fit what comes before it: the message and the hint."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


@dataclass(frozen=True, slots=True)
class Place:
    """What a layer meets where it stands."""

    shape: Shape
    activation: str | None = None
    "The activation that is fused into it."
    is_normalised: bool = False
    "Whether a bn or ln right after it makes its bias needless."
    init: Named | None = None
    "The clause `init`: the start of every kernel that does not say its own."
    has_learning_before: bool = False


@dataclass(frozen=True, slots=True)
class Making:
    """A layer to be."""

    arguments: Arguments
    output_shape: Shape
    trainable_count: int = 0
    other_count: int = 0
    name: str = ""
    "The Keras class, where it is not the one in the table."


def whole(number: object) -> int:
    assert isinstance(number, int)  # noqa: S101 - choices and auto are replaced before this
    return number


def real(number: object) -> float:
    assert isinstance(number, int | float)  # noqa: S101 - choices are replaced before this
    return float(number)

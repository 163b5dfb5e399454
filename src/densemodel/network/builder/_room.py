"""Whether the memory has room for a network and for what training keeps beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.data import bytes_text, free_bytes
from densemodel.errors import SpecError

if TYPE_CHECKING:
    from densemodel.language import Spec

_PARAMETER_BYTES = 4
_COPIES = 5
"""The weights, their gradient, two numbers that Adam keeps of each, and the best weights so far."""
_SMALL = 10_000_000
"With fewer parameters there is room anywhere, and nothing is looked up."


def check_room(spec: Spec) -> None:
    """Refuse a network that would fill the memory, before any of it is made.

    Raises:
        SpecError: It takes more than is free; the message gives both.
    """
    count = spec.parameter_count
    if count < _SMALL:
        return
    needed, free = count * _PARAMETER_BYTES * _COPIES, free_bytes()
    if needed > free:
        raise SpecError(
            f"the network has {count:,} parameters, and to train them takes {bytes_text(needed)} "
            f"of memory, of which {bytes_text(free)} is free: write smaller layers"
        )

"""What of a network waits for data, or is not built yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from densemodel.language import Spec

TABLE = "table is not built yet: give columns of numbers, and write auto in its place"

_WAITS = {
    "table": TABLE,
    "auto": "auto takes its size from the data",
    "norm": "norm learns from the data",
}


def waits_for_data(spec: Spec) -> str:
    """Why a network can't be built without x and y, as half a sentence; empty if it can."""
    return next((reason for word, reason in _WAITS.items() if word in spec.needs), "")

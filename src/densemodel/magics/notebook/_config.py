"""The settings of `%config DenseModel`."""

from __future__ import annotations

from typing import Protocol


class Defaults(Protocol):
    """The settings of the magic."""

    name: str
    panel: bool
    parallel: bool
    train: bool
    wait: bool

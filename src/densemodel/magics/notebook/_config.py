"""What `%config DenseModel` shows and sets."""

from __future__ import annotations

from typing import Protocol


class Defaults(Protocol):
    """The settings of the magic, as its parts read them."""

    name: str
    panel: bool
    parallel: bool
    train: bool
    wait: bool

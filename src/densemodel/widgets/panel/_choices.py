"""What the sliders offer. A value that is not on the grid gets a place of its own there."""

from __future__ import annotations

from densemodel.language import write_number
from densemodel.wording import counted

Choices = tuple[tuple[str, float | int | str], ...]

OFF = "off"
"""Stands for None: ipywidgets takes a selection of None for no selection at all."""

_SPLITS = tuple(percent / 100 for percent in range(5, 91, 5))
_PATIENCES = (*range(1, 21), 25, 30, 40, 50, 70, 100, 150, 200, 300, 500)
_BATCHES = tuple(2**power for power in range(13))
_RATES = tuple(
    float(f"{digits}e{power}") for power in range(-6, 0) for digits in (1, 1.5, 2, 3, 5, 7)
)


def split_words(split: float | None) -> str:
    """`20 %`, or `off`."""
    return OFF if split is None else f"{split * 100:.4g} %"


def split_choices(split: float | None) -> Choices:
    """Validation split: off, 5 % to 90 %, and the one that holds now."""
    splits = sorted({*_SPLITS, *([] if split is None else [split])})
    return ((OFF, OFF), *((split_words(share), share) for share in splits))


def patience_choices(patience: int | None, *, counts_looks: bool = False) -> Choices:
    """Patience: 1 to 500 epochs or looks, the one that holds now, and off."""
    waits = sorted({*_PATIENCES, *([] if patience is None else [patience])})
    unit = "look" if counts_looks else "epoch"
    return (*((counted(wait, unit), wait) for wait in waits), (OFF, OFF))


def batch_choices(batch: int, rows: int = 0) -> Choices:
    """Batch size: powers of two up to the rows there are, and the one that holds now."""
    sizes = {size for size in _BATCHES if not rows or size < 2 * rows}
    return tuple((f"{size:,}", size) for size in sorted({*sizes, batch}))


def rate_choices(rate: float) -> Choices:
    """Learning rate: six in each power of ten from 1e-6 to 1, and the one that holds now."""
    return tuple((write_number(value), value) for value in sorted({*_RATES, 1.0, rate}))

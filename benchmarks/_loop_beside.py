"""Figure: how much slower epochs are while the main thread runs Python code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from _digits import REFERENCE, digits
from _fair import take_turns
from _figure import ratio_figure
from _run_side import RunSide

if TYPE_CHECKING:
    from _figure import Figure
    from _sizes import Sizes

_ROUND = 20_000


def loop_beside(sizes: Sizes) -> Figure:
    """Epochs beside a loop in pure Python, against epochs beside an idle main thread."""
    side = RunSide(REFERENCE, *digits(sizes.rows))

    def beside_a_loop() -> float:
        side.begin()
        while side.run.is_busy:
            _count()
        return side.end()

    seconds = take_turns({"beside a loop": beside_a_loop, "alone": side.epoch}, sizes.rounds)
    return ratio_figure(seconds, at_most=1.5)


def _count() -> int:
    """About a millisecond of pure Python, which never releases the GIL voluntarily."""
    total = 0
    for number in range(_ROUND):
        total += number * number
    return total

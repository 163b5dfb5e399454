"""One side's first epoch in a fresh process: `python _first_epoch_child.py SIDE ROWS`.

Prints the seconds from the call that starts training to the end of the first epoch. The model is
built before.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from _digits import REFERENCE, Rows, digits
from _run_side import RunSide

from densemodel.data import bind
from densemodel.language import parse
from densemodel.network import build_bound

if TYPE_CHECKING:
    from collections.abc import Callable

_AGAIN = f"{REFERENCE} ; adam lr 0.002 ; seed 1"


def cold_run(rows: int) -> float:
    """A run, started as a user would."""
    return RunSide(REFERENCE, *digits(rows)).epoch()


def second_run(rows: int) -> float:
    """Another run of the same shape in the same process, with another seed and learning rate."""
    x, y = digits(rows)
    RunSide(REFERENCE, x, y).epoch()
    return RunSide(_AGAIN, x, y).epoch()


def cold_fit(rows: int) -> float:
    """`model.fit`, in the main thread as in a script."""
    bound = bind(parse(REFERENCE), *digits(rows))
    model, split = build_bound(bound), Rows.of(bound)

    from keras.callbacks import LambdaCallback

    ended: list[float] = []
    clock = LambdaCallback(on_epoch_end=lambda *_: ended.append(time.perf_counter()))
    began = time.perf_counter()
    model.fit(
        *split.trained,
        batch_size=bound.spec.settings.batch,
        validation_data=split.held,
        verbose=0,
        callbacks=[clock],
    )
    return ended[0] - began


SIDES: dict[str, Callable[[int], float]] = {
    "run": cold_run,
    "second run": second_run,
    "fit": cold_fit,
}

if __name__ == "__main__":
    side, row_count = sys.argv[1:]
    print(SIDES[side](int(row_count)))

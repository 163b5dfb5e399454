"""What measuring the layers costs a run.

The goal: at most 0.3 s or 2 % of the training time, whichever is more. Runs with and without
measurements take turns, each from start to end; the first turn, in which both compile, does not
count. *More seconds* is the median difference between the two runs of a turn, *counted* the time
that the run itself counts, and *share* its share of the training time. *First epoch* is the ratio
of the times from the start to its end. On a busy machine, rely on processor seconds.
"""

import statistics
import sys
import time
from dataclasses import dataclass
from functools import partial

import numpy as np
from _data import REFERENCE, digits
from _figure import Figure, main
from _measure import medians, take_turns

from densemodel.training import EvaluationDone, Measured, prepare
from densemodel.training.diagnosis import LEAST_SECONDS, SHARE


@dataclass(frozen=True)
class Size:
    """A network, its rows, and the number of turns."""

    spec: str
    rows: object
    "Returns so many rows, with their labels."
    count: int
    turns: int


def _images(count):
    x, y = digits(count)
    return x.reshape(-1, 28, 28, 1), y


def _table(count):
    rng = np.random.default_rng(0)
    y = np.arange(count) % 2
    return (rng.normal(size=(count, 8)) + y[:, None]).astype(np.float32), y


DEEP = " -> ".join(["784", *["32 relu"] * 20, "10 softmax"])
CONVOLUTION = (
    "28x28x1 -> conv 16 3x3 relu -> max 2x2 -> conv 32 3x3 relu -> max 2x2 -> flatten -> 10 softmax"
)
SIZES = {
    "dense": Size(f"{REFERENCE} ; epochs 20", digits, 42_000, 5),
    "dense, short": Size(f"{REFERENCE} ; epochs 3", digits, 12_000, 7),
    "wide": Size("784 -> 1500 relu -> 1200 relu -> 10 softmax ; epochs 3", digits, 12_000, 3),
    "convolution": Size(f"{CONVOLUTION} ; epochs 4", _images, 6_000, 3),
    "deep and narrow": Size(f"{DEEP} ; epochs 8", digits, 12_000, 3),
    "tiny table": Size("8 -> 8 relu -> 2 softmax ; epochs 60", _table, 800, 9),
    "looks between": Size("8 -> 8 relu -> 2 softmax ; steps 8000 ; every 10", _table, 800, 5),
}


def cost(size, count):
    """Train in turns with and without measurements."""
    x, y = size.rows(count or size.count)
    turns = 1 if count else size.turns
    sides = {name: Side(size.spec, x, y, is_measured=name == "measured") for name in _SIDES}
    taken = take_turns({name: side.seconds for name, side in sides.items()}, turns)
    measured = sides["measured"]
    alone = statistics.median(taken["alone"])
    more = _difference(taken)
    counted = statistics.median(measured.counted[-turns:])
    first = {name: side.first_epochs[-turns:] for name, side in sides.items()}
    started = {name: statistics.median(s for s, _ in pairs) for name, pairs in first.items()}
    first_worked = {name: statistics.median(w for _, w in pairs) for name, pairs in first.items()}
    values = {
        "more seconds": more,
        "counted": counted,
        "share": more / alone,
        "seconds": medians(taken),
        "measurements": measured.times[-1],
        "more processor seconds": _difference(
            {name: side.worked[-turns:] for name, side in sides.items()}
        ),
        "first epoch": started["measured"] / started["alone"],
        "first epoch, processor": first_worked["measured"] / first_worked["alone"],
        "every turn": taken,
    }
    most = max(LEAST_SECONDS, SHARE * alone)
    return Figure(values, {"more seconds": most, "counted": most})


_SIDES = ("measured", "alone")


def _difference(taken):
    """The median difference between the measured run and the other one of its turn."""
    pairs = zip(taken["measured"], taken["alone"], strict=True)
    return statistics.median(one - other for one, other in pairs)


class Side:
    """Runs of one kind, each from start to end."""

    def __init__(self, spec, x, y, *, is_measured):
        self._spec, self._x, self._y = f"{spec} ; patience off", x, y
        self._is_measured = is_measured
        self.counted = []
        self.times = []
        self.worked = []
        "Seconds of all processors."
        self.first_epochs = []
        "Seconds to the end of the first epoch, and those of all processors."

    def seconds(self):
        """Train a run, and return its seconds."""
        run = prepare(self._spec, self._x, self._y)
        run.is_measured = self._is_measured
        began, worked = time.perf_counter(), time.process_time()
        events = []

        def handle(event):
            if isinstance(event, EvaluationDone) and EvaluationDone not in events:
                self.first_epochs.append(
                    (time.perf_counter() - began, time.process_time() - worked)
                )
            events.append(EvaluationDone if isinstance(event, EvaluationDone) else type(event))

        run.on_event(handle)
        run.start().wait()
        took = time.perf_counter() - began
        self.worked.append(time.process_time() - worked)
        self.counted.append(_counted(run))
        self.times.append(events.count(Measured))
        return took


def _counted(run):
    session = run._session  # noqa: SLF001 - what it counts is shown nowhere
    return 0.0 if session is None else session.monitor.budget.spent


FIGURES = {f"measured, {name}": partial(cost, size) for name, size in SIZES.items()}

if __name__ == "__main__":
    sys.exit(main(FIGURES, None, 400))

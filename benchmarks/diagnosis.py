"""What measuring the layers costs a run.

    python benchmarks/diagnosis.py
    python benchmarks/diagnosis.py --only tiny
    python benchmarks/diagnosis.py --quick    few rows, to see that it works

The goal: at most 0.3 s or 2 % of the training time, whichever is more. Runs with and without
measurements take turns, each from start to end; the first turn, in which both compile, does not
count. *More seconds* is the median difference between the two runs of a turn, *counted* the time
that the run itself counts, and *share* its share of the training time. *First epoch* is the ratio
of the times from the start to its end. On a busy machine, rely on processor seconds.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from _digits import digits
from _fair import take_turns
from _figure import Figure

from densemodel.training import EvaluationDone, Measured, prepare
from densemodel.training.diagnosis import LEAST_SECONDS, SHARE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from densemodel.training import Event, Run

    Pair = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Size:
    """A network, its rows, and the number of turns."""

    spec: str
    rows: Callable[[int], Pair]
    count: int
    turns: int


def _images(count: int) -> Pair:
    x, y = digits(count)
    return x.reshape(-1, 28, 28, 1), y


def _table(count: int) -> Pair:
    rng = np.random.default_rng(0)
    y: np.ndarray = np.arange(count) % 2
    return (rng.normal(size=(count, 8)) + y[:, None]).astype(np.float32), y


DEEP = " -> ".join(["784", *["32 relu"] * 20, "10 softmax"])
CONVOLUTION = (
    "28x28x1 -> conv 16 3x3 relu -> max 2x2 -> conv 32 3x3 relu -> max 2x2 -> flatten -> 10 softmax"
)
SIZES = {
    "dense": Size("784 -> 50 relu -> 50 relu -> 10 softmax ; epochs 20", digits, 42_000, 5),
    "dense, short": Size("784 -> 50 relu -> 50 relu -> 10 softmax ; epochs 3", digits, 12_000, 7),
    "wide": Size("784 -> 1500 relu -> 1200 relu -> 10 softmax ; epochs 3", digits, 12_000, 3),
    "convolution": Size(f"{CONVOLUTION} ; epochs 4", _images, 6_000, 3),
    "deep and narrow": Size(f"{DEEP} ; epochs 8", digits, 12_000, 3),
    "tiny table": Size("8 -> 8 relu -> 2 softmax ; epochs 60", _table, 800, 9),
    "looks between": Size("8 -> 8 relu -> 2 softmax ; steps 8000 ; every 10", _table, 800, 5),
}


def main() -> int:
    """Print one line for each network."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", default="", metavar="NAME", help="those with this in their name")
    parser.add_argument("--quick", action="store_true", help="few rows, to see that it works")
    asked = parser.parse_args()
    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
    holds = True
    for name, size in SIZES.items():
        if asked.only.lower() in name.lower():
            load = os.getloadavg()
            figure = cost(size, is_quick=asked.quick)
            print(figure.line(f"measured, {name}", load, is_quick=asked.quick), flush=True)
            holds = holds and bool(figure.holds)
    return 0 if holds or asked.quick else 1


def cost(size: Size, *, is_quick: bool) -> Figure:
    """Train in turns with and without measurements."""
    x, y = size.rows(400 if is_quick else size.count)
    sides = {name: Side(size.spec, x, y, is_measured=name == "measured") for name in _SIDES}
    taken = take_turns({name: side.seconds for name, side in sides.items()}, size.turns)
    measured = sides["measured"]
    alone = statistics.median(taken["alone"])
    more = _difference(taken)
    counted = statistics.median(measured.counted[-size.turns :])
    first = {name: side.first_epochs[-size.turns :] for name, side in sides.items()}
    medians = {name: statistics.median(s for s, _ in pairs) for name, pairs in first.items()}
    first_worked = {name: statistics.median(w for _, w in pairs) for name, pairs in first.items()}
    values = {
        "more seconds": more,
        "counted": counted,
        "share": more / alone,
        "seconds": {name: statistics.median(seconds) for name, seconds in taken.items()},
        "measurements": measured.times[-1],
        "more processor seconds": _difference(
            {name: side.worked[-size.turns :] for name, side in sides.items()}
        ),
        "first epoch": medians["measured"] / medians["alone"],
        "first epoch, processor": first_worked["measured"] / first_worked["alone"],
        "every turn": taken,
    }
    most = max(LEAST_SECONDS, SHARE * alone)
    return Figure(values, {"more seconds": most, "counted": most})


_SIDES = ("measured", "alone")


def _difference(taken: Mapping[str, Sequence[float]]) -> float:
    """The median difference between the measured run and the other one of its turn."""
    pairs = zip(taken["measured"], taken["alone"], strict=True)
    return statistics.median(one - other for one, other in pairs)


class Side:
    """Runs of one kind, each from start to end."""

    def __init__(self, spec: str, x: np.ndarray, y: np.ndarray, *, is_measured: bool) -> None:
        self._spec, self._x, self._y = f"{spec} ; patience off", x, y
        self._is_measured = is_measured
        self.counted: list[float] = []
        self.times: list[int] = []
        self.worked: list[float] = []
        "Seconds of all processors."
        self.first_epochs: list[tuple[float, float]] = []
        "Seconds to the end of the first epoch, and those of all processors."

    def seconds(self) -> float:
        """Train a run, and return its seconds."""
        run = prepare(self._spec, self._x, self._y)
        run.is_measured = self._is_measured
        began, worked = time.perf_counter(), time.process_time()
        events: list[type] = []

        def handle(event: Event) -> None:
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


def _counted(run: Run) -> float:
    session = run._session  # noqa: SLF001 - what it counts is shown nowhere
    return 0.0 if session is None else session.monitor.budget.spent


if __name__ == "__main__":
    raise SystemExit(main())

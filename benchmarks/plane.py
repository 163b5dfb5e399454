"""What the tab Plane costs: the bytes of a picture of 1,000 rows, and the time of a run.

The view has a writer, but no page: it is what the kernel computes and sends.
"""

import sys
import time

import numpy as np
from _figure import Figure, main, ratio_figure
from _measure import seconds, spread, take_turns

from densemodel.training import prepare
from densemodel.widgets.panel._view import ViewContext
from densemodel.widgets.plane._plane_view import PlaneView
from densemodel.widgets.runtime._writer import Writer

_SPEC = "2 -> 8 tanh -> 8 tanh -> 2 softmax"
_WIDE = "2 -> 64 tanh -> 64 tanh -> 64 tanh -> 2 softmax"


def _rows(count):
    x = np.random.default_rng(0).normal(size=(count, 2)).astype(np.float32)
    return x, (x[:, 0] * x[:, 1] > 0).astype(int)


def _size(state):
    """The bytes of a state: its buffers, and the rest as text."""
    if isinstance(state, bytes):
        return len(state)
    if isinstance(state, dict):
        return sum(len(name) + 4 + _size(value) for name, value in state.items())
    return len(str(state))


def picture_bytes(_):
    """The bytes of everything that a new picture sends, and how long one takes to compute."""
    values = {}
    for name, spec in {"usual": _SPEC, "wide": _WIDE}.items():
        view = PlaneView(ViewContext(prepare(spec, *_rows(4_000)), Writer()))
        view.wait(60)
        values[f"{name} kB"] = _size(view.state()["picture"]) / 1e3
        taken = [1e3 * seconds(view.compute) for _ in range(30)]
        values |= {f"{name} {key}": value for key, value in spread(taken, "ms").items()}
        view.close()
    return Figure(values, {"usual kB": 100, "wide kB": 100})


def training_time(sizes):
    """The training time with the tab open, as a share of that without."""
    rows, epochs, rounds = sizes
    x, y = _rows(rows)
    writer, pictures = Writer(), []

    def new_run():
        return prepare(f"{_SPEC} ; patience off ; epochs {epochs}", x, y)

    def alone():
        run = new_run()
        return seconds(lambda: run.start().wait())

    def with_plane():
        run = new_run()
        view = PlaneView(ViewContext(run, writer))
        view.wait(60)
        seen, compute = [], view.compute
        view.compute = lambda: seen.append(time.monotonic()) or compute()
        taken = seconds(lambda: run.start().wait())
        pictures.append(len(seen) / taken)
        view.close()
        return taken

    taken = take_turns({"with plane": with_plane, "alone": alone}, rounds)
    rate = float(np.median(pictures))
    return ratio_figure(taken, at_most=1.05, **{"pictures a second": rate, "epochs": epochs})


if __name__ == "__main__":
    figures = {"plane: picture": picture_bytes, "plane: training time": training_time}
    sys.exit(main(figures, (20_000, 30, 7), (1_000, 3, 1)))

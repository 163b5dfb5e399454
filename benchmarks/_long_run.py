"""Figure: whether a step costs the same after a million steps, and how much memory grows."""

import gc
import statistics
import time

import numpy as np
import psutil
from _figure import Figure

from densemodel.training import StepsDone, prepare

_NETWORK = "4 -> 4 relu -> 3 softmax ; batch 8 ; split off ; patience off"
_ROWS = 4_000
_EARLY, _WARM = 1_000, 10_000
_BLOCK = 1_000
_MEGABYTE = 1e6


class _Monitor:
    """Records the time of each step, and the memory after 10,000 steps and at the end."""

    def __init__(self, steps):
        self.done = []
        self.moments = []
        self.bytes = []
        self._measure_at = [_WARM, steps]
        self._process = psutil.Process()

    def handle(self, event):
        if not isinstance(event, StepsDone):
            return
        self.moments.append(time.perf_counter())
        self.done.append(event.first_step - 1 + len(event.losses))
        if self._measure_at and self.done[-1] >= self._measure_at[0]:
            self._measure_at.pop(0)
            gc.collect()
            self.bytes.append(self._process.memory_info().rss)

    def step_seconds(self, first, last):
        """The time per step between two steps: the median over blocks of a thousand."""
        edges = np.arange(first, last + 1, _BLOCK)
        moments = np.interp(edges, self.done, self.moments)
        return statistics.median((np.diff(moments) / _BLOCK).tolist())


def long_run(sizes):
    """Steps of a tiny network, where most of a step is overhead of the engine."""
    monitor = _trained(sizes.long_steps)
    early = monitor.step_seconds(_EARLY, _WARM)
    late = monitor.step_seconds(sizes.long_steps - _WARM, sizes.long_steps)
    before, after = monitor.bytes
    # if these steps are slow too, the machine became slower, not the run
    again = _trained(_WARM).step_seconds(_EARLY, _WARM)
    values = {
        "ratio": late / early,
        "grown MB": (after - before) / _MEGABYTE,
        "microseconds a step": {
            "last 10,000": late * 1e6,
            "1,000 to 10,000": early * 1e6,
            "1,000 to 10,000 of a new run right after": again * 1e6,
        },
        "steps": sizes.long_steps,
    }
    return Figure(values, {"ratio": 1.1, "grown MB": 10})


def _trained(steps):
    """A finished run, and the record of it."""
    random = np.random.default_rng(0)
    x = random.normal(size=(_ROWS, 4)).astype(np.float32)
    y = (x @ random.normal(size=(4, 3))).argmax(axis=1)
    run = prepare(f"{_NETWORK} ; steps {steps}", x, y)
    monitor = _Monitor(steps)
    run.on_event(monitor.handle)
    run.start().wait()
    return monitor

"""Figure: how long a cell with `1+1` waits for its answer while a run trains in the kernel."""

from __future__ import annotations

import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from _digits import REFERENCE
from _figure import Figure
from jupyter_client import KernelManager

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _sizes import Sizes
    from jupyter_client import BlockingKernelClient

_TIMEOUT_SECONDS = 120
_LONGEST_PAUSE = 0.1
_LOAD = "import densemodel as dm; from _digits import digits; x, y = digits({rows})"
_TRAIN = f"run = dm.train('{REFERENCE} ; patience off ; epochs 1000000', x, y, wait=False)"
# the first epoch compiles
_WAIT = """
import time
while run.is_busy and run.progress.epoch < 1:
    time.sleep(0.05)
"""
_CHECK = "assert run.state == 'running', run.state"
_STOP = "run.stop().wait()"


def latency(sizes: Sizes) -> Figure:
    """The latency that a front end sees: from a request to its reply."""
    pauses = np.random.default_rng(0).uniform(0, _LONGEST_PAUSE, sizes.requests)
    with kernel() as client:
        ask(client, _LOAD.format(rows=sizes.rows))
        idle = _waits(client, pauses)
        for code in (_TRAIN, _WAIT, _CHECK):
            ask(client, code)
        training = _waits(client, pauses)
        for code in (_CHECK, _STOP):
            ask(client, code)
    values = {
        "median ms": float(np.median(training)),
        "p95 ms": float(np.percentile(training, 95)),
        "longest ms": max(training),
        "idle": {
            "median ms": float(np.median(idle)),
            "p95 ms": float(np.percentile(idle, 95)),
        },
        "requests": sizes.requests,
    }
    return Figure(values, {"median ms": 50, "p95 ms": 200})


@contextmanager
def kernel() -> Iterator[BlockingKernelClient]:
    """A new kernel that records no history, and its client."""
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(
        cwd=str(Path(__file__).parent),
        extra_arguments=["--HistoryManager.hist_file=:memory:"],
        stderr=subprocess.DEVNULL,
    )
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=_TIMEOUT_SECONDS)
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def _waits(client: BlockingKernelClient, pauses: np.ndarray) -> list[float]:
    """The latency of each request in milliseconds, after irregular pauses."""
    waits = []
    for pause in pauses.tolist():
        time.sleep(pause)
        began = time.perf_counter()
        ask(client, "1+1")
        waits.append((time.perf_counter() - began) * 1e3)
    return waits


def ask(client: BlockingKernelClient, code: str) -> None:
    content = client.execute(code, reply=True, timeout=_TIMEOUT_SECONDS)["content"]
    if content["status"] != "ok":
        raise RuntimeError(f"{content.get('ename')}: {content.get('evalue')}, at {code!r}")

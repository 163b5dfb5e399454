"""A kernel without a page; and how long `1+1` waits for its answer while a run trains there."""

import json
import subprocess
import time
from ast import literal_eval
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from _data import REFERENCE
from _figure import Figure
from _measure import seconds, spread
from jupyter_client import KernelManager

_TIMEOUT_SECONDS = 120
_LONGEST_PAUSE = 0.1
_LOAD = "import densemodel as dm; from _data import digits; x, y = digits({rows})"
_TRAIN = f"run = dm.train('{REFERENCE} ; patience off ; epochs 1000000', x, y, wait=False)"
# the first epoch compiles
_WAIT = """
import time
while run.is_busy and run.progress.epoch < 1:
    time.sleep(0.05)
"""
_CHECK = "assert run.state == 'running', run.state"
_STOP = "run.stop().wait()"


def latency(sizes):
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
    values = spread(training, "ms") | {"idle": spread(idle, "ms"), "requests": sizes.requests}
    return Figure(values, {"median ms": 50, "p95 ms": 200})


@contextmanager
def kernel():
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


def _waits(client, pauses):
    """The latency of each request in milliseconds, after irregular pauses."""
    waits = []
    for pause in pauses.tolist():
        time.sleep(pause)
        waits.append(1e3 * seconds(lambda: ask(client, "1+1")))
    return waits


def ask(client, code):
    """Run a cell; an error there raises one here."""
    content = client.execute(code, reply=True, timeout=_TIMEOUT_SECONDS)["content"]
    if content["status"] != "ok":
        raise RuntimeError(f"{content.get('ename')}: {content.get('evalue')}, at {code!r}")


def value_of(client, expression):
    """The value of an expression, without running a cell; the kernel writes it as JSON."""
    asked = {"value": f"__import__('json').dumps({expression})"}
    reply = client.execute("", silent=True, user_expressions=asked, reply=True)
    return json.loads(
        literal_eval(reply["content"]["user_expressions"]["value"]["data"]["text/plain"])
    )

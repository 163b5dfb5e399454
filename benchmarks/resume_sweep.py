"""A sweep whose kernel was killed, continued in a new kernel: its table, and its workers.

    python benchmarks/resume_sweep.py
    python benchmarks/resume_sweep.py --quick    tiny sizes, to see that it works

A cell starts 36 trials of a network with one hidden layer on 20,000 rows of MNIST, and its kernel
is killed while they train. A new kernel runs the same cell. The times from then are measured: until
the cell has answered with its table, until a worker gets a trial, and until the first
epoch of one is done. The figure is printed as one line of JSON, the median of some turns.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import tempfile
from typing import TYPE_CHECKING, Any

from _figure import Figure
from _kernel import ask, kernel
from _sweep_child import ROWS, spec

if TYPE_CHECKING:
    from jupyter_client import BlockingKernelClient

AT_MOST = {"table": 2.0, "first epoch": 6.0}
_SECONDS = {"TrialStarted": "a trial given out", "TrialEvaluated": "first epoch"}

_LOAD = """
import json, os, threading, time
import _digits
x, y = _digits.digits({rows})
%load_ext densemodel
%config DenseModel.folder = {folder!r}
magics = get_ipython().magics_manager.registry["DenseModel"]
received = {{}}

def listen():
    while "digits" not in magics.registry.sweeps:
        time.sleep(0.002)
    sweep = magics.registry.sweeps["digits"].sweep
    sweep.on_event(lambda event: received.setdefault(type(event).__name__, time.perf_counter()))

threading.Thread(target=listen, daemon=True).start()
"""
_BEGIN = "began = time.perf_counter()"
_CELL = "%%densemodel digits -x x -y y --train --workers 2\n{spec}"
_ANSWERED = """
received["table"] = time.perf_counter()
sweep = magics.registry.sweeps["digits"].sweep
known = len(sweep.results)
"""
_UNTIL_FOUND = """
while "TrialEvaluated" not in received:
    time.sleep(0.01)
"""
_UNTIL_SOME = """
while len(sweep.results) < {some}:
    time.sleep(0.01)
"""


def measured(rows: int, some: int) -> dict[str, float]:
    """Start and kill a sweep, and continue it; return the seconds until each event."""
    with tempfile.TemporaryDirectory() as folder:
        load = _LOAD.format(rows=rows, folder=folder)
        with kernel() as client:
            for code in (load, _BEGIN, _CELL.format(spec=spec()), _ANSWERED):
                ask(client, code)
            ask(client, _UNTIL_SOME.format(some=some))
            os.kill(int(_value_of(client, "os.getpid()")), signal.SIGKILL)
        with kernel() as client:
            for code in (load, _BEGIN, _CELL.format(spec=spec()), _ANSWERED, _UNTIL_FOUND):
                ask(client, code)
            received = _value_of(client, "dict(received, began=began, known=known)")
    if received["known"] < some:
        raise RuntimeError(f"{received['known']:g} results are back of {some}")
    taken = {"table": received["table"] - received["began"]}
    return taken | {words: received[name] - received["began"] for name, words in _SECONDS.items()}


def _value_of(client: BlockingKernelClient, expression: str) -> Any:
    """The value of an expression, which the kernel writes as JSON."""
    asked = {"value": f"json.dumps({expression})"}
    content = client.execute("", user_expressions=asked, reply=True)["content"]
    written: str = content["user_expressions"]["value"]["data"]["text/plain"]
    return json.loads(written.strip("'"))


def main() -> int:
    """Print the figure."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="tiny sizes, to see that it works")
    asked = parser.parse_args()
    before = os.getloadavg()
    rows, turns = (1_000, 1) if asked.quick else (ROWS, 5)
    taken = [measured(rows, 4) for _ in range(turns)]
    medians = {name: statistics.median(one[name] for one in taken) for name in taken[0]}
    figure = Figure({**medians, "every turn": taken}, AT_MOST)
    print(figure.line("taken up, seconds", before, is_quick=asked.quick))
    return 0 if figure.holds or asked.quick else 1


if __name__ == "__main__":
    raise SystemExit(main())

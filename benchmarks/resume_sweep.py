"""A sweep whose kernel was killed, continued in a new kernel: its table, and its workers.

A cell starts 36 trials of a network with one hidden layer on 20,000 rows of MNIST, and its kernel
is killed while they train. A new kernel runs the same cell. The times from then are measured: until
the cell has answered with its table, and until the first epoch of a trial is done.
"""

import os
import signal
import statistics
import sys
import tempfile

from _figure import Figure, main
from _kernel import ask, kernel, value_of
from _sweep_child import ROWS, spec

_LOAD = """
import json, os, time
import _data
x, y = _data.digits({rows})
%load_ext densemodel
%config DenseModel.folder = {folder!r}
received = {{}}
"""
_BEGIN = "began = time.perf_counter()"
_CELL = "%%densemodel digits -x x -y y --train --workers 2\n{spec}"
_ANSWERED = """
received["table"] = time.perf_counter()
sweep = %densemodel sweep digits
sweep.on_event(lambda event: received.setdefault(type(event).__name__, time.perf_counter()))
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


def measured(rows, some):
    """Start and kill a sweep, and continue it; return the seconds until each event."""
    with tempfile.TemporaryDirectory() as folder:
        load = _LOAD.format(rows=rows, folder=folder)
        with kernel() as client:
            for code in (load, _BEGIN, _CELL.format(spec=spec()), _ANSWERED):
                ask(client, code)
            ask(client, _UNTIL_SOME.format(some=some))
            os.kill(int(value_of(client, "os.getpid()")), signal.SIGKILL)
        with kernel() as client:
            for code in (load, _BEGIN, _CELL.format(spec=spec()), _ANSWERED, _UNTIL_FOUND):
                ask(client, code)
            received = value_of(client, "dict(received, began=began, known=known)")
    if received["known"] < some:
        raise RuntimeError(f"{received['known']:g} results are back of {some}")
    names = {"table": "table", "TrialEvaluated": "first epoch"}
    return {words: received[name] - received["began"] for name, words in names.items()}


def after_a_kill(sizes):
    """The median of some turns."""
    rows, turns = sizes
    taken = [measured(rows, 4) for _ in range(turns)]
    found = {name: statistics.median(one[name] for one in taken) for name in taken[0]}
    return Figure({**found, "every turn": taken}, {"table": 2.0, "first epoch": 6.0})


if __name__ == "__main__":
    sys.exit(main({"continued sweep, seconds": after_a_kill}, (ROWS, 5), (1_000, 1)))

"""How long a user waits in the first minute: the first cell of a new kernel.

    python benchmarks/first_cell.py
    python benchmarks/first_cell.py --quick    one kernel of each kind, to see that it works

A kernel loads the extension and MNIST. Each figure is the median of five new kernels: the time
from the request of a cell to the kernel's message that displays something:

- `x = 1`, run right after `%load_ext densemodel`, until it answers;
- the drawing of a cell that runs right after it;
- the panel of a cell that runs ten seconds later, when Keras has been imported.

In between, cells with `x = 1` measure the wait while Keras is imported. The last kernel checks
that devices can still be chosen after the import: TensorFlow has not initialized them,
CUDA_VISIBLE_DEVICES can be set, and so can the memory growth of each GPU.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from typing import TYPE_CHECKING

from _figure import Figure
from _kernel import ask, kernel

if TYPE_CHECKING:
    from jupyter_client import BlockingKernelClient

PROMISED = {"x = 1": 0.1, "drawing at once": 1.0, "panel after 10 s": 1.5}
_ROUNDS = 5
_LATER_SECONDS = 10.0
_PAUSE_SECONDS = 0.1
_TIMEOUT_SECONDS = 120
_DATA = "import _digits; x_train, y_train = _digits.digits({rows})"
_ROWS = 60_000
_LOAD = "%load_ext densemodel"
_CELL = """%%densemodel digits -x x_train -y y_train
784 -> 50 relu -> 50 relu -> 10 softmax
epochs 20 ; patience 3"""
_WIDGET = "application/vnd.jupyter.widget-view+json"
_PANEL = 2
"""The widgets that a cell shows: the drawing, and then the panel."""
_CHOOSE = """
import os, sys, threading
assert not any(t.name == "densemodel-preload" for t in threading.enumerate())
assert "keras" in sys.modules
from tensorflow.python.eager import context
assert context._context is None or not context._context._initialized
import tensorflow as tf
for gpu in tf.config.list_physical_devices("GPU"):
    tf.config.experimental.set_memory_growth(gpu, True)
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
"""


def main() -> int:
    """Print the figure."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="one kernel, to see that it works")
    is_quick = parser.parse_args().quick
    before = os.getloadavg()
    rounds = 1 if is_quick else _ROUNDS
    at_once = [_at_once() for _ in range(rounds)]
    later = [_later(chooses=number == rounds - 1) for number in range(rounds)]
    taken = {name: [one[name] for one in [*at_once, *later] if name in one] for name in _names()}
    medians = {name: statistics.median(seconds) for name, seconds in taken.items()}
    figure = Figure({**medians, "every kernel": taken}, PROMISED)
    print(figure.line("first cell, seconds", before, is_quick=is_quick))
    return 0 if figure.holds or is_quick else 1


def _names() -> tuple[str, ...]:
    return (
        "%load_ext",
        "x = 1",
        "drawing at once",
        "panel at once",
        "x = 1 meanwhile, median",
        "x = 1 meanwhile, longest",
        "drawing after 10 s",
        "panel after 10 s",
    )


def _at_once() -> dict[str, float]:
    """The cell in a kernel that has not imported anything yet."""
    with kernel() as client:
        ask(client, _DATA.format(rows=_ROWS))
        load = _seconds(client, _LOAD)
        drawing, panel = _shown(client)
    return {"%load_ext": load, "drawing at once": drawing, "panel at once": panel}


def _later(*, chooses: bool) -> dict[str, float]:
    """The cell in a kernel after ten seconds; or, in the last one, only the choice of devices."""
    with kernel() as client:
        ask(client, _DATA.format(rows=_ROWS))
        load = _seconds(client, _LOAD)
        began = time.perf_counter()
        simple = _seconds(client, "x = 1")
        time.sleep(1.0)
        waits = []
        while time.perf_counter() - began < _LATER_SECONDS - 0.5:
            waits.append(_seconds(client, "x = 1"))
            time.sleep(_PAUSE_SECONDS)
        time.sleep(max(0.0, began + _LATER_SECONDS - time.perf_counter()))
        drawing, panel = _shown(client)
    if chooses:
        _choose()
    return {
        "%load_ext": load,
        "x = 1": simple,
        "x = 1 meanwhile, median": statistics.median(waits),
        "x = 1 meanwhile, longest": max(waits),
        "drawing after 10 s": drawing,
        "panel after 10 s": panel,
    }


def _choose() -> None:
    """Choose the devices after the import, before any cell uses them."""
    with kernel() as client:
        ask(client, _LOAD)
        time.sleep(1.0)
        alive = "any(t.name == 'densemodel-preload' for t in __import__('threading').enumerate())"
        while _value_of(client, alive) == "True":
            time.sleep(_PAUSE_SECONDS)
        ask(client, _CHOOSE)


def _seconds(client: BlockingKernelClient, code: str) -> float:
    began = time.perf_counter()
    ask(client, code)
    return time.perf_counter() - began


def _shown(client: BlockingKernelClient) -> tuple[float, float]:
    """The seconds from the cell's request to the messages that show its drawing and its panel."""
    began = time.perf_counter()
    request = client.execute(_CELL)
    seconds: list[float] = []
    while len(seconds) < _PANEL:
        message = client.get_iopub_msg(timeout=_TIMEOUT_SECONDS)
        if message["parent_header"].get("msg_id") != request:
            continue
        if message["msg_type"] == "error":
            raise RuntimeError(message["content"]["evalue"])
        if message["msg_type"] == "display_data" and _WIDGET in message["content"]["data"]:
            seconds.append(time.perf_counter() - began)
    drawing, panel = seconds
    return drawing, panel


def _value_of(client: BlockingKernelClient, expression: str) -> str:
    """The value of an expression, as text, without running a cell."""
    reply = client.execute("", silent=True, user_expressions={"value": expression}, reply=True)
    return str(reply["content"]["user_expressions"]["value"]["data"]["text/plain"])


if __name__ == "__main__":
    raise SystemExit(main())

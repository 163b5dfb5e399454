"""How long a user waits in the first minute: the first cell of a new kernel.

A kernel loads the extension and MNIST. Each figure is the median of five new kernels: the time
from the request of a cell to the kernel's message that displays something:

- `x = 1`, run right after `%load_ext densemodel`, until it answers;
- the drawing of a cell that runs right after it;
- the panel of a cell that runs ten seconds later, when Keras has been imported.

In between, cells with `x = 1` measure the wait while Keras is imported. The last kernel checks
that devices can still be chosen after the import: TensorFlow has not initialized them,
CUDA_VISIBLE_DEVICES can be set, and so can the memory growth of each GPU.
"""

import statistics
import sys
import time

from _data import REFERENCE
from _figure import Figure, main
from _kernel import ask, kernel, value_of
from _measure import medians, seconds

PROMISED = {"x = 1": 0.1, "drawing at once": 1.0, "panel after 10 s": 1.5}
_LATER_SECONDS = 10.0
_PAUSE_SECONDS = 0.1
_TIMEOUT_SECONDS = 120
_DATA = "import _data; x_train, y_train = _data.digits({rows})"
_ROWS = 60_000
_LOAD = "%load_ext densemodel"
_CELL = f"""%%densemodel digits -x x_train -y y_train
{REFERENCE}
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


def first_cell(rounds):
    """The cell at once and later, in as many new kernels of each kind."""
    found = [_at_once() for _ in range(rounds)]
    found += [_later(chooses=number == rounds - 1) for number in range(rounds)]
    names = dict.fromkeys(name for one in found for name in one)
    taken = {name: [one[name] for one in found if name in one] for name in names}
    return Figure({**medians(taken), "every kernel": taken}, PROMISED)


def _at_once():
    """The cell in a kernel that has not imported anything yet."""
    with kernel() as client:
        ask(client, _DATA.format(rows=_ROWS))
        load = seconds(lambda: ask(client, _LOAD))
        drawing, panel = _shown(client)
    return {"%load_ext": load, "drawing at once": drawing, "panel at once": panel}


def _later(*, chooses):
    """The cell in a kernel after ten seconds; or, in the last one, only the choice of devices."""
    with kernel() as client:
        ask(client, _DATA.format(rows=_ROWS))
        load = seconds(lambda: ask(client, _LOAD))
        began = time.perf_counter()
        simple = seconds(lambda: ask(client, "x = 1"))
        time.sleep(1.0)
        waits = []
        while time.perf_counter() - began < _LATER_SECONDS - 0.5:
            waits.append(seconds(lambda: ask(client, "x = 1")))
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


def _choose():
    """Choose the devices after the import, before any cell uses them."""
    with kernel() as client:
        ask(client, _LOAD)
        time.sleep(1.0)
        alive = "any(t.name == 'densemodel-preload' for t in __import__('threading').enumerate())"
        while value_of(client, alive):
            time.sleep(_PAUSE_SECONDS)
        ask(client, _CHOOSE)


def _shown(client):
    """The seconds from the cell's request to the messages that show its drawing and its panel."""
    began = time.perf_counter()
    request = client.execute(_CELL)
    shown = []
    while len(shown) < _PANEL:
        message = client.get_iopub_msg(timeout=_TIMEOUT_SECONDS)
        if message["parent_header"].get("msg_id") != request:
            continue
        if message["msg_type"] == "error":
            raise RuntimeError(message["content"]["evalue"])
        if message["msg_type"] == "display_data" and _WIDGET in message["content"]["data"]:
            shown.append(time.perf_counter() - began)
    return shown


if __name__ == "__main__":
    sys.exit(main({"first cell, seconds": first_cell}, 5, 1))

"""Cells of a kernel are interrupted at drawn moments. `make faults` interrupts more."""

import json
import os
import random
import subprocess
import time
from threading import Timer

import pytest
from jupyter_client import KernelManager

pytestmark = pytest.mark.tensorflow

INTERRUPTS = int(os.environ.get("DENSEMODEL_INTERRUPTS", "3"))
WAIT_SECONDS = 120

SETUP = """
%load_ext densemodel
import json, time
import numpy as np
%config DenseModel.folder = FOLDER
rng = np.random.default_rng(0)
x = rng.random((2000, 50), dtype=np.float32)
y = (3 * x[:, 0]).astype(int)
magics = get_ipython().magics_manager.registry["DenseModel"]
"""
OLD = "%%densemodel v -x x -y y --wait\n50 -> 77 relu -> 3 softmax ; epochs 1"
LONG = "epochs 100000 ; patience off"
CELLS = {
    "single": f"%%densemodel v -x x -y y --wait\n50 -> 20 relu -> 3 softmax ; {LONG}",
    "sweep": f"%%densemodel v -x x -y y --wait\n50 -> {{18|50}} relu -> 3 softmax ; {LONG}",
    "race": "%%densemodel -x x -y y --wait\n"
    + "\n".join(f"{n}: 50 -> {u} relu -> 3 softmax ; {LONG}" for u, n in enumerate("vbcd", 9)),
}
AFTERWARDS = """
runs = [*magics.registry.runs().values()]
runs += [entry.sweep for entry in magics.registry.sweeps.values()]
trains = [run.name for run in runs if run.state in ("waiting", "running")]
for run in runs:  # one that was asked to stop may still end a step
    while run.is_busy and not trains:
        time.sleep(0.01)
units = v.layers[0].units if "v" in globals() and v.predict(x[:2], verbose=0).size else None
print(json.dumps([trains, units]))
"""
REMOVE = """
for name in [*magics.registry.sweeps]:
    magics.registry.let_go(name)
magics.registry._entries.clear()
for name in "vbcd":
    globals().pop(name, None)
"""


class Kernel:
    """A kernel that answers one cell at a time."""

    def __init__(self, folder):
        self.manager = KernelManager(kernel_name="python3")
        quiet = {"stderr": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
        options = ["--HistoryManager.hist_file=:memory:"]
        self.manager.start_kernel(extra_arguments=options, **quiet)
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=WAIT_SECONDS)
        self.run(f"FOLDER = {folder!r}\n{SETUP}")

    def run(self, cell, interrupts=()):
        """Run a cell, and interrupt it so many seconds after it has begun.

        Returns:
            The lines that it leaves, and the seconds from the first interrupt to the last of them.
        """
        lines = []
        timers = []
        began = ended = 0.0

        def handle(message):
            nonlocal began, ended
            kind, content = message["msg_type"], message["content"]
            if kind == "execute_input":
                began = time.monotonic() + min(interrupts, default=0)
                timers.extend(Timer(one, self.manager.interrupt_kernel) for one in interrupts)
                for timer in timers:
                    timer.start()
            elif kind == "clear_output":
                lines.clear()
            elif kind in ("stream", "error"):
                ended = time.monotonic()
                lines.extend(content.get("traceback") or content["text"].splitlines())
                if any(line.startswith("Interrupted") for line in lines):
                    # a second one could meet ipykernel while it sends its reply, which is lost then
                    for timer in timers:
                        timer.cancel()

        self.client.execute_interactive(cell, output_hook=handle, timeout=WAIT_SECONDS)
        for timer in timers:  # a second one has nothing to interrupt any more
            timer.cancel()
        return lines, ended - began


@pytest.fixture
def kernel(tmp_path):
    kernel = Kernel(str(tmp_path))
    yield kernel
    kernel.client.stop_channels()
    kernel.manager.shutdown_kernel(now=True)


def test_an_interrupt_ends_each_cell_in_a_sentence(kernel):
    draw = random.Random(1)  # noqa: S311 - the same moments each time
    for number in range(INTERRUPTS):
        kind = [*CELLS][number % len(CELLS)]
        seconds = draw.uniform(0, 1 if draw.random() < 0.5 else 1.5)
        has_old = draw.random() < 0.5
        kernel.run(REMOVE)
        if has_old:
            kernel.run(OLD)
        second = [seconds + draw.uniform(0, 0.3)] if draw.random() < 0.2 else []
        lines, took = kernel.run(CELLS[kind], [seconds, *second])
        found = next(text for text in kernel.run(AFTERWARDS)[0] if text.startswith("[["))
        trains, units = json.loads(found)
        line = f"{number} {kind}, {seconds:.2f} s, old {has_old}: {took:.2f} s, {units}, {lines}"
        print(line)  # noqa: T201 - `make faults` shows it
        assert any(text.startswith("Interrupted") for text in lines), line
        assert not any("KeyboardInterrupt" in text for text in lines), line
        assert not trains, line
        assert units is not None or not has_old, line
        if "run the cell again." in lines[-1]:
            assert units == (77 if has_old else None), line

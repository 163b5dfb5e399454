"""Kernels that train, save and keep their run are killed. `make faults` kills more."""

import os
import random
import signal
import subprocess
import time
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from jupyter_client import KernelManager

from densemodel.store import ModelStore
from densemodel.store.autosave._autosave import MOST_SECONDS
from support.store.small_models import card_in

pytestmark = pytest.mark.tensorflow

KILLS = int(os.environ.get("DENSEMODEL_KERNEL_KILLS", "1"))
LONGEST_SECONDS = 8.0
"A kernel is killed at any moment within these after its first epoch."
SECONDS_BEHIND = MOST_SECONDS + 1.0
"What is promised, and the writing itself on a busy machine."
WAIT_SECONDS = 120

CELL = """
import time
import numpy as np
import densemodel as dm
from densemodel.training import EvaluationDone, prepare
rng = np.random.default_rng(0)
x = rng.random((6000, 30), dtype=np.float32)
run = prepare("30 -> 40 relu -> drop 0.1 -> 3 softmax ; patience off ; epochs 1000000 ; batch 8",
              x, (3 * x[:, 0]).astype(int), name="digits")
store = dm.ModelStore(FOLDER)
store.autosave(run)
output = open(FOLDER + ".output", "a", buffering=1)
run.on_event(lambda event: isinstance(event, EvaluationDone)
             and output.write(f"{event.epoch} {time.time()}\\n"))
run.start()
"""
SAVES = """
number = 0
while True:
    store.save(run, "saved", notes=str(number))
    output.write(f"saved {number}\\n")
    number += 1
"""


class Kernel:
    """A kernel that is started ahead of time."""

    def __init__(self, folder):
        self.folder = folder
        self.manager = KernelManager(kernel_name="python3")
        self.manager.start_kernel(
            extra_arguments=["--HistoryManager.hist_file=:memory:"],
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        self.client = self.manager.blocking_client()
        self.client.start_channels()

    def train(self):
        """Begin to train and to save, and come back after the first epoch."""
        self.client.wait_for_ready(timeout=WAIT_SECONDS)
        for code in ("%load_ext densemodel", f"FOLDER = {str(self.folder)!r}", CELL):
            reply = self.client.execute(code, reply=True, timeout=WAIT_SECONDS)["content"]
            assert reply["status"] == "ok", reply
        self.client.execute(SAVES)
        until = time.monotonic() + WAIT_SECONDS
        while not self.epochs():
            assert time.monotonic() < until
            time.sleep(0.02)

    def kill(self):
        """Let the kernel end amid whatever it does; gives the time."""
        process = self.manager.provisioner.pid
        os.kill(process, signal.SIGKILL)
        at = time.time()
        self.manager.provisioner.process.wait()
        return at

    def lines(self):
        output = Path(f"{self.folder}.output")
        # the last line may be half written
        return output.read_text(encoding="utf-8").split("\n")[:-1] if output.exists() else []

    def epochs(self):
        parts = [line.split() for line in self.lines() if not line.startswith("saved")]
        return [(int(epoch), float(at)) for epoch, at in parts]

    def saves(self):
        return sum(line.startswith("saved") for line in self.lines())

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@contextmanager
def kernels(folder):
    """Kernels, of which the next one starts while one is used."""
    living = [Kernel(folder / "0")]

    def each():
        for number in range(KILLS):
            if number + 1 < KILLS:
                living.append(Kernel(folder / str(number + 1)))
            yield living[number]

    try:
        yield each()
    finally:
        for kernel in living:
            kernel.close()


@pytest.mark.timeout(WAIT_SECONDS + 60 * KILLS)
def test_a_killed_kernel_loses_an_epoch_at_the_most(tmp_path):
    moments = random.Random(11)  # noqa: S311 - moments, not secrets
    with kernels(tmp_path) as each:
        for kernel in each:
            kernel.train()
            time.sleep(moments.uniform(0, LONGEST_SECONDS))
            killed_at = kernel.kill()
            require_nothing_lost(kernel, killed_at)


def require_nothing_lost(kernel, killed_at):
    store = ModelStore(kernel.folder)
    models = store.list()
    assert all(model.damaged is None for model in models)
    numbers = [int(card_in(model.path).notes) for model in models]
    # one more may have been done than was said
    assert max(numbers, default=-1) + 1 in (kernel.saves(), kernel.saves() + 1)
    left = store.unsaved()
    assert all(model.damaged is None for model in left)
    written = max((model.card.epochs for model in left if model.card), default=0)
    epochs = kernel.epochs()
    lost = [at for epoch, at in epochs if epoch > written]
    # the newest look may have been in the writing; those before it were there for long
    longest = max((b - a for (_, a), (_, b) in pairwise(epochs)), default=0.0)
    assert len(lost) <= 1 or killed_at - lost[0] <= SECONDS_BEHIND + longest, (written, epochs)
    if left:
        loaded = store.load(left[0])
        assert loaded.history.evaluations == written
    for model in store.list():
        store.load(model)

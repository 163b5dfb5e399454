"""Rows that stay in their file are trained as the same rows in memory."""

import sys

import numpy as np
import pytest

from densemodel.training import EpochDone, prepare
from support.forked import run_script
from support.training.driving import WAIT_SECONDS, same, weights

pytestmark = pytest.mark.tensorflow

SPEC = "20 -> 8 relu drop 0.2 -> 3 softmax ; epochs 3 ; batch 16 ; patience off"


@pytest.fixture
def stored(tmp_path):
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, 500)
    np.save(tmp_path / "x.npy", (rng.normal(size=(500, 20)) + np.eye(3, 20)[y]).astype("float32"))
    return np.load(tmp_path / "x.npy", mmap_mode="r"), y


@pytest.mark.parametrize("more", ["", " ; split off", " ; weights balanced"])
def test_a_file_trains_as_the_array_in_it(stored, more):
    x, y = stored
    of_file = prepare(SPEC + more, x, y, jit_compile=False).start().wait(WAIT_SECONDS)
    of_array = prepare(SPEC + more, np.array(x), y, jit_compile=False).start().wait(WAIT_SECONDS)
    assert dict(of_file.history) == dict(of_array.history)
    assert same(weights(of_file), weights(of_array))


def test_a_file_of_pixels_validates_and_resumes(tmp_path):
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, 200)
    np.save(tmp_path / "x.npy", rng.integers(0, 255, (200, 6, 6)).astype("uint8"))
    x = np.load(tmp_path / "x.npy", mmap_mode="r")
    run = prepare("6x6x1 -> scale / 255 -> conv 2 3x3 relu -> 3 softmax ; epochs 9", x, y)
    run.on_event(lambda event: run.stop() if isinstance(event, EpochDone) else None)
    run.start().wait(WAIT_SECONDS)
    assert (run.state, run.history.epochs) == ("stopped", 1)
    run.resume(epochs=1).wait(WAIT_SECONDS)
    assert np.isfinite(run.history["val_loss"]).all()


TRAIN = """
import resource, sys
import numpy as np
import densemodel as dm
small = np.zeros((64, 1024), np.float32); small[::2] = 1
spec = "1024 -> 4 relu -> 2 softmax ; epochs 1 ; batch 64 ; patience off"
dm.train(spec, small, np.arange(64) % 2)  # what is loaded once is not of the file's making
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
x = np.memmap(sys.argv[1], np.float32, "r", shape=(60_000, 1024))
before = peak()
run = dm.train(spec, x, np.arange(60_000) % 2)
assert run.history.epochs == 1, run
print((peak() - before) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is counted otherwise elsewhere")
def test_a_file_larger_than_what_is_used_is_trained_in_bounded_memory(tmp_path):
    path = tmp_path / "x.bin"
    with path.open("wb") as file:
        file.truncate(60_000 * 1024 * 4)  # 246 MB of zeros that take no room
    done = run_script(TRAIN, path)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[-1]) < 230  # MiB, and twice that if the file were read

"""Processes are killed at random moments; `make faults` kills more of them."""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

import densemodel as dm
from densemodel.experiments import TrialEnded, prepare_sweep
from densemodel.experiments.run._local import close_workers, local_processes
from support import TESTS
from support.experiments.sweep_to_kill import SPEC, made

pytestmark = pytest.mark.tensorflow

STAND_IN_KILLS = int(os.environ.get("DENSEMODEL_SWEEP_KILLS", "20"))
REAL_KILLS = int(os.environ.get("DENSEMODEL_SWEEP_REAL_KILLS", "1"))


@pytest.fixture(scope="module", autouse=True)
def _workers():
    yield
    close_workers()


def test_a_killed_process_loses_nothing_that_was_acknowledged(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "support.experiments.killed_sweep", tmp_path, str(STAND_IN_KILLS)],
        cwd=TESTS,
        check=True,
        capture_output=True,
        text=True,
    )
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["kills"] == STAND_IN_KILLS
    assert (report["lost"], report["twice"]) == (0, 0)


def test_killed_workers_cost_no_result(rows, tmp_path):
    left = REAL_KILLS
    number = 0
    while left:
        number += 1
        sweep = prepare_sweep(SPEC, *rows, workers=2, folder=tmp_path / str(number))
        ended = []
        at = random.randrange(1, 12)  # noqa: S311 - no secret
        due = threading.Event()

        def handle(event, ended=ended, due=due, at=at):
            if isinstance(event, TrialEnded):
                ended.append(event.result.id)
                if len(ended) == at:
                    due.set()

        sweep.on_event(handle)
        sweep.start()
        assert due.wait(120)
        victim = random.choice(local_processes(2))  # noqa: S311
        os.kill(victim.process.pid, signal.SIGKILL)
        left -= 1
        sweep.wait(240)
        assert sweep.state == "finished"
        assert len(sweep.results) == len(sweep.trials) == 24
        assert len(ended) == len(set(ended)) == 24
        assert all(result.outcome == "finished" for result in sweep.results.values())


@pytest.fixture
def short_path():
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        yield Path(folder)


@pytest.mark.parametrize("number", range(REAL_KILLS))
@pytest.mark.parametrize(
    "depth",
    [pytest.param(1, id="fork"), pytest.param(80, id="spawn", marks=pytest.mark.extreme)],
)
def test_a_killed_kernel_loses_nothing_and_leaves_nothing(
    tmp_path, short_path, monkeypatch, number, depth
):
    data = short_path / ("d" * depth)  # the path of a fork server's socket is short
    data.mkdir()
    monkeypatch.setenv("TMPDIR", str(data))
    acknowledged, workers = killed_after(1 + 3 * number % 17, tmp_path)
    wait_until(lambda: not any(map(is_alive, workers)), "workers have outlived their kernel")
    # a worker that had not trained yet ends on its own
    wait_until(lambda: not list(data.glob("densemodel-*")), "files have outlived their workers")
    if depth == 1:
        assert_goes_on(acknowledged, tmp_path)


def assert_goes_on(acknowledged, folder):
    """Train the rest in this process: how the workers of the first began is all the same."""
    sweep, again = made(folder), []
    before = len(sweep.results)
    sweep.on_event(lambda e: again.append(e.result.id) if isinstance(e, TrialEnded) else None)
    sweep.start().wait(240)
    assert before >= len(acknowledged)
    assert not acknowledged & set(again)
    assert before + len(again) == len(sweep.results) == 24


def killed_after(results, folder):
    """Begin a sweep, and kill its process once so many results are acknowledged."""
    process = subprocess.Popen(
        [sys.executable, "-m", "support.experiments.sweep_to_kill", folder],
        cwd=TESTS,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    acknowledged, workers = set[str](), set[int]()
    for line in process.stdout:
        trial, worker = line.split()
        acknowledged.add(trial)
        workers.add(int(worker))
        if len(acknowledged) >= results:
            break
    process.kill()
    acknowledged |= {line.split()[0] for line in process.stdout}
    process.wait()
    return acknowledged, workers


def wait_until(is_so, message, seconds=30):
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, message
        time.sleep(0.05)


def is_alive(process):
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def test_a_sweep_is_known_again_without_training(rows, tmp_path):
    dm.sweep("4 -> {2|3} relu -> 2 softmax ; epochs 2", *rows, workers=1, folder=tmp_path)
    words = [sys.executable, "-m", "support.experiments.known_again", tmp_path]
    output = subprocess.run(words, cwd=TESTS, check=True, capture_output=True, text=True).stdout
    assert output.split() == ["2", "finished", "False"]

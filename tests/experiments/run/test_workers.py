"""In processes of this machine and of dask: real ones, which live as long as a module's tests."""

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import trustme
from distributed import Client, LocalCluster, Security

import densemodel as dm
from densemodel.errors import SweepError
from densemodel.experiments import TrialEnded, TrialEvaluated, TrialStarted, prepare_sweep
from densemodel.experiments.run import _local
from densemodel.experiments.run._local import MappedData, can_fork, close_workers, local_processes
from densemodel.experiments.run._trial_data import SweepData

pytestmark = pytest.mark.tensorflow

SPEC = "4 -> {2|3|6} relu -> 2 softmax ; adam lr {0.1|0.01} ; epochs 3 ; batch 16"
LONG = "4 -> {2|3} relu -> 2 softmax ; epochs 100000 ; patience off"


@pytest.fixture(scope="module", autouse=True)
def _workers():
    yield
    close_workers()


def first_evaluation(sweep):
    evaluated = threading.Event()
    sweep.on_event(lambda event: evaluated.set() if isinstance(event, TrialEvaluated) else None)
    return evaluated


@pytest.mark.parametrize("starts", ["copies", "new processes"])
def test_two_workers_give_what_one_process_gives(rows, tmp_path, monkeypatch, starts):
    if starts == "new processes":  # as on macOS and Windows
        close_workers()
        monkeypatch.setattr(_local, "can_fork", lambda: False)
    monkeypatch.setitem(sys.modules, "distributed", None)  # as if it were not installed
    here = dm.sweep(SPEC, *rows, workers=1, folder=tmp_path / "here")
    there = dm.sweep(SPEC, *rows, workers=2, folder=tmp_path / "there")
    assert {n: r.history for n, r in here.results.items()} == {
        n: r.history for n, r in there.results.items()
    }
    processes = {result.facts["process"] for result in there.results.values()}
    assert len(processes) == 2
    assert os.getpid() not in processes
    assert there.best.history == here.best.history
    if starts == "new processes":
        close_workers()


def test_wide_layers_give_what_one_process_gives(tmp_path):
    x = np.random.default_rng(0).normal(size=(1_000, 784)).astype("float32")
    y = np.arange(1_000) % 10
    spec = "784 -> 128 relu -> 10 softmax ; adam lr {0.01|0.0001} ; epochs 2"
    here = dm.sweep(spec, x, y, workers=1, folder=tmp_path / "here")
    there = dm.sweep(spec, x, y, workers=2, folder=tmp_path / "there")
    assert [r.history for _, r in sorted(there.results.items())] == [
        r.history for _, r in sorted(here.results.items())
    ]


def test_a_second_sweep_finds_the_workers_warm(rows, tmp_path):
    first = dm.sweep(SPEC, *rows, workers=2, folder=tmp_path / "first")
    again = dm.sweep(SPEC, *rows, workers=2, folder=tmp_path / "second")
    assert {r.facts["process"] for r in again.results.values()} <= {
        r.facts["process"] for r in first.results.values()
    }


def test_a_stop_reaches_the_workers_of_one_trial_or_of_all(rows, tmp_path):
    sweep = prepare_sweep(LONG, *rows, workers=2, folder=tmp_path)
    numbers, evaluated, ended = [], threading.Event(), threading.Event()

    def handle(event):
        if isinstance(event, TrialEvaluated):
            numbers.append(event.number)
            evaluated.set()
        elif isinstance(event, TrialEnded):
            ended.set()

    sweep.on_event(handle)
    sweep.start()
    assert evaluated.wait(60)
    sweep.stop_trial(numbers[0])
    assert ended.wait(60)
    sweep.stop().wait(30)
    assert sweep.state == "stopped"
    assert {number: result.outcome for number, result in sweep.results.items()} == {
        numbers[0]: "stopped"
    }
    assert not list(tmp_path.glob("stop-*"))


def test_a_killed_worker_leaves_the_trials_of_others_alone(rows, tmp_path):
    spec = "4 -> {2|3} relu -> 2 softmax ; epochs 60 ; patience off"
    alone = dm.sweep(spec, *rows, workers=1, folder=tmp_path / "alone")
    sweep = prepare_sweep(spec, *rows, workers=2, folder=tmp_path / "two")
    evaluated, starts = threading.Event(), []

    def handle(event):
        if isinstance(event, TrialStarted):
            starts.append(event.number)
        elif isinstance(event, TrialEvaluated) and event.number == 1 and not evaluated.is_set():
            os.kill(local_processes(2)[0].process.pid, signal.SIGKILL)
            evaluated.set()

    sweep.on_event(handle)
    sweep.start().wait()
    assert evaluated.is_set()
    assert sorted(starts) == [1, 1, 2]
    assert {n: r.history for n, r in sweep.results.items()} == {
        n: r.history for n, r in alone.results.items()
    }


def test_lost_processes_are_reported_and_start_goes_on(rows, tmp_path):
    sweep = prepare_sweep(LONG, *rows, workers=2, folder=tmp_path)
    evaluated = first_evaluation(sweep)
    sweep.start()
    assert evaluated.wait(60)
    close_workers()
    with pytest.raises(dm.SweepError, match="start continues"):
        sweep.wait(60)
    assert sweep.state == "failed"
    evaluated.clear()
    sweep.start()
    assert evaluated.wait(60)
    sweep.stop().wait(30)
    assert sweep.state == "stopped"


def test_a_trial_that_kills_its_workers_is_a_failed_row(rows, tmp_path):
    import keras

    class Kills(keras.callbacks.Callback):
        def on_epoch_end(self, *_, **__):
            os._exit(3)

    def callbacks(trial):
        return [Kills()] if trial.number == 1 else []

    sweep = dm.sweep(SPEC, *rows, workers=2, folder=tmp_path, callbacks=callbacks)
    assert sweep.state == "finished"
    assert sweep.results[1].sentence == "its worker was killed 3 times"
    assert [sweep.results[n].outcome for n in range(2, 7)] == ["finished"] * 5


def test_workers_print_no_output_in_this_process(rows, tmp_path, capfd):
    dm.sweep(SPEC, *rows, workers=2, folder=tmp_path)
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")


@pytest.fixture
def tls_cluster(tmp_path):
    """Give a client of a scheduler and two workers, processes of their own that speak TLS."""
    authority = trustme.CA()
    ca, pair = tmp_path / "ca.pem", tmp_path / "pair.pem"
    authority.cert_pem.write_to_path(ca)
    authority.issue_cert("127.0.0.1", "localhost").private_key_and_cert_chain_pem.write_to_path(
        pair
    )
    options = [f"--tls-ca-file={ca}", f"--tls-cert={pair}", f"--tls-key={pair}", "--no-dashboard"]
    place = tmp_path / "scheduler.json"
    scheduler = ["--protocol=tls", "--host=127.0.0.1", "--port=0", f"--scheduler-file={place}"]
    worker = ["--no-nanny", "--nthreads=1", f"--scheduler-file={place}", "--host=127.0.0.1"]
    with contextlib.ExitStack() as started:

        def start(kind, own):
            process = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.dask_{kind}", *options, *own],
                cwd=tmp_path,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            started.enter_context(process)
            started.callback(process.kill)
            return process

        start("scheduler", scheduler)
        workers = [start("worker", worker) for _ in range(2)]
        security = Security(
            tls_ca_file=str(ca),
            tls_client_cert=str(pair),
            tls_client_key=str(pair),
            require_encryption=True,
        )
        client = Client(
            scheduler_file=str(place), security=security, set_as_default=False, timeout=60
        )
        started.enter_context(client)
        client.wait_for_workers(2, timeout=60)
        yield client, workers


@pytest.mark.extreme
def test_a_tls_cluster_that_loses_a_worker_gives_what_one_process_gives(
    rows, tmp_path, tls_cluster
):
    client, processes = tls_cluster
    assert client.scheduler.address.startswith("tls://")
    alone = dm.sweep(SPEC, *rows, workers=1, folder=tmp_path / "alone")
    sweep = prepare_sweep(SPEC, *rows, cluster=client, folder=tmp_path / "tls")
    evaluated = first_evaluation(sweep)
    sweep.start()
    assert evaluated.wait(60)
    processes[0].kill()
    sweep.wait(120)
    assert {n: r.history for n, r in sweep.results.items()} == {
        n: r.history for n, r in alone.results.items()
    }
    there = {result.facts["process"] for result in sweep.results.values()}
    assert there <= {process.pid for process in processes}
    assert client.status == "running"  # it is not ours to close


def test_a_cluster_is_used_by_its_address(rows, tmp_path, monkeypatch):
    with LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, protocol="tcp", dashboard_address=None
    ) as cluster:
        sweep = dm.sweep(SPEC, *rows, cluster=cluster.scheduler_address, folder=tmp_path)
        assert sweep.state == "finished"
    monkeypatch.setattr("densemodel.experiments.run._dask._CONNECT_SECONDS", 1)
    with pytest.raises(dm.SweepError, match="can't be reached"):
        dm.sweep(SPEC, *rows, cluster="tcp://127.0.0.1:9", folder=tmp_path / "none")
    monkeypatch.setitem(sys.modules, "distributed", None)  # as if it were not installed
    with pytest.raises(dm.SweepError) as caught:
        dm.sweep(SPEC, *rows, cluster="tcp://127.0.0.1:9", folder=tmp_path / "none")
    assert str(caught.value) == (
        "a cluster needs a package: pip install distributed; without cluster= the trials are "
        "trained on this machine"
    )


@pytest.mark.skipif(not can_fork(), reason="workers are copies on Linux alone")
def test_workers_are_copies_of_a_process_that_has_loaded_tensorflow():
    for worker in local_processes(2):
        folder = Path(f"/proc/{worker.process.pid}")
        parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
        assert "forkserver" in Path(f"/proc/{parent}/cmdline").read_text()
        assert "libtensorflow" in Path(f"/proc/{parent}/maps").read_text()


def test_data_in_a_file_are_the_same_in_another_process(rows, tmp_path):
    x, y = rows
    stored = np.memmap(tmp_path / "x", x.dtype, "w+", shape=x.shape)
    stored[:] = x
    threshold = 2
    given = SweepData(
        pd.DataFrame({"a": x[:, 0], "b": ["left", "right"] * (len(x) // 2)}),
        np.asfortranarray(np.stack([y, y])),
        (stored, y[:0]),
        callbacks=lambda trial: [trial > threshold],
    )
    sent = MappedData(given)
    assert len(pickle.dumps(sent)) < 10_000
    found = pickle.loads(pickle.dumps(sent)).read()  # noqa: S301 - our own
    pd.testing.assert_frame_equal(found.x, given.x)
    np.testing.assert_array_equal(found.y, given.y)
    np.testing.assert_array_equal(found.validation[0], x)
    assert found.validation[1].shape == (0,)
    assert found.callbacks_of(3) == [True]
    found.y[:] = 7  # a callback may
    np.testing.assert_array_equal(sent.read().y, given.y)
    sent.delete()
    with pytest.raises(FileNotFoundError):
        sent.read()


def test_callbacks_that_no_process_can_have_are_refused_in_a_line(rows, tmp_path, capfd):
    lock = threading.Lock()
    with pytest.raises(SweepError) as caught:
        dm.sweep(SPEC, *rows, workers=2, folder=tmp_path, callbacks=lambda _: [lock])
    assert str(caught.value) == (
        "the callbacks can't be sent to another process: cannot pickle '_thread.lock' object; "
        "workers=1 trains in this one"
    )
    assert capfd.readouterr() == ("", "")

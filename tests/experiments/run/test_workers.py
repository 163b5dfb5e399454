"""In processes of dask: real ones, which live as long as this module's tests."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
import warnings

import pytest
import trustme
from distributed import Client, Security

import densemodel as dm
from densemodel.errors import SweepError
from densemodel.experiments import TrialEvaluated, prepare_sweep
from densemodel.experiments.run._workers import can_fork, close_workers, local_client

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


def test_two_workers_give_what_one_process_gives(rows, tmp_path):
    here = dm.sweep(SPEC, *rows, workers=1, folder=tmp_path / "here")
    there = dm.sweep(SPEC, *rows, workers=2, folder=tmp_path / "there")
    assert {n: r.history for n, r in here.results.items()} == {
        n: r.history for n, r in there.results.items()
    }
    processes = {result.facts["process"] for result in there.results.values()}
    assert len(processes) == 2
    assert os.getpid() not in processes
    assert there.best.history == here.best.history


def test_a_second_sweep_finds_the_workers_warm(rows, tmp_path):
    first = dm.sweep(SPEC, *rows, workers=2, folder=tmp_path / "first")
    again = dm.sweep(SPEC, *rows, workers=2, folder=tmp_path / "second")
    assert {r.facts["process"] for r in again.results.values()} <= {
        r.facts["process"] for r in first.results.values()
    }


def test_stop_reaches_the_workers(rows, tmp_path):
    sweep = prepare_sweep(LONG, *rows, workers=2, folder=tmp_path)
    evaluated = first_evaluation(sweep)
    sweep.start()
    assert evaluated.wait(60)
    sweep.stop().wait(30)
    assert sweep.state == "stopped"
    assert sweep.results == {}
    assert not list(tmp_path.glob("stop-*"))


def test_a_lost_cluster_is_reported_and_start_goes_on(rows, tmp_path):
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


def test_an_object_that_cannot_be_sent_is_reported(rows, tmp_path):
    callbacks = [threading.Lock()]
    with pytest.raises(dm.SweepError, match="workers=1 trains in this one"):
        dm.sweep(SPEC, *rows, workers=2, folder=tmp_path, callbacks=lambda _: callbacks)


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


def test_a_cluster_of_ones_own_is_used(rows, tmp_path, monkeypatch):
    client = local_client(2)
    address = client.scheduler.address
    sweep = dm.sweep(SPEC, *rows, cluster=address, folder=tmp_path)
    assert sweep.state == "finished"
    monkeypatch.setattr("densemodel.experiments.run._workers._CONNECT_SECONDS", 1)
    with pytest.raises(dm.SweepError, match="can't be reached"):
        dm.sweep(SPEC, *rows, cluster="tcp://127.0.0.1:9", folder=tmp_path / "none")


@pytest.mark.skipif(not can_fork(), reason="workers are copies on Linux alone")
def test_workers_are_copies_of_a_process_that_has_loaded_tensorflow():
    def made():
        import gc
        from pathlib import Path

        return Path(f"/proc/{os.getppid()}/cmdline").read_text(), gc.get_freeze_count() > 100_000

    commands, has_loaded = zip(*local_client(2).run(made).values(), strict=True)
    assert len(set(commands)) == 1
    assert "forkserver" in commands[0]
    assert all(has_loaded)


def test_callbacks_that_no_process_can_have_are_refused_in_a_line(rows, tmp_path, capfd):
    lock = threading.Lock()
    with pytest.raises(SweepError) as caught:
        dm.sweep(SPEC, *rows, workers=2, folder=tmp_path, callbacks=lambda _: [lock])
    assert str(caught.value) == (
        "the callbacks can't be sent to another process: cannot pickle '_thread.lock' object; "
        "workers=1 trains in this one"
    )
    assert capfd.readouterr() == ("", "")


def test_another_server_at_dasks_port_is_no_matter(capfd):
    close_workers()
    with socket.socket() as taken:
        with contextlib.suppress(OSError):  # or somebody has it already
            taken.bind(("127.0.0.1", 8787))
            taken.listen()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert len(local_client(1).nthreads()) == 1
    assert capfd.readouterr() == ("", "")

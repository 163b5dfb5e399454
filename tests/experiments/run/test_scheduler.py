import threading
from pathlib import Path

import pytest

import densemodel as dm
from densemodel.experiments import Trial
from densemodel.experiments.run import _scheduler
from densemodel.experiments.run._scheduler import (
    MOST_TRIES,
    ClusterLostError,
    Scheduler,
    WorkerLostError,
    Workers,
    shape_of,
)
from densemodel.experiments.run._trial_data import ExperimentFolder
from densemodel.experiments.run._work import TrialTask


def trials(*specs):
    return [Trial(n, dm.parse(text), (), f"id{n}") for n, text in enumerate(specs, 1)]


class Workers(Workers):
    """Workers that answer at once, in the way that a test says."""

    def __init__(self, names, answer):
        self._names = names
        self._answer = answer
        self.given = []

    def names(self):
        return self._names

    def begin(self, worker, task, report):
        self.given.append((worker, task.trial.number))
        report(self._answer(worker, task))

    def close(self):
        pass


def led(workers, work):
    calls = {"ended": [], "gave_up": []}
    folder = ExperimentFolder(Path(), "")
    lead = Scheduler(
        workers,
        iter([[TrialTask(trial, folder) for trial in work]]),
        started=lambda _: None,
        ended=lambda task, result: calls["ended"].append((task.trial.number, result)),
        gave_up=lambda task, reason: calls["gave_up"].append((task.trial.number, reason)),
    )
    lead.work(threading.Event())
    return calls


def test_a_worker_keeps_to_the_shape_that_it_has_compiled():
    nets = ["4 -> 8 relu -> 2", "4 -> 9 relu -> 2"]
    work = trials(*(f"{net} ; adam lr {rate}" for net in nets for rate in (0.1, 0.01, 0.001)))
    workers = Workers(("a", "b"), lambda *_: "result")
    calls = led(workers, work)
    assert sorted(number for number, _ in calls["ended"]) == [1, 2, 3, 4, 5, 6]
    owners = {number: worker for worker, number in workers.given}
    assert {owners[n] for n in (1, 2, 3)} == {"a"}
    assert {owners[n] for n in (4, 5, 6)} == {"b"}


def test_the_next_batch_is_asked_for_when_a_worker_is_free():
    folder, (*work,) = ExperimentFolder(Path(), ""), trials("4 -> 2", "4 -> 3", "4 -> 4")
    workers, seen, ended = Workers(("a", "b"), lambda *_: "result"), [], []

    def batches():
        for trial in work:
            seen.append((len(workers.given), len(ended)))
            yield [TrialTask(trial, folder)]
            if trial is work[1]:
                while len(ended) < 2:
                    yield []  # until both have ended, another one can't be chosen

    ignored = {"started": lambda _: None, "gave_up": lambda *_: None}
    lead = Scheduler(workers, batches(), ended=lambda *_: ended.append(1), **ignored)
    lead.work(threading.Event())
    assert seen == [(0, 0), (1, 0), (2, 2)]


def test_rates_and_seeds_make_no_other_shape_and_batches_do():
    first, rate, batch, units = trials(
        "4 -> 8 relu -> 2 ; adam lr 0.1 ; seed 1",
        "4 -> 8 relu -> 2 ; adam lr 0.2 ; seed 2 ; epochs 3",
        "4 -> 8 relu -> 2 ; adam lr 0.1 ; batch 64",
        "4 -> 9 relu -> 2 ; adam lr 0.1",
    )
    assert shape_of(first) == shape_of(rate)
    assert len({shape_of(first), shape_of(batch), shape_of(units)}) == 3


def test_a_trial_of_a_lost_worker_is_tried_again():
    lost = iter([WorkerLostError("killed")])
    workers = Workers(("a",), lambda *_: next(lost, "result"))
    calls = led(workers, trials("4 -> 2", "4 -> 3"))
    assert sorted(number for number, _ in calls["ended"]) == [1, 2]
    assert len(workers.given) == 3


def test_a_trial_that_kills_its_workers_is_given_up_and_the_others_go_on():
    def answer(_, task):
        return WorkerLostError("killed") if task.trial.number == 1 else "result"

    workers = Workers(("a",), answer)
    calls = led(workers, trials("4 -> 2", "4 -> 3"))
    assert calls["ended"] == [(2, "result")]
    assert calls["gave_up"] == [(1, f"its worker was killed {MOST_TRIES} times")]
    assert workers.given.count(("a", 1)) == MOST_TRIES


def test_a_result_that_could_not_be_kept_ends_the_sweep():
    workers = Workers(("a",), lambda *_: dm.SweepError("the disk is full"))
    with pytest.raises(dm.SweepError, match="disk is full"):
        led(workers, trials("4 -> 2", "4 -> 3"))


def test_where_no_worker_comes_it_ends(monkeypatch):
    monkeypatch.setattr(_scheduler, "NOBODY_SECONDS", 0.0)
    with pytest.raises(ClusterLostError):
        led(Workers((), lambda *_: None), trials("4 -> 2"))

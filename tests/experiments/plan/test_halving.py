"""Halving: in one folder with other sweeps, in a new kernel, and what its rounds are."""

import pytest

import densemodel as dm
from densemodel.experiments import TrialEnded, prepare_sweep
from densemodel.experiments.plan._halving import rounds_of

pytestmark = pytest.mark.tensorflow

# networks of one shape: their steps are compiled once
NETWORK = "4 -> 5 relu -> 2 softmax ; epochs 9 ; patience off ; batch 16"
NINE = f"{NETWORK} ; adam lr {{0.1|0.05|0.03|0.02|0.01|0.005|0.002|0.001|1e-4}}"
SIX = f"{NETWORK} ; adam lr {{0.1|0.05|0.03|0.02|0.01|0.005}}"


def facts(sweep):
    return {n: (r.outcome, r.history, r.best_epoch) for n, r in sweep.results.items()}


def halved(rows, folder, spec, **options):
    return dm.sweep(spec, *rows, workers=1, folder=folder, halving=True, **options)


@pytest.fixture(scope="module")
def six(rows, tmp_path_factory):
    """A sweep that is halved in a folder of its own."""
    return halved(rows, tmp_path_factory.mktemp("six"), SIX)


@pytest.mark.parametrize(("spec", "ends"), [(NINE, [1, 3, 0]), (SIX, [3, 0])])
def test_each_round_begins_where_the_one_before_ended(rows, tmp_path, spec, ends):
    rounds = rounds_of(prepare_sweep(spec, *rows, folder=tmp_path).trials)
    assert [one.until_epoch for one in rounds] == ends
    assert [one.from_epoch for one in rounds] == [0, *ends[:-1]]


def test_trials_whose_epochs_the_data_say_all_train_as_long_as_the_longest(rows, tmp_path):
    spec = "4 -> 3 relu -> 2 softmax ; batch {1|8|64}"
    each = prepare_sweep(spec, *rows, folder=tmp_path).trials
    assert [trial.spec.settings.epochs for trial in each] == [36, 273, 1_500]
    halves = prepare_sweep(spec, *rows, folder=tmp_path, halving=True).trials
    assert {trial.spec.settings.epochs for trial in halves} == {1_500}


def test_other_rounds_in_the_same_folder_change_nothing(rows, six, tmp_path):
    halved(rows, tmp_path, NINE)
    assert facts(halved(rows, tmp_path, SIX)) == facts(six)


def test_a_sweep_of_whole_trials_in_the_same_folder_changes_nothing(rows, six, tmp_path):
    dm.sweep(SIX, *rows, workers=1, folder=tmp_path)
    assert facts(halved(rows, tmp_path, SIX)) == facts(six)


def test_what_was_trained_whole_is_not_trained_again(rows, tmp_path):
    halved(rows, tmp_path, SIX)
    whole = prepare_sweep(SIX, *rows, workers=1, folder=tmp_path)
    assert len(whole.results) == 2
    trained = []
    whole.on_event(lambda e: trained.append(e.number) if isinstance(e, TrialEnded) else None)
    whole.start().wait()
    assert len(trained) == 4
    alone = dm.sweep(SIX, *rows, workers=1, folder=tmp_path / "alone")
    assert facts(whole) == facts(alone)


def test_one_that_has_finished_is_finished_in_a_new_kernel(rows, tmp_path):
    first = halved(rows, tmp_path, NINE)
    again = prepare_sweep(NINE, *rows, workers=1, folder=tmp_path, halving=True)
    assert again.state == "finished"
    assert again.sentence == first.sentence
    assert facts(again) == facts(first)


def test_one_that_was_left_midway_says_so_in_a_new_kernel(rows, tmp_path):
    first = prepare_sweep(NINE, *rows, workers=1, folder=tmp_path, halving=True)
    first.on_event(lambda e: isinstance(e, TrialEnded) and e.result.epochs == 3 and first.stop())
    first.start().wait()
    again = prepare_sweep(NINE, *rows, workers=1, folder=tmp_path, halving=True)
    assert again.state == "ready"
    assert again.sentence == "7 of 9 trials done, 6 eliminated by halving. Start continues."
    again.start().wait()
    assert facts(again) == facts(halved(rows, tmp_path / "whole", NINE))


def test_one_that_is_left_behind_says_why(six):
    sentences = {r.sentence for r in six.results.values() if r.outcome == "left behind"}
    assert sentences == {"Eliminated after epoch 3: it was not in the best third there."}

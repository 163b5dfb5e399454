"""What may be compared, and what a sweep keeps of what it was given."""

import gc
import shutil
import time

import pandas as pd
import pytest

import densemodel as dm
from densemodel.errors import SweepError
from densemodel.experiments import TrialEnded, prepare_sweep
from densemodel.training import prepare
from support.store.folders import read_only

pytestmark = pytest.mark.tensorflow

SPEC = "4 -> {2|3} relu -> 2 softmax ; epochs 2"


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("4 -> 4 relu -> 1 ; loss {mse|mae}", "losses of different kinds do not compare"),
        ("4 -> 4 relu -> 2 softmax ; split {0.2|0.3}", "validate on other rows do not compare"),
        ("4 -> 4 relu -> 2 softmax ; split {0.2|off}", "validate on other rows do not compare"),
    ],
)
def test_trials_that_do_not_compare_are_refused(rows, spec, words):
    with pytest.raises(SweepError, match=words):
        dm.sweep(spec, *rows, workers=1)


def test_given_rows_to_validate_on_make_splits_comparable(rows, tmp_path):
    spec = "4 -> 4 relu -> 2 softmax ; split {0.2|off} ; epochs 1"
    sweep = dm.sweep(spec, *rows, validation_data=rows, workers=1, folder=tmp_path)
    assert sweep.state == "finished"


@pytest.mark.parametrize("kind", ["frame", "list"])
def test_rows_that_are_changed_meanwhile_change_no_trial(rows, tmp_path, kind):
    x, y = rows
    wanted = dm.sweep(SPEC, x, y, workers=1, folder=tmp_path / "alone")
    given = pd.DataFrame(x) if kind == "frame" else x.tolist()
    sweep = prepare_sweep(SPEC, given, y, workers=1, folder=tmp_path / "changed")

    def change():
        if kind == "frame":
            given.loc[:, :] = 0.0
        else:
            for row in given:
                row[:] = [0.0] * 4

    change()
    sweep.start().wait()
    found = {n: r.metrics["val_loss"] for n, r in sweep.results.items()}
    assert found == {n: r.metrics["val_loss"] for n, r in wanted.results.items()}


def test_results_of_a_folder_that_was_removed_count_no_more(rows, tmp_path):
    first = dm.sweep(SPEC, *rows, workers=1, folder=tmp_path / "f", halving=False)
    shutil.rmtree(tmp_path / "f")
    trained = []
    again = prepare_sweep(SPEC, *rows, workers=1, folder=tmp_path / "f")
    assert again.results == {}
    again.on_event(lambda e: trained.append(e.number) if isinstance(e, TrialEnded) else None)
    again.start().wait()
    assert sorted(trained) == [1, 2]
    assert list((tmp_path / "f" / "results").iterdir())
    assert {n: r.history for n, r in again.results.items()} == {
        n: r.history for n, r in first.results.items()
    }


def test_what_failed_of_an_error_elsewhere_is_tried_again(rows, tmp_path):
    def broken(_):
        raise ValueError("oops")

    failed = dm.sweep(SPEC, *rows, workers=1, folder=tmp_path, callbacks=broken)
    assert {r.outcome for r in failed.results.values()} == {"failed"}
    again = dm.sweep(SPEC, *rows, workers=1, folder=tmp_path)
    assert {r.outcome for r in again.results.values()} == {"finished"}


def test_a_folder_that_nobody_named_goes_with_its_sweep(rows):
    sweep = dm.sweep(SPEC, *rows, workers=1)
    folder, best = sweep.folder, sweep.best
    assert folder.exists()
    del sweep
    until = time.monotonic() + 20
    while folder.exists() and time.monotonic() < until:
        gc.collect()
    assert not folder.exists()
    assert best.history.evaluations == 2


def test_the_best_of_a_sweep_stays_what_the_sweep_trained(rows, tmp_path):
    sweep = dm.sweep(SPEC, *rows, workers=1, folder=tmp_path)
    mine = sweep.best
    assert sweep.best is mine
    mine.resume(epochs=1).wait()
    assert sweep.best.history == sweep.results[sweep.best_number].history
    assert mine.history.evaluations == 3


@pytest.mark.parametrize(
    ("kind", "begin"),
    [
        ("sweep", lambda rows, folder: dm.sweep(SPEC, *rows, workers=1, folder=folder)),
        (
            "capacity",
            lambda rows, folder: dm.capacity(prepare("4 -> 2 softmax", *rows), folder=folder),
        ),
    ],
)
def test_a_folder_that_holds_nothing_is_refused_with_the_ways_to_another(
    rows, tmp_path, kind, begin
):
    (tmp_path / "models").write_text("a file")
    with read_only(tmp_path):
        for folder, why in (("models", "file exists"), ("sweeps", "permission denied")):
            with pytest.raises(dm.SweepError) as caught:
                begin(rows, tmp_path / folder)
            assert str(caught.value) == (
                f"{tmp_path / folder} can't hold the results of a {kind}: {why}; choose another "
                f"folder: with %config DenseModel.folder in a notebook, folder= of dm.{kind}"
            )


@pytest.mark.parametrize("folder", [5, True, ["a"]])
def test_a_folder_that_is_no_path_is_refused(rows, folder):
    with pytest.raises(dm.SweepError, match="it is the path of a folder"):
        dm.sweep(SPEC, *rows, workers=1, folder=folder)


def test_the_best_can_be_changed_to_another_network(rows, tmp_path):
    best = dm.sweep(SPEC, *rows, workers=1, folder=tmp_path).best
    other = best.changed(lambda spec: spec.with_settings("epochs 1"))
    assert other.start().wait().history.evaluations == 1

"""What was trained, saved and loaded is what it was: it answers, tells and goes on alike."""

import json

import numpy as np
import pandas as pd
import pytest

import densemodel as dm
from densemodel.store.contents._pack import packed
from densemodel.store.contents._unpack import load
from densemodel.store.readers._archive import CARD, HISTORY, LAST, LAST_ARRAYS, Archive
from densemodel.training import StepsDone
from support.forked import run_script
from support.store.run_cases import CASES, same, weights

pytestmark = pytest.mark.tensorflow

ID = "0123456789abcdef"


@pytest.fixture(params=CASES, scope="module")
def case(request):
    return CASES[request.param]


@pytest.fixture(scope="module")
def run(case):
    """Two epochs of the case, which the tests leave as they are."""
    return case.train(2)


def saved_bytes(run, **named):
    return packed(run, name="digits", id=ID, **named)[0]


@pytest.mark.parametrize("name", ["dropout and norm", "several targets"])
def test_a_loaded_run_goes_on_as_if_it_had_never_been_away(name):
    """What resumes within a plan: test_checkpoints.py, for every case."""
    case = CASES[name]
    whole = case.train(4)
    loaded = load(saved_bytes(case.train(2)))
    loaded.resume(case.x, case.y, epochs=2).wait()
    assert same(weights(loaded), weights(whole))
    assert loaded.history == whole.history
    assert loaded.sentence == whole.sentence
    assert np.array_equal(loaded.step_losses.losses, whole.step_losses.losses)
    assert np.allclose(loaded.step_means.losses, whole.step_means.losses)
    assert not [found for found in loaded.findings if "not the data" in found.message]


def test_a_loaded_run_reports_and_predicts_as_before(case, run):
    loaded = load(saved_bytes(run))
    assert repr(loaded).splitlines()[1:] == repr(run).splitlines()[1:]
    assert loaded.best_epoch == run.best_epoch
    assert loaded.history.marks == run.history.marks
    assert np.array_equal(loaded.learning_rates, run.learning_rates)
    assert str(loaded.spec) == str(run.spec).replace("auto", "4")
    rows = case.x[:20] if isinstance(case.x, np.ndarray) else case.x.head(20)
    answers = dm.predict(run, rows)
    pd.testing.assert_frame_equal(dm.predict(loaded, rows), answers, check_exact=True)


def test_a_stop_within_an_epoch_is_gone_on_with():
    case = CASES["dropout and norm"]
    spec = f"{case.spec} ; batch 4 ; epochs 3"
    whole = dm.train(spec, case.x, case.y)
    run = dm.train(spec, case.x, case.y, wait=False)
    run.on_event(lambda event: isinstance(event, StepsDone) and run.stop())
    run.wait()
    loaded = load(saved_bytes(run))
    assert loaded.state == "stopped"
    loaded.resume(case.x, case.y).wait()
    assert same(weights(loaded), weights(whole))
    assert loaded.history == whole.history


def test_another_process_goes_on_with_it(tmp_path):
    case = CASES["dropout and norm"]
    whole = case.train(4)
    (tmp_path / "digits.keras").write_bytes(saved_bytes(case.train(2)))
    np.savez(tmp_path / "rows.npz", x=case.x, y=case.y)
    script = """
import numpy as np
import densemodel as dm
rows = np.load("rows.npz")
run = dm.load("digits.keras").resume(rows["x"], rows["y"], epochs=2).wait()
np.savez("weights.npz", *run.model.get_weights())
"""
    run_script(script, cwd=tmp_path)
    found = np.load(tmp_path / "weights.npz")
    assert same([found[name] for name in found.files], weights(whole))


OTHERS = {
    "fewer rows": (lambda rows: rows[:150], "150 rows instead of 200"),
    "another order": (lambda rows: rows[::-1], "with other numbers, or in another order"),
}


@pytest.mark.parametrize("other", OTHERS)
def test_other_data_are_reported_and_trained_on(other):
    change, words = OTHERS[other]
    case = CASES["dropout and norm"]
    loaded = load(saved_bytes(case.train(2)))
    loaded.resume(change(case.x), change(case.y), epochs=2).wait()
    assert loaded.state == "finished"
    assert loaded.history.evaluations == 4
    messages = [found.message for found in loaded.findings if "not the data" in found.message]
    assert [words in message for message in messages] == [True]


def test_a_loaded_run_is_saved_again_with_all_it_had():
    run = CASES["several targets"].train(2)
    first = saved_bytes(run)
    second = saved_bytes(load(first))
    with Archive(first) as one, Archive(second) as two:
        for name in (HISTORY, LAST_ARRAYS):
            assert one.read(name) == two.read(name), name
        lasts = [json.loads(archive.read(LAST)) for archive in (one, two)]
        # Keras's member has the optimizer as well, which begins again
        sums = [last.pop("sums") for last in lasts]
        assert lasts[0] == lasts[1]
        assert sums[0][LAST_ARRAYS] == sums[1][LAST_ARRAYS]
        assert CARD in two.names

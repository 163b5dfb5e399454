"""A run of thousands of steps that goes through a file ends as one that never stopped."""

import json

import numpy as np
import pytest

import densemodel as dm
from densemodel.store.autosave._autosave import BACKGROUND, Autosave
from densemodel.store.readers._archive import LAST, Archive, rewritten
from densemodel.training import prepare
from densemodel.training.engine import _compiled as compiled
from densemodel.training.engine import _xla_trial as xla_trial

pytestmark = [pytest.mark.tensorflow, pytest.mark.onednn]

ROWS = 2_400
X = np.random.default_rng(0).normal(size=(ROWS, 10)).astype(np.float32)
Y = np.digitize(X[:, 0] * X[:, 1], [-0.5, 0.0, 0.5])
DENSE = "10 -> 16 relu -> 4 softmax"
DRAWING = "10 -> 16 bn relu drop 0.3 -> 4 softmax"
SETTINGS = "batch 16 ; split 20% ; patience off"
"""120 steps an epoch: 9 epochs are 1,080 steps, for which XLA is tried."""


@pytest.fixture
def store(tmp_path, monkeypatch):
    a_new_process(monkeypatch)
    return dm.ModelStore(tmp_path)


def a_new_process(monkeypatch):
    """Forget what was compiled, as a kernel that was started again."""
    monkeypatch.setattr("densemodel.training.engine._functions.STORE", compiled.CompileCache())


def weights_of(run):
    return [*run.model.get_weights(), *run.record().weights, *run.record().optimizer]


def require_equal(one, other):
    assert one.history == other.history
    for a, b in zip(weights_of(one), weights_of(other), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(("network", "jit_compile"), [(DENSE, "auto"), (DRAWING, True)])
def test_2000_steps_through_a_file_are_2000_steps_in_one_go(
    network, jit_compile, store, monkeypatch
):
    spec = f"{network} ; {SETTINGS}"
    whole = dm.train(f"{spec} ; epochs 18", X, Y, jit_compile=jit_compile)
    half = dm.train(f"{spec} ; epochs 9", X, Y, jit_compile=jit_compile)
    store.save(half, "half")
    a_new_process(monkeypatch)
    loaded = store.load("half")
    assert loaded.uses_xla
    loaded.resume(X, Y, epochs=9).wait()
    assert whole.uses_xla
    assert loaded.uses_xla
    require_equal(whole, loaded)


def test_a_run_that_was_cut_off_goes_on_to_the_same_numbers(store, monkeypatch):
    spec = f"{DENSE} ; {SETTINGS} ; epochs 12"
    run = prepare(spec, X, Y)
    monkeypatch.setattr(Autosave, "_handle_checkpoint", first_only(Autosave._handle_checkpoint))
    monkeypatch.setattr(Autosave, "_write_ended", lambda *_: 0.0)
    store.autosave(run)
    run.start().wait()
    assert BACKGROUND.flush(20.0)
    a_new_process(monkeypatch)
    loaded = store.load("model")
    assert 0 < loaded.progress.epoch < 12
    assert loaded.uses_xla
    loaded.resume(X, Y).wait()
    require_equal(run, loaded)


def first_only(write):
    """An autosave that is cut off after its first look, as by a kill."""
    taken = []

    def once(autosave, checkpoint):
        if not taken:
            taken.append(checkpoint)
            write(autosave, checkpoint)

    return once


@pytest.mark.parametrize("was_gain", [True, False])
def test_a_loaded_run_stays_with_what_the_trial_of_xla_chose(was_gain, store, monkeypatch):
    spec = f"{DRAWING} ; {SETTINGS} ; epochs 9"
    let_trials_say(monkeypatch, was_gain=was_gain)
    run = dm.train(spec, X, Y)
    store.save(run, "half")
    a_new_process(monkeypatch)
    let_trials_say(monkeypatch, was_gain=not was_gain)
    loaded = store.load("half").resume(X, Y, epochs=1).wait()
    run.resume(epochs=1).wait()
    assert (run.uses_xla, loaded.uses_xla) == (was_gain, was_gain)
    require_equal(run, loaded)


def let_trials_say(monkeypatch, *, was_gain):
    monkeypatch.setattr(xla_trial, "_GAIN", 1e-9 if was_gain else 1e9)
    monkeypatch.setattr(xla_trial, "LONGEST_STEP_SECONDS", 60.0)
    # of a busy machine, too, which compiles for longer than a run waits
    monkeypatch.setattr("densemodel.training.engine._steps.MOST_TRIAL_SECONDS", 600.0)


def test_the_choice_is_asked_for_again_when_the_data_are_given(store):
    store.save(dm.train(f"{DENSE} ; {SETTINGS} ; epochs 1", X, Y, jit_compile=False), "plain")
    loaded = store.load("plain")
    loaded.give(X, Y, jit_compile=True)
    assert loaded.resume(epochs=1).wait().uses_xla
    with pytest.raises(dm.TrainingError, match="give True, False or 'auto'"):
        store.load("plain").give(X, Y, jit_compile="never")


def last_state_with(path, **fields):
    """Write other fields into the last state of a file."""
    with Archive(path) as archive:
        table = json.loads(archive.read(LAST, 10**6))
    table["place"] |= fields
    path.write_bytes(rewritten(path, {LAST: json.dumps(table).encode()}))


def test_a_file_that_says_wrongly_how_its_steps_are_compiled_is_refused(store):
    run = dm.train(f"{DENSE} ; {SETTINGS} ; epochs 1", X, Y, jit_compile=True)
    path = store.save(run, "digits").path
    whole = path.read_bytes()
    for field, wrong in {
        "jit_compile": "never",
        "xla_is_used": "yes",
        "xla_first_step": -1,
    }.items():
        last_state_with(path, **{field: wrong})
        with pytest.raises(dm.StoreError, match=f"{field} .* is n"):
            store.load("digits")
        path.write_bytes(whole)

"""What an earlier version wrote is read, goes on and is listed as it was."""

import json
import shutil

import numpy as np
import pytest

import densemodel as dm
from densemodel.experiments import prepare_sweep
from support.store.old_runs import (
    CASES,
    CUT_OFF,
    FILES,
    HALVED,
    SWEEP,
    Rows,
    Seen,
    machine,
    recovered,
)

pytestmark = [pytest.mark.tensorflow, pytest.mark.onednn]

FORMATS = sorted(path.name for path in FILES.iterdir())
BEFORE, AFTER = ("best", "last", "optimizer"), ("answers", "resumed")


@pytest.fixture(params=FORMATS)
def folder(request, tmp_path):
    """A copy, which may be changed."""
    shutil.copytree(FILES / request.param, tmp_path / "old")
    return tmp_path / "old"


def seen(folder, case):
    return json.loads((folder / "seen.json").read_text(encoding="utf-8"))[case]


def require_as_it_was(run, folder, case, rows):
    """Hold a loaded run against what the version that wrote it saw: before, and trained on.

    What the file holds has to be read to the last bit. What is computed of it has to be so where
    the same TensorFlow runs on the same kind of processor, and within rounding elsewhere.
    """
    found = Seen.of(run, *Rows(folder).of(rows))
    # where its own processor is not known, this would hold nothing
    is_alike = seen(folder, "machine") == machine()
    with np.load(folder / "seen.npz") as arrays:
        wanted = {name: arrays[name] for name in arrays.files if name.startswith(f"{case}: ")}
    assert wanted.keys() == found.named(case).keys()
    for name, value in found.named(case).items():
        if is_alike or name.split(": ")[1].startswith(BEFORE):
            np.testing.assert_array_equal(value, wanted[name], err_msg=name)
        else:
            np.testing.assert_allclose(value, wanted[name], rtol=1e-4, atol=1e-5, err_msg=name)
    facts = seen(folder, case)
    resumed, resumed_then = found.facts.pop("resumed history"), facts.pop("resumed history")
    assert found.facts == facts
    assert resumed.keys() == resumed_then.keys()
    for name, values in resumed.items():
        if is_alike:
            assert values == resumed_then[name], name
        else:
            assert values == pytest.approx(resumed_then[name], rel=1e-4, abs=1e-5), name
    assert not [finding for finding in run.findings if "not the data" in finding.message]


@pytest.mark.parametrize("case", CASES)
def test_an_old_model_is_what_it_was_and_goes_on_alike(folder, case):
    store = dm.ModelStore(folder / "models")
    if case == "flags":
        store.restore(case)  # it was deleted then
    [saved] = (model for model in store.list() if model.name == case)
    assert saved.card is not None
    assert (saved.card.notes, saved.tags) == (f"of {case}\nas it was", ("old", "small"))
    require_as_it_was(store.load(case), folder, case, case)


def test_old_models_are_listed_with_all_that_their_cards_hold(folder):
    store = dm.ModelStore(folder / "models")
    assert {model.name for model in store.list()} == CASES.keys() - {"flags"}
    assert [model.name for model in store.trash()] == ["flags"]
    assert not [model.damaged for model in (*store.list(), *store.trash()) if model.damaged]


def test_what_an_old_kernel_left_is_brought_back(folder):
    run = recovered(folder, folder.parent / "kernel")
    require_as_it_was(run, folder, CUT_OFF, "dropout and norm")


@pytest.mark.parametrize(
    ("name", "spec", "halves"), [("sweep", SWEEP, False), ("halved", HALVED, True)]
)
def test_an_old_sweep_is_finished_and_trains_nothing_again(
    folder, name, spec, *, halves, monkeypatch
):
    facts = seen(folder, name)
    # a result is known by the versions that computed it
    monkeypatch.setattr("densemodel.experiments.run._start._versions", lambda: facts["versions"])
    made = prepare_sweep(
        spec, *Rows(folder).of("plain"), workers=1, folder=folder / name, halving=halves
    )
    assert made.state == "finished"
    found = {str(n): [r.outcome, r.epochs, r.score] for n, r in made.results.items()}
    assert found == facts["results"]
    assert made.best_number == facts["best"]
    assert made.best.history["val_loss"] == made.results[facts["best"]].history["val_loss"]

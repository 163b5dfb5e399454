"""Cells whose data are pictures in a folder."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

import densemodel as dm
from support.data.picture_folders import fill, make_pets

pytestmark = pytest.mark.tensorflow

SPEC = "16x16x3 -> scale / 255 -> conv 4 relu -> max 2 -> flatten -> auto softmax ; epochs 2"


@pytest.fixture
def pets(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    make_pets(tmp_path / "pets", 30)
    return "pets/"


def run_of(notebook, name="digits"):
    return notebook.shell.run_line_magic("densemodel", f"run {name}")


def test_a_folder_is_the_data_of_a_cell(notebook, pets):
    shown = notebook.run(f"%%densemodel digits --folder {pets} --wait\n{SPEC}")
    assert "60 pictures of 2 classes: cat 30, dog 30; of 32x24, scaled to 16x16" in " ".join(
        shown.split()
    )
    run = run_of(notebook)
    assert run.state == "finished"
    assert run.bound.class_names == ("cat", "dog")
    notebook.run(f"%%densemodel digits --folder {pets}\n{SPEC}")
    assert run_of(notebook) is run  # nothing has changed
    score = notebook.run(f"%densemodel score digits --folder {pets}")
    assert "60 rows" in score


def test_pictures_in_a_folder_and_in_arrays_give_the_same_run(notebook, pets):
    notebook.run(f"%%densemodel first --folder {pets} --wait\n{SPEC}")
    x, y, _ = dm.read_images(pets, (16, 16, 3))
    notebook.variables |= {"x": x, "y": y}
    notebook.run(f"%%densemodel second -x x -y y --wait\n{SPEC}")
    third = dm.train(SPEC, folder=pets)
    runs = [run_of(notebook, "first"), run_of(notebook, "second"), third]
    for one, two in pairwise(runs):
        for a, b in zip(one.model.get_weights(), two.model.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b)
        assert one.history == two.history


def test_its_folders_validate_and_test(notebook, tmp_path):
    for side in ("train", "val", "test"):
        make_pets(tmp_path / "sides" / side, 12)
    notebook.variables["where"] = tmp_path / "sides"
    notebook.run(f"%%densemodel digits --folder where --wait\n{SPEC}")
    run = run_of(notebook)
    assert len(run.bound.training_rows) == 24
    assert run.test_metrics is not None
    with pytest.raises(dm.DataError, match="a folder for validation, and validation_data is given"):
        dm.train(SPEC, folder=tmp_path / "sides", validation_data=(run.bound.x, run.bound.y))


def test_several_networks_and_a_sweep_train_on_a_folder(notebook, pets):
    two = f"small: {SPEC}\nbig: {SPEC.replace('conv 4', 'conv 8')}"
    notebook.run(f"%%densemodel --folder {pets} --wait\n{two}")
    assert run_of(notebook, "big").state == "finished"
    choices = SPEC.replace("conv 4", "conv {2|3}")
    assert "2 trials" in notebook.run(f"%%densemodel best --folder {pets} --wait\n{choices}")
    shown = notebook.fail(f"%%densemodel --folder {pets}\n{two.replace('big: 16x16', 'big: 8x8')}")
    assert "--folder scales to one size" in shown


@pytest.mark.parametrize(
    ("line", "spec", "message"),
    [
        ("--folder nothing/", SPEC, "there is no folder nothing in "),
        ("--folder pets/ -x x -y y", SPEC, "give the data once: either -x and -y, or --folder"),
        ("--folder pets/", "auto -> 3 softmax", "begin the network with 64x64x3"),
        ("--folder pets/", "784 -> 3 softmax", "the network takes 784: begin it with 64x64x3"),
    ],
)
@pytest.mark.usefixtures("pets")
def test_what_does_not_fit_is_one_sentence(notebook, line, spec, message):
    assert message in " ".join(notebook.fail(f"%%densemodel digits {line}\n{spec}").split())


def test_a_run_predicts_and_is_scored_on_files(pets, tmp_path):
    run = dm.train(SPEC, folder=pets)
    new = fill(tmp_path / "new", 0, 3)
    paths = sorted(map(str, new.iterdir()))
    table = dm.predict(run, new)
    assert list(table.index) == paths
    pd.testing.assert_frame_equal(dm.predict(run, paths[1:2]), table.iloc[1:2])
    pd.testing.assert_frame_equal(dm.predict(run.model, paths[0]), table.iloc[:1])
    report = dm.evaluate(run, pets)
    assert (
        report.metrics["accuracy"]
        == dm.evaluate(run, *dm.read_images(pets, (16, 16, 3))[:2]).metrics["accuracy"]
    )
    with pytest.raises(dm.DataError, match="has no folder for each class"):
        dm.evaluate(run, new)

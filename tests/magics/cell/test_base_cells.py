"""Cells whose network begins with a trained model of the notebook."""

import pytest

from support.network.bases import digits, hash_of_weights, small_base

pytestmark = pytest.mark.tensorflow

CELL = "%%densemodel pets -x x -y y --wait\nbase {} -> drop 20% -> auto softmax ; epochs 2"


@pytest.fixture
def base(notebook):
    notebook.variables |= {"base": small_base(), **dict(zip("xy", digits(), strict=True))}
    return notebook.variables["base"]


def run_of(notebook):
    return notebook.shell.run_line_magic("densemodel", "run pets")


def test_a_frozen_base_and_then_the_same_cell_unfrozen(notebook, base):
    before = hash_of_weights(base)
    shown = " ".join(notebook.run(CELL.format("frozen")).split())
    assert "the outputs of base for 300 rows, 288 each, are kept" in shown.lower()
    frozen = run_of(notebook)
    notebook.run(CELL.format("frozen").replace(" --wait", ""))
    assert run_of(notebook) is frozen  # nothing has changed
    shown = " ".join(notebook.run(CELL.format("unfrozen") + " ; lr 0.00001").split())
    assert "training begins with the weights of the trained head" in shown.lower()
    unfrozen = run_of(notebook)
    assert unfrozen is not frozen
    assert unfrozen.history["loss"][0] < frozen.history["loss"][0]
    assert hash_of_weights(base) == before


def test_other_weights_of_the_base_are_another_cell(notebook, base):
    notebook.run(CELL.format("frozen"))
    first = run_of(notebook)
    base.layers[2].set_weights([one * 2 for one in base.layers[2].get_weights()])
    notebook.run(CELL.format("frozen"))
    assert run_of(notebook) is not first


def test_outputs_that_take_long_have_a_line(notebook, base, monkeypatch):
    monkeypatch.setattr("densemodel.magics.cell._folder._SILENT_SECONDS", 0)
    monkeypatch.setattr("densemodel.magics.cell._folder._EVERY_SECONDS", 0)
    base.layers[2].set_weights([one * 3 for one in base.layers[2].get_weights()])
    notebook.run(CELL.format("frozen"))
    assert any("Computed the outputs of base for 300 rows in" in text for text in notebook.updates)


@pytest.mark.usefixtures("base")
def test_a_sweep_of_heads(notebook):
    notebook.run(
        "%%densemodel sweep -x x -y y --wait\n"
        "base frozen -> auto softmax ; lr {0.01|0.001} ; epochs 1"
    )
    best = notebook.shell.run_line_magic("densemodel", "run sweep")
    assert best.spec.settings.optimizer.arguments
    assert best.network.input_shape == (None, 288)

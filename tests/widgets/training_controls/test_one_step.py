"""The button One step, and its table."""

import numpy as np
import pytest

from densemodel.training import LayerStep
from densemodel.widgets.training_controls._one_step import step_table
from support.widgets.panel_parts import control, is_hidden, press_and_wait, set_by_person, texts


def test_the_table_shows_the_weight_with_the_largest_gradient():
    kernel = np.array([[1.0, 2.0], [3.0, 4.0]])
    outputs = np.array([0.5, 0, 0.25, 1, 2])
    layer = LayerStep(
        "hidden layer 1", outputs, np.array([[0, 0.1], [-0.5, 0]]), kernel, kernel + 1
    )
    assert step_table((layer,)).rows == [
        ("Hidden layer 1", "0.500, 0, 0.250, 1.00, …", "kernel[1, 0]", "-0.5000", "3.000", "4.000")
    ]


@pytest.mark.tensorflow
def test_steps_are_trained_one_by_one_until_an_epoch_is_done(make_run, make_panel, writer):
    panel = make_panel(make_run("4 -> 8 relu -> 2 softmax ; epochs 2 ; patience off"))
    set_by_person(panel, writer, "Batch size", 8)
    for count in (1, 2):
        press_and_wait(panel, "One step")
        assert panel.run.step_losses.step_count == count
    assert panel.run.spec.settings.batch == 8
    assert "Hidden layer 1" in texts(panel)
    press_and_wait(panel, "Resume")
    assert panel.run.step_losses.step_count == 8  # of 28 rows, in two epochs
    assert is_hidden(control(panel, "One step"))
    assert "Hidden layer 1" not in texts(panel)


@pytest.mark.tensorflow
def test_large_networks_have_no_single_steps(make_run, make_panel):
    panel = make_panel(make_run("4 -> 2000 relu -> 2 softmax"))
    assert is_hidden(control(panel, "One step"))

"""A cell that is run again in a real notebook: the trained model is on screen or one click away."""

import pytest
from playwright.sync_api import expect

from support.browser.panel_on_page import PanelOnPage

pytestmark = pytest.mark.browser

LOAD = """%load_ext densemodel
import numpy as np
generator = np.random.default_rng(0)
x_train = generator.normal(size=(400, 8)).astype("float32")
y_train = (x_train[:, 0] * x_train[:, 1] > 0).astype(int)"""
LINE = "%%densemodel moons -x x_train -y y_train\n"
SHORT = LINE + "8 -> 16 relu -> 2 softmax ; epochs 3"
OTHER = LINE + "8 -> 24 tanh -> 2 softmax ; epochs 3"
LONG = LINE.replace("moons", "long") + "8 -> 16 relu -> 2 softmax ; epochs 1000000 ; patience off"
OTHER_LONG = OTHER.replace("moons", "long")
STATE = "run = %densemodel run moons\nprint(run.state, run.history.epochs, run.spec, end='')"


def panel(notebook, cell):
    return PanelOnPage(notebook.output(cell))


def test_a_trained_network_is_shown_again_or_offered_or_goes_on(open_notebook):
    notebook = open_notebook([LOAD, SHORT, OTHER, "", LONG, OTHER_LONG])
    notebook.run(0)
    notebook.run(1, timeout=120)
    panel(notebook, 1).press("Start", then="Resume")

    notebook.run(1)  # by a reflex
    output = notebook.output(1)
    expect(output.get_by_text("and is shown again. Restart trains it")).to_be_visible()
    expect(panel(notebook, 1).button("Resume")).to_be_visible()
    assert notebook.ask(STATE, scratch_cell=3).startswith("finished 3 8 -> 16")
    notebook.screenshot("run-again-same", notebook.cell(1))

    notebook.run(2)  # another text
    output = notebook.output(2)
    restore = output.get_by_role("button", name="Show it")
    expect(restore).to_be_visible()
    assert notebook.ask(STATE, scratch_cell=3).startswith("ready 0 8 -> 24")
    notebook.screenshot("run-again-other", notebook.cell(2))
    restore.click()
    expect(
        output.get_by_role("status").get_by_text("moons is the model trained at")
    ).to_be_visible()
    expect(panel(notebook, 2).button("Resume").last).to_be_visible()
    assert notebook.ask(STATE, scratch_cell=3).startswith("finished 3 8 -> 16")
    notebook.screenshot("run-again-restored", notebook.cell(2))
    panel(notebook, 2).button("Resume").last.click()
    expect(output.locator(".dm-sentence").first).to_contain_text("Finished 13 epochs")
    check_keep_training(notebook)


def check_keep_training(notebook):
    """The panel of a network that trains is shown below the other cell, with its Stop."""
    notebook.run(4, timeout=120)
    panel(notebook, 4).press("Start", then="Stop")
    notebook.run(5)
    output = notebook.output(5)
    expect(output.get_by_text("long is still training with a different spec.")).to_be_visible()
    notebook.screenshot("run-again-asked", notebook.cell(5))
    output.get_by_role("button", name="Keep training").click()
    here = panel(notebook, 5)
    here.wait_for_curve(points=3)
    notebook.screenshot("run-again-kept", notebook.cell(5))
    here.press("Stop", then="Resume")
    expect(panel(notebook, 4).button("Resume")).to_be_visible()
    asked = STATE.replace("run moons", "run long")
    assert notebook.ask(asked, scratch_cell=3).startswith("stopped")

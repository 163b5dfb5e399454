"""A kernel ends while it trains, or a notebook is opened again: the cell offers its run."""

import re
import time

import pytest
from playwright.sync_api import expect

from support.browser.lab_front_end import NOTEBOOK_7
from support.browser.panel_on_page import PanelOnPage

pytestmark = pytest.mark.browser

LOAD = """%load_ext densemodel
import numpy as np
x = np.random.default_rng(0).normal(size=(4000, 10)).astype("float32")
y = (x[:, 0] > 0).astype(int)"""
CELL = """%%densemodel lost -x x -y y
10 -> 16 relu -> 2 softmax ; epochs 100000 ; patience off"""
OTHER = """%%densemodel lost -x x -y y --wait
10 -> 17 relu -> 2 softmax ; epochs 2"""
DIE = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
TRAINED = re.compile(
    r"Trained at \d\d:\d\d to epoch ([\d,]+)(?: \(best [\d,]+\))?: validation loss [\d.]+, "
    r"accuracy [\d.]+\."
)


def train(notebook, cell, epochs):
    """Start a cell's network by its button; gives how many epochs are done a moment later."""
    notebook.run(cell, timeout=120)
    output = notebook.output(cell)
    output.get_by_role("button", name="Start", exact=True).click()
    doing = re.compile(r"epoch ([\d,]+)")
    words = output.locator(".dm-summary-words")
    deadline = time.monotonic() + 60
    while True:
        found = doing.search(words.inner_text())
        done = int(found[1].replace(",", "")) if found else 0
        if done >= epochs:
            return done
        assert time.monotonic() < deadline
        notebook.page.wait_for_timeout(50)


def shown_again(notebook, cell):
    """Run a cell in a new kernel and click *Show it*; gives how many epochs the line says."""
    notebook.run(cell, timeout=120)
    output = notebook.output(cell)
    line = output.locator(".dm-trained-before")
    expect(line).to_contain_text(TRAINED)
    expect(line.get_by_role("button")).to_have_count(1)  # none of another network
    found = TRAINED.search(line.inner_text())
    assert found
    button = line.get_by_role("button", name="Show it", exact=True)
    button.focus()
    notebook.page.keyboard.press("Enter")
    message = output.get_by_role("status").get_by_text("lost is the model trained at")
    expect(message).to_be_visible()
    expect(button).to_be_hidden()
    return int(found[1].replace(",", ""))


def test_a_restart_amid_training_loses_nothing_and_another_notebook_finds_it(open_notebook):
    notebook = open_notebook([LOAD, OTHER, CELL, ""], height=1300)
    notebook.run(0, timeout=120)
    notebook.run(1, timeout=120)
    trained = train(notebook, 2, 100)
    notebook.restart_kernel()
    notebook.run(0)
    notebook.run(2, timeout=120)
    notebook.screenshot("next-day-offered", notebook.output(2))
    assert shown_again(notebook, 2) >= trained
    output = notebook.output(2)
    expect(output.get_by_role("button", name="Resume", exact=True)).to_be_enabled()
    expect(output.locator(".dm-summary-words")).to_contain_text("Stopped after")
    notebook.screenshot("next-day-shown", output)
    notebook.wait_for_answer("lost.count_params()", "210", scratch_cell=3)
    assert notebook.stderr() == ""

    cells = [LOAD, CELL.replace("lost", "found")]
    another = open_notebook(cells, front_end=NOTEBOOK_7, height=1300, keeps_models=True)
    another.run(0)
    another.run(1, timeout=120)
    expect(another.output(1).locator(".dm-trained-before")).to_contain_text(TRAINED)
    another.set_theme("dark")
    another.screenshot("next-day-offered-dark", another.output(1))


def test_a_panel_says_that_its_kernel_was_killed_and_its_run_is_shown_by_the_keyboard(
    open_notebook,
):
    notebook = open_notebook([LOAD, CELL, DIE, ""], height=1300)
    panel = PanelOnPage(notebook.output(1))
    notebook.run(0)
    train(notebook, 1, 20)
    left = notebook.server.root / "densemodels" / ".running"
    deadline = time.monotonic() + 60
    while not [*left.glob("lost-*.keras")]:
        assert time.monotonic() < deadline
        notebook.page.wait_for_timeout(50)
    panel.wait_for_words_of_progress()
    notebook.run(2, wait=False)
    panel.expect_without_kernel()
    notebook.screenshot("next-day-died", panel.place)
    notebook.page.get_by_role("button", name="Ok", exact=True).click()  # it has a new kernel by now
    notebook.wait_until_idle()
    notebook.run(0)
    assert shown_again(notebook, 1) >= 1
    expect(panel.place.get_by_role("button", name="Resume", exact=True)).to_be_enabled()
    assert notebook.stderr() == ""

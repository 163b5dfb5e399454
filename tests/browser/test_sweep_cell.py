"""A sweep from a cell to the panel of its best model, with real trials in real processes."""

import re

import pytest
from playwright.sync_api import expect

from support.browser.panel_on_page import SOON

pytestmark = pytest.mark.browser

LOAD = """%load_ext densemodel
import numpy as np
rng = np.random.default_rng(0)
x = rng.normal(size=(600, 4)).astype("float32")
y = (x[:, 0] * x[:, 1] > 0).astype(int)"""
DIGITS = """%load_ext densemodel
from sklearn.datasets import load_digits
images = load_digits()
x, y = images.images[:600] / 16, images.target[:600]"""
DIGITS_CELL = """%%densemodel digits -x x -y y --workers 2
64 -> {16|32} relu -> 10 softmax ; adam lr {0.01|0.001} ; epochs 10 ; patience off ; repeat 2"""
LONG = """%%densemodel moons -x x -y y --workers 2
4 -> {4|16} relu -> 2 softmax ; epochs 20000 ; patience off"""
WAITING = """%%densemodel moons -x x -y y --workers 1 --wait
4 -> {4|16} relu -> 2 softmax ; epochs 3"""
ASK = """%densemodel wait moons
s = %densemodel sweep moons
type(moons).__name__, s.state, len(s.results)"""


def test_a_cell_trains_all_and_its_name_is_the_best_model(open_notebook):
    notebook = open_notebook([DIGITS, DIGITS_CELL, ""], height=1200)
    notebook.run(0)
    notebook.run(1, timeout=120)
    panel = notebook.output(1).locator(".dm-sweep")
    expect(panel).to_be_visible(timeout=3 * SOON)
    notebook.screenshot("sweep-cell-ready", panel)
    panel.get_by_role("button", name="Start").click()
    expect(panel.locator(".dm-sweep-words")).to_contain_text("8 of 8 trials done", timeout=90_000)
    assert "Sequential" in notebook.ask(ASK.replace("moons", "digits"), scratch_cell=2)
    check_the_best_is_opened(notebook, panel)
    check_more_seeds(notebook, panel)
    assert notebook.stderr() == ""
    assert notebook.console.found == []


def check_the_best_is_opened(notebook, panel):
    """Its whole panel stands below: scores, images, and it can be trained on."""
    panel.get_by_role("button", name=re.compile("^Open trial")).first.click()
    opened = panel.locator(".dm-opened-panel .dm-panel")
    expect(opened.get_by_role("button", name="Restart", exact=True)).to_be_visible(timeout=60_000)
    expect(panel.locator(".dm-sweep-said")).to_contain_text("digits is trial")
    for tab, part in (("Score", ".dm-score-matrix-place"), ("Images", ".dm-wall canvas")):
        opened.get_by_role("tab", name=tab, exact=True).click()
        expect(opened.locator(part).first).to_be_visible(timeout=60_000)
        for theme in ("dark", "light"):
            notebook.set_theme(theme)
            notebook.screenshot(f"sweep-opened-{tab.lower()}-{theme}", panel)
    panel.get_by_role("button", name="Close", exact=True).click()
    expect(opened).to_have_count(0)


def check_more_seeds(notebook, panel):
    """Its button adds them to the sweep, and its table and spec show it."""
    expect(panel.get_by_role("button", name="Train 2 more seeds: 8 trials")).to_be_visible()
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        notebook.screenshot(f"sweep-more-{theme}", panel)
    seeds = panel.get_by_label("Seeds", exact=True)
    seeds.fill("3")
    seeds.press("Enter")
    panel.get_by_role("button", name="Train 1 more seed: 4 trials").click()
    expect(panel.locator(".dm-sweep-words")).to_contain_text("12 of 12 trials done", timeout=90_000)
    expect(panel.locator(".dm-header")).to_contain_text("repeat 3")
    expect(panel.locator('.dm-trial[data-number="12"]')).to_be_attached()


def test_a_stop_in_the_middle_keeps_what_is_done(open_notebook):
    notebook = open_notebook([LOAD, LONG, ""], height=1200)
    notebook.run(0)
    notebook.run(1, timeout=120)
    panel = notebook.output(1).locator(".dm-sweep")
    expect(panel).to_be_visible(timeout=3 * SOON)
    panel.get_by_role("button", name="Start").click()
    # once it has a loss: one that is stopped before that has nothing to be chosen by
    first = panel.locator('.dm-trial[data-number="1"]')
    expect(first).to_contain_text(re.compile(r"0\.\d"), timeout=90_000)
    panel.get_by_role("button", name="Stop trial 1", exact=True).click(timeout=60_000)
    stopped = panel.locator('.dm-trial-state[data-state="stopped"]')
    expect(stopped.first).to_be_visible(timeout=30_000)
    panel.get_by_role("button", name="Stop", exact=True).click()
    expect(panel.get_by_role("button", name="Resume")).to_be_visible(timeout=30_000)
    answer = notebook.ask(ASK, scratch_cell=2)
    assert "'Sequential', 'stopped', 1" in answer
    notebook.screenshot("sweep-cell-stopped", panel)
    assert notebook.stderr() == ""


def test_the_notebook_that_is_opened_again_shows_table_and_picture(open_notebook):
    notebook = open_notebook([LOAD, WAITING], height=1200)
    notebook.run(0)
    notebook.run(1, timeout=240)
    notebook.restart_kernel()
    notebook.reload()
    output = notebook.output(1)
    expect(output.locator("table")).to_be_visible()
    expect(output.locator("img")).to_be_visible()
    notebook.screenshot("sweep-cell-in-file", output)

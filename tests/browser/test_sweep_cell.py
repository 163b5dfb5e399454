"""A sweep from a cell to the panel of its best model, with real trials in real processes."""

import re

import pytest
from playwright.sync_api import expect

from support.browser.panel_on_page import SOON

pytestmark = pytest.mark.browser

DIGITS = """%load_ext densemodel
from sklearn.datasets import load_digits
images = load_digits()
x, y = images.images[:600] / 16, images.target[:600]"""
DIGITS_CELL = """%%densemodel digits -x x -y y --workers 2
64 -> {16|32} relu -> 10 softmax ; adam lr 0.01 ; epochs 6 ; patience off ; repeat 2"""
ASK = """%densemodel wait digits
s = %densemodel sweep digits
type(digits).__name__, s.state, len(s.results)"""


def test_a_cell_trains_all_and_its_name_is_the_best_model(open_notebook):
    notebook = open_notebook([DIGITS, DIGITS_CELL, ""], height=1200)
    notebook.run(0)
    notebook.run(1, timeout=120)
    panel = notebook.output(1).locator(".dm-sweep")
    expect(panel).to_be_visible(timeout=3 * SOON)
    notebook.screenshot("sweep-cell-ready", panel)
    panel.get_by_role("button", name="Start").click()
    expect(panel.locator(".dm-sweep-words")).to_contain_text("4 of 4 trials done", timeout=90_000)
    assert "Sequential" in notebook.ask(ASK, scratch_cell=2)
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
        notebook.screenshots(f"sweep-opened-{tab.lower()}", panel)
    panel.get_by_role("button", name="Close", exact=True).click()
    expect(opened).to_have_count(0)


def check_more_seeds(notebook, panel):
    """Its button adds them to the sweep, and its table and spec show it."""
    expect(panel.get_by_role("button", name="Train 2 more seeds: 4 trials")).to_be_visible()
    notebook.screenshots("sweep-more", panel)
    seeds = panel.get_by_label("Seeds", exact=True)
    seeds.fill("3")
    seeds.press("Enter")
    panel.get_by_role("button", name="Train 1 more seed: 2 trials").click()
    expect(panel.locator(".dm-sweep-words")).to_contain_text("6 of 6 trials done", timeout=90_000)
    expect(panel.locator(".dm-header")).to_contain_text("repeat 3")
    expect(panel.locator('.dm-trial[data-number="6"]')).to_be_attached()

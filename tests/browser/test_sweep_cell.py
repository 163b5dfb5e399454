"""A sweep from a cell to the loaded best model, with real trials in real processes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from support.browser.panel_on_page import SOON

if TYPE_CHECKING:
    from support.browser.lab_notebook import OpenNotebook

pytestmark = pytest.mark.browser

LOAD = """%load_ext densemodel
import numpy as np
rng = np.random.default_rng(0)
x = rng.normal(size=(600, 4)).astype("float32")
y = (x[:, 0] * x[:, 1] > 0).astype(int)"""
CELL = """%%densemodel moons -x x -y y --workers 2
4 -> {4|16} relu -> 2 softmax ; adam lr {0.01|0.001} ; epochs 20 ; patience off ; repeat 2"""
LONG = """%%densemodel moons -x x -y y --workers 2
4 -> {4|16} relu -> 2 softmax ; epochs 20000 ; patience off"""
WAITING = """%%densemodel moons -x x -y y --workers 1 --wait
4 -> {4|16} relu -> 2 softmax ; epochs 3"""
ASK = """%densemodel wait moons
s = %densemodel sweep moons
type(moons).__name__, s.state, len(s.results)"""


def test_a_cell_trains_all_and_its_name_is_the_best_model(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook([LOAD, CELL, ""], height=1200)
    notebook.run(0)
    notebook.run(1, timeout=120)
    panel = notebook.output(1).locator(".dm-sweep")
    expect(panel).to_be_visible(timeout=3 * SOON)
    notebook.screenshot("sweep-cell-ready", panel)
    panel.get_by_role("button", name="Start").click()
    expect(panel.locator(".dm-sweep-words")).to_contain_text("8 of 8 trials done", timeout=90_000)
    assert "Sequential" in notebook.ask(ASK, scratch_cell=2)
    panel.get_by_role("button", name="Load trial 1", exact=True).click()
    expect(panel.locator(".dm-sweep-said")).to_contain_text("is trial 1", timeout=60_000)
    notebook.screenshot("sweep-cell-done", panel)
    assert notebook.stderr() == ""
    assert notebook.console.found == []


def test_a_stop_in_the_middle_keeps_what_is_done(open_notebook: OpenNotebook) -> None:
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
    panel.get_by_role("button", name="Stop all").click()
    expect(panel.get_by_role("button", name="Continue")).to_be_visible(timeout=30_000)
    said = notebook.ask(ASK, scratch_cell=2)
    assert "'Sequential', 'stopped', 1" in said
    notebook.screenshot("sweep-cell-stopped", panel)
    assert notebook.stderr() == ""


def test_the_notebook_that_is_opened_again_shows_table_and_picture(
    open_notebook: OpenNotebook,
) -> None:
    notebook = open_notebook([LOAD, WAITING], height=1200)
    notebook.run(0)
    notebook.run(1, timeout=240)
    notebook.restart_kernel()
    notebook.reload()
    output = notebook.output(1)
    expect(output.locator("table")).to_be_visible()
    expect(output.locator("img")).to_be_visible()
    notebook.screenshot("sweep-cell-in-file", output)

"""A network that is grown in JupyterLab, and a size of it that is opened."""

import pytest
from playwright.sync_api import expect

from support.browser.axe_scan import serious_violations

pytestmark = pytest.mark.browser

DIGITS = """%load_ext densemodel
from sklearn.datasets import load_digits
x, y = load_digits(return_X_y=True)
x = x / 16"""
CELL = """%%densemodel digits -x x -y y --no-panel
64 -> 16 relu -> 10 softmax ; adam lr 0.01 ; epochs 12"""
MINUTES = 60_000
"""Milliseconds in one."""


def test_a_network_is_grown_and_a_size_is_opened(open_notebook):
    notebook = open_notebook([DIGITS, CELL, "%densemodel capacity digits", ""], height=1100)
    for cell in range(3):
        notebook.run(cell, timeout=180)
    panel = notebook.output(2).locator(".dm-capacity")
    expect(panel.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    expect(panel.locator("tbody tr").nth(2)).to_be_visible(timeout=MINUTES)
    notebook.screenshot("capacity-live", panel)
    expect(panel.get_by_role("button", name="Stop", exact=True)).to_be_hidden(timeout=3 * MINUTES)
    expect(panel.locator(".dm-summary")).to_contain_text("enough")
    expect(panel.locator("tbody tr.dm-best")).to_contain_text("knee")
    spec = panel.get_by_label("The network at the knee").input_value()
    assert spec.endswith("relu -> 10 softmax ; adam lr 0.01 ; epochs 12") or "relu)" in spec
    expect(panel.locator("svg").get_by_text("knee:")).to_be_visible()
    notebook.screenshots("capacity", panel)
    assert serious_violations(panel) == []
    check_a_size_is_opened(notebook, panel)
    assert notebook.stderr() == ""
    assert notebook.console.found == []


def check_a_size_is_opened(notebook, panel):
    """It trains again, and its whole panel stands below."""
    panel.get_by_label("Panel of").select_option(index=2)
    opened = panel.locator(".dm-opened-panel .dm-panel")
    expect(opened.get_by_role("button", name="Restart", exact=True)).to_be_visible(timeout=MINUTES)
    opened.get_by_role("tab", name="Images", exact=True).click()
    expect(opened.locator(".dm-wall canvas").first).to_be_visible(timeout=MINUTES)
    notebook.screenshot("capacity-opened", panel)
    panel.get_by_label("Panel of").select_option("no size")
    expect(opened).to_have_count(0)

"""A network that is grown in JupyterLab: live, stopped, and what stays in the file."""

import base64
import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from support.browser.axe_scan import serious_violations
from support.browser.panel_on_page import SOON

pytestmark = pytest.mark.browser

DIGITS = """%load_ext densemodel
from sklearn.datasets import load_digits
x, y = load_digits(return_X_y=True)
x = x / 16"""
CELL = """%%densemodel digits -x x -y y --no-panel
64 -> 16 relu -> 10 softmax ; adam lr 0.01 ; epochs 12"""
LONG = """%%densemodel long -x x -y y --no-panel
64 -> 16 relu -> 10 softmax ; epochs 100000 ; patience off"""
MINUTES = 60_000
"""Milliseconds in one."""


def panel_of(notebook, cell):
    return notebook.output(cell).locator(".dm-capacity")


def test_a_network_is_grown_and_stays_in_the_file(open_notebook):
    notebook = open_notebook([DIGITS, CELL, "%densemodel capacity digits", ""], height=1100)
    for cell in range(3):
        notebook.run(cell, timeout=180)
    panel = panel_of(notebook, 2)
    expect(panel.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    expect(panel.locator("tbody tr").nth(2)).to_be_visible(timeout=MINUTES)
    notebook.screenshot("capacity-live", panel)
    expect(panel.get_by_role("button", name="Stop", exact=True)).to_be_hidden(timeout=3 * MINUTES)
    expect(panel.locator(".dm-summary")).to_contain_text("enough")
    expect(panel.locator("tbody tr.dm-best")).to_contain_text("knee")
    spec = panel.get_by_label("The network at the knee").input_value()
    assert spec.endswith("relu -> 10 softmax ; adam lr 0.01 ; epochs 12") or "relu)" in spec
    expect(panel.locator("svg").get_by_text("knee:")).to_be_visible()
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        notebook.screenshot(f"capacity-{theme}", panel)
    assert serious_violations(panel) == []
    check_file(notebook)
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


def check_file(notebook):
    outputs = [output.get("data", {}) for output in notebook.outputs(2)]
    (picture,) = (data["image/png"] for data in outputs if "image/png" in data)
    image = Image.open(io.BytesIO(base64.b64decode(picture)))
    assert image.width > 2 * image.height
    image.save("test-results/capacity-file.png")
    assert any("The network at the knee" in "".join(data["text/plain"]) for data in outputs)


def test_stop_keeps_the_sizes(open_notebook):
    notebook = open_notebook([DIGITS, LONG, "%densemodel capacity long", ""])
    for cell in range(3):
        notebook.run(cell, timeout=180)
    panel = panel_of(notebook, 2)
    expect(panel.locator(".dm-summary")).to_contain_text("now 2 units")
    panel.get_by_role("button", name="Stop", exact=True).click()
    expect(panel.locator(".dm-summary")).to_contain_text(
        "It was stopped before the first size was trained.", timeout=SOON
    )
    expect(panel.get_by_role("button", name="Copy spec")).to_be_hidden()

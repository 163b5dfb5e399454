"""What a screen reader can reach of a panel."""

import pytest
from playwright.sync_api import expect

from support.browser.axe_scan import serious_violations
from support.browser.panel_on_page import SOON, PanelOnPage

pytestmark = pytest.mark.browser

LOAD = """%load_ext densemodel
import numpy as np
rng = np.random.default_rng(0)
x = rng.normal(size=(400, 4)).astype("float32")
y = (x @ rng.normal(size=(4, 3))).argmax(axis=1)"""
CELL = """%%densemodel digits -x x -y y
4 -> 8 relu -> 3 softmax
epochs 1000000 ; patience off"""
SHOWS_SOMETHING = """panel => [...panel.querySelectorAll('.widget-tab-contents > *')]
    .some(view => view.offsetParent && view.innerText.trim())"""


def test_axe_finds_nothing_serious(open_notebook):
    notebook = open_notebook([LOAD, CELL, ""], height=1300)
    notebook.run(0)
    notebook.run(1)
    panel = PanelOnPage(notebook.output(1))
    expect(panel.button("Start")).to_be_visible()
    found = scan(notebook, panel, "ready")
    panel.press("Start", then="Stop")
    panel.wait_for_curve()
    found += scan(notebook, panel, "training")
    panel.press("Stop", then="Resume")
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        panel.more.click()
        found += [f"more, {theme}: {rule}" for rule in serious_violations(panel.place)]
        for tab in panel.tabs():
            panel.open_tab(tab)
            handle = panel.box.element_handle()
            notebook.page.wait_for_function(SHOWS_SOMETHING, arg=handle, timeout=SOON)
            moment = f"stopped, {tab}, {theme}"
            found += [f"{moment}: {rule}" for rule in serious_violations(panel.place)]
    assert found == []


def scan(notebook, panel, moment):
    """Scan all that stands below the cell in both themes."""
    found = []
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        found += [f"{moment}, {theme}: {rule}" for rule in serious_violations(panel.place)]
    return found

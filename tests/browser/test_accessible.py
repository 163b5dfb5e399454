"""What a keyboard and a screen reader can reach of a panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from support.browser.axe_scan import serious_violations
from support.browser.lab_front_end import LAB, NOTEBOOK_7
from support.browser.panel_on_page import SOON, PanelOnPage

if TYPE_CHECKING:
    from support.browser.front_end_kind import FrontEnd
    from support.browser.lab_notebook import Notebook, OpenNotebook

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


def open_panel(open_notebook: OpenNotebook, front_end: FrontEnd) -> tuple[Notebook, PanelOnPage]:
    notebook = open_notebook([LOAD, CELL, ""], front_end=front_end, height=1300)
    notebook.run(0)
    notebook.run(1)
    panel = PanelOnPage(notebook.output(1))
    expect(panel.button("Start")).to_be_visible(timeout=SOON)
    return notebook, panel


def test_axe_finds_nothing_serious(open_notebook: OpenNotebook) -> None:
    notebook, panel = open_panel(open_notebook, LAB)
    found = scan(notebook, panel, "ready")
    panel.press("Start", then="Stop")
    panel.wait_for_curve()
    found += scan(notebook, panel, "training")
    panel.press("Stop", then="Resume")
    for tab in panel.box.get_by_role("tab").all():
        tab.click()
        handle = panel.box.element_handle()
        notebook.page.wait_for_function(SHOWS_SOMETHING, arg=handle, timeout=SOON)
        found += scan(notebook, panel, f"stopped, {tab.inner_text()}")
    assert found == []


def scan(notebook: Notebook, panel: PanelOnPage, moment: str) -> list[str]:
    """Scan all that stands below the cell in both themes."""
    found = []
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        found += [f"{moment}, {theme}: {rule}" for rule in serious_violations(panel.place)]
    return found


@pytest.mark.parametrize("front_end", [LAB, NOTEBOOK_7], ids=lambda kind: kind.name)
def test_a_slider_answers_the_keyboard_and_says_its_value(
    open_notebook: OpenNotebook, front_end: FrontEnd
) -> None:
    _, panel = open_panel(open_notebook, front_end)
    split = panel.box.get_by_role("slider", name="Validation split", exact=True)
    expect(split).to_have_attribute("aria-valuetext", "30 %")
    split.press("ArrowRight")
    expect(split).to_have_attribute("aria-valuetext", "35 %")
    expect(panel.box).to_contain_text("260 rows to train on, 140 to validate", timeout=SOON)

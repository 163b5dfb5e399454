"""The first screen of a projector: Start, and the whole plot, in the chosen size of text."""

import pytest
from playwright.sync_api import expect

from support.browser.panel_on_page import PanelOnPage, wait_for

pytestmark = pytest.mark.browser

LOAD = """%load_ext densemodel
import numpy as np
x = np.random.default_rng(0).normal(size=(400, 8)).astype("float32")
y = (x[:, 0] * x[:, 1] > 0).astype(int)"""
CELL = """%%densemodel moons -x x -y y
8 -> 16 relu -> 16 relu -> 2 softmax ; epochs 1000000 ; patience off"""
TO_TOP = "cell => cell.scrollIntoView({block: 'start'})"
IS_SEEN = """([part, bottom]) => {
    const {top, bottom: end, height} = part.getBoundingClientRect();
    return height > 0 && top >= 0 && end <= bottom;
}"""
SIZES = """panel => {
    const parts = [...panel.querySelectorAll('*')].filter(part => part.checkVisibility()
        && [...part.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
    return Object.fromEntries(parts.map(part => [
        part.textContent.trim().slice(0, 40), parseFloat(getComputedStyle(part).fontSize)]));
}"""
GROWS = """([panel, sizes]) => Object.entries((%s)(panel))
    .every(([words, size]) => !(words in sizes) || size > 1.3 * sizes[words])"""
SET_SIZE = "size => document.documentElement.style.setProperty('--jp-content-font-size1', size)"
"As JupyterLab's Increase Content Font Size does."
HALO = """panel => [...panel.querySelectorAll('.dm-plot .object_grp text')].map(text => {
    const style = getComputedStyle(text);
    const probe = document.createElement('i');
    probe.style.color = 'var(--dm-page)';
    panel.append(probe);
    const page = getComputedStyle(probe).color;
    probe.remove();
    return style.paintOrder.startsWith('stroke') && style.stroke === page;
})"""
STATUS_BAR = 30
"""Pixels below a notebook in JupyterLab."""


def test_the_first_screen_has_start_and_the_plot_and_its_tabs_are_reached_by_keys(open_notebook):
    notebook = open_notebook([LOAD, CELL, ""], width=1280, height=720)
    notebook.page.evaluate("window.jupyterapp.shell.collapseLeft()")
    notebook.run(0)
    notebook.run(1)
    panel = PanelOnPage(notebook.output(1))
    drawing = notebook.output(1).locator(".dm-drawing")
    expect(drawing).to_be_visible()
    assert panel.box.locator(".lm-TabBar-tab", has_text="Network").count() == 0
    check_seen(notebook, panel.button("Start"))
    panel.press("Start", then="Stop")
    panel.wait_for_curve()
    expect(drawing).to_be_hidden()
    axis = panel.box.locator(".dm-plot .axis").first
    check_seen(notebook, panel.button("Stop"), axis)
    panel.press("Stop", then="Resume")
    check_seen(notebook, panel.button("Resume"), axis, panel.box.locator(".dm-sentence").first)
    assert set(panel.box.evaluate(HALO)) == {True}

    panel.button("Drawing").click()
    expect(drawing).to_be_visible()
    panel.press("Resume", then="Stop")
    panel.wait_for_curve()
    expect(drawing).to_be_visible()  # a person has opened it
    panel.press("Stop", then="Resume")

    sizes = notebook.output(1).evaluate(SIZES)
    assert {"validation", "More", "Patience", "Resume", "parameters"} <= set(sizes)
    notebook.page.evaluate(SET_SIZE, "19px")
    wait_for(GROWS % SIZES, panel.box, sizes)
    check_seen(notebook, panel.button("Drawing"))
    panel.button("Drawing").click()
    check_seen(notebook, panel.button("Resume"), axis)
    notebook.page.evaluate(SET_SIZE, "")
    check_tabs_by_keys(panel)


def check_seen(notebook, *parts):
    notebook.cell(1).evaluate(TO_TOP)
    for part in parts:
        wait_for(IS_SEEN, part, 720 - STATUS_BAR)


def check_tabs_by_keys(panel):
    """Those behind More as well."""
    panel.tab("Train").focus()
    press = panel.page.keyboard.press
    press("ArrowLeft")  # round to the last
    expect(panel.more).to_be_focused()
    press("ArrowDown")
    press("ArrowDown")
    expect(panel.box.get_by_role("menuitemradio", name="Keras code")).to_be_focused()
    press("Escape")
    expect(panel.more).to_be_focused()
    press("Enter")
    press("Enter")
    expect(panel.tab("Epochs")).to_have_attribute("aria-selected", "true")
    expect(panel.more).to_have_text("More: Epochs")
    press("ArrowLeft")
    press("Enter")
    expect(panel.tab("Saved models")).to_have_attribute("aria-selected", "true")
    expect(panel.more).to_have_text("More")

"""A panel out of sight: its figures are drawn when they have a place, and nothing complains."""

import pytest
from playwright.sync_api import expect

from support.browser.panel_on_page import SOON, PanelOnPage

pytestmark = pytest.mark.browser

ROWS = """import numpy as np
%load_ext densemodel
x = np.random.default_rng(0).normal(size=(2000, 8)).astype("float32")
y = (x[:, 0] > 0).astype(int)"""
CELL = """%%densemodel signs -x x -y y
8 -> 16 relu -> 2 softmax
epochs 100000 ; patience off"""
RUN_BEHIND = """async () => {
    const app = window.jupyterapp;
    window.notebookId = app.shell.currentWidget.id;
    window.endedCells = {1: false};
    app.shell.currentWidget.content.activeCellIndex = 1;
    app.commands.execute('notebook:run-cell').finally(() => { window.endedCells[1] = true; });
    await app.commands.execute('launcher:create');
}"""
COME_BACK = "() => { window.jupyterapp.shell.activateById(window.notebookId); }"
HIDE_WHILE_IT_IS_DRAWN = """panel => {
    new MutationObserver((_, observer) => {
        if (panel.querySelectorAll('.svg-background').length > 1) {
            observer.disconnect();
            panel.style.display = 'none';
        }
    }).observe(panel, {childList: true, subtree: true});
}"""
"""As a tab that is left the moment when bqplot has begun to draw a second figure."""
WIDE = """panel => [...panel.querySelectorAll('.plotarea_background')].every(plot => {
    const place = plot.closest('.dm-curves').getBoundingClientRect();
    return Math.abs(plot.getBoundingClientRect().width - (place.width - 52 - 74)) < 1;
})"""


def test_nothing_complains_where_a_page_or_a_tab_is_out_of_sight(open_notebook):
    notebook = open_notebook([ROWS, CELL, ""], height=1100)
    notebook.run(0)
    notebook.page.evaluate(RUN_BEHIND)
    notebook.wait_until_ended(1, timeout=120)
    panel = PanelOnPage(notebook.output(1))
    expect(panel.box).to_be_attached()
    expect(panel.box).to_be_hidden()
    notebook.page.evaluate(COME_BACK)
    check_figures(panel, 1)
    check_tabs(notebook, panel)
    assert notebook.console.found == []


def test_a_figure_that_is_hidden_while_it_is_drawn_is_there_later(open_notebook):
    notebook = open_notebook([ROWS, CELL.replace("100000", "3"), ""], height=1100)
    notebook.run(0)
    notebook.run(1, timeout=120)
    panel = PanelOnPage(notebook.output(1))
    panel.button("Start").click()
    expect(panel.button("Resume")).to_be_visible()
    check_figures(panel, 1)
    panel.box.evaluate(HIDE_WHILE_IT_IS_DRAWN)
    panel.button("Learning rate").click()
    expect(panel.box).to_be_hidden()
    expect(panel.box.locator(".plotarea_background[width]")).to_have_count(2)
    panel.box.evaluate("panel => { panel.style.display = ''; }")
    check_figures(panel, 2)
    assert notebook.console.found == []


def check_tabs(notebook, panel):
    """They change while it trains, and a page is reloaded with the curves out of sight."""
    panel.press("Start", then="Stop")
    panel.tab("Score").click()  # before the first curve
    panel.tab("Train").click()
    panel.button("Learning rate").click()
    for name in ("Score", "Train", "Epochs"):
        panel.open_tab(name)
        panel.wait_for_epoch(after=panel.epoch())
    notebook.reload()  # with the curves out of sight
    expect(panel.tab("Epochs")).to_have_attribute("aria-selected", "true")
    panel.tab("Train").click()
    panel.wait_for_curve()
    check_figures(panel, 2)


def check_figures(panel, count):
    """They are as wide as their places."""
    plots = panel.box.locator(".dm-figure .plotarea_background")
    expect(plots).to_have_count(count)
    panel.page.wait_for_function(WIDE, arg=panel.box.element_handle(), timeout=SOON)

import pytest
from playwright.sync_api import expect

from support.browser.axe_scan import serious_violations
from support.browser.panel_on_page import SOON

pytestmark = pytest.mark.browser

LOAD = """%load_ext densemodel
import numpy as np
x = np.random.default_rng(0).normal(size=(2000, 20))
y = np.where((x[:, :5] ** 2).sum(1) > 5, "far", "near")"""
CELL = """%%densemodel -x x -y y
epochs 12 ; batch 64 ; repeat 3 ; patience off
small: 20 -> 4 relu -> 2 softmax
big: 20 -> 32 relu -> 2 softmax"""
LONG = """%%densemodel -x x -y y
epochs 100000 ; patience off
few: 20 -> 4 relu -> 2 softmax
many: 20 -> 32 relu -> 2 softmax"""
FOLLOWED = """panel => [...panel.querySelectorAll('.plotarea_background')].every(plot =>
    plot.getBoundingClientRect().right < panel.getBoundingClientRect().right - 70)"""
BOTH_GROW = """panel => [...panel.querySelectorAll('.dm-figure path.line')]
    .filter(line => getComputedStyle(line).strokeWidth === '2px')
    .filter(line => (line.getAttribute('d') || '').split(/[ML]/).length > 4).length === 2"""
STATES = """[get_ipython().run_line_magic('densemodel', f'run {name}').state
 for name in ('few', 'many')]"""


def panel_of(notebook, cell):
    return notebook.output(cell).locator(".dm-comparison")


def button(panel, name):
    return panel.get_by_role("button", name=name, exact=True)


def test_networks_race_are_stopped_and_train_into_one_picture(open_notebook):
    notebook = open_notebook([LOAD, CELL, "1 + 1", "", LONG])
    notebook.run(0)
    notebook.run(4, timeout=120)
    check_the_race_is_stopped(notebook, panel_of(notebook, 4))
    notebook.run(1, timeout=120)
    panel = panel_of(notebook, 1)
    expect(panel).to_have_count(1)
    expect(panel).to_contain_text("Ready to train 2 networks in 6 runs on 1,400 rows")
    notebook.screenshot("comparison-ready", panel)
    button(panel, "Start all").click()
    expect(button(panel, "Stop all")).to_be_visible()
    expect(button(panel, "Restart all")).to_be_visible(timeout=120_000)
    check_curves(panel)
    check_table(panel)
    expect(panel.locator(".dm-sentence").first).to_contain_text("seeds")
    notebook.select(2)
    notebook.screenshots("comparison", panel)
    check_the_panel_of_one(notebook, panel)
    check_access(notebook, panel)
    assert notebook.stderr() == ""
    assert notebook.console.found == []


def check_the_race_is_stopped(notebook, panel):
    """Both are drawn as they train in turns, and Stop all keeps both models."""
    button(panel, "Start all").click()
    rows = panel.locator(".dm-compared-table tbody tr")
    expect(rows.nth(0)).to_contain_text("training")
    expect(rows.nth(1)).to_contain_text("training")
    expect(panel).to_contain_text("few and many train in turns")
    handle = panel.element_handle()
    notebook.page.wait_for_function(BOTH_GROW, arg=handle, timeout=SOON)
    notebook.screenshots("race", panel)
    button(panel, "Stop all").click()
    expect(button(panel, "Resume all")).to_be_visible()
    notebook.wait_for_answer(STATES, "['stopped', 'stopped']", scratch_cell=3)
    parameters = "few.count_params(), many.count_params()"
    notebook.wait_for_answer(parameters, "(94, 738)", scratch_cell=3)


def check_curves(panel):
    """Both on one pair of axes, in two colours, whole and dashed, with their names."""
    figure = panel.locator(".dm-figure").first
    firm = figure.locator("path.line").evaluate_all(
        "lines => lines"
        ".filter(line => getComputedStyle(line).strokeWidth === '2px' && line.getAttribute('d'))"
        ".map(line => [getComputedStyle(line).stroke, line.style.strokeDasharray])"
    )
    assert len(firm) == 2
    assert firm[0][0] != firm[1][0]
    assert firm[0][1] != firm[1][1]
    expect(figure.get_by_text("small", exact=True)).to_be_visible()
    expect(figure.get_by_text("big", exact=True)).to_be_visible()
    panel.get_by_role("button", name="Accuracy").click()
    expect(panel.locator("h4").first).to_have_text("Validation accuracy")
    panel.get_by_role("button", name="Loss", exact=True).click()
    expect(panel.locator("h4").first).to_have_text("Validation loss")


def check_table(panel):
    rows = panel.locator(".dm-compared-table tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("4 relu")
    expect(rows.nth(1)).to_contain_text("32 relu")
    expect(rows.nth(1)).to_contain_text("finished")
    expect(rows.nth(1)).to_contain_text("±")


def check_the_panel_of_one(notebook, panel):
    choice = panel.get_by_label("Panel of")
    choice.select_option("big, seed 1")
    own = panel.locator(".dm-opened-panel .dm-panel")
    expect(own.get_by_role("button", name="Restart", exact=True)).to_be_visible()
    expect(own.locator(".dm-header")).to_contain_text("seed 1")
    notebook.screenshots("comparison-opened", panel)
    choice.select_option("no run")
    expect(own).to_have_count(0)


def check_access(notebook, panel):
    """For a screen reader and in both themes; and in a narrow place nothing is cut off."""
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        assert serious_violations(panel) == []
    panel.evaluate("panel => { panel.style.width = '400px'; }")
    handle = panel.element_handle()
    notebook.page.wait_for_function(FOLLOWED, arg=handle, timeout=SOON)
    notebook.screenshot("comparison-narrow", panel)
    edge = panel.bounding_box()
    for part in panel.locator("button:visible, select:visible").all():
        box = part.bounding_box()
        assert edge is not None
        assert box is not None
        assert box["x"] >= edge["x"]
        assert box["x"] + box["width"] <= edge["x"] + edge["width"]

import json

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
small: 20 -> 4 relu -> 2 softmax
big: 20 -> 32 relu -> 2 softmax"""
FOLLOWED = """panel => [...panel.querySelectorAll('.plotarea_background')].every(plot =>
    plot.getBoundingClientRect().right < panel.getBoundingClientRect().right - 70)"""
BOTH_GROW = """panel => [...panel.querySelectorAll('.dm-figure path.line')]
    .filter(line => getComputedStyle(line).strokeWidth === '2px')
    .filter(line => (line.getAttribute('d') || '').split(/[ML]/).length > 4).length === 2"""
STATES = "[(run := get_ipython().run_line_magic('densemodel', f'run {n}')).state for n in NAMES]"


def open_cell(open_notebook, cell, **options):
    notebook = open_notebook([LOAD, cell, "1 + 1", ""], **options)
    notebook.run(0)
    notebook.run(1, timeout=120)
    return notebook


def panel(notebook):
    return notebook.output(1).locator(".dm-comparison")


def button(notebook, name):
    return panel(notebook).get_by_role("button", name=name, exact=True)


def picture(notebook):
    return notebook.output(1).locator(".jp-RenderedImage img")


def test_two_networks_train_into_one_picture_which_stays(open_notebook):
    notebook = open_cell(open_notebook, CELL)
    expect(panel(notebook)).to_have_count(1)
    expect(panel(notebook)).to_contain_text("Ready to train 2 networks in 6 runs on 1,400 rows")
    notebook.screenshot("comparison-ready", panel(notebook))
    button(notebook, "Start all").click()
    expect(button(notebook, "Stop all")).to_be_visible()
    expect(button(notebook, "Restart all")).to_be_visible(timeout=120_000)
    check_curves(notebook)
    check_table(notebook)
    expect(panel(notebook).locator(".dm-sentence").first).to_contain_text("seeds")
    notebook.select(2)
    pictured(notebook, "comparison", panel(notebook))
    check_the_panel_of_one(notebook)
    assert notebook.stderr() == ""
    assert notebook.console.found == []
    check_what_stays(notebook)


def pictured(notebook, name, place):
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        notebook.screenshot(f"{name}-{theme}", place)


def check_curves(notebook):
    """Both on one pair of axes, in two colours, whole and dashed, with their names."""
    figure = panel(notebook).locator(".dm-figure").first
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
    panel(notebook).get_by_role("button", name="Accuracy").click()
    expect(panel(notebook).locator("h4").first).to_have_text("Validation accuracy")
    panel(notebook).get_by_role("button", name="Loss", exact=True).click()
    expect(panel(notebook).locator("h4").first).to_have_text("Validation loss")


def check_table(notebook):
    rows = panel(notebook).locator(".dm-compared-table tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("4 relu")
    expect(rows.nth(1)).to_contain_text("32 relu")
    expect(rows.nth(1)).to_contain_text("finished")
    expect(rows.nth(1)).to_contain_text("±")


def check_the_panel_of_one(notebook):
    choice = panel(notebook).get_by_label("Panel of")
    choice.select_option("big, seed 1")
    own = panel(notebook).locator(".dm-opened-panel .dm-panel")
    expect(own.get_by_role("button", name="Restart", exact=True)).to_be_visible()
    expect(own.locator(".dm-header")).to_contain_text("seed 1")
    pictured(notebook, "comparison-opened", panel(notebook))
    choice.select_option("no run")
    expect(own).to_have_count(0)


def check_what_stays(notebook):
    """Saved, and read where nothing lives: the picture, the table and the sentence."""
    expect(picture(notebook)).to_be_attached()
    expect(picture(notebook)).to_be_hidden()
    notebook.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    cells = json.loads((notebook.server.root / notebook.name).read_text())["cells"]
    assert len(json.dumps(cells[1]["outputs"])) < 160_000
    notebook.restart_kernel()
    expect(picture(notebook)).to_be_visible()
    expect(panel(notebook)).to_be_hidden()
    expect(notebook.output(1)).to_contain_text("32 relu")
    pictured(notebook, "comparison-kept", notebook.output(1))
    notebook.reload()
    expect(picture(notebook)).to_be_visible()


def test_stop_all_in_the_middle_keeps_both_models(open_notebook):
    notebook = open_cell(open_notebook, LONG)
    button(notebook, "Start all").click()
    rows = panel(notebook).locator(".dm-compared-table tbody tr")
    expect(rows.nth(0)).to_contain_text("training")
    expect(rows.nth(1)).to_contain_text("training")
    expect(panel(notebook)).to_contain_text("small and big train in turns")
    handle = panel(notebook).element_handle()
    notebook.page.wait_for_function(BOTH_GROW, arg=handle, timeout=SOON)
    pictured(notebook, "race", panel(notebook))
    button(notebook, "Stop all").click()
    expect(button(notebook, "Resume all")).to_be_visible()
    names = STATES.replace("NAMES", "('small', 'big')")
    notebook.wait_for_answer(names, "['stopped', 'stopped']", scratch_cell=3)
    check_access(notebook)
    notebook.wait_for_answer(
        "small.count_params(), big.count_params()", "(94, 738)", scratch_cell=3
    )
    assert notebook.stderr() == ""
    assert notebook.console.found == []


def check_access(notebook):
    """For a screen reader and in both themes; and in a narrow place nothing is cut off."""
    notebook.select(2)
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        assert serious_violations(panel(notebook)) == []
    panel(notebook).evaluate("panel => { panel.style.width = '400px'; }")
    handle = panel(notebook).element_handle()
    notebook.page.wait_for_function(FOLLOWED, arg=handle, timeout=SOON)
    notebook.screenshot("comparison-narrow", panel(notebook))
    edge = panel(notebook).bounding_box()
    for part in panel(notebook).locator("button:visible, select:visible").all():
        box = part.bounding_box()
        assert edge is not None
        assert box is not None
        assert box["x"] >= edge["x"]
        assert box["x"] + box["width"] <= edge["x"] + edge["width"]

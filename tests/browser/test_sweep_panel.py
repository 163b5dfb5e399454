"""The panel of a sweep in JupyterLab: followed while it trains, stopped, opened, saved; with many
trials, and with names that are text."""

import pytest
from playwright.sync_api import expect

from support import TESTS
from support.browser.axe_scan import serious_violations
from support.browser.panel_on_page import SOON

pytestmark = pytest.mark.browser

LOAD = f"""import sys
sys.path.append({str(TESTS)!r})
from support.widgets.fed_sweep import THREE, TWO, FedSweep
from densemodel.store import use_folder
from densemodel.widgets import SweepPanel
use_folder("SWEPT")"""
TWO_CHOICES = """failing = (5, "no memory is left")
sweep = FedSweep(TWO, seeds=2, epoch_seconds=0.3, failing=failing)
panel = SweepPanel(sweep, on_load=lambda run: "digits_trial_15")
panel"""
HOSTILE = """name = "<img src=x onerror='window.isBroken=1'> $x$ \u202e " + "long " * 20
hostile = FedSweep(THREE, name=name, failing=(5, name))
hostile.start().wait()
SweepPanel(hostile)"""
MANY = """many = FedSweep(TWO, seeds=1000)
many.start().wait()
SweepPanel(many)"""


def panel_of(notebook, cell):
    panel = notebook.output(cell).locator(".dm-sweep")
    expect(panel).to_be_visible(timeout=3 * SOON)
    return panel


def open_tab(panel, title):
    panel.get_by_role("tab", name=title, exact=True).click()


def test_a_sweep_is_followed_stopped_gone_on_with_and_its_best_is_taken(open_notebook):
    cells = [LOAD, TWO_CHOICES, "sweep.epoch_seconds = 0.01", HOSTILE, MANY]
    notebook = open_notebook(cells, height=1100)
    notebook.run(0)
    notebook.run(1)
    panel = panel_of(notebook, 1)
    panel.get_by_role("button", name="Start").click()
    check_it_is_stopped_in_the_middle(panel)
    notebook.screenshot("sweep-stopped", panel)
    notebook.run(2)
    panel.get_by_role("button", name="Resume").click()
    expect(panel.locator(".dm-sweep-words")).to_contain_text("finished", timeout=60_000)
    check_table(panel)
    check_the_best_is_saved(panel)
    assert check_tabs(notebook, panel) == []
    check_many(notebook)
    check_narrow_and_hostile(notebook)
    assert notebook.stderr() == ""
    assert notebook.console.found == []


def check_it_is_stopped_in_the_middle(panel):
    """One trial by itself, then all."""
    panel.get_by_role("button", name="Stop trial").first.click()
    expect(panel.locator('.dm-trial-state[data-state="stopped"]').first).to_be_visible()
    panel.get_by_role("button", name="Stop", exact=True).click()
    expect(panel.get_by_role("button", name="Resume")).to_be_visible()
    expect(panel.locator('.dm-trial-state[data-state="waiting"]').first).to_be_visible()


def check_table(panel):
    """The best stands first, a heading sorts, and keys reach what a row offers."""
    first = panel.locator(".dm-trials-rows .dm-trial").first
    expect(first).to_contain_text("★ 1")
    panel.get_by_role("button", name="Trial", exact=True).click()
    expect(first).to_have_attribute("data-number", "1")
    panel.get_by_role("button", name="Rank").click()
    grid = panel.get_by_role("grid")
    grid.focus()
    grid.press("Home")
    grid.press("Enter")
    expect(panel.locator(".dm-sweep-said")).to_contain_text("digits_trial_15 is trial 15.")
    expect(panel.locator(".dm-opened-panel .dm-panel")).to_be_visible()
    panel.locator(".dm-opened-bar").get_by_role("button", name="Close").click()
    expect(panel.locator(".dm-opened-panel .dm-panel")).to_have_count(0)


def check_the_best_is_saved(panel):
    """Under a name that the panel asks for."""
    panel.get_by_role("button", name="Save the best…").click()
    panel.locator(".dm-ask-name input").fill("winner")
    panel.locator(".dm-ask-name").get_by_role("button", name="Save").click()
    expect(panel.locator(".dm-sweep-said")).to_contain_text(
        "Saved as winner in SWEPT/", timeout=60_000
    )


def check_tabs(notebook, panel):
    """Each tab shows the sweep; gives what a scan finds of them in both themes."""
    shown = {
        "Table": panel.locator(".dm-trials"),
        "Curves": panel.locator(".dm-curves path.line").first,
        "Parallel": panel.get_by_text("Bold: trial 15, the best."),
        "Map": panel.locator(".dm-heat-map").get_by_text("★ 0.190"),
        "Importance": panel.locator(".dm-importance", has_text="lr matters most"),
    }
    found = []
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        for tab, part in shown.items():
            open_tab(panel, tab)
            expect(part).to_be_visible()
            notebook.screenshot(f"sweep-{tab.lower()}-{theme}", panel)
            found += [f"{tab}, {theme}: {rule}" for rule in serious_violations(panel)]
    return found


def check_narrow_and_hostile(notebook):
    """In a narrow panel all is seen, and names are text."""
    notebook.page.set_viewport_size({"width": 960, "height": 1100})
    notebook.run(3)
    panel = panel_of(notebook, 3)
    expect(panel.locator(".dm-trials-rows .dm-trial").first).to_be_visible()
    shown = {
        "Table": panel.get_by_role("button", name="Open trial 15"),
        "Parallel": panel.locator(".dm-figure").get_by_text("activation", exact=True),
        "Importance": panel.locator(".dm-bars"),
    }
    for tab, part in shown.items():
        open_tab(panel, tab)
        expect(part).to_be_visible()
        notebook.screenshot(f"sweep-narrow-{tab.lower()}", panel)
    assert panel.locator("img[src='x']").count() == 0
    assert notebook.page.evaluate("() => window.isBroken") is None


def check_many(notebook):
    """Of thousands of trials only those in sight are in the page."""
    notebook.run(4, timeout=180)
    panel = panel_of(notebook, 4)
    rows = panel.locator(".dm-trials-rows .dm-trial")
    expect(rows.first).to_contain_text("★ 1")
    assert rows.count() < 40
    grid = panel.get_by_role("grid")
    grid.focus()
    grid.press("End")
    expect(panel.locator('[aria-rowindex="9001"]')).to_be_visible()
    assert rows.count() < 40
    open_tab(panel, "Parallel")
    expect(panel.locator(".dm-sweep-plot")).to_contain_text("the best 300 of 9,000 trials")
    notebook.screenshot("sweep-many-parallel", panel)

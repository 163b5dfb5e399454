"""What a person uses in a panel stands in its cell afterwards, if the page can change cells."""

import re

import pytest
from playwright.sync_api import expect

from support.browser.axe_scan import serious_violations
from support.browser.classic_front_end import NBCLASSIC
from support.browser.lab_front_end import LAB, NOTEBOOK_7
from support.browser.panel_on_page import PanelOnPage

pytestmark = pytest.mark.browser

LOAD = """%load_ext densemodel
import numpy as np
rng = np.random.default_rng(0)
x = rng.normal(size=(2000, 10)).astype("float32")
y = (x @ rng.normal(size=(10, 3))).argmax(axis=1)"""
SICK = """# eight layers
%%densemodel deep -x x -y y --train
10 -> 8*(16 sigmoid) -> 3 softmax
epochs 8 ; patience off  # few"""
CURED = re.compile(r"Use 16 \w+ in place of 16 sigmoid.* and restart")
OLDER = "The cell is older than this network."
EDITED = "was edited after it was run"
WRONG = """%%densemodel wrong -x x -y y
12 -> 20 relu -> 3 softmax ; epochs 1"""
SENTENCE = "he spec says 12, the data has 10: write 10 or auto"
SCRATCH = 2
SPEC = "run = %densemodel run deep\nprint(run.wait().spec, run.history['val_accuracy'][-1] > 0.6)"


def sick_panel(notebook):
    notebook.run(1)
    panel = PanelOnPage(notebook.output(1))
    expect(panel.box.get_by_role("button", name=CURED)).to_be_visible(timeout=90_000)
    return panel


def source(notebook, cell):
    return str(
        notebook.page.evaluate(
            "index => window.jupyterapp.shell.currentWidget.content.widgets[index]"
            ".model.sharedModel.getSource()",
            cell,
        )
    )


@pytest.mark.parametrize("front_end", [LAB, NOTEBOOK_7], ids=lambda kind: kind.name)
def test_advice_that_is_used_is_in_the_cell_and_trains_in_a_new_kernel(open_notebook, front_end):
    notebook = open_notebook([LOAD, SICK, SPEC], front_end=front_end, height=1100)
    notebook.run(0)
    panel = sick_panel(notebook)
    notebook.screenshot(f"cell-advice-{front_end.name}", notebook.cell(1))
    panel.box.get_by_role("button", name=CURED).click()
    expect(notebook.cell(1).locator(".cm-content")).not_to_contain_text("sigmoid")
    cured = source(notebook, 1)
    changed = cured.split("\n")
    assert [changed[0], changed[1], changed[3][:19]] == [
        "# eight layers",
        "%%densemodel deep -x x -y y --train",
        "epochs 8 ; patience",
    ]
    assert changed[3].endswith("# few")
    expect(panel.box.get_by_text(OLDER)).to_be_hidden()
    expect(panel.box.locator(".dm-header")).not_to_contain_text("sigmoid")
    notebook.run(SCRATCH)
    assert "sigmoid" not in notebook.text(SCRATCH)
    assert "True" in notebook.text(SCRATCH)
    notebook.screenshot(f"cell-cured-{front_end.name}", notebook.cell(1))
    notebook.restart_kernel()
    for cell in (0, 1, SCRATCH):
        notebook.run(cell)
    assert "sigmoid" not in notebook.text(SCRATCH)
    assert "True" in notebook.text(SCRATCH)
    assert source(notebook, 1) == cured


def test_a_fix_is_put_into_its_cell_unless_that_was_edited(open_notebook):
    notebook = open_notebook([LOAD, SICK, "", WRONG, ""], height=1300)
    notebook.run(0)
    check_a_fix_of_refused_data(notebook)
    panel = sick_panel(notebook)
    edited = f"{SICK} but enough"
    notebook.set_source(1, edited)
    panel.box.get_by_role("button", name=CURED).click()
    expect(panel.box.get_by_text(EDITED)).to_be_visible()
    expect(panel.box.locator(".dm-cell-note pre")).to_contain_text("- 10 -> 8*(16 sigmoid)")
    expect(panel.button("Copy the new text")).to_be_visible()
    assert source(notebook, 1) == edited
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        notebook.screenshot(f"cell-edited-{theme}", notebook.cell(1))
        assert serious_violations(panel.box) == []


def check_a_fix_of_refused_data(notebook):
    """It is one click."""
    notebook.run(3)
    output = notebook.output(3)
    expect(output.get_by_role("button", name="Use 10", exact=True)).to_be_visible()
    expect(output.get_by_text(SENTENCE)).to_have_count(2)  # the other is the file's
    expect(output.get_by_text(SENTENCE).filter(visible=True)).to_have_count(1)
    expect(output.locator(".dm-echo svg")).to_be_visible()
    (error,) = (one for one in notebook.outputs(3) if one["output_type"] == "error")
    assert error["evalue"] == f"t{SENTENCE}"
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        notebook.screenshot(f"cell-refused-{theme}", notebook.cell(3))
        assert serious_violations(output.locator(".dm-panel")) == []
    output.get_by_role("button", name="Use 10", exact=True).click()
    expect(notebook.cell(3).locator(".cm-content")).to_contain_text("10 -> 20 relu")
    assert source(notebook, 3) == WRONG.replace("12", "10")
    notebook.run(3)
    panel = PanelOnPage(output)
    expect(panel.button("Start")).to_be_visible()
    check_the_rate_that_is_found(notebook, panel)
    assert notebook.console.found == []


def check_the_rate_that_is_found(notebook, panel):
    """It stands in the cell as its button says."""
    panel.button("More settings").click()
    panel.button("Find the rate").click()
    use = panel.box.get_by_role("button", name=re.compile("^Use lr "))
    expect(use).to_be_visible(timeout=90_000)
    clause = use.text_content().strip().removeprefix("Use ")
    best = panel.box.locator(".dm-find-rate text.label")
    expect(best).to_have_text(clause.removeprefix("lr "))
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        notebook.screenshot(f"find-rate-{theme}", notebook.cell(3))
        assert serious_violations(panel.box) == []
    use.click()
    expect(notebook.cell(3).locator(".cm-content")).to_contain_text(f"epochs 1 ; {clause}")
    expect(use).to_be_hidden()


@pytest.mark.parametrize("front_end", [NBCLASSIC], ids=lambda kind: kind.name)
def test_a_page_that_changes_no_cell_says_that_it_is_older(open_notebook, front_end):
    notebook = open_notebook([LOAD, SICK, ""], front_end=front_end, height=1300)
    notebook.run(0)
    panel = sick_panel(notebook)
    expect(panel.box.get_by_text(OLDER)).to_be_hidden()
    panel.box.get_by_role("button", name=CURED).click()
    expect(panel.box.get_by_text(OLDER)).to_be_visible()
    expect(panel.button("Copy the new text")).to_be_visible()
    notebook.screenshot(f"cell-older-{front_end.name}", notebook.cell(1))

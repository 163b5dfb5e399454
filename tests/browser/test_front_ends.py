"""One panel's life in each front end: the same story, told by what a person sees."""

import pytest
from playwright.sync_api import expect

from support.browser.classic_front_end import NBCLASSIC
from support.browser.lab_front_end import LAB, NOTEBOOK_7
from support.browser.own_page import COLAB, VSCODE
from support.browser.panel_life import (
    CELL,
    CELL_OF_PICTURES,
    CELLS,
    ENDLESS,
    ENDLESS_OF_PICTURES,
    IPYKERNEL,
    LOAD,
    MATRIX,
    PICTURES,
    PNG,
    SAVED_LINE,
    SCRATCH,
    STATE,
    check_a_click_while_a_cell_runs,
    check_images,
    check_opened_without_its_kernel,
    check_resume_and_stop,
    check_run_all_waits,
    check_sliders,
    check_start_and_curve,
    check_stop,
    check_views,
    check_what_arrived,
    live_through,
    picture,
)
from support.browser.panel_on_page import PanelOnPage
from support.browser.voila_front_end import VOILA

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("front_end", [LAB], ids=lambda kind: kind.name)
def test_a_panel_lives_through_its_notebook(open_notebook, front_end):
    # for `make matrix` with a kernel that starts as a person's does, of the version asked for
    kernel = "python3" if MATRIX else None
    notebook = open_notebook([LOAD, CELL, ""], front_end=front_end, height=1300, kernel=kernel)
    notebook.run(0)
    assert_ipykernel(notebook)
    notebook.run(1)
    panel = PanelOnPage(notebook.output(1))
    picture(notebook, "ready")
    check_sliders(panel)
    check_start_and_curve(panel)
    check_views(panel)
    check_what_arrived(notebook)
    picture(notebook, "training")
    check_a_click_while_a_cell_runs(notebook, panel)
    check_resume_and_reload(notebook, panel)
    check_stop(panel)
    picture(notebook, "stopped")
    assert notebook.console.found == []
    check_a_kernel_that_ended(notebook, panel)
    check_run_all_waits(notebook, panel)
    check_no_complaint(notebook)


@pytest.mark.parametrize("front_end", [NOTEBOOK_7, NBCLASSIC], ids=lambda kind: kind.name)
def test_a_panel_trains_and_stays_in_other_notebooks(open_notebook, front_end):
    notebook = open_notebook([LOAD, ENDLESS, ""], front_end=front_end, height=1300)
    notebook.run(0)
    notebook.run(1)
    panel = PanelOnPage(notebook.output(1))
    check_start_and_curve(panel)
    notebook.wait_for_answer(STATE, "'running'", scratch_cell=SCRATCH)
    check_a_click_while_a_cell_runs(notebook, panel)
    check_resume_and_reload(notebook, panel)
    check_stop(panel)
    picture(notebook, "stopped")
    assert notebook.console.found == []
    check_a_kernel_that_ended(notebook, panel)
    check_no_complaint(notebook)


def test_a_panel_trains_in_voila(open_notebook):
    notebook = open_notebook([LOAD, CELL], front_end=VOILA, height=1300)
    panel = PanelOnPage(notebook.output(1))
    expect(panel.button("Start")).to_be_visible(timeout=60_000)
    notebook.screenshot("voila-ready", notebook.cell(1))
    check_sliders(panel)
    check_start_and_curve(panel)
    check_views(panel)
    notebook.screenshot("voila-training", notebook.cell(1))
    check_stop(panel)
    check_resume_and_stop(panel)
    notebook.screenshot("voila-stopped", notebook.cell(1))
    assert notebook.console.found == []


def test_a_panel_works_in_colab(open_notebook, colab_kernel):
    cells = [PICTURES, ENDLESS_OF_PICTURES, ""]
    notebook = open_notebook(cells, front_end=COLAB, height=1300, kernel=colab_kernel)
    notebook.run(0)
    notebook.run(1)
    panel = PanelOnPage(notebook.output(1))
    expect(panel.place.locator(".dm-echo svg")).to_be_visible()
    check_start_and_curve(panel)
    check_views(panel)
    check_images(panel)
    notebook.wait_for_answer(STATE, "'running'", scratch_cell=SCRATCH)
    picture(notebook, "training")
    check_a_click_while_a_cell_runs(notebook, panel)
    check_resume_and_stop(panel)
    expect(panel.place.get_by_text(SAVED_LINE).filter(visible=True)).to_have_count(0)
    expect(panel.place.locator(PNG).filter(visible=True)).to_have_count(0)
    check_opened_without_its_kernel(notebook, panel)
    check_run_all_waits(notebook, panel, CELL_OF_PICTURES)
    assert notebook.stderr() == ""
    assert notebook.console.found == []


def test_a_panel_works_in_vscode(open_notebook):
    live_through(open_notebook(CELLS, front_end=VSCODE, height=1300))


def check_no_complaint(notebook):
    assert notebook.stderr() == ""
    # its last words: once its sending thread is joined, ipykernel sends from each thread, and the
    # parts of two messages may mix
    notebook.console.forget('Kernel message validation error: .*"stream\\.stderr" is not')
    assert notebook.console.found == []


def assert_ipykernel(notebook):
    """The kernel has the version that this process finds."""
    found = notebook.ask("import ipykernel\nipykernel.__version__", scratch_cell=SCRATCH)
    assert found == repr(IPYKERNEL)


def check_resume_and_reload(notebook, panel):
    """It goes on from where it was, and a page that is loaded anew finds it there."""
    before = panel.epoch()
    panel.press("Resume", then="Stop")
    panel.wait_for_epoch(after=before)
    # what was kept at the stop: a page that is loaded anew gets no more of it
    expect(panel.place.locator(PNG)).not_to_have_count(0)
    notebook.reload()
    expect(panel.button("Stop")).to_be_visible()
    expect(panel.button("Resume")).to_be_hidden()
    assert panel.epoch() >= before
    panel.wait_for_curve()
    panel.wait_for_epoch(after=panel.epoch())
    notebook.wait_for_answer("run.state", "'running'", scratch_cell=SCRATCH)


def check_a_kernel_that_ended(notebook, panel):
    """The panel offers no button then; a notebook opened anew shows what stays in the file."""
    notebook.restart_kernel()
    expect(panel.button("Resume")).to_be_hidden()
    notebook.reload()
    # a page that was loaded anew can't change the file any more, so it may say what was before
    expect(panel.place.get_by_text(SAVED_LINE)).to_be_visible()
    expect(panel.place.locator(PNG).last).to_be_visible()
    for lost in panel.place.get_by_text("Error displaying widget").all():
        expect(lost).to_be_hidden()
    picture(notebook, "reopened")

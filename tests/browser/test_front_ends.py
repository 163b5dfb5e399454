"""One panel's life in each front end: the same story, told by what a person sees."""

import os
import re
from importlib.metadata import version

import pytest
from playwright.sync_api import expect

from support.browser.axe_scan import serious_violations
from support.browser.classic_front_end import NBCLASSIC
from support.browser.lab_front_end import LAB, NOTEBOOK_7
from support.browser.own_page import COLAB, VSCODE
from support.browser.panel_on_page import SOON, PanelOnPage
from support.browser.voila_front_end import VOILA

pytestmark = pytest.mark.browser

MATRIX = os.environ.get("DENSEMODEL_MATRIX", "")
"""What `make matrix` runs this with, such as `python3.12-oldest`; empty in `make test`."""
IPYKERNEL = version("ipykernel")
OLD_SLIDERS = version("ipywidgets").startswith("7.")
"""Whether the sliders have no role and no name: those of ipywidgets 7 are jQuery's."""

LOAD = """%load_ext densemodel
import time
import numpy as np
rng = np.random.default_rng(0)
x = rng.normal(size=(4000, 10)).astype("float32")
y = (x @ rng.normal(size=(10, 3))).argmax(axis=1)"""
CELL = """%%densemodel digits -x x -y y
10 -> 16 relu -> 3 softmax
epochs 1000000 ; patience 20"""
PICTURES = """%load_ext densemodel
import time
import numpy as np
rng = np.random.default_rng(0)
x = rng.normal(size=(4000, 8, 8)).astype("float32")
y = (x.reshape(4000, 64) @ rng.normal(size=(64, 3))).argmax(axis=1)"""
CELL_OF_PICTURES = CELL.replace("10 ->", "8x8x1 -> flatten ->")
ENDLESS, ENDLESS_OF_PICTURES = (
    cell.replace("patience 20", "patience off") for cell in (CELL, CELL_OF_PICTURES)
)
"Where no slider sets it."
STATE = "run = %densemodel run digits\nrun.state"
# these cells keep the kernel busy until the click arrives, or for so long that it did not
BUSY = """end = time.monotonic() + 20
while run.state == "running" and time.monotonic() < end:
    time.sleep(0.02)
run.state"""
BUSY_SHORTLY = """end = time.monotonic() + 1
while time.monotonic() < end:
    time.sleep(0.02)
run.state"""
SCRATCH = 2
SAVED_LINE = re.compile("digits: (Stopped|It was still training when this was saved)")
"The words in the file."
PNG = "img[src^='data:image/png']"


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
    before = panel.epoch()
    panel.press("Resume", then="Stop")
    panel.wait_for_epoch(after=before)
    check_stop(panel)
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
    before = panel.epoch()
    panel.press("Resume", then="Stop")
    panel.wait_for_epoch(after=before)
    check_stop(panel)
    expect(panel.place.get_by_text(SAVED_LINE).filter(visible=True)).to_have_count(0)
    expect(panel.place.locator(PNG).filter(visible=True)).to_have_count(0)
    check_opened_without_its_kernel(notebook, panel)
    check_run_all_waits(notebook, panel, CELL_OF_PICTURES)
    assert notebook.stderr() == ""
    assert notebook.console.found == []


@pytest.mark.parametrize("front_end", [VSCODE], ids=lambda kind: kind.name)
def test_a_panel_works_in_other_front_ends(open_notebook, front_end):
    cells = [PICTURES, CELL_OF_PICTURES, ""]
    notebook = open_notebook(cells, front_end=front_end, height=1300)
    notebook.run(0)
    notebook.run(1)
    panel = PanelOnPage(notebook.output(1))
    expect(panel.place.locator(".dm-echo svg")).to_be_visible()
    picture(notebook, "ready")
    check_sliders(panel)
    check_start_and_curve(panel)
    check_views(panel)
    check_images(panel)
    check_what_arrived(notebook)
    picture(notebook, "training")
    check_a_click_while_a_cell_runs(notebook, panel)
    before = panel.epoch()
    panel.press("Resume", then="Stop")
    panel.wait_for_epoch(after=before)
    check_stop(panel)
    check_save(panel)
    check_run_again(notebook, panel)
    picture(notebook, "stopped")
    expect(panel.place.get_by_text(SAVED_LINE).filter(visible=True)).to_have_count(0)
    expect(panel.place.locator(PNG).filter(visible=True)).to_have_count(0)
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        assert serious_violations(panel.box) == []
    check_opened_without_its_kernel(notebook, panel)
    check_run_all_waits(notebook, panel, CELL_OF_PICTURES)
    assert notebook.stderr() == ""
    assert notebook.console.found == []


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


def clicks_wait(notebook):
    """Whether a click waits for a cell that runs: the panel then says so."""
    return not notebook.front_end.subshells or IPYKERNEL.startswith("6.")


def picture(notebook, moment):
    """Take a picture of the panel's cell."""
    name = "-".join(filter(None, (notebook.front_end.name, MATRIX, moment)))
    notebook.select(0)
    notebook.screenshots(name, notebook.cell(1))


def check_sliders(panel):
    """What is set, by key or by pointer, reaches the kernel, which says what it means."""
    expect(panel.button("Start")).to_be_visible()
    expect(panel.button("Stop")).to_be_hidden()
    split = panel.slider("Validation split")
    shown = panel.readout("Validation split")
    expect(shown).to_have_text("30 %")
    if not OLD_SLIDERS:
        expect(split).to_have_role("slider")
        expect(split).to_have_accessible_name("Validation split")
        expect(split).to_have_attribute("aria-valuetext", "30 %")
    split.press("ArrowRight")
    expect(shown).to_have_text("35 %")
    if not OLD_SLIDERS:
        expect(split).to_have_attribute("aria-valuetext", "35 %")
    expect(panel.box).to_contain_text("2,600 rows to train on, 1,400 to validate")
    panel.slide("Validation split", 4 / 18)  # 20 %: the fourth after "off"
    expect(panel.box).to_contain_text("3,200 rows to train on, 800 to validate")
    panel.slide("Validation split", 10 / 18)
    expect(panel.box).to_contain_text("2,000 rows to train on, 2,000 to validate")
    panel.slide("Patience", 1)  # off


def check_start_and_curve(panel):
    """It trains, and the curve and the words go on."""
    panel.press("Start", then="Stop")
    expect(panel.button("Start")).to_be_hidden()
    panel.wait_for_curve()
    panel.wait_for_epoch(after=panel.epoch())


def check_views(panel):
    """Scores and weights are drawn while it trains, as high as they should be."""
    panel.tab("Score").click()
    expect(panel.box.locator(".dm-confusion [data-place]").first).to_be_visible()
    panel.tab("Inside").click()
    panel.button("Weights and activations over time").click()
    fan = panel.box.locator(".dm-fan-plot > svg").first
    expect(fan).to_be_visible()
    expect(fan).to_have_css("height", "68px")
    panel.tab("Train").click()


def check_what_arrived(notebook):
    """The run has what the sliders said, and the kernel answers while it trains."""
    notebook.wait_for_answer(STATE, "'running'", scratch_cell=SCRATCH)
    settings = "(run.spec.settings.split, run.spec.settings.patience)"
    notebook.wait_for_answer(settings, "(0.5, None)", scratch_cell=SCRATCH)


def check_a_click_while_a_cell_runs(notebook, panel):
    """It arrives; or it waits, as the panel says, and then arrives."""
    waits = clicks_wait(notebook)
    note = panel.box.get_by_text("clicks wait for its end")
    (expect(note).to_be_visible if waits else expect(note).to_be_hidden)(timeout=SOON)
    notebook.set_source(SCRATCH, BUSY_SHORTLY if waits else BUSY)
    notebook.run(SCRATCH, wait=False)
    panel.press("Stop", then="Resume")
    notebook.wait_until_ended(SCRATCH)
    if waits:
        assert notebook.text(SCRATCH) == "'running'"
    else:
        assert notebook.text(SCRATCH) in ("'stopping'", "'stopped'")
    notebook.wait_for_answer("run.wait().state", "'stopped'", scratch_cell=SCRATCH)


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


def check_stop(panel):
    """It stands still, and says so."""
    panel.press("Stop", then="Resume")
    expect(panel.button("Restart")).to_be_visible()
    expect(panel.button("Stop")).to_be_hidden()
    expect(panel.box.locator(".dm-summary")).to_contain_text("Stopped")


def check_images(panel):
    """The rows are drawn as pictures while it trains."""
    panel.tab("Images").click()
    right = re.compile(r"[\d,]+ of [\d,]+ right")
    expect(panel.box.locator(".dm-wall-canvas:visible")).to_have_attribute("aria-label", right)
    panel.tab("Train").click()


def check_save(panel):
    """What it has learned is saved below the panel."""
    panel.button("Save as…").click()
    name = panel.box.get_by_label("Save as", exact=True)
    expect(name).to_have_value("digits")
    name.press("Enter")
    expect(panel.box.locator(".dm-summary")).to_contain_text("Saved as digits")


def check_run_again(notebook, panel):
    """A cell that is run again shows its run, whose panel is as alive as the one before."""
    notebook.run(1)
    before = panel.epoch()
    panel.press("Resume", then="Stop")
    panel.wait_for_epoch(after=before)
    check_stop(panel)


def check_opened_without_its_kernel(notebook, panel):
    """The words and the picture that are in the file are shown, each once, and no more."""
    stopped = panel.place.get_by_text("digits: Stopped")
    expect(stopped).to_be_attached()  # drawn by a thread, after the run has ended
    notebook.reload()
    notebook.restart_kernel()
    notebook.reload()
    expect(stopped).to_be_visible()
    expect(panel.place.locator(PNG).filter(visible=True)).to_have_count(1)
    expect(panel.box).to_have_count(0)
    picture(notebook, "opened-anew")


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
    picture(notebook, "opened-anew")


def check_run_all_waits(notebook, panel, cell=CELL):
    """Run All with --wait goes through: the cell after it finds a run that has ended."""
    waiting = cell.replace("-y y", "-y y --wait").replace("1000000", "3")
    notebook.set_source(1, waiting)
    notebook.set_source(SCRATCH, STATE)
    notebook.run_all()
    assert notebook.text(SCRATCH) == "'finished'"
    expect(panel.button("Restart")).to_be_visible()

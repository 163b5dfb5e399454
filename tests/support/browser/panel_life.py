"""The story of a panel's life, told by what a person sees: it is the same in each front end."""

import os
import re
from importlib.metadata import version

from playwright.sync_api import expect

from support.browser.axe_scan import serious_violations
from support.browser.panel_on_page import SOON, PanelOnPage

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
CELLS = [PICTURES, CELL_OF_PICTURES, ""]
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
PNG = "img:is([src^='data:image/png'], [src^='blob:'])"


def live_through(notebook):
    """Go through a panel's life in a notebook of ``CELLS``: what is done, and what is seen."""
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
    check_resume_and_stop(panel)
    check_save(panel)
    check_run_again(notebook, panel)
    picture(notebook, "stopped")
    expect(panel.place.get_by_text(SAVED_LINE).filter(visible=True)).to_have_count(0)
    expect(panel.place.locator(PNG).filter(visible=True)).to_have_count(0)
    for theme in themes(notebook):
        notebook.set_theme(theme)
        assert serious_violations(panel.box) == []
    check_opened_without_its_kernel(notebook, panel)
    check_run_all_waits(notebook, panel, CELL_OF_PICTURES)
    assert notebook.stderr() == ""
    assert notebook.console.found == [], "\n".join(notebook.console.found)


def clicks_wait(notebook):
    """Whether a click waits for a cell that runs: the panel then says so."""
    return not notebook.front_end.subshells or IPYKERNEL.startswith("6.")


def picture(notebook, moment):
    """Take a picture of the panel's cell."""
    name = "-".join(filter(None, (notebook.front_end.name, MATRIX, moment)))
    notebook.select(0)
    notebook.screenshots(name, notebook.cell(1))


def themes(notebook):
    """Both themes, the notebook's own last."""
    return sorted(("dark", "light"), key=lambda theme: theme == notebook.theme)


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
    """It trains, also by a key that is held, and the curve and the words go on."""
    panel.hold_enter("Start", then="Stop")
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


def check_resume(panel):
    """It goes on from where it was, also by a double click."""
    before = panel.epoch()
    panel.double_click("Resume", then="Stop")
    panel.wait_for_epoch(after=before)


def check_resume_and_stop(panel):
    """It goes on, and stands still again."""
    check_resume(panel)
    check_stop(panel)


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
    check_resume_and_stop(panel)


def check_opened_without_its_kernel(notebook, panel):
    """The words and the picture that are in the file are shown, each once, and no more."""
    stopped = panel.place.get_by_text("digits: Stopped")
    expect(stopped).to_be_attached()  # drawn by a thread, after the run has ended
    notebook.open_without_kernel()
    expect(stopped).to_be_visible()
    expect(panel.place.locator(PNG).filter(visible=True)).to_have_count(1)
    expect(panel.box).to_have_count(0)
    picture(notebook, "reopened")


def check_run_all_waits(notebook, panel, cell=CELL):
    """Run All with --wait goes through: the cell after it finds a run that has ended."""
    waiting = cell.replace("-y y", "-y y --wait").replace("1000000", "3")
    notebook.set_source(1, waiting)
    notebook.set_source(SCRATCH, STATE)
    notebook.run_all()
    assert notebook.text(SCRATCH) == "'finished'"
    expect(panel.button("Restart")).to_be_visible()

import json
import subprocess
import sys
import time

import pytest
from playwright.sync_api import expect

from support import TESTS
from support.browser.classic_front_end import NBCLASSIC
from support.browser.lab_notebook import RESULTS
from support.browser.panel_on_page import PanelOnPage

pytestmark = pytest.mark.browser

NAME = "digits_with_a_name_that_is_" + "very_" * 14 + "long"
LOAD = """%load_ext densemodel
import numpy as np
x = np.random.default_rng(0).normal(size=(2000, 20))
y = np.where((x[:, :5] ** 2).sum(1) > 7, "<b>far</b>", "$near$")"""
CELL = f"""%%densemodel {NAME} -x x -y y
20 -> 32 relu -> 2 softmax
epochs 4 ; batch 64"""
MOST_BYTES = 100_000
LENET = (
    "m = %densemodel 28x28x1 -> conv 6 5x5 same tanh -> avg 2 -> conv 16 5x5 valid tanh -> avg 2 "
    "-> 120 tanh -> 84 tanh -> 10 softmax"
)
COMPARISON = """%%densemodel -x x -y y --train --wait
epochs 2 ; batch 64
small: 20 -> 4 relu -> 2 softmax
big: 20 -> 32 relu -> 2 softmax"""
SWEEP = f"""import sys; sys.path.append({str(TESTS)!r})
from support.widgets.fed_sweep import THREE, FedSweep
from densemodel.widgets import SweepPanel
SweepPanel(FedSweep(THREE).start().wait())"""


def open_trained(open_notebook, *more):
    notebook = open_notebook([LOAD, CELL, "1 + 1", "", *more])
    notebook.run(0)
    notebook.run(1, timeout=120)
    expect(picture(notebook)).to_be_hidden()
    notebook.output(1).get_by_role("button", name="Start", exact=True).click()
    expect(notebook.output(1)).to_contain_text("Finished 4 epochs", timeout=60_000)
    wait_for_the_picture(notebook)
    return notebook


def wait_for_the_picture(notebook):
    """It is drawn by a thread of its own, after the run has ended."""
    expect(picture(notebook)).to_be_attached()
    expect(picture(notebook)).to_be_hidden()  # the panel shows the curves


def picture(notebook):
    return notebook.output(1).locator(".jp-RenderedImage img")


def sentence(notebook):
    return notebook.output(1).locator(".dm-line", has_text="Finished 4 epochs")


def panel(notebook):
    return notebook.output(1).locator(".dm-panel")


def text_above(notebook):
    return notebook.output(1).evaluate(
        "output => [...output.querySelectorAll('[class*=dm-file-]')]"
        ".map(file => getComputedStyle(file, '::before').content).join('')"
    )


def saved_bytes(notebook):
    notebook.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    cells = json.loads((notebook.server.root / notebook.name).read_text())["cells"]
    return len(json.dumps(cells[1]["outputs"]))


def test_a_restart_a_reload_and_a_page_show_what_the_file_keeps(open_notebook):
    notebook = open_trained(open_notebook, LENET, COMPARISON, SWEEP)
    for cell in (4, 5, 6):
        notebook.run(cell, timeout=120)
        image = notebook.output(cell).locator("img").first
        expect(image).to_be_attached()
        expect(image).to_be_hidden()
    notebook.restart_kernel()
    expect(picture(notebook)).to_be_visible()
    expect(sentence(notebook)).to_be_visible()
    expect(panel(notebook)).to_be_hidden()
    assert "The kernel that this panel belongs to has ended" in text_above(notebook)
    notebook.select(3)
    notebook.screenshots("file-restarted", notebook.cell(1))

    notebook.reload()
    expect(picture(notebook)).to_be_visible()
    expect(sentence(notebook)).to_be_visible()
    for lost in notebook.output(1).get_by_text("Error displaying widget").all():
        expect(lost).to_be_hidden()
    assert "has ended" not in text_above(notebook)
    assert "<b>far</b>: " in notebook.output(1).inner_text()
    notebook.screenshots("file-reopened", notebook.cell(1))
    for cell, words in (
        (4, "conv 16 5x5 valid tanh"),
        (5, "32 relu"),
        (6, "Best: trial 15 (units 32, activation relu, lr 0.001)"),
    ):
        expect(notebook.output(cell).locator("table").first).to_be_visible()
        expect(notebook.output(cell).locator("img").first).to_be_visible()
        expect(notebook.output(cell)).to_contain_text(words)
        notebook.screenshot(f"file-reopened-{cell}", notebook.output(cell))
    assert saved_bytes(notebook) <= MOST_BYTES
    check_the_page_of_nbconvert(notebook)


def check_the_page_of_nbconvert(notebook):
    file = notebook.server.root / notebook.name
    command = [sys.executable, "-m", "nbconvert", "--to", "html", file.name]
    subprocess.run(command, cwd=file.parent, check=True, capture_output=True)
    page = notebook.page.context.new_page()
    page.goto(file.with_suffix(".html").as_uri())
    trained, drawn = (page.locator(".jp-Cell").nth(cell) for cell in (1, 4))
    expect(trained.locator(".jp-RenderedImage img")).to_be_visible()
    expect(trained.locator(".dm-line", has_text="Finished 4 epochs")).to_be_visible()
    expect(drawn.locator("img[alt^='28x28x1']")).to_be_visible()
    expect(drawn.locator("table").first).to_contain_text("48,120")
    for lost in page.get_by_text("Error displaying widget").all():
        expect(lost).to_be_hidden()
    page.screenshot(path=RESULTS / "file-page.png", full_page=True)
    page.close()


def test_a_dead_kernel_is_reported_beside_the_last_progress_in_nbclassic(open_notebook):
    die = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    notebook = open_notebook([LOAD, SLOW, die], front_end=NBCLASSIC, height=1300)
    notebook.run(0)
    notebook.run(1, timeout=120)
    panel = PanelOnPage(notebook.output(1))
    panel.button("Start").click()
    panel.wait_for_words_of_progress()
    notebook.run(2, wait=False)
    panel.expect_without_kernel()
    expect(picture(notebook)).to_be_hidden()
    notebook.screenshot("file-died-nbclassic", panel.box)


AFTER = """run = %densemodel run after
run.wait(100).state"""
FIRST_SEEN = """() => {
    const scroller = document.querySelector('.dm-epochs-scroll');
    const head = scroller.querySelector('th').getBoundingClientRect().bottom;
    const rows = [...scroller.querySelectorAll('tbody tr')];
    const row = rows.find(each => each.getBoundingClientRect().bottom > head + 2);
    return [Number(row.dataset.key), row.getBoundingClientRect().top - head];
}"""
ROWS = "() => document.querySelectorAll('.dm-epochs tbody tr').length"
SLOW = CELL.replace("32 relu", "256 relu -> 256 relu").replace(
    "epochs 4 ; batch 64", "epochs 9000 ; patience off ; batch 4"
)


def test_epochs_are_read_in_peace_and_the_file_is_kept_after_a_reload(open_notebook):
    waits = CELL.replace(NAME, "after").replace("-y y", "-y y --train")
    notebook = open_notebook([LOAD, SLOW, waits, AFTER, ""], height=1300)
    notebook.run(0)
    notebook.run(1, timeout=120)
    output, page = notebook.output(1), notebook.page
    panel = PanelOnPage(output)
    output.get_by_role("button", name="Start", exact=True).click()
    panel.open_tab("Epochs")
    page.wait_for_function(f"({ROWS})() > 25", timeout=60_000)

    page.evaluate("() => { document.querySelector('.dm-epochs-scroll').scrollTop = 100; }")
    place, rows = page.evaluate(FIRST_SEEN), page.evaluate(ROWS)
    page.wait_for_function(f"({ROWS})() > {rows + 4}", timeout=60_000)
    assert page.evaluate(FIRST_SEEN) == pytest.approx(place, abs=2)

    for button, ending in (("CSV", "-epochs.csv"), ("Curves as SVG", "-curves.svg")):
        with page.expect_download() as download:
            output.get_by_role("button", name=button).click()
        assert download.value.suggested_filename.endswith(ending)

    panel.open_tab("Keras code")
    expect(output.get_by_role("button", name="Copy the script")).to_be_visible()
    script = output.get_by_label("Keras script").bounding_box()
    assert script is not None
    assert script["width"] > 600

    note = output.get_by_text("The page was reloaded")
    notebook.run(2)
    summary = notebook.output(2).locator(".dm-summary-words")
    expect(summary).to_contain_text("Waiting for digits")
    notebook.reload()
    expect(summary).to_contain_text("Waiting for digits")
    expect(panel.more).to_be_visible()
    output.get_by_role("tab", name="Train").click()
    output.get_by_role("button", name="Stop", exact=True).click()
    expect(output.get_by_role("button", name="Resume", exact=True)).to_be_visible()
    wait_for_the_picture(notebook)
    expect(note).to_be_hidden()  # this page keeps the newest in the file all the same
    notebook.run(3, timeout=120)
    expect(summary).to_contain_text("Finished 4 epochs")
    wait_until_kept(notebook, 2, "after: Finished 4 epochs.")
    wait_until_kept(notebook, 1, f"{NAME}: Stopped")
    assert notebook.stderr() == ""


# ipywidgets looks for a model each tenth of a second, for two: this one looks again too late
DETACHED_LATE = """const soon = window.setTimeout;
window.setTimeout = (act, wait, ...more) => soon(act, wait === 100 ? 4000 : wait, ...more);"""


def test_a_panel_that_came_too_late_for_a_reloaded_page_is_shown(open_notebook):
    notebook = open_trained(open_notebook)
    notebook.page.add_init_script(DETACHED_LATE)
    notebook.reload()
    expect(panel(notebook)).to_be_visible()
    expect(notebook.output(1)).to_contain_text("Finished 4 epochs")
    expect(notebook.output(1).get_by_text("Error displaying widget")).to_have_count(0)
    notebook.page.close()  # with its script
    assert notebook.console.found == []


def wait_until_kept(notebook, cell, expected):
    """Save until the file has the sentence, and a picture, and nothing of before."""
    deadline = time.monotonic() + 20
    while True:
        notebook.page.evaluate(notebook.front_end.save)
        cells = json.loads((notebook.server.root / notebook.name).read_text())["cells"]
        outputs = [output.get("data", {}) for output in cells[cell]["outputs"]]
        text = "".join("".join(data.get("text/plain", "")) for data in outputs)
        if expected in text and any("image/png" in data for data in outputs):
            break
        assert time.monotonic() < deadline, text
    assert "Ready to train" not in text
    assert "when this was saved" not in text

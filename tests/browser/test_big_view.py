"""The big view on a page: four parts that follow the run, and keys that are not the notebook's."""

import pytest
from playwright.sync_api import expect

from support.browser.axe_scan import serious_violations
from support.browser.classic_front_end import NBCLASSIC
from support.browser.lab_front_end import LAB, NOTEBOOK_7
from support.browser.panel_on_page import SOON, PanelOnPage, wait_for

pytestmark = pytest.mark.browser

LOAD = """%load_ext densemodel
from sklearn.datasets import load_digits
x, y = load_digits(return_X_y=True)
x = x / 16"""
CELL = """%%densemodel digits -x x -y y
64 -> 50 relu -> 10 softmax
epochs 1000000 ; patience off"""
EPOCHS = "run = %densemodel run digits\nrun.history.epochs"
# what a part shows: its words, its curves, and its pictures
SHOWN = """part => [part.innerText, ...[...part.querySelectorAll('path.line, canvas')].map(
    mark => mark.toDataURL ? mark.toDataURL() : mark.getAttribute('d'))].join()"""
CHANGES = f"([part, before]) => ({SHOWN})(part) !== before"
SCROLLS = """panel => [panel, ...panel.querySelectorAll('*')].filter(part => {
    const {overflowX, overflowY} = getComputedStyle(part);
    const isOver = part.scrollHeight > part.clientHeight + 1 && /auto|scroll/.test(overflowY);
    return part.checkVisibility() && (isOver
        || part.scrollWidth > part.clientWidth + 1 && /auto|scroll/.test(overflowX));
}).map(part => part.className)"""
SIZE = "panel => ['width', 'height'].map(side => panel.getBoundingClientRect()[side])"
FULL = "() => document.fullscreenElement?.classList.contains('dm-panel') ?? false"
TEXT_CELLS = ".jp-MarkdownCell, .jp-RawCell, .text_cell"


def open_big_view(panel):
    panel.button("Big view").focus()
    panel.page.keyboard.press("b")
    expect(panel.button("Close")).to_be_visible()


def parts_of(panel):
    return panel.box.locator(".dm-part:not(.dm-aside)")


def shown(panel):
    return [part.evaluate(SHOWN) for part in parts_of(panel).all()]


def test_four_parts_follow_the_run_on_the_whole_screen_and_freeze(open_notebook):
    notebook = open_notebook([LOAD, CELL, ""], width=1920, height=1080)
    notebook.run(0)
    notebook.run(1)
    panel = PanelOnPage(notebook.output(1))
    press = panel.page.keyboard.press
    open_big_view(panel)
    expect(parts_of(panel)).to_have_count(4)
    assert panel.page.evaluate(FULL)
    assert panel.box.evaluate(SIZE) == [1920, 1080]
    panel.press("Start", then="Stop")
    for part in parts_of(panel).all():
        expect(part.locator("canvas, path.line, [data-place]").first).to_be_visible()
        wait_for(CHANGES, part, part.evaluate(SHOWN))
    assert panel.box.evaluate(SCROLLS) == []
    assert [*scan(notebook, panel)] == []
    press("2")
    expect(parts_of(panel)).to_have_count(1)
    expect(parts_of(panel)).to_have_attribute("data-dm-title", "Score")
    press("0")
    expect(parts_of(panel)).to_have_count(4)
    press(" ")
    expect(panel.box.get_by_text("Frozen at epoch ")).to_be_visible()
    check_frozen(notebook, panel)
    press(" ")
    for part in parts_of(panel).all():
        wait_for(CHANGES, part, part.evaluate(SHOWN))
    panel.page.set_viewport_size({"width": 1280, "height": 720})
    expect(parts_of(panel)).to_have_count(4)
    panel.press("Stop", then="Resume")
    press("b")
    expect(panel.button("Big view")).to_be_focused()
    assert not panel.page.evaluate(FULL)
    expect(panel.button("Resume")).to_be_visible()
    assert notebook.console.found == []


def check_frozen(notebook, panel):
    """What is shown stays, while the run goes on."""
    before = shown(panel)
    trained = int(notebook.ask(EPOCHS, scratch_cell=2))
    notebook.wait_for_answer(f"run.history.epochs > {trained + 20}", "True", scratch_cell=2)
    assert shown(panel) == before


def scan(notebook, panel):
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        notebook.screenshot(f"big-view-{theme}")
        yield from serious_violations(panel.box)


@pytest.mark.parametrize("front_end", [LAB, NOTEBOOK_7, NBCLASSIC], ids=lambda kind: kind.name)
def test_its_keys_leave_the_cells_of_a_notebook_alone(open_notebook, front_end):
    notebook = open_notebook([LOAD, CELL, ""], front_end=front_end)
    notebook.run(0)
    notebook.run(1)
    panel = PanelOnPage(notebook.output(1))
    press = panel.page.keyboard.press
    panel.tab("Score").click()
    panel.button("Big view").focus()
    for key in ("1", "0", "b", "1", "0", " ", "b", "1", "0"):
        press(key)
    expect(panel.button("Big view")).to_be_focused()
    # where a button that had the focus is gone
    panel.button("Big view").click()
    panel.page.evaluate("() => document.activeElement.blur()")
    for key in ("1", "0", " ", "b"):
        press(key)
    expect(panel.button("Big view")).to_be_focused(timeout=SOON)
    assert panel.page.locator(front_end.cell).count() == 3
    assert panel.page.locator(TEXT_CELLS).count() == 0
    assert notebook.console.found == []

"""The tab Images on a page: it sorts while it trains, and a click opens a digit."""

import re

import pytest
from playwright.sync_api import expect

from support.browser.axe_scan import serious_violations
from support.browser.digits_cells import CELL, LOAD
from support.browser.panel_on_page import SOON, PanelOnPage

pytestmark = pytest.mark.browser

_RIGHT = re.compile(r"[\d,]+ of [\d,]+ right")
# what the canvas shows, as a number that other pixels change
PIXELS = """canvas => {
    const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let sum = 0;
    for (let i = 0; i < data.length; i += 4) sum = (sum * 31 + data[i] + data[i + 3]) % 1000003;
    return sum;
}"""
# the curves alone are 700 pixels high; each new picture is another element
HAS_WALL = """place => [...place.querySelectorAll("img[src^='data:image/png']")].some(
    image => image.naturalHeight > 1000)"""
# where the upper left picture lies, and the ground behind it
GROUND = """canvas => {
    const ratio = window.devicePixelRatio || 1;
    return [...canvas.getContext('2d').getImageData(2 * ratio, 10 * ratio, 1, 1).data];
}"""


def canvas_of(panel):
    return panel.box.locator(".dm-wall-canvas:visible")


def wait_for_others(canvas, before):
    script = f"([canvas, before]) => ({PIXELS})(canvas) !== before"
    canvas.page.wait_for_function(
        script, arg=[canvas.element_handle(), before], timeout=2 * SOON, polling=100
    )


def test_the_wall_sorts_while_it_trains_and_a_click_opens_a_digit(open_notebook):
    notebook = open_notebook([LOAD, CELL, ""], height=1500)
    notebook.run(0)
    notebook.run(1, timeout=120)
    panel = PanelOnPage(notebook.output(1))
    panel.tab("Images").click()
    canvas = canvas_of(panel)
    expect(canvas).to_have_attribute("aria-label", _RIGHT, timeout=3 * SOON)
    untrained = canvas.evaluate(PIXELS)
    panel.tab("Train").click()
    panel.press("Start", then="Stop")
    panel.tab("Images").click()
    wait_for_others(canvas, untrained)
    expect(panel.box).to_contain_text("the newest weights, in epoch")
    wait_for_others(canvas, canvas.evaluate(PIXELS))
    red, green, blue, _ = canvas.evaluate(GROUND)
    assert (red, green, blue) == (0xEF, 0x9A, 0x9A)
    check_a_digit(panel, canvas)
    check_the_batch(notebook, panel)
    panel.tab("Train").click()
    panel.press("Stop", then="Resume")
    panel.tab("Images").click()
    check_the_best(notebook, panel)
    assert notebook.stderr() == ""
    assert notebook.console.found == []


def check_a_digit(panel, canvas):
    """A click opens it with its chances, Escape closes it, and the focus goes back."""
    canvas.click(position={"x": 30, "y": 20})
    dialog = panel.box.locator(".dm-wall-detail:visible")
    expect(dialog).to_contain_text("held out for validation")
    expect(dialog.locator(".dm-wall-bar")).to_have_count(10)
    expect(dialog.locator(".dm-wall-true")).to_have_count(1)
    expect(dialog.get_by_role("button", name="Send to Draw")).to_be_focused()
    panel.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(canvas).to_be_focused()
    for key in ("ArrowRight", "ArrowDown", "Enter"):
        panel.page.keyboard.press(key)
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)


def check_the_batch(notebook, panel):
    """The rows of the newest step, which are others each time."""
    panel.button("Current batch").click()
    expect(panel.box).to_contain_text("This is the batch of the newest step", timeout=2 * SOON)
    batch = canvas_of(panel)
    expect(batch).to_have_count(1)
    wait_for_others(batch, batch.evaluate(PIXELS))
    notebook.screenshot("images-batch", panel.box)
    panel.button("Evaluated rows").click()


def check_the_best(notebook, panel):
    """What the best weights answer, in both themes, and as a picture for the file."""
    expect(panel.box).to_contain_text("the best weights, of epoch", timeout=2 * SOON)
    expect(panel.box).to_contain_text("Below a picture, ")
    canvas = canvas_of(panel)
    for theme, red in (("dark", [0x8E, 0x24, 0x24]), ("light", [0xEF, 0x9A, 0x9A])):
        notebook.set_theme(theme)
        ground = f"([canvas, red]) => String(({GROUND})(canvas).slice(0, 3)) === String(red)"
        notebook.page.wait_for_function(ground, arg=[canvas.element_handle(), red], timeout=SOON)
        notebook.screenshot(f"images-{theme}", panel.box)
        canvas.click(position={"x": 30, "y": 20})
        expect(panel.box.locator(".dm-wall-detail:visible")).to_be_visible()
        notebook.screenshot(f"images-open-{theme}", panel.box)
        assert serious_violations(panel.box) == []
        panel.page.keyboard.press("Escape")
    panel.box.locator(".dm-wall-larger:visible").click()
    notebook.screenshot("images-larger", panel.box)
    place = notebook.output(1).element_handle()
    notebook.page.wait_for_function(HAS_WALL, arg=place, timeout=2 * SOON)

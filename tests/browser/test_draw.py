"""The tab Draw on a page: the network reads what is drawn, pasted or sent there from Images."""

import io
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from support.browser.axe_scan import serious_violations
from support.browser.digits_cells import CELL, LOAD
from support.browser.panel_on_page import SOON, PanelOnPage, wait_for

pytestmark = pytest.mark.browser

ONE = [(50, 15), (50, 40), (50, 60), (50, 85)]
SEVEN = [(25, 20), (50, 20), (75, 20), (60, 50), (45, 85)]
BARS = """pad => [...pad.querySelectorAll('.dm-wall-fill')].map(bar => bar.style.width).join()"""
IS_ANOTHER = f"([pad, before]) => ({BARS})(pad) !== before"
HAS_DRAWING = """place => [...place.querySelectorAll("img[src^='data:image/png']")].some(
    image => image.naturalHeight > 1000)"""


def move_along(page, canvas, stroke):
    """Draw a line with the mouse, in hundredths of the pad, and hold the button."""
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    for number, (across, down) in enumerate(stroke):
        place = box["x"] + box["width"] * across / 100, box["y"] + box["height"] * down / 100
        page.mouse.move(*place, steps=5)
        if number == 0:
            page.mouse.down()


def png(pixels):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def test_the_network_reads_what_is_drawn_opened_and_sent(open_notebook):
    notebook = open_notebook([LOAD, CELL, ""], height=1500)
    notebook.run(0)
    notebook.run(1, timeout=120)
    panel = PanelOnPage(notebook.output(1))
    panel.press("Start", then="Stop")
    panel.wait_for_epoch(after=3)
    panel.open_tab("Draw")
    pad = panel.box.locator(".dm-draw")
    canvas, words = pad.locator(".dm-draw-canvas"), pad.locator(".dm-draw-words")
    expect(pad).to_contain_text("the network answers while you draw", timeout=3 * SOON)
    check_the_pen(notebook.page, pad, canvas, words)
    wait_for(IS_ANOTHER, pad, pad.evaluate(BARS))  # while it trains
    panel.tab("Train").click()
    panel.press("Stop", then="Resume")
    check_images(panel, pad)
    check_the_keys(panel, pad, canvas)
    check_the_themes(notebook, panel, pad, canvas, words)
    assert notebook.stderr() == ""
    assert notebook.console.found == []


def check_the_pen(page, pad, canvas, words):
    """The answer follows it, and a stroke is undone."""
    move_along(page, canvas, ONE)
    expect(words).to_have_text(re.compile(r"^1, \d"))  # before it is lifted
    page.mouse.up()
    pad.get_by_role("button", name="Thick pen").click()
    move_along(page, canvas, SEVEN)
    page.mouse.up()
    expect(words).not_to_have_text(re.compile("^1,"))
    page.keyboard.press("Control+z")
    expect(words).to_have_text(re.compile("^1,"))
    expect(pad.locator(".dm-draw-similar li")).to_have_count(5)
    fitted = pad.locator(".dm-draw-frame canvas")
    before = fitted.evaluate("canvas => canvas.toDataURL()")
    pad.get_by_label("Fit to the frame").click()
    wait_for("([canvas, before]) => canvas.toDataURL() !== before", fitted, before)
    pad.get_by_label("Fit to the frame").click()
    pad.get_by_role("button", name="Clear").click()
    expect(words).to_have_text("")
    pad.get_by_role("button", name="Undo").click()
    expect(words).to_have_text(re.compile("^1,"))


def check_images(panel, pad):
    """One is opened, and what is none is refused."""
    panel.open_tab("Draw")
    one = np.full((300, 500, 3), 230, np.uint8)
    one[40:260, 240:265] = [20, 40, 120]
    opener = pad.locator("input[type=file]")
    opener.set_input_files({"name": "one.png", "mimeType": "image/png", "buffer": png(one)})
    expect(pad.locator(".dm-draw-words")).to_have_text(re.compile("^1,"))
    opener.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"no image"})
    expect(pad).to_contain_text("This is not an image that the browser can read.")


def check_the_keys(panel, pad, canvas):
    """An example of Images gets to the pad with Enter, and the focus with it."""
    panel.open_tab("Images")
    wall = panel.box.locator(".dm-wall-canvas:visible")
    expect(wall).to_be_visible(timeout=2 * SOON)
    wall.focus()
    for key in ("ArrowRight", "ArrowDown", "Enter"):
        panel.page.keyboard.press(key)
    expect(panel.box.get_by_role("button", name="Send to Draw")).to_be_focused()
    panel.page.keyboard.press("Enter")
    expect(panel.tab("Draw")).to_have_attribute("aria-selected", "true")
    expect(pad).to_contain_text("held out for validation")
    expect(canvas).to_be_focused()


def check_the_themes(notebook, panel, pad, canvas, words):
    pad.get_by_role("button", name="Clear").click()
    move_along(panel.page, canvas, SEVEN)
    panel.page.mouse.up()
    expect(words).not_to_have_text("")
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        notebook.screenshot(f"draw-{theme}", panel.box)
        assert serious_violations(panel.box) == []
    place = notebook.output(1).element_handle()
    notebook.page.wait_for_function(HAS_DRAWING, arg=place, timeout=2 * SOON)

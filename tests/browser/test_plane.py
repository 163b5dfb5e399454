"""The tab Plane on a page: it follows training, is read by pointer and keys, and holds columns."""

import re

import pytest
from playwright.sync_api import expect

from support.browser.axe_scan import serious_violations
from support.browser.panel_on_page import SOON, PanelOnPage, wait_for

pytestmark = pytest.mark.browser

LOAD = """%load_ext densemodel
import numpy as np, pandas as pd
from sklearn.datasets import make_moons, load_wine
x, y = make_moons(600, noise=0.2, random_state=0)
hour = np.random.default_rng(0).uniform(0, 24, 400)
warmth = 14 - 8 * np.cos((hour - 3) / 24 * 2 * np.pi) + np.random.default_rng(1).normal(size=400)
data = load_wine(as_frame=True)
wines = data.data.assign(kind=data.target.map({0: "Barolo", 1: "<u>Grignolino</u>", 2: "Barbera"}))
wines = wines.rename(columns={"ash": "<u>ash</u>"})"""
MOONS = """%%densemodel moons -x x -y y
2 -> 8 tanh -> 8 tanh -> 2 softmax ; epochs 1000000 ; patience off ; adam lr 0.01"""
WINE = """%%densemodel wine --frame wines --target kind --wait
table -> 16 relu -> auto ; epochs 20"""
CURVE = """%%densemodel day -x hour -y warmth --wait
1 -> norm -> 16 tanh -> 16 tanh -> 1 ; target norm ; epochs 20 ; adam lr 0.01"""
PIXELS = """canvas => {
    const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let sum = 0;
    for (let i = 0; i < data.length; i += 4) sum = (sum * 31 + data[i] + data[i + 2]) % 1000003;
    return sum;
}"""
OTHER_PIXELS = f"([canvas, before]) => ({PIXELS})(canvas) !== before"
# the curves alone are 700 pixels high; each new picture is another element
HAS_PLANE = """([place, _]) => [...place.querySelectorAll("img[src^='data:image/png']")].some(
    image => image.naturalHeight > 1000)"""


def opened(notebook, cell):
    notebook.run(cell, timeout=180)
    panel = PanelOnPage(notebook.output(cell))
    panel.tab("Plane").click()
    canvas = panel.box.locator(".dm-plane-canvas")
    expect(canvas).to_be_visible(timeout=2 * SOON)
    return panel, canvas


def side_of(panel):
    return panel.box.locator(".dm-plane-side")


def pictured(notebook, name, panel):
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        notebook.screenshot(f"plane-{name}-{theme}", panel.box)
        assert serious_violations(panel.box) == []


def test_the_boundary_follows_training_and_is_read_and_other_columns_are_held(open_notebook):
    notebook = open_notebook([LOAD, MOONS, WINE, CURVE, ""], height=1500)
    notebook.run(0)
    panel, canvas = opened(notebook, 1)
    expect(side_of(panel)).to_contain_text("Untrained weights.")
    panel.tab("Train").click()
    panel.press("Start", then="Stop")
    panel.tab("Plane").click()
    expect(side_of(panel)).to_contain_text(re.compile(r"Weights of step [\d,]+, in epoch"))
    wait_for(OTHER_PIXELS, canvas, canvas.evaluate(PIXELS))
    notebook.screenshot("plane-training", panel.box)
    panel.tab("Train").click()
    panel.press("Stop", then="Resume")
    panel.tab("Plane").click()
    expect(side_of(panel)).to_contain_text("The best weights, of epoch")
    expect(canvas).to_have_attribute("aria-label", re.compile(r"^Two regions; \d+ of 180 held-out"))
    pictured(notebook, "moons", panel)
    check_reading(panel, canvas)
    check_a_unit(notebook, panel, canvas)
    wait_for(HAS_PLANE, notebook.output(1), None, timeout=2 * SOON)
    check_columns(notebook)
    panel, canvas = opened(notebook, 3)
    expect(canvas).to_have_attribute("aria-label", re.compile(r"^y from .* to "))
    pictured(notebook, "curve", panel)
    assert notebook.stderr() == ""
    assert notebook.console.found == []


def check_reading(panel, canvas):
    reading = panel.box.locator(".dm-plane-reading")
    canvas.hover(position={"x": 200, "y": 100})
    expect(reading).to_have_text(
        re.compile(r"^At column 0 .*, column 1 .*: [01] \d+ %, [01] \d+ %")
    )
    panel.page.mouse.move(0, 0)
    expect(reading).to_contain_text("arrow keys")
    canvas.focus()
    panel.page.keyboard.press("ArrowRight")
    expect(reading).to_have_text(re.compile(r"^At column 0 "))
    before = reading.inner_text()
    panel.page.keyboard.press("ArrowUp")
    expect(reading).not_to_have_text(before)


def check_a_unit(notebook, panel, canvas):
    """A click enlarges it, Escape shows the predictions again."""
    units = panel.box.locator(".dm-plane-unit")
    expect(units).to_have_count(8 + 8 + 2)
    before = canvas.evaluate(PIXELS)
    units.nth(2).click()
    expect(panel.box.locator(".dm-plane-scale")).to_contain_text("Hidden layer 1, unit 2")
    wait_for(OTHER_PIXELS, canvas, before)
    pictured(notebook, "unit", panel)
    panel.page.keyboard.press("Escape")
    expect(panel.box.locator(".dm-plane-scale")).to_have_count(0)
    expect(units.nth(2)).to_be_focused()


def check_columns(notebook):
    """Others are held at their median, or at the values of a clicked row."""
    panel, canvas = opened(notebook, 2)
    side = side_of(panel)
    expect(side).to_contain_text("The other 11 columns are at their median.")
    side.get_by_label("Across").select_option("<u>ash</u>")
    expect(canvas).to_have_attribute("aria-label", re.compile(r" <u>ash</u> across"))
    assert panel.box.locator("u").count() == 0
    side.get_by_label("Across").select_option("alcohol")
    side.get_by_label("Up").select_option("color_intensity")
    expect(canvas).to_have_attribute(
        "aria-label", re.compile(r" alcohol across, color_intensity up")
    )
    pictured(notebook, "table", panel)
    box = canvas.bounding_box()
    for x in range(90, 400, 12):  # until a row is hit
        canvas.click(position={"x": x, "y": 0.6 * box["height"]})
    expect(side).to_contain_text(re.compile(r"The other 11 columns are those of row \d+\."))
    side.get_by_role("button", name="Use usual values").click()
    expect(side).to_contain_text("at their median.")
    side.get_by_label("Up").select_option("the prediction")
    expect(canvas).to_have_attribute("aria-label", re.compile(r" probability up"))
    notebook.screenshots("plane-table-curve", panel.box)

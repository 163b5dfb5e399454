"""The tab Inside in a real browser: strips and fans grow while it trains, units are opened, and a
network that does not learn is advised, takes the advice, and learns."""

import re
from base64 import b64decode

import pytest
from playwright.sync_api import expect

from support.browser.axe_scan import serious_violations
from support.browser.lab_notebook import RESULTS
from support.browser.panel_on_page import PanelOnPage

pytestmark = pytest.mark.browser

ROWS = """import numpy as np
%load_ext densemodel
rng = np.random.default_rng(0)
y = rng.integers(0, 10, 1000)
x = rng.normal(0.3, 0.1, (1000, 28, 28)).astype("float32")
for digit in range(10):
    x[y == digit, 2 * digit : 2 * digit + 6, 6:22] += 0.5
x = np.clip(x, 0, 1).reshape(-1, 784)"""
CELL = """%%densemodel digits -x x -y y
784 -> 40 relu -> 20 bn relu -> 10 softmax
epochs 100000 ; patience off ; batch 128"""
POINTS = """() => [...document.querySelectorAll('.dm-fan-median')]
    .map(path => (path.getAttribute('d') || '').split(/[ML]/).length - 1)"""
SICK = """%%densemodel sick -x x -y y
784 -> 30 relu -> 10 softmax
bias -9 ; epochs 100000 ; patience off ; batch 128"""
MIXED = """() => {
    const canvas = document.querySelector('.dm-unit canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const colours = new Set();
    for (let i = 0; i < data.length; i += 4) colours.add(data.slice(i, i + 3).join());
    return colours.size;
}"""
TILES = "() => document.querySelector('.dm-unit canvas').toDataURL()"
# the epoch up to which the first row of the strips has a colour
MEASURED = """() => {
    const [canvas] = document.querySelectorAll('.dm-strip-row canvas');
    const ticks = [...document.querySelectorAll('.dm-strip:last-child .dm-fan-across span')];
    if (!canvas || ticks.length === 0) return -1;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, 1);
    let end = 0;
    for (let i = 0; i < canvas.width; i += 1) if (data[4 * i + 3]) end = i + 1;
    const last = ticks[ticks.length - 1];
    const epochs = Number(last.innerText.replaceAll(',', '')) / parseFloat(last.style.left);
    return 100 * epochs * end / canvas.width;
}"""


def test_fans_grow_while_it_trains_and_the_first_layer_is_seen(open_notebook):
    notebook = open_notebook([ROWS, CELL, SICK, ""], width=1366, height=1100)
    notebook.run(0)
    notebook.run(1, timeout=120)
    panel = PanelOnPage(notebook.output(1))
    panel.tab("Inside").click()
    expect(panel.box.locator(".dm-unit").first).to_be_visible()
    expect(panel.box.locator(".dm-fan")).to_have_count(0)
    panel.button("Weights and activations over time").click()
    expect(panel.box.locator(".dm-fan")).to_have_count(7)
    expect(panel.box).to_contain_text("These are the weights before the first step")
    notebook.screenshot("inside-ready", notebook.output(1))
    before = notebook.page.evaluate(TILES)
    panel.tab("Train").click()
    panel.press("Start", then="Stop")
    panel.tab("Inside").click()
    # 7 fans of weights, and one for what each of 3 layers gives
    grown = (
        f"() => ({POINTS})().length === 10 && ({POINTS})().slice(0, 2).every(points => points > 3)"
    )
    notebook.page.wait_for_function(grown, timeout=60_000)
    check_strips(panel)
    check_unit(notebook, panel)
    assert notebook.page.evaluate(TILES) != before
    panel.tab("Train").click()
    panel.press("Stop", then="Resume")
    panel.tab("Inside").click()
    expect(panel.box).to_contain_text("Each of the seven bands holds a seventh")
    check_pictures_and_themes(notebook, panel)
    check_file(notebook)
    check_advice(notebook)
    assert notebook.stderr() == ""


def check_strips(panel):
    """The strips grow while it trains, and their words are the newest ones."""
    panel.page.wait_for_function(f"() => ({MEASURED})() > 0", timeout=30_000, polling=100)
    before = panel.page.evaluate(MEASURED)
    panel.page.wait_for_function(
        f"before => ({MEASURED})() > before", arg=before, timeout=30_000, polling=100
    )
    titles = panel.box.locator(".dm-strip-title b")
    assert titles.all_inner_texts() == ["Dead units", "Gradient", "Activations"]
    first = panel.box.locator(".dm-strip-row").first
    expect(first).to_have_text(re.compile(r"^Hidden layer 1\d+ of 40 dead$"))


def check_unit(notebook, panel):
    """A unit is opened by key while it trains, and shows the rows that activate it most."""
    units = panel.box.get_by_role("group", name="The units of hidden layer 1")
    units.locator("button:not(.dm-ill)").first.focus()
    panel.page.keyboard.press("Enter")
    rows = panel.box.locator(".dm-unit-rows:visible")
    expect(rows).to_contain_text("of hidden layer 1: the rows that activate it most")
    expect(rows.get_by_role("img")).to_have_count(9)
    expect(rows.get_by_role("img").first).to_have_attribute(
        "aria-label", re.compile(r"^Row [\d,]+, class \d: activation [\d.]+$")
    )
    notebook.screenshot("inside-unit", panel.box)
    assert serious_violations(panel.box) == []
    panel.page.keyboard.press("Escape")
    expect(rows).to_have_count(0)


def check_advice(notebook):
    """Advice comes while it trains, in sight; one click takes it, and the network learns."""
    page = notebook.page
    page.set_viewport_size({"width": 1366, "height": 768})
    notebook.run(2, timeout=120)
    panel = PanelOnPage(notebook.output(2))
    panel.press("Start", then="Stop")
    panel.tab("Inside").click()
    button = panel.button("Use bias 0")
    expect(button).to_be_in_viewport(timeout=60_000)
    expect(panel.box).to_contain_text("All 30 units of hidden layer 1 are dead")
    expect(panel.box).to_contain_text("30 of 30 dead")
    notebook.select(3)
    notebook.screenshot("inside-advice", panel.box)
    assert serious_violations(panel.box) == []
    button.click()
    expect(panel.box).to_contain_text("bias 0 holds from Restart.")
    panel.tab("Train").click()
    panel.press("Stop", then="Resume")
    panel.button("Restart").click()
    question = panel.box.locator(".dm-question")
    question.get_by_role("button", name="Restart", exact=True).click()
    expect(panel.box).to_contain_text(re.compile(r"accuracy (0\.9|1\.00)"))
    expect(panel.box.locator(".dm-advice")).to_be_hidden()
    panel.tab("Inside").click()
    expect(panel.box.locator(".dm-strip-row").first).to_contain_text(re.compile("[0-9] of 30 dead"))
    expect(panel.box).not_to_contain_text("30 of 30 dead")
    panel.tab("Train").click()
    panel.press("Stop", then="Resume")


def check_file(notebook):
    """The fans stay in the file, below the curves."""
    # a thread of its own draws it; the one before Start has no strips, which make it higher
    tall = """() => [...document.querySelectorAll('.jp-RenderedImage img')].some(
        image => image.naturalHeight > 1.5 * image.naturalWidth)"""
    notebook.page.wait_for_function(tall, timeout=60_000)
    (stored,) = (one["data"]["image/png"] for one in notebook.outputs(1) if has_picture(one))
    picture = b64decode("".join(stored))
    (RESULTS / "inside-in-the-file.png").write_bytes(picture)


def has_picture(output):
    return "image/png" in output.get("data", {})


def check_pictures_and_themes(notebook, panel):
    """The first layer is drawn in the colours of the theme, and a narrow panel shows all."""
    page = panel.page
    expect(panel.box.locator(".dm-units").first).to_contain_text("Weights into 40 units")
    assert page.evaluate(MIXED) > 20
    light = page.evaluate(TILES)
    notebook.select(3)
    notebook.screenshot("inside-light", panel.box)
    notebook.set_theme("dark")
    changed = "before => document.querySelector('.dm-unit canvas').toDataURL() !== before"
    page.wait_for_function(changed, arg=light)
    notebook.screenshot("inside-dark", panel.box)
    notebook.set_theme("light")
    panel.box.evaluate("panel => { panel.style.width = '420px'; }")
    region = panel.box.get_by_role("region", name="The layers over time")
    assert region.evaluate("region => region.scrollWidth <= region.clientWidth")
    notebook.screenshot("inside-narrow", panel.box)
    panel.box.evaluate("panel => { panel.style.width = ''; }")

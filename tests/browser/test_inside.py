"""The tab Inside in a real browser: fans grow while it trains, and a first layer is seen."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING, Any

import pytest
from lab_notebook import RESULTS
from panel_on_page import PanelOnPage
from playwright.sync_api import expect

if TYPE_CHECKING:
    from lab_notebook import Notebook, OpenNotebook

pytestmark = pytest.mark.browser

ROWS = """import numpy as np
%load_ext densemodel
rng = np.random.default_rng(0)
y = rng.integers(0, 10, 3000)
x = rng.normal(0.3, 0.1, (3000, 28, 28)).astype("float32")
for digit in range(10):
    x[y == digit, 2 * digit : 2 * digit + 6, 6:22] += 0.5
x = np.clip(x, 0, 1).reshape(-1, 784)"""
CELL = """%%densemodel digits -x x -y y
784 -> 40 relu -> 20 bn relu -> 10 softmax
epochs 100000 ; patience off ; batch 128"""
POINTS = """() => [...document.querySelectorAll('.dm-fan-median')]
    .map(path => (path.getAttribute('d') || '').split(/[ML]/).length - 1)"""
MIXED = """() => {
    const canvas = document.querySelector('.dm-first-layer-pictures');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const colours = new Set();
    for (let i = 0; i < data.length; i += 4) {
        if (data[i + 3]) colours.add(data.slice(i, i + 3).join());
    }
    return colours.size;
}"""
TILES = "() => document.querySelector('.dm-first-layer-pictures').toDataURL()"


def test_fans_grow_while_it_trains_and_the_first_layer_is_seen(
    open_notebook: OpenNotebook,
) -> None:
    notebook = open_notebook([ROWS, CELL, ""], height=1100)
    notebook.run(0)
    notebook.run(1, timeout=120)
    panel = PanelOnPage(notebook.output(1))
    panel.tab("Inside").click()
    expect(panel.box.locator(".dm-fan")).to_have_count(7)
    expect(panel.box).to_contain_text("These are the weights before the first step")
    notebook.screenshot("inside-ready", notebook.output(1))
    before = notebook.page.evaluate(TILES)
    panel.tab("Train").click()
    panel.press("Start", then="Stop")
    panel.tab("Inside").click()
    grown = f"() => ({POINTS})().length === 7 && ({POINTS})().every(points => points > 10)"
    notebook.page.wait_for_function(grown, timeout=60_000)
    assert notebook.page.evaluate(TILES) != before
    panel.tab("Train").click()
    panel.press("Stop", then="Resume")
    panel.tab("Inside").click()
    expect(panel.box).to_contain_text("Each of the seven bands holds a seventh")
    check_pictures_and_themes(notebook, panel)
    check_file(notebook)
    assert notebook.stderr() == ""


def check_file(notebook: Notebook) -> None:
    """The fans stay in the file, below the curves."""
    # it is drawn by a thread of its own; the curves alone are three times as wide as high
    tall = """() => [...document.querySelectorAll('.jp-RenderedImage img')].some(
        image => image.naturalHeight > 1.1 * image.naturalWidth)"""
    notebook.page.wait_for_function(tall, timeout=60_000)
    (kept,) = (one["data"]["image/png"] for one in notebook.outputs(1) if has_picture(one))
    picture = b64decode("".join(kept))
    (RESULTS / "inside-in-the-file.png").write_bytes(picture)


def has_picture(output: dict[str, Any]) -> bool:
    return "image/png" in output.get("data", {})


def check_pictures_and_themes(notebook: Notebook, panel: PanelOnPage) -> None:
    """The first layer is drawn in the colours of the theme, and a narrow panel shows all."""
    page = panel.page
    expect(panel.box.locator(".dm-first-layer")).to_contain_text("The weights of 40 units")
    assert page.evaluate(MIXED) > 20
    light = page.evaluate(TILES)
    notebook.select(2)
    notebook.screenshot("inside-light", panel.box)
    notebook.set_theme("dark")
    changed = "before => document.querySelector('.dm-first-layer-pictures').toDataURL() !== before"
    page.wait_for_function(changed, arg=light)
    notebook.screenshot("inside-dark", panel.box)
    notebook.set_theme("light")
    panel.box.evaluate("panel => { panel.style.width = '420px'; }")
    region = panel.box.get_by_role("region", name="The weights of each layer over time")
    assert region.evaluate("region => region.scrollWidth <= region.clientWidth")
    notebook.screenshot("inside-narrow", panel.box)
    region.press("End")
    page.wait_for_function("region => region.scrollTop > 0", arg=region.element_handle())
    panel.box.evaluate("panel => { panel.style.width = ''; }")

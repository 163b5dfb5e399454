"""A panel and a drawing in pages that lack JupyterLab's classes and variables, dark and light."""

import pytest
from playwright.sync_api import expect

from support.browser.axe_scan import serious_violations
from support.browser.own_page import COLAB, OLD_VSCODE, VSCODE
from support.browser.panel_on_page import PanelOnPage, wait_for

pytestmark = pytest.mark.browser

LOAD = """%load_ext densemodel
import numpy as np
rng = np.random.default_rng(0)
x = rng.normal(size=(400, 4)).astype("float32")
y = (x @ rng.normal(size=(4, 3))).argmax(axis=1)"""
CELL = """%%densemodel digits -x x -y y --wait
4 -> 8 relu -> 3 softmax
epochs 3"""
PNG = "img[src^='data:image/png']"
LIGHT_BOXES = """place => {
    const all = [...place.querySelectorAll("*")];
    for (let each = place; each; each = each.parentElement) all.push(each);
    return all.filter(each => {
        const [red, green, blue, alpha = 1] = getComputedStyle(each).backgroundColor
            .match(/[\\d.]+/g).map(Number);
        const {width, height} = each.getBoundingClientRect();
        return Math.min(red, green, blue) > 160 && alpha > 0.5 && width > 40 && height > 10;
    }).map(each => each.className || each.localName);
}"""
GROUND = """([panel, isDark]) => {
    const [red] = getComputedStyle(panel).backgroundColor.match(/\\d+/g).map(Number);
    return (red < 128) === isDark;
}"""
"Whether the panel's own ground is dark, or light."
ROOM_BELOW = """place => {
    const outputs = [...place.children];
    const below = outputs.slice(1 + outputs.findIndex(each => each.querySelector(".dm-panel")));
    return [below.length, Math.max(...below.map(each => each.getBoundingClientRect().height))];
}"""
"The number of the outputs below the panel's own, and the height of the highest."
TABS = ("Score", "Inside", "Epochs", "Saved models", "Train")


@pytest.mark.parametrize("front_end", [VSCODE, OLD_VSCODE, COLAB], ids=lambda kind: kind.name)
def test_a_panel_has_the_colours_of_its_page_and_is_shown_once(open_notebook, front_end, request):
    kernel = request.getfixturevalue("colab_kernel") if front_end is COLAB else None
    notebook = open_notebook(
        [LOAD, CELL], front_end=front_end, theme="dark", height=1300, kernel=kernel
    )
    notebook.run(0)
    notebook.run(1)
    panel = PanelOnPage(notebook.output(1))
    expect(panel.button("Restart")).to_be_visible()
    expect(panel.place.locator(PNG)).to_have_count(1)
    expect(panel.place.locator(PNG)).to_be_hidden()
    assert panel.place.evaluate(ROOM_BELOW) == [2, 0]
    found = []
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        wait_for(GROUND, panel.box, theme == "dark")
        for tab in TABS:
            panel.open_tab(tab)
            found += [f"{tab}, {theme}: {rule}" for rule in serious_violations(panel.place)]
            if theme == "dark":
                found += [f"{tab}: {box}" for box in panel.place.evaluate(LIGHT_BOXES)]
        notebook.screenshot(f"{front_end.name}-looks-{theme}", notebook.cell(1))
    assert found == []
    check_static_output(notebook, panel)


def check_static_output(notebook, panel):
    """After the kernel's end the words and the picture take the panel's place, and are legible."""
    notebook.restart_kernel()
    if notebook.front_end is COLAB:  # it does not tell its widgets
        notebook.reload()
    expect(panel.place.locator(PNG)).to_be_visible()
    expect(panel.box).to_be_hidden()
    found = []
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        found += [f"{theme}: {rule}" for rule in serious_violations(panel.place)]
        notebook.screenshot(f"{notebook.front_end.name}-static-{theme}", notebook.cell(1))
    assert found == []

"""The curves in a real browser: lines switched off by key, the rate, a part, the run before; and
all of a panel in a narrow place."""

import pytest
from playwright.sync_api import expect

from support.browser.panel_on_page import PanelOnPage, wait_for

pytestmark = pytest.mark.browser

ROWS = """import numpy as np
%load_ext densemodel
x = np.random.default_rng(0).normal(size=(2000, 8)).astype("float32")
y = (x[:, 0] + x[:, 1] ** 2 > 1).astype(int)"""
CELL = """%%densemodel circles -x x -y y
8 -> 16 relu -> 2 softmax
epochs 12 ; patience off"""
LINES = """() => [...document.querySelectorAll('.dm-figure path.line')]
    .map(path => (path.getAttribute('d') || '').split(/[ML]/).length - 1)
    .filter(points => points > 1)"""
NARROW = """([panel, width]) => {
    panel.style.width = `${width}px`;
    panel.style.boxSizing = 'border-box';
}"""
FOLLOWED = """panel => [...panel.querySelectorAll('.plotarea_background')].every(plot =>
    plot.getBoundingClientRect().right < panel.getBoundingClientRect().right - 70)"""
# what of the tabs and the toolbar is cut off by the panel, or lies on another of them
TROUBLE = """panel => {
    const edge = panel.getBoundingClientRect();
    const parts = [...panel.querySelectorAll(
        '.lm-TabBar-tab, .dm-more, .dm-toggles button')].filter(part => part.offsetParent !== null);
    const boxes = parts.map(part => part.getBoundingClientRect());
    const apart = (a, b) => a.right <= b.left + 1 || b.right <= a.left + 1
        || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
    return parts.map((part, index) => {
        const box = boxes[index];
        const isCut = box.left < edge.left || box.right > edge.right
            || part.scrollWidth > part.clientWidth + 1;
        const isUnder = boxes.some((other, at) => at !== index && !apart(box, other));
        const row = panel.querySelector('.lm-TabBar').getBoundingClientRect();
        const isBelow = part.matches('.lm-TabBar-tab, .dm-more') && box.bottom > row.bottom;
        return isCut || isUnder || isBelow ? `${part.textContent} is cut or overlaps` : '';
    }).filter(Boolean);
}"""
AGAIN = "run = %densemodel run circles\nrun.resume(epochs=4, settings='lr 0.0001').wait().state"


def button(notebook, name):
    return notebook.output(1).get_by_role("button", name=name, exact=True)


def lines_become(notebook, count):
    notebook.page.wait_for_function(f"count => ({LINES})().length === count", arg=count)


def test_curves_are_chosen_by_key_and_by_pointer_and_a_narrow_panel_shows_all(open_notebook):
    notebook = open_notebook([ROWS, CELL, AGAIN, ""], height=1100)
    notebook.run(0)
    notebook.run(1, timeout=120)
    button(notebook, "Start").click()
    expect(button(notebook, "Restart")).to_be_visible(timeout=60_000)
    lines_become(notebook, 4)  # steps, training, validation, and the best epoch's
    check_switches(notebook)
    notebook.run(2)
    figure = notebook.output(1).locator(".dm-curves .dm-figure").first
    expect(figure.get_by_text("lr 0.0001", exact=True)).to_be_visible()
    check_a_part(notebook)
    button(notebook, "Restart").click()
    question = notebook.output(1).locator(".dm-question")
    question.get_by_role("button", name="Restart", exact=True).click()
    expect(button(notebook, "Earlier runs")).to_be_visible(timeout=60_000)
    expect(button(notebook, "Restart")).to_be_visible(timeout=60_000)
    expect(figure.get_by_text("1 run ago", exact=True)).to_be_visible()
    notebook.screenshot("curves-with-the-run-before", notebook.output(1))
    check_a_narrow_panel(notebook, PanelOnPage(notebook.output(1)))
    assert notebook.stderr() == ""


def check_switches(notebook):
    """A key switches a line off, and the learning rate on."""
    button(notebook, "Steps").press("Enter")
    lines_become(notebook, 3)
    button(notebook, "Steps").press("Enter")
    lines_become(notebook, 4)
    button(notebook, "Learning rate").press(" ")
    expect(notebook.output(1).locator(".dm-curves .dm-figure")).to_have_count(2)
    lines_become(notebook, 5)
    cursor = notebook.output(1).get_by_role("application")
    cursor.focus()
    expect(cursor.locator(".dm-readout")).to_contain_text("learning rate0.001")
    expect(cursor.locator("[aria-live=polite]")).to_contain_text(", learning rate 0.001")


def check_a_part(notebook):
    """A drag over the plot shows a part of it, and a button all of it again."""
    expect(button(notebook, "Whole curve")).to_be_hidden()
    plot = notebook.output(1).locator(".dm-cursor-plot")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box is not None
    mouse, middle = notebook.page.mouse, box["y"] + box["height"] / 2
    mouse.move(box["x"] + box["width"] * 0.3, middle)
    mouse.down()
    mouse.move(box["x"] + box["width"] * 0.6, middle, steps=5)
    mouse.up()
    expect(button(notebook, "Whole curve")).to_be_visible()
    button(notebook, "Whole curve").click()
    expect(button(notebook, "Whole curve")).to_be_hidden()


def check_a_narrow_panel(notebook, panel):
    """All tabs and choices are seen and reached."""
    notebook.page.set_viewport_size({"width": 1280, "height": 1500})
    notebook.select(2)
    for width, theme in ((700, "light"), (420, "dark"), (260, "light")):
        notebook.set_theme(theme)
        notebook.page.evaluate(NARROW, [panel.box.element_handle(), width])
        wait_for(f"([panel, _]) => ({TROUBLE})(panel).length === 0", panel.box, None)
        for title in reversed(panel.tabs()):
            panel.open_tab(title)
            assert panel.box.evaluate(TROUBLE) == []
        # bqplot takes a moment to follow
        notebook.page.wait_for_function(FOLLOWED, arg=panel.box.element_handle())
        notebook.screenshot(f"narrow-{width}", panel.box)

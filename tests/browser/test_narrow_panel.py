"""A panel in a narrow place: all of it can be seen and reached."""

import pytest
from playwright.sync_api import expect

from support.browser.panel_on_page import PanelOnPage

pytestmark = pytest.mark.browser

ROWS = """import numpy as np
%load_ext densemodel
x = np.random.default_rng(0).normal(size=(200, 8)).astype("float32")
y = (x[:, 0] > 0).astype(int)"""
CELL = """%%densemodel signs -x x -y y --wait
8 -> 16 relu -> 2 softmax
epochs 5"""
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


def test_all_tabs_and_choices_are_seen_in_a_narrow_panel(open_notebook):
    notebook = open_notebook([ROWS, CELL, ""], height=1500)
    notebook.run(0)
    notebook.run(1, timeout=120)
    panel = PanelOnPage(notebook.output(1))
    expect(panel.button("Restart")).to_be_visible()
    panel.button("Learning rate").click()
    notebook.select(2)
    for width in (700, 420, 260):
        notebook.page.evaluate(NARROW, [panel.box.element_handle(), width])
        for theme in ("dark", "light"):
            notebook.set_theme(theme)
            assert panel.box.evaluate(TROUBLE) == []
        for title in reversed(panel.tabs()):
            panel.open_tab(title)
            assert panel.box.evaluate(TROUBLE) == []
        # bqplot takes a moment to follow
        notebook.page.wait_for_function(FOLLOWED, arg=panel.box.element_handle())
        notebook.screenshot(f"narrow-{width}", panel.box)

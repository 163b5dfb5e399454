"""One-off: axe in all tabs, both themes, of a run with pictures, a table, yes/no, in four front ends."""
import pytest
from playwright.sync_api import expect
from support.browser.axe_scan import serious_violations
from support.browser.lab_front_end import LAB, NOTEBOOK_7
from support.browser.own_page import VSCODE
from support.browser.classic_front_end import NBCLASSIC
from support.browser.panel_on_page import SOON, PanelOnPage
pytestmark = pytest.mark.browser
LOAD = """%load_ext densemodel
import numpy as np, pandas as pd
rng = np.random.default_rng(0)
x = rng.normal(size=(2000, 8, 8)).astype("float32")
y = (x.reshape(2000, 64) @ rng.normal(size=(64, 3))).argmax(axis=1)
t = pd.DataFrame({"age": rng.normal(40, 10, 500), "sex": rng.choice(["m", "f"], 500)})
t["yes"] = np.where(t.age + rng.normal(0, 9, 500) > 40, "yes", "no")
a = t.age.to_numpy("float32")
b = np.sin(a / 9) + rng.normal(0, 0.1, 500)"""
PICTURES = """%%densemodel digits -x x -y y --wait
8x8x1 -> flatten -> 16 relu -> 3 softmax
epochs 2"""
TABLE = """%%densemodel rows --frame t --target yes --wait
table -> 8 relu -> 1 sigmoid
epochs 2"""
NUMBERS = """%%densemodel curve -x a -y b --wait
1 -> 8 relu -> 1 linear
epochs 2 ; norm"""
SHOWS = """panel => [...panel.querySelectorAll('.widget-tab-contents > *')]
    .some(view => view.offsetParent && view.innerText.trim())"""
@pytest.mark.parametrize("front_end", [LAB, NOTEBOOK_7, NBCLASSIC, VSCODE], ids=lambda k: k.name)
def test_axe_everywhere(open_notebook, front_end):
    notebook = open_notebook([LOAD, PICTURES, TABLE, NUMBERS], front_end=front_end, height=1500)
    notebook.run(0)
    found = []
    for cell in (1, 2, 3):
        notebook.run(cell)
        panel = PanelOnPage(notebook.output(cell))
        expect(panel.button("Restart")).to_be_visible()
        for theme in ("dark", "light") if front_end.change_theme else ("",):
            if theme: notebook.set_theme(theme)
            for tab in panel.tabs():
                panel.open_tab(tab)
                try:
                    notebook.page.wait_for_timeout(200)
                except Exception as e: found.append(str(e))
                found += [f"{front_end.name} {cell} {theme} {tab}: {r}" for r in serious_violations(panel.place)]
                notebook.screenshot(f"axe-{front_end.name}-{cell}-{theme}-{tab}".replace(" ", "_"), notebook.cell(cell))
    print(*found, sep="\n")
    assert found == []

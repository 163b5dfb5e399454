"""A raw frame in JupyterLab: its columns, a kind changed, trained, a worst mistake opened."""

import pytest
from playwright.sync_api import expect

from support.browser.axe_scan import serious_violations
from support.browser.panel_on_page import PanelOnPage

pytestmark = pytest.mark.browser

RAW = """%load_ext densemodel
import numpy as np, pandas as pd
rng = np.random.default_rng(0)
n = 600
flats = pd.DataFrame({
    "id": [f"F{number:05d}" for number in rng.permutation(n)],
    "area": rng.gamma(9, 8, n).round(1),
    "rooms": rng.integers(1, 6, n),
    "<u>heating</u>": rng.choice(["gas", "oil", "wood"], n, p=[0.6, 0.3, 0.1]),
    "district": rng.choice([f"district {number}" for number in range(40)], n),
    "sold": pd.Timestamp("2019-03-01") + pd.to_timedelta(rng.integers(0, 1500, n), "D"),
})
flats.loc[rng.random(n) < 0.1, "area"] = np.nan
price = flats["area"].fillna(70) + 12 * flats["rooms"] + 15 * rng.normal(size=n)
flats["deal"] = np.where(price > 110, "dear", "cheap")"""
CELL = """%%densemodel deal --frame flats --target deal
table -> 16 relu -> auto ; epochs 12 ; batch 16"""

FITS = "table => table.scrollWidth <= table.clientWidth"


def row_of(tab, name):
    return tab.locator("tbody tr").filter(has=tab.page.get_by_role("rowheader", name=name))


def kind_of(tab, name):
    return tab.get_by_label(f"Kind of {name}", exact=True)


def pictured(notebook, name, place):
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        notebook.screenshot(f"columns-{name}-{theme}", place)
        assert serious_violations(place) == []


def test_a_kind_is_changed_and_trained_and_a_mistake_opens(open_notebook):
    notebook = open_notebook([RAW, CELL, ""], height=1500)
    notebook.run(0)
    notebook.run(1, timeout=180)
    panel = PanelOnPage(notebook.output(1))
    panel.tab("Columns").click()
    tab = panel.box.locator(".dm-columns")
    expect(row_of(tab, "id")).to_contain_text("eft out")
    expect(row_of(tab, "area")).to_contain_text("%")
    expect(row_of(tab, "<u>heating</u>")).to_contain_text("gas")
    expect(tab).to_contain_text("Start trains it")
    assert tab.locator("u").count() == 0
    pictured(notebook, "before", panel.box)
    check_kinds(tab, panel)
    panel.tab("Train").click()
    panel.press("Start", then="Restart")
    panel.tab("Columns").click()
    check_importance(tab, panel)
    for width in (1130, 1640, 1280):
        notebook.page.set_viewport_size({"width": width, "height": 1500})
        expect(tab.locator(".dm-columns-scroll")).to_be_visible()
        assert tab.locator(".dm-columns-scroll").evaluate(FITS)
        notebook.screenshot(f"columns-trained-{width}", panel.box)
    pictured(notebook, "trained", panel.box)
    check_mistake(notebook, panel)
    expect(panel.tab("Images")).to_have_count(0)
    # the embeddings are no hidden layer
    panel.tab("Inside").click()
    expect(panel.box.locator(".dm-inside-tab")).to_contain_text("Hidden layer 1: 16 relu")
    notebook.screenshot("columns-inside", panel.box)
    assert notebook.stderr() == ""
    assert notebook.console.found == []


def check_kinds(tab, panel):
    """A kind that fits is taken at once before training; another is refused beside its row."""
    kind_of(tab, "rooms").select_option("category")
    expect(panel.box.locator(".dm-header")).to_contain_text("category rooms")
    expect(row_of(tab, "rooms")).to_contain_text("One-hot, 5")
    expect(kind_of(tab, "rooms")).to_be_focused()
    kind_of(tab, "district").select_option("number")
    expect(row_of(tab, "district").get_by_role("alert")).to_contain_text("district")
    expect(kind_of(tab, "district")).to_have_value("")
    expect(panel.box.locator(".dm-header")).not_to_contain_text("number")


def check_importance(tab, panel):
    """The importances sort the rows, and a kind waits for Restart."""
    heading = tab.get_by_role("button", name="Importance")
    heading.click()
    expect(tab.locator("tbody tr").first).to_contain_text("area")
    expect(tab).to_contain_text("Related columns share")
    kind_of(tab, "sold").select_option("without")
    expect(row_of(tab, "sold")).to_contain_text("from Restart")
    expect(panel.box.locator(".dm-header")).to_contain_text("from Restart: without sold")
    expect(panel.box).to_contain_text("Finished 12 epochs")


def check_mistake(notebook, panel):
    """A worst mistake shows its row as it was given."""
    panel.tab("Score").click()
    score = panel.box.locator(".dm-score-tab")
    mistake = score.locator(".dm-examples tbody button").first
    mistake.click()
    dialog = score.get_by_role("dialog", name="One example")
    expect(dialog.get_by_role("rowheader", name="district")).to_be_visible()
    expect(dialog).to_contain_text("F0")
    pictured(notebook, "mistake", score)
    mistake.press("Escape")
    expect(dialog).to_be_hidden()


REVIEWS = """%load_ext densemodel
import numpy as np, pandas as pd
rng = np.random.default_rng(0)
good = rng.random(500) < 0.5
said = [
    " ".join([*rng.choice(["the", "room", "was", "and", "a", "bed"], 7), word, "indeed"])
    for word in np.where(good, "lovely", "awful")
]
stays = pd.DataFrame({"review": said, "nights": rng.integers(1, 9, 500)})
stays["again"] = np.where(rng.random(500) < 0.1, ~good, good)"""
TAKES_TEXT = """%%densemodel again --frame stays --target again
table -> 8 relu -> auto ; text review ; epochs 15 ; batch 32"""


def test_free_text_from_start_to_score(open_notebook):
    notebook = open_notebook([REVIEWS, TAKES_TEXT], height=1500)
    notebook.run(0)
    notebook.run(1, timeout=180)
    panel = PanelOnPage(notebook.output(1))
    panel.press("Start", then="Restart")
    panel.tab("Columns").click()
    tab = panel.box.locator(".dm-columns")
    expect(kind_of(tab, "review")).to_have_value("text")
    expect(row_of(tab, "review")).to_contain_text("False: awful")
    expect(row_of(tab, "review")).to_contain_text("True: lovely")
    expect(row_of(tab, "nights")).to_contain_text("0.0")  # its importance
    pictured(notebook, "text", panel.box)
    panel.tab("Score").click()
    expect(panel.box.locator(".dm-score-tab")).to_contain_text("baseline", ignore_case=True)
    pictured(notebook, "text-score", panel.box)
    pictured(notebook, "text-cell", notebook.output(1))
    assert notebook.stderr() == ""
    assert notebook.console.found == []

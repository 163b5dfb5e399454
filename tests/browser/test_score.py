"""The tab Score in JupyterLab: live scores, a cell's examples by pointer and by key, plots."""

import pytest
from playwright.sync_api import expect

from support.browser.axe_scan import serious_violations
from support.browser.panel_on_page import SOON, PanelOnPage

pytestmark = pytest.mark.browser

DIGITS = """%load_ext densemodel
import numpy as np, pandas as pd
from sklearn.datasets import load_digits
x, y = load_digits(return_X_y=True)
test, x, y = (x[:400], y[:400]), x[400:], y[400:]
rng = np.random.default_rng(0)
flat = pd.DataFrame(rng.normal(size=(900, 4)), columns=["rooms", "age", "<u>area</u>", "floor"])
dear = np.where(flat["rooms"] + 0.6 * rng.normal(size=900) > 0, "dear", "<u>cheap</u>")
price = pd.Series(200 + 60 * flat["rooms"] + 20 * rng.normal(size=900), name="price")"""
CELL = """%%densemodel digits -x x -y y --test test[0] test[1]
64 -> 12 relu -> 10 softmax ; epochs 100000 ; patience off ; adam lr 0.0003"""
TWO = """%%densemodel flats -x flat -y dear
4 -> 8 relu -> 1 sigmoid ; epochs 6"""
NUMBERS = """%%densemodel prices -x flat -y price
4 -> 20 relu -> 1 ; target norm ; epochs 12 ; adam lr 0.01"""


# the interval of the loss comes with the last look
MATRIX_IS_OF_THE_METRICS = """() => {
    const tab = document.querySelector('.dm-score-tab');
    const count = css => [...tab.querySelectorAll(css)].reduce(
        (sum, cell) => sum + Number(cell.textContent), 0);
    const [right, wrong] = [count('td.dm-correct'), count('td.dm-wrong')];
    const cell = (name, place) => [...tab.querySelectorAll('tr')].find(
        row => row.textContent.startsWith(name)).children[place].textContent.trim();
    const isOfIt = Math.abs(right / (right + wrong) - Number(cell('Accuracy', 1))) < 0.001;
    return cell('Loss', 2) !== '' && isOfIt;
}"""
ALL_ARE_CELLS = """tab => [...tab.querySelectorAll('td[data-place]')]
    .every(cell => getComputedStyle(cell).display === 'table-cell')"""


def opened(notebook, cell):
    notebook.run(cell, timeout=180)
    panel = PanelOnPage(notebook.output(cell))
    panel.tab("Score").click()
    return panel


def score_of(panel):
    return panel.box.locator(".dm-score-tab")


def test_a_cell_opens_its_examples_and_other_tasks_have_their_plots(open_notebook):
    notebook = open_notebook([DIGITS, CELL, TWO, NUMBERS, ""], height=1700)
    notebook.run(0)
    panel = opened(notebook, 1)
    score = score_of(panel)
    expect(score).to_contain_text("its scores on the 419 rows that are held out appear here")
    panel.tab("Train").click()
    panel.press("Start", then="Stop")
    panel.tab("Score").click()
    expect(score).to_contain_text("419 validation rows, after epoch", timeout=2 * SOON)
    check_live(score)
    notebook.screenshots("score-live", panel.box)
    panel.tab("Train").click()
    panel.press("Stop", then="Resume")
    panel.tab("Score").click()
    expect(score).to_contain_text("with the best weights, of epoch")
    # the matrix comes a moment after the words, and is another while it trains
    notebook.page.wait_for_function(MATRIX_IS_OF_THE_METRICS)
    check_cell(score)
    check_example(notebook, score)
    check_keys(score)
    check_test_rows(score)
    notebook.screenshots("score-digits", panel.box)
    assert serious_violations(panel.box) == []
    check_plots(notebook)
    assert notebook.stderr() == ""
    assert notebook.console.found == []


def check_live(score):
    """The numbers change by themselves while it trains."""
    line = score.locator(".dm-score-head")
    before = line.inner_text()
    expect(line).not_to_have_text(before, timeout=2 * SOON)


def largest_mistake(score):
    """The cell with the most mistakes, by what stands in it."""
    place = score.evaluate(
        """tab => [...tab.querySelectorAll('td.dm-wrong')]
            .sort((a, b) => Number(b.textContent) - Number(a.textContent))[0].dataset.place"""
    )
    return score.locator(f'[data-place="{place}"]')


def check_cell(score):
    """A click lists the rows of a cell as pictures; a button leads back."""
    expect(score.get_by_text("Worst mistakes", exact=True)).to_be_visible()
    assert score.evaluate(ALL_ARE_CELLS)  # no style of another part of the panel moves their text
    cell = largest_mistake(score)
    count = int(cell.inner_text())
    cell.click()
    expect(score.locator(".dm-examples h4")).to_have_text(str(cell.get_attribute("aria-label")))
    expect(score.locator(".dm-example canvas")).to_have_count(min(count, 40))
    expect(cell).to_have_attribute("aria-selected", "true")
    score.get_by_role("button", name="All mistakes").click()
    expect(score.get_by_text("Worst mistakes", exact=True)).to_be_visible()


def check_example(notebook, score):
    """A worst mistake opens like a picture of the wall, and Escape leads back to it."""
    mistake = score.locator(".dm-example").first
    mistake.click()
    dialog = score.get_by_role("dialog", name="One example")
    expect(dialog).to_contain_text("held out for validation")
    expect(dialog.locator(".dm-wall-bar")).to_have_count(10)
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        notebook.screenshot(f"score-open-{theme}", score)
        assert serious_violations(score) == []
    mistake.press("Escape")
    expect(dialog).to_be_hidden()


def check_keys(score):
    """Arrows move from cell to cell, and Enter opens one."""
    cell = score.locator('[data-place="3 3"]')
    cell.focus()
    cell.press("ArrowRight")
    beside = score.locator('[data-place="3 4"]')
    expect(beside).to_be_focused()
    expect(score.locator(".dm-confusion-line")).to_contain_text("true 3, predicted 4")
    beside.press("ArrowLeft")
    cell.press("Enter")
    expect(score.locator(".dm-examples h4")).to_contain_text("true 3, predicted 3")
    score.get_by_role("button", name="shares, %").click()
    expect(score.get_by_role("button", name="shares, %")).to_have_attribute("aria-pressed", "true")


def check_test_rows(score):
    """A run that was stopped has its test rows scored as well."""
    score.get_by_role("button", name="Test", exact=True).click()
    expect(score).to_contain_text("400 test rows, with the best weights")
    score.get_by_role("button", name="Validation", exact=True).click()
    expect(score).to_contain_text("419 validation rows")


def check_plots(notebook):
    """Of two classes and of numbers, on request."""
    notebook.page.set_viewport_size({"width": 1280, "height": 2600})
    for cell, words in ((2, "Calibration"), (3, "price: residual (true - predicted)")):
        panel = opened(notebook, cell)
        panel.tab("Train").click()
        panel.press("Start", then="Restart")
        panel.tab("Score").click()
        score = score_of(panel)
        expect(score).to_contain_text("with the best weights")
        assert words not in score.inner_text()
        more = score.get_by_role("button", name="More metrics")
        expect(more).to_have_attribute("aria-expanded", "false")
        more.click()
        expect(score).to_contain_text(words)
        expect(score.locator(".dm-examples tbody tr").first).to_be_visible()
        assert score.locator("u").count() == 0
        notebook.screenshots(f"score-plots-{cell}", panel.box)
        assert serious_violations(panel.box) == []

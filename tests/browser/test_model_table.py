"""The table of saved models in a page: five as in a real folder, and ten thousand."""

import pytest
from playwright.sync_api import expect

from support import TESTS
from support.browser.axe_scan import serious_violations

pytestmark = pytest.mark.browser

MANY = 10_000
MOST_IN_PAGE = 24
"Rows that are in the page at a time, the heading not counted."
LOAD = f"""import math, sys
from datetime import datetime, timedelta, timezone
from ipywidgets import VBox
sys.path.append({str(TESTS)!r})
from support.widgets.saved_models import damaged, saved
from densemodel.widgets.saved_models._model_rows import model_rows
from densemodel.widgets.runtime._style import style_widget
from densemodel.widgets.saved_models._model_table import ModelTable

def curve(number, start=0.95):
    return tuple(start * math.exp(-at / (6 + number % 5)) + 0.05 + 0.02 * math.sin(at * at)
                 for at in range(40))
now = datetime.now(timezone.utc)
def ago(days):
    return (now - timedelta(days=days)).isoformat()
def scores(name, validation, test):
    return {{"validation": {{"loss": 1.0, name: validation}}, "test": {{"loss": 1.0, name: test}}}}
actions = {{name: {{"why": ""}} for name in
    ("load", "resume", "compare", "rename", "note", "tag", "export", "delete", "refresh")}}
actions["load"]["names"] = actions["resume"]["names"] = True
actions["export"]["formats"] = [["keras code", "Keras code"], ["onnx", "ONNX"]]
asked = []"""
FIVE = """models = [
    saved("digits", 1, 690_000, spec="784 -> 50 relu -> 50 relu -> 10 softmax", saved_at=ago(0),
          parameters=42_310, metrics=scores("accuracy", 0.969, 0.9715), tags=(), curve=curve(1)),
    saved("wide", 2, 2_900_000, saved_at=ago(0), parameters=178_110, tags=("best",), curve=curve(2),
          spec="784 -> 200 relu drop 0.25 -> 100 relu drop 0.25 -> 10 softmax",
          metrics=scores("accuracy", 0.9802, 0.9811)),
    saved("titanic", 3, 61_000, spec="table -> 32 relu drop 0.2 -> 1 sigmoid", saved_at=ago(1),
          parameters=1_249, metrics=scores("accuracy", 0.8231, 0.8092), tags=(), curve=curve(3)),
    saved("wages", 4, 48_000, spec="table -> 64 relu -> 1", saved_at=ago(7), parameters=897,
          metrics=scores("mae", 2.904, 3.101), tags=("regression",), curve=curve(4)),
    saved("lenet", 5, 1_040_000, saved_at=ago(8), parameters=61_706, tags=("course",),
          spec="28x28x1 -> conv 6 5x5 tanh -> avg 2 -> conv 16 5x5 tanh -> 10 softmax",
          metrics=scores("accuracy", 0.9893, 0.9901), curve=curve(6))]"""
BROKEN = "models.append(damaged('old.keras', 'it is cut off: the file ends before its members'))"
TEN_THOUSAND = f"""models = [
    saved(f"model {{at}}", at, 10_000 + at, saved_at=ago(at / 50), parameters=100 + at,
          notes="seldom" if at % 2500 == 7 else "", tags=("many",),
          curve=curve(at, 0.5 + at % 7 / 14)) for at in range({MANY})]"""
SHOW = """table = ModelTable(rows=model_rows(models, datetime.now()), actions=actions,
                   place=f"{len(models):,} in densemodels/")
cancel = table.on_act(lambda *act: asked.append(act))
panel = VBox([style_widget(), table])
panel.add_class("dm-panel")
panel"""
OVERFLOWING = """table => [table, ...table.querySelectorAll('[role=grid], .dm-models-foot')]
    .filter(part => part.scrollWidth > part.clientWidth + 1).map(part => part.className)"""

# Does something in the page, and tells after two frames which rows it shows and how long the page
# was kept from drawing: what is asserted is the rows, what is measured is left to who asks.
AFTER_TWO_FRAMES = """async (table, [what, value]) => {
    const grid = table.querySelector('[role=grid]');
    const field = table.querySelector('input[type=search]');
    const began = performance.now();
    if (what === 'scroll') {
        grid.scrollTop = value === 'end' ? grid.scrollHeight : value;
    } else {
        field.value = value;
        field.dispatchEvent(new Event('input'));
    }
    const worked = performance.now() - began;
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    await frame();
    const top = grid.getBoundingClientRect().top + 34, bottom = grid.getBoundingClientRect().bottom;
    const rows = [...table.querySelectorAll('.dm-models-rows > [role=row]')];
    const seen = rows.filter(row => row.getBoundingClientRect().bottom > top + 1
        && row.getBoundingClientRect().top < bottom - 1);
    return {names: seen.map(row => row.querySelector('.dm-row-name').textContent),
        inPage: rows.length, worked, drawn: performance.now() - began};
}"""


def open_table(open_notebook, *models):
    # 852 pixels are left to the table, as in the drawing
    notebook = open_notebook([LOAD, "\n".join(models), SHOW, ""], width=1284, height=1400)
    for cell in range(3):
        notebook.run(cell)
    table = notebook.output(2).locator(".dm-models")
    expect(table.get_by_role("grid")).to_be_visible()
    return notebook, table


def rows_of(table):
    return table.locator(".dm-models-rows").get_by_role("row")


def button(table, name):
    return table.get_by_role("button", name=name, exact=True)


def tick(table, name):
    table.get_by_role("checkbox", name=f"Tick {name}", exact=True).click()


def wait_until_asked(notebook, action, models, how):
    """Wait until Python has the request."""
    notebook.wait_for_answer("asked[-1:]", repr([(action, models, how)]), scratch_cell=3)


def check_pictures(notebook, table):
    """Five models, as in a real folder."""
    tick(table, "digits")
    tick(table, "wide")
    rows_of(table).nth(1).click()
    expect(table).to_contain_text("2 chosen")
    expect(rows_of(table).nth(1)).to_have_attribute("aria-current", "true")
    notebook.page.mouse.move(0, 0)
    notebook.select(0)
    notebook.screenshots("table-five", table)
    opened = repr("model-0000000000000002.keras")
    notebook.wait_for_answer("table.opened", opened, scratch_cell=3)
    tick(table, "digits")
    tick(table, "wide")


def test_ten_thousand_rows_scroll_are_searched_reached_by_keys_and_keep_their_place(open_notebook):
    notebook, table = open_table(open_notebook, TEN_THOUSAND)
    check_scroll_and_search(table)
    check_keys(notebook, table)
    check_place(notebook, table)


def check_scroll_and_search(table):
    def after(what, value):
        shown = table.evaluate(AFTER_TWO_FRAMES, [what, value])
        assert shown["inPage"] <= MOST_IN_PAGE
        return shown["names"]

    def models(first, count=10):
        return [f"model {at}" for at in range(first, first + count)]

    assert after("scroll", "end") == models(MANY - 10)
    assert after("scroll", 43 * 5000) == models(5000)
    for letters in ("s", "se", "sel", "seld", "seldo", "seldom"):
        found = after("find", letters)
    assert found == ["model 7", "model 2507", "model 5007", "model 7507"]
    assert after("find", "seldom 75") == ["model 7507"]
    assert after("find", "seldom never") == []
    expect(table).to_contain_text("No saved model contains “seldom never”.")
    assert after("find", "") == models(0)
    expect(table.get_by_role("grid")).to_have_attribute("aria-rowcount", f"{MANY + 1}")


def check_keys(notebook, table):
    """Keys reach the last row."""
    grid = table.get_by_role("grid")
    grid.focus()
    grid.press("End")
    grid.press(" ")
    grid.press("ArrowUp")
    grid.press("Enter")
    expect(table).to_contain_text("1 chosen")
    expect(grid).to_be_focused()
    active = table.locator(f"[id='{grid.get_attribute('aria-activedescendant')}']")
    expect(active).to_contain_text(f"model {MANY - 2}")
    expect(active).to_be_in_viewport()
    due = repr(([f"model-{MANY - 1:016x}.keras"], f"model-{MANY - 2:016x}.keras"))
    notebook.wait_for_answer("table.chosen, table.opened", due, scratch_cell=3)


def check_place(notebook, table):
    """Rows stay where they are when a model is saved."""
    table.evaluate(AFTER_TWO_FRAMES, ["scroll", 43 * 5000])
    tick(table, "model 5003")
    more = f"models.insert(0, saved('newest', {MANY}, saved_at=ago(-1)))"
    notebook.set_source(3, f"{more}\ntable.rows = model_rows(models, datetime.now())")
    notebook.run(3)
    expect(table.get_by_role("grid")).to_have_attribute("aria-rowcount", f"{MANY + 2}")
    shown = table.evaluate(AFTER_TWO_FRAMES, ["scroll", 43 * 5001])
    assert shown["names"][0] == "model 5000"
    expect(table.get_by_role("checkbox", name="Tick model 5003", exact=True)).to_be_checked()


def test_five_models_are_pictured_and_what_is_asked_arrives_in_python(open_notebook):
    notebook, table = open_table(open_notebook, FIVE)
    expect(rows_of(table)).to_have_count(5)
    check_pictures(notebook, table)
    notebook.ask(f"{BROKEN}\ntable.rows = model_rows(models, datetime.now())", scratch_cell=3)
    expect(rows_of(table)).to_have_count(6)
    tick(table, "wages")
    rows_of(table).nth(0).click()
    check_axe(notebook, table)
    check_narrow(notebook, table)
    button(table, "Rename").click()
    name = table.get_by_role("textbox", name="Rename wages to")
    expect(name).to_be_focused()
    name.fill("pay")
    name.press("Enter")
    expect(button(table, "Rename")).to_be_focused()
    key = "model-0000000000000004.keras"
    wait_until_asked(notebook, "rename", [key], {"name": "pay"})
    button(table, "Export").click()
    table.get_by_role("combobox", name="Export wages as").select_option("ONNX")
    button(table, "Export").click()
    wait_until_asked(notebook, "export", [key], {"format": "onnx"})
    tick(table, "wages")
    tick(table, "old.keras")
    expect(button(table, "Load")).to_have_attribute("aria-disabled", "true")
    button(table, "Delete").click()
    wait_until_asked(notebook, "delete", ["old.keras"], {})
    done = {"words": "old.keras is deleted.", "kind": "done", "undo": "trash/old"}
    notebook.ask(f"setattr(table, 'status', {done!r})", scratch_cell=3)
    button(table, "Undo").click()
    wait_until_asked(notebook, "restore", ["trash/old"], {})
    assert notebook.stderr() == ""


def check_axe(notebook, table):
    """While something is asked, and when it failed, in both themes."""
    failed = {"words": "The disk is full.", "kind": "failed", "undo": "x"}
    notebook.ask(f"setattr(table, 'status', {failed!r})", scratch_cell=3)
    found = []
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        button(table, "Note").click()
        found += [f"asking, {theme}: {rule}" for rule in serious_violations(table)]
        button(table, "Cancel").click()
        found += [f"{theme}: {rule}" for rule in serious_violations(table)]
    assert found == []


def check_narrow(notebook, table):
    """A narrow table leaves columns out and overflows nowhere, as it is and while it asks."""
    put = "(table, width) => { table.parentElement.style.width = width; }"
    heading = table.locator(".dm-heading")
    for width in (690, 560, 420, 260):
        table.evaluate(put, f"{width}px")
        expect(heading.get_by_text("Size")).to_be_hidden()
        expect(heading.get_by_text("Spec")).to_be_visible(visible=width > 560)
        assert table.evaluate(OVERFLOWING) == []
        button(table, "Resume").click()
        assert table.evaluate(OVERFLOWING) == []
        notebook.screenshot(f"table-narrow-{width}", table)
        button(table, "Cancel").click()
    table.evaluate(put, "")

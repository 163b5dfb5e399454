"""Saved models in each front end: what a person does with them, from the table and the panel."""

import pytest
from playwright.sync_api import expect

from support.browser.axe_scan import serious_violations
from support.browser.classic_front_end import NBCLASSIC
from support.browser.models_on_page import ModelsOnPage
from support.browser.panel_on_page import SOON, PanelOnPage
from support.browser.voila_front_end import VOILA

pytestmark = pytest.mark.browser

LOAD = """%load_ext densemodel
import densemodel as dm
import numpy as np
rng = np.random.default_rng(0)
x = rng.normal(size=(600, 10)).astype("float32")
y = (x @ rng.normal(size=(10, 3))).argmax(axis=1)
%config DenseModel.folder = "FOLDER"
store = dm.ModelStore("FOLDER")"""
SAVE = """import time
for name, units, tags in (("small", 4, []), ("wide", 40, ["course"]), ("deep", 9, [])):
    spec = f"10 -> {units} relu -> 3 softmax ; epochs 6"
    store.save(dm.train(spec, x, y), name, tags=tags)
    second = int(time.time())
    while int(time.time()) == second:  # models of one second have no order that Undo keeps
        time.sleep(0.01)
(store.folder / "torn.keras").write_bytes(b"PK")"""
BROWSE = "%densemodel browse"
CELL = "%%densemodel ours -x x -y y\n10 -> 16 relu -> 3 softmax ; epochs 5"
ALL = ("torn.keras", "deep", "wide", "small")
IN_THE_END = ("newest", "nine, <b>bold</b>", "wide", "small")


def saved(open_notebook, folder, cells, front_end=None):
    """A notebook whose folder has three models and a damaged file."""
    load = LOAD.replace("FOLDER", folder)
    options = {} if front_end is None else {"front_end": front_end}
    return open_notebook([load, SAVE, *cells], height=1500, **options)


def browser_of(notebook, cell):
    models = ModelsOnPage(notebook.output(cell).locator(".dm-browser"))
    expect(models.search).to_be_visible(timeout=3 * SOON)
    return models


def test_all_is_done_from_the_table_and_from_the_panel_of_a_run(open_notebook):
    notebook = saved(open_notebook, "acts", [BROWSE, "", CELL])
    for cell in range(3):
        notebook.run(cell, timeout=180)
    models = browser_of(notebook, 2)
    check_search_and_sort(models)
    check_names_notes_and_tags(models)
    check_load_and_resume(notebook, models)
    check_comparison(notebook, models)
    check_export(notebook, models)
    check_delete_and_undo(models)
    check_what_others_save(notebook, models)
    check_a_panel(notebook)
    assert notebook.stderr() == ""
    assert notebook.console.found == []


def check_search_and_sort(models):
    """Words find; a heading sorts, and sorts the other way."""
    models.expect_names(*ALL)
    models.search.fill("RELU course")
    models.expect_names("wide")
    models.search.fill("nothing like it")
    expect(models.box).to_contain_text("nothing like it")
    models.search.press("Escape")
    models.expect_names(*ALL)
    parameters = models.box.get_by_role("button", name="Parameters")
    parameters.click()
    models.expect_names("wide", "deep", "small", "torn.keras")
    parameters.click()
    models.expect_names("small", "deep", "wide", "torn.keras")
    models.box.get_by_role("button", name="Saved").click()
    models.expect_names(*ALL)


def check_names_notes_and_tags(models):
    """What is written of a model is found, and seen where it is open."""
    models.tick("deep")
    models.act("Rename", "nine, <b>bold</b>", status="is called 'nine, <b>bold</b>' now")
    models.act("Note", "before the\nholidays", status="Saved the notes on")
    models.act("Tags", "course, best", status="has the tags course, best")
    models.act("Rename", "wide", status="there is a saved model 'wide' already")
    models.search.fill("holidays")
    models.expect_names("nine, <b>bold</b>")
    models.search.fill("")
    models.open("nine, <b>bold</b>")
    expect(models.heading("nine, <b>bold</b>")).to_be_visible()
    expect(models.box).to_contain_text("before the\nholidays")
    expect(models.box.locator(".dm-figure path.line").first).to_be_visible()
    models.open("torn.keras")
    expect(models.heading("torn")).to_be_visible()


def check_load_and_resume(notebook, models):
    """A model gets a name of the notebook, and goes on with its data."""
    models.tick("small")
    models.button("Load").click()
    field = models.form.locator("input")
    expect(field).to_have_value("small")
    field.fill("x")
    field.press("Enter")
    expect(models.status).to_contain_text("x is in use")
    models.act("Load", "mine", status="mine is now the model of 'small'")
    assert "Sequential" in notebook.ask("type(mine).__name__", scratch_cell=3)
    models.act("Resume", "again", "x_trian", "y", status="there is no variable x_trian")
    models.act("Resume", "again", "x", "y", status="again continues from 'small'")
    panel = PanelOnPage(models.box)
    expect(panel.button("Restart")).to_be_visible(timeout=3 * SOON)
    asked = "run = %densemodel run again\nlen(run.history['loss']) > 6"
    notebook.wait_for_answer(asked, "True", scratch_cell=3)


def check_comparison(notebook, models):
    """Two are laid over each other; what differs is told."""
    models.tick("small", "wide")
    models.button("Compare").click()
    expect(models.heading("small and wide")).to_be_visible(timeout=3 * SOON)
    expect(models.box).to_contain_text("40 relu")
    expect(models.box.locator(".dm-figure path.line").first).to_be_visible()
    notebook.screenshots("models-compared", models.box)
    assert serious_violations(models.box) == []


def check_export(notebook, models):
    """A script is written, and gives the same answers."""
    models.tick("wide")
    models.button("Export").click()
    models.form.locator("select").select_option("script")
    models.form.locator("select").press("Control+Enter")
    expect(models.status).to_contain_text("Exported to", timeout=6 * SOON)
    assert "True" in notebook.ask("any(store.folder.parent.glob('wide*'))", scratch_cell=3)


def check_delete_and_undo(models):
    """What is deleted is restored; a damaged file can go as well."""
    models.tick("wide", "small")
    models.open("wide")
    expect(models.heading("wide")).to_be_visible()
    models.act("Delete", status="2 models were moved to the trash")
    models.expect_names("torn.keras", "nine, <b>bold</b>")
    expect(models.heading("wide")).to_have_count(0)  # what was open of it is gone with it
    # by key: the page may still scroll after the details have gone, away from under a mouse
    models.box.get_by_role("button", name="Undo").press("Enter")
    expect(models.status).to_contain_text("2 models were restored", timeout=3 * SOON)
    models.expect_names("torn.keras", "nine, <b>bold</b>", "wide", "small")
    models.tick("torn.keras")
    models.act("Delete", status="moved to the trash")
    models.expect_names("nine, <b>bold</b>", "wide", "small")


def check_what_others_save(notebook, models):
    """The table follows its folder."""
    notebook.ask("store.save(run, 'newest').name", scratch_cell=3)
    models.expect_names(*IN_THE_END)


def check_a_panel(notebook):
    """Its run is saved and compared in it."""
    notebook.run(4, timeout=180)
    panel = PanelOnPage(notebook.output(4))
    expect(panel.button("Save as…")).to_be_disabled()
    panel.press("Start", then="Restart")
    panel.button("Save as…").click()
    field = panel.box.locator(".dm-summary input")
    expect(field).to_have_value("ours")
    field.fill("small")
    expect(panel.box.locator(".dm-summary")).to_contain_text("trash")
    field.press("Escape")
    expect(field).to_be_hidden()
    panel.button("Save as…").click()
    field.fill("first")
    field.press("Enter")
    expect(panel.box.locator(".dm-summary")).to_contain_text("Saved as first")
    panel.tab("Saved models").click()
    models = ModelsOnPage(panel.box.locator(".dm-models-tab"))
    models.expect_names("first", *IN_THE_END)
    models.act("Save this run", "second", status="Saved as second")
    panel.button("Save as…").click()
    field.fill("first")
    field.press("Enter")
    expect(panel.box.locator(".dm-summary")).to_contain_text("Replace the one saved")
    panel.box.locator(".dm-ask-name").get_by_role("button", name="Replace").click()
    expect(panel.box.locator(".dm-summary")).to_contain_text("Saved as first")
    models.tick("wide")
    models.button("Compare").click()
    expect(models.heading("this run and wide")).to_be_visible(timeout=3 * SOON)
    expect(models.box.locator(".dm-figure path.line").first).to_be_visible()
    models.act("Load", "old", status="old is now the model of 'wide'")
    notebook.screenshots("models-in-panel", panel.box)
    assert serious_violations(panel.box) == []


@pytest.mark.parametrize("front_end", [NBCLASSIC, VOILA], ids=lambda kind: kind.name)
def test_models_are_listed_and_loaded_in_other_front_ends(open_notebook, front_end):
    notebook = saved(open_notebook, front_end.name, [BROWSE], front_end)
    if front_end is not VOILA:  # which runs them by itself
        for cell in range(3):
            notebook.run(cell, timeout=180)
    models = browser_of(notebook, 2)
    models.expect_names(*ALL)
    notebook.screenshot(f"models-{front_end.name}", models.box)
    models.search.fill("course")
    models.expect_names("wide")
    models.tick("wide")
    models.act("Load", "mine", status="mine is now the model of 'wide'")
    models.open("wide")
    expect(models.heading("wide")).to_be_visible()
    assert notebook.console.found == []

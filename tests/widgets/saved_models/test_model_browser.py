"""ModelBrowser: every act through the table's message, with real stores."""

import html
import re
import threading

import pytest

import densemodel as dm
from densemodel.widgets import ModelBrowser, TrainingPanel, use_notebook
from densemodel.widgets.runtime._parts import shared_ids
from densemodel.widgets.saved_models._model_rows import MOST_ROWS, list_html
from densemodel.widgets.saved_models._model_table import NO_NOTEBOOK
from support.store.scripts_here import try_scripts_here
from support.widgets.browsers import Book, X, Y, ask, key, names, send, table, threads
from support.widgets.history_files import put
from support.widgets.panel_parts import buttons, by_class, every, texts, wait_for

SPEC = "4 -> 4 relu -> 2 softmax ; epochs 2 ; batch 8"


@pytest.fixture
def store(tmp_path):
    return dm.ModelStore(tmp_path / "models")


@pytest.fixture
def book():
    made = Book()
    use_notebook(made)
    yield made
    for run in made.bound.values():
        run.stop()
        if run.is_busy:
            run.wait()
    use_notebook(None)


@pytest.fixture
def make_browser(writer, store):
    made = []
    before = threads("densemodel-folders")

    def make(given=None):
        made.append(ModelBrowser(given or store, writer=writer))
        return made[-1]

    yield make
    for browser in made:
        browser.close()
    wait_for(lambda: set(threads("densemodel-folders")) <= set(before))


# What is seen


def test_a_file_in_the_place_of_the_folder_is_reported(store, make_browser):
    store.folder.write_text("no folder", encoding="utf-8")
    browser = make_browser()
    text = f"the models in {store.folder} can't be listed: not a directory; choose a folder"
    assert repr(browser) == f"Model browser of models/: {text}"
    data, _ = browser._repr_mimebundle_()
    assert html.escape(text) in data["text/html"]
    wait_for(lambda: table(browser).status["words"] == text)
    store.folder.unlink()
    put(store, "digits")
    wait_for(lambda: repr(browser) == "Model browser of models/: 1 saved model")
    wait_for(lambda: table(browser).status["words"] == "")


def test_it_lists_a_folder_and_says_where_it_is(store, make_browser):
    put(store, "digits", hour=1)
    put(store, "wide", hour=2)
    (store.folder / "broken.keras").write_bytes(b"no zip")
    browser = make_browser()
    assert names(browser) == ["broken.keras", "wide", "digits"]
    assert table(browser).place == "3 in models/"
    assert repr(browser) == "Model browser of models/: 3 saved models"


def test_a_folder_will_do_and_may_come_later(tmp_path, make_browser):
    browser = make_browser(tmp_path / "later")
    assert names(browser) == []
    put(dm.ModelStore(tmp_path / "later"), "digits")
    assert ask(browser, "refresh")["words"] == ""
    assert names(browser) == ["digits"]


def test_what_others_save_comes_into_the_list_by_itself(store, make_browser):
    browser = make_browser()
    put(store, "digits")
    wait_for(lambda: names(browser) == ["digits"])


def test_a_row_that_is_opened_shows_the_model_and_closes_again(store, make_browser, writer):
    put(store, "digits")
    browser = make_browser()
    table(browser).opened = key(browser, "digits")
    assert writer.flush()
    details = by_class(browser, "dm-model-details")
    assert "<h3>digits</h3>" in texts(browser)
    table(browser).opened = ""
    assert writer.flush()
    assert "<h3>" not in texts(browser)
    assert details.comm is None


def test_an_open_model_follows_what_is_done_with_it(store, make_browser, writer):
    put(store, "digits")
    browser = make_browser()
    table(browser).opened = key(browser, "digits")
    ask(browser, "rename", "digits", name="wide")
    assert "<h3>wide</h3>" in texts(browser)
    ask(browser, "delete", "wide")
    assert writer.flush()
    assert "<h3>" not in texts(browser)
    assert table(browser).opened == ""


# What is done


def test_rename_note_and_tag(store, make_browser):
    put(store, "digits")
    browser = make_browser()
    status = ask(browser, "rename", "digits", name="digits, two layers")
    assert status["words"] == "'digits' is called 'digits, two layers' now"
    assert status["kind"] == "done"
    ask(browser, "note", "digits, two layers", notes="a\nb")
    status = ask(browser, "tag", "digits, two layers", tags=" paper, ,best")
    assert status["words"] == "'digits, two layers' has the tags paper, best"
    (model,) = store.list()
    assert (model.name, model.notes, model.tags) == (
        "digits, two layers",
        "a\nb",
        ("paper", "best"),
    )
    assert table(browser).rows[0]["tags"] == ["paper", "best"]
    assert ask(browser, "tag", "digits, two layers", tags="")["words"].endswith("has no tags")


def test_several_are_deleted_and_brought_back(store, make_browser, writer):
    for name in ("one", "two", "three"):
        put(store, name)
    browser = make_browser()
    table(browser).chosen = [key(browser, "one"), key(browser, "two")]
    status = ask(browser, "delete", "one", "two")
    assert status["words"] == "2 models were moved to the trash of models/"
    assert names(browser) == ["three"]
    assert table(browser).chosen == []
    status = send(browser, "restore", [status["undo"]], {})
    assert status["words"] == "2 models were restored"
    assert status["undo"] == ""
    assert set(names(browser)) == {"one", "two", "three"}
    assert writer.flush()


def test_the_trash_says_what_it_takes_and_is_emptied(store, make_browser):
    for _ in range(6):
        put(store, "digits")
    browser = make_browser()
    assert re.fullmatch(r"Trash: 3 deleted models, [\d.]+ kB", table(browser).trash)
    actions = table(browser).actions
    assert actions["empty_trash"]["ask"].startswith("Remove 3 deleted models, ")
    status = send(browser, "empty_trash", [], {})
    assert status["words"] == "3 deleted models removed for good"
    assert (table(browser).trash, store.trash()) == ("", [])
    assert "empty_trash" not in table(browser).actions


@pytest.mark.tensorflow
def test_a_comparison_closes_when_one_of_its_models_is_deleted(trained, make_browser, writer):
    run = dm.train("4 -> 2 softmax ; epochs 1", X, Y)
    for name in ("one", "two"):
        trained.save(run, name)
    browser = make_browser(trained)
    ask(browser, "compare", "one", "two")
    ask(browser, "delete", "digits, two layers")
    assert writer.flush()
    assert "<h3>one and two</h3>" in texts(browser)
    ask(browser, "delete", "two")
    assert writer.flush()
    assert "<h3>" not in texts(browser)


def test_what_cannot_be_brought_back_can_be_tried_again(store, make_browser):
    put(store, "digits")
    browser = make_browser()
    undo = ask(browser, "delete", "digits")["undo"]
    put(store, "digits")
    status = send(browser, "restore", [undo], {})
    assert status["kind"] == "failed"
    assert "there is a saved model 'digits' already" in status["words"]
    store.delete("digits")
    assert send(browser, "restore", [status["undo"]], {})["kind"] == "done"
    assert len(store.list()) == 1


def test_a_damaged_file_can_be_deleted(store, make_browser):
    store.folder.mkdir()
    (store.folder / "broken.keras").write_bytes(b"no zip")
    browser = make_browser()
    assert ask(browser, "delete", "broken.keras")["kind"] == "done"
    assert names(browser) == []


@pytest.mark.usefixtures("book")
def test_errors_are_shown_in_words_and_nothing_is_lost(store, make_browser):
    put(store, "digits")
    put(store, "wide")
    browser = make_browser()
    for act, values, words in (
        ("rename", {"name": "wide"}, "there is a saved model 'wide' already"),
        ("rename", {"name": " "}, "is empty"),
        ("tag", {"tags": "x" * 50}, "40"),
        ("load", {"name": "two words"}, "two words can't be a name"),
        ("load", {"name": "digits"}, "can't be read"),
        ("resume", {"name": "digits", "x": "", "y": "y"}, "write the name of x"),
        ("resume", {"name": "digits", "x": "z", "y": "y"}, "there is no z"),
        ("export", {"format": "pdf"}, "pdf"),
    ):
        status = ask(browser, act, "digits", **values)
        assert status["kind"] == "failed", act
        assert words in status["words"], (act, status["words"])
        assert "Traceback" not in status["words"]
    assert set(names(browser)) == {"wide", "digits"}


def test_a_model_that_is_gone_meanwhile_is_reported(store, make_browser):
    saved = put(store, "digits")
    browser = make_browser()
    saved.path.unlink()
    status = ask(browser, "rename", "digits", name="wide")
    assert status["kind"] == "failed"
    assert "'digits' is no longer in" in status["words"]
    assert names(browser) == []


def test_one_act_at_a_time(store, make_browser, monkeypatch):
    put(store, "digits")
    put(store, "wide")
    browser = make_browser()
    goes_on, at_work = threading.Event(), threading.Event()
    compare = dm.ModelStore.compare

    def slow(self, *models):
        at_work.set()
        assert goes_on.wait(20)
        return compare(self, *models)

    monkeypatch.setattr(dm.ModelStore, "compare", slow)
    both = [key(browser, "digits"), key(browser, "wide")]
    table(browser)._handle_message(
        None, {"type": "act", "act": "compare", "keys": both, "values": {}}, []
    )
    assert at_work.wait(20)
    assert browser._writer.flush()
    assert table(browser).status == {"words": "Comparing…", "kind": "busy", "undo": ""}
    table(browser)._handle_message(
        None, {"type": "act", "act": "delete", "keys": both, "values": {}}, []
    )
    assert browser._writer.flush()
    assert table(browser).status["words"] == "Wait: Comparing…"
    goes_on.set()
    wait_for(lambda: not threads("densemodel-models"))
    assert len(store.list()) == 2


# With real models


@pytest.fixture
def trained(store):
    store.save(dm.train(SPEC, X, Y), "digits, two layers")
    return store


@pytest.mark.tensorflow
def test_a_model_is_loaded_into_the_notebook(trained, make_browser, book, writer):
    browser = make_browser(trained)
    table(browser).chosen = [key(browser, "digits, two layers")]
    assert writer.flush()
    assert table(browser).suggestion == "digits"
    status = ask(browser, "load", "digits, two layers", name="mine")
    assert status["words"] == (
        "mine is now the model of 'digits, two layers'; its run: %densemodel run mine"
    )
    assert book.bound["mine"].model.predict(X[:2], verbose=0).shape == (2, 2)


@pytest.mark.tensorflow
def test_a_model_is_resumed_and_its_panel_is_below(trained, make_browser, book, writer):
    browser = make_browser(trained)
    status = ask(browser, "resume", "digits, two layers", name="digits", x="x", y="y")
    assert status["words"] == "digits continues from 'digits, two layers'."
    (panel,) = (w for w in every(browser) if isinstance(w, TrainingPanel))
    run = book.bound["digits"]
    assert panel.run is run
    wait_for(lambda: run.history.epochs > 2)
    run.stop().wait()
    assert writer.flush()
    assert "Resume" in buttons(panel)
    table(browser).opened = key(browser, "digits, two layers")
    assert writer.flush()
    assert panel.comm is None
    assert run.state == "stopped"


@pytest.mark.tensorflow
def test_other_data_than_it_was_trained_on_are_reported(trained, make_browser, book):
    browser = make_browser(trained)
    status = ask(browser, "resume", "digits, two layers", name="digits", x="other", y="y")
    assert "X and y are not the data that it was trained on" in status["words"]
    book.bound["digits"].stop().wait()


@pytest.mark.tensorflow
def test_two_are_compared_below_the_table(trained, make_browser):
    trained.save(dm.train("4 -> 8 relu -> 2 softmax ; epochs 2", X, Y), "wide")
    browser = make_browser(trained)
    status = ask(browser, "compare", "wide", "digits, two layers")
    assert status["kind"] == ""
    assert "<h3>wide and digits, two layers</h3>" in texts(browser)


@pytest.mark.tensorflow
def test_a_model_is_exported_beside_the_folder(trained, make_browser, monkeypatch):
    try_scripts_here(monkeypatch)
    browser = make_browser(trained)
    status = ask(browser, "export", "digits, two layers", format="script")
    assert status["words"].startswith(f"Exported to {trained.folder.parent}"), status
    assert list(trained.folder.parent.glob("*.py"))


# Around it


def test_without_a_notebook_load_and_resume_are_off_and_say_why(store, make_browser):
    put(store, "digits")
    browser = make_browser()
    actions = table(browser).actions
    assert actions["load"]["why"] == actions["resume"]["why"] == NO_NOTEBOOK
    assert actions["rename"]["why"] == ""
    assert ask(browser, "load", "digits", name="digits")["words"] == ""


def test_a_folder_that_cannot_be_read_is_reported(tmp_path, make_browser):
    file = tmp_path / "file"
    file.write_text("no folder")
    browser = make_browser(file)
    assert names(browser) == []
    assert table(browser).status["kind"] == "failed"
    assert "choose a folder" in table(browser).status["words"]


def test_it_leaves_a_table_in_the_file_with_every_text_escaped(store, make_browser):
    put(store, "<b>digits</b>", tags=("<i>",))
    (store.folder / "<u>.keras").write_bytes(b"no zip")
    data, _ = make_browser()._repr_mimebundle_()
    assert data["text/plain"] == "Model browser of models/: 2 saved models"
    html = data["text/html"]
    assert "&lt;b&gt;digits&lt;/b&gt; [&lt;i&gt;]" in html
    assert "damaged: " in html
    assert not re.search("<[biu]>(digits|<)", html)
    assert "application/vnd.jupyter.widget-view+json" in data


def test_the_table_in_the_file_has_the_newest_twenty(store):
    from datetime import UTC, datetime

    for hour in range(MOST_ROWS + 2):
        put(store, f"digits {hour}", hour=hour)
    html = list_html(store.list(), "22 in models/", datetime(2026, 3, 1, 23, tzinfo=UTC))
    assert html.count("<tr>") == MOST_ROWS + 1
    assert "and 2 more" in html
    assert ">digits 21 [" in html
    assert ">digits 1 [" not in html


def test_closing_closes_every_widget_and_leaves_no_thread(store, make_browser):
    put(store, "digits")
    browser = make_browser()
    table(browser).opened = key(browser, "digits")
    assert browser._writer.flush()
    parts = [part for part in every(browser) if id(part) not in shared_ids()]
    browser.close()
    assert all(part.comm is None for part in parts)
    wait_for(lambda: not threads("densemodel-folders"))
    browser.close()  # a second time is nothing new
    assert put(store, "wide").name == "wide"


@pytest.mark.tensorflow
def test_an_act_that_ends_after_closing_shows_nothing(trained, make_browser, book):
    browser = make_browser(trained)
    fields = {"name": "digits", "x": "x", "y": "y"}
    keys = [key(browser, "digits, two layers")]
    table(browser)._handle_message(
        None, {"type": "act", "act": "resume", "keys": keys, "values": fields}, []
    )
    browser.close()
    wait_for(lambda: not threads("densemodel-models"))
    wait_for(lambda: book.bound["digits"].history.epochs > 2)
    book.bound["digits"].stop().wait()

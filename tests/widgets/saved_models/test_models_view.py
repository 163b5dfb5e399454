"""The tab Saved models of a panel."""

import pytest

import densemodel as dm
from densemodel.store import default_store, use_folder
from densemodel.widgets import use_notebook
from densemodel.widgets.saved_models._model_table import RESUMED_ELSEWHERE
from densemodel.widgets.saved_models._save_as import NOTHING_TRAINED
from support.widgets.browsers import Book, ask, names, table, threads
from support.widgets.history_files import put
from support.widgets.panel_parts import by_class, every, texts, titles_of, wait_for

pytestmark = pytest.mark.tensorflow


@pytest.fixture(autouse=True)
def folder(tmp_path):
    use_folder(tmp_path / "models")
    yield tmp_path / "models"
    use_folder(None)


def open_tab(panel, writer):
    tabs = by_class(panel, "dm-tabs")
    tabs.selected_index = titles_of(tabs).index("Saved models")
    assert writer.flush()
    return by_class(panel, "dm-models-tab")


def test_the_run_is_saved_from_the_tab(make_run, make_panel, writer):
    panel = make_panel(make_run())
    open_tab(panel, writer)
    assert table(panel).actions["save"] == {"name": "digits", "why": NOTHING_TRAINED}
    panel.run.start().wait()
    assert writer.flush()
    assert table(panel).actions["save"]["why"] == ""
    status = ask(panel, "save", name="digits, first")
    assert status["words"].startswith("Saved as digits, first in models/ (")
    assert names(panel) == ["digits, first"]
    assert [model.name for model in default_store().list()] == ["digits, first"]


def test_the_tab_asks_before_it_saves_under_a_used_name(make_run, make_panel, writer):
    run = make_run().start().wait()
    default_store().save(run, "before")
    panel = make_panel(run)
    open_tab(panel, writer)
    status = ask(panel, "save", name="before")
    assert status["replace"] == "before"
    assert status["words"].startswith("Replace the one saved ")
    assert default_store().trash() == []
    status = ask(panel, "save", name="before", replace="yes")
    assert "replace" not in status
    assert status["words"].startswith("Saved as before")
    assert len(default_store().list()) == len(default_store().trash()) == 1


def test_one_is_compared_with_the_run_on_screen(make_run, make_panel, writer):
    run = make_run().start().wait()
    default_store().save(run, "before")
    panel = make_panel(run)
    open_tab(panel, writer)
    assert table(panel).actions["compare"]["least"] == 1
    ask(panel, "compare", "before")
    assert "<h3>this run and before</h3>" in texts(panel)


def test_one_is_loaded_into_the_notebook(make_run, make_panel, writer):
    book = Book()
    use_notebook(book)
    run = make_run().start().wait()
    default_store().save(run, "before")
    panel = make_panel(run)
    open_tab(panel, writer)
    assert table(panel).actions["resume"]["why"] == RESUMED_ELSEWHERE
    assert ask(panel, "load", "before", name="old")["kind"] == "done"
    assert book.bound["old"].history == run.history
    use_notebook(None)


def test_it_follows_the_folder_only_while_it_is_seen(make_run, make_panel, writer):
    panel = make_panel(make_run())
    open_tab(panel, writer)
    assert threads("densemodel-folders")
    by_class(panel, "dm-tabs").selected_index = 0
    wait_for(lambda: not threads("densemodel-folders"))
    put(default_store(), "digits")
    assert names(panel) == []
    open_tab(panel, writer)
    assert names(panel) == ["digits"]


def test_another_default_folder_is_shown_when_the_tab_is_opened_again(
    make_run, make_panel, writer, tmp_path
):
    panel = make_panel(make_run())
    old = open_tab(panel, writer).children[0]
    by_class(panel, "dm-tabs").selected_index = 0
    use_folder(tmp_path / "other")
    put(default_store(), "wide")
    open_tab(panel, writer)
    assert table(panel).place == "1 in other/"
    assert names(panel) == ["wide"]
    assert old.comm is None


def test_it_goes_with_its_panel(make_run, make_panel, writer):
    panel = make_panel(make_run())
    parts = list(every(open_tab(panel, writer)))
    panel.close()
    assert all(part.comm is None for part in parts)
    wait_for(lambda: not threads("densemodel-folders"))


def test_a_click_that_comes_after_its_end_follows_nothing(make_run, make_panel, writer):
    panel = make_panel(make_run())
    before = threads("densemodel-folders")
    open_tab(panel, writer)
    assert len(threads("densemodel-folders")) == len(before) + 1
    tabs = by_class(panel, "dm-tabs")
    panel.close()
    tabs.selected_index = 0
    tabs.selected_index = titles_of(tabs).index("Saved models")
    wait_for(lambda: threads("densemodel-folders") == before)


def test_the_default_folder_is_densemodels_beside_the_notebook(tmp_path, monkeypatch):
    use_folder(None)
    monkeypatch.chdir(tmp_path)
    assert default_store().folder == tmp_path / "densemodels"
    assert default_store() is default_store()
    use_folder("~/models")
    assert default_store().folder.name == "models"
    use_folder(7)
    with pytest.raises(dm.StoreError, match="a store is a folder"):
        default_store()
    use_folder(None)

"""The tab Columns: kinds chosen by a person, and the importances of a trained run."""

import pytest

from densemodel.training import Run
from densemodel.widgets.columns import _columns_view
from densemodel.widgets.columns._columns_view import ColumnsView
from support.widgets.panel_parts import by_class, press, titles_of, wait_for
from support.widgets.table_parts import flats, table_run
from support.widgets.typescript_names import typescript_fields

pytestmark = pytest.mark.tensorflow

PLACE = {"column": "table", "is_descending": False, "page": 0, "top": 12}


def opened(panel):
    """The view of the tab, with all that it has to draw drawn."""
    panel._tabs.open("Columns")
    view = panel._tabs.chosen
    assert isinstance(view, ColumnsView)
    settle(view, panel._writer)
    return view


def settle(view, writer):
    assert view.wait(60)
    assert writer.flush()


def table_of(view):
    return view.state()["table"]


def names_of(view):
    return [row["name"] for row in table_of(view)["rows"]]


def choose(view, name, kind):
    number = names_of(view).index(name)
    message = {"type": "kind", "number": number, "kind": kind, "place": PLACE}
    view.parts["table"]._handle_message(None, message, None)
    settle(view, view.writer)


def choice_of(view, name):
    return table_of(view)["choices"][names_of(view).index(name)]


def test_only_a_table_has_the_tab(make_run, make_panel):
    assert "Columns" in titles_of(by_class(make_panel(table_run()), "dm-tabs"))
    assert "Images" not in titles_of(by_class(make_panel(table_run()), "dm-tabs"))
    assert "Columns" not in titles_of(by_class(make_panel(make_run()), "dm-tabs"))


def test_before_training_a_kind_is_taken_at_once_and_the_tab_stays(make_panel):
    panel = make_panel(table_run())
    view = opened(panel)
    assert set(choice_of(view, "rooms")) == typescript_fields("columns", "Choice")
    assert set(table_of(view)["about"]) == typescript_fields("columns", "About")
    choose(view, "rooms", "category")
    assert "category rooms" in str(panel.run.spec)
    view = opened(panel)
    row = table_of(view)["rows"][2]
    assert (row["name"], row["encoding"]) == ("rooms", "One-hot, 5")
    assert choice_of(view, "rooms") == {"kind": "category", "waits": "", "refusal": ""}
    choose(view, "rooms", "")
    assert "rooms" not in str(panel.run.spec)


def test_a_column_that_is_left_out_keeps_its_place(make_panel):
    panel = make_panel(table_run())
    choose(opened(panel), "area", "without")
    view = opened(panel)
    assert names_of(view) == list(flats()[0])
    choose(view, "area", "")
    assert table_of(opened(panel))["rows"][1]["found"] == "number"


def test_a_kind_that_does_not_fit_is_refused_beside_its_row(make_panel):
    panel = make_panel(table_run())
    run, view = panel.run, opened(panel)
    choose(view, "heating", "number")
    assert "can't be a number" in choice_of(view, "heating")["refusal"]
    assert choice_of(view, "heating")["kind"] == ""
    assert panel.run is run
    assert view._pending.next_spec == run.spec
    choose(view, "rooms", "category")
    assert all(not choice["refusal"] for choice in table_of(opened(panel))["choices"])


def test_after_training_a_kind_waits_for_restart(make_panel):
    panel = make_panel(table_run())
    run = panel.run.start().wait()
    view = opened(panel)
    choose(view, "rooms", "category")
    choose(view, "sold", "without")
    assert panel.run is run
    assert choice_of(view, "sold") == {"kind": "without", "waits": "from Restart", "refusal": ""}
    assert "from Restart: category rooms ; without sold" in by_class(panel, "dm-header").value
    choose(view, "sold", "")
    assert "without" not in by_class(panel, "dm-header").value
    choose(view, "heating", "date")
    assert "can't be a date" in choice_of(view, "heating")["refusal"]
    assert str(view._pending.next_spec.without_lengths()).endswith("category rooms")
    panel._tabs.open("Train")
    press(panel, "Restart")
    press(panel, "Restart")
    wait_for(lambda: panel.run is not run and panel.run.state == "finished")
    assert dict(panel.run.spec.settings.kinds) == {"rooms": "category"}
    assert all(not choice["waits"] for choice in table_of(opened(panel))["choices"])


def test_once_trained_the_importances_are_there(make_panel):
    panel = make_panel(table_run())
    view = opened(panel)
    assert "Start trains it" in table_of(view)["about"]["words"]
    assert table_of(view)["importances"] == []
    panel.run.start().wait()
    wait_for(lambda: view.wait(60) and bool(table_of(view)["importances"]))
    settle(view, panel._writer)
    has_bar = [bar is not None for bar in table_of(view)["importances"]]
    assert has_bar == [False, True, True, True, True]
    assert "elated columns share" in table_of(view)["about"]["words"]
    static = view.static_table()
    assert static is not None
    assert "Importance" in static.text()
    assert static.text() in panel._static_output().text


def test_importances_of_many_columns_are_computed_on_request(make_panel, monkeypatch):
    monkeypatch.setattr(_columns_view, "MOST_AT_ONCE", 2)
    panel = make_panel(table_run())
    panel.run.start().wait()
    view = opened(panel)
    assert table_of(view)["about"]["can_ask"]
    view.parts["table"]._handle_message(None, {"type": "importance"}, None)
    settle(view, panel._writer)
    assert not table_of(view)["about"]["can_ask"]
    assert table_of(view)["importances"]


def test_a_failure_is_shown_once_and_can_be_tried_again(make_panel, monkeypatch):
    def fail(_):
        raise ValueError("no memory")

    panel = make_panel(table_run())
    panel.run.start().wait()
    monkeypatch.setattr(_columns_view, "importances_of", fail)
    view = opened(panel)
    assert "no memory" in table_of(view)["about"]["words"]
    assert table_of(view)["about"]["can_ask"]


def test_a_loaded_run_has_its_columns_without_their_values(make_panel):
    run = table_run().start().wait()
    view = opened(make_panel(Run.revived(run.spec, run.network, run.record(), name="flats")))
    rows = table_of(view)["rows"]
    assert [row["name"] for row in rows] == list(flats()[0])
    assert not any(row["bars"] or row["values"] or row["examples"] for row in rows)
    assert rows[3]["encoding"] == "One-hot, 3"
    assert "run.resume(x, y)" in table_of(view)["about"]["fixed"]
    assert table_of(view)["about"]["words"] == ""
    assert table_of(view)["importances"] == []

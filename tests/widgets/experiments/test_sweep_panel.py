import base64
from types import SimpleNamespace

import pytest
from ipywidgets import HTML

from densemodel.errors import StoreError, SweepError
from densemodel.widgets import SweepPanel
from densemodel.widgets.experiments._experiment_view import moment_of
from densemodel.widgets.experiments._sweep_rows import MOST_CHANGED, SweepTable, columns_of, rows_of
from support.widgets.fed_sweep import THREE, FedSweep, ended_run
from support.widgets.panel_parts import (
    buttons,
    by_class,
    control,
    every,
    press,
    titles_of,
    wait_for,
)
from support.widgets.typescript_names import typescript_fields

HOSTILE = "<img src=x onerror=1> $x$ \u202e"


@pytest.fixture
def make_sweep_panel(writer):
    panels = []

    def make(sweep, **options):
        panels.append(SweepPanel(sweep, writer=writer, **options))
        assert writer.flush()
        return panels[-1]

    yield make
    for panel in panels:
        panel.close()


def table_of(panel):
    (table,) = (part for part in every(panel) if isinstance(part, SweepTable))
    return table


def titles(panel):
    return list(titles_of(by_class(panel, "dm-tabs")))


def open_tab(panel, title, writer):
    tabs = by_class(panel, "dm-tabs")
    tabs.selected_index = titles(panel).index(title)
    assert writer.flush()
    return tabs.children[tabs.selected_index]


def foot(panel):
    return str(by_class(panel, "dm-summary-words").value)


def message(panel):
    return str(by_class(panel, "dm-sweep-said").value)


def test_the_front_end_knows_each_field_of_the_table():
    moment = moment_of(FedSweep())
    assert typescript_fields("experiments", "Column") == set(columns_of(moment)[0])
    assert typescript_fields("experiments", "Row") == set(rows_of(moment, {})[0])


def test_start_trains_all_and_the_best_is_named(make_sweep_panel, writer):
    sweep = FedSweep(failing=(5, "no memory is left"))
    panel = make_sweep_panel(sweep)
    assert "once one has ended" in foot(panel)
    press(panel, "Start")
    wait_for(lambda: sweep.state == "finished")
    assert writer.flush()
    table = table_of(panel)
    rows = {row["number"]: row for row in [*table.rows, *table.changed]}
    assert table.best == sweep.best_number
    assert rows[5]["state"] == "failed"
    assert rows[5]["note"] == "no memory is left"
    assert f"Best: trial {sweep.best_number} (units 32, lr 0.01" in foot(panel)
    assert "On the test rows, which had no part in the choice: loss 0.123" in foot(panel)
    assert "Trial 5 failed: no memory is left" in foot(panel)


def test_the_state_decides_the_button(make_sweep_panel, writer):
    sweep = FedSweep()
    panel = make_sweep_panel(sweep)
    wanted = {"ready": "Start", "running": "Stop", "stopped": "Resume", "failed": "Resume"}
    for state in ("ready", "running", "stopping", "stopped", "finished", "failed"):
        sweep.state = state
        panel._draw()
        assert writer.flush()
        there = set(buttons(panel)) & {"Start", "Stop", "Resume"}
        assert there == ({wanted[state]} if state in wanted else set())


def test_a_finished_sweep_offers_what_its_fields_add(make_sweep_panel, writer):
    sweep = FedSweep(seeds=2)
    sweep.state, sweep.totals = "finished", {"repeat": 2, "trials": 6}
    panel = make_sweep_panel(sweep)
    seeds, drawn = control(panel, "Seeds"), control(panel, "Combinations")
    assert (seeds.value, drawn.value) == (2, 9)  # all that there are
    assert control(panel, "Train 3 more combinations: 9 trials")
    drawn.value = 6
    assert writer.flush()
    assert control(panel, "Train more trials").disabled
    seeds.value = 4
    assert writer.flush()
    before = by_class(panel, "dm-tabs")
    press(panel, "Train 2 more seeds: 18 trials")
    wait_for(lambda: sweep.extended == [{"repeat": 4}])
    panel._draw()
    assert writer.flush()
    assert "19 trials" in by_class(panel, "dm-header").value
    assert by_class(panel, "dm-tabs") is not before


def test_stop_says_what_becomes_of_trials_on_their_way(make_sweep_panel):
    tooltip = control(make_sweep_panel(FedSweep()), "Stop").tooltip
    assert "Resume restarts the trials that are training now; finished ones stay" in tooltip


def test_a_map_is_there_for_two_choices_alone(make_sweep_panel):
    assert "Map" in titles(make_sweep_panel(FedSweep(seeds=2)))
    assert "Map" not in titles(make_sweep_panel(FedSweep(THREE)))


def test_the_bar_is_not_that_of_what_is_well_where_all_failed(make_sweep_panel, writer):
    sweep = FedSweep()
    panel = make_sweep_panel(sweep)
    first, second, *_ = sweep.trials
    sweep.results = {1: ended_run(first, "failed", [], [], "no")}
    panel._draw()
    assert writer.flush()
    assert by_class(panel, "dm-bar").bar_style == "danger"
    sweep.results[2] = ended_run(second, "finished", [1.0], [0.5])
    panel._draw()
    assert writer.flush()
    assert by_class(panel, "dm-bar").bar_style == ""


@pytest.mark.parametrize("title", ["Curves", "Parallel", "Map"])
def test_a_tab_says_that_no_trial_has_a_loss(make_sweep_panel, writer, title):
    sweep = FedSweep()
    panel = make_sweep_panel(sweep)
    tab = open_tab(panel, title, writer)
    sweep.results = {t.number: ended_run(t, "failed", [], [], "no") for t in sweep.trials}
    sweep.state = "finished"
    panel._draw()
    assert writer.flush()
    shown = "".join(
        part.value for part in every(tab) if isinstance(part, HTML) and "<style>" not in part.value
    )
    assert "No trial has a loss to show." in shown


@pytest.mark.parametrize("title", ["Curves", "Parallel", "Map", "Importance"])
def test_a_tab_shows_nothing_done_and_then_all(make_sweep_panel, writer, title, caplog):
    sweep = FedSweep(seeds=2)
    panel = make_sweep_panel(sweep)
    open_tab(panel, title, writer)
    sweep.start().wait()
    assert writer.flush()
    assert caplog.records == []


def test_only_rows_that_changed_are_sent(make_sweep_panel, writer):
    sweep = FedSweep(seeds=40)
    panel = make_sweep_panel(sweep)
    table = table_of(panel)
    done = FedSweep(seeds=40).start().wait().results
    sweep.results = {n: done[n] for n in range(1, 3)}
    panel._draw()  # a metric is known from here on: another column
    assert writer.flush()
    assert [row["state"] for row in table.rows[:3]] == ["finished", "finished", "waiting"]
    sweep.results = {n: done[n] for n in range(1, 10)}
    panel._draw()
    assert writer.flush()
    assert [row["number"] for row in table.changed] == list(range(3, 10))
    sweep.results = {n: done[n] for n in range(1, 11 + MOST_CHANGED)}
    panel._draw()
    assert writer.flush()
    assert table.changed == []


def test_a_trial_that_a_search_has_drawn_later_gets_a_row(make_sweep_panel, writer):
    sweep = FedSweep()
    planned, sweep.trials = sweep.trials, sweep.trials[:2]
    panel = make_sweep_panel(sweep)
    table, tabs = table_of(panel), by_class(panel, "dm-tabs")
    assert "9 trials" in by_class(panel, "dm-header").value
    sweep.trials, sweep.live_curves = planned[:3], {3: ((1.0,), (0.5,))}
    panel._draw()
    assert writer.flush()
    assert [row["state"] for row in table.rows] == ["waiting", "waiting", "training"]
    assert by_class(panel, "dm-tabs") is tabs


@pytest.mark.tensorflow
def test_a_trial_is_opened_into_its_panel_and_the_name_that_is_given_back(make_sweep_panel):
    taken = []

    def bind(run):
        taken.append(run)
        return "digits_trial_3"

    panel = make_sweep_panel(FedSweep().start().wait(), on_load=bind)
    table_of(panel)._handle_message(None, {"type": "open", "number": 3}, None)
    wait_for(lambda: "digits_trial_3 is trial 3." in message(panel))
    assert panel.loaded == {3: taken[0]}
    (shown,) = panel._context.opened.parts["place"].children
    assert shown.run is taken[0]
    panel._context.opened.hide()
    table_of(panel)._handle_message(None, {"type": "open", "number": 3}, None)
    wait_for(lambda: panel._context.opened.parts["place"].children == (shown,))
    assert taken == [shown.run, shown.run]


def test_a_failure_is_shown_in_one_line(make_sweep_panel):
    class Broken(FedSweep):
        def load(self, number):
            raise SweepError(f"trial {number}: {HOSTILE}")

        def save(self, _, name, /):
            raise StoreError(f"{name} can't be saved: the disk is full")

    panel = make_sweep_panel(Broken().start().wait())
    table_of(panel)._handle_message(None, {"type": "open", "number": 2}, None)
    wait_for(lambda: "Not opened: trial 2: &lt;img" in message(panel))
    panel._foot._save("mine")
    wait_for(lambda: "Not saved: mine can&#x27;t be saved" in message(panel))


@pytest.mark.parametrize(
    "sent",
    [
        None,
        {"type": "open"},
        {"type": "open", "number": 0},
        {"type": "open", "number": 10**9},
        {"type": "open", "number": True},
        {"type": "save", "number": 1},
    ],
)
def test_what_a_page_cannot_ask_for_is_left_alone(make_sweep_panel, sent, monkeypatch):
    panel, asked = make_sweep_panel(FedSweep()), []
    monkeypatch.setattr(panel._context.lines, "do", lambda *act: asked.append(act))
    table_of(panel)._handle_message(None, sent, None)
    assert asked == []
    table_of(panel)._handle_message(None, {"type": "open", "number": 1}, None)
    assert [key for key, *_ in asked] == ["open 1"]


def test_a_trial_is_stopped_from_its_row(make_sweep_panel):
    sweep = FedSweep(epoch_seconds=0.2)
    panel = make_sweep_panel(sweep)
    press(panel, "Start")
    wait_for(lambda: 1 in sweep.training)
    table_of(panel)._handle_message(None, {"type": "stop", "number": 1}, None)
    wait_for(lambda: 1 in sweep.results)
    assert sweep.results[1].outcome == "stopped"
    press(panel, "Stop")
    wait_for(lambda: sweep.state == "stopped")


def test_the_file_keeps_the_best_ten_and_a_picture(make_sweep_panel, monkeypatch):
    contents = {}

    def show(data, *, display_id="", **_):
        contents[display_id] = data

    monkeypatch.setattr("IPython.get_ipython", lambda: SimpleNamespace(kernel=object()))
    monkeypatch.setattr("IPython.display.display", show)
    monkeypatch.setattr("IPython.display.update_display", show)
    sweep = FedSweep(name=HOSTILE, seeds=2)
    panel = make_sweep_panel(sweep)
    panel._ipython_display_()
    (picture,) = (key for key in contents if key.endswith("-picture"))
    key = picture.removesuffix("-picture")
    assert "18 trials are planned." in contents[key]["text/plain"]
    assert "image/png" not in contents[picture]
    sweep.start().wait()
    wait_for(lambda: "finished" in contents[key]["text/plain"])
    assert contents[key]["text/html"].count("<tr>") == 11
    assert "<img" not in contents[key]["text/html"]
    png = base64.b64decode(contents[picture]["image/png"])
    assert png.startswith(b"\x89PNG")
    assert len(png) < 180_000

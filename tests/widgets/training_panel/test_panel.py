import contextlib
import threading

import ipywidgets
import numpy as np
import pytest
from anywidget import AnyWidget

from densemodel.errors import DataError, TrainingError
from densemodel.training import prepare
from densemodel.widgets import Echo, TrainingPanel
from densemodel.widgets.runtime._compat import with_tooltip
from densemodel.widgets.runtime._page_link import PageLink
from densemodel.widgets.runtime._style import NOT_BUILT
from densemodel.widgets.runtime._writer import Writer
from densemodel.widgets.training_controls._train_view import BUTTONS
from support.widgets.panel_parts import (
    LONG,
    buttons,
    by_class,
    control,
    every,
    is_hidden,
    open_widgets,
    press,
    press_and_wait,
    seen,
    set_by_person,
    texts,
    titles_of,
    wait_for,
)

pytestmark = pytest.mark.tensorflow


def test_a_panel_is_ready_not_started(make_run, make_panel):
    panel = make_panel(make_run())
    assert panel.run.state == "ready"
    assert buttons(panel) == ["Start", "One step"]
    assert "28 rows to train on, 12 to validate; 2 classes, even." in texts(panel)
    assert "Ready to train." in texts(panel)


@pytest.mark.small_training
def test_start_trains_and_the_end_is_shown(make_run, make_panel):
    panel = make_panel(make_run())
    press_and_wait(panel, "Start")
    assert panel.run.history.epochs == 2
    assert buttons(panel) == ["Resume", "Restart"]
    assert by_class(panel, "dm-bar").value == 1.0
    assert "epoch 2 of 2" in texts(panel)
    assert panel.run.sentence in by_class(panel, "dm-summary-words").value
    # the baseline has moved into the sentence
    assert "(baseline " in texts(panel)
    assert "Baseline (always the most common class)" not in texts(panel)


def test_stop_is_alone_while_it_runs(make_run, make_panel, writer):
    panel = make_panel(make_run(LONG))
    press(panel, "Start")
    wait_for(lambda: panel.run.history.epochs >= 1)
    assert writer.flush()
    assert buttons(panel) == ["Stop"]
    press_and_wait(panel, "Stop")
    assert panel.run.state == "stopped"
    assert buttons(panel) == ["Resume", "Restart"]


def test_resume_goes_on_and_restart_begins_again(make_run, make_panel, writer):
    panel = make_panel(make_run())
    press_and_wait(panel, "Start")
    set_by_person(panel, writer, "Epochs", 3)
    press_and_wait(panel, "Resume")
    assert panel.run.history.epochs == 3
    press(panel, "Restart")
    press(panel, "Restart")  # asked once
    panel.run.wait()
    assert panel.run.history.epochs == 3
    assert panel.run.step_losses.step_count == 12


def test_every_state_has_its_buttons():
    assert BUTTONS["stopping"] == ()
    assert {state for state, shown in BUTTONS.items() if shown == ("stop",)} == {
        "waiting",
        "running",
    }
    assert all(
        BUTTONS[state] == ("resume", "restart") for state in ("stopped", "finished", "failed")
    )


def test_a_second_click_on_start_does_no_harm(make_run, make_panel, writer):
    panel = make_panel(make_run(LONG))
    press(panel, "Start")
    press(panel, "Start")
    assert writer.flush()
    assert panel.run.state == "running"
    assert not by_class(panel, "dm-warning").value


def test_clicks_from_several_threads_start_it_once(make_run, make_panel):
    panel = make_panel(make_run(LONG))
    left_ready = []
    panel.run.on_event(lambda event: left_ready.append(getattr(event, "before", "") == "ready"))
    clicks = [threading.Thread(target=press, args=(panel, "Start")) for _ in range(4)]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    press_and_wait(panel, "Stop")
    assert left_ready.count(True) == 1


def test_without_data_start_is_off_and_says_what_to_add(make_panel):
    panel = make_panel(prepare("4 -> 8 relu -> 2 softmax"))
    assert control(panel, "Start").disabled
    assert "add -x and -y" in texts(panel)
    assert control(panel, "Patience").disabled


def test_data_that_cannot_be_used_are_an_error(rows):
    x, y = rows
    with pytest.raises(DataError, match="x has 40 rows, y has 39"):
        TrainingPanel("4 -> 8 relu -> 2 softmax", x, y[:-1])
    with pytest.raises(DataError, match="x has 40 rows, y has 39"):
        TrainingPanel(prepare("4 -> 8 relu -> 2 softmax", x, y[:-1]))


def test_a_failure_is_shown_in_words(make_panel, rows, writer):
    x, _ = rows
    panel = make_panel(prepare("4 -> 1 ; sgd lr 1e30", x, x[:, 0] * 1e6))
    press(panel, "Start")
    wait_for(lambda: panel.run.state == "failed")
    assert writer.flush()
    text = by_class(panel, "dm-summary-words").value
    assert "dm-failed" in text
    assert texts(panel).count("he loss is no longer a number") == 1  # in the bar, with its change
    assert {"Resume", "Restart"} <= {*buttons(panel)}


def test_tabs_are_built_when_they_are_opened(make_run, make_panel, writer):
    panel = make_panel(make_run())
    tabs = by_class(panel, "dm-tabs")
    titles = (
        *("Train", "Network", "Plane", "Score", "Inside"),
        *("Saved models", "Epochs", "Keras code"),
    )
    assert titles_of(tabs) == titles
    assert [len(place.children) for place in tabs.children] == [1, 0, 0, 0, 0, 0, 0, 0]
    tabs.selected_index = 7
    assert writer.flush()
    assert "keras.Sequential" in texts(panel)
    assert [len(place.children) for place in tabs.children] == [1, 0, 0, 0, 0, 0, 0, 1]


def test_the_drawing_above_a_panel_folds_when_training_starts_unless_a_person_opened_it(
    make_run, make_panel, writer
):
    run = make_run(LONG)
    drawing = Echo(run.spec, run.bound, name="digits", has_panel=True)
    shown = drawing.widget()
    panel = make_panel(run, drawing=drawing)
    assert "Network" not in titles_of(by_class(panel, "dm-tabs"))
    assert "parameters" not in by_class(panel, "dm-header").value  # the drawing says it
    assert control(panel, "Drawing").value
    press(panel, "Start")
    wait_for(lambda: is_hidden(shown))
    assert writer.flush()
    assert not control(panel, "Drawing").value
    assert "58 parameters" in by_class(panel, "dm-header").value
    set_by_person(panel, writer, "Drawing", value=True)
    wait_for(lambda: not is_hidden(shown))
    press(panel, "Stop")
    run.wait()
    press(panel, "Resume")
    wait_for(lambda: run.is_busy)
    assert writer.flush()
    assert control(panel, "Drawing").value
    assert not is_hidden(shown)
    press(panel, "Stop")
    run.wait()
    drawing.close()


@pytest.mark.small_training
def test_after_training_what_few_ask_for_is_folded_and_one_button_is_filled(make_run, make_panel):
    panel = make_panel(make_run())
    assert "<details>" not in texts(panel)
    press_and_wait(panel, "Start")
    facts = by_class(panel, "dm-facts").value
    assert facts.startswith("<details><summary>Data and loss</summary>")
    assert "28 rows to train on" in facts
    assert "an epoch" not in texts(panel)
    (tooltip,) = with_tooltip(ipywidgets.FloatProgress, "")
    assert "an epoch" in getattr(by_class(panel, "dm-bar"), tooltip)
    filled = [w for w in seen(panel) if "dm-main" in getattr(w, "_dom_classes", ())]
    assert [w.description for w in filled] == ["Resume"]


def test_a_panel_makes_its_own_run_from_a_spec(rows, writer):
    x, y = rows
    panel = TrainingPanel("4 -> 2 softmax", x, y, name="mine", test_data=(x, y), writer=writer)
    assert panel.run.name == "mine"
    assert panel.run.bound is not None
    assert panel.run.bound.test is not None
    panel.close()


def test_every_control_has_a_name(make_run, make_panel):
    panel = make_panel(make_run())
    inputs = (ipywidgets.Button, ipywidgets.SelectionSlider, ipywidgets.BoundedIntText)
    for widget in every(panel):
        if isinstance(widget, inputs):
            assert widget.description
            (name,) = with_tooltip(type(widget), "")
            assert getattr(widget, name)


def test_a_panel_opened_late_shows_what_was_trained(make_run, make_panel):
    run = make_run()
    run.start().wait()
    panel = make_panel(run)
    assert buttons(panel)[:2] == ["Resume", "Restart"]
    figure = next(w for w in every(panel) if "dm-figure" in getattr(w, "_dom_classes", ()))
    longest = max(len(np.atleast_1d(mark.x)) for mark in figure.marks)
    assert longest == run.step_losses.step_count


def test_closing_a_panel_keeps_the_answering_widget_for_the_others(make_run):
    taken = PageLink()
    writer = Writer(refresh_seconds=0.005, taken=taken)
    panel = TrainingPanel(make_run(), writer=writer)
    assert taken in panel.children
    panel.close()
    assert taken.comm is not None


def test_a_click_and_a_call_from_a_cell_at_once_do_not_wait_for_each_other(make_run, make_panel):
    panel = make_panel(make_run(LONG))
    run = panel.run

    def drive(stop, go):
        for _ in range(30):
            with contextlib.suppress(TrainingError):
                go()
            stop()

    run.start()
    threads = [
        threading.Thread(target=drive, args=functions, daemon=True)
        for functions in (
            (run.stop, run.resume),
            (lambda: press(panel, "Stop"), lambda: press(panel, "Resume")),
        )
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()
    run.stop().wait()


def test_many_epochs_make_no_widgets(make_run, make_panel, writer):
    panel = make_panel(make_run("4 -> 2 softmax ; epochs 250 ; batch 40 ; patience off"))
    tabs = by_class(panel, "dm-tabs")
    for index in range(len(tabs.children)):
        tabs.selected_index = index
        assert panel._tabs.chosen.wait()
        assert writer.flush()  # a tab that is left before that is not drawn
    before = len(open_widgets())
    press_and_wait(panel, "Start")
    assert len(open_widgets()) <= before + 10  # the lines of the curves
    figure = by_class(by_class(panel, "dm-train"), "dm-figure")
    assert sum(len(np.atleast_1d(mark.x)) for mark in figure.marks) <= 2000
    # a tab that nobody sees is not drawn anew
    assert by_class(panel, "dm-epochs").table["note"] == "No epoch is done yet."
    tabs.selected_index = titles_of(tabs).index("Epochs")
    assert panel._tabs.chosen.wait()
    assert writer.flush()
    assert by_class(panel, "dm-epochs").table["note"].startswith(("200 of 250", "201 of 250"))


@pytest.mark.usefixtures("never_built")
def test_a_panel_whose_front_end_was_never_built_trains_and_says_so(make_run, make_panel):
    panel = make_panel(make_run())
    assert NOT_BUILT in {part._esm for part in every(panel) if isinstance(part, AnyWidget)}
    tabs = by_class(panel, "dm-tabs")
    for index in (*range(len(tabs.children)), 0):
        tabs.selected_index = index
    press_and_wait(panel, "Start")
    assert "epoch 2 of 2" in texts(panel)


def test_each_fact_is_shown_once(make_run, make_panel):
    panel = make_panel(make_run())
    for fact in (
        "28 rows to train on, 12 to validate",
        "Baseline (always the most common class)",
        "Loss: ",
    ):
        assert texts(panel).count(fact) == 1

import numpy as np
import pytest

from densemodel.data import Finding
from densemodel.training import Found, Settled, prepare
from densemodel.widgets.training_controls._offers import readable
from support.widgets.panel_parts import (
    LONG,
    buttons,
    by_class,
    control,
    is_hidden,
    press,
    press_and_wait,
    texts,
    wait_for,
)

pytestmark = pytest.mark.tensorflow

DEAD = Finding("offer", "training", "8 of 8 units are dead: write init he_normal", "init he_normal")


def emit(run, event):
    """As the training thread does, of a run in which nothing else was found."""
    if isinstance(event, Found):
        run._record.found.clear()
    run._record.handle(event)
    run._listeners.emit(event)


def advice(panel):
    return by_class(panel, "dm-advice")


def test_what_is_found_while_it_trains_is_above_the_tabs_and_nowhere_else(
    make_run, make_panel, writer
):
    panel = make_panel(make_run(LONG))
    press(panel, "Start")
    wait_for(lambda: panel.run.state == "running")
    assert is_hidden(advice(panel))
    emit(panel.run, Found(DEAD))
    assert writer.flush()
    assert not is_hidden(advice(panel))
    assert "8 of 8 units are dead" in texts(advice(panel))
    assert buttons(advice(panel)) == ["Use init he_normal"]
    assert "Use init he_normal" not in buttons(panel)
    assert list(panel.children).index(advice(panel)) < list(panel.children).index(
        by_class(panel, "dm-tabs")
    )


def test_advice_is_withdrawn_when_it_is_settled(make_run, make_panel, writer):
    panel = make_panel(make_run(LONG))
    press(panel, "Start")
    wait_for(lambda: panel.run.state == "running")
    emit(panel.run, Found(DEAD))
    emit(panel.run, Settled(DEAD))
    assert writer.flush()
    assert is_hidden(advice(panel))


def test_advice_that_is_taken_holds_from_restart_and_the_panel_says_so(
    make_run, make_panel, writer
):
    panel = make_panel(make_run(LONG))
    press(panel, "Start")
    wait_for(lambda: bool(panel.run.history.evaluations))
    emit(panel.run, Found(DEAD))
    press(panel, "Use init he_normal")
    assert writer.flush()
    assert buttons(advice(panel)) == []
    assert "init he_normal holds from Restart." in texts(advice(panel))
    assert "Press Stop, then Restart, to train with it." in texts(advice(panel))
    press_and_wait(panel, "Stop")
    assert "Press Restart, to train with it." in texts(advice(panel))
    press(panel, "Restart")
    press(panel, "Restart")
    wait_for(lambda: panel.run.state == "running")
    assert writer.flush()
    assert "init he_normal" in str(panel.run.spec)
    assert is_hidden(advice(panel))


def test_a_learning_rate_that_is_advised_waits_for_restart(make_run, make_panel, writer):
    panel = make_panel(make_run(LONG + " ; lr 1"))
    press(panel, "Start")
    wait_for(lambda: panel.run.state == "running")
    emit(panel.run, Found(Finding("offer", "training", "The rate is too high", "lr 0.001")))
    press(panel, "Use lr 0.001")
    assert writer.flush()
    assert panel.run.spec.settings.learning_rate == 1
    assert "lr 0.001 holds from Restart." in texts(advice(panel))
    control(panel, "Learning rate").value = 0.01  # what a person sets then is that of Restart, too
    assert writer.flush()
    assert panel.run.spec.settings.learning_rate == 1


def test_more_epochs_that_are_advised_hold_at_once(make_run, make_panel, writer):
    panel = make_panel(make_run(LONG))
    press(panel, "Start")
    wait_for(lambda: bool(panel.run.history.evaluations))
    emit(panel.run, Found(Finding("offer", "training", "Too few steps", "epochs 200000")))
    press(panel, "Use epochs 200000")
    assert writer.flush()
    assert panel.run.spec.settings.epochs == 200_000


def test_words_in_place_of_others_and_a_clause_are_one_offer(make_run, make_panel):
    panel = make_panel(make_run("4 -> 8 sigmoid -> 2 softmax ; epochs 1"))
    press_and_wait(panel, "Start")
    words = "8 sigmoid => 8 relu ; init he_normal"
    emit(panel.run, Found(Finding("offer", "training", "The gradient vanishes", words)))
    first = panel.run
    press(panel, "Use 8 relu in place of 8 sigmoid and init he_normal and restart")
    wait_for(lambda: panel.run is not first and panel.run.state == "finished")
    assert str(panel.run.spec).startswith("4 -> 8 relu -> 2 softmax ; init he_normal")


def test_what_is_found_in_the_data_stays_beside_the_settings(make_panel):
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 256, (60, 64)).astype("uint8"), rng.integers(0, 2, 60)
    panel = make_panel(prepare("64 -> 4 relu -> 2 softmax ; epochs 1", x, y))
    assert is_hidden(advice(panel))
    assert "Use scale / 255" in buttons(panel)


def test_what_advice_offers_has_no_second_button_beside_the_settings(make_panel, writer):
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 256, (60, 64)).astype("uint8"), rng.integers(0, 2, 60)
    panel = make_panel(prepare("64 -> 4 relu -> 2 softmax ; epochs 1", x, y))
    press_and_wait(panel, "Start")
    words = "scale / 255"
    emit(panel.run, Found(Finding("offer", "training", "x is not scaled", words)))
    assert writer.flush()
    assert buttons(advice(panel)) == ["Use scale / 255 and restart"]
    assert "Use scale / 255" not in buttons(panel)


def test_an_offer_is_written_as_a_person_reads_it():
    assert readable("init he_normal") == "init he_normal"
    assert readable("30 sigmoid => 30 relu") == "30 relu in place of 30 sigmoid"

"""What a person sets on the panel, and when it holds."""

import pytest

from densemodel.widgets.training_controls._setting import Slider
from support.widgets.panel_parts import (
    LONG,
    buttons,
    by_class,
    control,
    press,
    press_and_wait,
    set_by_person,
    texts,
)

pytestmark = pytest.mark.tensorflow


def test_settings_begin_with_what_the_spec_says(make_run, make_panel):
    panel = make_panel(make_run("4 -> 2 softmax ; epochs 7 ; patience 50 ; split 0.333"))
    assert control(panel, "Validation split").value == 0.333
    assert control(panel, "Validation split").label == "33.3 %"
    assert control(panel, "Patience").value == 50
    assert control(panel, "Epochs").value == 7
    assert panel.run.spec.settings.split == 0.333


def test_a_page_may_send_almost_the_number_of_a_choice():
    slider = Slider(options=[("off", "off"), ("5 %", 0.05), ("10 %", 0.1)])
    slider.set_state({"index": 1.9999999999999998})
    assert slider.value == 0.1
    slider.set_state({"disabled": True})
    assert slider.index == 2


def test_a_length_that_the_data_say_says_so_until_it_is_set(make_run, make_panel, writer):
    panel = make_panel(make_run("4 -> 2 softmax"))  # 28 rows train: a step an epoch
    assert (control(panel, "Patience").value, control(panel, "Epochs").value) == (500, 3000)
    assert "from the data: 500 steps" in texts(panel)
    assert "from the data: 3,000 steps" in texts(panel)
    set_by_person(panel, writer, "Batch size", 8)
    assert (control(panel, "Patience").value, control(panel, "Epochs").value) == (125, 750)
    set_by_person(panel, writer, "Patience", 30)
    set_by_person(panel, writer, "Epochs", 1)
    assert "from the data" not in texts(panel)
    press_and_wait(panel, "Start")
    assert str(panel.run.spec) == "4 -> 2 softmax ; batch 8 ; epochs 1 ; patience 30"


def test_resume_trains_on_as_the_sentence_says(make_run, make_panel):
    panel = make_panel(make_run("4 -> 8 relu -> 2 softmax ; epochs 4 ; batch 4 ; adam lr 0.001"))
    press_and_wait(panel, "Start")
    assert "The last epoch was the best: Resume trains 10 more epochs." in texts(panel)
    press_and_wait(panel, "Resume")
    assert panel.run.history.epochs == 14
    assert not panel.run.findings


def test_a_spec_that_counts_steps_has_a_field_for_steps(make_run, make_panel, writer):
    panel = make_panel(make_run("4 -> 2 softmax ; steps 3 ; batch 8 ; patience off"))
    assert control(panel, "Steps").value == 3
    set_by_person(panel, writer, "Steps", 5)
    assert panel.run.spec.settings.steps == 5
    press_and_wait(panel, "Start")
    assert panel.run.step_losses.step_count == 5


def test_patience_and_epochs_change_at_once(make_run, make_panel, writer):
    panel = make_panel(make_run(LONG))
    press(panel, "Start")
    set_by_person(panel, writer, "Patience", 4)
    assert panel.run.spec.settings.patience == 4
    set_by_person(panel, writer, "Epochs", 1)
    panel.run.wait()
    assert panel.run.state == "finished"
    assert panel.run.history.epochs < 100000


def test_the_slider_keeps_the_way_in_which_rows_are_held_back(make_run, make_panel, writer):
    panel = make_panel(make_run("4 -> 2 softmax ; epochs 1 ; patience off ; split 0.3 last"))
    set_by_person(panel, writer, "Validation split", "off")
    set_by_person(panel, writer, "Validation split", 0.5)
    press_and_wait(panel, "Start")
    assert sorted(panel.run.bound.validation_rows) == list(range(20, 40))
    assert "split 0.5 last" in str(panel.run.spec)


def test_a_split_holds_from_the_next_start_and_the_rows_are_shown_before(
    make_run, make_panel, writer
):
    panel = make_panel(make_run())
    set_by_person(panel, writer, "Validation split", 0.5)
    assert panel.run.spec.settings.split == 0.3
    assert "20 rows to train on, 20 to validate" in texts(panel)
    assert "from the next" not in texts(panel)  # what else, before the start
    assert "; now" not in texts(panel)
    head = by_class(panel, "dm-header").value
    assert "split 0.5" in head
    assert "dm-pending" not in head
    press_and_wait(panel, "Start")
    assert "from the next" not in texts(panel)
    assert panel.run.spec.settings.split == 0.5
    assert panel.run.bound is not None
    assert panel.run.bound.validation_count == 20


def test_without_validation_rows_patience_says_what_it_needs(make_run, make_panel, writer):
    panel = make_panel(make_run("4 -> 2 softmax ; split off"))
    assert control(panel, "Validation split").value == "off"
    assert "needs validation rows" in texts(panel)
    set_by_person(panel, writer, "Validation split", 0.25)
    assert "needs validation rows" not in texts(panel)


def test_given_validation_data_switch_the_split_off_and_say_why(make_run, make_panel, rows):
    panel = make_panel(make_run(validation_data=rows))
    split = control(panel, "Validation split")
    assert split.value == "off"
    assert split.disabled
    assert "validation data is given" in texts(panel)
    assert not panel.run.spec.explicit_clauses & {"split"}


def test_settings_changed_elsewhere_are_shown(make_run, make_panel, writer):
    panel = make_panel(make_run())
    panel.run.start("patience 9 ; epochs 1").wait()
    assert writer.flush()
    assert control(panel, "Patience").value == 9
    assert control(panel, "Epochs").value == 1


def test_a_split_set_to_off_removes_the_explicit_patience(make_run, make_panel, writer):
    panel = make_panel(make_run("4 -> 2 softmax ; epochs 2 ; patience 3"))
    set_by_person(panel, writer, "Validation split", "off")
    assert buttons(panel) == ["Start", "One step"]
    assert control(panel, "Patience").disabled
    assert "40 rows to train on; 2 classes" in texts(panel)
    press_and_wait(panel, "Start")
    assert panel.run.spec.settings.split is None
    assert control(panel, "Patience").value == "off"
    assert not by_class(panel, "dm-warning").value


def test_a_split_put_to_off_and_back_leaves_patience_as_it_was(make_run, make_panel, writer):
    panel = make_panel(make_run("4 -> 2 softmax ; epochs 2 ; patience 3"))
    set_by_person(panel, writer, "Validation split", "off")
    set_by_person(panel, writer, "Validation split", 0.5)
    assert not control(panel, "Patience").disabled
    press_and_wait(panel, "Start")
    assert panel.run.spec.settings.patience == 3


def split_off_and_on_again(panel, writer):
    set_by_person(panel, writer, "Validation split", "off")
    press_and_wait(panel, "Resume")
    assert control(panel, "Patience").value == "off"
    assert panel.run.spec.settings.patience is None
    set_by_person(panel, writer, "Validation split", 0.5)


def test_patience_comes_back_with_the_validation_rows(make_run, make_panel, writer):
    panel = make_panel(make_run("4 -> 2 softmax ; epochs 2 ; patience 3 ; sgd lr 1e-30"))
    press_and_wait(panel, "Start")
    split_off_and_on_again(panel, writer)
    assert control(panel, "Patience").value == 3
    assert "patience 3" in by_class(panel, "dm-header").value
    press_and_wait(panel, "Resume")
    assert panel.run.spec.settings.patience == 3
    assert panel.run.reason == "patience"
    assert not by_class(panel, "dm-warning").value


@pytest.mark.parametrize("patience", [5, "off"])
def test_patience_that_is_set_meanwhile_stands(patience, make_run, make_panel, writer):
    panel = make_panel(make_run("4 -> 2 softmax ; epochs 2 ; patience 3"))
    press_and_wait(panel, "Start")
    split_off_and_on_again(panel, writer)
    set_by_person(panel, writer, "Patience", patience)
    assert control(panel, "Patience").value == patience
    press_and_wait(panel, "Resume")
    assert control(panel, "Patience").value == patience
    assert panel.run.spec.settings.patience == (None if patience == "off" else patience)


def test_patience_that_waits_is_off_without_a_split(make_run, make_panel, writer):
    panel = make_panel(make_run("4 -> 2 softmax ; epochs 1"))
    set_by_person(panel, writer, "Patience", 7)
    set_by_person(panel, writer, "Validation split", "off")
    assert buttons(panel)[0] == "Start"
    press_and_wait(panel, "Start")
    assert panel.run.spec.settings.patience is None
    set_by_person(panel, writer, "Validation split", 0.5)
    assert control(panel, "Patience").value == 7


def test_epochs_below_those_done_say_what_resume_does_and_it_does(make_run, make_panel, writer):
    panel = make_panel(make_run("4 -> 2 softmax ; epochs 3 ; patience off"))
    assert "Resume trains" not in texts(panel)
    press_and_wait(panel, "Start")
    set_by_person(panel, writer, "Epochs", 1)
    assert texts(panel).count("Resume trains up to epoch 3,000") == 1
    press(panel, "Resume")
    press_and_wait(panel, "Stop")
    assert panel.run.spec.settings.epochs == control(panel, "Epochs").value == 3_000


def test_a_plan_in_steps_stays_one_in_steps(make_run, make_panel, writer):
    panel = make_panel(make_run("4 -> 2 softmax ; steps 6 ; patience off"))
    press_and_wait(panel, "Start")
    panel.run._record.found.clear()
    panel.run._record.diagnosis = None
    set_by_person(panel, writer, "Batch size", 8)
    assert "all done: Resume trains 6 more" in texts(panel)
    press_and_wait(panel, "Resume")
    assert panel.run.step_losses.step_count == 12
    assert control(panel, "Steps").value == 12
    assert "steps 12" in by_class(panel, "dm-header").value


def test_the_largest_number_of_epochs_is_taken(make_run, make_panel, writer):
    panel = make_panel(make_run())
    set_by_person(panel, writer, "Epochs", 10**9)
    assert not by_class(panel, "dm-warning").value
    assert panel.run.spec.settings.epochs == control(panel, "Epochs").value == 10_000_000


def test_patience_of_zero_has_a_place_on_the_slider(make_run, make_panel):
    panel = make_panel(make_run("4 -> 2 softmax ; epochs 2 ; patience 0"))
    assert control(panel, "Patience").value == 0
    press_and_wait(panel, "Start")
    assert not by_class(panel, "dm-warning").value


def test_the_progress_follows_a_plan_that_is_changed_between_two_runs(make_run, make_panel, writer):
    panel = make_panel(make_run("4 -> 2 softmax ; epochs 1"))
    press_and_wait(panel, "Start")
    assert "epoch 1 of 1" in texts(panel)
    set_by_person(panel, writer, "Epochs", 5)
    assert "epoch 1 of 5" in texts(panel)


def test_what_a_person_enters_counts_though_the_panel_is_redrawn_meanwhile(
    make_run, make_panel, writer, monkeypatch
):
    panel = make_panel(make_run("4 -> 2 softmax ; epochs 2"))
    epochs = control(panel, "Epochs")

    def redraw(_):
        writer.put(epochs, value=2)
        assert writer.flush()

    with monkeypatch.context() as patch:
        patch.setattr(writer, "touched", redraw)
        epochs.value = 3
    press_and_wait(panel, "Start")
    assert panel.run.history.epochs == 3

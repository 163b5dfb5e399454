"""What a person sets for later: when it holds, and that all panels of a run agree on it."""

import numpy as np
import pandas as pd
import pytest

from densemodel.training import prepare
from densemodel.widgets.panel._pending_settings import pending_settings_of
from support.widgets.panel_parts import (
    LONG,
    buttons,
    by_class,
    control,
    every,
    press,
    press_and_wait,
    set_by_person,
    texts,
    wait_for,
)

pytestmark = pytest.mark.tensorflow


def test_the_spec_line_shows_what_the_next_start_trains(make_run, make_panel, writer):
    panel = make_panel(make_run("4 -> 8 relu -> 2 softmax ; epochs 2"))
    set_by_person(panel, writer, "Batch size", 16)
    set_by_person(panel, writer, "Learning rate", 0.01)
    head = by_class(panel, "dm-header").value
    for clause in ("; epochs 2", "; batch 16", "; lr 0.01"):
        assert clause in head
    press_and_wait(panel, "Start")
    text = str(panel.run.spec.without_lengths())
    assert text == "4 -> 8 relu -> 2 softmax ; lr 0.01 ; batch 16 ; epochs 2"


def test_a_rate_that_is_moved_while_it_trains_holds_at_once(make_run, make_panel, writer):
    panel = make_panel(make_run(LONG))
    press(panel, "Start")
    wait_for(lambda: panel.run.history.epochs > 0)
    set_by_person(panel, writer, "Learning rate", 0.02)
    assert panel.run.spec.settings.learning_rate == 0.02
    wait_for(lambda: panel.run.history.marks and panel.run.history.marks[-1].words == "lr 0.02")


def test_the_slider_scales_a_whole_schedule(make_run, make_panel, writer):
    panel = make_panel(make_run("4 -> 2 softmax ; epochs 1 ; lr 0.01*0.5^epoch"))
    assert "scales the whole schedule: 0.01*0.5^epoch" in texts(panel)
    set_by_person(panel, writer, "Learning rate", 0.1)
    assert "lr 0.1*0.5^epoch" in str(panel.run.spec)


def test_resume_takes_split_and_batch_and_leaves_the_rest_for_restart(make_run, make_panel, writer):
    panel = make_panel(make_run())
    press_and_wait(panel, "Start")
    set_by_person(panel, writer, "Batch size", 4)
    set_by_person(panel, writer, "Optimizer", "sgd")
    set_by_person(panel, writer, "Loss", "categorical_crossentropy")
    press_and_wait(panel, "Resume")
    assert not by_class(panel, "dm-warning").value
    settings = panel.run.spec.settings
    assert (settings.batch, settings.optimizer.name) == (4, "Adam")
    assert control(panel, "Optimizer").value == "sgd"
    model = panel.run.model
    press(panel, "Restart")
    press_and_wait(panel, "Restart")
    assert panel.run.model is model
    assert type(model.optimizer).__name__ == "SGD"
    assert model.loss.name == "categorical_crossentropy"
    assert panel.run.history.epochs == settings.epochs


def test_another_optimizer_brings_its_own_rate_until_that_is_set(make_run, make_panel, writer):
    panel = make_panel(make_run())
    set_by_person(panel, writer, "Optimizer", "sgd")
    assert control(panel, "Learning rate").value == 0.01
    set_by_person(panel, writer, "Learning rate", 0.05)
    assert "sgd lr 0.05" in by_class(panel, "dm-header").value
    press_and_wait(panel, "Start")
    assert float(panel.run.model.optimizer.learning_rate) == pytest.approx(0.05)


def test_the_loss_says_why_it_was_chosen(make_run, make_panel):
    panel = make_panel(make_run())
    assert control(panel, "Loss").value == "sparse_categorical_crossentropy"
    wait_for(lambda: "because y holds classes, and the last layer is 2 softmax" in texts(panel))


def test_a_loss_that_is_chosen_before_the_start_is_trained(make_run, make_panel, writer):
    panel = make_panel(make_run())
    set_by_person(panel, writer, "Loss", "kl_divergence")
    press_and_wait(panel, "Start")
    assert not by_class(panel, "dm-warning").value
    assert panel.run.model.loss.name == "kl_divergence"


def test_what_is_set_back_waits_no_more(make_run, make_panel, writer):
    panel = make_panel(make_run())
    set_by_person(panel, writer, "Batch size", 16)
    assert "batch" in pending_settings_of(panel.run)
    set_by_person(panel, writer, "Batch size", 8)
    assert "batch" not in pending_settings_of(panel.run)
    assert str(pending_settings_of(panel.run).next_spec) == str(panel.run.spec)


def test_two_panels_of_one_run_agree(make_run, make_panel, writer):
    run = make_run()
    one, other = make_panel(run), make_panel(run)
    set_by_person(one, writer, "Validation split", 0.5)
    set_by_person(one, writer, "Patience", 7)
    assert control(other, "Validation split").value == 0.5
    assert control(other, "Patience").value == 7
    assert "split 0.5" in by_class(other, "dm-header").value
    press(other, "Start")
    run.wait()
    assert writer.flush()
    assert buttons(one) == buttons(other)
    assert buttons(one)[:2] == ["Resume", "Restart"]
    assert run.spec.settings.split == 0.5


def test_restart_asks_once_and_keeps_the_seed(make_run, make_panel, writer):
    panel = make_panel(make_run("4 -> 2 softmax ; epochs 2 ; seed 5"))
    press_and_wait(panel, "Start")
    press(panel, "Restart")
    assert writer.flush()
    assert buttons(panel) == ["Restart", "Cancel", "Restart with a new seed"]
    assert by_class(panel, "dm-closes").description == "Cancel"  # what Escape presses
    assert "Restart discards 2 epochs of training (best validation loss" in texts(panel)
    press(panel, "Cancel")
    assert writer.flush()
    assert buttons(panel) == ["Resume", "Restart"]
    assert panel.run.history.epochs == 2
    before = panel.run.history["loss"]
    press(panel, "Restart")
    assert writer.flush()
    press_and_wait(panel, "Restart")
    assert panel.run.spec.settings.seed == 5
    assert panel.run.history["loss"] == before
    assert panel.run.history["loss"] is not before


def test_with_a_new_seed_it_begins_elsewhere(make_run, make_panel):
    panel = make_panel(make_run("4 -> 2 softmax ; epochs 2 ; seed 5"))
    press_and_wait(panel, "Start")
    before = panel.run.history["loss"]
    press(panel, "Restart")
    press_and_wait(panel, "Restart with a new seed")
    assert panel.run.spec.settings.seed != 5
    assert panel.run.history["loss"] != before
    assert control(panel, "Seed").value == panel.run.spec.settings.seed


def test_a_new_seed_waits_for_restart(make_run, make_panel, writer):
    panel = make_panel(make_run())
    press_and_wait(panel, "Start")
    press(panel, "New seed")
    assert writer.flush()
    drawn = control(panel, "Seed").value
    assert drawn != panel.run.spec.settings.seed
    assert f"seed {drawn}" in by_class(panel, "dm-header").value


def raw_pixels():
    rng = np.random.default_rng(0)
    return rng.integers(0, 256, (60, 64)).astype("uint8"), rng.integers(0, 2, 60)


def test_an_offer_is_taken_by_its_button_before_anything_is_trained(make_panel, writer):
    events = []
    panel = make_panel(
        prepare("64 -> 4 relu -> 2 softmax ; epochs 1", *raw_pixels(), name="digits"),
        on_new_run=events.append,
    )
    first = panel.run
    assert "Pixels run from 0 to 255" in texts(panel)
    press(panel, "Use scale / 255")
    assert writer.flush()
    assert panel.run is not first
    assert events == [panel.run]
    assert panel.run.name == "digits"
    assert str(panel.run.spec).startswith("64 -> scale / 255 -> 4 relu")
    assert "Use scale / 255" not in buttons(panel)
    press_and_wait(panel, "Start")
    assert panel.run.history.epochs == 1
    assert "Finished 1 epoch." in by_class(panel, "dm-summary-words").value


def test_words_in_place_of_others_are_taken_by_their_button(make_panel, writer):
    x, y = raw_pixels()
    panel = make_panel(prepare("64 -> 4 relu relu -> auto softmax ; epochs 1", x / 255, y))
    press(panel, "Use relu in place of relu relu")
    assert writer.flush()
    assert str(panel.run.spec).startswith("64 -> 4 relu -> ")
    assert "Use relu in place of relu relu" not in buttons(panel)


def test_a_model_that_was_given_keeps_optimizer_and_loss(make_panel, rows):
    from densemodel.network import build

    model = build("4 -> 2 softmax")
    panel = make_panel(prepare(model, *rows, settings="epochs 1"))
    assert control(panel, "Optimizer").disabled
    assert control(panel, "Loss").disabled
    assert not control(panel, "Batch size").disabled
    press_and_wait(panel, "Start")
    assert panel.run.model is model


def test_the_spec_that_is_copied_is_the_one_that_is_shown(make_run, make_panel, writer):
    panel = make_panel(make_run())
    (copy,) = (w for w in every(panel) if getattr(w, "kind", "") == "copy" and "spec" in w.label)
    set_by_person(panel, writer, "Batch size", 16)
    assert copy.text == str(pending_settings_of(panel.run).next_spec.without_lengths())
    assert copy.text.endswith(" ; batch 16 ; epochs 2")


def test_the_curves_offer_the_metrics_that_a_given_model_measures(make_panel, rows):
    import keras

    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("adam", "mse", metrics=[keras.metrics.MeanSquaredError(name="my_error")])
    panel = make_panel(prepare(model, rows[0], rows[0].sum(axis=1), settings="epochs 1"))
    press_and_wait(panel, "Start")
    names = [option[1] for option in by_class(panel, "dm-choices").children[2].options]
    assert names == ["loss", "my_error"]


def test_a_split_by_a_column_that_was_not_read_waits_for_restart(make_panel, writer):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(60, 3)), columns=["a", "b", "c"])
    frame["patient"] = np.repeat(np.arange(12), 5)
    panel = make_panel(prepare("auto -> 2 softmax ; epochs 1", frame, rng.integers(0, 2, 60)))
    press_and_wait(panel, "Start")
    pending_settings_of(panel.run).add_clause("split", "split 0.3 by patient")
    assert writer.flush()
    assert buttons(panel)[:2] == ["Resume", "Restart"]
    set_by_person(panel, writer, "Epochs", 2)
    press_and_wait(panel, "Resume")
    assert not by_class(panel, "dm-warning").value
    assert panel.run.history.epochs == 2
    assert panel.run.spec.settings.split_column is None
    first = panel.run
    press(panel, "Restart")
    press(panel, "Restart")
    wait_for(lambda: panel.run is not first and panel.run.state == "finished")
    assert panel.run.spec.settings.split_column == "patient"


def test_a_second_click_on_the_question_does_nothing(make_run, make_panel, writer):
    panel = make_panel(make_run())
    press_and_wait(panel, "Start")
    press(panel, "Restart")
    assert writer.flush()
    again = control(panel, "Restart with a new seed")
    again.click()
    again.click()
    panel.run.wait()
    assert writer.flush()
    assert not by_class(panel, "dm-warning").value
    assert f"seed {panel.run.spec.settings.seed}" in by_class(panel, "dm-header").value
    assert pending_settings_of(panel.run).next_spec == panel.run.spec


def test_the_rate_of_an_optimizer_that_waits_says_so(make_run, make_panel, writer):
    panel = make_panel(make_run())
    press_and_wait(panel, "Start")
    set_by_person(panel, writer, "Optimizer", "sgd")
    set_by_person(panel, writer, "Learning rate", 0.1)
    assert "of sgd, from Restart" in texts(panel)
    assert panel.run.spec.settings.learning_rate == 0.01


def numbered_frame():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(200, 3)), columns=["a", "b", "c"])
    y = rng.integers(0, 2, 200)
    frame["row"] = np.arange(200)
    frame["boat"] = y + 0.01 * rng.normal(size=200)  # known only after the answer
    return frame, y


def test_columns_are_left_out_one_offer_after_another(make_panel, writer):
    panel = make_panel(prepare("auto -> 8 relu -> 2 softmax ; epochs 1", *numbered_frame()))
    press(panel, "Use without row")
    press(panel, "Use without boat")
    assert writer.flush()
    assert panel.run.spec.settings.without == ("row", "boat")
    assert panel.run.spec.input_shape == (3,)  # auto, of what is left
    assert not by_class(panel, "dm-warning").value
    press_and_wait(panel, "Start")
    assert panel.run.state == "finished"


def test_an_offer_that_the_written_size_cannot_follow_is_taken_back(make_panel, writer):
    panel = make_panel(prepare("5 -> 8 relu -> 2 softmax ; epochs 1", *numbered_frame()))
    press(panel, "Use without row")
    assert writer.flush()
    assert "write 4 or auto" in by_class(panel, "dm-warning").value
    assert buttons(panel)[0] == "Start"
    assert pending_settings_of(panel.run).next_spec == panel.run.spec
    press_and_wait(panel, "Start")
    assert panel.run.state == "finished"


def test_evaluations_without_a_best_one_are_drawn(make_run, make_panel, caplog):
    panel = make_panel(make_run("4 -> 2 softmax ; epochs 3 ; split off ; every 2 ; patience off"))
    press_and_wait(panel, "Start")
    assert "could not be drawn" not in caplog.text
    assert panel.run.history.by_step


def test_a_loss_below_0_begins_on_a_linear_scale(make_panel, rows, writer):
    text = "4 -> 4 ; epochs 2 ; loss cosine_similarity"
    panel = make_panel(prepare(text, rows[0], rows[0]))
    press_and_wait(panel, "Start")
    assert max(panel.run.history["loss"]) < 0
    scale = by_class(panel, "dm-choices").children[3]
    assert scale.value == "linear"
    scale.value = "log"  # a person's own choice stands
    assert writer.flush()
    assert scale.value == "log"


def test_all_panels_of_a_run_follow_to_the_run_that_takes_its_place(make_panel, writer):
    run = prepare("64 -> 4 relu -> 2 softmax ; epochs 1", *raw_pixels())
    one, other = make_panel(run), make_panel(run)
    press(one, "Use scale / 255")
    assert writer.flush()
    assert one.run is other.run
    assert one.run is not run
    assert "scale / 255" in by_class(other, "dm-header").value
    press_and_wait(other, "Start")
    assert buttons(one) == ["Resume", "Restart"]

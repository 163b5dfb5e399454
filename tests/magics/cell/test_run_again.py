"""A cell that is run again shows what it has trained, and loses nothing."""

import re

import numpy as np
import pytest

from densemodel.store.autosave._autosave import BACKGROUND
from densemodel.widgets import TrainedBefore
from support.magics.asking import answer, asked, wait_for
from support.widgets.panel_parts import open_widgets

pytestmark = pytest.mark.tensorflow

CELL = "%%densemodel digits -x x_train -y y_train\n4 -> 5 relu -> 3 softmax ; epochs 2"
TRAINED = r"digits was trained at \d\d:\d\d and is shown again\. {} it from new weights\."


def registry(notebook):
    return notebook.shell.magics_manager.registry["DenseModel"].registry


def run_of(notebook, name="digits"):
    return registry(notebook).named(name).run


def trained(notebook, cell=CELL):
    """The run of a cell that was trained by its Start button."""
    notebook.run_without_waiting(cell)
    return run_of(notebook).start().wait()


def test_the_same_cell_shows_the_trained_run_again(notebook):
    run = trained(notebook)
    panel = registry(notebook).named("digits").panel
    shown = notebook.run_without_waiting(CELL)
    assert re.search(TRAINED.format("Restart trains"), shown)
    assert run_of(notebook) is run
    assert notebook.variables["digits"] is run.model
    assert registry(notebook).named("digits").panel is panel


def test_a_cell_of_slices_shows_its_trained_run_until_its_rows_change(notebook):
    cell = CELL.replace("x_train -y y_train", "x_train[:48] -y y_train[:48]")
    cell = cell.replace("\n", " --test x_train[48:] y_train[48:]\n", 1)
    run = trained(notebook, cell)
    assert (len(run.bound.x), len(run.bound.test[1])) == (48, 12)
    notebook.run_without_waiting(cell)
    assert run_of(notebook) is run
    notebook.run_without_waiting(cell.replace(":48", ":47"))
    assert run_of(notebook) is not run


def test_in_a_terminal_it_says_how_it_is_trained_from_new_weights(notebook):
    run = trained(notebook)
    shown = notebook.run(CELL)
    assert re.search(TRAINED.format("--train trains"), shown)
    assert run.sentence in shown


@pytest.mark.parametrize(
    "same",
    [
        CELL.replace("4 ->", "n_in  ->"),
        CELL.replace("-x x_train", "-x x_copy").replace("y_train\n", "y_train --no-panel\n"),
    ],
)
def test_another_way_to_write_the_same_shows_the_same_run(notebook, same):
    notebook.variables["x_copy"] = notebook.variables["x_train"].copy()
    run = trained(notebook)
    notebook.run_without_waiting(same)
    assert run_of(notebook) is run


@pytest.mark.parametrize(
    "other",
    [
        CELL.replace("epochs 2", "epochs 3"),
        CELL.replace("y_train\n", "y_train --strict\n"),
    ],
)
def test_another_text_gives_a_new_network(notebook, other):
    run = trained(notebook)
    notebook.run_without_waiting(other)
    assert run_of(notebook) is not run
    assert run_of(notebook).state == "ready"


def test_data_that_were_changed_in_place_are_other_data(notebook):
    run = trained(notebook)
    notebook.variables["x_train"][7, 2] += 1
    notebook.run_without_waiting(CELL)
    assert run_of(notebook) is not run


def test_data_that_were_loaded_again_are_the_same(notebook):
    run = trained(notebook)
    for name in ("x_train", "y_train"):
        notebook.variables[name] = notebook.variables[name].tolist()
    notebook.run_without_waiting(CELL)
    assert run_of(notebook) is run


@pytest.mark.parametrize("option", ["--train", "--wait"])
def test_train_and_wait_train_from_new_weights_by_the_seed(notebook, option):
    first = trained(notebook)
    weights = first.model.get_weights()
    first.resume(epochs=3).wait()
    notebook.run(CELL.replace("y_train\n", f"y_train {option}\n"))
    again = run_of(notebook)
    assert again is not first
    for value, wanted in zip(again.model.get_weights(), weights, strict=True):
        np.testing.assert_array_equal(value, wanted)


def test_a_model_that_was_changed_outside_is_built_again(notebook):
    run = trained(notebook)
    notebook.run("digits.fit(x_train, y_train, verbose=0)")
    notebook.run_without_waiting(CELL)
    assert run_of(notebook) is not run


def test_a_model_that_only_answered_is_unchanged(notebook):
    cell = CELL.replace("5 relu", "5 relu -> bn -> drop 0.5")
    run = trained(notebook, cell)
    notebook.run("digits.predict(x_train, verbose=0); digits.evaluate(x_train, y_train, verbose=0)")
    notebook.run_without_waiting(cell)
    assert run_of(notebook) is run


def test_a_name_that_was_deleted_is_bound_again(notebook):
    run = trained(notebook)
    notebook.run("del digits")
    notebook.run_without_waiting(CELL)
    assert notebook.variables["digits"] is run.model


def test_a_name_that_holds_something_else_is_left_alone(notebook):
    run = trained(notebook)
    notebook.run("digits = [1, 2]")
    assert "digits is a list" in notebook.fail(CELL)
    notebook.run_without_waiting(CELL.replace("y_train\n", "y_train --replace\n"))
    assert notebook.variables["digits"] is run.model


def test_a_run_that_was_restarted_and_stopped_is_shown_again(notebook):
    run = trained(notebook)
    run.restart("epochs 5").wait()
    notebook.run_without_waiting(CELL)
    assert run_of(notebook) is run


def test_networks_of_one_cell_are_shown_again_together(notebook):
    a, b = "a: 4 -> 3 softmax ; epochs 2", "b: 4 -> {} -> 3 softmax ; epochs 2"
    cell = f"%%densemodel -x x_train -y y_train {{}}\n{a}\n{b}"
    notebook.run(cell.format("--wait", 5))
    runs = [run_of(notebook, name) for name in ("a", "b")]
    shown = notebook.run_without_waiting(cell.format("", 5))
    assert [run_of(notebook, name) for name in ("a", "b")] == runs
    assert shown.count("is shown again") == 2
    notebook.run_without_waiting(cell.format("", 6))
    assert run_of(notebook, "a") is runs[0]
    assert run_of(notebook, "b") is not runs[1]


def test_a_network_that_trained_nothing_is_built_again(notebook):
    notebook.run_without_waiting(CELL)
    first = run_of(notebook)
    assert "shown again" not in notebook.run_without_waiting(CELL)
    assert run_of(notebook) is not first


OTHER = CELL.replace("5 relu", "6 relu")


def widgets():
    """All that are open."""
    return [*open_widgets().values()]


def offers(notebook):
    return [shown for shown in registry(notebook).questions if isinstance(shown, TrainedBefore)]


def show_it(notebook, line=0):
    (shown,) = offers(notebook)
    answer(notebook, shown._lines[line], "Show it")


def test_another_text_offers_the_trained_model_that_it_replaces(notebook):
    run = trained(notebook)
    weights, history = run.model.get_weights(), run.history
    notebook.run_without_waiting(OTHER)
    (shown,) = offers(notebook)
    assert re.fullmatch(
        r"digits was rebuilt; the model trained at \d\d:\d\d is saved\.", repr(shown)
    )
    panel = registry(notebook).named("digits").panel
    show_it(notebook)
    back = run_of(notebook)
    assert notebook.variables["digits"] is back.model
    assert panel.run is back
    assert back.history == history
    for value, wanted in zip(back.model.get_weights(), weights, strict=True):
        np.testing.assert_array_equal(value, wanted)
    assert back.has_data
    back.resume(epochs=1).wait()
    assert back.history.epochs == 3


def test_the_drawing_of_a_restored_model_leaves_no_widget_behind(notebook):
    trained(notebook)
    notebook.run_without_waiting(OTHER)
    echo = registry(notebook).named("digits").echo
    show_it(notebook)
    wait_for(lambda: "5" in repr(echo).split("relu")[0])

    def open_echoes():
        return [w for w in widgets() if "dm-echo" in getattr(w, "_dom_classes", ())]

    wait_for(lambda: open_echoes() == [echo.widget()])


def test_a_restored_model_is_shown_by_its_own_cell(notebook):
    trained(notebook)
    notebook.run_without_waiting(OTHER)
    show_it(notebook)
    back = run_of(notebook)
    assert "is shown again" in notebook.run_without_waiting(CELL)
    assert run_of(notebook) is back


def test_an_untrained_cell_that_is_run_again_offers_the_model_again(notebook):
    run = trained(notebook)
    history = run.history
    notebook.run_without_waiting(OTHER)
    notebook.run_without_waiting(OTHER)
    show_it(notebook)
    assert run_of(notebook).history == history


def test_of_two_trained_models_the_one_of_the_same_text_is_offered_first(notebook):
    history = trained(notebook).history
    trained(notebook, OTHER)
    notebook.run_without_waiting(CELL)
    first, second = repr(offers(notebook)[0]).split("\n")
    assert first.startswith("Trained at ")
    assert second.startswith("digits was rebuilt; the model trained at ")
    show_it(notebook)
    assert run_of(notebook).history == history


def test_with_other_data_the_restored_model_asks_before_it_takes_them(notebook):
    trained(notebook)
    notebook.variables["x_train"] = notebook.variables["x_train"] * 2
    notebook.run_without_waiting(CELL)
    (shown,) = offers(notebook)
    show_it(notebook)
    back = run_of(notebook)
    assert not back.has_data
    assert "trained on other data than this cell's" in repr(shown)
    answer(notebook, shown, "Use x_train and y_train")
    assert run_of(notebook).has_data


def test_a_model_that_was_changed_outside_is_saved_as_its_run_left_it(notebook):
    weights = trained(notebook).model.get_weights()
    assert BACKGROUND.flush(30)
    notebook.run("digits.fit(x_train, y_train, verbose=0)")
    notebook.run_without_waiting(CELL)
    assert "before it was changed outside its run, is saved" in repr(offers(notebook)[0])
    show_it(notebook)
    for value, wanted in zip(run_of(notebook).model.get_weights(), weights, strict=True):
        np.testing.assert_array_equal(value, wanted)


def test_a_run_that_the_new_one_stopped_is_offered(notebook):
    question = asked(notebook)
    old = run_of(notebook)
    while not old.history.evaluations:
        old.checkpoint()
    answer(notebook, question, "Stop and use the new one")
    history = old.history
    show_it(notebook)
    assert run_of(notebook).history == history


def test_train_with_another_text_offers_it_too_and_the_same_text_does_not(notebook):
    train = CELL.replace("y_train\n", "y_train --train\n")
    notebook.run_without_waiting(train)
    run_of(notebook).wait()
    notebook.run_without_waiting(train)
    run_of(notebook).wait()
    assert offers(notebook) == []
    notebook.run_without_waiting(train.replace("5 relu", "6 relu"))
    run_of(notebook).wait()
    assert len(offers(notebook)) == 1


def test_train_offers_a_run_that_a_person_has_led_further(notebook):
    train = CELL.replace("y_train\n", "y_train --train\n")
    notebook.run_without_waiting(train)
    run_of(notebook).wait().resume(epochs=2).wait()
    notebook.run_without_waiting(train)
    run_of(notebook).wait()
    show_it(notebook)
    assert run_of(notebook).history.epochs == 4


def test_a_restored_model_may_be_changed_for_the_one_that_it_replaced(notebook):
    trained(notebook)
    later = trained(notebook, OTHER).history
    notebook.run_without_waiting(CELL)
    show_it(notebook)
    notebook.run_without_waiting(OTHER)
    show_it(notebook)
    assert run_of(notebook).history == later


def test_in_a_terminal_a_line_says_what_brings_it_back(notebook):
    trained(notebook)
    shown = notebook.run(OTHER)
    (command,) = re.findall(r"is saved\. (%densemodel load [0-9a-f]{8} as digits) loads", shown)
    notebook.run(command)
    assert run_of(notebook).history.epochs == 2


@pytest.mark.parametrize("autosave", ["", "%config DenseModel.autosave = False"])
def test_a_model_that_a_person_saved_is_offered_from_that_file(notebook, autosave):
    notebook.run(autosave)
    run = trained(notebook)
    weights = run.model.get_weights()
    notebook.run('%densemodel save digits as "my first"')
    notebook.run_without_waiting(OTHER)
    (shown,) = offers(notebook)
    assert "is saved as 'my first'." in repr(shown)
    show_it(notebook)
    back = run_of(notebook)
    assert notebook.variables["digits"] is back.model
    for value, wanted in zip(back.model.get_weights(), weights, strict=True):
        np.testing.assert_array_equal(value, wanted)
    assert "my first" in notebook.run("%densemodel list")


def test_a_saved_model_that_trained_on_is_not_taken_for_the_newest(notebook):
    notebook.run("%config DenseModel.autosave = False")
    run = trained(notebook)
    notebook.run("%densemodel save digits")
    run.resume(epochs=1).wait()
    assert "was not saved: autosave is off." in notebook.run_without_waiting(OTHER)


def test_without_autosave_it_says_that_nothing_is_saved(notebook):
    notebook.run("%config DenseModel.autosave = False")
    trained(notebook)
    shown = notebook.run_without_waiting(OTHER)
    assert "was not saved: autosave is off." in shown
    assert offers(notebook) == []

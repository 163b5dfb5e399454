import re

import pytest

pytestmark = pytest.mark.tensorflow

CELL = "%%densemodel digits -x x_train -y y_train --workers 1 {options}\n{spec}"
SPEC = "4 -> {2|6} relu -> 3 softmax ; adam lr {0.1|0.01} ; epochs 3"


def cell(options="--wait --no-panel", spec=SPEC):
    return CELL.format(options=options, spec=spec)


def test_the_name_is_bound_to_the_best_model(notebook):
    output = notebook.run(cell())
    assert "4 of 4 trials done. Best is trial" in output
    notebook.run("s = %densemodel sweep digits\nr = %densemodel run digits")
    sweep, run = notebook.variables["s"], notebook.variables["r"]
    assert run.model is notebook.variables["digits"]
    assert run.history == sweep.results[sweep.best_number].history
    assert notebook.variables["digits"].predict(notebook.variables["x_train"], verbose=0).shape == (
        60,
        3,
    )


def test_without_a_panel_every_trial_prints_a_line(notebook):
    lines = notebook.run(cell("--wait")).splitlines()
    assert sum(line.startswith(("1 of 4", "2 of 4", "3 of 4", "4 of 4:")) for line in lines) == 4
    assert "units 2, lr 0.1" in "\n".join(lines)


def test_without_train_it_is_ready_and_resume_begins(notebook):
    output = notebook.run(cell("--no-panel"))
    assert "4 trials are ready. Start it with %densemodel start digits" in output
    assert "digits" not in notebook.variables
    notebook.run("%densemodel resume digits")
    assert "digits" in notebook.variables


def test_the_same_cell_again_trains_nothing_twice(notebook):
    notebook.run(cell())
    first = notebook.variables["digits"]
    output = notebook.run(cell())
    assert "1 of 4" not in output
    assert notebook.variables["digits"] is first


def test_a_random_draw_and_halving_are_options(notebook):
    spec = "4 -> 2 relu -> 3 softmax ; epochs 3 ; patience off ; adam lr {0.001..0.1 log/8}"
    notebook.run(cell("--wait --trials 3 --halving", spec))
    notebook.run("s = %densemodel sweep digits")
    results = notebook.variables["s"].results
    assert len(results) == 3
    assert sorted(result.epochs for result in results.values()) == [1, 1, 3]


def test_a_search_that_learns_is_an_option(notebook):
    spec = "4 -> {2|3} relu -> 3 softmax ; adam lr {0.001..0.1 log/8} ; epochs 1"
    output = notebook.run(cell("--wait --search tpe --trials 10", spec))
    lines = [line.partition(":")[0] for line in output.splitlines() if " of 10:" in line]
    assert lines == [f"{done} of 10" for done in range(1, 11)]
    notebook.run("s = %densemodel sweep digits")
    assert notebook.variables["s"].totals == {"trials": 10, "repeat": 1}


def test_processes_can_begin_after_names_were_reset(notebook):
    # what stands in the notebook's __main__ is gone by then, as after %reset
    output = notebook.run(cell().replace("--workers 1", "--workers 2"))
    assert "4 of 4 trials done" in output


def test_repeat_alone_is_a_sweep(notebook):
    output = notebook.run(cell(spec="4 -> 3 softmax ; epochs 2 ; repeat 3"))
    assert "3 of 3 trials done. Best is trial" in output


def test_test_data_scores_the_winner_once(notebook):
    output = notebook.run(cell("--wait --no-panel --test x_train y_train"))
    assert output.count("On the test data:") == 1


def test_findings_of_the_data_are_printed_and_strict_refuses_them(notebook):
    x = notebook.variables["x_train"]
    notebook.variables["x_train"] = x * 1000
    assert "write norm after the input" in notebook.run(cell())
    assert "write norm after the input" in notebook.fail(cell("--strict --no-panel --replace"))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("%%densemodel digits\n" + SPEC, "add -x and -y"),
        (cell(spec="4 -> 3 softmax"), "for a spec with choices"),
        (cell("--trials many"), "a whole number of 1 or more"),
        ("%densemodel sweep digits", "no cell has made a sweep digits"),
    ],
)
def test_mistakes_are_answered_in_a_line(notebook, source, words):
    message = notebook.fail(source)
    assert words in message
    assert "Traceback" not in message


def test_a_finished_sweep_does_not_ask_for_its_start(notebook):
    notebook.run(cell())
    output = notebook.run(cell("--no-panel"))
    assert output.startswith("4 of 4 trials done")
    assert "Start it" not in output


def test_a_name_that_was_given_away_is_bound_again(notebook):
    notebook.run(cell())
    first = notebook.variables.pop("digits")
    notebook.run(cell())
    assert notebook.variables["digits"] is first
    notebook.variables["digits"] = 5
    assert "digits is an int" in notebook.fail(cell())
    assert notebook.variables["digits"] == 5


def test_a_trained_model_whose_name_the_best_takes_is_saved_and_named(notebook):
    one = "%%densemodel digits -x x_train -y y_train {}\n4 -> 5 relu -> 3 softmax ; epochs 1"
    notebook.run(one.format("--wait"))
    output = notebook.run(cell())
    assert "digits will be the best model of the sweep; the model trained at" in output
    (command,) = re.findall(r"is saved\. (%densemodel load [0-9a-f]{8} as digits) loads", output)
    assert "will be the best" not in notebook.run(cell())
    assert "Finished 1 epoch" in notebook.run(command)


@pytest.mark.parametrize("line", ["run digits", "compare digits wide"])
def test_a_sweep_without_results_has_no_model_and_says_so(notebook, line):
    notebook.run(cell("--no-panel"))
    message = notebook.fail(f"%densemodel {line}")
    assert (
        "digits is a sweep, and has no model before a trial has ended: %densemodel resume digits "
        "trains it"
    ) in message


@pytest.mark.parametrize("change", ["x_train *= 2", "y_train[:] = y_train[::-1].copy()"])
def test_rows_that_were_changed_in_place_are_another_sweep(notebook, change):
    notebook.run(cell())
    first = notebook.variables["digits"]
    notebook.run(change)
    assert "4 of 4 trials done" in notebook.run(cell("--wait --no-panel --replace"))
    assert notebook.variables["digits"] is not first

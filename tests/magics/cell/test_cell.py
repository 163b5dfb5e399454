from pathlib import Path

import numpy as np
import pytest

from support.widgets.panel_parts import open_widgets, wait_for

pytestmark = pytest.mark.tensorflow

CELL = "%%densemodel digits -x x_train -y y_train {}\nn_in -> 5 relu -> 3 softmax\nepochs 2"


def cell(options="", clauses=""):
    return CELL.format(options) + (f" ; {clauses}" if clauses else "")


def test_a_cell_binds_a_compiled_model_and_shows_what_it_means(notebook):
    shown = notebook.run(cell())
    model = notebook.variables["digits"]
    assert type(model).__module__.startswith("keras")
    assert type(model).__name__ == "Sequential"
    assert model.count_params() == 4 * 5 + 5 + 5 * 3 + 3
    assert model.loss is not None
    assert "43" in shown
    assert notebook.variables["digits"].predict(np.zeros((1, 4)), verbose=0).shape == (1, 3)


def test_a_cell_whose_panel_nobody_has_touched_makes_few_widgets(notebook):
    notebook.run_without_waiting(cell())  # with those that all panels share
    before = set(open_widgets())
    notebook.run_without_waiting(cell().replace("digits", "others"))
    made = [kind for key, kind in open_widgets().items() if key not in before]
    assert len(made) <= 95  # each is a message, and a page loses messages that come in thousands


def test_strict_makes_an_offer_an_error(notebook):
    notebook.run("large = x_train * 1000")
    text = "\n4 -> 3 softmax ; epochs 1"
    shown = notebook.fail(f"%%densemodel digits -x large -y y_train --strict{text}")
    assert "column" in shown
    assert "write norm after the input" in shown
    assert "digits" not in notebook.variables
    shown = notebook.fail("%%densemodel other -x x_train -y large --strict\n4 -> norm -> 4")
    assert "large lies around" in shown
    notebook.run(f"%%densemodel digits -x large -y y_train{text}")
    notebook.run("%densemodel resume digits")


def test_what_a_row_lacks_is_filled_or_left_out_in_a_cell(notebook):
    notebook.run("holes = x_train.copy(); holes[5, 1] = float('nan')")
    first = "%%densemodel digits -x holes -y y_train --wait\n4 -> 3 softmax ; epochs 1"
    assert "1 missing value in holes (row 5, column 1)" in notebook.fail(first)
    assert "filled with its median" in notebook.run(f"{first} ; missing fill")
    assert "1 of 60 rows has a gap and is left out" in notebook.run(f"{first} ; missing drop")


def test_without_data_the_model_is_bound_just_the_same(notebook):
    notebook.run("%%densemodel digits\n4 -> 3 softmax")
    assert notebook.variables["digits"].count_params() == 15
    run = notebook.shell.run_line_magic("densemodel", "run digits")
    assert run.state == "ready"
    assert "add -x and -y" in run.sentence


@pytest.mark.small_training
def test_wait_trains_and_prints_how_it_ended(notebook):
    before = notebook.run(cell("--wait"))
    run = notebook.shell.run_line_magic("densemodel", "run digits")
    assert run.state == "finished"
    assert "Best epoch: " in before
    assert run.model is notebook.variables["digits"]


def test_a_frame_and_its_target_column(notebook):
    notebook.run(
        "import pandas as pd\n"
        "df = pd.DataFrame(x_train, columns=list('abcd'))\n"
        "df['kind'] = [['red', 'green', 'blue'][i] for i in y_train]"
    )
    notebook.run("%%densemodel digits --frame df --target kind --wait\n4 -> 3 softmax ; epochs 1")
    run = notebook.shell.run_line_magic("densemodel", "run digits")
    assert run.bound.class_names == ("blue", "green", "red")


def test_a_variable_of_another_kind_is_not_overwritten(notebook):
    notebook.run("digits = {'a': 1}")
    shown = notebook.fail(cell())
    assert shown == "digits is a dict: choose another name or add --replace"
    assert notebook.variables["digits"] == {"a": 1}
    notebook.run(cell("--replace"))
    assert type(notebook.variables["digits"]).__name__ == "Sequential"


def test_the_line_form_gives_back_a_compiled_model(notebook):
    notebook.run("m = %densemodel n_in -> 8 relu -> 3 softmax ; sgd lr 0.5")
    assert notebook.variables["m"].count_params() == 4 * 8 + 8 + 8 * 3 + 3
    assert type(notebook.variables["m"].optimizer).__name__ == "SGD"


def test_code_is_a_script_without_us(notebook):
    notebook.run(cell())
    shown = notebook.run("%densemodel code digits")
    assert "import keras" in shown
    assert "densemodel" not in shown
    compile(shown, "code", "exec")


def test_check_says_what_was_noticed(notebook):
    notebook.run(cell())
    assert notebook.run("%densemodel check digits").strip()


@pytest.mark.parametrize("first", ["start", "resume"])
def test_start_and_resume_start_and_resume_goes_on(notebook, first):
    assert "Start it with %densemodel start digits" in notebook.run(cell())
    assert "Finished 2 epochs" in notebook.run(f"%densemodel {first} digits")
    notebook.run_without_waiting("%densemodel resume digits")  # up to epoch 1,500
    run = notebook.shell.run_line_magic("densemodel", "run digits")
    wait_for(lambda: run.history.epochs > 2)
    assert "Best epoch" in run.stop().wait().sentence


def test_config_shows_and_sets_the_defaults(notebook):
    notebook.run("%config DenseModel.name = 'net'")
    notebook.run("%%densemodel\n4 -> 3 softmax")
    assert "net" in notebook.variables


def test_unload_stops_runs_and_takes_the_magics_away(notebook):
    long = cell("--train", "epochs 100000 ; patience off").replace("epochs 2 ; ", "")
    notebook.run_without_waiting(long)
    run = notebook.shell.run_line_magic("densemodel", "run digits")
    notebook.shell.run_line_magic("unload_ext", "densemodel")
    run.wait(60)
    assert run.state == "stopped"
    assert notebook.shell.find_cell_magic("densemodel") is None
    assert "digits" in notebook.variables
    notebook.shell.run_line_magic("load_ext", "densemodel")
    assert notebook.shell.find_cell_magic("densemodel") is not None


def test_the_guide_names_every_option_and_command():
    from densemodel.magics.cell._arguments import OPTIONS
    from densemodel.magics.commands._commands import COMMANDS

    guide = (Path(__file__).resolve().parents[3] / "docs" / "cell.md").read_text(encoding="utf-8")
    assert all(f"`{option}" in guide for option in (*OPTIONS, *COMMANDS))


def test_messages_name_the_variables_of_the_cell(notebook):
    notebook.run("narrow = x_train[:, :3]; holes = x_train.copy(); holes[5, 1] = float('nan')")
    first = "%%densemodel digits -x x_train -y y_train --test narrow y_train --train"
    text = "\n4 -> 3 softmax ; epochs 1"
    assert "the spec says 4, narrow has 3" in notebook.fail(first + text)
    sweep = f"{first}\n4 -> {{2|3}} relu -> 3 softmax ; epochs 1"
    assert "narrow has 3" in notebook.fail(sweep)
    refused = f"%%densemodel digits -x holes -y y_train --wait{text}"
    assert "1 missing value in holes (row 5, column 1)" in notebook.fail(refused)
    notebook.run("import pandas as pd; flowers = pd.DataFrame(holes); flowers['kind'] = y_train")
    refused = f"%%densemodel digits --frame flowers --target kind --wait{text}"
    assert "in flowers (row 5" in notebook.fail(refused)


def test_what_is_offered_names_the_variables_of_the_cell(notebook):
    notebook.run("far = x_train * 1000")
    notebook.run(
        "%%densemodel digits -x x_train -y y_train --validation far y_train\n"
        "4 -> 3 softmax ; epochs 1"
    )
    shown = notebook.run("%densemodel check digits")
    assert "far runs from" in shown
    assert "x_train from" in shown
    assert "validation_data" not in shown

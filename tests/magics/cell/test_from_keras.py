"""Keras code in a cell, and Keras models in memory, become cells with a spec."""

import re

import pytest
from IPython.utils.capture import capture_output

from densemodel.language import parse
from densemodel.widgets.runtime import _give_button

CODE = """\
model = Sequential()
model.add(Dense(8, activation='relu', input_shape=(n_in,)))
model.add(Dense(3, activation='softmax'))
model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(x_train, y_train, epochs=2, validation_data=(x_val, y_val))
"""
SPEC = (
    "n_in -> 8 relu -> 3 softmax ; adam ; loss sparse_categorical_crossentropy ; "
    "metrics accuracy ; epochs 2"
)
FIRST = "%%densemodel digits -x x_train -y y_train --validation x_val y_val"


@pytest.mark.tensorflow
def test_keras_code_in_a_cell_is_answered_with_the_cell_that_says_the_same(notebook):
    shown = notebook.fail(f"%%densemodel digits\n{CODE}")
    assert f"The data go on the first line: {FIRST}" in shown
    assert SPEC in shown
    assert notebook.shell.rl_next_input == f"{FIRST}\n{SPEC}"  # what a terminal puts in
    assert "digits" not in notebook.variables
    notebook.variables.update(x_val=notebook.variables["x_train"])
    notebook.variables.update(y_val=notebook.variables["y_train"])
    notebook.run(notebook.shell.rl_next_input)
    assert notebook.variables["digits"].count_params() == 67


def test_data_that_the_first_line_names_stay(notebook):
    notebook.fail(f"%%densemodel -x rows -y labels\n{CODE}")
    first = notebook.shell.rl_next_input.split("\n")[0]
    assert first == "%%densemodel -x rows -y labels --validation x_val y_val"


def test_a_click_puts_the_spec_into_the_cell(notebook, monkeypatch):
    made = []

    def show(box, _):
        made.extend(box.children)
        return "a1"

    monkeypatch.setattr(_give_button, "show_with_static_output", show)
    notebook.shell.kernel = object()
    try:
        notebook.fail(f"%%densemodel digits\n{CODE}")
    finally:
        del notebook.shell.kernel
    (button,) = (one for one in made if hasattr(one, "text"))
    assert (button.label, button.text) == ("Use this spec", f"{FIRST}\n{SPEC}")
    assert button.expected == ""


def test_button_leaves_nothing_in_the_file():
    with capture_output() as captured:
        _give_button.show_copy_button("Copy the cell", "%%densemodel\n4 -> 3")
    assert captured.outputs[-1].data["text/plain"] == ""


def test_code_that_no_spec_says_is_refused_once(notebook):
    shown = notebook.fail("%%densemodel\nm = Sequential([LSTM(32), Dense(3)])")
    assert shown.count("the language has no layer LSTM") == 1
    assert "Traceback" not in shown


@pytest.mark.tensorflow
def test_from_keras_prints_the_cell_of_a_model(notebook):
    notebook.run(
        "import keras\n"
        "net = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name='mine')])\n"
        "net.compile(keras.optimizers.SGD(0.1), 'mse')"
    )
    shown = notebook.run("%densemodel from_keras net").strip().split("\n")
    assert shown[0] == "%%densemodel net_spec"
    assert str(parse(shown[1])) == shown[1] == "4 -> 3 ; sgd lr 0.1 ; loss mse"
    assert all(line.startswith("#") for line in shown[2:])
    assert notebook.shell.rl_next_input == "\n".join(shown[:2])


@pytest.mark.tensorflow
def test_models_are_completed_behind_from_keras(notebook):
    notebook.run("import keras\nnetwork = keras.Sequential([keras.layers.Dense(3)])")
    line = "%densemodel from_keras "
    found = notebook.shell.complete(None, line, len(line))[1]
    assert found == ["network"]


@pytest.mark.tensorflow
def test_from_keras_says_what_is_wrong(notebook):
    assert "takes the name of one Keras model" in notebook.fail("%densemodel from_keras")
    assert "there is no variable net" in notebook.fail("%densemodel from_keras net")
    assert "takes a model of Keras 3" in notebook.fail("%densemodel from_keras n_in")


@pytest.mark.tensorflow
@pytest.mark.parametrize("order", ["--validation ds --test ds", "--test ds --validation=ds"])
def test_a_dataset_validates_and_tests_in_a_cell(notebook, order):
    notebook.run(
        "import tensorflow as tf\n"
        "ds = tf.data.Dataset.from_tensor_slices((x_train, y_train)).batch(8)"
    )
    cell = f"%%densemodel digits -x ds {order} --wait\n4 -> 8 relu -> 3 softmax ; epochs 2"
    shown = notebook.run(cell)
    assert re.search(r"validation loss [\d.]+, accuracy", shown)
    assert re.search(r"Test loss [\d.]+, accuracy", shown)
    before = notebook.variables["digits"]
    assert "is shown again" in notebook.run(cell.replace(" --wait", ""))
    assert notebook.variables["digits"] is before


@pytest.mark.tensorflow
def test_a_dataset_beside_rows_is_refused_in_a_sentence(notebook):
    notebook.run(
        "import tensorflow as tf\n"
        "ds = tf.data.Dataset.from_tensor_slices((x_train, y_train)).batch(8)"
    )
    cell = "%%densemodel digits -x x_train -y y_train --validation {}\n4 -> 3 softmax"
    assert "ds yields batches, and -x holds rows" in notebook.fail(cell.format("ds"))
    needs = "--validation needs X Y after it: --validation x_train Y"
    assert needs in notebook.fail(cell.format("x_train"))
    assert "--validation needs X Y after it" in notebook.fail(cell.format(""))
    sweep = "%%densemodel s -x ds --validation ds\n4 -> {3|4} relu -> 3 softmax"
    assert "a sweep needs x and y" in notebook.fail(sweep)


@pytest.mark.parametrize("option", ["-x x -y y --validation", "-x x -y y --test"])
def test_a_quotient_of_any_rows_is_answered_with_a_layer(notebook, option):
    notebook.variables.update(x=[[1.0]], y=[1.0])
    shown = notebook.fail(f"%%densemodel d {option} x_train / 255 y_train\n4 -> 3")
    assert (
        f"write {option.rsplit(maxsplit=1)[-1]} x_train, and scale / 255 as the first layer"
        in shown
    )

import re

import numpy as np
import pandas as pd
import pytest

from densemodel.errors import DenseModelError
from densemodel.language import (
    ACTIVATIONS,
    CLAUSES,
    INITIALIZERS,
    LAYERS,
    LOSSES,
    METRICS,
    OPTIMIZERS,
    SCHEDULES,
    WORDS,
    parse,
)
from densemodel.magics.cell._arguments import OPTIONS
from densemodel.magics.commands._commands import COMMANDS
from densemodel.magics.help._help import EXAMPLES, help_on, help_text, help_words, usage

TABLES = (ACTIVATIONS, CLAUSES, INITIALIZERS, LAYERS, LOSSES, METRICS, OPTIMIZERS, SCHEDULES)


def test_the_page_says_all_options_commands_layers_activations_and_clauses():
    page = help_text()
    for word in (*OPTIONS, *COMMANDS, *ACTIVATIONS, *(set(CLAUSES) - {"optimizer"})):
        assert word in page
    for layer in LAYERS.values():
        assert layer.example in page


def test_there_is_help_on_every_word():
    words = {*OPTIONS, *COMMANDS, *WORDS, *(word for table in TABLES for word in table)}
    for word in sorted(words):
        shown = help_on(word)
        assert word in shown
        assert max(map(len, shown.split("\n"))) <= 80


def test_the_pages_fit_eighty_columns():
    for page in (help_text(), usage()):
        assert max(map(len, page.split("\n"))) <= 80


def test_help_on_score_says_how_other_rows_are_given():
    shown = help_on("score")
    for words in ("score digits\n", "-x x_test -y y_test", "--frame df --target kind"):
        assert words in shown


@pytest.mark.parametrize("spec", EXAMPLES)
def test_each_example_is_a_spec(spec):
    assert parse(spec).parameter_count > 0


def test_a_layer_says_its_example_range_options_defaults_and_keras_class():
    shown = help_on("conv")
    for part in ("conv 32 3x3 relu", "bias=on", "a number of 0 or more", "keras.layers.Conv2D"):
        assert part in shown


def test_a_clause_says_its_forms_range_default_and_how_it_is_off():
    shown = help_on("patience")
    for part in ("; patience 2", "a whole number of 0 or more", "patience off", "Default: "):
        assert part in shown
    assert "mse" in help_on("loss")
    assert "exp 0.03->0.0001/1000" in help_on("lr")


def test_a_word_with_two_meanings_says_both():
    shown = help_on("norm")
    assert "keras.layers.Normalization" in shown
    assert "clip norm 1" in shown
    assert "a loss" in help_on("mae")
    assert "a metric" in help_on("mae")
    assert "50(l2=0)" in help_on("L2")


@pytest.mark.parametrize(
    ("word", "ours"),
    [
        ("Conv2D", "conv"),
        ("BatchNormalization", "bn"),
        ("batch_norm", "bn"),
        ("mean_squared_error", "mse"),
        ("MeanSquaredError", "mse"),
        ("TruncatedNormal", "tn"),
        ("learning_rate", "lr"),
        ("EarlyStopping", "patience"),
        ("validation_split", "split"),
        ("dropout", "drop"),
        ("rellu", "relu"),
        ("--trian", "--train"),
    ],
)
def test_a_word_of_keras_or_a_misspelt_one_suggests_ours(word, ours):
    with pytest.raises(DenseModelError, match=f"did you mean {ours}\\?"):
        help_on(word)


def test_an_unknown_word_suggests_no_other():
    with pytest.raises(DenseModelError, match="shows the words there are"):
        help_on("Sequential")


def test_a_word_has_no_second_entry_for_the_clause_that_it_stands_in():
    assert "stands in" not in help_on("cosine")


def test_help_is_printed(notebook):
    assert "keras.optimizers.Adam" in notebook.run("%densemodel help adam")
    assert "%densemodel run digits" in notebook.run("%densemodel help run")
    assert "--wait" in notebook.run("%densemodel help --wait")


def test_a_question_mark_shows_usage_options_commands_and_common_specs(notebook):
    shown = notebook.shell.object_inspect_mime("%%densemodel")["text/plain"]
    for part in (*OPTIONS, *COMMANDS, *EXAMPLES):
        assert part in shown


def test_each_word_offered_for_help_has_one_line():
    assert all(line and "\n" not in line for line in help_words().values())


def test_a_number_has_the_help_of_a_layer():
    assert help_on("50") == help_on("dense")


def test_accuracy_has_the_name_that_keras_resolves():
    assert 'In Keras: metrics=["accuracy"]' in help_on("accuracy")


@pytest.mark.tensorflow
def test_help_begins_with_three_cells_that_train(notebook):
    begin, _, _ = help_text().partition("%%densemodel [NAME]")
    cells = re.findall(r"^  (%%densemodel .*)\n  (.*)", begin, re.MULTILINE)
    assert len(cells) == 3
    rng = np.random.default_rng(0)
    notebook.variables["df"] = pd.DataFrame(
        rng.normal(size=(40, 3)), columns=["a", "b", "survived"]
    )
    notebook.variables["df"].survived = [0, 1] * 20
    notebook.variables["df"].loc[3, "a"] = np.nan
    notebook.variables["df"]["city"] = ["Bern", "Zug"] * 20
    for (line, text), shape in zip(cells, ((40, 784), (40, 4), (40, 4)), strict=True):
        y = rng.integers(10, size=40) if shape[1] == 784 else rng.normal(size=40)
        notebook.variables.update(x_train=rng.normal(size=shape).astype("float32"), y_train=y)
        spec = text if "epochs" in text else f"{text} ; epochs 2"
        assert "Best epoch: " in notebook.run(f"{line} --wait\n{spec}")


def test_no_trained_layer_is_described_as_not_trained():
    assert "not trained" not in help_text() + help_on("missing")


def test_help_on_a_table_says_what_becomes_of_its_columns():
    shown = " ".join(help_on("table").split())
    for words in ("an input", "numbers are scaled", "left out", "; category zip ; date sold"):
        assert words in shown
    assert {"table", "category", "number", "date"} <= set(help_words())
    for kind in ("category", "number", "date"):
        assert f"{kind} (a clause): columns of a table" in help_on(kind)


def test_a_cell_without_a_body_shows_what_it_would_say_as_a_line(notebook):
    for end in ("", "\n", "\n\n  \n"):
        assert "Three cells to begin with" in notebook.run(f"%%densemodel help{end}")
        assert "conv (a layer)" in notebook.run(f"%%densemodel help conv{end}")
        assert "the cell holds no spec" in notebook.fail(f"%%densemodel digits{end}")
    assert "put the spec on the next line" in notebook.fail("%%densemodel 784 -> 10")

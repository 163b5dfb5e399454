"""Messages name the variables that a person wrote."""

import numpy as np
import pandas as pd
import pytest

from densemodel.data import bind
from densemodel.data.findings._finding import with_names
from densemodel.errors import DataError

NAMES = {
    "x": "x_train",
    "y": "y_train",
    "validation_data": "y_val",
    "validation_data[0]": "x_val",
    "validation_data[1]": "y_val",
    "test_data[0]": "x_test",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("test_data[0] has rows of 28x28", "x_test has rows of 28x28"),
        ("give rows that are not in x", "give rows that are not in x_train"),
        ("write x[0], or np.vstack(x)", "write x_train[0], or np.vstack(x_train)"),
        ("write y.ravel()", "write y_train.ravel()"),
        ("all rows of validation_data are 1", "all rows of y_val are 1"),
        ("column 'x' of x", "column 'x' of x_train"),
        ("add -x and -y", "add -x and -y"),
        ("x_new has 3x3, y0 too", "x_new has 3x3, y0 too"),
        ("test_data[1] is unknown", "test_data[1] is unknown"),
    ],
)
def test_a_variable_is_called_as_it_was_written(text, expected):
    assert with_names(text, NAMES) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("y holds 'a' (row 0)", "the price holds 'a' (row 0)"),
        ("write y = y.astype(float)", "write F['the price'] = F['the price'].astype(float)"),
        ("write pd.Series(y).astype(str)", "write F['the price'].astype(str)"),
        ("write y = y / 255", "write F['the price'] = F['the price'] / 255"),
        ("one column, such as y['a']", "one column, such as F['the price']['a']"),
        ("column 'z' is y (y is 2 times it)", "column 'z' is the price (the price is 2 times it)"),
    ],
)
def test_a_column_of_a_frame_has_another_name_in_code(text, expected):
    names = {"x": "F", "y": "the price", "y in Python": "F['the price']"}
    assert with_names(text, names) == expected


def test_words_of_the_language_are_kept():
    text = "x is like y: write without x"
    assert with_names(text, NAMES, keep=["without x"]) == "x_train is like y_train: write without x"


def test_pairs_are_called_by_their_variables():
    x, y = np.random.default_rng(0).normal(size=(40, 8)), np.arange(40.0)
    bound = bind("8 -> 1", x, y, test_data=(x[:, :3], y)).with_names(NAMES)
    (refusal,) = bound.refusals
    assert refusal.message == "the spec says 8, x_test has 3: give rows like the training rows"
    with pytest.raises(DataError, match="x_test has 3"):
        bound.require()
    again = bind("8 -> 1", x, y, validation_data=(x * 1000, y)).with_names(NAMES)
    for one in (again, again.with_spec(again.spec.with_settings("batch 8")), again.as_strict()):
        messages = " ".join(finding.message for finding in one.findings)
        assert "x_val runs from" in messages
        assert "x_train from" in messages


def test_x_that_is_refused_is_called_by_its_variable():
    x = pd.DataFrame({"x": ["a", "b"] * 20, "z": np.arange(40.0)})
    (refusal, *_) = bind("2 -> 1", x, np.arange(40.0)).with_names(NAMES).refusals
    assert "x_train" in refusal.message
    assert "'x'" in refusal.message

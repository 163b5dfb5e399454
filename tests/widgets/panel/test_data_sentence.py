import numpy as np
import pytest

from densemodel.data import Finding, bind
from densemodel.widgets.panel._data_sentence import (
    class_words,
    data_sentence,
    finding_lines,
    folded_columns,
    guess_line,
)
from support.widgets.table_parts import SPEC, flats


@pytest.mark.tensorflow
def test_rows_and_classes_are_counted(make_run):
    bound = make_run().bound
    assert bound is not None
    assert data_sentence(bound) == "28 rows to train on, 12 to validate; 2 classes, even."


@pytest.mark.tensorflow
def test_without_a_split_nothing_validates(make_run):
    bound = make_run("4 -> 2 softmax ; split off").bound
    assert bound is not None
    assert data_sentence(bound) == "40 rows to train on; 2 classes, even."


def test_uneven_classes_are_listed():
    assert class_words([5, 700]) == "2 classes (0: 5, 1: 700)"
    assert (
        class_words([5, 1700, 0], ["owl", "cat", "dog"])
        == "2 of 3 classes (owl: 5, cat: 1,700, dog: 0)"
    )
    assert class_words([5, 700, 9, 9, 9, 9]) == "6 classes of 5 to 700 rows"
    assert class_words([5, 700, 9, 9, 9, 0]) == "5 of 6 classes in y, 5 to 700 rows"
    assert class_words([5, 5, 0]) == "2 of 3 classes in y, even"
    assert class_words([0, 9]) == "1 of 2 classes in y"
    assert class_words([9]) == "1 class"
    assert class_words([]) == ""


def test_a_split_that_is_not_random_lists_the_validation_classes():
    x, y = np.arange(20.0)[:, None] / 20, np.repeat([0, 1], [13, 7])
    bound = bind("1 -> 2 softmax ; split 50% last", x, y)
    assert data_sentence(bound) == (
        "10 rows to train on, 10 to validate; 2 classes (0: 13, 1: 7); of those that validate, "
        "0: 3, 1: 7."
    )


@pytest.mark.parametrize(
    ("spec", "y", "line"),
    [
        (
            "1 -> 2 softmax",
            np.repeat([0, 1], [15, 5]),
            "always the most common class): accuracy 0.750",
        ),
        ("1 -> 1", np.tile([1.0, 3.0], 10), "always the mean): mean absolute error 1.00 and R2 0"),
        (
            "1 -> 2 sigmoid",
            np.tile([[1, 0], [1, 1]], (10, 1)),
            "always the more common answer of each column): accuracy 0.750",
        ),
    ],
)
def test_the_baseline_has_its_scores_in_a_line(spec, y, line):
    bound = bind(f"{spec} ; split off", np.arange(20.0)[:, None] / 20, y)
    assert guess_line(bound) == f"Baseline ({line}."


def test_an_offer_says_the_words_that_take_it():
    found = [
        Finding("offer", "y", "y holds only 0 and 1.", "1 sigmoid"),
        Finding("repair", "x", "Pixels scaled."),
        Finding("refuse", "x", "x is empty."),
    ]
    assert finding_lines(found) == ["y holds only 0 and 1. Write 1 sigmoid.", "Pixels scaled."]


def test_words_that_an_offer_contains_are_not_repeated():
    found = [Finding("offer", "y", "y holds only 0 and 1: write 1 sigmoid", "1 sigmoid")]
    assert finding_lines(found) == ["y holds only 0 and 1: write 1 sigmoid"]


def test_a_line_begins_with_a_variable_or_a_value_as_it_is_written():
    bound = bind("auto -> 1", np.arange(20.0)[:, None], np.arange(20.0))
    found = [
        Finding("repair", "y", "median is scaled to mean 0."),
        Finding("repair", "x", "inf (row 1) is infinite."),
        Finding("repair", "x", "pixels run to 255."),
    ]
    assert finding_lines(found, bound.with_names({"y": "median"})) == [
        "median is scaled to mean 0.",
        "inf (row 1) is infinite.",
        "Pixels run to 255.",
    ]


def test_words_in_place_of_others_are_for_the_button_alone():
    found = [Finding("offer", "spec", "relu stands twice: write it once", "relu relu => relu")]
    assert finding_lines(found) == ["relu stands twice: write it once"]


def test_lines_on_single_columns_are_one_where_there_are_many():
    bound = bind(SPEC, *flats())
    kinds = "5 columns: 2 numbers, 1 category and 1 date; left out: 'id' (id)"
    assert folded_columns(bound) == list(bound.findings)
    folded = [one.message for one in folded_columns(bound, most=1)]
    assert folded[0] == kinds
    assert not any("heating" in message for message in folded)
    x, y = flats()
    for number in range(15):
        x[f"fuel {number}"] = x["heating"]
    wide = [one.message for one in folded_columns(bind(SPEC, x, y))]
    assert wide[0].startswith("20 columns: 2 numbers, 16 categories")

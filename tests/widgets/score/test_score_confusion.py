import numpy as np

from densemodel.scoring import MOST_CLASSES
from densemodel.widgets.score._score_confusion import confusion_matrix
from support.widgets.score_parts import class_predictions
from support.widgets.typescript_names import typescript_fields


def test_the_front_end_knows_each_field_of_the_matrix():
    matrix = confusion_matrix(class_predictions([0, 1], [0, 0], [0.9, 0.8], ["a", "b"]))
    assert typescript_fields("confusion", "Matrix") == set(matrix)


def test_counts_are_by_true_and_predicted_class():
    predictions = class_predictions(
        [0, 0, 1, 2, 2, 2], [0, 1, 1, 2, 0, 0], [0.5] * 6, ["a", "b", "c"]
    )
    matrix = confusion_matrix(predictions)
    assert matrix["names"] == ["a", "b", "c"]
    assert matrix["counts"] == [[1, 1, 0], [0, 1, 0], [2, 0, 1]]
    assert matrix["totals"] == [2, 1, 3]
    assert matrix["note"] == ""


def test_of_many_classes_those_with_the_most_mistakes_are_shown():
    names = list(range(MOST_CLASSES + 10))
    y_true, y_pred = [*names, 55, 55], [*names, 57, 57]
    matrix = confusion_matrix(class_predictions(y_true, y_pred, [0.5] * len(y_pred), names))
    assert len(matrix["classes"]) == MOST_CLASSES
    assert {55, 57} <= set(matrix["classes"])
    assert matrix["classes"] == sorted(matrix["classes"])
    assert matrix["note"] == "The 50 of 60 classes with the most mistakes."
    # nothing is dropped in silence
    y_true, y_pred = [*names, *names], [*names, *([59] * len(names))]
    matrix = confusion_matrix(class_predictions(y_true, y_pred, [0.5] * len(y_pred), names))
    unseen = (
        len(names)
        - 1
        - sum(
            count
            for row, counts in enumerate(matrix["counts"])
            for column, count in enumerate(counts)
            if row != column
        )
    )
    assert matrix["note"].endswith(f"{unseen} of 59 mistakes are with one that is not shown.")


def test_of_the_classes_that_are_shown_the_totals_hold_those_that_are_not():
    names = list(range(MOST_CLASSES + 10))
    y_true, y_pred = [*names, 55, 55], [*names, 57, 57]
    matrix = confusion_matrix(class_predictions(y_true, y_pred, [0.5] * len(y_pred), names))
    place = matrix["classes"].index(55)
    assert matrix["totals"][place] == 3
    assert matrix["counts"][place][matrix["classes"].index(57)] == 2


def test_names_are_short_and_run_in_one_direction():
    predictions = class_predictions([0], [1], [0.5], ["x" * 500, "\u202egnp.a"])
    assert all(len(name) <= 60 for name in confusion_matrix(predictions)["names"])
    assert "\u202e" not in "".join(confusion_matrix(predictions)["names"])


def test_a_class_without_rows_is_shown_all_the_same():
    predictions = class_predictions([0, 0], [0, 1], [0.5, 0.5], ["a", "b", "c"])
    assert np.array(confusion_matrix(predictions)["counts"]).tolist() == [
        [1, 1, 0],
        [0] * 3,
        [0] * 3,
    ]

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.data import Finding
from densemodel.widgets._data_sentence import class_words, data_sentence, finding_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.training import Run


def test_rows_and_classes_are_counted(make_run: Callable[..., Run]) -> None:
    bound = make_run().bound
    assert bound is not None
    assert data_sentence(bound) == "28 rows to train on, 12 to validate; 2 classes, even."


def test_without_a_split_nothing_validates(make_run: Callable[..., Run]) -> None:
    bound = make_run("4 -> 2 softmax ; split off").bound
    assert bound is not None
    assert data_sentence(bound) == "40 rows to train on; 2 classes, even."


def test_uneven_classes_are_said() -> None:
    assert class_words([5, 700]) == "2 classes of 5 to 700 rows"
    assert class_words([5, 700, 0]) == "2 of 3 classes in y, 5 to 700 rows"
    assert class_words([5, 5, 0]) == "2 of 3 classes in y, even"
    assert class_words([0, 9]) == "1 of 2 classes in y"
    assert class_words([9]) == "1 class"
    assert class_words([]) == ""


def test_an_offer_says_the_words_that_take_it() -> None:
    found = [
        Finding("offer", "y", "y holds only 0 and 1.", "1 sigmoid"),
        Finding("repair", "x", "Pixels scaled."),
        Finding("refuse", "x", "x is empty."),
    ]
    assert finding_lines(found) == ["y holds only 0 and 1. Write 1 sigmoid.", "Pixels scaled."]


def test_words_that_an_offer_says_already_are_not_said_again() -> None:
    found = [Finding("offer", "y", "y holds only 0 and 1: write 1 sigmoid", "1 sigmoid")]
    assert finding_lines(found) == ["y holds only 0 and 1: write 1 sigmoid"]

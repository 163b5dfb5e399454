"""A validation set of a few rows is told; small tables are left in peace."""

import numpy as np
import pandas as pd
import pytest

from densemodel.data import bind, check

RNG = np.random.default_rng(5)
X = pd.DataFrame(RNG.normal(size=(600, 3)), columns=["a", "b", "c"])
Y = X["a"] + RNG.normal(size=600)


@pytest.mark.parametrize(
    ("rows", "clause", "message", "words"),
    [
        (600, "split 0.002", "there is 1 validation row of 600", "split 30%"),
        (120, "split 1%", "there is 1 validation row of 120", "split 30%"),
        (600, "split 1%", "there are only 6 validation rows of 600", "split 30%"),
        (600, "split 1% last", "there are only 6 validation rows of 600", "split 30% last"),
    ],
)
def test_few_validation_rows_are_reported(rows, clause, message, words):
    (found,) = check(f"3 -> 1 ; {clause}", X[:rows], Y[:rows])
    assert (found.severity, found.accept) == ("offer", words)
    assert found.message == f"{message}, so the validation loss is mostly noise: write {words}"
    assert check(f"3 -> 1 ; {words}", X[:rows], Y[:rows]) == ()


def test_few_validation_rows_of_groups_are_reported_with_their_column():
    x = X.assign(patient=np.arange(600) // 3)
    found = check("3 -> 1 ; split 0.5% by patient", x, Y)
    assert [one.accept for one in found if one.severity == "offer"] == ["split 30% by patient"]


def test_few_rows_of_validation_data_are_reported():
    (found,) = bind("3 -> 1", X[3:], Y[3:], validation_data=(X[:3], Y[:3])).findings
    assert found.message == (
        "there are only 3 validation rows, so the validation loss is mostly noise: give more "
        "rows, or none: then some of x are held out"
    )


@pytest.mark.parametrize("rows", [2, 10, 32])
def test_small_tables_are_left_in_peace(rows):
    assert check("3 -> 1", X[:rows], Y[:rows]) == ()

"""What tells data from other data."""

import numpy as np
import pandas as pd
import pytest

import densemodel as dm
from densemodel.data import content_of

X = np.random.default_rng(0).normal(size=(40, 3)).astype(np.float32)
Y = np.where(X[:, 0] > 0, "cat", "dog")
SPEC = dm.parse("auto -> 2 softmax")
BEFORE = {"validation_data": (X[:9], Y[:9]), "test_data": (X[9:20], Y[9:20])}


def content(x=X, y=Y, **pairs):
    return content_of(dm.bind(SPEC, x, y, **(BEFORE | pairs)))


def changed(x):
    other = x.copy()
    other[[5, 12], 1] += 0.5
    return other


def test_equal_data_in_other_objects_have_the_same_content():
    assert content() == content(X.copy(), list(Y))
    assert content() == content(X.tolist(), pd.Series(Y))


@pytest.mark.parametrize(
    "other",
    [
        {"x": changed(X)},
        {"x": X[::-1], "y": Y[::-1]},
        {"x": X[:39], "y": Y[:39]},
        {"x": pd.DataFrame(X, columns=["a", "b", "c"])},
        {"y": np.where(Y == "cat", "dog", "cat")},
        {"y": np.where(Y == "cat", "ant", "dog")},
        {"validation_data": (changed(X)[:9], Y[:9])},
        {"test_data": (changed(X)[9:20], Y[9:20])},
        {"test_data": None},
        {"validation_data": None},
        {"validation_data": BEFORE["test_data"], "test_data": BEFORE["validation_data"]},
    ],
)
def test_any_other_row_label_or_name_is_another_content(other):
    assert content(**other) != content()


def test_refused_data_have_no_content():
    assert content(x=np.full_like(X, np.nan)) is None

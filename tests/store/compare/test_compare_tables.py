"""Models of raw columns compared: what differs is read as it is written."""

import pytest

import densemodel as dm
from support.store.frames import frame, labels

pytestmark = pytest.mark.tensorflow

X = frame()
X["zip"] = X.index % 7 + 100
Y = labels(X)


def test_kinds_of_columns_are_compared(store):
    plain = "table -> 8 relu -> 2 softmax ; epochs 1"
    store.save(dm.train(plain, X, Y), "plain")
    run = dm.train(f"{plain} ; number zip ; without age", X, Y)
    found = store.compare("plain", run)
    differences = {one.what: one.values for one in found.differences}
    assert differences["number"] == ("none", "zip")
    assert differences["without"] == ("none", "age")
    assert "layers" not in differences
    assert "parameters" in str(found)

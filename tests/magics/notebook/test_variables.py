from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from densemodel.errors import DataError
from densemodel.magics.notebook._variables import lookup

VARIABLES = {
    "x_train": [1, 2],
    "data": SimpleNamespace(train=([3], [4])),
    "df": {"price": [5], ("a", 1): [6]},
    "grid": np.array([[0, 1], [2, 3], [4, 5]]),
    "frame": pd.DataFrame({"price": [5, 6]}),
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x_train", [1, 2]),
        ("data.train[0]", [3]),
        ('df["price"]', [5]),
        ("df[('a', 1)]", [6]),
        ("x_train[-1]", 2),
        ("x_train[:1]", [1]),
        ("x_train[::-1]", [2, 1]),
        ("data.train[0][:8]", [3]),
        ("grid[:, 0][-2:]", [2, 4]),
        ("frame.iloc[1:].price", [6]),
    ],
)
def test_names_dots_and_literal_subscripts_are_found(text, value):
    found = lookup(text, VARIABLES)
    assert (found if isinstance(found, int) else list(found)) == value


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "x_train[len(x_train)]",
        "x_train[:len]",
        "x_train[:2 ** 9]",
        "x_train[{[]: 1}]",
        "x_train.__len__",
        "frame._mgr",
        "[1][0]",
    ],
)
def test_nothing_is_evaluated(text):
    with pytest.raises(DataError, match="is more than a name"):
        lookup(text, VARIABLES | {"__import__": __import__, "len": len})


def test_a_variable_that_raises_anything_gives_a_sentence():
    class Unreadable:
        @property
        def rows(self):
            raise RuntimeError

    with pytest.raises(DataError, match=r"there is no data\.rows: data is of type Unreadable"):
        lookup("data.rows", {"data": Unreadable()})


def test_a_name_that_holds_no_data_is_not_a_near_one():
    variables = {"open": open, "nose": len, "xx": SimpleNamespace, "note": pytest, "node": [1]}
    with pytest.raises(DataError, match="did you mean node"):
        lookup("nope", variables)
    del variables["node"]
    with pytest.raises(DataError, match="run the cell that makes it first"):
        lookup("nope", variables)

from __future__ import annotations

from types import SimpleNamespace

import pytest

from densemodel.errors import DataError
from densemodel.magics.notebook._variables import lookup

VARIABLES = {
    "x_train": [1, 2],
    "data": SimpleNamespace(train=([3], [4])),
    "df": {"price": [5], ("a", 1): [6]},
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x_train", [1, 2]),
        ("data.train[0]", [3]),
        ('df["price"]', [5]),
        ("df[('a', 1)]", [6]),
        ("x_train[-1]", 2),
    ],
)
def test_names_dots_and_literal_subscripts_are_found(text: str, value: object) -> None:
    assert lookup(text, VARIABLES) == value


def test_nothing_is_evaluated() -> None:
    with pytest.raises(DataError):
        lookup("__import__('os').system('true')", {"__import__": __import__})


def test_a_name_that_holds_no_data_is_not_a_near_one() -> None:
    variables = {"open": open, "nose": len, "xx": SimpleNamespace, "note": pytest, "node": [1]}
    with pytest.raises(DataError, match="did you mean node"):
        lookup("nope", variables)
    del variables["node"]
    with pytest.raises(DataError, match="run the cell that makes it first"):
        lookup("nope", variables)

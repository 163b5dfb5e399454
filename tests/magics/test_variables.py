from __future__ import annotations

from types import SimpleNamespace

import pytest

from densemodel.errors import DataError
from densemodel.magics._variables import lookup

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


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x_trian", "there is no variable x_trian: did you mean x_train?"),
        ("qqq", "there is no variable qqq: run the cell that makes it first"),
        ("load()", "load() is more than a name: put it in a variable first"),
        ("x_train / 255", "x_train / 255 is more than a name: put it in a variable first"),
        ("df[key]", "df[key] is more than a name: put it in a variable first"),
        ("data.__class__", "has no __class__"),
        ("data.tset", "data is of type SimpleNamespace and has no tset"),
        ('df["prise"]', "df has no item 'prise'"),
        ("x train", "x train is not the name of a variable"),
    ],
)
def test_anything_else_is_refused_in_words(text: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        lookup(text, VARIABLES)
    assert message in str(caught.value)


def test_nothing_is_evaluated() -> None:
    with pytest.raises(DataError):
        lookup("__import__('os').system('true')", {"__import__": __import__})

"""What is declared of a value of JSON is read, refused and written by it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pytest

from densemodel._schema import (
    ANY,
    FLAG,
    NUMBER,
    NUMBER_OR_NAN,
    WHOLE,
    FieldError,
    by_name,
    fields_of,
    list_of,
    one_of,
    record,
    row,
    text,
)
from densemodel.errors import StoreError


@dataclass(frozen=True)
class Place:
    epoch: int
    loss: float | None = None


PLACE = record(Place, **fields_of(Place))
ROW = row(Place, **fields_of(Place))
OUTER = record(
    dict,
    places=list_of(PLACE, 3, tuple),
    first=PLACE.inline(),
    hidden=text(4).named("shown"),
    extra=FLAG.optional(),
    scores=by_name(NUMBER_OR_NAN, 2).nullable(),
)
JSON = {"places": [{"epoch": 1, "loss": 0.5}], "epoch": 2, "loss": None, "hidden": "word"}


def test_what_is_written_is_read_again():
    value = OUTER.read(JSON)
    assert value == {
        "places": (Place(1, 0.5),),
        "first": Place(2),
        "shown": "word",
        "scores": None,
    }
    assert OUTER.write(value) == {**JSON, "scores": None}
    assert ROW.write(Place(3, 0.5)) == [3, 0.5]
    assert ROW.read([3, None]) == Place(3)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"places": {}}, "places in it is not a list"),
        ({"places": [JSON] * 4}, "places in it has 4 entries, 3 are the most"),
        ({"places": [{"loss": 1}]}, "epoch in places in it is missing"),
        ({"places": [3]}, "places in it is not a JSON object"),
        ({"epoch": -1}, "epoch in it is not a whole number of 0 or more"),
        ({"epoch": True}, "epoch in it is not a whole number of 0 or more"),
        ({"epoch": 2**63}, "epoch in it is not a whole number of 0 or more"),
        ({"loss": 10**400}, "loss in it is not a finite number"),
        ({"loss": True}, "loss in it is not a finite number"),
        ({"hidden": "words"}, "hidden in it has 5 characters, 4 are the most"),
        ({"hidden": "\ud800"}, "hidden in it is not text"),
        ({"extra": None}, "extra in it is not true or false"),
        ({"scores": {"a\n" + "x" * 99: "b"}}, f"a\\n{'x' * 38} in scores in it is not a finite"),
        ({"scores": dict.fromkeys("abc", 1)}, "scores in it has 3 entries, 2 are the most"),
    ],
)
def test_what_is_not_of_its_kind_is_refused_with_its_place(change, message):
    with pytest.raises(StoreError) as caught:
        OUTER.titled("it").read(JSON | change)
    assert str(caught.value).startswith(message)
    assert not isinstance(caught.value, FieldError)


def test_a_kind_for_a_field_that_the_class_lacks_is_not_passed_over():
    assert list(fields_of(Place, epochs=WHOLE)) == ["epoch", "loss", "epochs"]
    with pytest.raises(KeyError):
        fields_of(Place, {"int": WHOLE})


def test_null_is_nan_where_a_number_may_not_be_finite():
    assert math.isnan(NUMBER_OR_NAN.read(None))
    with pytest.raises(StoreError, match="not a finite number"):
        NUMBER.read(None)


def test_rows_and_words_are_those_declared():
    with pytest.raises(StoreError, match="is not a list of 2"):
        ROW.read([1])
    with pytest.raises(StoreError, match="is none of a, b"):
        one_of("a", "b").read(["a"])
    with pytest.raises(StoreError, match="is odd"):
        WHOLE.where(lambda number: number % 2 == 0, "is odd").read(3)
    assert ANY.read([None]) == [None]

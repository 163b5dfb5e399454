"""The encoding of a table in a file: exact, and strict."""

import json
from copy import deepcopy
from dataclasses import replace

import numpy as np
import pytest

from densemodel.errors import StoreError
from densemodel.store.contents._table_json import TABLE as KIND
from densemodel.store.readers._json import json_bytes
from support.store.raw_tables import encoding, raw_table

RAW = raw_table()
TABLE = encoding(RAW)


def written():
    return json.loads(json_bytes(KIND.write(TABLE)))


def test_an_encoding_is_read_as_it_was_written():
    read = KIND.read(written())
    assert read == TABLE
    assert read.inputs == TABLE.inputs
    assert np.array_equal(read.encode(RAW), TABLE.encode(RAW))


def test_numbers_are_exact():
    column = replace(TABLE.columns[0], center=1 / 3, spread=1e-300)
    table = replace(TABLE, columns=(column,))
    assert KIND.read(json.loads(json_bytes(KIND.write(table)))) == table


def test_ten_thousand_values_are_read():
    values = tuple(map(str, range(10_000)))
    column = replace(TABLE.columns[6], values=values, places=10_001)
    table = replace(TABLE, columns=(column,))
    assert KIND.read(json.loads(json_bytes(KIND.write(table)))) == table


NUMBER, SEX, ZIP, SOLD, NAME = 0, 3, 5, 7, 9
HOSTILE = [
    (NUMBER, "name", None), (NUMBER, "name", 3), (NUMBER, "name", "x" * 20_000),
    (NUMBER, "name", "rooms"), (NUMBER, "kind", "numbers"), (NUMBER, "kind", ["number"]),
    (NUMBER, "kind", "date"), (NUMBER, "kind", "category"), (NUMBER, "kind", "text"),
    (NUMBER, "why", 3),
    (NUMBER, "is_used", 1), (NUMBER, "missing", -1),
    (NUMBER, "distinct", 0.5), (NUMBER, "center", "0"), (NUMBER, "center", None),
    (NUMBER, "center", 1e39), (NUMBER, "center", True), (NUMBER, "spread", 0),
    (NUMBER, "spread", -1.0), (NUMBER, "spread", 10**400),
    (NUMBER, "bins", None), (NUMBER, "bins", [1.0]), (NUMBER, "bins", [1.0, 0.0, 2.0]),
    (NUMBER, "bins", [0.0, None, 1.0]), (NUMBER, "bins", [0.0, 1.0, 1e39]),
    (NUMBER, "bins", [0.0] * 9_999), (NUMBER, "written", None), (NUMBER, "written", "%Q"),
    (NUMBER, "written", "%Y%Y"), (NUMBER, "written", "(a+)+"), (SOLD, "written", "%Y" * 99),
    (NUMBER, "marks_missing", 0), (SOLD, "cycles", "year"), (SOLD, "has_time", None),
    (SOLD, "cycles", ["century"]), (SOLD, "cycles", ["week", "year"]),
    (SOLD, "cycles", ["week", "week"]), (SOLD, "cycles", ["year"] * 99),
    (SEX, "values", "ab"), (SEX, "values", [1, 2]), (SEX, "values", ["a", "a"]),
    (SEX, "values", ["a", None]), (SEX, "values", [["a"]]), (SEX, "values", ["x" * 20_000, "y"]),
    (SEX, "values", ["a"] * 200_000), (SEX, "form", "number"), (SEX, "form", "whole"),
    (SEX, "kind", "id"), (SEX, "places", 2), (SEX, "places", 10**9), (SEX, "places", None),
    (SEX, "size", -1), (SEX, "size", 10**6), (SEX, "size", 0.5), (SEX, "pools", "no"),
    (ZIP, "values", ["1"]), (ZIP, "values", [True, 2]), (ZIP, "values", [0.5]),
    (ZIP, "values", [10**30]), (ZIP, "values", [2**63]), (ZIP, "values", [7, 7]),
    (NAME, "is_used", True),
]  # fmt: skip


@pytest.mark.parametrize(("place", "key", "value"), HOSTILE)
def test_what_no_table_has_is_refused(place, key, value):
    columns = written()
    columns[place] = {**columns[place], key: value}
    with pytest.raises(StoreError) as caught:
        KIND.read(columns)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("key", ["name", "kind", "is_used", "center", "bins"])
def test_a_missing_fact_is_refused(key):
    columns = deepcopy(written())
    del columns[NUMBER][key]
    with pytest.raises(StoreError, match="is missing"):
        KIND.read(columns)


@pytest.mark.parametrize("columns", [[], [None], [[]], ["age"], written()[NAME:]])
def test_a_table_without_a_column_is_refused(columns):
    with pytest.raises(StoreError):
        KIND.read(columns)

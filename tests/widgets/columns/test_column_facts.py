"""The facts of the columns of a table: values counted over the training rows."""

import numpy as np
import pytest

from densemodel.data import ColumnSummary, bind
from densemodel.data.columns._summary import histogram
from densemodel.data.columns._values import DateValues, NumberValues
from densemodel.language import parse
from densemodel.widgets.columns._column_facts import column_facts
from support.widgets.table_parts import SPEC, flats


def facts_of(spec=SPEC):
    bound = bind(spec, *flats())
    return {one.name: one for one in column_facts(bound.spec, bound)}


def test_each_column_has_its_kind_and_its_values():
    found = facts_of()
    assert {name: one.kind for name, one in found.items()} == {
        "id": "id",
        "area": "number",
        "rooms": "number",
        "heating": "category",
        "sold": "date",
    }
    bound = bind(SPEC, *flats())
    assert found["area"].missing == int(flats()[0]["area"].isna()[bound.training_rows].sum())
    assert sum(found["area"].summary.bars) == bound.training_count - found["area"].missing
    assert [text for text, _ in found["heating"].summary.values] == ["gas", "oil", "wood"]
    assert found["sold"].summary.ends[0].startswith("2019-")
    assert all(text.startswith("F00") for text in found["id"].summary.examples)
    assert not found["id"].is_used


def test_of_many_values_the_rest_is_counted_together():
    rooms = facts_of(f"{SPEC} ; category rooms")["rooms"].summary
    assert len(rooms.values) == 2
    assert rooms.rest is not None
    assert rooms.rest[0] == "3 more"
    assert sum(share for _, share in rooms.values) + rooms.rest[1] == pytest.approx(1)


def test_a_column_that_the_spec_leaves_out_stands_among_them():
    found = facts_of(f"{SPEC} ; without rooms")
    assert list(found)[-1] == "rooms"
    assert (found["rooms"].kind, found["rooms"].missing) == ("", None)


def test_without_data_the_encoding_gives_the_columns():
    bound = bind(SPEC, *flats())
    found = column_facts(bound.spec, None)
    assert [one.name for one in found] == list(flats()[0])
    assert all(one.summary == ColumnSummary() for one in found)
    assert column_facts(parse(SPEC), None) == []


@pytest.mark.parametrize(
    ("values", "count", "ends"),
    [
        (np.arange(6.0), 6, ("0", "5")),
        (np.arange(40.0), 14, ("0", "39")),
        (np.linspace(0, 1, 50), 14, ("0", "1")),
        (np.full(9, 3.0), 1, ("3", "")),
        (np.array([*np.linspace(1, 2, 400), 900.0]), 14, ("1", "≥\u20091")),
    ],
    ids=["whole numbers", "many whole numbers", "numbers", "one value", "an outlier"],
)
def test_a_histogram_has_equal_ranges(values, count, ends):
    found = histogram(NumberValues(values))
    assert len(found.bars) == count
    assert sum(found.bars) == len(values)
    assert tuple(end.split(".")[0] for end in found.ends) == ends


def test_dates_within_two_days_have_their_time():
    hours = np.arange(0, 86_400, 3_600, dtype=np.int64)
    assert histogram(DateValues(hours, has_time=True)).ends == (
        "1970-01-01 00:00",
        "1970-01-01 23:00",
    )

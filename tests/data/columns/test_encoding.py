"""What the training rows teach about a column, and what becomes of other values."""

import numpy as np
import pytest

from densemodel.data import MISSING, RawTable
from densemodel.data.columns import _category
from densemodel.data.columns._table import fit
from support.network import tables


def texts(*values, name="city"):
    return tables.texts(name, values)


def numbers(*values, name="age"):
    return tables.number(name, values)


def learnt(*columns):
    count = len(columns[0].values)
    return fit(RawTable(columns, count), np.arange(count))


def encoded(encoding, column):
    return encoding.encode(column.data).tolist()


def test_a_category_of_few_values_is_one_hot_and_other_values_are_zeros():
    [city] = learnt(texts("Zug", "Bern", "Zug")).columns
    assert city.values == ("Zug", "Bern")
    assert encoded(city, texts("Bern", "Zug", "Genf")) == [[0, 1], [1, 0], [0, 0]]


def test_missing_is_a_value_if_training_rows_had_it():
    [city] = learnt(texts("Zug", "", "Zug")).columns
    assert encoded(city, texts("Zug", "", "Genf")) == [[1, 0], [0, 1], [0, 0]]
    [full] = learnt(texts("Zug", "Bern", "Zug")).columns
    assert encoded(full, texts("", "Zug")) == [[0, 0], [1, 0]]


def test_a_category_of_many_values_is_a_position_from_1_and_0_for_others():
    many = [f"street {number}" for number in range(40)]
    [street] = learnt(texts(*many, *many)).columns
    assert street.is_embedded
    assert street.places == 41
    found = street.encode(texts(*many, "elsewhere").data)[:, 0]
    assert sorted(found.tolist()) == list(range(41))
    assert found[-1] == 0


def test_the_rarest_of_very_many_values_share_a_place_with_unknown_ones(monkeypatch):
    monkeypatch.setattr(_category, "_MOST_VALUES", 2)
    [city] = learnt(texts(*"aaabbbcd")).columns
    assert city.pools
    assert encoded(city, texts(*"abcz")) == [[0, 1, 0], [0, 0, 1], [1, 0, 0], [1, 0, 0]]


def test_a_missing_number_is_the_median_with_a_mark():
    [age] = learnt(numbers(1, 2, np.nan, 3)).columns
    assert age.marks_missing
    assert encoded(age, numbers(2, np.nan)) == [[0, 0], [0, 1]]
    [full] = learnt(numbers(1, 2, 3)).columns
    assert encoded(full, numbers(np.nan)) == [[0]]


def test_an_outlier_changes_the_scale_of_the_other_numbers_little():
    usual = np.arange(100.0)
    [age] = learnt(numbers(*usual)).columns
    [with_outlier] = learnt(numbers(*usual, 1e9)).columns
    assert with_outlier.spread == pytest.approx(age.spread, rel=0.05)


def test_bins_have_about_as_many_training_rows_each():
    values = np.random.default_rng(0).exponential(size=1600)
    [age] = learnt(numbers(*values)).columns
    assert age.bin_count == 16
    counts = np.histogram(age.scale(values), np.array(age.bins))[0]
    assert np.abs(counts - 100).max() <= 2


def test_few_different_numbers_are_the_edges_of_the_bins():
    [rooms] = learnt(numbers(1, 2, 2, 5)).columns
    assert rooms.bins == tuple(rooms.scale(np.array([1.0, 2.0, 5.0])).tolist())
    [flag] = learnt(numbers(0, 1, 1)).columns
    assert flag.bins == ()


def test_a_day_of_the_year_is_a_point_on_a_circle():
    days = np.arange(0, 800, dtype=np.int64)
    days[3] = MISSING
    column = tables.dates("sold", days)
    [sold] = learnt(column).columns
    assert sold.cycles == ("year", "week")
    rows = sold.encode(column.data)
    on_circle = np.hypot(rows[:, 1], rows[:, 2])
    assert np.allclose(np.delete(on_circle, 3), 1)
    assert rows[3].tolist() == [0, 0, 0, 0, 0, 1]
    assert np.allclose(rows[0, 3:5], rows[7, 3:5], atol=1e-6)


def test_scaled_numbers_come_first_and_positions_last():
    street = texts(*(f"street {number}" for number in range(60)), name="street")
    city = texts(*(["Bern", "Zug"] * 30))
    age = numbers(*range(59), np.nan)
    table = learnt(street, city, age)
    assert table.places == {"street": (4,), "city": (2, 3), "age": (0, 1)}
    rows = table.encode(RawTable((street, city, age), 60))
    assert rows[:, 0].tolist() == table.columns[2].encode(age.data)[:, 0].tolist()
    assert rows[:, 1].tolist() == [0] * 59 + [1]
    assert sorted(rows[:, 4].tolist()) == list(range(1, 61))


def test_another_fit_keeps_the_sizes():
    values = np.random.default_rng(0).normal(size=300)
    city = texts(*np.random.default_rng(1).choice(["Bern", "Zug", "Chur", "Genf"], 300))
    table = RawTable((numbers(*values), city), 300)
    first = fit(table, np.arange(200))
    rows = np.flatnonzero(city.values != 0)[:40]
    again = fit(table, rows, like=first)
    assert (again.width, again.outputs) == (first.width, first.outputs)
    assert again != first

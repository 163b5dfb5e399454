"""What is found in rows, held against slow and plain ways to find it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as of_numpy

from densemodel.data import bind
from densemodel.data.facts._blurred import is_blurred
from densemodel.data.facts._leaks import find_leaky_columns
from densemodel.data.read._survey import fingerprints, survey_of

RNG = np.random.default_rng(5)
VALUES = st.sampled_from([0.0, 1.0, -1.0, 0.5, 2.0, 1e-30, np.nan, np.inf])
ROWS = of_numpy.arrays(
    np.float32, st.tuples(st.integers(1, 30), st.integers(1, 5)), elements=VALUES.map(np.float32)
)

ROWS_OF_ENDS = 16


def facts(spec, x, y):
    return bind(spec, x, y).require().facts


@given(ROWS)
@settings(deadline=None)
def test_rows_have_one_fingerprint_if_and_only_if_they_are_equal(rows):
    prints = fingerprints(rows)
    for i, row in enumerate(rows):
        for j, other in enumerate(rows[:i]):
            assert (prints[i] == prints[j]) == (row.tobytes() == other.tobytes())


def test_fingerprints_do_not_depend_on_the_blocks_that_rows_come_in():
    rows = RNG.normal(size=(1500, 3000)).astype(np.float32)
    whole = fingerprints(rows)
    assert np.array_equal(
        whole, np.concatenate([fingerprints(rows[i : i + 7]) for i in range(0, 1500, 7)])
    )
    assert len(np.unique(whole)) == 1500


def test_one_hot_rows_keep_apart():
    assert len(np.unique(fingerprints(np.eye(2000, dtype=np.float32)))) == 2000


@given(ROWS, st.integers(1, 7))
@settings(deadline=None)
def test_a_survey_in_parts_finds_what_the_whole_array_holds(rows, step):
    seen = survey_of((i, rows[i : i + step]) for i in range(0, len(rows), step))
    assert seen.missing.number == np.isnan(rows).sum()
    assert seen.infinite.number == np.isinf(rows).sum()
    assert seen.gap_rows.tolist() == np.flatnonzero(~np.isfinite(rows).all(axis=1)).tolist()
    for column, low, high in zip(rows.T, seen.lows[0], seen.highs[0], strict=True):
        known = column[np.isfinite(column)]
        assert low == (known.min() if len(known) else np.inf)
        assert high == (known.max() if len(known) else -np.inf)


def test_the_sample_is_spread_over_all_rows():
    x = np.arange(20_001.0)[:, None] / 20_001
    found = facts("1 -> 1", x, x[:, 0])
    assert 1000 < len(found.sample) <= 2000
    assert found.sampled_rows[-1] > 19_900


def test_a_column_that_gives_the_class_is_leaky_and_its_neighbours_are_not():
    x = RNG.normal(size=(600, 4)).astype(np.float32)
    y = (x[:, 2] > 0.3).astype(int)
    found = find_leaky_columns(x, y, is_class=True)
    assert found is not None
    assert found.columns == (2,)
    assert found.score > 0.97
    assert find_leaky_columns(x, RNG.integers(0, 2, 600), is_class=True) is None


def test_no_column_is_leaky_where_several_give_the_answer():
    x = RNG.normal(size=(600, 1)) + 0.01 * RNG.normal(size=(600, 3))
    assert find_leaky_columns(x, (x[:, 0] > 0).astype(int), is_class=True) is None
    assert find_leaky_columns(x, 3 * x[:, 0], is_class=False) is None


def test_a_leaky_column_of_a_regression_may_be_curved_and_have_gaps():
    x = RNG.normal(size=(600, 3))
    y = x[:, 1] ** 2
    found = find_leaky_columns(x, y, is_class=False)
    assert found is not None
    assert found.columns == (1,)
    x[::100, 1] = np.nan
    assert find_leaky_columns(x, y, is_class=False) is not None
    assert find_leaky_columns(x, y + RNG.normal(size=600), is_class=False) is None


@pytest.mark.parametrize("answers", [np.zeros(200), np.ones(200)])
def test_no_column_is_leaky_where_y_never_changes(answers):
    x = RNG.normal(size=(200, 3))
    assert find_leaky_columns(x, answers, is_class=False) is None
    assert find_leaky_columns(x, answers.astype(int), is_class=True) is None


def test_a_single_column_is_all_there_is_to_go_by():
    x = np.linspace(0, 1, 200)[:, None]
    assert find_leaky_columns(x, x[:, 0], is_class=False) is None


@pytest.mark.parametrize(
    ("values", "is_lost"),
    [
        (1.7e9 + np.arange(50), True),
        (1_700_000_000 + np.arange(50), True),
        (np.arange(50) * 1e9, False),
        (np.arange(50, dtype=np.int16), False),
        (np.full(50, 1.7e9), False),
        (2010 + np.arange(15), False),
        (np.linspace(0, 1, 50), False),
    ],
)
def test_numbers_are_blurred_if_float32_makes_them_one(values, is_lost):
    assert is_blurred(values) is is_lost


def test_rows_are_counted_by_a_column_in_any_order_from_0_or_1():
    x = np.column_stack([RNG.normal(size=50), RNG.permutation(50) + 1])
    y = RNG.normal(size=50)
    assert facts("2 -> 1", x, y).row_numbers == 1
    assert facts("2 -> 1", x + np.array([0, 1900]), y).row_numbers is None, "years"
    x[3, 1] = x[4, 1]
    assert facts("2 -> 1", x, y).row_numbers is None


def test_numbers_near_the_end_of_float32_are_surveyed_without_a_warning():
    rows = np.linspace(-1, 1, 2 * ROWS_OF_ENDS, dtype=np.float32).reshape(-1, 2)
    found = bind("auto -> 4 relu -> 1", 3e38 * rows, np.arange(ROWS_OF_ENDS) / 7.0).findings
    assert any("runs to -3e+38" in finding.message for finding in found)

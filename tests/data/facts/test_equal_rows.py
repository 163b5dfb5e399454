"""Duplicates are advice only where equal rows must be copies."""

import numpy as np
import pandas as pd
import pytest

from densemodel.data import bind

RNG = np.random.default_rng(11)
ROWS = 900
BINARY = "auto -> norm -> 8 relu -> 1 sigmoid"
NUMBER = "auto -> norm -> 8 relu -> 1 ; target norm"


def passengers():
    """Passengers as on the Titanic: a class, whole years, and fares that many paid alike."""
    rank = RNG.choice([1, 2, 3], ROWS, p=[0.24, 0.21, 0.55])
    usual = RNG.choice([7.75, 7.9, 8.05, 7.23], ROWS)
    fare = np.where(rank == 3, usual, np.where(rank == 2, RNG.choice([10.5, 13, 26], ROWS), 0))
    own = RNG.random(ROWS) < 0.3
    fare = np.where(own | (rank == 1), RNG.uniform(5, 200, ROWS).round(2), fare)
    x = pd.DataFrame(
        {
            "pclass": rank,
            "male": (RNG.random(ROWS) < 0.65).astype(int),
            "age": np.where(RNG.random(ROWS) < 0.35, 28, RNG.integers(1, 75, ROWS)),
            "sibsp": RNG.choice([0, 1, 2], ROWS, p=[0.8, 0.15, 0.05]),
            "fare": fare,
        }
    )
    return BINARY, x, (RNG.random(ROWS) < 0.4).astype(int)


def earners():
    """Incomes of two years that are cut off at the top, and people who have none."""
    base = RNG.normal(15, 9, ROWS)
    x = pd.DataFrame(
        {
            "age": RNG.integers(18, 40, ROWS),
            "schooling": RNG.choice([12, 12, 12, 16], ROWS),
            "married": RNG.integers(0, 2, ROWS),
            "re74": np.clip(base + RNG.normal(0, 1, ROWS), 0, 20).round(3),
            "re75": np.clip(base + RNG.normal(0, 1, ROWS), 0, 20).round(3),
        }
    )
    return NUMBER, x, np.clip(base + RNG.normal(0, 1, ROWS), 0, 20).round(3)


def mails():
    """How often six words stand in a mail; most mails have none of them."""
    shares = np.where(RNG.random((ROWS, 6)) < 0.12, RNG.exponential(1, (ROWS, 6)), 0)
    return BINARY, pd.DataFrame(shares.round(2), columns=list("abcdef")), RNG.integers(0, 2, ROWS)


def duplicates(spec, x, y, **more):
    found = bind(spec, x, y, **more).findings
    return [
        (one.severity, one.message)
        for one in found
        if "also train" in one.message or "look the same" in one.message
    ]


@pytest.mark.parametrize("make", [passengers, earners, mails])
def test_equal_rows_of_coarse_columns_are_no_offer(make):
    spec, x, y = make()
    ((severity, message),) = duplicates(spec, x, y)
    assert severity == "repair"
    assert "look the same as training rows" in message


@pytest.mark.parametrize("make", [passengers, earners, mails])
def test_a_test_set_of_coarse_columns_may_hold_equal_rows(make):
    spec, x, y = make()
    train, test = slice(0, 600), slice(600, None)
    found = duplicates(spec, x[train], y[train], test_data=(x[test], y[test]))
    assert {severity for severity, _ in found} == {"repair"}


@pytest.mark.parametrize("columns", [2, 4, 20])
def test_copies_of_rows_of_continuous_columns_are_an_offer(columns):
    x = RNG.normal(size=(300, columns))
    y = x[:, 0] + RNG.normal(size=300)
    x, y = np.concatenate([x, x[:150]]), np.concatenate([y, y[:150]])
    ((severity, message),) = duplicates(NUMBER, x, y)
    assert severity == "offer"
    assert "drop the duplicates" in message


def test_copies_of_long_rows_are_an_offer_though_each_column_is_coarse():
    x = RNG.integers(1, 6, (300, 20))
    y = RNG.integers(0, 2, 300)
    x, y = np.concatenate([x, x[:150]]), np.concatenate([y, y[:150]])
    assert [severity for severity, _ in duplicates(BINARY, x, y)] == ["offer"]

"""A column that gives y away is told, wherever it stands and whatever stands beside it."""

import numpy as np
import pandas as pd
import pytest

from densemodel.data import check
from densemodel.data.facts._leaks import classes_by_category, find_leaky_columns, spread_by_category

RNG = np.random.default_rng(7)
TOWNS, ROWS = 90, 500


def houses():
    """500 house prices sorted by town, made as the Boston table is: most columns are a town's."""
    town = np.sort(RNG.integers(0, TOWNS, ROWS))
    level = 20 + 12 * np.sin(np.arange(TOWNS) / 6)
    x = pd.DataFrame(
        {
            "zn": (np.arange(TOWNS) // 30 * 12.5)[town],
            "indus": (np.arange(TOWNS) % 7)[town] * 1.5,
            "tax": (np.arange(TOWNS) // 10 * 40 + 200)[town],
            "chas": (np.arange(TOWNS) % 11 == 0)[town].astype(int),
            "rooms": 6 + 0.04 * (level[town] - 20) + RNG.normal(0, 0.6, ROWS),
            "lstat": 13 - 0.4 * (level[town] - 20) + RNG.normal(0, 4, ROWS),
        }
    )
    price = level[town] + 3 * (x["rooms"] - 6) + RNG.normal(0, 2, ROWS)
    return x, price.round(1).rename("medv")


X, PRICE = houses()
SHUFFLED = RNG.permutation(ROWS)
SPEC = "auto -> norm -> 8 relu -> 1 ; target norm"

LEAKS = {
    "y": lambda y: y,
    "y * 1000": lambda y: 1000 * y,
    "log y": np.log,
    "-y": lambda y: -y,
    "y + noise": lambda y: y + RNG.normal(0, 0.5, ROWS),
    "rank of y": lambda y: y.rank(),
}


def leak_fixes(spec, x, y):
    """What accepts the offers that speak of a column that gives y."""
    return [found.accept for found in check(spec, x, y) if gives_y(found.message)]


def gives_y(message):
    return "nearly predict" in message or "would only copy" in message


@pytest.mark.parametrize("order", [np.arange(ROWS), SHUFFLED], ids=["by town", "shuffled"])
@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_in_a_sorted_table_is_found(leak, order):
    x, y = X.assign(worth=LEAKS[leak](PRICE)).iloc[order], PRICE.iloc[order]
    assert leak_fixes(SPEC, x, y) == ["without worth"]


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_in_a_table_sorted_by_y_is_found(leak):
    order = np.argsort(PRICE.to_numpy(), kind="stable")
    x = X.assign(worth=LEAKS[leak](PRICE)).iloc[order]
    assert leak_fixes(SPEC, x, PRICE.iloc[order]) == ["without worth"]


@pytest.mark.parametrize("name", ["worth", "rank", "price_rank"])
@pytest.mark.parametrize("method", ["first", "average", "dense", "max"])
@pytest.mark.parametrize("is_ascending", [True, False])
@pytest.mark.parametrize("spec", [SPEC, "auto -> norm -> 8 relu -> 1 sigmoid"])
def test_a_rank_of_y_is_a_leak_and_counts_no_rows(name, method, is_ascending, spec):
    y = PRICE if spec == SPEC else PRICE.gt(PRICE.median()).astype(int)
    rank = (PRICE if method == "first" else y).rank(method=method, ascending=is_ascending)
    x = X.assign(**{name: rank}).iloc[SHUFFLED]
    found = check(spec, x, y.iloc[SHUFFLED])
    (leak,) = [one.message for one in found if name in one.message]
    assert gives_y(leak)


def test_a_counter_of_rows_that_are_sorted_by_y_is_no_leak():
    order = np.argsort(PRICE.to_numpy(), kind="stable")
    x = X.assign(number=np.arange(ROWS)[np.argsort(order)]).iloc[order]
    (found,) = [one for one in check(SPEC, x, PRICE.iloc[order]) if "number" in one.message]
    assert "counts the rows" in found.message


def test_a_sorted_table_without_a_leak_has_no_finding():
    assert leak_fixes(SPEC, X, PRICE) == []
    order = np.argsort(PRICE.to_numpy(), kind="stable")
    assert leak_fixes(SPEC, X.iloc[order], PRICE.iloc[order]) == []


def test_a_leak_beside_a_strong_column_is_found():
    size = RNG.normal(size=ROWS)
    y = size + RNG.normal(0, 0.5, ROWS)  # size explains 0.8 of it
    x = pd.DataFrame({"size": size, "other": RNG.normal(size=ROWS), "worth": 3 * y})
    assert leak_fixes(SPEC, x, y) == ["without worth"]
    assert leak_fixes(SPEC, x.drop(columns="worth"), y) == []


def cards():
    """1,300 applications for a card: who got none spends nothing, and few others do so."""
    rows, rng = 1300, np.random.default_rng(7)
    got = rng.random(rows) < 0.78
    spends = got & (rng.random(rows) < 0.99)
    income = rng.lognormal(1.1, 0.4, rows)
    spent = np.where(spends, rng.lognormal(5, 1, rows), 0)
    x = pd.DataFrame(
        {
            "reports": rng.poisson(np.where(got, 0.1, 1.5)),
            "age": rng.normal(33, 10, rows),
            "income": income,
            "share": spent / income / 1000 + rng.uniform(0, 1e-4, rows),
            "expenditure": spent,
        }
    )
    return x, np.where(got, "yes", "no")


@pytest.mark.parametrize("names", [["share"], ["expenditure"], ["share", "expenditure"]])
def test_leaks_of_a_class_are_found_one_by_one_and_together(names):
    x, y = cards()
    columns = x[["reports", "age", "income", *names]]
    assert leak_fixes("auto -> norm -> 8 relu -> 1 sigmoid", columns, y) == [
        f"without {' '.join(names)}"
    ]


def test_two_leaks_of_a_number_are_both_reported():
    x = X.assign(worth=1000 * PRICE, place=PRICE.rank())  # the first is y itself
    assert leak_fixes(SPEC, x, PRICE) == ["without worth", "without place"]


def test_what_only_goes_on_in_the_order_of_the_rows_is_no_leak():
    months = np.arange(400)
    people = 2e5 + 200 * months + np.abs(RNG.normal(0, 40, 400)).cumsum()
    unemployed = 7000 + 3000 * np.sin(months / 60) + RNG.normal(0, 100, 400)
    x = pd.DataFrame({"people": people, "saved": RNG.normal(size=400)})
    assert leak_fixes(SPEC, x, unemployed) == []
    assert leak_fixes(SPEC, x.assign(worth=2 * unemployed), unemployed) == ["without worth"]


def test_the_message_does_not_depend_on_the_order_of_the_rows_or_the_seed():
    x = X.assign(worth=PRICE + RNG.normal(0, 1, ROWS))
    messages = {
        found.message
        for order in (np.arange(ROWS), SHUFFLED, SHUFFLED[::-1])
        for seed in (1, 2)
        for found in check(f"{SPEC} ; seed {seed}", x.iloc[order], PRICE.iloc[order])
        if "nearly predict" in found.message
    }
    assert len(messages) == 1


def test_a_leak_of_incomes_with_a_few_extremes_is_found():
    rng = np.random.default_rng(7)
    y = rng.pareto(0.8, ROWS)
    x = pd.DataFrame(rng.normal(size=(ROWS, 3)), columns=["a", "b", "c"])
    (found,) = [f for f in check(SPEC, x.assign(d=np.log(y)), y) if "nearly predict" in f.message]
    assert "R2 1 of the ranks of y" in found.message
    assert found.accept == "without d"
    assert leak_fixes(SPEC, x, y) == []


def test_a_random_category_of_many_values_does_not_leak():
    rng = np.random.default_rng(0)
    x = np.column_stack([rng.integers(0, 400, 600), rng.normal(size=600)])
    classes = rng.integers(0, 2, 600)
    assert find_leaky_columns(x, classes, is_class=True, are_categories=[True, False]) is None
    assert classes_by_category(x[:, 0], classes) < 0.2
    assert spread_by_category(x[:, 0], rng.normal(size=600)) < 0


def test_the_other_rows_of_a_category_guess_a_class():
    classes = np.array([0, 0, 0, 1, 1, 1, 0, 1, 0])
    values = np.array([5, 5, 5, 7, 7, 7, 8, 8, 9])
    # 8 has one row of each class, and the row of 9 has no other: it is of the commonest class
    assert classes_by_category(values, classes) == pytest.approx(1 - 2 / 4)


def test_a_category_leaks_if_its_rows_agree_in_y():
    rng = np.random.default_rng(1)
    kinds = rng.integers(0, 12, 600)
    x = np.column_stack([kinds, rng.normal(size=600)])
    are_categories = [True, False]
    for y, is_class in ((kinds % 2, True), (3.0 * (kinds % 5), False)):
        found = find_leaky_columns(x, y, is_class=is_class, are_categories=are_categories)
        assert found is not None
        assert found.columns == (0,)

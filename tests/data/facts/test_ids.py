"""Columns that only name the rows are known by their values, and measurements are not ids."""

import numpy as np
import pandas as pd
import pytest
from plotnine import data as tables

from densemodel.data import check

RNG = np.random.default_rng(2)
ROWS = 600
FRAME = pd.DataFrame(RNG.normal(size=(ROWS, 2)), columns=["height", "weight"])
Y = FRAME["height"] + RNG.normal(size=ROWS)
SPEC = "auto -> norm -> 8 relu -> 1 ; target norm"

SHUFFLED = RNG.permutation(ROWS)
SOME = np.sort(RNG.choice(4 * ROWS, ROWS, replace=False))
LONG = RNG.choice(9 * 10**8, ROWS, replace=False) + 10**8


def id_offers(x, y=Y):
    """Severity and accepting words of what calls a column the number of its row."""
    return [
        (found.severity, found.accept)
        for found in check(SPEC, x, y)
        if "in each row" in found.message or "counts the rows" in found.message
    ]


@pytest.mark.parametrize("name", ["customer", "account", "user", "PID", "plot", "zzz"])
@pytest.mark.parametrize(
    "values",
    [SHUFFLED + 1000, SOME + 70_000, SOME[SHUFFLED] + 2**24, (SOME + 5).astype(np.uint16)],
    ids=["shuffled", "with gaps", "beyond float32", "uint16"],
)
def test_unique_whole_numbers_close_together_are_ids_under_any_name(name, values):
    assert id_offers(FRAME.assign(**{name: values})) == [("offer", f"without {name}")]


@pytest.mark.parametrize("name", ["customer", "account", "user", "PID", "patient_id", "caseId"])
def test_unique_whole_numbers_far_apart_are_ids_if_their_name_says_so(name):
    assert id_offers(FRAME.assign(**{name: LONG})) == [("offer", f"without {name}")]
    assert id_offers(FRAME.assign(area=LONG)) == []


@pytest.mark.parametrize("name", ["PID", "plot"])
def test_a_text_of_its_own_in_each_row_is_an_id(name):
    x = FRAME.assign(**{name: [f"K{number}" for number in LONG]})
    (found,) = check(SPEC, x, Y)
    assert found.message == (
        f"column '{name}' of x holds a different text in each row, as names do: write 'without "
        f"{name}'"
    )
    assert found.accept == f"without {name}"
    assert {one.severity for one in check(f"{SPEC} ; {found.accept}", x, Y)} == {"repair"}


def test_other_text_asks_for_a_table_which_finds_the_ids():
    x = FRAME.assign(name=[f"K{number}" for number in LONG], sex=["f", "m"] * (ROWS // 2))
    assert [found.accept for found in check(SPEC, x, Y)] == ["table"]
    of_table = check(SPEC.replace("auto -> norm", "table"), x, Y)
    assert any("'name': id" in found.message for found in of_table)


def test_two_ids_are_reported_together():
    x = FRAME.assign(plot=SHUFFLED + 1000, customer=LONG)
    offers = [found for found in check(SPEC, x, Y) if found.severity == "offer"]
    assert [found.accept for found in offers] == ["without plot customer"]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("price", RNG.lognormal(12, 0.5, ROWS).round()),
        ("people", RNG.lognormal(10, 1.5, ROWS).round()),
        ("income", RNG.normal(60_000, 15_000, ROWS).round()),
        ("people", RNG.permutation(np.unique(RNG.lognormal(11, 1.5, 3 * ROWS).round()))[:ROWS]),
        ("steps", RNG.integers(0, 20_000, ROWS)),
        ("wavelength", np.arange(ROWS) + 400),
        ("wavelength", 2 * np.arange(ROWS) + 400),
        ("year", np.arange(ROWS) + 1400),
        ("season", np.sort(RNG.choice(400, 300, replace=False)) + 1700),
        ("day", SHUFFLED + 20),
        ("rank", SHUFFLED + 1),
    ],
)
def test_measurements_that_are_whole_numbers_are_no_ids(name, values):
    x = FRAME[: len(values)].assign(**{name: values})
    assert id_offers(x, Y[: len(values)]) == []


TABLES = [name for name in dir(tables) if isinstance(getattr(tables, name), pd.DataFrame)]


@pytest.mark.parametrize("name", TABLES)
def test_of_all_tables_of_plotnine_only_that_with_an_id_has_one(name):
    table = getattr(tables, name).select_dtypes("number").dropna()
    found = check(SPEC, table, np.arange(len(table)) % 7 / 7 + 0.5) if len(table) > 1 else ()
    ids = [one.accept for one in found if "in each row" in one.message]
    assert ids == (["without PID"] if name == "midwest" else [])

"""A small raw table with columns of each kind and form, and networks of it."""

from functools import partial

import numpy as np

from densemodel.data import MISSING, RawTable
from densemodel.data.columns._category import YesNo
from densemodel.data.columns._left_out import LeftOut
from densemodel.data.columns._table import fit
from support.network.tables import dates, number, texts, whole

ROWS = 300


def raw_table():
    """Each kind and form, with and without missing values."""
    random = np.random.default_rng(0)
    gaps = random.random(ROWS) < 0.1

    def words(most):
        return [f"word {value}" for value in random.integers(0, most, ROWS)]

    deck = np.where(gaps, "", words(6)).tolist()
    columns = (
        number("age", np.where(gaps, np.nan, random.normal(40, 10, ROWS))),
        number("fare, in €", random.normal(30, 5, ROWS)),
        number("rooms", random.integers(1, 9, ROWS)),
        texts("sex", words(2), YesNo),
        texts("deck", deck),
        whole("zip", np.where(gaps, MISSING, random.integers(-3, 20, ROWS))),
        texts("town", words(30)),
        dates("sold", random.integers(9_000, 12_000, ROWS)),
        dates(
            "seen at",
            np.where(gaps, MISSING, random.integers(10**9, 2 * 10**9, ROWS)),
            has_time=True,
        ),
        texts("name", words(300), partial(LeftOut, kind="id")),
    )
    return RawTable(columns, ROWS)


def encoding(table, *names):
    """What all rows teach, of some columns or all."""
    return fit(table.select(names) if names else table, np.arange(ROWS))


def network_of(table):
    """A compiled network on encoded rows."""
    import densemodel as dm
    from densemodel.data import choose_task
    from densemodel.network import build_kept

    spec = dm.parse("table -> 4 relu -> 2 softmax").with_table(table)
    return build_kept(spec, choose_task(spec))

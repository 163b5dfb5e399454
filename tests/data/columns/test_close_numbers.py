"""Numbers of a table that float32 can't tell apart are said; those that it can are not."""

import numpy as np
import pandas as pd
import pytest

from densemodel.data import check

ROWS = 400
STEPS = np.random.default_rng(0).normal(size=ROWS)
LABELS = np.where(STEPS > 0, "a", "b")


def offers(values):
    found = check("table -> 8 relu -> auto", pd.DataFrame({"v": values}), LABELS)
    return [finding.message for finding in found if "float32" in finding.message]


@pytest.mark.parametrize(
    ("values", "base"),
    [
        (1e9 + 3 * STEPS, "1000000000"),
        (0.5 + 1e-9 * STEPS, "0.5"),
        (np.where(np.arange(ROWS) % 50 == 0, 0, 1e9 + 3 * STEPS), "1000000000"),
    ],
)
def test_close_numbers_are_reported_with_what_to_subtract(values, base):
    (message,) = offers(values)
    assert f"subtract {base} from it, and from later rows" in message


@pytest.mark.parametrize(
    "values",
    [
        1e9 + 1e6 * STEPS,
        np.where(np.arange(ROWS) % 30, 0, 1e9 + STEPS),  # nearly all are the same number
        np.round(1.7e9 + 300 * STEPS),  # seconds, which are offered to be a date
        1e-9 * STEPS,
        pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(ROWS), unit="h"),
    ],
)
def test_other_numbers_have_no_offer(values):
    assert not offers(values)

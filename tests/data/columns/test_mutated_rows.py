"""Later rows in any shape are read as in training, or refused in words."""

import re
from functools import cache
from itertools import product

import numpy as np
import pandas as pd
import pytest

from densemodel.data.columns._read_rows import read_like, read_table_columns
from densemodel.data.columns._table import fit
from densemodel.data.findings._finding import Findings
from support.data.raw_tables import OTHER, SAME, TABLES


@cache
def trained(name):
    frame = TABLES[name]()
    raw = read_table_columns(frame, "x", Findings())
    assert raw is not None
    encoding = fit(raw, np.arange(len(raw)))
    return frame, encoding, encoding.encode(raw)


@pytest.mark.parametrize(("name", "change"), list(product(TABLES, SAME)))
def test_rows_that_mean_the_same_are_encoded_alike(name, change):
    frame, encoding, expected = trained(name)
    findings = Findings()
    later = SAME[change](frame, np.random.default_rng(7))
    raw = read_like(later, encoding, "x_new", findings)
    assert raw is not None, [finding.message for finding in findings]
    np.testing.assert_array_equal(encoding.encode(raw), expected)


@pytest.mark.parametrize(("name", "change"), list(product(TABLES, SAME)))
def test_each_row_alone_is_encoded_as_among_others(name, change):
    frame, encoding, expected = trained(name)
    for row in (0, 17, 59):
        later = SAME[change](frame.iloc[row : row + 1], np.random.default_rng(7))
        raw = read_like(later, encoding, "x_new", Findings())
        assert raw is not None
        np.testing.assert_array_equal(encoding.encode(raw), expected[row : row + 1])


def test_numbers_that_are_categories_are_found_in_another_precision():
    frame = pd.DataFrame({"size": [0.1, 1.6, 2.5] * 20})
    raw = read_table_columns(frame, "x", Findings(), {"size": "category"})
    assert raw is not None
    encoding = fit(raw, np.arange(60))
    later = read_like(frame.astype("float32"), encoding, "x_new", Findings())
    assert later is not None
    np.testing.assert_array_equal(encoding.encode(later), encoding.encode(raw))


def test_whole_numbers_beyond_float64_stay_distinct():
    frame = pd.DataFrame({"account": [2**53, 2**53 + 1, 7] * 20})
    raw = read_table_columns(frame, "x", Findings(), {"account": "category"})
    assert raw is not None
    encoding = fit(raw, np.arange(60))
    rows = encoding.encode(raw)
    assert len(np.unique(rows, axis=0)) == 3
    for later in (frame, frame.astype(str)):
        again = read_like(later, encoding, "x_new", Findings())
        assert again is not None
        np.testing.assert_array_equal(encoding.encode(again), rows)


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("seed", range(100))
def test_mutated_rows_are_read_or_refused_in_words(name, seed):
    frame, encoding, _ = trained(name)
    rng = np.random.default_rng(seed)
    changes = {**SAME, **OTHER}
    later = frame
    for change in rng.permutation(list(OTHER))[: 1 + seed % 2]:
        later = changes[change](later, rng)
        if not hasattr(later, "iloc") or len(later.shape) < 2 or not later.shape[1]:
            break
    findings = Findings()
    raw = read_like(later, encoding, "x_new", findings)
    for finding in findings:
        assert len(finding.message) <= 240
        assert not re.search(r"\b(dtype|object|Series|TypeError|ValueError)\b", finding.message)
    if raw is None:
        assert findings.refused
    else:
        rows = encoding.encode(raw)
        assert rows.shape == (len(raw), encoding.width)
        assert np.isfinite(rows).all()
        assert not findings.refused

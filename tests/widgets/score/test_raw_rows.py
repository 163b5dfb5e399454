import numpy as np

from densemodel.data.columns._read_rows import read_like, read_table_columns
from densemodel.data.columns._table import fit
from densemodel.data.findings._finding import Findings
from densemodel.widgets.score._raw_rows import value_texts


def shown(known, later):
    """Later values of a category, as they stand under a mistake."""
    findings = Findings()
    raw = read_table_columns({"code": known}, "x", findings, {"code": "category"})
    assert raw is not None
    read = read_like({"code": later}, fit(raw, np.arange(len(known))), "x_new", findings)
    assert read is not None
    return value_texts(read.columns[0], np.arange(len(later)))


def test_unseen_values_are_shown_as_they_were_given():
    assert shown([1, 2, 3, 1], [2, 77, "two", None]) == ["2", "77", "two", "missing"]
    assert shown([True, False, True, False], [True, False, "maybe", None]) == [
        "True",
        "False",
        "maybe",
        "missing",
    ]

"""Rules about rows that are scored: held back, or given as validation and test data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data._facts import LOOKED_AT
from densemodel.data._finding import Finding
from densemodel.data._stored_rows import chunks_of
from densemodel.data._wording import counted

if TYPE_CHECKING:
    from densemodel.data._case import Case
    from densemodel.data._encode import Pair

Array = np.ndarray[Any, Any]

_SPLIT = "split"
_VALIDATION, _TEST = "validation_data", "test_data"
_MANY = 0.05
_MANY_ROWS = 10
"From this share, and so many rows on, equal rows on both sides are more than chance."
_FEW_VALUES = 250
_FEW_SHARE = 0.4
"Where no column has as many values as this, equal rows may well be different things."
_FEWEST_COMPARED = 20
_MANY_COMPARED = 50
_TIMES, _TIMES_OF_FEW = 8, 50
"""Rows are on another scale if most of their columns go so many times as far from 0. Rows of a
later time, or of another place, seldom do."""


def validation_is_on_another_scale(case: Case) -> Finding | None:
    """Rows that were scaled otherwise than those that train get nonsense for answers."""
    return _of_another_scale(case, case.validation, _VALIDATION)


def test_is_on_another_scale(case: Case) -> Finding | None:
    """The same, for the test rows."""
    return _of_another_scale(case, case.test, _TEST)


def validation_has_one_class(case: Case) -> Finding | None:
    """A network that names this class always has a perfect validation score."""
    if case.validation is None or case.facts.classes is None:
        return None
    classes = case.facts.coding.class_numbers(case.validation[1])
    trained = case.facts.classes[case.training_rows]
    if classes is None or len(classes) < _MANY_ROWS or len(np.unique(trained)) == 1:
        return None
    if (classes != classes[0]).any():
        return None
    return Finding(
        "offer",
        f"{_VALIDATION}[1]",
        f"all rows of {_VALIDATION} are of class {case.facts.class_name(int(classes[0]))}, so they "
        "can't show whether the others are found: give rows of each class",
    )


def validation_rows_also_train(case: Case) -> Finding | None:
    """A row that validates and trains is known by heart: its loss looks too good."""
    prints = case.validation_prints
    if not len(prints):
        return None
    also = int(np.isin(prints, case.training_prints).sum())
    if not also:
        return None
    is_given = case.validation is not None
    known = f"{also:,} of {counted(len(prints), 'validation row')} also train"
    if is_given and also == len(prints):
        return Finding(
            "offer",
            "validation_data[0]",
            f"all {counted(len(prints), 'validation row')} also train, so they can't show what is "
            "learned by heart: give other rows, or none, and some are held back",
        )
    if not _is_more_than_chance(case, also, len(prints)):
        return Finding("repair", _where(case), f"{known}, since x holds some rows twice")
    mend = "give rows that are not in x" if is_given else "drop the duplicates from x and y first"
    return Finding(
        "offer", _where(case), f"{known}, so the validation loss looks better than it is: {mend}"
    )


def test_rows_also_train(case: Case) -> Finding | None:
    """Test rows that train say nothing of rows to come."""
    prints = case.test_prints
    also = int(np.isin(prints, case.training_prints).sum()) if len(prints) else 0
    if not also:
        return None
    known = f"{also:,} of {counted(len(prints), 'test row')} also train"
    if not _is_more_than_chance(case, also, len(prints)):
        return Finding("repair", "test_data[0]", known)
    return Finding(
        "offer",
        "test_data[0]",
        f"{known}, so the test score looks better than it is: give rows that are not in x",
    )


def _is_more_than_chance(case: Case, also: int, rows: int) -> bool:
    """Rows of few values a column, such as answers on a form, or cars of one make, often agree."""
    if also < _MANY_ROWS or also / rows < _MANY:
        return False
    sample = case.facts.sample
    if not case.facts.is_table:
        return True
    values = max(len(np.unique(column)) for column in sample.T)
    return values >= min(_FEW_VALUES, _FEW_SHARE * len(sample))


def _where(case: Case) -> str:
    return _SPLIT if case.validation is None else f"{_VALIDATION}[0]"


def _of_another_scale(case: Case, pair: Pair | None, name: str) -> Finding | None:
    if pair is None or len(pair[1]) < _FEWEST_COMPARED or case.row_count < _FEWEST_COMPARED:
        return None
    rows = np.arange(0, len(pair[1]), max(1, len(pair[1]) // LOOKED_AT))
    theirs = np.concatenate(list(chunks_of(pair[0], rows, len(rows)))).reshape(len(rows), -1)
    if _is_elsewhere(case.facts.sample, theirs):
        known = f"{name}[0] runs from {_extent(theirs)}, x from {_extent(case.facts.sample)}"
        return Finding("offer", f"{name}[0]", f"{known}: scale both alike")
    if case.facts.coding.form != "numbers":
        return None
    ours = case.facts.y[case.facts.complete].reshape(case.row_count, -1)
    scored = pair[1].reshape(len(pair[1]), -1)
    if not _is_elsewhere(ours, scored):
        return None
    known = f"{name}[1] runs from {_extent(scored)}, y from {_extent(ours)}"
    return Finding("offer", f"{name}[1]", f"{known}: give both in one unit")


def _is_elsewhere(ours: Array, theirs: Array) -> bool:
    """Whether the numbers of most columns are far larger, or far smaller, than ours."""
    size, their_size = _sizes(ours), _sizes(theirs)
    known = (size > 0) & (their_size > 0)
    if not known.any():
        return False
    times = float(np.median(their_size[known] / size[known]))
    limit = _TIMES if len(theirs) >= _MANY_COMPARED else _TIMES_OF_FEW
    return not 1 / limit < times < limit


def _sizes(values: Array) -> Array:
    """How far from 0 the numbers of each column go, but for the outermost."""
    finite = np.where(np.isfinite(values), values, np.nan)
    columns = np.flatnonzero(~np.isnan(finite).all(axis=0))
    found = np.zeros(values.shape[1])
    found[columns] = abs(np.nanquantile(finite[:, columns], [0.05, 0.95], axis=0)).max(axis=0)
    return found


def _extent(values: Array) -> str:
    finite = values[np.isfinite(values)]
    return f"{finite.min():.4g} to {finite.max():.4g}"

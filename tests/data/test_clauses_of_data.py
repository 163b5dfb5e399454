from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from densemodel.data import Bound, bind
from densemodel.errors import DataError
from densemodel.spec import parse

ROWS = 100
X = np.arange(ROWS * 3, dtype=np.float32).reshape(ROWS, 3) / 300
FRAME = pd.DataFrame(X, columns=["age", "fare", "sibs"])
LABELS = np.repeat([0, 1, 2], [80, 15, 5])
NUMBERS = np.linspace(-1, 1, ROWS)


def bound(clauses: str, y: Any = LABELS, network: str = "3 -> 3 softmax", x: Any = X) -> Bound:
    return bind(parse(f"{network} ; {clauses}"), x, y).require()


@pytest.mark.parametrize("y", [LABELS, np.eye(3)[LABELS], np.array(["a", "b", "c"])[LABELS]])
def test_balanced_classes_weigh_alike_over_the_rows_that_train(y: Any) -> None:
    found = bound("weights balanced", y)
    weights = found.row_weights
    assert weights is not None
    assert (weights.shape, weights.dtype) == ((ROWS,), np.float32)
    training = found.training_rows
    sums = [weights[training][LABELS[training] == k].sum() for k in range(3)]
    assert sums == pytest.approx([len(training) / 3] * 3)
    assert weights[training].mean() == pytest.approx(1)


def test_two_labels_are_balanced_too() -> None:
    weights = bound("weights balanced", LABELS > 0, "3 -> 1 sigmoid").row_weights
    assert weights is not None
    assert len(set(weights.tolist())) == 2
    assert weights[0] < 1 < weights[-1]


def test_without_the_clause_no_row_has_a_weight() -> None:
    assert bound("split 20%").row_weights is None


def test_weights_follow_another_split_and_can_be_taken_up_later() -> None:
    found = bound("split 20%")
    other = found.with_spec(parse("3 -> 3 softmax ; split off ; weights balanced")).require()
    assert other.row_weights is not None
    assert other.row_weights[0] == pytest.approx(ROWS / (3 * 80))


def test_what_a_clause_is_refused_for_goes_with_the_clause() -> None:
    refused = bind(parse("3 -> 1 ; weights balanced"), X, NUMBERS)
    assert len(refused.refusals) == 1
    assert refused.with_spec(parse("3 -> 1")).refusals == ()
    late = bound("seed 3", NUMBERS, "3 -> 1").with_spec(parse("3 -> 1 ; target norm"))
    assert [finding.where for finding in late.refusals] == ["target"]


def test_balanced_weights_are_offered_where_one_class_drowns_the_rest() -> None:
    rare = np.repeat([0, 1], [97, 3])
    offers = bound("seed 0", rare, "3 -> 1 sigmoid").findings
    assert [finding.accept for finding in offers] == ["weights balanced"]
    assert bound("weights balanced", rare, "3 -> 1 sigmoid").findings == ()
    assert bound("seed 0", np.repeat([0, 1], [80, 20]), "3 -> 1 sigmoid").findings == ()


def test_split_last_holds_back_the_last_rows() -> None:
    found = bound("split 20% last", NUMBERS, "3 -> 1")
    assert sorted(found.validation_rows) == list(range(80, 100))
    assert sorted(found.training_rows) == list(range(80))
    assert list(found.training_rows) != list(range(80))
    same = bound("split 20% last", NUMBERS, "3 -> 1")
    assert np.array_equal(found.training_rows, same.training_rows)


def test_split_last_leaves_a_row_on_each_side() -> None:
    for share, held_back in (("1%", 1), ("99%", 2)):
        found = bind(parse(f"3 -> 1 ; split {share} last"), X[:3], NUMBERS[:3]).require()
        assert found.validation_count == held_back


def test_columns_are_left_out_everywhere() -> None:
    other = FRAME[["sibs", "fare", "age"]]
    found = bind(
        parse("auto -> 1 ; without fare"), FRAME, NUMBERS, validation_data=(other, NUMBERS)
    ).require()
    assert found.column_names == ("age", "sibs")
    assert found.spec.input_shape == (2,)
    assert np.array_equal(found.x, X[:, [0, 2]])
    assert found.validation is not None
    assert np.array_equal(found.validation[0], found.x)
    assert np.array_equal(found.encode(FRAME), found.x)
    assert np.array_equal(found.encode(FRAME.drop(columns="fare")), found.x)


def test_a_column_that_is_left_out_may_hold_text_or_y_itself() -> None:
    frame = FRAME.assign(name="x", target=NUMBERS)
    y = pd.Series(NUMBERS, name="target")
    assert bound("without name 'target'", y, "3 -> 1", frame).x.shape == (ROWS, 3)


def test_other_columns_need_the_data_bound_anew() -> None:
    found = bound("seed 1", NUMBERS, "3 -> 1", FRAME)
    with pytest.raises(DataError, match="bind the data anew"):
        found.with_spec(parse("3 -> 1 ; without fare"))


def test_a_missing_value_does_not_hide_that_the_clause_is_not_built() -> None:
    x = X.copy()
    x[7, 1] = np.nan
    refusals = bind(parse("3 -> 1 ; missing fill"), x, NUMBERS).refusals
    assert [finding.where for finding in refusals] == ["missing", "x"]

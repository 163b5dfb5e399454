import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from densemodel.data import bind
from densemodel.errors import DataError
from densemodel.language import parse

ROWS = 100
X = np.arange(ROWS * 3, dtype=np.float32).reshape(ROWS, 3) / 300
FRAME = pd.DataFrame(X, columns=["age", "fare", "sibs"])
LABELS = np.repeat([0, 1, 2], [80, 15, 5])
NUMBERS = np.linspace(-1, 1, ROWS)


def bound(clauses, y=LABELS, network="3 -> 3 softmax", x=X):
    return bind(parse(f"{network} ; {clauses}"), x, y).require()


@pytest.mark.parametrize("y", [LABELS, np.eye(3)[LABELS], np.array(["a", "b", "c"])[LABELS]])
def test_balanced_classes_have_equal_weight_over_the_training_rows(y):
    found = bound("weights balanced", y)
    weights = found.row_weights
    assert weights is not None
    assert (weights.shape, weights.dtype) == ((ROWS,), np.float32)
    training = found.training_rows
    sums = [weights[training][LABELS[training] == k].sum() for k in range(3)]
    assert sums == pytest.approx([len(training) / 3] * 3)
    assert weights[training].mean() == pytest.approx(1)


def test_two_labels_are_balanced_too():
    weights = bound("weights balanced", LABELS > 0, "3 -> 1 sigmoid").row_weights
    assert weights is not None
    assert len(set(weights.tolist())) == 2
    assert weights[0] < 1 < weights[-1]


def test_without_the_clause_no_row_has_a_weight():
    assert bound("split 20%").row_weights is None


def test_weights_follow_another_split_and_can_be_taken_up_later():
    found = bound("split 20%")
    other = found.with_spec(parse("3 -> 3 softmax ; split off ; weights balanced")).require()
    assert other.row_weights is not None
    assert other.row_weights[0] == pytest.approx(ROWS / (3 * 80))


def test_what_a_clause_is_refused_for_goes_with_the_clause():
    refused = bind(parse("3 -> 1 ; weights balanced"), X, NUMBERS)
    assert len(refused.refusals) == 1
    assert refused.with_spec(parse("3 -> 1")).refusals == ()
    late = bound("seed 3").with_spec(parse("3 -> 3 softmax ; target norm"))
    assert [finding.where for finding in late.refusals] == ["target"]


def test_balanced_weights_are_offered_where_one_class_drowns_the_rest():
    rare = np.repeat([0, 1], [97, 3])
    offers = bound("seed 0", rare, "3 -> 1 sigmoid").findings
    assert [finding.accept for finding in offers] == ["weights balanced"]
    assert bound("weights balanced", rare, "3 -> 1 sigmoid").findings == ()
    assert bound("seed 0", np.repeat([0, 1], [80, 20]), "3 -> 1 sigmoid").findings == ()


def test_split_last_holds_back_the_last_rows():
    found = bound("split 20% last", NUMBERS, "3 -> 1")
    assert sorted(found.validation_rows) == list(range(80, 100))
    assert sorted(found.training_rows) == list(range(80))
    assert list(found.training_rows) != list(range(80))
    same = bound("split 20% last", NUMBERS, "3 -> 1")
    assert np.array_equal(found.training_rows, same.training_rows)


def test_split_last_leaves_a_row_on_each_side():
    for share, held_back in (("1%", 1), ("99%", 2)):
        found = bind(parse(f"3 -> 1 ; split {share} last"), X[:3], NUMBERS[:3]).require()
        assert found.validation_count == held_back


def test_columns_are_left_out_everywhere():
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


def test_a_column_that_is_left_out_may_hold_text_or_y_itself():
    frame = FRAME.assign(name="x", target=NUMBERS)
    y = pd.Series(NUMBERS, name="target")
    assert bound("without name 'target'", y, "3 -> 1", frame).x.shape == (ROWS, 3)


def test_other_columns_need_the_data_bound_again():
    found = bound("seed 1", NUMBERS, "3 -> 1", FRAME)
    with pytest.raises(DataError, match="bind the data again"):
        found.with_spec(parse("3 -> 1 ; without fare"))


GAPS = X.copy()
GAPS[[7, 30], 1] = np.nan
GAPS[7, 2] = np.inf


def test_gaps_are_filled_with_the_median_of_the_rows_that_train():
    found = bound("missing fill", NUMBERS, "3 -> 1", GAPS)
    training = found.training_rows[~np.isin(found.training_rows, [7, 30])]
    assert np.isfinite(found.x).all()
    assert found.x[30, 1] == np.median(X[training, 1])
    assert found.x[7, 2] == np.median(GAPS[np.setdiff1d(found.training_rows, [7]), 2])
    assert np.isnan(GAPS[7, 1]), "what was given stays as it is"
    assert found.fills is not None
    assert found.fills.shape == (3,)


def test_the_median_of_the_largest_numbers_is_one_of_them():
    x = np.full((ROWS, 1), np.finfo(np.float32).max, np.float32)
    x[5] = np.inf
    assert (bind("1 -> 1 ; missing fill", x, NUMBERS).require().x == x[0]).all()


def test_another_split_fills_again():
    found = bound("missing fill", NUMBERS, "3 -> 1", GAPS)
    other = found.with_spec(parse("3 -> 1 ; missing fill ; split 40% last")).require()
    training = np.setdiff1d(np.arange(60), [7, 30])
    assert other.x[30, 1] == np.median(X[training, 1])
    assert found.x[30, 1] != other.x[30, 1]


def test_later_rows_are_filled_like_those_that_train():
    found = bound("missing fill", NUMBERS, "3 -> 1", GAPS)
    assert found.fills is not None
    assert np.array_equal(found.encode(GAPS), found.x)
    whole = bound("missing fill", NUMBERS, "3 -> 1")
    assert np.array_equal(whole.encode(np.full((1, 3), np.nan))[0], whole.fills)


def test_validation_and_test_rows_are_filled_too():
    pair = (GAPS[:50] + 1, NUMBERS[:50])
    found = bind("3 -> 1 ; missing fill", X, NUMBERS, validation_data=pair, test_data=pair)
    for x, _ in (found.require().validation, found.test):
        assert x[30, 1] == np.median(X[:, 1])


def test_rows_with_gaps_are_on_neither_side_and_keep_their_numbers():
    y = NUMBERS.copy()
    y[50] = np.nan
    found = bound("missing drop", y, "3 -> 1", GAPS)
    both = np.sort(np.concatenate([found.training_rows, found.validation_rows]))
    assert np.array_equal(both, np.setdiff1d(np.arange(ROWS), [7, 30, 50]))
    assert len(found.x) == len(found.y) == ROWS
    assert np.isfinite(found.y[both]).all()
    assert found.baseline["mean_absolute_error"] < 1


@pytest.mark.parametrize(
    "y",
    [
        pd.Series([None, "a", "b"] * 20 + ["a"] * 40),
        pd.Series([None, "a", "b"] * 20 + ["a"] * 40, dtype="category"),
        pd.Series([np.nan, 0, 1] * 20 + [0] * 40),
        pd.Series([None, 0, 1] * 20 + [0] * 40, dtype="Int64"),
        pd.Series([None, "a", "b"] * 20 + ["a"] * 40).to_frame("kind"),
        pa.chunked_array([[None, "a", "b"] * 20 + ["a"] * 40]),
        [None, "a", "b"] * 20 + ["a"] * 40,
        [None, 0, 1] * 20 + [0] * 40,
        np.array([np.nan, 0, 1] * 20 + [0] * 40),
        np.array([np.nan, 0, 1] * 20 + [0] * 40, np.float16),
        np.ma.masked_equal([9, 0, 1] * 20 + [0] * 40, 9),
    ],
)
def test_labels_of_every_kind_may_have_gaps_that_are_dropped(y):
    found = bound("missing drop", y, "3 -> 2 softmax")
    assert found.class_counts == (60, 20)
    both = np.sort(np.concatenate([found.training_rows, found.validation_rows]))
    assert np.array_equal(both, np.setdiff1d(np.arange(ROWS), np.arange(0, 60, 3)))


@pytest.mark.parametrize("dtype", [object, "boolean", "bool[pyarrow]"])
@pytest.mark.parametrize("spec", ["3 -> 2 softmax", "3 -> 1 sigmoid"])
def test_booleans_with_gaps_stay_booleans(dtype, spec):
    y = pd.Series([None, True, False] * 20 + [False] * 40, dtype=dtype)
    found = bound("missing drop", y, spec)
    assert found.terms.class_labels.tolist() == [False, True]
    assert found.class_names == ("False", "True")
    assert bound("missing drop", y.to_frame("won"), spec).class_names == ("False", "True")


def test_rows_with_gaps_are_left_out_of_validation_data():
    pair = (GAPS[:50], NUMBERS[:50])
    found = bind("3 -> 1 ; missing drop", X, NUMBERS, validation_data=pair).require()
    assert found.validation_count == 48
    assert np.isfinite(found.validation[0]).all()


def test_rows_with_gaps_have_no_answer_later():
    found = bound("missing drop", NUMBERS, "3 -> 1", GAPS)
    with pytest.raises(DataError, match="2 rows have gaps"):
        found.encode(GAPS)


def test_another_missing_clause_needs_the_data_bound_again():
    with pytest.raises(DataError, match="bind the data again"):
        bound("missing drop", NUMBERS, "3 -> 1").with_spec(parse("3 -> 1"))


PATIENTS = FRAME.assign(patient=[f"p{i // 7}" for i in range(ROWS)])


def test_a_column_of_groups_is_no_input():
    found = bound("split 30% by patient", LABELS, "auto -> 3 softmax", PATIENTS)
    assert found.column_names == ("age", "fare", "sibs")


def test_groups_share_out_the_classes_where_they_can():
    labels = np.repeat(np.arange(10) % 3, 10)
    frame = FRAME.assign(day=np.repeat(np.arange(10), 10))
    for seed in range(8):
        found = bound(f"split 40% by day ; seed {seed}", labels, "3 -> 3 softmax", frame)
        assert {*labels[found.training_rows]} == {*labels[found.validation_rows]} == {0, 1, 2}


def test_a_number_that_groups_trains_only_if_the_spec_counts_it():
    frame = FRAME.assign(day=np.arange(ROWS) // 10)
    assert bound("split 30% by day", NUMBERS, "4 -> 1", frame).x.shape == (ROWS, 4)
    found = bound("split 30% by day", NUMBERS, "3 -> 1", frame)
    assert found.x.shape == (ROWS, 3)
    assert np.array_equal(found.encode(frame), found.x)
    assert bound("split 30% by day ; without day", NUMBERS, "auto -> 1", frame).x.shape[1] == 3


def test_the_target_scale_is_that_of_the_rows_that_train():
    found = bound("target norm", NUMBERS, "3 -> 1")
    assert found.target_scale is not None
    training = NUMBERS[found.training_rows]
    assert found.target_scale.mean == pytest.approx((training.mean(),), abs=1e-6)
    assert found.target_scale.spread == pytest.approx((training.std(),), abs=1e-6)
    assert bound("seed 1", NUMBERS, "3 -> 1").target_scale is None


def test_a_target_that_never_changes_has_the_spread_one():
    y = np.column_stack([NUMBERS, np.full(ROWS, 1e6)])
    scale = bound("target norm", y, "3 -> 2").target_scale
    assert scale is not None
    assert scale.spread[1] == 1

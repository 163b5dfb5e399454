import numpy as np
import pandas as pd
import pytest

from densemodel.data import bind
from densemodel.errors import DataError
from densemodel.language import parse

X = np.arange(200, dtype=np.float32).reshape(100, 2)
Y = np.arange(100) % 3
SPEC = parse("2 -> 3 softmax")


def test_rows_are_split_by_the_default_share():
    bound = bind(SPEC, X, Y)
    assert (bound.training_count, bound.validation_count) == (70, 30)
    assert bound.training_rows.dtype == np.int64
    assert sorted([*bound.training_rows, *bound.validation_rows]) == list(range(100))


def test_given_validation_data_replaces_the_split():
    bound = bind(SPEC, X, Y, validation_data=(X[:7], Y[:7]), test_data=(X[:5], Y[:5])).require()
    assert (bound.training_count, bound.validation_count) == (100, 7)
    assert not len(bound.validation_rows)
    assert bound.test is not None
    assert len(bound.test[0]) == 5


def test_one_row_trains_without_a_split():
    bound = bind(SPEC, X[:1], Y[:1]).require()
    assert (bound.training_count, bound.validation_count) == (1, 0)


@pytest.mark.parametrize("labels", [[0, 1], [0, 0], [2, 2]])
def test_two_rows_are_one_for_each_side(labels):
    bound = bind(SPEC, X[:2], labels).require()
    assert (bound.training_count, bound.validation_count) == (1, 1)


def test_with_spec_shares_the_arrays_and_splits_again():
    bound = bind(SPEC, X, Y)
    other = bound.with_spec(SPEC.with_settings("split 20% ; seed 5"))
    assert other.x is bound.x
    assert other.y is bound.y
    assert (other.training_count, other.validation_count) == (80, 20)
    assert bound.with_spec(SPEC).training_rows.tolist() == bound.training_rows.tolist()


def test_with_spec_keeps_the_baseline_of_each_apart():
    bound = bind(parse("2 -> 1"), X, Y * 1.5)
    before = bound.baseline
    other = bound.with_spec(parse("2 -> 1 ; seed 9"))
    assert other.baseline != before
    assert bound.baseline == before


def test_with_spec_refuses_another_network():
    with pytest.raises(DataError, match="this spec has another output than the bound data"):
        bind(SPEC, X, Y).with_spec(parse("2 -> 4 softmax"))


def test_with_spec_updates_the_findings_of_the_split():
    labels = np.array([0] * 60 + [1] * 39 + [2])
    bound = bind(SPEC, X, labels)
    assert [finding.where for finding in bound.findings] == ["split"]
    assert bound.with_spec(SPEC.with_settings("split off")).findings == ()
    assert len(bound.with_spec(SPEC.with_settings("seed 3")).findings) == 1


def test_require_raises_all_that_was_refused():
    bound = bind(SPEC, X[:, :1], Y + 7.5)
    assert len(bound.refusals) == 2
    with pytest.raises(DataError, match="write 1 or auto\n3 softmax is") as caught:
        bound.require()
    assert caught.value.findings == bound.refusals


def test_refused_data_binds_without_rows():
    bound = bind(SPEC, None, None)
    assert (bound.training_count, bound.validation_count, bound.baseline) == (0, 0, {})
    assert bound.x.shape == (0, 2)
    assert bound.with_spec(SPEC.with_settings("split 20%")).refusals == bound.refusals


@pytest.mark.parametrize("labels", [[0, 3], [0, -1], [0, 0.5], ["a", "b"]])
def test_labels_that_are_no_class_are_refused_later_too(labels):
    with pytest.raises(DataError):
        bind(SPEC, X, Y).encode_labels(labels)


@pytest.mark.parametrize("pair", [X, (X,), (X, Y, Y), "xy", 5])
def test_validation_data_that_is_no_pair_is_refused(pair):
    bound = bind(SPEC, X, Y, validation_data=pair)
    assert "pair" in bound.refusals[0].message


@pytest.mark.parametrize(
    ("text", "y"),
    [
        ("2 -> 3 softmax", Y),
        ("2 -> 3 softmax", np.array(["a", "b", "c"])[Y]),
        ("2 -> 3 softmax", np.eye(3)[Y]),
        ("2 -> 3 softmax ; loss categorical_crossentropy", Y + 4),
        ("2 -> 1 sigmoid", np.array(["a", "b"])[Y // 2]),
        ("2 -> 3 sigmoid", np.eye(3)[Y]),
        ("2 -> 1", Y * 1.5),
        ("2 -> 3", np.eye(3)[Y] * 1.5),
    ],
)
def test_later_labels_are_written_as_y_was(text, y):
    bound = bind(parse(text), X, y).require()
    assert np.array_equal(bound.encode_labels(y[10:40]), bound.y[10:40])


def test_baseline_of_classes_is_the_share_of_the_commonest():
    labels = np.repeat([0, 1], [80, 20])
    assert bind(SPEC, X, labels).baseline == {"accuracy": 0.8}
    assert bind(parse("2 -> 1 sigmoid"), X, labels).baseline == {"accuracy": 0.8}
    flags = np.stack([labels, 1 - labels, labels], axis=1)
    assert set(bind(parse("2 -> 3 sigmoid"), X, flags).baseline) == {"accuracy"}


def test_baseline_of_a_regression_is_guessing_the_mean():
    bound = bind(parse("2 -> 1"), X, X[:, 0] * 1.5)
    off = bound.y[bound.validation_rows] - bound.y[bound.training_rows].mean()
    assert bound.baseline["mean_absolute_error"] == pytest.approx(abs(off).mean())
    assert bound.baseline["r2_score"] <= 0


def test_equal_indexes_are_silent():
    index = np.arange(100)[::-1]
    x, y = pd.DataFrame(X, index=index), pd.Series(Y, index=index)
    assert bind(SPEC, x, y).findings == ()


def test_mnist_sized_data_binds_without_a_copy():
    x = np.zeros((60_000, 784), dtype=np.float32)
    y = np.arange(60_000) % 10
    bound = bind(parse("784 -> 10 softmax"), x, y)
    assert bound.x is x
    assert (bound.training_count, bound.validation_count) == (42_000, 18_000)

import numpy as np
import pytest

from densemodel.scoring import evaluation_rows_of, predict_rows
from densemodel.training import prepare

pytestmark = pytest.mark.tensorflow

SPEC = "4 -> 8 relu -> 3 softmax ; epochs 2 ; batch 8 ; split 25%"
ALL = "4 -> 8 relu -> 3 softmax ; epochs 2 ; batch 8 ; split off"


def data(count=40, seed=0):
    x = np.random.default_rng(seed).normal(size=(count, 4)).astype("float32")
    return x, np.array(["ant", "bee", "cat"])[np.arange(count) % 3]


def run_of(spec=SPEC, **options):
    return prepare(spec, *data(), **options)


def test_validation_rows_are_monitored_in_their_original_places():
    run = run_of()
    rows = evaluation_rows_of(run)
    assert rows is not None
    assert rows.side == "validation"
    assert not rows.note
    assert len(rows) == 10
    x, y = data()
    np.testing.assert_array_equal(rows.x, x[rows.places])
    assert rows.class_numbers is not None
    assert (np.array(["ant", "bee", "cat"])[rows.class_numbers] == y[rows.places]).all()


def test_given_validation_rows_are_monitored():
    rows = evaluation_rows_of(run_of(validation_data=data(9, seed=1)))
    assert rows is not None
    np.testing.assert_array_equal(rows.x, data(9, seed=1)[0])


def test_test_rows_are_monitored_and_noted_only_without_validation_rows():
    rows = evaluation_rows_of(run_of(ALL, test_data=data(9, seed=1)))
    assert rows is not None
    assert rows.side == "test"
    assert rows.note.startswith("These are the test rows")
    both = evaluation_rows_of(run_of(test_data=data(9, seed=1)))
    assert both is not None
    assert both.side == "validation"


def test_training_rows_are_monitored_last_and_noted():
    rows = evaluation_rows_of(run_of(ALL))
    assert rows is not None
    assert (rows.side, len(rows)) == ("training", 40)
    assert "train" in rows.note


def test_of_many_rows_some_are_drawn_in_their_order_and_the_same_each_time():
    rows, again = (evaluation_rows_of(run_of(ALL), most=7) for _ in range(2))
    assert rows is not None
    assert again is not None
    assert len(np.unique(rows.places)) == 7
    assert (np.diff(rows.places) > 0).all()
    np.testing.assert_array_equal(rows.places, again.places)


def test_labels_that_repeat_in_step_are_all_among_the_rows_that_are_drawn():
    x = np.zeros((3_000, 4), np.float32)
    run = run_of(validation_data=(x, np.array(["ant", "bee", "cat"])[np.arange(3_000) % 3]))
    rows = evaluation_rows_of(run)
    assert rows is not None
    assert rows.class_numbers is not None
    assert (np.bincount(rows.class_numbers, minlength=3) > 250).all()


def test_without_data_no_rows_are_monitored():
    assert evaluation_rows_of(prepare("4 -> 3 softmax")) is None
    assert evaluation_rows_of(run_of(), side="test") is None


def test_what_becomes_of_the_arrays_later_does_no_harm():
    x, y = data()
    run = prepare(SPEC, x, y)
    rows = evaluation_rows_of(run)
    assert rows is not None
    before = np.array(rows.x)
    x[:] = 0
    np.testing.assert_array_equal(rows.x, before)


@pytest.mark.parametrize(
    ("last", "kind"), [("3 softmax", "classes"), ("1 sigmoid", "binary"), ("1", "regression")]
)
def test_rows_are_evaluated_by_the_task_of_the_network(last, kind):
    x, y = data()
    labels = {"classes": y, "binary": y == "ant", "regression": x[:, 0]}[kind]
    run = prepare(f"4 -> 8 relu -> {last} ; epochs 1", x, labels)
    run.start().wait()
    rows = evaluation_rows_of(run)
    assert rows is not None
    found = predict_rows(run.model, rows)
    assert found.terms.task.kind == kind
    assert found.answers.shape[0] == len(rows)
    if kind == "regression":
        assert found.is_right is None
    else:
        assert found.is_right is not None
        assert found.probabilities is not None
        np.testing.assert_allclose(found.probabilities.sum(axis=1), 1, rtol=1e-5)
        accuracy = run.history["val_accuracy"][-1]
        assert found.is_right.mean() == pytest.approx(accuracy)

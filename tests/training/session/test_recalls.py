"""The recall of each class stands beside a result, and guessing beside every number."""

import numpy as np
import pytest

from densemodel.training import prepare
from densemodel.training.engine._probe import recalls_of
from densemodel.training.run._sentence import recall_text
from support.network.called import answers_of
from support.training.driving import WAIT_SECONDS
from support.training.monitored_runs import X, Y, names, points, rare

pytestmark = pytest.mark.tensorflow

SPEC = "6 -> 8 relu -> 2 softmax ; epochs 4 ; patience off"


def test_recalls_are_those_of_the_best_weights_on_the_validation_rows():
    run = prepare(SPEC + " ; sgd lr 2", X, names(Y)).start().wait(WAIT_SECONDS)
    assert run.bound is not None
    x, y = (part[run.bound.validation_rows] for part in (run.bound.x, run.bound.y))
    found = answers_of(run.model, x).argmax(axis=1)
    expected = {name: float((found[y == i] == i).mean()) for i, name in enumerate(("no", "yes"))}
    assert run.recalls == expected


def test_recalls_of_rows_that_were_given_to_validate():
    run = prepare(SPEC, X, Y, validation_data=(X[:7], Y[:7])).start().wait(WAIT_SECONDS)
    assert set(run.recalls or {}) == {"0", "1"}
    run = prepare(SPEC, X, Y, validation_data=(X[:1], Y[:1])).start().wait(WAIT_SECONDS)
    assert set(run.recalls or {}) == {"0"}


def test_recalls_of_one_unit_are_those_of_its_two_classes():
    for network in (
        "6 -> 8 relu -> 1 sigmoid",
        "6 -> 1 ; loss binary_crossentropy",
        "6 -> 8 relu -> 1 tanh ; loss hinge",
    ):
        run = prepare(f"{network} ; epochs 20 ; batch 8", X, Y).start().wait(WAIT_SECONDS)
        counts = np.bincount(run.bound.y[run.bound.validation_rows][:, 0].astype(int))
        mean = np.average(list(run.recalls.values()), weights=counts)
        row = run.history.at(run.best_row)
        assert mean == pytest.approx(row.get("val_accuracy", mean), abs=1e-6)


@pytest.mark.parametrize("more", ["; split off ; steps 5", "; steps 5"])
def test_there_are_none_without_validation_rows(more):
    run = prepare(f"6 -> 2 softmax{more} ; patience off", X, Y, test_data=(X, Y))
    run.start().wait(WAIT_SECONDS)
    assert (run.recalls is None) == ("off" in more)


def test_there_are_none_of_numbers_and_none_before_the_end():
    run = prepare("6 -> 1 ; epochs 1", X, X[:, 0])
    assert run.recalls is None
    assert run.start().wait(WAIT_SECONDS).recalls is None


def test_a_time_limit_leaves_an_even_part_of_the_rows():
    x, y = points(2400)
    run = prepare("6 -> 2 softmax ; epochs 1", x, y, validation_data=(x[np.argsort(y)], np.sort(y)))
    run.start().wait(WAIT_SECONDS)
    with run._session._borrowed() as functions:
        feed = functions.validation_feed()
        recalls = recalls_of(run.model, run.bound, *feed, seconds=0.0)
    assert set(recalls or {}) == {"0", "1"}  # the rows are sorted by class


def test_a_class_that_is_never_predicted_is_reported_with_a_fix_and_its_price():
    spec = "6 -> 8 relu -> 1 sigmoid ; epochs 12 ; batch 8 ; adam lr 0.005"
    run = prepare(spec, *rare(), test_data=rare()).start().wait(WAIT_SECONDS)
    assert "No row is predicted as class 'yes'" in run.sentence
    assert "Write weights balanced" in run.sentence
    assert "predicted probabilities then shift" in run.sentence
    assert run.sentence.endswith("(baseline 0.938).")


def test_the_baseline_is_a_loss_where_no_metric_fits():
    run = prepare("6 -> 2 softmax ; metrics auc ; epochs 2", X, Y).start().wait(WAIT_SECONDS)
    assert "(baseline loss 0.693)" in run.sentence


@pytest.mark.parametrize(
    ("recalls", "text"),
    [
        ({"a": 0.9, "b": 0.8}, ""),
        ({"a": 0.9, "b": 0.1}, "Recall is low for class b (10 %)."),
        ({"a": 1.0, "b": 0.0}, "Recall is low for class b (0 %)."),
        ({"a": 1.0, "b": 0.0, "c": 0.0}, "Every row is predicted as class a."),
        (
            {"a": 1.0, "b": 0.0, "c": 0.0, "d": 0.0001, "e": 0.2},
            "Recall is low for class b (0 %), class c (0 %) and 2 more classes.",
        ),
    ],
)
def test_few_classes_are_named(recalls, text):
    assert recall_text(recalls, 0.9) == text

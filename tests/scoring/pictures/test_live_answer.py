"""The answer to one picture, and the training rows that are like it."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

import densemodel as dm
from densemodel.network import load_keras
from densemodel.scoring import LiveAnswers
from densemodel.training import EpochDone, prepare

pytestmark = pytest.mark.tensorflow

X, Y = load_digits(return_X_y=True)
X = X.astype(np.float32)[:600]
Y = Y[:600]


@pytest.fixture(scope="module")
def run():
    return dm.train("64 -> scale / 16 -> 30 relu -> 10 softmax ; epochs 12 ; lr 0.01", X, Y)


def test_it_answers_as_predict(run):
    answers = LiveAnswers(run)
    for row in (3, 40):
        found = answers.answer(X[row].reshape(8, 8))
        due = dm.predict(run, X[[row]]).drop(columns="class")
        assert found.names == tuple(map(str, due.columns))
        assert found.label == str(dm.predict(run, X[[row]])["class"][0])
        np.testing.assert_allclose(found.values, due.to_numpy()[0], atol=1e-6)


def test_similar_rows_are_nearest_in_the_last_hidden_layer(run):
    row = int(run.bound.training_rows[7])
    found = LiveAnswers(run).answer(X[row])
    assert len(found.similar) == 5
    assert found.similar[0].place == row
    keras = load_keras()
    hidden = keras.Model(run.model.inputs[0], run.model.layers[-1].input)
    values = np.asarray(hidden(X))
    apart = np.square(values - values[row]).sum(axis=1)
    due = sorted(run.bound.training_rows.tolist(), key=lambda one: apart[one])[:5]
    assert [one.place for one in found.similar] == due
    assert [one.label for one in found.similar] == [str(Y[place]) for place in due]
    np.testing.assert_array_equal(found.similar[1].x, X[due[1]])


def test_it_takes_convolutions_and_says_labels_and_numbers():
    images = X.reshape(-1, 8, 8)
    spec = "8x8 -> scale / 16 -> conv 3 relu -> max 2 -> flatten -> {} ; epochs 1"
    numbers = LiveAnswers(dm.train(spec.format("1"), images, Y / 4)).answer(images[0])
    assert (numbers.names, numbers.values.shape) == (("y",), (1,))
    assert float(numbers.label) == pytest.approx(numbers.values[0], rel=1e-2)
    assert not numbers.are_probabilities
    assert float(numbers.similar[0].label) == pytest.approx(Y[numbers.similar[0].place] / 4)
    flags = dm.train(spec.format("2 sigmoid"), images, np.stack([Y > 4, Y > 7], axis=1))
    assert LiveAnswers(flags).answer(images[1]).names == ("label 0", "label 1")


def test_it_follows_training():
    run = prepare("64 -> scale / 16 -> 9 relu -> 10 softmax ; epochs 3", X, Y, name="digits")
    answers, seen = LiveAnswers(run), []
    run.on_event(
        lambda event: (
            isinstance(event, EpochDone) and seen.append(answers.answer(X[0], newest=True))
        )
    )
    run.start().wait()
    steps = [one.newest.step for one in seen if one.newest]
    assert len(set(steps)) > 1
    assert answers.answer(X[0], newest=True).newest is None

"""One line on raw arrays scores as well as scikit-learn's network behind a scaler."""

import numpy as np
import pytest
from sklearn.compose import TransformedTargetRegressor
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits
from sklearn.metrics import r2_score
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

import densemodel as dm

CLAUSES = "epochs 100 ; patience 20 ; split 10%"
CLASSES = f"auto -> norm -> 100 relu -> auto softmax ; {CLAUSES}"
NUMBERS = f"auto -> norm -> 100 relu -> 1 ; target norm ; {CLAUSES}"
BEHIND_AT_MOST = 0.02

# scikit-learn says that it has not converged
pytestmark = [
    pytest.mark.tensorflow,
    pytest.mark.filterwarnings("ignore:Stochastic Optimizer"),
    pytest.mark.onednn,
]


def fitted(network, x, y):
    with threadpool_limits(limits=1):  # two threads of it stand in each other's way
        return network.fit(x, y)


def answers(spec, x, y, x_test):
    # without XLA the numbers are those of every machine of the same kind
    run = dm.train(spec, x, y, jit_compile=False)
    return np.asarray(run.model.predict(x_test, verbose=0))


@pytest.mark.parametrize("load", [load_breast_cancer, load_digits], ids=["breast cancer", "digits"])
def test_classes_are_predicted_as_well(load):
    x, y = load(return_X_y=True)
    x, x_test, y, y_test = train_test_split(x, y, test_size=0.25, random_state=0, stratify=y)
    network = MLPClassifier(random_state=0, max_iter=100)
    theirs = fitted(make_pipeline(StandardScaler(), network), x, y)
    ours = (answers(CLASSES, x, y, x_test).argmax(axis=1) == y_test).mean()
    assert ours >= theirs.score(x_test, y_test) - BEHIND_AT_MOST


def test_numbers_are_guessed_as_well_although_their_scale_is_not_touched():
    x, y = load_diabetes(return_X_y=True)
    x, x_test, y, y_test = train_test_split(x, y, test_size=0.25, random_state=1)
    network = make_pipeline(StandardScaler(), MLPRegressor(random_state=1))
    theirs = fitted(TransformedTargetRegressor(network, transformer=StandardScaler()), x, y)
    ours = r2_score(y_test, answers(NUMBERS, x, y, x_test)[:, 0])
    assert ours >= theirs.score(x_test, y_test) - BEHIND_AT_MOST

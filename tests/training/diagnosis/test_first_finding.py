"""The first finding on real data: its fix works, and healthy networks get none.

Every rule has its words in test_rules.py; `make sick` follows the fixes of many more networks.
"""

import pytest
from sklearn import datasets

from densemodel.scoring import evaluate
from densemodel.training import diagnose, train

pytestmark = [
    pytest.mark.tensorflow,
    pytest.mark.filterwarnings("ignore::densemodel.errors.DenseModelWarning"),
]


def digits():
    x, y = datasets.load_digits(return_X_y=True)
    return x / 16, y


def wine():
    return datasets.load_wine(return_X_y=True)


def iris():
    """150 rows, sorted by class."""
    return datasets.load_iris(return_X_y=True)


def circles():
    return datasets.make_circles(600, noise=0.08, factor=0.5, random_state=0)


SICK = {
    "vanishing gradient": (
        wine,
        "13 -> norm -> 6*(20 sigmoid) -> 3 softmax ; sgd lr 0.1 ; epochs 60 ; batch 16",
        "the gradient vanishes",
        "20 sigmoid => 20 relu",
    ),
    "linear": (
        circles,
        "2 -> 32 -> 32 -> 1 sigmoid ; adam lr 0.01 ; epochs 60",
        "the network is linear",
        "32 => 32 relu",
    ),
    "unscaled inputs": (
        wine,
        "13 -> 32 relu -> 3 softmax ; sgd lr 0.01 ; epochs 40",
        "not scaled",
        "norm",
    ),
    "sorted rows": (
        iris,
        "4 -> norm -> 16 relu -> 3 softmax ; split 30% last ; epochs 60",
        "the last rows are for validation, and differ from the training rows",
        "split 30%",
    ),
}


def accuracy(run):
    return evaluate(run).metrics["accuracy"]


@pytest.mark.parametrize("problem", SICK)
def test_the_first_finding_names_the_problem_and_fixes_it(problem):
    load, spec, words, fix = SICK[problem]
    x, y = load()
    run = train(spec, x, y, jit_compile=False)
    first = diagnose(run).findings[0]
    assert words in first.message
    assert first.accept == fix
    fixed = train(first.apply_to(run.spec), x, y, jit_compile=False)
    assert accuracy(run) < 0.7
    assert accuracy(fixed) > 0.8


@pytest.mark.parametrize(
    "spec",
    [
        "64 -> 50 relu -> 10 softmax ; sgd lr 0.1",
        "64 -> 100 relu -> 10 softmax ; adam lr 0.02",  # some units are dead, but it learns well
    ],
)
def test_a_healthy_network_gets_no_fix(spec):
    run = train(spec, *digits(), jit_compile=False)
    assert [finding.accept for finding in diagnose(run).findings if finding.accept] == []

import numpy as np
import pandas as pd
import pytest

from densemodel.data import UNKNOWN, bind, choose_task
from densemodel.errors import DataError, SpecError
from densemodel.language import parse

ROWS = 40
X = np.random.default_rng(0).normal(size=(ROWS, 8)).astype(np.float32)
IMAGES = np.random.default_rng(1).random((ROWS, 28, 28)).astype(np.float32)
FOUR = np.arange(ROWS) % 4
TWO = np.arange(ROWS) % 2
NAMES = np.array(["owl", "cat", "dog", "cow"])
NUMBERS = np.linspace(-2, 3, ROWS)


def became(text, x, y):
    return bind(parse(text), x, y).require().spec.network_text


@pytest.mark.parametrize(
    ("x", "size"),
    [
        (X, "8"),
        (X.tolist(), "8"),
        (X[:, 0], "1"),
        (pd.DataFrame(X), "8"),
        (pd.Series(X[:, 0]), "1"),
        (IMAGES, "28x28"),
        (IMAGES[..., None], "28x28x1"),
    ],
    ids=["rows", "list", "one axis", "frame", "series", "images", "images with a channel"],
)
def test_the_input_is_a_row_of_x(x, size):
    assert became("auto -> 4 softmax", x, FOUR) == f"{size} -> 4 softmax"


@pytest.mark.parametrize(
    ("last", "y", "found"),
    [
        ("auto softmax", FOUR, "4 softmax"),
        ("auto softmax", FOUR.reshape(-1, 1), "4 softmax"),
        ("auto softmax", NAMES[FOUR], "4 softmax"),
        ("auto softmax", np.eye(4)[FOUR], "4 softmax"),
        ("auto softmax", FOUR * 10 + 10, "4 softmax"),
        ("auto softmax", FOUR - 2, "4 softmax"),
        ("auto softmax", TWO == 1, "2 softmax"),
        ("auto softmax", np.arange(5)[FOUR + (FOUR == 3)], "5 softmax"),
        ("auto softmax", TWO * 7, "2 softmax"),
        ("auto softmax ; loss mse", FOUR, "4 softmax"),
        ("auto log_softmax", FOUR, "4 log_softmax"),
        ("auto", FOUR, "4"),
        ("auto", NAMES[FOUR], "4"),
        ("auto", np.eye(4)[FOUR], "4"),
        ("auto", NUMBERS, "1"),
        ("auto", TWO * 1.0, "1"),
        ("auto", np.stack([NUMBERS, NUMBERS], axis=1), "2"),
        ("auto ; loss mse", FOUR, "1"),
        ("auto ; loss binary_crossentropy", TWO, "1"),
        ("auto ; loss sparse_categorical_crossentropy", FOUR, "4"),
        ("auto sigmoid", TWO, "1 sigmoid"),
        ("auto sigmoid", NAMES[TWO], "1 sigmoid"),
        ("auto sigmoid", np.eye(4)[FOUR], "4 sigmoid"),
        ("auto relu", FOUR, "1 relu"),
        ("auto tanh", np.stack([NUMBERS, NUMBERS], axis=1) / 3, "2 tanh"),
    ],
)
def test_the_last_layer_follows_the_labels(last, y, found):
    assert became(f"8 -> {last}", X, y) == f"8 -> {found}"


def test_many_whole_numbers_are_a_regression_unless_the_spec_has_a_softmax():
    x, y = np.ones((90, 8)), np.arange(90)
    assert became("8 -> auto", x, y) == "8 -> 1"
    assert became("8 -> auto softmax", x, y) == "8 -> 90 softmax"


def test_the_bound_spec_keeps_every_clause_and_holds_numbers():
    spec = parse("small: auto -> 9 relu -> auto softmax ; adam lr 0.01 ; epochs 7")
    bound = bind(spec, X, FOUR).require()
    assert bound.spec.from_data == {"patience"}
    text = str(bound.spec.without_lengths())
    assert text == "small: 8 -> 9 relu -> 4 softmax ; adam lr 0.01 ; epochs 7"
    assert bound.x is X
    assert [finding.message for finding in bound.findings] == [
        "auto is 8, from x",
        "auto is 4, from y: 4 classes",
    ]


def test_images_of_two_axes_reach_a_convolution():
    bound = bind(parse("auto -> conv 4 relu -> auto softmax"), IMAGES, FOUR).require()
    kinds = [layer.kind for layer in bound.spec.layers]
    assert kinds == ["Reshape", "Conv2D", "Flatten", "Dense"]


def test_a_network_that_does_not_fit_the_rows_is_refused_and_not_raised():
    bound = bind(parse("auto -> conv 4 -> auto softmax"), X, FOUR)
    assert bound.task is UNKNOWN
    assert bound.refusals[0].where == "x"
    assert bound.spec.has_auto_input
    with pytest.raises(DataError, match="'conv' takes images"):
        bound.require()


def test_auto_that_only_waits_for_labels_is_refused_without_them():
    bound = bind(parse("8 -> auto softmax"), X, None)
    assert bound.task is UNKNOWN
    assert [finding.where for finding in bound.refusals] == ["y"]
    assert (bound.training_count, bound.baseline) == (0, {})


def test_a_class_that_did_not_occur_may_validate():
    gaps = np.array([0, 1, 3, 4])[FOUR]
    bound = bind(parse("8 -> auto softmax"), X, gaps, validation_data=(X[:2], [2, 4]))
    assert bound.require().validation_count == 2


def test_another_spec_with_auto_takes_the_sizes_that_are_known():
    text = "auto -> 4 relu -> auto softmax ; split 20%"
    bound = bind(parse(text), X, FOUR).require()
    other = bound.with_spec(parse(text.replace("20%", "50%")))
    assert other.spec.network_text == "8 -> 4 relu -> 4 softmax"
    assert other.validation_count == 20


def test_a_task_cannot_be_chosen_before_the_sizes_are_known():
    with pytest.raises(SpecError, match="so it needs labels"):
        choose_task(parse("auto -> 4 relu -> auto softmax"))


@pytest.mark.parametrize("y", [IMAGES, IMAGES[..., None]], ids=["28x28", "28x28x1"])
def test_images_come_out_of_a_convolution(y):
    bound = bind(parse("28x28 -> conv 4 relu -> conv 1 sigmoid"), IMAGES, y).require()
    assert bound.task.kind == "regression"
    assert bound.y.shape == (ROWS, 28, 28, 1)
    assert bound.encode_labels(y[:3]).shape == (3, 28, 28, 1)

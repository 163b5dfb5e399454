"""Networks that the language allows, and that can hardly learn, get an offer that mends them."""

import numpy as np
import pytest

from densemodel.data import check
from densemodel.language import parse, with_words

RNG = np.random.default_rng(8)
X = RNG.normal(size=(200, 8))
CLASSES = np.arange(200) % 3
TWO = np.arange(200) % 2
NUMBERS = RNG.normal(size=200)

INVALID = [
    ("8 -> 50 relu relu -> 3 softmax", CLASSES, "relu comes twice", "8 -> 50 relu -> 3 softmax"),
    ("8 -> 50 relu -> relu -> 1", NUMBERS, "relu comes twice", "8 -> 50 relu -> 1"),
    ("8 -> 10 softmax softmax", CLASSES, "softmax comes twice", "8 -> 10 softmax"),
    ("8 -> 9 relu -> auto softmax softmax", CLASSES, "twice", "8 -> 9 relu -> auto softmax"),
    ("8 -> 1 sigmoid sigmoid", TWO, "sigmoid comes twice", "8 -> 1 sigmoid"),
    ("8 -> 3 softmax -> 3 softmax", CLASSES, "hidden layer", "8 -> 3 relu -> 3 softmax"),
    ("8 -> 16 softmax -> 1", NUMBERS, "hidden layer", "8 -> 16 relu -> 1"),
    ("8 -> 16 bn softmax -> 1", NUMBERS, "hidden layer", "8 -> 16 bn relu -> 1"),
    ("8 -> 9 relu -> 3 relu softmax", CLASSES, "before softmax", "8 -> 9 relu -> 3 softmax"),
    ("8 -> 1 relu sigmoid", TWO, "before sigmoid", "8 -> 1 sigmoid"),
    ("8 -> bn bn -> 3 softmax", CLASSES, "bn comes twice", "8 -> bn -> 3 softmax"),
    ("8 -> norm norm -> 1", NUMBERS, "norm comes twice", "8 -> norm -> 1"),
    ("auto -> norm -> norm -> 1", NUMBERS, "norm comes twice", "auto -> norm -> 1"),
    ("8 -> 16 bn bn(scale=off) relu -> 1", NUMBERS, "bn comes twice", "8 -> 16 bn relu -> 1"),
    ("8 -> 3 softmax bn", CLASSES, "after the last layer", "8 -> 3 softmax"),
    ("8 -> auto softmax noise 0.1", CLASSES, "after the last layer", "8 -> auto softmax"),
    ("8 -> 16 relu drop 0.99 -> 1", NUMBERS, "drops 99 %", "8 -> 16 relu drop 0.5 -> 1"),
    ("8 -> 16 relu -> 1 relu -> 3 softmax", CLASSES, "a single number",
     "8 -> 16 relu -> 16 relu -> 3 softmax"),
    ("8 -> 3 softmax ; metrics top_k_categorical_accuracy", CLASSES, "always true",
     "8 -> 3 softmax ; metrics accuracy"),
    # words of the last layer that hidden layers have too
    ("8 -> 16 bn softmax -> 3 softmax", CLASSES, "hidden layer", "8 -> 16 bn relu -> 3 softmax"),
    ("8 -> 2*(3 softmax) -> 3 softmax", CLASSES, "hidden layer", "8 -> 2*(3 relu) -> 3 softmax"),
    ("8 -> 1 relu -> 1 relu", abs(NUMBERS), "a single number", "8 -> 16 relu -> 1 relu"),
    ("8 -> 9 relu bn -> 1 relu bn", abs(NUMBERS), "after the last layer",
     "8 -> 9 relu bn -> 1 relu"),
    ("8 -> 3 softmax -> bn", CLASSES, "after the last layer", "8 -> 3 softmax"),
    ("8 -> 16 relu drop 0.99 -> 9 relu drop 0.99 -> 1", NUMBERS, "drops 99 %",
     "8 -> 16 relu drop 0.5 -> 9 relu drop 0.5 -> 1"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("spec", "y", "words", "fixed"), INVALID, ids=[case[0] for case in INVALID]
)
def test_an_invalid_network_gets_an_offer_that_fixes_it(spec, y, words, fixed):
    (found,) = [one for one in check(spec, X, y) if one.severity != "repair" and one.where != "y"]
    assert found.severity == "offer"
    assert words in found.message
    assert len(found.message) <= 240
    taken = with_words(parse(spec), found.accept)
    assert taken == parse(fixed)
    after = [one for one in check(taken, X, y) if one.severity != "repair" and one.where != "y"]
    assert after == []


@pytest.mark.parametrize(
    ("spec", "x", "y", "fixed"),
    [
        ("1 -> relu", X[:, 0], abs(NUMBERS), "1 -> 1 relu"),
        ("3 -> softmax", X[:, :3], CLASSES, "3 -> 3 softmax"),
        ("4 -> softmax", X[:, :4], CLASSES, "4 -> 3 softmax"),
    ],
)
def test_a_network_without_weights_is_offered_some(spec, x, y, fixed):
    (found,) = [one for one in check(spec, x, y) if one.where == "spec"]
    assert found.message.startswith("the network has no weights, so it can't learn: write ")
    assert with_words(parse(spec), found.accept) == parse(fixed)


@pytest.mark.parametrize(
    ("spec", "y"),
    [
        ("8 -> 16 bn relu bn relu -> 3 softmax", CLASSES),
        ("8 -> 16 relu drop 0.5 -> 3 bn softmax", CLASSES),
        ("8 -> 16 relu noise 0.1 -> 1", NUMBERS),
        ("8 -> norm -> bn -> 16 relu -> 1", NUMBERS),
        ("8 -> 16 tanh -> 1 tanh -> 8", X),
        ("8 -> 16 relu -> 1 -> 8", X),
        ("8 -> bn relu -> 3 softmax", CLASSES),
        ("8 -> 10 softmax ; metrics top_k_categorical_accuracy", np.arange(200) % 10),
    ],
)
def test_usual_networks_get_no_offer(spec, y):
    assert [one for one in check(spec, X, y) if one.severity != "repair"] == []

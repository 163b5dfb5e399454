"""The loss of a report is the one that `model.evaluate` gives."""

import numpy as np
import pytest

import densemodel as dm
from densemodel.language import LOSSES
from densemodel.network import load_keras
from densemodel.training import prepare

pytestmark = [pytest.mark.tensorflow, pytest.mark.onednn]

RNG = np.random.default_rng(0)
X = RNG.normal(size=(200, 4)).astype(np.float32)
CLASSES = RNG.integers(0, 3, 200)
TWO = (X[:, 0] > 0).astype(int)
FLAGS = RNG.integers(0, 2, (200, 3))
NUMBERS = X[:, :2] * 3 + 5
POSITIVE = np.abs(NUMBERS[:, 0])

SATURATING = 30
"What weights are multiplied by, so that chances of what is true are smaller than float32 holds."

NETWORKS = [
    ("3 softmax", CLASSES),
    ("3 softmax ; loss categorical_crossentropy(label_smoothing=0.2)", CLASSES),
    ("3 softmax ; loss categorical_crossentropy", CLASSES),
    ("3 softmax ; loss categorical_focal_crossentropy(gamma=3)", CLASSES),
    ("3 softmax ; loss categorical_generalized_cross_entropy", CLASSES),
    ("3 softmax ; loss binary_crossentropy", CLASSES),
    ("3 softmax ; loss kl_divergence", CLASSES),
    ("3 ; loss categorical_hinge", CLASSES),
    ("3 softmax ; loss mse", CLASSES),
    ("3", CLASSES),
    ("3 ; loss sparse_categorical_crossentropy(from_logits=on)", CLASSES),
    ("3 ; loss categorical_crossentropy(from_logits=on, label_smoothing=0.1)", CLASSES),
    ("3 ; loss categorical_focal_crossentropy(from_logits=on)", CLASSES),
    ("2 softmax ; loss sparse_categorical_crossentropy", TWO),
    ("1 sigmoid", TWO),
    ("1 sigmoid ; loss binary_crossentropy(label_smoothing=0.2)", TWO),
    ("1 sigmoid ; loss binary_focal_crossentropy(apply_class_balancing=on)", TWO),
    ("1", TWO),
    ("1 ; loss binary_focal_crossentropy(from_logits=on)", TWO),
    ("1 ; loss hinge", TWO),
    ("1 ; loss squared_hinge", TWO),
    ("3 sigmoid", FLAGS),
    ("3 sigmoid ; loss binary_focal_crossentropy(label_smoothing=0.2)", FLAGS),
    ("3 sigmoid ; loss dice", FLAGS),
    ("3 sigmoid ; loss tversky(alpha=0.2)", FLAGS),
    ("3", FLAGS),
    ("2", NUMBERS),
    ("2 ; loss cosine_similarity", NUMBERS),
    ("2 ; loss mae", NUMBERS),
    ("2 ; target norm", NUMBERS),
    ("1 ; loss huber(delta=3)", POSITIVE),
    ("1 ; loss log_cosh", POSITIVE),
    ("1 ; loss mean_absolute_percentage_error", POSITIVE),
    ("1 softplus ; loss mean_squared_logarithmic_error", POSITIVE),
    ("1 softplus ; loss poisson", POSITIVE),
]


def test_every_loss_that_trains_is_among_the_networks():
    with pytest.raises(dm.DataError, match="circle compares embeddings, which is not supported"):
        prepare("4 -> 3 softmax ; loss circle", X, CLASSES).start()
    written = {text.partition("; loss ")[2].partition("(")[0].strip() for text, _ in NETWORKS}
    assert set(LOSSES) - {"circle"} <= {word or "mse" for word in written}


def saturated(text, y):
    """A run that knows nothing, and is very sure of it."""
    run = prepare(f"4 -> 8(l2=0.001) relu -> {text}", X, y)
    head = run.model.layers[-1] if "norm" not in text else run.model.layers[1]
    head.set_weights([values * SATURATING for values in head.get_weights()])
    return run


@pytest.mark.parametrize(("text", "y"), NETWORKS, ids=[text for text, _ in NETWORKS])
def test_the_loss_is_that_of_evaluate(text, y):
    run = saturated(text, y)
    assert run.bound is not None
    x, labels = run.bound.encode(X), run.bound.encode_labels(y)
    expected = pytest.approx(
        run.model.evaluate(x, labels, verbose=0, return_dict=True)["loss"], rel=1e-5
    )
    assert dm.evaluate(run, X, y).metrics["loss"] == expected
    assert dm.evaluate(run.model, X, y).metrics["loss"] == expected
    keras = load_keras()
    stranger = keras.models.clone_model(run.model)
    stranger.set_weights(run.model.get_weights())
    stranger.compile("adam", run.model.loss)
    assert dm.evaluate(stranger, x, labels).metrics["loss"] == expected

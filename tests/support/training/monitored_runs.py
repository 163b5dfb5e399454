"""Runs of which training shows something: what was trained, and how, by name."""

import re

import numpy as np

from densemodel.network import load_keras
from densemodel.training import prepare

WAIT_SECONDS = 60


def points(rows=320):
    """Points around two centres, and to which each belongs: easy to learn."""
    rng = np.random.default_rng(0)
    y = np.arange(rows) % 2
    x = rng.normal(size=(rows, 6)) + 1.5 * y[:, None]
    return x.astype(np.float32), y


def names(y):
    return np.array(["no", "yes"])[y]


def rare():
    """One row in sixteen is of the other class, and x tells little of it."""
    rng = np.random.default_rng(0)
    y = (np.arange(400) % 16 == 0).astype(int)
    return (rng.normal(size=(400, 6)) + 0.5 * y[:, None]).astype(np.float32), names(y)


def ran(spec, x, y, **more):
    """Train it to its end, however that comes."""
    run = prepare(f"{spec} ; patience off ; batch 8", x, y, **more).start()
    assert run._worker is not None
    run._worker.wait(WAIT_SECONDS)
    return run


def pixels():
    x, y = points()
    image = np.clip(60 * np.tile(x, (1, 12)) + 60, 0, 255).round()
    image[0, 0], image[0, 1] = 0, 255
    return image.astype(np.float32), y


def logarithm():
    """A model with a loss of a person's own, which takes the logarithm of 0."""
    keras = load_keras()
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, "relu")])
    with_log = lambda y, p: keras.ops.mean(y * -keras.ops.log(p), axis=-1)  # noqa: E731
    model.compile("sgd", with_log)
    return model


X, Y = points()
DEEP = " -> ".join(["6"] + ["8 sigmoid"] * 5 + ["2 softmax"])

MONITORED = {
    "watched_large_rate": (
        "6 -> 8 tanh -> 2 softmax ; adam lr 30",
        lambda: ran("6 -> 8 tanh -> 2 softmax ; adam lr 30 ; epochs 8", X, Y),
    ),
    "watched_infinite_validation": (
        "6 -> norm -> 1",
        lambda: ran(
            "6 -> norm -> 1 ; epochs 1", X, X[:, 0], validation_data=(X[:9] * 1e37, X[:9, 0])
        ),
    ),
    "watched_small_rate": (
        "6 -> 8 relu -> 2 softmax ; sgd lr 1e-7",
        lambda: ran("6 -> 8 relu -> 2 softmax ; sgd lr 1e-7 ; epochs 8 ; seed 1", X, Y),
    ),
    "watched_small_rate_of_a_schedule": (
        "6 -> 8 relu -> 2 softmax ; sgd lr exp 1e-7->1e-8/9",
        lambda: ran("6 -> 8 relu -> 2 softmax ; sgd lr exp 1e-7->1e-8/9 ; epochs 8 ; seed 1", X, Y),
    ),
    "watched_silent_units": (
        "6 -> 8 relu -> 2 softmax ; bias -1000",
        lambda: ran("6 -> 8 relu -> 2 softmax ; bias -1000 ; epochs 8", X, Y),
    ),
    "watched_silent_units_at_a_large_rate": (
        "6 -> 8 relu -> 2 softmax ; adam lr 0.005 ; bias -1000",
        lambda: ran("6 -> 8 relu -> 2 softmax ; adam lr 0.005 ; bias -1000 ; epochs 8", X, Y),
    ),
    "watched_pixels": (
        "72 -> 8 relu -> 2 softmax ; sgd lr 0.01, raw pixels",
        lambda: ran("72 -> 8 relu -> 2 softmax ; sgd lr 0.1 ; epochs 8", *pixels()),
    ),
    "watched_far_target": (
        "6 -> 8 relu -> 1, y about 1,000",
        lambda: ran("6 -> 8 relu -> 1 ; epochs 8", X, 1000.0 + X[:, 0]),
    ),
    "watched_one_answer": (
        "6 -> 8 relu -> 1 relu ; bias -1000",
        lambda: ran("6 -> 8 relu -> 1 relu ; bias -1000 ; epochs 8", X, abs(X[:, 0])),
    ),
    "watched_deep_sigmoid": (
        f"{DEEP} ; sgd",
        lambda: ran(f"{DEEP} ; sgd ; epochs 8", X, Y),
    ),
    "watched_noise": (
        "6 -> 2 softmax, y by chance",
        lambda: ran("6 -> 2 softmax ; epochs 3 ; seed 1", *random_labels()),
    ),
    "watched_still_falling": (
        "6 -> 2 softmax ; sgd lr 0.002, y by chance",
        lambda: ran(
            "6 -> 2 softmax ; sgd lr 0.002 ; epochs 8 ; seed 1", X, random_labels()[1][:320]
        ),
    ),
    "watched_one_class": (
        "6 -> 8 relu -> 1 sigmoid, 15 of 16 rows are 'no'",
        lambda: ran("6 -> 8 relu -> 1 sigmoid ; adam lr 0.005 ; epochs 12", *rare()),
    ),
    "watched_not_finite": (
        "6 -> 8 -> 1 ; sgd lr 100",
        lambda: ran("6 -> 8 -> 1 ; sgd lr 100 ; epochs 8", X, X[:, 0]),
    ),
    "watched_not_finite_loss_of_ones_own": (
        "a model with the loss -y * log(p)",
        lambda: ran_model(logarithm(), X, Y.astype(np.float32)),
    ),
}


def random_labels():
    return np.random.default_rng(5).normal(size=(3200, 6)), np.arange(3200) % 2


def ran_model(model, x, y):
    run = prepare(model, x, y, settings="epochs 2 ; patience off").start()
    assert run._worker is not None
    run._worker.wait(WAIT_SECONDS)
    return run


def findings_text(run):
    """What was found in training, and how a click takes it."""
    found = [f for f in run.findings if f.where == "training"]
    lines = [f"{f.severity}: {f.message}" + (f"  [{f.accept}]" if f.accept else "") for f in found]
    # the numbers differ a little from one kind of processor to another, and with the moment at
    # which it was measured
    text = re.sub(rf"\b({_BEFORE_NUMBERS}) [\d.,e+-]*\d", r"\1 ...", "\n".join(lines))
    return re.sub(r"\ball [\d,]+ steps", "all ... steps", text)


_BEFORE_NUMBERS = "falls? from|layer to|weights by at most|R2 is|accuracy is|models get|AUC"
"What stands before a number that was measured."

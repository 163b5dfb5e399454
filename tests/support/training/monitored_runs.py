"""Runs of which training shows something, as the cases of tests/training train them."""

import re

import numpy as np

from densemodel.network import load_keras
from densemodel.training import prepare, train  # noqa: F401 - a case uses it

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


def one_in_a_hundred():
    """Two classes of which one is rare, and x says nothing of them."""
    x = np.random.default_rng(0).normal(size=(2000, 8))
    return x, np.where(np.arange(2000) % 100 == 7, "ill", "well")


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

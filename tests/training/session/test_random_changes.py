"""Whatever changes a model at whatever moment: the run says so, or its numbers are right.

`make faults` makes 200 changes.
"""

import os
import time
from collections import Counter
from contextlib import suppress

import numpy as np
import pytest

from densemodel.errors import TrainingError
from densemodel.network import load_keras
from densemodel.training import prepare
from densemodel.training.engine._compiled import CompileCache
from support.training.driving import WAIT_SECONDS, logged_elsewhere, same, weights

pytestmark = pytest.mark.tensorflow

CHANGES = int(os.environ.get("DENSEMODEL_CHANGES", "2"))
SOONEST, LATEST = 0.02, 1.2
"Seconds after the start: half of the changes come within the first, all within the second."

NETWORKS = {
    "plain": ("4 -> 16 relu -> 1", False),
    "norms": ("4 -> norm -> 16 bn relu drop 0.2 -> 1 ; target norm", False),
    "l2 and momentum": ("4 -> 16(l2=0.001) tanh -> 1 ; sgd(momentum=0.9) ; lr 0.01", False),
    "xla": ("4 -> 12 relu -> 1", True),
}
CLAUSES = "batch 8 ; epochs 20 ; patience off"


def _rows():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(600, 4)).astype(np.float32)
    return x, (x @ np.array([1.0, -2.0, 0.5, 0.0]) + 3).astype(np.float32)


def _set_loss_attribute(model):
    model.loss.reduction = "sum"


def _set_activation(model):
    model.layers[-1].activation = load_keras().activations.tanh


def _freeze_layer(model):
    model.layers[-1].trainable = False


def _freeze_weight(model):
    model.trainable_variables[0].trainable = False


def _patch_train_step(model):
    model.train_step = type(model).test_step.__get__(model)


def _replace_optimizer(model):
    model.optimizer = load_keras().optimizers.SGD(0.1)


def _set_rate(model):
    model.optimizer.learning_rate = 0.5


FOLLOWED = "rate"
ACTS = {
    "compile": lambda model: model.compile("adam", "mae"),
    "compile alike": lambda model: model.compile("adam", "mse"),
    "compile with the optimizer": lambda model: model.compile(model.optimizer, "mae"),
    "optimizer": _replace_optimizer,
    "set_weights": lambda model: model.set_weights([w * 0 for w in model.get_weights()]),
    "set the same weights": lambda model: model.set_weights(model.get_weights()),
    "trainable": _freeze_layer,
    "trainable weight": _freeze_weight,
    "activation": _set_activation,
    "loss attribute": _set_loss_attribute,
    "train_step": _patch_train_step,
    "fit": lambda model: model.fit(*_rows(), epochs=1, verbose=0),
    "pop": lambda model: model.pop(),
    FOLLOWED: _set_rate,
}


def test_a_change_at_a_random_moment_is_reported_or_harmless(
    monkeypatch, tmp_path, caplog, record_property
):
    random = np.random.default_rng(7)
    x, y = _rows()

    def run_of(form):
        text, jit_compile = NETWORKS[form]
        return prepare(f"{text} ; {CLAUSES}", x, y, jit_compile=jit_compile)

    def forget_steps():
        monkeypatch.setattr("densemodel.training.engine._functions.STORE", CompileCache())

    expected, saved = {}, {}
    acts = dict(ACTS)
    acts["load_weights"] = lambda model: model.load_weights(saved[model.count_params()])

    def expect(form):
        forget_steps()  # as in a process of its own
        run = run_of(form)
        size = run.model.count_params()
        saved[size] = tmp_path / f"{size}.weights.h5"
        run.model.save_weights(saved[size])
        run.start().wait(WAIT_SECONDS)
        expected[form] = dict(run.history), weights(run)

    queue, outcomes = [], []
    for _ in range(CHANGES):
        queue = queue or random.permutation(sorted(acts)).tolist()
        name, form = queue.pop(), str(random.choice(sorted(NETWORKS)))
        if form not in expected:
            expect(form)
        moment = random.uniform(0, random.choice([SOONEST, LATEST]))
        forget_steps()
        run = run_of(form).start()
        time.sleep(moment)
        act_at = f"{name} after {moment:.3f} s, {form}"
        is_busy = run.is_busy
        try:
            acts[name](run.model)
        except Exception:  # noqa: BLE001 - what the change itself comes to is not our subject
            act_at += " (it raised an error)"
        with suppress(TrainingError):
            run.wait(WAIT_SECONDS)
        if run.state == "finished" and name != FOLLOWED:
            assert dict(run.history) == expected[form][0], act_at
            if is_busy:
                outcomes.append("finished with the right numbers")
        else:
            assert name == FOLLOWED or "was changed from outside" in run.sentence, act_at
            outcomes.append(run.state if name != FOLLOWED else "followed")
        later = run_of(form).start().wait(WAIT_SECONDS)
        assert dict(later.history) == expected[form][0], act_at
        assert same(weights(later), expected[form][1]), act_at
    record_property("outcomes", str(Counter(outcomes)))
    assert not logged_elsewhere(caplog)

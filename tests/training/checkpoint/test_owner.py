"""A model has one owner while it trains, and is left as one that nobody trained here."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from densemodel.errors import TrainingError
from densemodel.training import EpochDone
from support.training.driving import WAIT_SECONDS, last_state, same, weights

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.training import Run

pytestmark = pytest.mark.tensorflow

Ready = "Callable[..., Run]"
LONG = "epochs 100000 ; patience off"


def meddle(run: Run, act: Callable[[Any], object]) -> None:
    """Do something to the model from this thread once an epoch is done."""
    begun = threading.Event()
    run.on_event(lambda event: begun.set() if isinstance(event, EpochDone) else None)
    run.start()
    assert begun.wait(WAIT_SECONDS)
    act(run.model)


@pytest.mark.parametrize(
    "act",
    [
        lambda model: model.set_weights([w + 1 for w in model.get_weights()]),
        lambda model: model.compile("sgd", "sparse_categorical_crossentropy"),
        lambda model: model.fit(np.ones((64, 4)), np.zeros(64), epochs=3, verbose=0),
    ],
    ids=["set_weights", "compile", "fit"],
)
def test_a_model_that_is_changed_from_outside_ends_the_run(
    ready: Ready, act: Callable[[Any], object]
) -> None:
    # what is assigned amid a call waits for its end under XLA; without it, it is a race
    run = ready(LONG, jit_compile=True)
    meddle(run, act)
    with pytest.raises(TrainingError, match="was changed from outside during training"):
        run.wait(WAIT_SECONDS)
    assert run.state == "failed"
    assert run.history.epochs >= 1
    assert np.isfinite(weights(run)[0]).all()


def test_after_a_change_from_outside_a_resume_goes_on_from_the_last_weights(ready: Ready) -> None:
    run = ready(LONG, jit_compile=True)
    meddle(run, lambda model: model.set_weights([w * 0 + 9 for w in model.get_weights()]))
    with pytest.raises(TrainingError, match="changed from outside"):
        run.wait(WAIT_SECONDS)
    assert float(weights(run)[0].max()) == pytest.approx(9, abs=0.1)
    run.resume(epochs=1).wait(WAIT_SECONDS)
    assert run.state == "finished"
    assert float(weights(run)[0].max()) < 8.0


def test_predicting_while_it_trains_changes_nothing(ready: Ready) -> None:
    clauses = "epochs 40 ; patience off ; batch 8"
    calm = ready(clauses, jit_compile=False).start().wait(WAIT_SECONDS)
    busy = ready(clauses, jit_compile=False)
    meddle(busy, lambda model: [model.predict(np.ones((4, 4)), verbose=0) for _ in range(3)])
    busy.wait(WAIT_SECONDS)
    assert dict(calm.history) == dict(busy.history)
    assert same(weights(calm), weights(busy))


def test_the_model_is_left_as_one_that_was_never_trained_here(ready: Ready) -> None:
    run, twin = ready("epochs 3 ; patience off"), ready("epochs 3").model
    run.start().wait(WAIT_SECONDS)
    left, never = vars(run.model), vars(twin)
    # what Keras's own fit leaves, and nothing else
    assert set(left) - set(never) <= {"history"}
    assert (run.model.stop_training, run.model.train_function) == (False, twin.train_function)
    x, y = run.bound.x, run.bound.y
    twin.set_weights(run.model.get_weights())
    assert run.model.evaluate(x, y, verbose=0) == twin.evaluate(x, y, verbose=0)
    fitted = run.model.fit(x, y, epochs=1, verbose=0)
    assert np.isfinite(fitted.history["loss"]).all()
    assert fitted.history["loss"][0] > 0


def test_evaluating_while_it_trains_is_said_and_touches_no_weights(ready: Ready) -> None:
    clauses = "epochs 60 ; patience off ; batch 4"
    calm = ready(clauses, jit_compile=False).start().wait(WAIT_SECONDS)
    busy = ready(clauses, jit_compile=False)
    x, y = np.ones((2000, 4), np.float32) * 50, np.zeros(2000)

    def evaluate(model: Any) -> None:
        while busy.is_busy:
            model.evaluate(x, y, verbose=0, batch_size=64)

    meddle(busy, evaluate)
    busy.wait(WAIT_SECONDS)
    assert same(last_state(calm), last_state(busy))
    assert any("evaluated from outside" in finding.message for finding in busy.findings)
    assert np.isnan(busy.history["loss"]).any()

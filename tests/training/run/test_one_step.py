"""One step: what it does to each layer, and a run that goes on as if it had not paused."""

import numpy as np
import pytest

from densemodel.errors import TrainingError
from support.training.driving import WAIT_SECONDS, same, weights

pytestmark = pytest.mark.tensorflow

NETWORK = "4 -> 8 bn relu drop 0.3 -> 3 softmax"


def test_a_run_that_goes_on_after_single_steps_gives_what_one_go_gives(ready):
    clauses = "epochs 3 ; patience off ; seed 5"
    whole = ready(clauses, NETWORK).start().wait(WAIT_SECONDS)
    parted = ready(clauses, NETWORK)
    for count in range(1, 5):  # 3 are an epoch
        parted.one_step().wait(WAIT_SECONDS)
        assert (parted.state, parted.step_losses.step_count) == ("stopped", count)
    with pytest.raises(TrainingError, match="resume continues it"):
        parted.one_step()
    parted.resume().wait(WAIT_SECONDS)
    assert parted.state == "finished"
    assert parted.history == whole.history
    assert np.array_equal(parted.step_losses.losses, whole.step_losses.losses)
    assert same(weights(parted), weights(whole))


def test_gradients_are_those_of_a_tape_and_move_the_weights(ready):
    import tensorflow as tf

    run = ready("epochs 3 ; patience off ; batch 16 ; sgd lr 0.1", "4 -> 8 tanh -> 3 softmax")
    twin = ready(
        "epochs 3 ; patience off ; batch 16 ; sgd lr 0.1", "4 -> 8 tanh -> 3 softmax"
    ).model
    assert run.layer_steps == ()
    for place in range(2):
        rows = run._session.order.epoch(0).rows[16 * place :][:16]
        x, y = run.bound.x[rows], run.bound.y[rows]
        with tf.GradientTape() as tape:
            hidden = twin.layers[0](x)
            loss = tf.reduce_mean(twin.loss(y, twin.layers[1](hidden)))
        gradients = tape.gradient(loss, [layer.kernel.value for layer in twin.layers])
        run.one_step().wait(WAIT_SECONDS)
        steps = run.layer_steps
        assert [one.words for one in steps] == ["hidden layer 1", "the last layer"]
        assert np.allclose(steps[0].outputs, hidden[0], atol=1e-6)
        for one, gradient, layer in zip(steps, gradients, twin.layers, strict=True):
            assert np.allclose(one.gradient, gradient, atol=1e-6)
            assert np.allclose(one.before - one.after, 0.1 * one.gradient, atol=1e-6)
            assert np.abs(one.gradient).max() == abs(one.gradient[one.place])
            assert np.array_equal(one.before, layer.kernel.numpy())
        twin.set_weights(run.network.get_weights())


def test_a_restart_forgets_what_a_step_did(ready):
    run = ready("epochs 1").one_step().wait(WAIT_SECONDS)
    assert run.layer_steps
    assert not run.restart().wait(WAIT_SECONDS).layer_steps

import numpy as np
import pytest

from densemodel.errors import TrainingError
from densemodel.training import prepare, train

pytestmark = pytest.mark.tensorflow


@pytest.mark.parametrize("how", ["start", "restart"])
def test_another_loss_is_trained_from_the_start_on(how):
    x = np.random.default_rng(0).normal(size=(60, 4)).astype("float32")
    run = prepare("4 -> 3 softmax ; epochs 1", x, (x[:, 0] > 0).astype(int) + (x[:, 1] > 0))
    model = run.model
    if how == "restart":
        run.start().wait()
    getattr(run, how)("loss categorical_crossentropy").wait()
    assert run.model is model
    assert run.model.loss.name == "categorical_crossentropy"
    assert run.bound is not None
    assert run.bound.y.shape == (60, 3)
    alone = train("4 -> 3 softmax ; epochs 1 ; loss categorical_crossentropy", x, run.bound.y)
    assert run.history["loss"] == pytest.approx(alone.history["loss"])


def test_another_loss_is_refused_within_a_run():
    x = np.random.default_rng(0).normal(size=(40, 4)).astype("float32")
    run = train("4 -> 1 ; epochs 1", x, x.sum(1))
    with pytest.raises(TrainingError, match="another loss"):
        run.resume(settings="loss mae")
    assert run.spec.settings.loss is None


def test_a_schedule_at_another_rate_goes_on_at_its_place():
    x = np.random.default_rng(0).normal(size=(64, 4)).astype("float32")
    text = "4 -> 1 ; split off ; batch 8 ; seed 1 ; epochs 2 ; lr 0.1*0.5^epoch"
    run = train(text, x, x.sum(1))
    run.resume(epochs=1, settings="lr 0.2*0.5^epoch")
    run.wait()
    # the third epoch at a quarter of what it now starts with, not at the start again
    assert run.history["learning_rate"] == pytest.approx([0.1, 0.05, 0.05])


def test_an_adjustment_is_emitted():
    x = np.random.default_rng(0).normal(size=(40, 4)).astype("float32")
    run = prepare("4 -> 1 ; epochs 1", x, x.sum(1))
    settings = []
    run.on_event(lambda event: settings.append(getattr(event, "settings", "")))
    run.adjust("patience 7")
    assert settings == ["patience 7"]

"""Runs with a trained base: frozen, its outputs are computed once; unfrozen, all is trained."""

import numpy as np
import pytest

import densemodel as dm
from densemodel.data import watching_base
from densemodel.errors import DataError, TrainingError
from support.network.bases import digits, hash_of_weights, mobile_net, pictures, small_base

pytestmark = pytest.mark.tensorflow

HEAD = "drop 20% -> auto softmax ; epochs 3 ; patience off"
X, Y = digits()


def spec_of(base, word="frozen", head=HEAD):
    return dm.parse(f"base {word} -> {head}", {"base": base})


def computed(calls):
    return watching_base(lambda done, total, name: calls.append((done, total, name)))


def probabilities(model_or_run, x):
    return dm.predict(model_or_run, x).iloc[:, 1:].to_numpy()


def messages(run):
    return " | ".join(f"{one.severity}: {one.message}" for one in run.findings)


def test_outputs_are_computed_once_for_the_same_rows_and_weights():
    base, calls = small_base(seed=5), []
    before = hash_of_weights(base)
    with computed(calls):
        run = dm.train(spec_of(base), X, Y)
        dm.train(spec_of(base, head="16 relu -> auto softmax ; epochs 1 ; split 20%"), X, Y)
        run.restart("split 25%").wait()
    assert calls[-1] == (300, 300, "base")
    assert len(calls) == 5
    assert hash_of_weights(base) == hash_of_weights(run.model.layers[0]) == before
    assert run.network.input_shape == (None, 288)
    assert "the outputs of base for 300 rows, 288 each, are kept" in messages(run)
    with computed(calls):
        base.layers[2].set_weights([one + 1 for one in base.layers[2].get_weights()])
        dm.train(spec_of(base), X, Y)
    assert len(calls) == 10


def test_predictions_take_rows_as_they_are():
    run = dm.train(spec_of(small_base()), X[:200], Y[:200], test_data=(X[200:], Y[200:]))
    keras_says = run.model.predict(X[200:], verbose=0)
    np.testing.assert_allclose(probabilities(run, X[200:]), keras_says, atol=1e-5)
    np.testing.assert_allclose(probabilities(run.model, X[200:]), keras_says, atol=1e-5)
    report = dm.evaluate(run, X[200:], Y[200:])
    assert report.metrics["accuracy"] == np.mean(keras_says.argmax(1) == Y[200:])
    assert dm.evaluate(run).metrics == report.metrics
    assert run.test_metrics["accuracy"] == pytest.approx(report.metrics["accuracy"])


def test_it_learns_what_fit_on_the_whole_model_learns():
    base = small_base()
    run = dm.train(spec_of(base, head="10 softmax ; epochs 2 ; split off"), X, Y, jit_compile=False)
    head = dm.train("288 -> 10 softmax ; epochs 2 ; split off", base.predict(X, verbose=0), Y)
    np.testing.assert_allclose(run.history["loss"], head.history["loss"], rtol=1e-5)


def test_resume_is_exact():
    base = small_base()
    whole = dm.train(spec_of(base, head="drop 20% -> auto softmax ; epochs 4"), X, Y)
    parts = dm.train(spec_of(base, head="drop 20% -> auto softmax ; epochs 2"), X, Y)
    parts.resume(epochs=2).wait()
    assert parts.history["loss"] == whole.history["loss"]


def test_known_preprocessing_is_a_finding_and_so_are_scaled_pixels():
    x, y = pictures()
    base = mobile_net()
    run = dm.train(spec_of(base), x, y)
    done = "the preprocessing of MobileNetV2 is part of the model: from 0 to 255 to -1 to 1"
    assert done in messages(run)
    scaled = dm.check(spec_of(base), x / 255, y)
    assert any("x runs from 0 to 1: give the pixels as they are" in one.message for one in scaled)
    assert not any("scale / 255" in one.message for one in run.findings)


def test_unfrozen_begins_with_the_trained_head():
    base = small_base()
    frozen = dm.train(spec_of(base), X, Y)
    text = "drop 20% -> auto softmax ; adam lr 0.00001 ; epochs 1 ; patience off"
    run = dm.train(spec_of(base, "unfrozen", text), X, Y, start=frozen)
    assert "training begins with the weights of the trained head" in messages(run)
    assert (
        hash_of_weights(run.model.layers[0])
        != hash_of_weights(base)
        == hash_of_weights(frozen.model.layers[0])
    )
    losses = [dm.evaluate(one).metrics["loss"] for one in (frozen, run)]
    assert abs(losses[0] - losses[1]) < 0.05
    first = run.history["loss"]
    run.restart().wait()
    assert run.history["loss"] == first  # from the same start
    again = dm.train(spec_of(base, "unfrozen", text), X, Y, start=run)
    assert again.history["loss"] == first


def test_unfrozen_without_a_trained_head_is_an_offer():
    checked = dm.check(spec_of(small_base(), "unfrozen"), X, Y)
    offers = {one.accept: one.message for one in checked if one.severity == "offer"}
    assert "the head of this network is new" in offers[""]
    assert "steps of the usual size spoil it: write lr 0.00001" in offers["lr 0.00001"]


def test_another_network_is_no_start():
    base = small_base()
    frozen = dm.train(spec_of(base), X, Y)
    for other in (spec_of(base, "unfrozen", "9 relu -> auto softmax"), spec_of(base)):
        with pytest.raises(TrainingError, match="can't be the start"):
            dm.train(other, X, Y, start=frozen)


def test_a_base_of_columns_of_numbers():
    import keras

    keras.utils.set_random_seed(0)
    base = keras.Sequential([keras.Input((4,)), keras.layers.Dense(6, activation="tanh")])
    x = np.random.default_rng(0).normal(size=(80, 4))
    run = dm.train(spec_of(base), x, (x[:, 0] > 0).astype(int))
    np.testing.assert_allclose(probabilities(run, x), run.model.predict(x, verbose=0), atol=1e-5)
    assert dm.evaluate(run).importance is None


def test_batches_are_refused():
    import tensorflow as tf

    rows = tf.data.Dataset.from_tensor_slices((X, Y)).batch(32)
    with pytest.raises(DataError, match="the outputs of base are computed once"):
        dm.train(spec_of(small_base(), head="10 softmax"), rows)


def test_outputs_that_do_not_fit_into_memory_are_refused(monkeypatch):
    monkeypatch.setattr("densemodel.data.binding._base_rows.free_bytes", lambda: 1000)
    with pytest.raises(DataError, match="the outputs of base for 300 rows take 346 kB"):
        dm.train(spec_of(small_base(seed=8)), X, Y)


def test_a_whole_model_trains_on():
    model = dm.build(spec_of(small_base(), head="10 softmax"))
    run = dm.train(model, X, Y, epochs=1)
    assert run.model is model
    np.testing.assert_allclose(probabilities(run, X), model.predict(X, verbose=0), atol=1e-5)
    assert dm.diagnose(run).layers is not None

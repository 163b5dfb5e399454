"""A run's base is its own: no other base gives its outputs, and no other run changes it."""

import itertools

import numpy as np
import pytest

import densemodel as dm
from densemodel.data import watching_base
from support.network.bases import digits, hash_of_weights

pytestmark = pytest.mark.tensorflow

X, Y = digits()
HEAD = "10 softmax ; epochs 2 ; patience off"


def convolution(*layers, seed=1):
    import keras

    keras.utils.set_random_seed(seed)
    first = [keras.Input((8, 8, 1)), keras.layers.Conv2D(6, 3, name="conv")]
    return keras.Sequential([*first, *layers])


def train(base, head=HEAD):
    return dm.train(dm.parse(f"base frozen -> {head}", {"base": base}), X, Y)


def loss_on_held_out_rows(run):
    rows = run.bound.validation_rows
    return dm.evaluate(run, X[rows], Y[rows]).metrics["loss"]


def assert_agrees(run):
    """The loss in the curve, that of the rows given again, and Keras's own are one."""
    of_curve = min(run.history["val_loss"])
    assert loss_on_held_out_rows(run) == pytest.approx(of_curve, rel=1e-4)
    rows = run.bound.validation_rows
    assert run.model.evaluate(X[rows], Y[rows], verbose=0)[0] == pytest.approx(of_curve, rel=1e-4)


def test_bases_of_other_layers_with_the_same_weights_share_no_outputs():
    import keras

    layers = keras.layers
    runs = [
        train(convolution(one()))
        for one in (layers.GlobalAveragePooling2D, layers.GlobalMaxPooling2D)
    ]
    runs += [
        train(convolution(layers.Activation(one), layers.GlobalAveragePooling2D()))
        for one in ("relu", "tanh")
    ]
    losses = [run.history["val_loss"] for run in runs]
    assert all(one != other for one, other in itertools.combinations(losses, 2))
    for run in runs:
        assert_agrees(run)


def test_a_base_whose_layers_are_changed_is_another():
    import keras

    base = convolution(keras.layers.GlobalAveragePooling2D())
    linear = train(base)
    base.get_layer("conv").activation = keras.activations.tanh
    curved = train(base)
    assert linear.history["val_loss"] != curved.history["val_loss"]
    assert_agrees(linear)
    assert_agrees(curved)


def test_a_base_with_a_layer_of_ones_own_is_computed_each_time():
    import keras

    factors = [1.0]

    class Scaled(keras.layers.Layer):
        def call(self, x):
            return x * factors[0]

    base = convolution(Scaled(), keras.layers.GlobalAveragePooling2D())
    calls = []
    with watching_base(lambda done, *_: calls.append(done)):
        first = train(base)
        factors[0] = 0.1
        second = train(base)
    assert calls.count(len(X)) == 2
    assert first.history["val_loss"] != second.history["val_loss"]
    assert_agrees(second)


def test_fit_on_the_model_of_one_run_changes_no_other(tmp_path):
    import keras

    base = convolution(keras.layers.GlobalAveragePooling2D())
    one, other = train(base), train(base)
    built = dm.build(one.spec)
    store = dm.ModelStore(tmp_path)
    before = dm.predict(one, X).to_numpy(), loss_on_held_out_rows(one)
    models = [one.model, other.model, built]
    hashes = [hash_of_weights(model) for model in (base, *models)]
    other.model.layers[0].trainable = True
    other.model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    other.model.fit(X, Y, epochs=2, verbose=0)
    changed = [
        now != then for now, then in zip(map(hash_of_weights, (base, *models)), hashes, strict=True)
    ]
    assert changed == [False, False, True, False]
    np.testing.assert_array_equal(dm.predict(one, X).to_numpy(), before[0])
    assert loss_on_held_out_rows(one) == before[1]
    assert_agrees(one)
    store.save(one, "one")
    np.testing.assert_allclose(
        dm.predict(store.load("one"), X).iloc[:, 1:].to_numpy(),
        dm.predict(one, X).iloc[:, 1:].to_numpy(),
        atol=1e-6,
    )


def test_a_base_that_its_user_trained_is_used_as_it_is():
    import keras

    base = convolution(keras.layers.GlobalAveragePooling2D())
    run = train(base)
    run.model.layers[0].set_weights([2 * one for one in run.model.layers[0].get_weights()])
    probabilities = dm.predict(run, X).iloc[:, 1:].to_numpy()
    np.testing.assert_allclose(probabilities, run.model.predict(X, verbose=0), atol=1e-5)
    rows = run.bound.validation_rows
    loss = run.model.evaluate(X[rows], Y[rows], verbose=0)[0]
    assert dm.evaluate(run).metrics["loss"] == pytest.approx(loss, rel=1e-4)
    run.restart().wait()
    assert_agrees(run)


def test_a_copy_that_would_compute_other_numbers_is_refused():
    import keras

    base = convolution(keras.layers.GlobalAveragePooling2D())
    conv = base.get_layer("conv")
    plain = conv.call
    conv.call = lambda x: 3 * plain(x)
    with pytest.raises(dm.SpecError, match="a copy of base computes other numbers"):
        train(base)

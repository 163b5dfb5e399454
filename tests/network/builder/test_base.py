"""A trained model as the base: its copy, its preprocessing, and the joined model."""

from importlib import import_module

import keras
import numpy as np
import pytest

import densemodel as dm
from densemodel.errors import SpecError
from densemodel.network import with_copy
from support.network.bases import digits, hash_of_weights, mobile_net, pictures, small_base

pytestmark = pytest.mark.tensorflow


def copied(base, text="base frozen -> flatten -> 3 softmax"):
    return with_copy(dm.parse(text, {"base": base})).base


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("MobileNetV2", {"alpha": 0.35, "pooling": "avg"}, "from 0 to 255 to -1 to 1"),  # tf
        ("DenseNet121", {}, "to the mean 0 and the spread 1"),  # torch
        ("VGG16", {"pooling": "max"}, "to blue, green and red"),  # caffe
        ("EfficientNetB0", {}, ""),  # within the model
    ],
)
def test_preprocessing_of_keras_is_part_of_the_copy(name, arguments, words):
    function = getattr(keras.applications, name)
    keras.utils.set_random_seed(0)
    model = function(weights=None, include_top=False, input_shape=(32, 32, 3), **arguments)
    base = copied(model)
    assert (base.architecture, base.title) == (name, name)
    assert words in base.preprocessing
    assert bool(words) == bool(base.preprocessing)
    x = pictures(4)[0].astype("float32")
    due = import_module(function.__module__).preprocess_input(x.copy())
    found, expected = base.model(x, training=False), model(due, training=False)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)


def test_a_name_alone_is_no_known_architecture():
    inputs = keras.Input((32, 32, 3))
    outputs = keras.layers.GlobalAveragePooling2D()(keras.layers.Conv2D(4, 3)(inputs))
    base = copied(keras.Model(inputs, outputs, name="mobilenetv2_0.35_32"))
    assert base.architecture == base.preprocessing == ""


def test_a_base_is_copied_once_for_the_same_weights():
    base = small_base()
    first, again = copied(base), copied(base)
    assert first.model is again.model is not base
    base.layers[2].set_weights([one + 1 for one in base.layers[2].get_weights()])
    other = copied(base)
    assert other.model is not first.model
    assert hash_of_weights(other.model) == hash_of_weights(base) != hash_of_weights(first.model)


def chain(*, trainable=True):
    """A base of layers that a spec describes, in a model of its own."""
    keras.utils.set_random_seed(1)
    dense = keras.layers.Dense(5, activation="relu", trainable=trainable)
    inner = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(), dense])
    return keras.Sequential([keras.Input((8, 8, 1)), inner, keras.layers.Dense(4)])


def test_a_copy_that_somebody_has_trained_is_no_copy():
    base = chain()
    first = copied(base)
    assert copied(base).model is first.model
    first.model.set_weights([one + 1 for one in first.model.get_weights()])
    assert hash_of_weights(copied(base).model) == hash_of_weights(base)


@pytest.mark.parametrize("trainable", [True, False])
def test_an_unfrozen_base_trains_what_is_within(trainable):
    base = chain(trainable=trainable)
    model = dm.build(dm.parse("base unfrozen -> 10 softmax", {"base": base}))
    assert len(model.trainable_weights) == len(model.weights) == 6


def test_the_joined_model_gives_what_base_and_head_give():
    base, x = small_base(), digits()[0][:50]
    before, flags = hash_of_weights(base), [layer.trainable for layer in base.layers]
    model = dm.build(dm.parse("base frozen -> 5 relu -> 3 softmax", {"base": base}))
    head = keras.Sequential([keras.Input((288,)), *model.layers[1:]])
    expected = head.predict(base.predict(x, verbose=0), verbose=0)
    np.testing.assert_allclose(model.predict(x, verbose=0), expected, atol=1e-5)
    model.fit(x, digits()[1][:50] % 3, epochs=2, verbose=0)
    assert hash_of_weights(model.layers[0]) == hash_of_weights(base) == before
    assert [layer.trainable for layer in base.layers] == flags
    assert len(model.trainable_weights) == 4


def test_unfrozen_batch_normalization_keeps_its_averages():
    base, (x, y) = small_base(), digits()
    model = dm.build(dm.parse("base unfrozen -> 10 softmax", {"base": base}))
    names = {type(layer).__name__ for layer in model.layers[0].layers if layer.trainable_weights}
    assert names == {"Conv2D"}
    assert sum(np.size(one) for one in model.trainable_weights) == sum(
        layer.trainable_count
        for layer in dm.parse("base unfrozen -> 10 softmax", {"base": base}).layers
    )
    before = [layer.get_weights() for layer in model.layers[0].layers]
    model.fit(x, y, epochs=1, verbose=0)
    for layer, weights in zip(model.layers[0].layers, before, strict=True):
        is_same = all(map(np.array_equal, layer.get_weights(), weights))
        assert is_same == (type(layer).__name__ != "Conv2D")


@pytest.mark.parametrize("shape", [(20, 784), (20, 9, 9, 1), (20,)])
@pytest.mark.parametrize("text", ["base frozen -> auto", "8x8x1 -> base unfrozen -> auto"])
def test_rows_of_another_size_are_refused_without_a_size_that_it_does_not_take(shape, text):
    bound = dm.bind(dm.parse(text, {"base": small_base()}), np.ones(shape), np.arange(20.0))
    (found,) = bound.refusals
    known = f"base takes rows of 8x8x1, x has the shape {shape}"
    assert found.message == f"{known}: give rows of that size"
    assert not found.accept


@pytest.mark.parametrize("word", ["frozen", "unfrozen"])
def test_the_spec_of_its_model(word):
    base = small_base()
    spec = dm.parse(f"base {word} -> drop 0.2 -> 3 softmax ; adam lr 0.01", {"base": base})
    found = dm.spec_of(dm.build(spec))
    assert str(found).replace("strokes", "base") == str(spec)
    assert found.parameter_count == spec.parameter_count


def test_a_model_that_keras_loads_predicts_like_it(tmp_path):
    model = dm.build(dm.parse("base frozen -> 3 softmax", {"base": small_base()}))
    model.save(tmp_path / "model.keras")
    loaded, x = keras.models.load_model(tmp_path / "model.keras"), digits()[0][:9]
    probabilities = dm.predict(loaded, x).iloc[:, 1:].to_numpy()
    np.testing.assert_allclose(probabilities, model.predict(x, verbose=0), atol=1e-6)


def test_the_script_makes_the_same_model():
    base = mobile_net()
    spec = dm.parse("base frozen -> drop 20% -> 3 softmax", {"base": base})
    code = dm.keras_code(spec).replace('weights="imagenet"', "weights=None")
    made = {}
    exec(code.partition("model.summary()")[0], made)  # noqa: S102 - our own script
    made["base"].set_weights(base.get_weights())
    model = dm.build(spec)
    made["model"].layers[-1].set_weights(model.layers[-1].get_weights())
    x = pictures(6)[0].astype("float32")
    np.testing.assert_allclose(
        made["model"].predict(x, verbose=0), model.predict(x, verbose=0), atol=1e-5
    )


def test_the_script_of_an_unknown_base_has_a_place_for_it():
    code = dm.keras_code(dm.parse("base frozen -> 3 softmax", {"base": small_base()}))
    assert "# Put your trained model here, as the Keras model base:" in code


def test_a_layer_that_can_not_be_copied_is_refused():
    class Own(keras.layers.Layer):
        def get_config(self):
            raise NotImplementedError("it has no config")

        def call(self, x):
            return x

    base = keras.Sequential([keras.Input((3,)), Own(), keras.layers.Dense(2)])
    with pytest.raises(SpecError, match="Keras can't copy base"):
        dm.build(dm.parse("base frozen -> 3 softmax", {"base": base}))

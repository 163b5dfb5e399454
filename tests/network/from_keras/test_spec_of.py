import inspect
import random
from collections import Counter

import numpy as np
import pytest

from densemodel.data import choose_task
from densemodel.language import (
    ACTIVATIONS,
    LOSSES,
    METRICS,
    OPTIMIZERS,
    function_options,
    parse,
    read_layer,
)
from densemodel.network import build, spec_of
from densemodel.network.from_keras._layer_config import layer_config
from densemodel.network.from_keras._spec_of_model import fold
from support.network.called import same_function

pytestmark = pytest.mark.tensorflow

SAME_TEXT = [
    "784 -> 50 relu -> 50 relu -> 10 softmax",
    "784 -> 10 softmax ; init zeros ; sgd lr 0.5",
    "20 -> 20 sigmoid -> 6 sigmoid -> 3 softmax ; init tn:0.1 ; adam lr 0.003",
    "20 -> 20 bn relu -> 10 bn(scale=off) tanh -> 3",
    "784 -> 3*(100 relu drop 0.2) -> 10 softmax",
    "small: 20 -> 8 ln gelu noise 0.1 -> 1 sigmoid",
    "2 -> 4 tanh -> 2 tanh -> 1 sigmoid",
    "9 -> 5 leaky_relu(negative_slope=0.1) -> 3 ; sgd(momentum=0.9) lr 0.1 ; loss mse",
    "5 -> 4(l1=0.001, l2=0.0001) selu -> 3 sigmoid ; rmsprop",
    "6 -> 5(init=he_normal) relu -> 4(init=random_uniform:0.2) -> 2",
    "6 -> 5(init=identity:0.5) relu -> 4(init=identity) -> 2(init=orthogonal:2)",
    "6 -> 5 relu -> 4 relu -> 2 ; bias 0.1",
    "4 -> 3(bias=off) -> relu -> 4 relu bn(offset=0.3, momentum=0.9) -> 4(bias=on) bn -> 2",
    "4 -> 3 elu(alpha=0.5) drop 0.1 relu(max_value=6, threshold=0.1) -> 2",
    "4 -> 2*(3 relu) -> 2 ; clip norm 1",
    "4 -> 3*(2*(5 relu) -> 4 tanh) -> 2 ; clip value 0.5",
    "4 -> drop 0.1 relu -> 3 linear",
    "4 -> 3 softmax ; metrics accuracy auc precision f1_score",
    "4 -> 3 softmax ; loss categorical_crossentropy(label_smoothing=0.1)",
    "4 -> 3 sigmoid ; loss binary_focal_crossentropy(alpha=0.3) ; metrics auc",
    "4 -> 1 ; loss huber(delta=2) ; metrics root_mean_squared_error",
    "28x28x1 -> conv 4 5x5 relu -> conv 8 5x5/2 relu -> conv 12 4x4/2 relu -> 200 relu -> 10",
    "784 -> reshape 28x28x1 -> conv 12 relu -> conv 24 6x6/2 relu -> 200 relu -> 10 softmax",
    "28x28x1 -> conv 6 5x5 tanh -> avg 2 -> conv 16 5x5 valid tanh -> avg 2 -> 84 tanh -> 10",
    "32x32x3 -> 3*(conv 8 relu) -> max 3/2 same -> conv 6 3x3/2 valid relu -> gavg -> 10 softmax",
    "28x28 -> scale / 255 -> sepconv 8(l2=0.01, init=he_normal) bn relu sdrop 0.1 -> gmax -> 3",
    "28x28 -> conv 4 relu -> max 3x2/2 -> flatten drop 0.2 -> 3 ; init he_uniform ; bias 0.2",
]
"Specs that come back from their model as they were written."


def calls(spec):
    return [layer.call for layer in spec.layers]


@pytest.mark.parametrize("text", SAME_TEXT)
def test_spec_of_a_built_model_is_the_spec(text):
    spec = parse(text)
    found = spec_of(build(spec))
    assert calls(found) == calls(spec)
    assert found.parameter_count == spec.parameter_count
    assert found.settings.optimizer == spec.settings.optimizer
    if "2*(" not in text and "linear" not in text:  # a pair is written out, as short as it is
        assert str(found) == text
    before, after = choose_task(spec), choose_task(found)
    assert (after.kind, after.loss, after.metrics) == (before.kind, before.loss, before.metrics)


@pytest.mark.parametrize(
    ("text", "shorter"),
    [
        ("9 -> 50 relu -> 1 ; adam lr 0.001 ; loss mean_squared_error", "9 -> 50 relu -> 1"),
        ("28x28 -> flatten -> 12 -> 10 ; metrics accuracy", "28x28 -> 12 -> 10"),
        ("28x28 -> reshape 28x28x1 -> conv 12 3x3 same -> 10", "28x28 -> conv 12 -> 10"),
        ("4 -> 2 relu -> 2 relu -> 2 relu -> 2", "4 -> 3*(2 relu) -> 2"),
        ("4 -> 3 ; loss categorical_crossentropy", "4 -> 3 ; loss categorical_crossentropy"),
        ("4 -> relu(threshold=0) -> leaky_relu(negative_slope=0.2)", "4 -> relu leaky_relu"),
        ("4 -> 2(init=ones) -> 2(init=ones)", "4 -> 2 -> 2 ; init ones"),
    ],
)
def test_what_the_language_would_do_anyway_is_left_out(text, shorter):
    assert str(spec_of(build(text))) == shorter


@pytest.mark.parametrize("word", ACTIVATIONS)
def test_every_activation_comes_back(word):
    import keras

    spec = spec_of(build(f"4 -> 3 {word} -> {word} -> 2"))
    functions = [
        getattr(keras.activations, str(name))
        for layer in spec.layers
        if (name := dict(layer.call.arguments).get("activation"))
    ]
    expected = getattr(keras.activations, word)
    assert functions == [expected] * (1 if word == "linear" else 2)


@pytest.mark.parametrize("word", ACTIVATIONS)
def test_plain_activation_has_the_options_of_its_function(word):
    import keras

    parameters = inspect.signature(getattr(keras.activations, word)).parameters
    options = function_options(word)
    assert options == {key: parameters[key].default for key in options}


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_every_optimizer_comes_back_with_each_option(optimizer):
    for option in optimizer.options:
        value = "0.5"
        if option.kind == "switch":
            value = "off" if option.default else "on"
        elif option.kind == "whole":
            value = "7"
        elif option.key in ("learning_rate_power", "beta_2_decay"):
            value = "-0.3"
        spec = parse(f"4 -> 3 ; {optimizer.word}({option.key}={value}) lr 0.25")
        assert spec_of(build(spec)).settings.optimizer == spec.settings.optimizer


@pytest.mark.parametrize("word", LOSSES)
def test_every_loss_is_known_as_word_class_and_function(word):
    import keras

    name = LOSSES[word].name
    model = build("4 -> 3 softmax")
    for loss in (name, getattr(keras.losses, name), getattr(keras.losses, name)()):
        model.compile(loss=loss)
        spec = spec_of(model)
        is_known = spec.settings.loss is not None or choose_task(spec).loss.name == name
        assert is_known or any(f"The loss {word} is lost" in note for note in spec.notes)


@pytest.mark.parametrize("word", METRICS)
def test_every_metric_is_in_the_spec_or_noted(word):
    import keras

    name = METRICS[word].name
    model = build("4 -> 3 softmax")
    for metric in (name, getattr(keras.metrics, name)()):
        model.compile(loss="categorical_crossentropy", metrics=[metric])
        spec = spec_of(model)
        text = " ".join([str(spec), *spec.notes])
        assert word in text or name.endswith("Accuracy")  # accuracy is chosen anyway


def test_names_of_losses_and_metrics_may_be_short_or_functions():
    import keras

    model = build("4 -> 3 sigmoid")
    for loss in ("bce", "BCE", "binary_crossentropy", keras.losses.binary_crossentropy):
        model.compile(optimizer="adam", loss=[loss], metrics={"out": ["acc", "mape"]})
        assert str(spec_of(model)) == (
            "4 -> 3 sigmoid ; metrics accuracy mean_absolute_percentage_error"
        )


def test_loss_of_logits_may_be_behind_an_activation():
    import keras

    model = build("4 -> 3 tanh")
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    expected = "4 -> 3 tanh ; loss sparse_categorical_crossentropy(from_logits=on)"
    assert str(spec_of(model)) == expected


def _layer(rng, shape):
    """A layer that fits on this shape, as a person might choose it."""
    from keras import layers

    act = rng.choice([None, "relu", "tanh", "gelu", "softmax", "leaky_relu", "swish"])
    several = shape[-1] > 1  # the language refuses a softmax over one
    anywhere = [
        layers.BatchNormalization(center=rng.random() < 0.5, momentum=rng.choice([0.9, 0.99])),
        layers.LayerNormalization(epsilon=rng.choice([0.001, 1e-6])),
        layers.Dropout(rng.choice([0, 0.2, 0.25])),
        layers.GaussianNoise(0.1),
        layers.ReLU(rng.choice([None, 6.0]), negative_slope=rng.choice([0.0, 0.3])),
        layers.LeakyReLU(negative_slope=rng.choice([0.2, 0.3, 0.01])),
        layers.Activation(rng.choice(["relu", "sigmoid", "elu"])),
        *([layers.Softmax()] if several else []),
        layers.Rescaling(rng.choice([1 / 255, 2, 0.3])),
        layers.Flatten(),
    ]
    if len(shape) == 1:
        own = [layers.Dense(rng.randint(2, 6), act, use_bias=rng.random() < 0.7) for _ in range(4)]
        if shape[0] == 16:
            own.append(layers.Reshape((4, -1, 1)))
        return rng.choice([*own, *anywhere])
    if len(shape) == 2:
        return layers.Reshape((*shape, 1))
    size, padding = rng.randint(1, 3), rng.choice(["same", "valid"])
    if min(shape[:2]) < 3:
        return rng.choice([layers.Flatten(), layers.GlobalMaxPooling2D()])
    own = [
        layers.Conv2D(3, size, rng.randint(1, 2), padding, activation=act),
        layers.Conv2D(4, (3, 2), use_bias=False, padding=padding),
        layers.SeparableConv2D(4, 3, padding=padding, activation=act),
        layers.MaxPooling2D(2, rng.randint(1, 3), padding),
        layers.AveragePooling2D((1, 2)),
        layers.SpatialDropout2D(0.1),
        layers.GlobalAveragePooling2D(),
    ]
    return rng.choice([*own, *anywhere])


@pytest.mark.parametrize("seed", range(40))
def test_random_models_keep_their_function(seed):
    import keras

    rng = random.Random(seed)  # noqa: S311 - an example, not a secret
    shape = rng.choice([(6,), (16,), (7, 6, 2), (8, 8)])
    layers = [keras.Input(shape)]
    for _ in range(rng.randint(1, 8)):
        layers.append(_layer(rng, shape))
        shape = layers[-1].compute_output_shape((None, *shape))[1:]
    model = keras.Sequential([*layers, keras.layers.Flatten(), keras.layers.Dense(3)])
    spec = spec_of(model)
    assert parse(str(spec)) == spec
    assert same_function(model, spec)
    assert calls(spec_of(build(spec))) == calls(spec)


def test_factor_in_32_bits_is_the_division_that_it_came_from():
    import keras

    for divisor in ("255", "127.5", "3", "0.7"):
        factor = np.float32(1 / float(divisor))
        model = keras.Sequential(
            [keras.Input((4,)), keras.layers.Rescaling(factor), keras.layers.Dense(2)]
        )
        spec = spec_of(model)
        assert str(spec) == f"4 -> scale / {divisor} -> 2"
        assert same_function(model, spec)


def test_short_numbers_of_numpy_are_facts_as_python_writes_them():
    from keras import layers

    # NumPy 1 finds the short 0.1 unlike 0.1
    config = layer_config(layers.LeakyReLU(np.float32(0.1)), (5,))
    found = read_layer("LeakyReLU", config)[0]["negative_slope"]
    assert (found, type(found)) == (0.1, float)


def test_short_numbers_of_numpy_are_written_with_the_digits_that_they_have():
    import keras
    from keras import initializers, layers

    short = np.float32(0.1)
    start = initializers.RandomNormal(stddev=short)
    model = keras.Sequential(
        [
            keras.Input((4,)),
            layers.Dense(5, kernel_initializer=start),
            layers.LeakyReLU(short),
            layers.Dropout(short),
            layers.Dense(3, "softmax", kernel_initializer="zeros"),
        ]
    )
    loss = keras.losses.CategoricalCrossentropy(label_smoothing=short)
    model.compile(keras.optimizers.Adam(beta_1=short, clipnorm=short), loss)
    spec = spec_of(model)
    assert str(spec) == (
        "4 -> 5(init=random_normal:0.1) leaky_relu(negative_slope=0.1) drop 0.1 -> "
        "3(init=zeros) softmax ; adam(beta_1=0.1) ; clip norm 0.1 ; "
        "loss categorical_crossentropy(label_smoothing=0.1)"
    )
    assert same_function(model, spec)


def test_layer_may_be_called_with_its_input_by_name():
    import keras

    start = keras.Input((4,))
    model = keras.Model(start, keras.layers.Dense(3)(inputs=start))
    assert str(spec_of(model)) == "4 -> 3"


def test_equal_stages_are_folded_once_there_are_three():
    assert fold(["2", "2", "3"]) == ["2", "2", "3"]
    assert fold(["2", "2", "2"]) == ["3*(2)"]
    assert fold(["7", *["2", "2", "2", "5"] * 3, "2"]) == ["7", "3*(3*(2) -> 5)", "2"]
    text = "2 relu -> 5 tanh drop 0.1"
    folded = ["1000*({0})", "100*({0})", "2 relu"]
    long = ["2 relu", "5 tanh drop 0.1"] * 1100 + ["2 relu"]
    assert fold(long) == [part.format(text) for part in folded]


def test_spec_of_a_trained_model_is_that_of_the_new_one():
    model = build("4 -> 5 bn relu -> 3 softmax ; adam lr 0.02")
    before = spec_of(model)
    model.fit(np.ones((8, 4)), np.zeros(8), epochs=1, verbose=0)
    assert spec_of(model) == before


def test_layers_that_another_model_uses_as_well_are_read_in_this_one():
    import keras

    model = build("4 -> 5 relu -> 3")
    front = keras.Model(model.inputs, model.layers[0].output)
    assert str(spec_of(front)) == "4 -> 5 relu"
    longer = keras.Sequential([keras.Input((4,)), *model.layers, keras.layers.Dense(2)])
    assert str(spec_of(longer)) == "4 -> 5 relu -> 3 -> 2"
    assert str(spec_of(model)) == "4 -> 5 relu -> 3"


def test_reading_leaves_the_model_and_random_numbers_alone():
    import keras

    model = build("4 -> 5 bn relu drop 0.5 -> 3 ; metrics auc")
    config, weights = model.get_config(), model.get_weights()
    state = random.getstate()
    name = keras.layers.Dense(1).name
    random.setstate(state)
    spec_of(model)
    assert random.getstate() == state
    assert int(keras.layers.Dense(1).name.split("_")[-1]) == int(name.split("_")[-1] or 0) + 1
    assert model.get_config() == config
    assert all(np.array_equal(*pair) for pair in zip(weights, model.get_weights(), strict=True))
    assert Counter(type(layer).__name__ for layer in model.layers)["Dense"] == 2

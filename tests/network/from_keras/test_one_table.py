"""A layer in memory, in a file and in code is read by one table, so that all say the same."""

import json

import pytest

from densemodel.errors import SpecError
from densemodel.language import (
    ACTIVATIONS,
    LAYER_RULES,
    LAYERS,
    complete_config,
    facts_of_call,
    layer_of,
    parse,
    read_layer,
    write_layers,
)
from densemodel.network import make, spec_of
from densemodel.network.from_keras._layer_config import layer_config

pytestmark = pytest.mark.tensorflow

IMAGE = (8, 8, 3)
PLAIN = {
    "Activation": {"activation": "linear"},
    "AveragePooling2D": {"pool_size": 2},
    "Conv2D": {"filters": 3, "kernel_size": 3},
    "Dense": {"units": 3},
    "Dropout": {"rate": 0.1},
    "GaussianNoise": {"stddev": 0.1},
    "RandomBrightness": {"factor": 0.1},
    "RandomContrast": {"factor": (0.1, 0.1)},
    "RandomRotation": {"factor": 0.1},
    "RandomTranslation": {"height_factor": 0.1, "width_factor": 0.1},
    "RandomZoom": {"height_factor": 0.1},
    "Rescaling": {"scale": 0.5},
    "Reshape": {"target_shape": (2, 2)},
    "SeparableConv2D": {"filters": 3, "kernel_size": 3},
    "SpatialDropout1D": {"rate": 0.1},
    "SpatialDropout2D": {"rate": 0.1},
}
"The arguments that Keras has no default for."

CALLS = [
    ((4,), "Dense(5)", "5"),
    ((4,), "Dense(5, 'relu', False)", "5(bias=off) relu"),
    ((4,), "Dense(5, kernel_regularizer='l2')", "5(l2=0.01)"),
    ((4,), "Dense(5, kernel_regularizer=L1L2(l1=0.1, l2=0.2))", "5(l1=0.1, l2=0.2)"),
    ((4,), "Dense(5, kernel_regularizer=L1(0.0))", "5"),
    ((4,), "Dense(5, kernel_initializer='he_normal')", "5(init=he_normal)"),
    ((4,), "Dense(5, kernel_initializer='truncated_normal')", "5(init=tn)"),
    ((4,), "Dense(5, kernel_initializer=RandomNormal(stddev=0.1))", "5(init=random_normal:0.1)"),
    (
        (4,),
        "Dense(5, kernel_initializer=RandomUniform(minval=-0.1, maxval=0.1))",
        "5(init=random_uniform:0.1)",
    ),
    ((4,), "Dense(5, kernel_initializer=RandomUniform(maxval=0.1))", "5"),
    ((4,), "Dense(5, kernel_initializer=Constant(value=0.5))", "5(init=constant:0.5)"),
    ((4,), "Dense(5, kernel_initializer=Constant(value=0))", "5(init=zeros)"),
    ((4,), "Dense(5, kernel_initializer=VarianceScaling(scale=2.0, mode='fan_out'))", "5"),
    ((4,), "Dense(5, kernel_initializer=Orthogonal(gain=2.0))", "5(init=orthogonal:2)"),
    ((4,), "Dropout(0.25, seed=3)", "drop 0.25"),
    ((4,), "GaussianNoise(0.1)", "noise 0.1"),
    ((4,), "BatchNormalization()", "bn"),
    ((4,), "BatchNormalization(axis=-1, momentum=0.9, scale=False)", "bn(scale=off, momentum=0.9)"),
    ((4,), "BatchNormalization(beta_initializer='ones')", "bn(offset=1)"),
    ((4,), "LayerNormalization(epsilon=1e-6, center=False)", "ln(offset=off, epsilon=1e-6)"),
    ((4,), "Activation('gelu')", "gelu"),
    ((4,), "ReLU()", "relu"),
    ((4,), "ReLU(6, 0.1, threshold=0.5)", "relu(max_value=6, negative_slope=0.1, threshold=0.5)"),
    ((4,), "LeakyReLU()", "leaky_relu(negative_slope=0.3)"),
    ((4,), "LeakyReLU(0.2)", "leaky_relu"),
    ((4,), "ELU(0.5)", "elu(alpha=0.5)"),
    ((4,), "Softmax()", "softmax"),
    ((4,), "Rescaling(1 / 255)", "scale / 255"),
    ((4,), "Rescaling(0.3, offset=0)", "scale / 3.3333332"),
    ((4,), "Normalization()", "norm"),
    ((4,), "Reshape((2, 2))", "reshape 2x2"),
    ((4, 3), "SpatialDropout1D(0.2)", "sdrop 0.2"),
    (IMAGE, "SpatialDropout2D(0.2)", "sdrop 0.2"),
    (IMAGE, "Conv2D(4, 5)", "conv 4 5x5 valid"),
    (IMAGE, "Conv2D(4, (5, 3), 2, 'same', activation='tanh')", "conv 4 5x3/2 tanh"),
    (
        IMAGE,
        "Conv2D(4, 5, dilation_rate=1, groups=1, use_bias=False)",
        "conv 4 5x5 valid(bias=off)",
    ),
    (
        IMAGE,
        "SeparableConv2D(4, 5, depthwise_regularizer='l2', pointwise_regularizer='l2')",
        "sepconv 4 5x5 valid(l2=0.01)",
    ),
    (IMAGE, "MaxPooling2D()", "max 2"),
    (IMAGE, "MaxPooling2D((3, 2), 2, 'same')", "max 3x2/2 same"),
    (IMAGE, "AveragePooling2D(3, strides=3)", "avg 3"),
    (IMAGE, "GlobalMaxPooling2D()", "gmax"),
    (IMAGE, "GlobalAveragePooling2D(keepdims=False)", "gavg"),
    (IMAGE, "Flatten()", "flatten"),
    (IMAGE, "RandomFlip()", "flip both"),
    (IMAGE, "RandomFlip('horizontal', seed=3)", "flip"),
    (IMAGE, "RandomRotation(0.1)", "rotate 0.1"),
    (IMAGE, "RandomRotation((-0.1, 0.1))", "rotate 0.1"),
    (IMAGE, "RandomZoom(0.2)", "zoom 0.2"),
    (IMAGE, "RandomTranslation(0.2, (-0.2, 0.2))", "shift 0.2"),
    (IMAGE, "RandomContrast((0.2, 0.2))", "contrast 0.2"),
    (IMAGE, "RandomBrightness(0.2)", "brightness 0.2"),
]


def made_by_keras(call):
    import keras

    names = {}
    for module in (keras.initializers, keras.regularizers, keras.layers):
        names |= vars(module)
    return eval(call, names)  # noqa: S307 - code of this test


def text_of(facts):
    return write_layers([layer_of(facts)])[0]


@pytest.mark.parametrize("kind", LAYER_RULES)
def test_defaults_of_the_table_are_those_of_keras(kind):
    import keras

    arguments = PLAIN.get(kind, {})
    shape = (2, 2) if kind == "SpatialDropout1D" else (4,)
    config = layer_config(getattr(keras.layers, kind)(**arguments), shape)
    assert not config.keys() - LAYER_RULES[kind].keys() - {"trainable", "dtype"}
    assert read_layer(kind, config) == read_layer(kind, complete_config(kind, arguments))
    assert read_layer(kind, config)[1] == []


def test_every_layer_of_the_language_is_in_the_table():
    activations = {entry.layer for entry in ACTIVATIONS.values() if entry.layer}
    assert {word.name for word in LAYERS.values()} | activations <= LAYER_RULES.keys()


@pytest.mark.parametrize(("shape", "call", "text"), CALLS)
def test_memory_file_and_code_give_one_text(shape, call, text):
    layer = made_by_keras(call)
    kind = type(layer).__name__
    in_memory, refusals = read_layer(kind, layer_config(layer, shape))
    assert (text_of(in_memory), refusals) == (text, [])
    written = {key: value for key, value in layer.get_config().items() if key != "dtype"}
    stored, refusals = read_layer(kind, json.loads(json.dumps(written)))
    assert (stored, refusals) == (in_memory, [])
    with pytest.raises(SpecError) as caught:
        parse(f"m = Sequential([Input({shape}), {call}])")
    sizes = "x".join(map(str, shape))
    assert caught.value.hint == f"{sizes} -> {text}"


@pytest.mark.parametrize(("shape", "call", "text"), CALLS)
def test_what_a_spec_makes_has_the_facts_of_its_keras_layer(shape, call, text):
    import keras

    (layer,) = parse(f"{'x'.join(map(str, shape))} -> {text}").layers
    model = keras.Sequential([keras.Input(shape), made_by_keras(call)])
    assert spec_of(model).layers == (layer,)
    made, refusals = read_layer(layer.kind, layer_config(make(layer.call), shape))
    assert (made, refusals) == (facts_of_call(layer.call), [])


@pytest.mark.parametrize("name", ["kernel", "bias"])
def test_a_variable_that_is_frozen_alone_is_refused_by_its_name(name):
    import keras

    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    variable = getattr(model.layers[0], name)
    variable.trainable = False
    with pytest.raises(SpecError, match=f"its {name} is frozen"):
        spec_of(model)
    variable.trainable = True
    assert str(spec_of(model)) == "4 -> 3"

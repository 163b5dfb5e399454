"""Shapes and parameter counts, known before Keras is loaded, are Keras's."""

import keras
import pytest

from densemodel.language import (
    ACTIVATIONS,
    INITIALIZERS,
    LOSSES,
    METRICS,
    OPTIMIZERS,
    KerasCall,
    parse,
)

pytestmark = pytest.mark.tensorflow

SPECS = [
    "784 -> 50 relu -> 50 relu -> 10 softmax",
    "28x28 -> 50 relu bn -> ln -> 10 softmax",
    "4x5x3 -> bn -> ln(scale=off) -> flatten -> 7 bn(offset=off) tanh -> noise 0.1 -> 2",
    "9 -> 5(l1=0.1, l2=0.2, bias=off) ln -> 4(l2=0.1) bn(scale=off, offset=0.5, momentum=.9)",
    "9 -> 2*(5 elu(alpha=.5) -> 3*(4 leaky_relu(negative_slope=.1))) -> relu(max_value=6) -> 1",
    "9 -> 5 bn(epsilon=0.01) ln(epsilon=0.1, offset=off) drop 10% -> 3 ; init tn:0.1 ; bias 0.1",
    "28x28x1 -> conv 4 -> conv 5 5x5/2 -> conv 6 3x2/3 valid -> conv 7 1 same bn -> 10",
    "28x28 -> conv 4(l1=0.1, l2=0.2, bias=off, init=ones) relu -> conv 3/2(bias=on) bn -> gavg",
    "27x31x3 -> max -> avg 3 -> max 2x3/1 -> avg 3/2 same -> max 2/3 same -> gmax -> 2",
    "17x9x2 -> sepconv 4 -> sepconv 5 3x2/2 valid tanh -> sepconv 3(l2=0.1, bias=off) ln -> 2",
    "28x28 -> max 2 -> sdrop 0.2 -> flatten -> reshape 14x14 -> sdrop 0.1 -> bn -> 4",
    "784 -> scale / 255 -> norm -> reshape 28x28x1 -> conv 3 relu -> flatten -> 5",
    "8x8x3 -> norm -> scale / 0.5 -> conv 3 relu -> 5 ; init tn:0.1 ; bias 0.1",
    "8x8x3 -> sepconv 3 relu -> conv 2 -> gmax ; init he_normal ; bias 0.1",
    "8x9x2 -> flip -> flip both -> rotate 10% -> zoom 20% -> shift 5% -> conv 3 -> 2",
    "8x9 -> contrast 20% -> scale / 255 -> brightness 0.2 -> conv 3 -> 2",
    *(f"9 -> 5 {word} -> {word} -> 2" for word in ACTIVATIONS),
    *(f"8x8x2 -> conv 3 {word} -> sepconv 2 {word} -> 2" for word in ACTIVATIONS),
    *(f"9 -> 5 -> 2 ; init {word}" for word, i in INITIALIZERS.items() if not i.needs_number),
    *(f"9 -> 5 -> 2 ; init {word}:0.3" for word, i in INITIALIZERS.items() if i.argument),
]


def make(value):
    if not isinstance(value, KerasCall):
        return value
    made = getattr(getattr(keras, value.module), value.name)
    return made(**{key: make(argument) for key, argument in value.arguments})


@pytest.mark.parametrize("text", SPECS)
def test_layers(text):
    spec = parse(text)
    model = keras.Sequential([keras.Input(spec.input_shape)])
    for layer in spec.layers:
        made = make(layer.call)
        model.add(made)
        assert type(made).__name__ == layer.kind
        assert tuple(model.output_shape[1:]) == layer.output_shape
        assert made.count_params() == layer.parameter_count
        trainable = sum(weight.value.numpy().size for weight in made.trainable_weights)
        assert trainable == layer.trainable_count
    assert model.count_params() == spec.parameter_count


@pytest.mark.parametrize("word", OPTIMIZERS)
def test_every_optimizer_can_be_made_with_every_option(word):
    for option in OPTIMIZERS[word].options:
        value = {"switch": "off" if option.default else "on", "whole": "3"}.get(option.kind, "0.5")
        value = "-0.25" if option.quantity.high == 0 else value
        clips = option.key == "global_clipnorm"  # Keras takes one way of clipping at a time
        clause = "" if clips else "; clip norm 1"
        settings = parse(f"9 -> 1 ; {word}({option.key}={value}) lr 0.01 {clause}").settings
        made = make(settings.optimizer)
        assert float(made.learning_rate.numpy()) == pytest.approx(0.01)
        assert made.clipnorm == (None if clips else 1.0)
        assert option.argument in dict(settings.optimizer.arguments)


@pytest.mark.parametrize("word", LOSSES)
def test_every_loss_can_be_made(word):
    loss = parse(f"9 -> 5 softmax ; loss {word}").settings.loss
    assert isinstance(make(loss), keras.losses.Loss)


@pytest.mark.parametrize("word", METRICS)
def test_every_metric_can_be_made(word):
    (metric,) = parse(f"9 -> 5 softmax ; metrics {word}").settings.metrics or ()
    assert isinstance(make(metric), keras.metrics.Metric)

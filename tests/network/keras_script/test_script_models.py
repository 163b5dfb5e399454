"""The script of `keras_code` makes the very model of `build`, in a process without densemodel."""

import os

import pytest

from densemodel.language import parse
from densemodel.network import keras_code
from support.language.random_specs import random_specs
from support.network.script_check import Built, build_and_run, formatted

pytestmark = pytest.mark.tensorflow

RANDOM = int(os.environ.get("DENSEMODEL_RANDOM_SPECS", "12"))
"How many random specs are drawn; `make test` takes few."

PLAIN = "; split off ; patience off ; batch 100 ; every 100 ; steps 10000"
FALLING = "; init tn:0.1 ; bias 0.1 ; adam lr exp 0.003->0.0001/2000 " + PLAIN
BN = "bn(scale=off, offset=0.1) relu"
LADDER = [
    f"784 -> 10 softmax ; init zeros ; sgd lr 0.5 {PLAIN}",
    (
        "784 -> 200 sigmoid -> 100 sigmoid -> 60 sigmoid -> 30 sigmoid -> 10 softmax ; init tn:0.1"
        f" ; adam lr 0.003 {PLAIN}"
    ),
    f"784 -> 200 relu -> 100 relu -> 60 relu -> 30 relu -> 10 softmax {FALLING}",
    (
        "784 -> 200 relu drop 0.25 -> 100 relu drop 0.25 -> 60 relu drop 0.25 -> 30 relu drop 0.25"
        f" -> 10 softmax {FALLING}"
    ),
    (
        "28x28x1 -> conv 4 5x5 relu -> conv 8 5x5/2 relu -> conv 12 4x4/2 relu -> 200 relu"
        f" -> 10 softmax {FALLING}"
    ),
    (
        "28x28x1 -> conv 6 6x6 relu -> conv 12 5x5/2 relu -> conv 24 4x4/2 relu"
        f" -> 200 relu drop 0.25 -> 10 softmax {FALLING}"
    ),
    (
        "784 -> 200 bn sigmoid -> 100 bn sigmoid -> 60 bn sigmoid -> 30 bn sigmoid -> 10 softmax"
        f" ; init tn:0.1 ; adam lr exp 0.03->0.0001/1000 {PLAIN}"
    ),
    (
        f"784 -> 200 {BN} -> 100 {BN} -> 60 {BN} -> 30 {BN} -> 10 softmax"
        f" ; init tn:0.1 ; adam lr exp 0.03->0.0001/1000 {PLAIN}"
    ),
    (
        f"28x28x1 -> conv 24 6x6 {BN} -> conv 48 5x5/2 {BN} -> conv 64 4x4/2 {BN}"
        f" -> 200 {BN} drop 0.25 -> 10 softmax"
        f" ; init tn:0.1 ; adam lr exp 0.02->0.0001/1600 {PLAIN}"
    ),
    (
        "784 -> 200 relu drop .25 -> 100 relu drop .25 -> 60 relu drop .25 -> 10 softmax"
        " ; adam lr 0.01*0.6^epoch ; split off ; patience off ; batch 128 ; epochs 10"
    ),
]
NAMED = [
    # the examples of the language
    "784 -> 50 relu -> 50 relu -> 10 softmax",
    "784 -> 10 softmax ; init zeros ; sgd lr 0.5 ; batch 100 ; steps 2000",
    (
        "784 -> 200 sigmoid -> 100 sigmoid -> 60 sigmoid -> 30 sigmoid -> 10 softmax ; init tn:0.1"
        " ; adam lr 0.003 ; batch 100 ; steps 10000"
    ),
    (
        "28x28x1 -> conv 4 5x5 relu -> conv 8 5x5/2 relu -> conv 12 4x4/2 relu -> 200 relu"
        " -> 10 softmax"
    ),
    (
        "784 -> 200 bn sigmoid -> 100 bn sigmoid -> 60 bn sigmoid -> 30 bn sigmoid -> 10 softmax"
        " ; adam lr exp 0.03->0.0001/1000"
    ),
    (
        "784 -> 200 bn(scale=off) relu -> 100 bn(scale=off) relu -> 60 bn(scale=off) relu"
        " -> 30 bn(scale=off) relu -> 10 softmax"
    ),
    (
        "784 -> reshape 28x28x1 -> conv 12 3x3 relu -> conv 24 6x6/2 relu -> conv 32 6x6/2 relu"
        " -> 200 relu -> 10 softmax"
    ),
    "784 -> 3*(100 relu drop 0.2) -> 10 softmax",
    (
        "28x28x1 -> conv 6 5x5 same tanh -> avg 2 -> conv 16 5x5 valid tanh -> avg 2 -> 120 tanh"
        " -> 84 tanh -> 10 softmax"
    ),
    "32x32x3 -> 2*(conv 32 relu) -> max 2 -> 2*(conv 64 relu) -> max 2 -> gavg -> 10 softmax",
    "2 -> 4 tanh -> 2 tanh -> 1 sigmoid",
    "9 -> 50 relu -> 32 relu -> 1 ; adam ; loss mean_squared_error",
    *LADDER,
    # every word of a network, and every way to write it
    "8x9x2 -> sepconv 4 3x2 valid elu -> max 3/2 -> sepconv 3 1(bias=off, l1=0.1) -> gmax -> 3",
    "8x8 -> conv 3 -> avg 2x3 same -> max 2/1 same -> flatten -> 2 softmax",
    "8x8x3 -> sdrop 0.3 -> conv 2 2x2/2 valid(l1=0.1, l2=0.2, init=he_normal) bn relu -> gavg -> 1",
    "5x4 -> sdrop 0.1 -> ln(offset=0.5, scale=off, epsilon=0.01) -> 3 ln(offset=off) gelu -> 2",
    "48 -> scale /255 -> reshape 4x4x3 -> conv 2 relu6 -> 3",
    "12 -> scale /3 -> reshape 3x4 -> 5 -> softmax -> 2 sigmoid",
    "6 -> 5(l2=1e-4, bias=on) bn(momentum=.9, epsilon=1e-4) noise 0.1 -> relu -> 3 softmax",
    "6 -> 5 leaky_relu(negative_slope=.1) -> elu(alpha=2) -> relu(max_value=6, threshold=1) -> 1",
    "6 -> 6(init=identity) -> 5(init=orthogonal:2) -> 4(init=random_uniform:0.1) linear -> 1",
    "6 -> 5(init=constant:0.1) -> 4(init=variance_scaling:2) -> 3(init=random_normal) -> 1",
    "4x4x1 -> 3*(conv 4 relu -> sdrop 0.1) -> 4*(6 relu -> drop 0.1) -> 2 softmax",
    # long ones, in loops
    "6 -> 20*(4 relu drop 0.1) -> 3 softmax ; init he_normal ; bias 0.1 ; seed 8",
    "6 -> 4*(3*(4 relu) -> 5*(6 tanh bn) -> 7) -> 3 softmax ; seed 9",
    "6x6 -> 15*(conv 2 relu) -> max 2 -> 2 softmax",
    "2 -> 100*(bn) -> 2 softmax",
    # numbers of y
    "6 -> 5 relu -> 1 ; target norm ; seed 7",
    "4x4x1 -> conv 2 relu -> conv 3 ; loss mse ; target norm",
    "6 -> 5 relu -> 3 ; loss mae ; target norm ; split 20% ; missing fill",
    "6 -> 20*(4 relu drop 0.1) -> 2 ; loss mse ; target norm",
    # clauses that a compiled model holds
    'net_1: 6 -> 5 relu -> 1 ; lr cosine 0.1/20 ; clip norm 1 ; target norm ; without id "a b"',
    "6 -> 5 relu -> 1 sigmoid ; sgd(momentum=.9, nesterov=on) lr plateau 0.5*.2/3 ; clip value .5",
    "6 -> 5 relu -> 3 sigmoid ; adamw(weight_decay=0.01) ; metrics auc precision ; every 50",
    "6 -> 5 relu -> 3 softmax ; loss categorical_crossentropy(label_smoothing=0.1) ; minutes 2",
    "6 -> 3 softmax ; muon(ns_steps=3) ; weights balanced ; repeat 3 ; missing fill",
    '6 -> 3 ; schedulefreeadamw ; split 0.3 by "patient" ; missing drop',
    "6 -> 3 softmax ; lamb(global_clipnorm=1) ; loss categorical_hinge ; split 0.2 last",
]
TEXTS = NAMED + random_specs(RANDOM)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Every text with the two models that come of it."""
    folder = tmp_path_factory.mktemp("scripts")
    return dict(zip(TEXTS, build_and_run(TEXTS, folder), strict=True))


@pytest.mark.parametrize("text", TEXTS)
def test_script_makes_the_very_model_of_build(built, text):
    assert built[text].differences == []


@pytest.mark.parametrize("text", TEXTS)
def test_shapes_and_counts_of_a_spec_are_those_of_keras(built, text):
    one = built[text]
    assert [layer.output_shape for layer in one.spec.layers] == one.shapes
    assert [layer.parameter_count for layer in one.spec.layers] == one.counts
    assert one.spec.trainable_count == one.trainable_count


def test_facts_distinguish_models(built):
    one, other = built[NAMED[10]], built[NAMED[11]]
    unlike = Built(one.spec, [], [], 0, one.ours, other.theirs)
    assert set(unlike.differences) >= {"config", "weights", "variables", "answers", "loss"}


def test_scripts_are_laid_out_as_a_formatter_would(tmp_path):
    # layout takes no building, so many more are tried
    codes = [keras_code(text) for text in NAMED + random_specs(300, seed=1)]
    for code, tidy in zip(codes, formatted(codes, tmp_path), strict=True):
        assert tidy == code


def test_a_thousand_layers_are_not_a_thousand_lines():
    code = keras_code("6 -> 10*(3*(4 relu drop 0.1) -> 90*(5 tanh) -> 3) -> 2 softmax")
    assert (
        len(parse("6 -> 10*(3*(4 relu drop 0.1) -> 90*(5 tanh) -> 3) -> 2 softmax").layers) == 971
    )
    assert code.count("\n") < 60

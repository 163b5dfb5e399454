"""The script of `keras_code` makes the very model of `build`, in a process without densemodel."""

import os

import pytest

from densemodel.language import parse
from densemodel.network import keras_code
from support.language.examples import EXAMPLES, LADDER
from support.language.random_specs import random_specs
from support.network.script_check import Built, build_and_run, formatted

pytestmark = pytest.mark.tensorflow

RANDOM = int(os.environ.get("DENSEMODEL_RANDOM_SPECS", "12"))
"How many random specs are drawn; `make test` takes few."

NAMED = [
    *(text.replace("n_cols", "9") for text, *_ in [*EXAMPLES.values(), *LADDER.values()]),
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
    "8x8 -> flip -> contrast 0.1 -> scale / 51 -> brightness 0.2 -> rotate 0.1 -> conv 2 -> 2",
    "8x8x3 -> zoom 10% -> shift 20% -> flip both -> scale / 255 -> contrast 10% -> conv 2 -> 2",
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

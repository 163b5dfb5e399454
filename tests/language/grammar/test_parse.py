"""What a text means: networks, clauses, and which clauses belong to which network."""

from fractions import Fraction

import numpy as np
import pytest

from densemodel.errors import SpecError
from densemodel.language import KerasCall, parse, parse_cell

REFERENCE = (
    "784 -> 50 relu -> 50 relu -> 10 softmax ; "
    "adam lr 0.001 ; batch 32 ; epochs 30 ; patience 2 ; split 0.3"
)


def kinds(spec):
    return [layer.kind for layer in spec.layers]


def test_reference_network():
    spec = parse(REFERENCE)
    assert spec.input_shape == (784,)
    assert [layer.output_shape for layer in spec.layers] == [(50,), (50,), (10,)]
    assert [layer.activation for layer in spec.layers] == ["relu", "relu", "softmax"]
    assert spec.parameter_count == 42_310
    assert spec.last_activation == "softmax"
    assert str(spec) == REFERENCE
    assert spec.notes == ()


@pytest.mark.parametrize("nine", [9, np.int64(9), np.uint8(9), np.array(9)])
def test_any_whole_number_may_be_a_size(nine):
    assert parse("n -> 1", {"n": nine}).input_shape == (9,)
    assert type(parse("n -> 1", {"n": nine}).input_shape[0]) is int


@pytest.mark.parametrize("rate", [0.25, np.float64(0.25), np.float32(0.25), Fraction(1, 4)])
def test_any_real_number_may_be_a_rate(rate):
    assert str(parse("9 -> 5 drop p -> 1 ; lr p", {"p": rate})) == "9 -> 5 drop 0.25 -> 1 ; lr 0.25"


@pytest.mark.parametrize("value", [True, np.True_, "9", None, [9], 9.0, float("nan"), object()])
def test_nothing_else_is_a_size(value):
    with pytest.raises(SpecError):
        parse("n -> 1", {"n": value})


def test_a_word_of_the_language_is_never_a_variable():
    assert kinds(parse("9 -> relu -> 1", {"relu": 5})) == ["Activation", "Dense"]


def test_a_variable_may_stand_everywhere_a_number_does():
    names = {"n": 3, "k": 2, "x": 5}
    text = "x -> n*(k relu) -> k*k ; batch n ; seed k ; init tn:n ; adam(beta_1=p)"
    spec = parse(text, names | {"p": 0.5})
    assert str(spec) == "5 -> 3*(2 relu) -> 2*2 ; init tn:3 ; adam(beta_1=0.5) ; batch 3 ; seed 2"
    assert parse("x x 28 -> 1", names).input_shape == (5, 28)
    assert parse("28xn -> 1", names).input_shape == (28, 3)


@pytest.mark.parametrize(
    "text",
    [
        "784->50relu->10softmax",
        "784 → 50 relu → 10 softmax",
        "784\u00a0->\u2003 50\trelu -> 10 SoftMax",
        "\ufeff784 -> 50 ReLU -> 10 softmax ;",
        "784 -> 50 relu ->\n10 softmax",
        "784\n  -> 50 relu   # hidden\n\n# a comment\n  -> 10 softmax # the end",
        "784 -> (50 relu -> 10 softmax)",
        "784 -> 1*(50 relu) -> 10 softmax",
        "784\r\n-> 50 relu\r-> 10 softmax\r\n",
        "7.84e2 -> 5e1 relu -> 10 softmax",
    ],
)
def test_one_meaning_in_many_writings(text):
    assert parse(text) == parse("784 -> 50 relu -> 10 softmax")
    assert str(parse(text)) == "784 -> 50 relu -> 10 softmax"


@pytest.mark.parametrize("text", ["28x28 -> 5", "28\u00d728 -> 5", "28 x 28 -> 5", "28X28->5"])
def test_sizes_are_joined_by_x(text):
    assert parse(text).input_shape == (28, 28)


def test_written_order_is_applied_order():
    assert kinds(parse("784 -> 200 bn relu drop .25 -> 1")) == [
        "Dense", "BatchNormalization", "Activation", "Dropout", "Dense",
    ]  # fmt: skip


def test_an_activation_is_fused_only_right_after_a_size_in_its_stage():
    assert kinds(parse("784 -> 50 relu")) == ["Dense"]
    assert kinds(parse("784 -> 50 -> relu")) == ["Dense", "Activation"]
    assert kinds(parse("784 -> 50 relu bn")) == ["Dense", "BatchNormalization"]
    assert kinds(parse("784 -> 50 relu tanh")) == ["Dense", "Activation"]
    assert parse("784 -> 50 relu") != parse("784 -> 50 -> relu")


def test_bn_and_ln_drop_the_bias_of_the_size_before_them():
    assert ("use_bias", False) in parse("9 -> 5 bn -> 1").layers[0].call.arguments
    assert ("use_bias", False) in parse("9 -> 5 ln -> 1").layers[0].call.arguments
    assert ("use_bias", False) not in parse("9 -> 5(bias=on) bn -> 1").layers[0].call.arguments
    assert ("use_bias", False) not in parse("9 -> 5 relu bn -> 1").layers[0].call.arguments
    assert ("use_bias", False) not in parse("9 -> 5 -> bn -> 1").layers[0].call.arguments


def test_a_possible_product_is_noted():
    names = {"width": 8, "depth": 3}
    spec = parse("4 -> 2*width relu -> depth*5 -> 1", names)
    assert str(spec) == "4 -> 2*(8 relu) -> 3*5 -> 1"
    assert spec.notes == (
        "'2*width' repeats and does not multiply: 2 layers of 8 each",
        "'depth*5' repeats and does not multiply: 3 layers of 5 each",
    )
    assert parse("4 -> depth*(width relu) -> 3*5 -> 1", names).notes == ()


def test_flatten_is_added_and_noted():
    spec = parse("28x28 -> 50 relu -> 10 softmax")
    assert kinds(spec) == ["Flatten", "Dense", "Dense"]
    assert spec.notes == ("Flatten is added before '50': 28x28 becomes one row of 784",)
    assert str(spec) == "28x28 -> 50 relu -> 10 softmax"
    assert kinds(parse("28x28 -> flatten -> 50")) == ["Flatten", "Dense"]
    assert parse("28x28 -> flatten -> 50").notes == ()


def test_repeats():
    assert [layer.text for layer in parse("9 -> 2*(5 relu -> 2*3)").layers] == [
        "5 relu", "3", "3", "5 relu", "3", "3",
    ]  # fmt: skip
    assert str(parse("9 -> 2*(5 relu) -> 3*4 -> 1*7")) == "9 -> 2*(5 relu) -> 3*4 -> 7"


def test_options_become_arguments_of_keras():
    spec = parse("9 -> 5(l2=1e-4, bias=off, init=he_normal, l1=.1) -> bn(momentum=.9, offset=0.1)")
    assert spec.layers[0].call == KerasCall(
        "layers",
        "Dense",
        (
            ("units", 5),
            ("use_bias", False),
            ("kernel_initializer", "he_normal"),
            ("kernel_regularizer", KerasCall("regularizers", "L1L2", (("l1", 0.1), ("l2", 1e-4)))),
        ),
    )
    assert spec.layers[1].call.arguments == (
        ("momentum", 0.9),
        ("beta_initializer", KerasCall("initializers", "Constant", (("value", 0.1),))),
    )
    written = "9 -> 5(l1=0.1, l2=0.0001, bias=off, init=he_normal) -> bn(offset=0.1, momentum=0.9)"
    assert str(spec) == written


def test_an_activation_with_options_is_a_layer_of_its_own():
    spec = parse("9 -> 5 leaky_relu(negative_slope=.1) -> 3 elu(alpha=.5) -> 2 relu(max_value=6)")
    assert kinds(spec) == ["Dense", "LeakyReLU", "Dense", "ELU", "Dense", "ReLU"]
    assert spec.layers[1].call.arguments == (("negative_slope", 0.1),)
    assert spec.last_activation == "relu"
    assert kinds(parse("9 -> 5 leaky_relu")) == ["Dense"]


def test_last_activation_skips_layers_that_only_train():
    assert parse("9 -> 5 -> softmax").last_activation == "softmax"
    assert parse("9 -> 1 sigmoid drop .1").last_activation == "sigmoid"
    assert parse("9 -> 5").last_activation is None
    assert parse("9 -> 5 linear").last_activation is None
    assert parse("9 -> 5 -> linear").last_activation is None
    assert parse("9 -> 5 softmax -> bn").last_activation is None


def test_init_and_bias_clauses():
    spec = parse("9 -> 5 -> 4(init=ones) -> 3(bias=off) -> 2 ; init tn:0.1 ; bias 0.1")
    normal = KerasCall("initializers", "TruncatedNormal", (("stddev", 0.1),))
    start = KerasCall("initializers", "Constant", (("value", 0.1),))
    arguments = [dict(layer.call.arguments) for layer in spec.layers]
    assert [a.get("kernel_initializer") for a in arguments] == [normal, "ones", normal, normal]
    assert [a.get("bias_initializer") for a in arguments] == [start, start, None, None]


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("init zeros", "zeros"),
        ("init glorot_uniform", None),
        ("init truncated_normal:0.05", "truncated_normal"),
        (
            "init random_uniform:0.1",
            KerasCall("initializers", "RandomUniform", (("minval", -0.1), ("maxval", 0.1))),
        ),
    ],
)
def test_initialisers(clause, expected):
    (layer,) = parse(f"9 -> 5 ; {clause}").layers
    assert dict(layer.call.arguments).get("kernel_initializer") == expected


class TestCell:
    def test_clauses_before_the_first_network_are_shared_and_own_ones_win(self):
        cell = """
            adam lr 0.01 ; batch 64       # for both
            epochs 5
            small: 784 -> 10 softmax ; batch 32
            patience 3

            784 -> 50 relu
                -> 10 softmax
            sgd ; steps 100
        """
        small, large = parse_cell(cell)
        assert str(small) == (
            "small: 784 -> 10 softmax ; adam lr 0.01 ; batch 32 ; epochs 5 ; patience 3"
        )
        assert str(large) == "784 -> 50 relu -> 10 softmax ; sgd ; batch 64 ; steps 100"
        assert (small.name, large.name) == ("small", None)

    def test_repeat_on_a_line_below_all_networks_holds_for_all_of_them(self):
        both = "small: 784 -> 10\nlarge: 784 -> 20 -> 10"
        assert [one.settings.repeat for one in parse_cell(f"{both}\nrepeat 3")] == [3, 3]
        assert [one.settings.repeat for one in parse_cell(f"repeat 3\n{both}")] == [3, 3]
        assert [one.settings.repeat for one in parse_cell(f"{both} ; repeat 3")] == [1, 3]
        own = both.replace("\n", " ; repeat 2\n", 1)
        assert [one.settings.repeat for one in parse_cell(f"{own}\nepochs 9 ; repeat 3")] == [2, 3]
        small, large = parse_cell(f"{both}\nepochs 9 ; repeat 3")
        assert (small.settings.epochs, large.settings.epochs) == (30, 9)

    def test_another_optimizer_does_not_keep_the_rate_of_the_shared_one(self):
        (spec,) = parse_cell("adam lr 0.01\n784 -> 10 ; sgd")
        assert spec.settings.learning_rate == 0.01
        assert spec.settings.optimizer == KerasCall("optimizers", "SGD")

    def test_problems_of_all_networks_come_together(self):
        with pytest.raises(SpecError) as caught:
            parse_cell("a: 784 -> 50 rellu\nb: 784 -> 1 softmax\nbatch 0")
        assert [problem.line for problem in caught.value.problems] == [1, 2, 3]

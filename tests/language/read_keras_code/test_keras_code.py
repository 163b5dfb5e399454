"""Keras code in place of a spec is answered with the spec that says the same."""

import re

import numpy as np
import pytest

from densemodel.errors import SpecError
from densemodel.language import parse, parse_cell
from densemodel.network import build
from support.language.keras_snippets import REGRESSION, SNIPPETS

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def answer(code, names=None):
    with pytest.raises(SpecError) as caught:
        parse(code, names)
    return caught.value


def message(code):
    return " | ".join(problem.message for problem in answer(code).problems)


def made_by_keras(code):
    """The model that the code makes; its `fit` is not run."""
    import keras

    names = {
        name: getattr(module, name)
        for module in (keras.layers, keras.callbacks, keras.optimizers)
        for name in dir(module)
        if not name.startswith("_")
    }
    names |= {name: getattr(keras, name) for name in ("Sequential", "Model", "Input", "layers")}
    names |= {"keras": keras, "regularizers": keras.regularizers, "predictors": np.zeros((9, 9))}
    import tensorflow as tf

    names |= {"tf": tf}
    code = re.sub(r"^>>> |^%.*$", "", code, flags=re.MULTILINE)
    code = re.sub(r"^(?:history = )?model\.fit\((?:.|\n)*?\)\n$", "", code, flags=re.MULTILINE)
    exec(code, names)  # noqa: S102 - code of this test
    return names["model"]


@pytest.mark.tensorflow
@pytest.mark.parametrize("name", SNIPPETS)
def test_spec_builds_what_the_keras_code_builds(name):
    import keras

    spec = parse(answer(SNIPPETS[name]).hint.replace("auto", "9", 1))
    theirs, ours = made_by_keras(SNIPPETS[name]), build(spec)
    if name == "a_model_in_a_model":
        layers = [layer for part in theirs.layers for layer in getattr(part, "layers", [part])]
    else:
        layers = [one for one in theirs.layers if not isinstance(one, keras.layers.InputLayer)]
    kinds = [(type(one).__name__, one.output.shape[1:]) for one in layers]
    names = [(type(one).__name__, one.output.shape[1:]) for one in ours.layers]
    plain = {"ReLU": "Activation", "Softmax": "Activation", "ELU": "Activation"}
    assert [n[1] for n in names] == [k[1] for k in kinds]
    assert all(n[0] in (k[0], plain.get(k[0])) for n, k in zip(names, kinds, strict=True))
    ours.set_weights(theirs.get_weights())
    rows = np.random.default_rng(0).normal(size=(3, *spec.input_shape)).astype("float32")
    assert np.allclose(ours(rows), theirs(rows), atol=1e-6)


@pytest.mark.tensorflow
@pytest.mark.parametrize("name", [name for name, code in SNIPPETS.items() if ".compile(" in code])
def test_spec_compiles_as_the_keras_code_does(name):
    spec = parse(answer(SNIPPETS[name]).hint.replace("auto", "9", 1))
    theirs, ours = made_by_keras(SNIPPETS[name]), build(spec)
    assert type(ours.optimizer) is type(theirs.optimizer)
    wanted, got = theirs.optimizer.get_config(), ours.optimizer.get_config()
    for key in wanted.keys() - {"name"}:
        assert got[key] == (pytest.approx(wanted[key], rel=1e-6) if wanted[key] else wanted[key])


CLAUSES = {
    "regression": "adam ; loss mse",
    "classification": (
        "adam ; loss categorical_crossentropy ; metrics accuracy ; epochs 30 ; patience 2 ; "
        "split 0.3 last"
    ),
    "a_list": (
        "sgd(momentum=0.9, nesterov=on) lr 0.1 ; batch 128 ; epochs 5 ; "
        "loss sparse_categorical_crossentropy(from_logits=on) ; metrics accuracy"
    ),
    "normalised_with_bias": "rmsprop ; loss binary_crossentropy ; metrics accuracy",
    "regularized": "adam lr 0.01 ; loss huber(delta=2) ; metrics mae",
    "an_optimizer_of_its_own": (
        "adam(beta_1=0.8) lr 0.0001 ; clip norm 1 ; loss binary_crossentropy ; "
        "metrics auc precision ; batch 16 ; epochs 100 ; split 0.25 last ; patience 10"
    ),
    "seeded": "seed 42",
}


@pytest.mark.parametrize("name", CLAUSES)
def test_compile_and_fit_become_clauses(name):
    spec = parse(answer(SNIPPETS[name]).hint)
    assert spec.settings == parse(f"{spec.network_text} ; {CLAUSES[name]}").settings


def test_spec_stands_in_the_hint_and_below_the_message():
    error = answer(SNIPPETS["on_one_line"])
    assert error.hint == error.problems[0].hint == "784 -> 50 relu"
    assert str(error).endswith("\n  784 -> 50 relu")


def test_size_is_a_variable_of_the_notebook_a_number_of_the_code_or_left_to_the_data():
    assert answer(REGRESSION).hint.startswith("auto -> 50 relu -> 32 relu -> 1 ;")
    known = answer(REGRESSION, {"n_cols": 9}).hint
    assert known.startswith("n_cols -> 50 relu -> 32 relu -> 1 ;")
    assert parse(known, {"n_cols": 9}).parameter_count == 2165
    code = "n = 7\nm = Sequential([Dense(n, input_shape=(n,)), Dense(k)])"
    assert answer(code).hint == "7 -> 7 -> auto"


def test_a_loop_over_learning_rates_is_a_choice():
    code = """\
def get_new_model():
    model = Sequential()
    model.add(Dense(2, activation='softmax', input_shape=(5,)))
    return model
lr_to_test = [.000001, 0.01, 1]
for lr in lr_to_test:
    model = get_new_model()
    model.compile(optimizer=SGD(lr=lr), loss='categorical_crossentropy')
    model.fit(predictors, target)
"""
    spec = "5 -> 2 softmax ; sgd lr {1e-6|0.01|1} ; loss categorical_crossentropy"
    assert answer(code).hint == spec
    assert parse(spec).trial_count == 3


def test_several_networks_are_a_line_each():
    code = "".join(
        f"{name} = Sequential()\n{name}.add(Dense({size}, input_shape=(5,)))\n"
        f"{name}.compile('adam', 'mse')\n{name}.fit(x, y, epochs=20)\n"
        for name, size in (("model_1", 3), ("model_2", 4))
    )
    clauses = "; adam ; loss mse ; epochs 20"
    lines = f"model_1: 5 -> 3 {clauses}\nmodel_2: 5 -> 4 {clauses}"
    assert answer(code).hint == lines
    assert str(answer(code)).endswith("\n  " + lines.replace("\n", "\n  "))
    assert [spec.name for spec in parse_cell(lines)] == ["model_1", "model_2"]


def test_what_a_spec_leaves_out_is_named():
    code = """\
model = Sequential([Dense(3, input_shape=(4,), bias_initializer='ones')])
model.compile(Adam(ExponentialDecay(0.1, 100, 0.9)), loss=my_loss, metrics=['accuracy', my_metric])
model.fit(x, y, class_weight={0: 1.0}, callbacks=[ReduceLROnPlateau()], validation_split=0.2)
"""
    text = message(code)
    assert answer(code).hint == "4 -> 3 ; adam lr 0.1 ; metrics accuracy ; split 0.2 last"
    assert "leaves out bias_initializer of Dense, the schedule ExponentialDecay" in text
    assert "the loss my_loss and 3 more" in text
    assert "Not in the code, so the defaults hold: patience" in text


def test_layers_that_the_language_lacks_are_named():
    text = message("m = Sequential([Embedding(1000, 64), LSTM(32), Dense(1), MyOwn()])")
    assert re.findall(r"no layer (\w+)", text) == ["Embedding", "LSTM", "MyOwn"]
    assert answer("m = Sequential([LSTM(32)])").hint == ""


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("m = Sequential([Conv2D(3, 3, dilation_rate=2)])", "no dilation_rate of Conv2D"),
        ("m = Sequential([Dense(units)])\nm.add(Dense(1))", "units of Dense is units"),
        ("m = Sequential([Dense(3, activation=lambda x: x)])", "activation of Dense"),
        ("m = Sequential([Rescaling(1/127.5, offset=-1)])", "no offset of Rescaling"),
        ("m = Sequential([mine])", "mine is a layer that this code does not define"),
        ("m = Sequential()\nfor n in sizes:\n  m.add(Dense(3))", "how often this runs"),
        ("class M(keras.Model):\n  pass\nm = M()", "a model class can't be read"),
        ("m = Sequential()\nif big:\n  m.add(Dense(3))\nelse:\n  pass", "whether this runs"),
        ("i = Input((3,))\na = Dense(3)(i)\nm = Model(i, Add()([a, i]))", "a chain of layers"),
        ("i = Input((3,))\na = Dense(3)(i)\nm = Model(i, [a, a])", "a chain of layers"),
        ("m = Sequential([Dense(3)])\nm.add(m)", "a model within itself"),
        ("m = Sequential([Input((3,)), Conv2D(3, 3)])", "'conv' takes images"),
        ("model = Sequential()\nmodel.add(Dense(50)\nmodel.fit(x)", "was never closed"),
    ],
)
def test_what_no_spec_says_is_an_honest_sentence(code, expected):
    assert expected in message(code)
    assert answer(code).hint == ""


@pytest.mark.parametrize(
    "code",
    [
        "Sequential(" + "(" * 100_000,
        "Sequential(" + "-" * 100_000 + "1)",
        "Sequential(" + "[" * 90 + "]" * 90 + ")",
        "Sequential" + ".add(a)" * 20_000,
        "a = 1\n" + "a = a + a\n" * 10_000 + "Sequential(a)",
        "a = (1,)\n" + "a = a + a\n" * 60 + "m = Sequential(a)",
        "a = Sequential()\n" + "a = Sequential([a, a])\n" * 60,
        "for a in range(999):\n for b in range(999):\n  m = Sequential([Dense(3)])",
        "x = Input((3,))\n" + "x = Dense(3)(x)\n" * 9_000 + "m = Model(x, x)",
        "Sequential(\0)",
        "Sequential(" + "9" * 9_000 + ")",
        "Sequential('\ud800')",
        'Sequential("\\d", 1e999, **a, *b)',
        "m = Sequential([Dense(1e999), Dense(-3), Dense(None), Dense(True), Dense('3'), Dense()])",
    ],
)
def test_no_code_is_more_than_an_error(code):
    assert answer(code).problems


def test_every_beginning_of_code_is_answered():
    for code in SNIPPETS.values():
        for end in range(len(code) // 2, len(code), 7):
            assert answer(code[:end]).problems


def test_nothing_in_the_code_is_run(tmp_path):
    made = tmp_path / "made"
    code = f"m = Sequential([Dense(3, input_shape=(open({str(made)!r}, 'w').write('x'),))])"
    assert answer(code).hint == "auto -> 3"
    assert not made.exists()


def test_layers_may_be_added_to_a_model_of_an_earlier_cell():
    assert (
        answer("model.add(Dense(50, 'relu'))\nmodel.add(Dense(10))").hint == "auto -> 50 relu -> 10"
    )
    assert "Keras" not in message("items.add(3)")


def test_code_of_other_tools_keeps_its_messages():
    text = message("nn.Sequential(nn.Linear(784, 50), nn.ReLU())")
    assert "Keras" not in text

"""Keras code in place of a spec is answered with the spec that says the same."""

import re
from pathlib import Path

import numpy as np
import pytest

from densemodel.errors import SpecError
from densemodel.language import parse
from densemodel.network import build
from support.case_files import CaseFile

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

CASES = CaseFile(Path(__file__).parent / "cases" / "keras_code.txt").cases
SNIPPETS = {name: case.given for name, case in CASES.items() if not name.startswith("said_")}
"What makes a model."


def answer(code, names=None):
    with pytest.raises(SpecError) as caught:
        parse(code, names)
    return caught.value


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
    code = re.sub(r"^(?:history = )?model\.fit\((?:.|\n)*?\)$", "", code, flags=re.MULTILINE)
    exec(code, names)  # noqa: S102 - code of this test
    return names["model"]


@pytest.mark.parametrize("name", CASES)
def test_code_is_answered_as_its_case_says(name, cases):
    cases.check(name, CASES[name].given, str(answer(CASES[name].given)))


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


def test_a_size_is_a_variable_of_the_notebook_if_it_has_that():
    known = answer(SNIPPETS["regression"], {"n_cols": 9}).hint
    assert known.startswith("n_cols -> 50 relu -> 32 relu -> 1 ;")
    assert parse(known, {"n_cols": 9}).parameter_count == 2165


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

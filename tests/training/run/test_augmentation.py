"""Words that change pictures: in training only, by the run's seed, exact over a stop."""

import json

import keras
import numpy as np
import pytest

import densemodel as dm
from densemodel.errors import SpecError
from densemodel.network import keras_code
from densemodel.training import EvaluationDone, prepare
from support.training.driving import WAIT_SECONDS, last_state, same, stop_when, weights

pytestmark = [pytest.mark.tensorflow, pytest.mark.onednn]

WORDS = "flip -> rotate 10% -> zoom 10% -> shift 10% -> contrast 20% -> brightness 20%"
NETWORK = f"8x8x3 -> scale / 255 -> {WORDS} -> conv 4 relu -> gavg -> 2 softmax"
TEXT = f"{NETWORK} ; epochs 4 ; batch 16 ; patience off ; seed 5 ; every 3"
RNG = np.random.default_rng(0)
Y = RNG.integers(0, 2, 120)
X = np.clip(RNG.normal(90 + 60 * Y[:, None, None, None], 40, (120, 8, 8, 3)), 0, 255).astype("u1")


def trained(text=TEXT, **settings):
    return prepare(text, X, Y, **settings).start().wait(WAIT_SECONDS)


@pytest.fixture(scope="module")
def run():
    return trained()


def test_two_runs_of_a_seed_are_the_same_and_another_seed_is_not(run):
    again, other = trained(), trained(TEXT.replace("seed 5", "seed 6"))
    assert same(weights(run), weights(again))
    assert dict(run.history) == dict(again.history)
    assert not same(weights(run), weights(other))


def test_stopped_and_resumed_it_gives_what_one_go_gives(run):
    parted = prepare(TEXT, X, Y)
    stop_when(parted, lambda event: isinstance(event, EvaluationDone))
    parted.start().wait(WAIT_SECONDS)
    stops = 0
    while parted.state == "stopped":
        stops += 1
        parted.resume().wait(WAIT_SECONDS)
    assert stops >= 6
    assert dict(run.history) == dict(parted.history)
    assert same(last_state(run), last_state(parted))


def test_a_file_goes_on_where_the_run_stopped(run, tmp_path):
    parted = prepare(TEXT, X, Y)
    stop_when(parted, lambda event: isinstance(event, EvaluationDone) and event.step == 12)
    assert parted.start().wait(WAIT_SECONDS).state == "stopped"
    loaded = dm.load(dm.ModelStore(tmp_path).save(parted, "pets").path)
    loaded.resume(X, Y).wait(WAIT_SECONDS)
    assert dict(loaded.history) == dict(run.history)
    assert same(last_state(loaded), last_state(run))


def test_scores_are_those_without_the_words(run):
    plain = dm.build(NETWORK.replace(f"{WORDS} -> ", ""))
    plain.set_weights(run.model.get_weights())
    assert np.array_equal(run.model.predict(X, verbose=0), plain.predict(X, verbose=0))
    best = run.history["val_loss"][run.history.steps.index(run.best_step)]
    plain.compile(loss="sparse_categorical_crossentropy")
    held_out = [rows[run.bound.validation_rows] for rows in (X, Y)]
    loss = plain.evaluate(*held_out, verbose=0, return_dict=True)["loss"]
    assert best == pytest.approx(loss, rel=1e-5)


def test_norm_learns_from_unchanged_pictures():
    text = "8x8x3 -> brightness 90% -> norm -> conv 2 -> 2 softmax ; split off"
    mean, *_ = prepare(text, X, Y).model.get_weights()
    assert mean.ravel() == pytest.approx(X.mean(axis=(0, 1, 2)), rel=1e-4)


def configs_of(layer):
    """Its config as a file has it, but for its name."""
    return json.loads(json.dumps({**layer.get_config(), "name": ""}))


def test_keras_alone_loads_the_file_with_the_same_layers(run, tmp_path):
    place = dm.ModelStore(tmp_path).save(run, "pets").path
    opened, loaded = keras.models.load_model(place), dm.load(place)
    assert np.array_equal(opened.predict(X, verbose=0), run.model.predict(X, verbose=0))
    for model in (opened, loaded.model):
        assert [configs_of(one) for one in model.layers] == [
            configs_of(one) for one in run.model.layers
        ]
    contrast = next(one for one in opened.layers if type(one).__name__ == "RandomContrast")
    assert tuple(contrast.factor) == (0.2, 0.2)  # darker as well
    assert tuple(contrast.value_range) == (0.0, 1.0)


def test_the_spec_of_the_model_has_the_words(run):
    assert dm.spec_of(run.model).network_text == dm.parse(NETWORK).network_text


def test_the_script_says_the_layers_as_keras_has_them():
    code = keras_code(dm.parse(NETWORK))
    assert 'keras.layers.RandomFlip("horizontal"),' in code
    assert "keras.layers.RandomContrast((0.2, 0.2), value_range=(0.0, 1.0))," in code
    assert "keras.layers.RandomTranslation(0.1, 0.1)," in code


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("", (0, 255)),
        ("scale / 255 -> ", (0, 1)),
        ("scale / 127.5 -> ", (0, 2)),
        ("scale / 5 -> flip -> scale / 3 -> reshape 8x8x3 -> ", (0, 17)),
    ],
)
@pytest.mark.parametrize("word", ["contrast", "brightness"])
def test_the_range_is_that_of_the_pixels_which_come_in(word, before, expected):
    model = dm.build(f"8x8x3 -> {before}{word} 20% -> conv 2 -> 2 softmax")
    kind = f"Random{word.capitalize()}"
    layer = next(one for one in model.layers if type(one).__name__ == kind)
    assert tuple(layer.value_range) == expected


@pytest.mark.parametrize("before", ["norm", "bn", "conv 3", "scale / 255 -> relu", "noise 0.1"])
def test_without_pixels_there_is_no_range(before):
    with pytest.raises(SpecError, match="'contrast' takes the pixels of pictures"):
        dm.parse(f"8x8x3 -> {before} -> contrast 20% -> conv 2 -> 2 softmax")


@pytest.mark.parametrize("word", ["rotate 10%", "zoom 10%", "shift 10%"])
def test_xla_is_not_tried_where_it_lacks_an_operation(word, monkeypatch, capfd):
    monkeypatch.setattr("densemodel.training.engine._steps.PLAIN_STEPS", 2)
    monkeypatch.setattr("densemodel.training.engine._steps.FEWEST_STEPS", 3)
    monkeypatch.setattr("densemodel.training.engine._steps.XlaTrial", None)
    text = f"8x8x3 -> {word} -> conv 2 -> 2 softmax ; epochs 2 ; batch 16 ; patience off"
    for jit_compile in ("auto", True):
        done = trained(text, jit_compile=jit_compile)
        assert (done.state, done.uses_xla) == ("finished", False)
    assert capfd.readouterr().err == ""


def test_a_word_after_the_first_layer_with_weights_is_found():
    [found] = dm.check("8x8x3 -> scale / 255 -> conv 4 relu -> flip -> gavg -> 2 softmax", X, Y)
    assert found.message == (
        "flip stands after the first convolution, where it changes features, not pictures: write "
        "it before"
    )
    assert not dm.check(NETWORK, X, Y)
    before_scale = NETWORK.replace("scale / 255 -> flip", "flip -> scale / 255")
    assert not dm.check(before_scale, X, Y)


def test_pixels_that_are_scaled_already_are_found():
    [found] = dm.check("8x8x3 -> contrast 20% -> conv 4 relu -> gavg -> 2 softmax", X / 255, Y)
    assert found.message == (
        "'contrast 0.2' takes pixels from 0 to 255, before 'scale', and x runs from 0 to 1: give "
        "it such pixels and write scale / 255 after the input, or leave out 'contrast 0.2'"
    )

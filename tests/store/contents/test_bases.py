"""Files of runs with a trained base: of a known architecture they are read, others refused."""

import json

import keras
import numpy as np
import pytest

import densemodel as dm
from densemodel.store.card._card import MOST_BYTES
from densemodel.store.contents._pack import packed
from densemodel.store.readers._archive import CARD, Archive, rewritten
from support.network.bases import digits, mobile_net, pictures, small_base

pytestmark = pytest.mark.tensorflow

X, Y = pictures()
TEXT = "base {} -> drop 20% -> auto softmax ; epochs 2 ; patience off ; adam lr 0.001"


def bytes_of(run):
    return packed(run, name="pets", id="0123456789abcdef")[0]


@pytest.fixture(scope="module")
def frozen():
    return dm.train(dm.parse(TEXT.format("frozen"), {"base": mobile_net()}), X, Y)


@pytest.fixture(scope="module")
def data(frozen):
    return bytes_of(frozen)


def card_of(data):
    with Archive(data) as archive:
        return json.loads(archive.read(CARD, MOST_BYTES))


def changed(data, **facts):
    card = card_of(data)
    card["base"] |= facts
    return rewritten(data, {CARD: json.dumps(card).encode()})


def test_keras_opens_the_file(frozen, data, tmp_path):
    (tmp_path / "pets.keras").write_bytes(data)
    model = keras.models.load_model(tmp_path / "pets.keras", safe_mode=True)
    found = model.predict(X.astype("float32"), verbose=0)
    np.testing.assert_array_equal(found, frozen.model.predict(X.astype("float32"), verbose=0))


def test_a_loaded_run_predicts_and_resumes_to_the_last_bit(data):
    base = mobile_net()
    first = dm.train(dm.parse(TEXT.format("frozen"), {"base": base}), X, Y)
    loaded = dm.load(data)
    assert str(loaded.spec) == str(first.spec)
    assert dm.predict(loaded, X).equals(dm.predict(first, X))
    loaded.resume(X, Y, epochs=2).wait()
    first.resume(epochs=2).wait()
    assert loaded.history["loss"] == first.history["loss"]
    assert "not the data that it was trained on" not in str(loaded.findings)


def test_an_unfrozen_run(frozen):
    base = mobile_net()
    run = dm.train(dm.parse(TEXT.format("unfrozen"), {"base": base}), X, Y, start=frozen)
    loaded = dm.load(bytes_of(run))
    assert dm.predict(loaded, X).equals(dm.predict(run, X))
    loaded.resume(X, Y, epochs=1).wait()
    run.resume(epochs=1).wait()
    assert loaded.history["loss"] == run.history["loss"]


def test_a_run_is_saved_while_it_trains():
    taken = []
    base = mobile_net()
    spec = dm.parse(TEXT.format("frozen").replace("epochs 2", "epochs 400"), {"base": base})
    run = dm.train(spec, X, Y, wait=False)
    while run.is_busy and not taken:
        if run.history.evaluations:
            taken.append(bytes_of(run))
    run.stop().wait()
    loaded = dm.load(taken[0])
    np.testing.assert_allclose(
        dm.predict(loaded, X).iloc[:, 1:], loaded.model.predict(X, verbose=0), atol=1e-5
    )


@pytest.fixture(scope="module")
def own_bases():
    """Bases that a person makes: layers, a trained run without its last layer, one with norm."""
    layers = keras.layers
    x, y = digits()
    trained = dm.train("8x8x1 -> conv 4 relu bn -> flatten -> 12 tanh -> auto ; epochs 1", x, y)
    normed = dm.train("64 -> norm -> 12 relu -> auto softmax ; epochs 1", x.reshape(-1, 64), y)
    keras.utils.set_random_seed(3)
    conv = layers.Conv2D(4, 3, activation="relu", kernel_initializer="he_normal")
    hand = [keras.Input((8, 8, 1)), conv, layers.Flatten(), layers.Dropout(0.5), layers.Dense(9)]
    whole = trained.model
    return {
        "layers": keras.Sequential(hand),
        "without its end": keras.Sequential([keras.Input((8, 8, 1)), *whole.layers[:-1]]),
        "features": keras.Model(whole.inputs, whole.layers[-2].output),
        "within": keras.Sequential([keras.Input((8, 8, 1)), whole, layers.Dense(5)]),
        "norm": normed.model,
    }


@pytest.fixture(scope="module")
def own_data(own_bases):
    spec = dm.parse(TEXT.format("frozen"), {"base": own_bases["layers"]})
    data = bytes_of(dm.train(spec, *digits()))
    assert dm.load(changed(data)).name  # until something else is changed
    return data


@pytest.mark.parametrize("word", ["frozen", "unfrozen"])
@pytest.mark.parametrize("name", ["layers", "without its end", "features", "within", "norm"])
def test_a_base_of_known_layers_is_made_again(own_bases, name, word):
    base = own_bases[name]
    x, y = digits()
    x = x.reshape(-1, *base.input_shape[1:])
    text = TEXT.format(word)
    run = dm.train(dm.parse(text, {"base": base}), x, y, start=None)
    loaded = dm.load(bytes_of(run))
    assert dm.predict(loaded, x).equals(dm.predict(run, x))
    loaded.resume(x, y, epochs=1).wait()
    run.resume(epochs=1).wait()
    assert loaded.history["loss"] == run.history["loss"]
    again = dm.load(bytes_of(loaded))
    assert dm.predict(again, x).equals(dm.predict(loaded, x))


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ("64 -> 9", "its layers have 585 parameters, not 1,345"),
        ("8x8x1 -> flatten -> 1000000000", "260 GB of weights"),
        ("8x8x1 -> flatten -> {8 | 9}", "not a plain network"),
        ("table -> 9", "not a plain network"),
        ("auto -> 9", "not a plain network"),
        ("other frozen -> 9", "there is no variable other"),
        ("__import__('os')", "its base can't be made again: "),
        ("8x8x1 -> conv 4 relu -> flatten -> 9" + " " * 600_000, "layers"),
        ("8x8x1 -> conv 4 relu -> flatten -> 9 ; epochs 3", "not a plain network"),
        ("1344 -> 1", "its layers have other sizes"),
    ],
)
def test_hostile_layers_of_a_base_are_refused(own_data, layers, message):
    with pytest.raises(dm.StoreError, match=message):
        dm.load(changed(own_data, layers=layers))


def test_an_unknown_base_is_refused():
    x, y = digits()
    run = dm.train(dm.parse(TEXT.format("frozen"), {"base": small_base()}), x, y)
    with pytest.raises(dm.StoreError) as caught:
        dm.load(bytes_of(run))
    assert "keras.models.load_model(path, safe_mode=True) opens it" in str(caught.value)


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"arguments": {"alpha": 1e9}}, "alpha"),
        ({"arguments": {"alpha": 1.0, "pooling": "avg"}}, "other sizes than its base"),
        ({"arguments": {"alpha": 0.35, "pooling": "run"}}, "pooling"),
        ({"architecture": "MobileNet"}, "other sizes than its base"),
        ({"architecture": "Lambda"}, "keras.applications has no Lambda"),
        ({"architecture": "__import__"}, "keras.applications has no __import__"),
        ({"architecture": ""}, "neither a model of keras.applications"),
        ({"parameter_count": 10**15}, "parameters"),
        ({"parameter_count": 410209}, "its card says"),
        ({"output_shape": [7]}, "its card says"),
        ({"output_shape": []}, "output_shape is empty"),
        ({"input_shape": [10**9, 32, 3]}, "input_shape"),
        ({"name": "frozen"}, "there is no variable base"),
    ],
)
def test_hostile_facts_of_a_base_are_refused(data, facts, message):
    with pytest.raises(dm.StoreError, match=message):
        dm.load(changed(data, **facts))


def test_weights_of_another_base_are_refused(data):
    base = mobile_net(alpha=0.5)
    other = bytes_of(dm.train(dm.parse(TEXT.format("frozen"), {"base": base}), X, Y))
    card = json.dumps(card_of(data)).encode()
    with pytest.raises(dm.StoreError, match="its weights are"):
        dm.load(rewritten(other, {CARD: card}))

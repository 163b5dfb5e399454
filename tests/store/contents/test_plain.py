"""Files of plain Keras: read if the language can say their network, else refused in words."""

import subprocess
import sys

import keras
import numpy as np
import pytest

import densemodel as dm
from densemodel.language import ACTIVATIONS
from support.language.examples import EXAMPLES, LADDER, NAMES
from support.network.called import answers_of

pytestmark = pytest.mark.tensorflow

X = np.random.default_rng(0).normal(size=(90, 3)).astype(np.float32)
Y = np.where(X[:, 0] > 0, "cat", "dog")
NUMBERS = X[:, :2] * 50 + 400

EXPECTED = [
    *(text for text, *_ in EXAMPLES.values()),
    *(text for text, _ in LADDER.values()),
    *(f"4 -> 5 {word} -> {word} -> 3" for word in ACTIVATIONS),
    "4 -> 5 leaky_relu(negative_slope=0.1) -> leaky_relu(negative_slope=0.3) -> 3",
    "4 -> 5 relu(max_value=2, negative_slope=0.1, threshold=0.1) -> 2 elu(alpha=0.5)",
    "8x8 -> conv 4(l2=0.01) relu -> max 2 -> sdrop 0.2 -> conv 3 3x3/2 valid bn -> gavg -> 5",
    "8x8x3 -> sepconv 4(l1=0.1, l2=0.01, init=he_normal) relu -> avg 2 -> gmax -> 10 softmax",
    "9 -> 3 softmax ; loss categorical_crossentropy(label_smoothing=0.1) ; clip norm 1",
    "8x8x3 -> sepconv 4 3x3/2 -> flatten -> 5(bias=off) ln relu noise 0.1 -> 1 ; rmsprop lr 0.01",
    "16 -> scale / 255 -> reshape 4x4x1 -> conv 2 -> 3 softmax",
    "4x3 -> sdrop 0.2 -> 3 softmax",
    "6x6x3 -> scale / 255 -> flip -> rotate 10% -> zoom 10% -> shift 10% -> conv 2 -> 3",
    "6x6x1 -> contrast 20% -> scale / 127.5 -> brightness 20% -> flip both -> conv 2 -> 3",
    "6x6x1 -> max 3/2 same -> avg 2x3 valid -> 3",
    "4 -> bn(scale=off, momentum=0.9) -> 3 ; adamw(weight_decay=0.01)",
]


@pytest.mark.parametrize("text", EXPECTED)
def test_what_the_language_says_is_loaded_to_the_last_bit(text, tmp_path):
    model = dm.build(dm.parse(text, NAMES))
    place = tmp_path / "plain.keras"
    model.save(place)
    run = dm.load(place)
    rows = np.random.default_rng(0).normal(size=(9, *model.input_shape[1:])).astype(np.float32)
    assert np.array_equal(answers_of(run.model, rows), answers_of(model, rows))
    due = dm.spec_of(model)
    assert run.spec.settings == due.settings
    assert [layer.kind for layer in run.spec.layers] == [layer.kind for layer in due.layers]
    assert (run.state, run.name, run.history) == ("ready", "plain", {})


def test_initializers_of_a_file_are_in_the_spec_or_noted(tmp_path):
    dm.build("4 -> 3 relu -> 2 ; init tn:0.1 ; bias 0.1").save(tmp_path / "a.keras")
    spec = dm.load(tmp_path / "a.keras").spec
    assert str(spec) == "4 -> 3 relu -> 2 ; init tn:0.1"
    assert spec.notes[0] == "How these weights start is lost: bias of layer 1, Dense"


def test_a_file_gives_the_spec_of_its_model(tmp_path):
    text = "4 -> 3(init=random_uniform:0.2) bn(offset=0.3) relu -> 2 ; adam(beta_1=0.8) ; loss mae"
    model = dm.build(text)
    model.save(tmp_path / "a.keras")
    assert str(dm.load(tmp_path / "a.keras").spec) == str(dm.spec_of(model)) == text


def test_it_answers_and_goes_on_with_its_optimizer(tmp_path):
    trained = dm.train(
        "3 -> norm -> 4 relu -> 2 softmax ; sgd(momentum=0.9) lr 0.1 ; epochs 2", X, Y
    )
    trained.model.save(tmp_path / "pets.keras")
    run = dm.load(tmp_path / "pets.keras")
    assert not [note for note in run.spec.notes if "optimizer" in note]
    theirs, ours = (m.optimizer.variables for m in (trained.model, run.model))
    assert all(np.array_equal(a, b) for a, b in zip(theirs, ours, strict=True))
    assert (
        dm.predict(run, X).iloc[:, 1].tolist() == dm.predict(trained.model, X).iloc[:, 1].tolist()
    )
    before = run.model.evaluate(X, (Y == "dog").astype(int), verbose=0)[0]
    assert run.resume(X, Y, epochs=3) is run
    run.wait()
    assert (run.state, run.history.epochs, run.class_names) == ("finished", 3, ("cat", "dog"))
    assert run.model.evaluate(X, (Y == "dog").astype(int), verbose=0)[0] < before
    store = dm.ModelStore(tmp_path / "models")
    store.save(run, "pets")
    assert dm.predict(store.load("pets"), X).equals(dm.predict(run, X))


def test_numbers_come_in_their_unit(tmp_path):
    trained = dm.train("3 -> 4 relu -> 2 ; epochs 2 ; target norm", X, NUMBERS)
    trained.model.save(tmp_path / "a.keras")
    run = dm.load(tmp_path / "a.keras")
    assert run.spec.settings.target_norm
    assert np.array_equal(answers_of(run.model, X), answers_of(trained.model, X))
    run.give(X, NUMBERS).start("epochs 2").wait()
    assert run.history.epochs == 2


def test_a_fresh_optimizer_is_noted(tmp_path):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 9, 0.9)
    model.compile(keras.optimizers.Adam(schedule), "mse")
    model.fit(X, X[:, 0], verbose=0)
    model.save(tmp_path / "a.keras")
    notes = dm.load(tmp_path / "a.keras").spec.notes
    assert "The schedule ExponentialDecay of the learning rate is lost" in notes
    assert any("continues with a new one" in note for note in notes)


def functional():
    start = keras.Input((3,), dtype="uint8", name="pixels")
    end = keras.layers.Rescaling(1 / 255)(start)
    end = keras.layers.Dropout(0.1)(keras.layers.Dense(4, activation="gelu", name="first")(end))
    return keras.Model(start, keras.layers.Softmax()(keras.layers.Dense(3)(end)), name="mine")


def without_input():
    model = keras.Sequential([keras.layers.Dense(4, "relu"), keras.layers.Dense(1)])
    model.compile("adam", "mse", metrics=["mae"])
    model.fit(X, X[:, 0], verbose=0)
    return model


@pytest.mark.parametrize("make", [functional, without_input])
def test_models_that_people_write_are_loaded(make, tmp_path):
    model = make()
    model.save(tmp_path / "a.keras")
    run = dm.load(tmp_path / "a.keras")
    rows = (X * 9 + 50).astype(np.uint8)
    assert np.array_equal(answers_of(run.model, rows), answers_of(model, rows))


def lstm():
    return keras.Sequential([keras.Input((4, 3)), keras.layers.LSTM(2)])


def code():
    return keras.Sequential([keras.Input((3,)), keras.layers.Lambda(lambda x: x + 1)])


def branches():
    start = keras.Input((3,))
    one = keras.layers.Dense(3)(start)
    return keras.Model(start, keras.layers.Add()([one, keras.layers.Dense(3)(one)]))


def skipping():
    start = keras.Input((3,))
    shared = keras.layers.Dense(3)
    return keras.Model(start, shared(shared(start)))


def along_an_axis():
    return keras.Sequential([keras.Input((4, 3)), keras.layers.Dense(2)])


def frozen():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    model.layers[0].trainable = False
    return model


def dilated():
    return keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Conv2D(2, 3, dilation_rate=2)])


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lstm, "layer 1, LSTM: the language has no word for it"),
        (code, "layer 1, Lambda: the language has no word for it"),
        (branches, "does not come after the layer before it alone"),
        (skipping, "does not come after the layer before it alone"),
        (along_an_axis, "layer 1, Dense: a spec would make Flatten of several axes before it"),
        (frozen, "layer 1, Dense: trainable=False can't be written in a spec"),
        (dilated, "layer 1, Conv2D: dilation_rate=something else can't be written in a spec"),
    ],
)
def test_what_the_language_can_not_say_is_refused_by_its_layer(make, reason, tmp_path):
    make().save(tmp_path / "a.keras")
    with pytest.raises(dm.StoreError) as caught:
        dm.load(tmp_path / "a.keras")
    message = str(caught.value)
    assert message.startswith("'a.keras' can't be read: ")
    assert reason in message
    assert message.endswith("; if you trust it, keras.models.load_model(path) opens it")


def test_a_refusal_loads_no_keras(tmp_path):
    lstm().save(tmp_path / "a.keras")
    script = (
        "import sys, densemodel as dm\n"
        f"try: dm.load({str(tmp_path / 'a.keras')!r})\n"
        "except dm.StoreError: print('keras' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout.decode().strip() == "False"


def test_a_list_says_how_such_a_file_is_read(tmp_path):
    dm.build("3 -> 2").save(tmp_path / "plain.keras")
    store = dm.ModelStore(tmp_path)
    (model,) = store.list()
    assert model.card is None
    assert str(model.damaged).startswith("plain Keras wrote it")
    with pytest.raises(dm.StoreError, match="it can be loaded"):
        store.rename("plain", "other")


def test_a_store_loads_a_file_of_plain_keras_by_its_name(tmp_path):
    model = dm.build("3 -> 4 relu -> 2 softmax")
    model.save(tmp_path / "mine.keras")
    store = dm.ModelStore(tmp_path)
    for name in ("mine", "mine.keras", store.list()[0]):
        assert np.array_equal(answers_of(store.load(name).model, X), answers_of(model, X))
    (tmp_path / "torn.keras").write_bytes(b"PK")
    with pytest.raises(dm.StoreError, match=r"torn\.keras is damaged"):
        store.load("torn")

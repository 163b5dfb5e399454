"""Runs of Keras's own loop: their best model and their story are kept, and no last state."""

import keras
import numpy as np
import pytest

import densemodel as dm
from densemodel.store.autosave._autosave import BACKGROUND
from densemodel.training import prepare
from support.network.called import answers_of

pytestmark = pytest.mark.tensorflow

X = np.random.default_rng(0).normal(size=(90, 3)).astype(np.float32)
Y = (X[:, 0] > 0).astype(np.int32)
SPEC = "3 -> 4 relu -> 2 softmax ; epochs 3"


def batches():
    import tensorflow as tf

    return tf.data.Dataset.from_tensor_slices((X, Y)).batch(30)


@pytest.fixture(scope="module")
def run():
    return dm.train(SPEC, batches(), validation_data=batches())


def test_it_is_saved_with_its_history_and_its_best_model(run, tmp_path):
    store = dm.ModelStore(tmp_path)
    saved = store.save(run, "streamed", tags=["batches"])
    card = saved.card
    assert card is not None
    assert (card.data, card.epochs, card.best_epoch) == (None, 3, run.best_epoch)
    assert card.metrics["validation"]["loss"] == min(run.history["val_loss"])
    loaded = store.load("streamed")
    assert loaded.history == run.history
    assert (loaded.state, loaded.reason) == ("finished", "epochs")
    assert loaded.best_epoch == run.best_epoch
    numbers = (answers_of(one.model, X) for one in (run, loaded))
    assert np.array_equal(*numbers)
    assert dm.predict(loaded, X).equals(dm.predict(run, X))
    assert store.history("streamed") == run.history
    assert keras.models.load_model(saved.path).count_params() == 26
    assert [one.what for one in store.compare("streamed", run).differences] == []


def test_it_goes_on_from_its_weights_and_says_so(run, tmp_path):
    store = dm.ModelStore(tmp_path)
    store.save(run, "streamed")
    loaded = store.load("streamed")
    loaded.resume(X, Y, epochs=2).wait()
    assert loaded.history.epochs == 5
    assert loaded.history["loss"][:3] == run.history["loss"]
    assert loaded.history["loss"][3] < run.history["loss"][0]
    assert any("new optimizer" in finding.message for finding in loaded.findings)
    again = store.save(loaded, "goes on")
    assert again.card is not None
    assert again.card.data is not None
    assert store.load("goes on").history.epochs == 5


def test_a_loaded_one_is_saved_again_without_its_data(run, tmp_path):
    store = dm.ModelStore(tmp_path)
    store.save(run, "streamed")
    store.save(store.load("streamed"), "copy")
    assert dm.predict(store.load("copy"), X).equals(dm.predict(run, X))


def test_a_model_that_was_given_is_saved_if_the_language_says_it(tmp_path):
    start = keras.Input((3,))
    model = keras.Model(start, keras.layers.Dense(2, "softmax")(start))
    model.compile("adam", "sparse_categorical_crossentropy")
    run = dm.train(model, batches(), settings="epochs 1")
    store = dm.ModelStore(tmp_path)
    store.save(run, "given")
    loaded = store.load("given").model
    assert np.array_equal(answers_of(loaded, X), answers_of(model, X))


class Halved(keras.Model):
    def train_step(self, data):
        return super().train_step((data[0] * 0.5, data[1]))


def shared():
    start = keras.Input((3,))
    end = keras.layers.Concatenate()([start, keras.layers.Dense(3)(start)])
    return keras.Model(start, keras.layers.Dense(2, "softmax")(end))


def own_steps():
    start = keras.Input((3,))
    return Halved(start, keras.layers.Dense(2, "softmax")(start))


@pytest.mark.parametrize(
    ("make", "reason"),
    [(shared, "takes 2 inputs"), (own_steps, "with steps of the model's own")],
)
def test_what_no_file_can_keep_is_refused(make, reason, tmp_path):
    model = make()
    model.compile("adam", "sparse_categorical_crossentropy")
    run = dm.train(model, batches(), settings="epochs 1")
    store = dm.ModelStore(tmp_path)
    with pytest.raises(dm.StoreError, match=reason) as caught:
        store.save(run, "none")
    assert "model.save keeps its model" in str(caught.value)
    assert store.list() == []


@pytest.mark.parametrize("rows", [(X, Y), (batches(), None)])
def test_a_model_whose_weights_would_not_be_found_again_is_not_saved(rows, tmp_path):
    inner = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, "relu")])
    model = keras.Sequential([keras.Input((3,)), inner, keras.layers.Dense(2, "softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    store = dm.ModelStore(tmp_path)
    with pytest.raises(dm.StoreError, match="can't be saved, model"):
        store.save(dm.train(model, *rows, settings="epochs 1"), "nested")
    assert store.list() == []


def test_its_end_is_kept_though_its_epochs_are_not(tmp_path):
    run = prepare(SPEC, batches(), validation_data=batches())
    store = dm.ModelStore(tmp_path)
    store.autosave(run)
    run.start().wait()
    assert BACKGROUND.flush(30)
    back = store.load(store.unsaved()[0])
    assert back.history == run.history
    assert all(map(np.array_equal, back.model.get_weights(), run.model.get_weights()))


def test_a_loaded_run_knows_which_lengths_are_defaults(tmp_path):
    store = dm.ModelStore(tmp_path)
    run = dm.train("3 -> 2 softmax ; epochs 2", X, Y)
    assert run.spec.from_data == {"patience"}
    store.save(run, "short")
    loaded = store.load("short")
    assert loaded.spec.from_data == {"patience"}
    assert str(loaded.spec) == str(run.spec)

"""A run goes into a store and comes out of it."""

import numpy as np
import pytest

import densemodel as dm
from densemodel.training import prepare

pytestmark = pytest.mark.tensorflow

X = np.random.default_rng(0).normal(size=(120, 3)).astype(np.float32)
Y = np.where(X[:, 0] > 0, "cat", "dog")
SPEC = "3 -> 4 relu -> 2 softmax ; epochs 2"


@pytest.fixture(scope="module")
def run():
    return dm.train(SPEC, X, Y, test_data=(X[:30], Y[:30]))


@pytest.mark.small_training
def test_what_is_saved_is_listed_with_its_card_and_loaded(run, tmp_path):
    store = dm.ModelStore(tmp_path / "models")
    saved = store.save(run, "pets", notes="a first try", tags=["small"])
    [listed] = store.list()
    assert listed == saved
    assert (saved.name, saved.notes, saved.tags) == ("pets", "a first try", ("small",))
    card = saved.card
    assert card is not None
    assert card.class_names == ("cat", "dog")
    assert (card.training_rows, card.validation_rows, card.test_rows) == (84, 36, 30)
    assert card.best_epoch == run.best_epoch
    assert card.metrics["validation"]["loss"] == min(run.history["val_loss"])
    assert card.metrics["test"] == run.test_metrics
    assert card.curve == tuple(run.history["val_loss"])
    assert set(card.versions) >= {"densemodel", "keras", "tensorflow", "python"}
    assert dm.predict(store.load("pets"), X[:9]).equals(dm.predict(run, X[:9]))


def test_a_model_that_goes_on_knows_where_it_came_from(run, tmp_path):
    store = dm.ModelStore(tmp_path)
    first = store.save(run, "pets")
    loaded = store.load("pets")
    loaded.resume(X, Y, epochs=1).wait()
    second = store.save(loaded, "pets, longer")
    assert second.card is not None
    assert second.card.parent == first.id
    assert second.card.epochs == 3


def test_a_model_of_the_same_name_takes_the_place_of_the_old_one(run, tmp_path):
    store = dm.ModelStore(tmp_path)
    old, new = store.save(run, "pets"), store.save(run, "pets")
    assert [model.id for model in store.list()] == [new.id]
    assert [model.id for model in store.trash()] == [old.id]


def test_a_file_that_was_mailed_is_loaded(run, tmp_path):
    saved = dm.ModelStore(tmp_path / "here").save(run, "pets")
    mailed = tmp_path / "from a friend.keras"
    mailed.write_bytes(saved.path.read_bytes())
    loaded = dm.load(mailed)
    assert loaded.name == "pets"
    assert loaded.sentence == run.sentence


def test_missing_data_of_a_loaded_run_is_an_error(run, tmp_path):
    loaded = dm.ModelStore(tmp_path).save(run, "pets").path
    with pytest.raises(dm.TrainingError, match="was loaded without its data"):
        dm.load(loaded).resume()
    with pytest.raises(dm.DataError, match="other classes"):
        dm.load(loaded).resume(X, np.where(X[:, 0] > 0, "cat", "cow"))


def test_a_bare_model_and_a_run_that_trained_nothing_are_not_saved(run, tmp_path):
    store = dm.ModelStore(tmp_path)
    with pytest.raises(dm.StoreError, match="this is Sequential"):
        store.save(run.model, "pets")
    with pytest.raises(dm.StoreError, match="has trained nothing yet"):
        store.save(prepare(SPEC, X, Y), "pets")
    assert store.list() == []

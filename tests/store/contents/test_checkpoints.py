"""A run that is saved while it trains: the run goes on as if nothing were, and so does the file."""

import random
import threading

import keras
import numpy as np
import pytest

import densemodel as dm
from densemodel.errors import StoreError
from densemodel.store.contents._keras_members import KerasMembers
from densemodel.store.contents._pack import file_of
from densemodel.store.contents._unpack import load
from densemodel.training import EvaluationDone, StepsDone, prepare
from support.store.run_cases import CASES, Case, X, same, weights

pytestmark = pytest.mark.tensorflow

ID = "0123456789abcdef"
MORE = {
    "looks each 7 steps": Case("4 -> 8 relu -> 2 softmax ; every 7 ; batch 16", X, X[:, 0] > 0),
    "exponential": Case("4 -> 8 relu -> 1 ; lr exp 0.01->0.001/9", X, X[:, 0]),
    "patience": Case("4 -> 8 relu -> 1 ; patience 2 ; lr 0.1", X, np.sin(X[:, 0])),
}


@pytest.fixture(params={**CASES, **MORE})
def case(request):
    return {**CASES, **MORE}[request.param]


def checkpoint_at(run, evaluation):
    """Have the run taken once so many looks are done."""
    taken = []
    evaluations = []

    def handle(event):
        if isinstance(event, EvaluationDone):
            evaluations.append(event)
            if len(evaluations) == evaluation:
                run.request_checkpoint(taken.append)

    run.on_event(handle)
    return taken


def bytes_of(run, checkpoint):
    members = KerasMembers(run.model).members(checkpoint.weights, checkpoint.optimizer)
    named = {"name": "digits", "id": ID}
    return file_of(run, checkpoint.spec, checkpoint.record(), members, named=named)[0]


def prepared(case, epochs=4):
    return prepare(f"{case.spec} ; epochs {epochs}", case.x, case.y)


def test_a_snapshot_of_an_evaluation_resumes_as_the_run_did(case, tmp_path):
    run = prepared(case)
    taken = checkpoint_at(run, 2)
    run.start().wait()
    place = tmp_path / "digits.keras"
    place.write_bytes(bytes_of(run, taken[0]))
    loaded = load(place)
    assert (loaded.state, loaded.history.evaluations) == ("stopped", 2)
    opened = keras.models.load_model(place)
    assert same(opened.get_weights(), weights(loaded))
    ends_at, opened_at = (float(m.optimizer.learning_rate) for m in (run.model, opened))
    assert opened_at == pytest.approx(ends_at)
    loaded.resume(case.x, case.y).wait()
    assert same(weights(loaded), weights(run))
    assert loaded.history == run.history
    assert (loaded.best_step, loaded.reason) == (run.best_step, run.reason)
    assert np.array_equal(loaded.step_losses.losses, run.step_losses.losses)


def test_a_run_that_is_saved_all_the_time_trains_as_one_that_is_not(store):
    case = CASES["dropout and norm"]
    alone = case.train(60)
    state = random.getstate()
    run = prepared(case, 60).start()
    saves = 0
    while run.is_busy:
        store.save(run, "digits")
        saves += 1
    run.wait()
    assert random.getstate() == state
    assert saves > 1
    assert same(weights(run), weights(alone))
    assert run.history == alone.history
    loaded = store.load("digits")
    if loaded.state == "stopped":
        loaded.resume(case.x, case.y).wait()
    assert same(weights(loaded), weights(alone))


def test_a_run_can_be_saved_amid_its_first_epoch(store):
    case = CASES["nothing held back"]
    run = prepared(Case(f"{case.spec} ; batch 1", case.x, case.y), 100)
    taken = []
    run.on_event(lambda event: taken or not isinstance(event, StepsDone)
                 or run.request_checkpoint(taken.append))  # fmt: skip
    run.start()
    assert store.save(run, "digits").card is not None
    run.stop().wait()
    place = taken[0].record().position
    assert (place.epoch, place.step > 0) == (0, True)
    loaded = load(bytes_of(run, taken[0]))
    assert loaded.progress is not None
    assert loaded.progress.total_steps == place.total_steps


def test_a_model_that_was_given_is_saved_as_it_trains(store):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(8, "relu", name="mine"),
                              keras.layers.Dense(1)])  # fmt: skip
    model.compile("adam", "mse")
    run = dm.train(model, X, X[:, 0], settings="epochs 100000", wait=False)
    saved = store.save(run, "mine")
    run.stop().wait()
    opened = keras.models.load_model(saved.path)
    assert [layer.name for layer in opened.layers] == [layer.name for layer in model.layers]
    assert store.load("mine").resume(X, X[:, 0], epochs=1).wait().state == "finished"


class Doubled(keras.layers.Layer):
    """Has no configuration that it could be made from a second time."""

    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def call(self, x):
        return x * self.factor


def test_a_run_that_cannot_be_saved_while_it_trains_gives_an_error(store):
    model = keras.Sequential([keras.Input((4,)), Doubled(2.0), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    with pytest.raises(StoreError, match=r"can't be saved while it trains.*stop it first"):
        KerasMembers(model)
    run = dm.train(model, X, X[:, 0], settings="epochs 100000", wait=False)
    with pytest.raises(StoreError, match="Keras's own loop"):
        store.save(run, "mine")
    run.stop().wait()


def test_a_callback_that_saves_is_referred_to_autosave(store):
    messages = []

    class Saves(keras.callbacks.Callback):
        def on_epoch_end(self, *_):
            try:
                store.save(run, "digits")
            except StoreError as error:
                messages.append(str(error))

    case = CASES["flags"]
    run = prepare(f"{case.spec} ; epochs 1", case.x, case.y, callbacks=[Saves()])
    run.start().wait()
    assert ["store.autosave(run)" in words for words in messages] == [True]


def test_a_run_that_waits_for_its_turn_is_not_saved(store):
    case = CASES["flags"]
    first, second = prepared(case, 100_000).start(), prepared(case).start()
    with pytest.raises(StoreError, match="is queued"):
        store.save(second, "digits")
    first.stop().wait()
    second.wait()
    assert store.list() == []


def test_several_threads_save_at_once(store):
    run = prepared(CASES["flags"], 100_000).start()
    threads = [threading.Thread(target=store.save, args=(run, f"digits {n}")) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run.stop().wait()
    assert [model.damaged for model in store.list()] == [None] * 4


def test_a_save_after_the_last_evaluation_gets_the_finished_run(store):
    case = CASES["dropout and norm"]
    run = prepared(case, 3)
    taken = checkpoint_at(run, 3)
    run.start().wait()
    assert (taken, run.state) == ([], "finished")
    store.save(run, "digits")
    assert store.load("digits").state == "finished"


def test_a_stop_after_the_last_evaluation_finds_a_finished_run():
    run = prepared(CASES["dropout and norm"], 3)
    run.on_event(
        lambda event: run.stop() if isinstance(event, EvaluationDone) and event.epoch == 3 else 0
    )
    run.start().wait()
    assert (run.state, run.reason, run.history.evaluations) == ("finished", "epochs", 3)

"""What chunks cannot train goes through Keras's own loop: the same events, stop and history."""

import numpy as np
import pytest

from densemodel.errors import DataError, TrainingError
from densemodel.network import build, load_keras
from densemodel.training import (
    EpochDone,
    EvaluationDone,
    RunEnded,
    RunStarted,
    StepsDone,
    ValidationDone,
    prepare,
    train,
)
from densemodel.training.curves._speed import Speed
from support.training.driving import WAIT_SECONDS, same, stop_when, weights

pytestmark = pytest.mark.tensorflow

SPEC = "4 -> 8 relu -> 3 softmax"


def dataset(arrays, batch=32):
    import tensorflow as tf

    return tf.data.Dataset.from_tensor_slices(arrays).batch(batch)


def pydataset(arrays):
    class Batches(load_keras().utils.PyDataset):
        def __len__(self):
            return 4

        def __getitem__(self, place):
            rows = slice(place * 30, place * 30 + 30)
            return arrays[0][rows], arrays[1][rows]

    return Batches()


def generator(arrays):
    rng = np.random.default_rng(0)
    while True:
        rows = rng.integers(0, len(arrays[0]), 16)
        yield arrays[0][rows], arrays[1][rows]


def own_step_model():
    keras = load_keras()

    class Halved(keras.Model):
        def train_step(self, data):
            return super().train_step((data[0] * 0.5, data[1]))

    keras.utils.set_random_seed(0)
    inputs = keras.Input((4,))
    model = Halved(inputs, keras.layers.Dense(3, "softmax")(inputs))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def test_batches_of_places_are_trained(blobs):
    run = train(f"{SPEC} ; epochs 2", pydataset(blobs), validation_data=pydataset(blobs))
    assert (run.history.epochs, run.progress.steps_per_epoch) == (2, 4)


def test_batches_are_trained_as_fit_trains_them(blobs):
    keras = load_keras()
    run = train(f"{SPEC} ; epochs 3", dataset(blobs), validation_data=dataset(blobs))
    twin = build(SPEC)
    history = twin.fit(dataset(blobs), epochs=3, validation_data=dataset(blobs), verbose=0)
    assert dict(run.history) == history.history
    assert run.state == "finished"
    assert run.best_epoch == 3
    assert same(weights(run), twin.get_weights())
    assert isinstance(run.model, keras.Sequential)


def test_the_events_are_those_of_a_run(blobs):
    run = prepare(f"{SPEC} ; epochs 2", dataset(blobs), validation_data=dataset(blobs))
    events = []
    run.on_event(events.append)
    run.start().wait(WAIT_SECONDS)
    assert isinstance(events[1], RunStarted)
    assert isinstance(events[-1], RunEnded)
    assert [event.epoch for event in events if isinstance(event, EpochDone)] == [1, 2]
    losses = np.concatenate([event.losses for event in events if isinstance(event, StepsDone)])
    assert len(losses) == 8
    assert np.average(losses[:4], weights=[32, 32, 32, 24]) == pytest.approx(
        run.history["loss"][0], rel=1e-5
    )
    assert any(isinstance(event, ValidationDone) for event in events)


def test_a_stop_within_an_epoch_keeps_the_model_and_a_resume_goes_on(blobs):
    run = prepare(f"{SPEC} ; epochs 100000", dataset(blobs), validation_data=dataset(blobs))
    stop_when(run, lambda event: isinstance(event, EpochDone) and event.epoch == 2)
    run.start().wait(WAIT_SECONDS)
    assert run.state == "stopped"
    assert run.history.epochs == 2
    assert np.isfinite(weights(run)[0]).all()
    run.resume(epochs=1).wait(WAIT_SECONDS)
    assert (run.state, run.history.epochs) == ("finished", 3)


def test_the_time_left_is_not_known_before_a_pass_shows_its_length(blobs, monkeypatch):
    unknown = dataset(blobs).filter(lambda *_: True)
    run = prepare(f"{SPEC} ; epochs 2", unknown, validation_data=dataset(blobs))
    estimates = []
    monkeypatch.setattr(Speed, "seconds_for", lambda *_, **__: 9.0)
    run.on_event(lambda _: estimates.append(run.progress.seconds_left))
    run.start().wait(WAIT_SECONDS)
    assert estimates[1] is None
    assert estimates[-1] == 9
    assert run.progress.steps_per_epoch == 4


def test_a_stop_in_validation_ends_it(blobs):
    run = prepare(f"{SPEC} ; epochs 100000", dataset(blobs), validation_data=dataset(blobs, 1))
    stop_when(run, lambda event: isinstance(event, ValidationDone))
    run.start().wait(WAIT_SECONDS)
    assert run.state == "stopped"
    assert run.history.epochs == 0


def test_patience_gives_the_best_weights_back(blobs):
    run = train(
        f"{SPEC} ; epochs 500 ; patience 2 ; sgd lr 5", dataset(blobs), validation_data=blobs
    )
    assert run.reason == "patience"
    scored = run.model.evaluate(*blobs, verbose=0, return_dict=True)
    assert scored["loss"] == pytest.approx(min(run.history["val_loss"]), rel=1e-5)


def test_steps_end_a_generator_and_every_evaluates_within(blobs):
    run = prepare(f"{SPEC} ; steps 9 ; every 3", generator(blobs), validation_data=blobs)
    evaluations = []
    run.on_event(
        lambda event: evaluations.append(event) if isinstance(event, EvaluationDone) else None
    )
    run.start().wait(WAIT_SECONDS)
    assert [evaluation.step for evaluation in evaluations] == [3, 6, 9]
    assert run.reason == "steps"
    assert run.history.steps == [3, 6, 9]


def test_a_schedule_sets_the_rate_of_each_step(blobs):
    run = train(f"{SPEC} ; epochs 2 ; adam lr 0.01*0.5^epoch", dataset(blobs))
    assert run.history["learning_rate"] == pytest.approx([0.01, 0.005])
    assert float(run.model.optimizer.learning_rate) == pytest.approx(0.01)


def test_test_data_is_scored_at_the_end(blobs):
    run = train(f"{SPEC} ; epochs 1", dataset(blobs), test_data=dataset(blobs))
    scored = run.model.evaluate(dataset(blobs), verbose=0, return_dict=True)
    assert run.test_metrics == pytest.approx(scored)


def test_sizes_come_from_the_first_batch(blobs):
    run = train("auto -> 8 relu -> auto softmax ; epochs 1", dataset(blobs))
    assert str(run.spec).startswith("4 -> 8 relu -> 3 softmax")


def test_a_model_with_a_step_of_its_own_is_trained_by_it(blobs):
    model, twin = own_step_model(), own_step_model()
    run = train(model, *blobs, settings="epochs 2 ; split off ; patience off")
    assert run.model is model
    load_keras().utils.set_random_seed(1)
    twin.fit(*blobs, epochs=2, verbose=0)
    assert run.history.epochs == 2
    assert run.history["loss"] == pytest.approx(twin.history.history["loss"], rel=0.1)


def test_restart_begins_from_the_initial_weights_of_the_model(blobs):
    model = own_step_model()
    first = [w.copy() for w in model.get_weights()]
    run = train(model, *blobs, settings="epochs 2 ; split off ; patience off")
    assert not same(first, weights(run))
    stop_when(run, lambda event: isinstance(event, RunStarted))
    run.restart().wait(WAIT_SECONDS)
    assert same(first, weights(run))


def test_numbers_that_break_end_it_with_sound_weights(blobs):
    run = prepare("4 -> 8 -> 1 ; sgd lr 1e8 ; epochs 5", dataset((blobs[0], blobs[1] + 0.5)))
    with pytest.raises(TrainingError, match="no longer a number at step"):
        run.start().wait(WAIT_SECONDS)
    assert run.reason == "non-finite"
    assert all(np.isfinite(w).all() for w in weights(run))


def test_missing_validation_rows_are_reported(blobs):
    run = prepare(SPEC, dataset(blobs))
    assert any("none of them is held out" in finding.message for finding in run.findings)


@pytest.mark.parametrize(
    ("spec", "data", "words"),
    [
        (SPEC, generator, "write how many to train"),
        (f"{SPEC} ; split 20%", dataset, "none can be held out"),
        ("4 -> norm -> 3 softmax", dataset, "norm learns from all rows"),
        (SPEC, lambda a: dataset((a[0], a[1].astype(float) + 0.5)), "whole numbers|class"),
        ("5 -> 3 softmax", dataset, "5"),
    ],
)
def test_what_cannot_be_trained_is_refused(blobs, spec, data, words):
    with pytest.raises((DataError, TrainingError), match=words):
        prepare(spec, data(blobs)).start()


def test_a_plain_keras_model_is_trained_in_chunks_from_its_weights(blobs):
    model, twin = build(SPEC), build(SPEC)
    run = train(model, *blobs, settings="epochs 2 ; split off ; patience off")
    assert run.model is model
    assert run.bound is not None
    assert run.history.epochs == 2
    run = train(model, *blobs, settings="epochs 1 ; split off ; patience off ; seed 3")
    assert run.history["loss"][0] < twin.evaluate(*blobs, verbose=0)[0]
    assert not same(twin.get_weights(), weights(run))


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (lambda keras: keras.Sequential([keras.layers.Dense(3)]), "has no input shape"),
        (
            lambda keras: keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)]),
            "is not compiled",
        ),
    ],
)
def test_a_model_that_is_not_ready_is_refused(blobs, model, words):
    with pytest.raises(TrainingError, match=words):
        train(model(load_keras()), *blobs)


def test_short_runs_one_after_the_other_bring_no_warning(blobs, caplog):
    rows = dataset(blobs, batch=len(blobs[0]))
    for _ in range(7):
        train(f"{SPEC} ; epochs 1", rows, validation_data=rows, test_data=rows)
    assert not caplog.records

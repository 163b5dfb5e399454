"""`dm.diagnose` measures a run whatever it does: ready, training, ended, by Keras's own loop."""

import threading

import numpy as np
import pytest

from densemodel.errors import DenseModelError
from densemodel.network import load_keras
from densemodel.training import EpochDone, Measured, diagnose, prepare

pytestmark = pytest.mark.tensorflow

SPEC = "6 -> 8 relu -> 2 softmax ; batch 8 ; patience off ; seed 1"
COLUMNS = [
    "layer",
    "units",
    "dead",
    "saturated",
    "gradient_norm",
    "update_ratio",
    "activation_mean",
    "activation_std",
]
WAIT_SECONDS = 60


def points(rows=320):
    """Points around two centres, and to which each belongs."""
    rng = np.random.default_rng(0)
    y = np.arange(rows) % 2
    return (rng.normal(size=(rows, 6)) + 1.5 * y[:, None]).astype(np.float32), y


def ended_run(spec=f"{SPEC} ; epochs 3", **more):
    return prepare(spec, *points(), **more).start().wait(WAIT_SECONDS)


def test_a_run_that_has_ended_has_a_row_for_each_layer_with_units():
    report = diagnose(ended_run(f"{SPEC} ; epochs 20"))
    assert list(report.layers.columns) == COLUMNS
    assert list(report.layers["units"]) == [8, 2]
    assert report.findings == ()
    assert report.sentence == "No problem was measured in the layers."
    assert np.asarray(report.probe).shape == (224, 6)


def test_a_run_measures_itself_early_and_at_its_end():
    run = prepare(f"{SPEC} ; epochs 3", *points())
    events = []
    run.on_event(events.append)
    run.start().wait(WAIT_SECONDS)
    kinds = [type(event) for event in events if isinstance(event, EpochDone | Measured)]
    assert kinds[:2] == [EpochDone, Measured]
    assert kinds[-2:] == [EpochDone, Measured]
    (measured,) = [event for event in events if isinstance(event, Measured)][-1:]
    assert measured.diagnosis is run.diagnosis
    assert run.layer_course.points().places[0] == 1


def test_weights_that_were_measured_are_not_measured_again():
    run = ended_run()
    assert diagnose(run) is run.diagnosis
    run.model.layers[0].bias.assign(np.full(8, -100.0))
    report = diagnose(run)
    assert report.layers["dead"][0] == 8
    assert run.diagnosis is report


def test_a_run_that_is_ready_is_measured_as_it_begins():
    run = prepare(SPEC, *points())
    report = diagnose(run)
    assert report.sentence.startswith("It is not trained yet")
    assert report.measurement.step == 0
    assert run.state == "ready"


def test_a_run_that_trains_is_measured_between_two_steps_and_trains_on():
    run = prepare(f"{SPEC} ; epochs 100000", *points()).start()
    try:
        report = diagnose(run)
        assert report.measurement.step > 0
        assert run.state == "running"
    finally:
        run.stop().wait(WAIT_SECONDS)


def test_a_listener_may_diagnose_the_run_that_calls_it():
    run = prepare(f"{SPEC} ; epochs 2", *points())
    made = []
    here = threading.get_ident()

    def handle(event):
        if isinstance(event, EpochDone):
            made.append((diagnose(run), event.step))
            assert threading.get_ident() != here

    run.on_event(handle)
    run.start().wait(WAIT_SECONDS)
    assert [(report.measurement.step, step) for report, step in made] == [(28, 28), (56, 56)]


@pytest.mark.usefixtures("measured_always")
def test_the_best_weights_are_those_of_the_end():
    x, y = points()
    run = prepare(f"{SPEC} ; epochs 30 ; sgd lr 3", x, np.random.default_rng(0).permutation(y))
    run.start().wait(WAIT_SECONDS)
    assert run.diagnosis is not None
    assert run.best_epoch is not None
    assert run.best_epoch < 30
    assert run.diagnosis.measurement.place == run.best_epoch
    assert run.layer_course.points().places[-1] > run.best_epoch


def test_a_run_without_data_says_so():
    with pytest.raises(DenseModelError, match="has no data, so it can't be diagnosed"):
        diagnose(prepare("6 -> 8 relu -> 2 softmax"))


def test_the_model_of_a_run_is_diagnosed_as_its_run():
    x, y = np.random.default_rng(0).normal(size=(60, 4)), np.arange(60) % 2
    run = prepare("4 -> 8 relu -> 2 softmax ; epochs 2", x, y).start().wait(WAIT_SECONDS)
    assert diagnose(run.model) is run.diagnosis


@pytest.mark.parametrize("other", [None, 3, [], "model"])
def test_only_a_run_can_be_diagnosed(other):
    with pytest.raises(DenseModelError, match="diagnose takes a run, as "):
        diagnose(other)


def test_a_model_of_ones_own_with_branches_is_measured():
    keras = load_keras()
    start = keras.Input((6,))
    left = keras.layers.Dense(8, "relu", name="left")(start)
    right = keras.layers.Dense(8, "tanh", name="right")(start)
    model = keras.Model(start, keras.layers.Dense(2)(keras.layers.add([left, right])))
    model.compile("adam", "mse")
    x, _ = points()
    run = prepare(model, x, x[:, :2], settings="epochs 2").start().wait(WAIT_SECONDS)
    assert list(diagnose(run).layers["units"]) == [8, 8, 2]


@pytest.mark.usefixtures("measured_always")
def test_batches_are_measured_on_rows_of_the_first_ones():
    import tensorflow as tf

    x, y = points()
    batches = tf.data.Dataset.from_tensor_slices((x, y)).batch(16)
    run = prepare(f"{SPEC} ; epochs 3", batches).start().wait(WAIT_SECONDS)
    assert np.array_equal(np.asarray(diagnose(run).probe), x[:256])
    assert len(run.layer_course) == 3

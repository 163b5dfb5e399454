"""A model's answers in the person's own words: names, units, and rows as they came."""

import gc
import threading
import weakref

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import densemodel as dm
from densemodel.network import load_keras
from densemodel.scoring.rows._answers import BATCH_ROWS
from densemodel.training import EpochDone, RunStarted, prepare
from support.network.called import answers_of

pytestmark = pytest.mark.tensorflow

WAIT_SECONDS = 60
ROWS = 48
TURN = np.arange(ROWS)
X = np.random.default_rng(0).random((ROWS, 3)).astype(np.float32)
FRAME = pd.DataFrame(X, columns=["a", "b", "c"])
NAMES = np.array(["dog", "cat", "ant"])[TURN % 3]
SORTED = ["ant", "cat", "dog"]
ONE_HOT = np.eye(3)[TURN % 3]


def ready(spec, y, x=X):
    """A run that has not begun: it answers with its first weights."""
    return prepare(spec, x, y)


def plain(run, x=X):
    return answers_of(run.model, x)


def probabilities(frame):
    return frame.drop(columns="class").to_numpy()


@pytest.mark.parametrize(
    "y",
    [
        NAMES,
        NAMES.tolist(),
        pd.Series(NAMES),
        pd.Series(NAMES, dtype="category"),
        pd.Series(NAMES, dtype="string"),
        pd.Series(NAMES, dtype=pd.ArrowDtype(pa.string())),
        pa.array(NAMES.tolist()),
        pl.Series("kind", NAMES.tolist()),
        pl.Series("kind", NAMES.tolist(), dtype=pl.Categorical),
        pd.DataFrame(np.eye(3)[np.argsort([2, 1, 0])[TURN % 3]], columns=SORTED),
    ],
)
def test_classes_of_text_are_called_by_their_names(y):
    run = ready("3 -> 3 softmax", y)
    frame, expected = dm.predict(run, X), plain(run)
    assert list(frame.columns) == ["class", *SORTED]
    assert frame["class"].tolist() == [SORTED[i] for i in expected.argmax(axis=1)]
    assert frame["class"].dtype == pd.Series(SORTED).dtype
    np.testing.assert_allclose(probabilities(frame), expected, atol=1e-6)
    assert run.class_names == ("ant", "cat", "dog")


@pytest.mark.parametrize(
    ("y", "labels"),
    [
        (TURN % 3, [0, 1, 2]),
        ((TURN % 3).astype(np.uint8), [0, 1, 2]),
        (TURN % 3 + 1, [1, 2, 3]),
        (np.array([-5, 0, 70])[TURN % 3], [-5, 0, 70]),
        (ONE_HOT, [0, 1, 2]),
        (pd.get_dummies(TURN % 3 + 4), [4, 5, 6]),
    ],
)
def test_classes_of_numbers_are_the_numbers_of_y(y, labels):
    run = ready("3 -> 3 softmax", y)
    frame, expected = dm.predict(run, X), plain(run)
    assert list(frame.columns) == ["class", *labels]
    assert frame["class"].dtype.kind == "i"
    assert frame["class"].tolist() == [labels[i] for i in expected.argmax(axis=1)]
    np.testing.assert_allclose(frame[labels].to_numpy(), expected, atol=1e-6)


@pytest.mark.parametrize(
    ("y", "labels", "columns"),
    [
        (TURN % 2, [0, 1], [0, 1]),
        (TURN % 2 == 1, [False, True], ["False", "True"]),
        (pd.Series(TURN % 2 == 1, dtype="boolean"), [False, True], ["False", "True"]),
        (TURN % 2 * 2 - 1, [-1, 1], [-1, 1]),
        (TURN % 2 * 2.0 - 1, [-1.0, 1.0], [-1.0, 1.0]),
        (np.array(["no", "yes"])[TURN % 2], ["no", "yes"], ["no", "yes"]),
    ],
)
@pytest.mark.parametrize("network", ["3 -> 1 sigmoid", "3 -> 1 ; loss binary_crossentropy"])
def test_one_unit_gives_the_probabilities_of_both_classes(network, y, labels, columns):
    run = ready(network, y)
    frame, expected = dm.predict(run, X), plain(run)[:, 0]
    if "loss" in network:
        expected = 1 / (1 + np.exp(-expected))
    assert list(frame.columns) == ["class", *columns]
    assert frame["class"].tolist() == [labels[int(probability > 0.5)] for probability in expected]
    np.testing.assert_allclose(
        probabilities(frame), np.stack([1 - expected, expected], 1), atol=1e-6
    )


def test_boolean_labels_of_a_softmax_stay_booleans():
    frame = dm.predict(ready("3 -> 2 softmax", TURN % 2 == 1), X)
    assert frame["class"].dtype == bool
    assert list(frame.columns) == ["class", "False", "True"]


@pytest.mark.parametrize("network", ["3 -> 3", "3 -> 3 log_softmax"])
def test_raw_outputs_become_probabilities(network):
    run = ready(network, NAMES)
    frame, outputs = dm.predict(run, X), plain(run).astype(np.float64)
    powers = np.exp(outputs)
    np.testing.assert_allclose(
        probabilities(frame), powers / powers.sum(1, keepdims=True), atol=1e-6
    )
    assert frame["class"].tolist() == [SORTED[i] for i in outputs.argmax(axis=1)]


def test_far_raw_outputs_do_not_overflow():
    for network, y in (("3 -> 3", TURN % 3), ("3 -> 1 ; loss binary_crossentropy", TURN % 2)):
        run = ready(network, y)
        run.model.set_weights([1000 * weight for weight in run.model.get_weights()])
        np.testing.assert_allclose(probabilities(dm.predict(run, X)).sum(axis=1), 1, atol=1e-6)


def test_sigmoids_under_a_loss_of_classes_share_one_out():
    run = ready("3 -> 3 sigmoid ; loss sparse_categorical_crossentropy", TURN % 3)
    expected = plain(run)
    expected /= expected.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(probabilities(dm.predict(run, X)), expected, atol=1e-6)


@pytest.mark.parametrize(("low", "high"), [(-1, 1), (0, 1), ("no", "yes")])
def test_a_hinge_gives_the_class_by_sign_and_no_probability(low, high):
    run = ready("3 -> 1 tanh ; loss hinge", np.array([low, high])[TURN % 2])
    frame, expected = dm.predict(run, X), plain(run)
    assert list(frame.columns) == ["class", "output"]
    assert frame["class"].tolist() == [high if output > 0 else low for output in expected[:, 0]]
    np.testing.assert_allclose(frame[["output"]].to_numpy(), expected, atol=1e-6)


def test_a_hinge_of_several_classes_gives_their_outputs():
    run = ready("3 -> 3 ; loss categorical_hinge", NAMES)
    frame = dm.predict(run, X)
    assert list(frame.columns) == ["class", "output ant", "output cat", "output dog"]
    np.testing.assert_allclose(probabilities(frame), plain(run), atol=1e-6)


def test_flags_are_probabilities_in_the_columns_of_y():
    y = np.random.default_rng(1).random((ROWS, 2)) > 0.5
    run = ready("3 -> 2 sigmoid", pd.DataFrame(y, columns=["sun", "rain"]))
    frame = dm.predict(run, X)
    assert list(frame.columns) == ["sun", "rain"]
    np.testing.assert_allclose(frame.to_numpy(), plain(run), atol=1e-6)
    run = ready("3 -> 2 ; loss binary_crossentropy", y)
    frame = dm.predict(run, X)
    assert list(frame.columns) == [0, 1]
    np.testing.assert_allclose(frame.to_numpy(), 1 / (1 + np.exp(-plain(run))), atol=1e-6)
    frame = dm.predict(ready("3 -> 2 tanh ; loss hinge", y), X)
    assert list(frame.columns) == ["output 0", "output 1"]


@pytest.mark.parametrize(
    ("y", "columns"),
    [
        (X[:, 0], ["y"]),
        (X[:, :2], ["y 0", "y 1"]),
        (pd.Series(X[:, 0], name="price"), ["price"]),
        (pl.Series("price", X[:, 0].tolist()), ["price"]),
        (FRAME[["a"]], ["a"]),
        (FRAME[["c", "a"]] + 1, ["c", "a"]),
    ],
)
@pytest.mark.parametrize("more", ["", " ; target norm"])
def test_numbers_stand_in_the_columns_and_the_unit_of_y(y, columns, more):
    run = ready(f"3 -> {len(columns)}{more}", y)
    frame = dm.predict(run, X)
    assert list(frame.columns) == columns
    assert run.class_names is None
    np.testing.assert_allclose(frame.to_numpy(), plain(run), atol=1e-6)


def test_target_norm_answers_in_the_unit_of_y():
    price = pd.Series(1e6 + 1e3 * X[:, 0], name="price")
    assert dm.predict(ready("3 -> 1 ; target norm", price), X)["price"].between(9e5, 2e6).all()


def test_a_class_that_is_called_class_has_a_column_of_its_own():
    frame = dm.predict(ready("3 -> 2 softmax", np.array(["class", "order"])[TURN % 2]), X)
    assert list(frame.columns) == ["class", "probability of class", "order"]
    assert set(frame["class"]) <= {"class", "order"}


def test_columns_of_frames_are_matched_by_name():
    run = ready("3 -> 3 softmax", NAMES, FRAME)
    expected = dm.predict(run, FRAME)
    for frame in (
        FRAME[["c", "a", "b"]],
        FRAME.assign(more="text")[["more", "b", "a", "c"]],
    ):
        pd.testing.assert_frame_equal(dm.predict(run, frame), expected)
        pd.testing.assert_frame_equal(dm.predict(run.model, frame), expected)
    pd.testing.assert_frame_equal(dm.predict(run, pl.from_pandas(FRAME[["b", "c", "a"]])), expected)
    pd.testing.assert_frame_equal(dm.predict(run, pa.Table.from_pandas(FRAME)), expected)
    pd.testing.assert_frame_equal(dm.predict(run, X), expected)
    pd.testing.assert_frame_equal(dm.predict(run, X.tolist()), expected, atol=1e-6)


def test_the_index_of_a_frame_is_kept():
    run = ready("1 -> 1", X[:, 0], FRAME[["a"]])
    some = FRAME[["a"]].set_axis(TURN[::-1]).iloc[5:9]
    assert dm.predict(run, some).index.equals(some.index)
    assert dm.predict(run, some["a"]).index.equals(some.index)
    assert dm.predict(run, some.to_numpy()).index.equals(pd.RangeIndex(4))


def test_columns_that_were_left_out_may_be_there_or_not():
    x = FRAME.assign(town=np.repeat([1, 2, 3, 4], ROWS // 4))
    run = ready("2 -> 3 softmax ; without c ; split 25% by town", NAMES, x)
    expected = dm.predict(run, x[["a", "b"]])
    pd.testing.assert_frame_equal(dm.predict(run, x), expected)
    pd.testing.assert_frame_equal(dm.predict(run, x[["town", "b", "a"]]), expected)


def test_gaps_are_filled_as_in_training():
    gaps = FRAME.mask(FRAME > 0.9)
    run = ready("3 -> 3 softmax ; missing fill", NAMES, gaps)
    rows = gaps.iloc[run.bound.training_rows]
    full = gaps.fillna(rows.median())
    for asked in (run, run.model):
        pd.testing.assert_frame_equal(dm.predict(asked, gaps), dm.predict(run, full))


@pytest.mark.parametrize("count", [1, BATCH_ROWS, 2 * BATCH_ROWS + 7])
def test_rows_in_a_file_and_in_batches_give_what_keras_predicts(count, tmp_path):
    x = np.random.default_rng(2).random((count, 3)).astype(np.float32)
    np.save(tmp_path / "x.npy", x)
    run = ready("3 -> 20 relu -> 3 softmax", NAMES)
    stored = np.load(tmp_path / "x.npy", mmap_mode="r")
    for rows in (x, stored):
        np.testing.assert_allclose(probabilities(dm.predict(run, rows)), plain(run, x), atol=1e-6)


def test_images_are_taken_with_or_without_their_last_axis():
    x = np.random.default_rng(3).random((ROWS, 6, 6))
    run = ready("6x6 -> conv 2 bn relu -> flatten drop 0.5 -> 3 softmax", NAMES, x)
    expected = plain(run, x[..., None])
    for rows in (x, x[..., None]):
        np.testing.assert_allclose(probabilities(dm.predict(run, rows)), expected, atol=1e-6)


def test_a_model_knows_what_its_run_knew_after_the_run_is_gone():
    run = ready("3 -> 3 softmax", pd.Series(NAMES), FRAME)
    expected, model, gone = dm.predict(run, FRAME), run.model, weakref.ref(run)
    del run
    gc.collect()
    assert gone() is None
    pd.testing.assert_frame_equal(dm.predict(model, FRAME[["c", "b", "a"]]), expected)


def test_a_model_does_not_live_longer_since_it_is_remembered():
    run = ready("3 -> 8 relu -> 3 softmax", NAMES)
    dm.predict(run, X)
    gone = weakref.ref(run.model)
    del run
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize(
    ("end", "compiled", "columns"),
    [
        ({"units": 3, "activation": "softmax"}, {}, ["class", 0, 1, 2]),
        ({"units": 1, "activation": "sigmoid"}, {}, ["class", 0, 1]),
        ({"units": 2, "activation": "sigmoid"}, {}, [0, 1]),
        ({"units": 2}, {"loss": "mse"}, ["y 0", "y 1"]),
        ({"units": 1}, {"loss": "mse"}, ["y"]),
        ({"units": 1}, {"loss": "hinge"}, ["class", "output"]),
        ({"units": 1}, {}, ["output"]),
        ({"units": 2}, {}, ["output 0", "output 1"]),
        ({"units": 2}, {"loss": lambda y, p: abs(y - p)}, ["output 0", "output 1"]),
    ],
)
def test_the_last_layer_of_any_other_model_gives_the_columns(end, compiled, columns):
    keras = load_keras()
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(**end)])
    if compiled:
        model.compile(**compiled)
    assert list(dm.predict(model, FRAME).columns) == columns


def test_raw_outputs_of_any_other_model_become_probabilities_by_its_loss():
    keras = load_keras()
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(3)])
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    frame = dm.predict(model, X)
    assert list(frame.columns) == ["class", 0, 1, 2]
    np.testing.assert_allclose(probabilities(frame).sum(axis=1), 1, atol=1e-6)


def test_a_model_that_the_language_cannot_say_gives_its_outputs():
    keras = load_keras()
    start = keras.Input((3,))
    model = keras.Model(start, keras.layers.Add()([start, keras.layers.Dense(3)(start)]))
    frame = dm.predict(model, FRAME.set_axis(TURN + 100))
    assert list(frame.columns) == ["output 0", "output 1", "output 2"]
    assert frame.index[0] == 100
    np.testing.assert_allclose(frame.to_numpy(), answers_of(model, X), atol=1e-6)


def test_a_run_on_batches_answers_by_class_numbers():
    import tensorflow as tf

    batches = tf.data.Dataset.from_tensor_slices((X, TURN % 3)).batch(8)
    run = dm.train("3 -> 3 softmax ; epochs 1", batches)
    assert list(dm.predict(run, FRAME).columns) == ["class", 0, 1, 2]
    assert run.class_names is None


def test_asking_leaves_no_trace_on_the_model():
    run = ready("3 -> 8 bn relu drop 0.5 -> 3 softmax", NAMES)
    before = [v.numpy() for v in [*run.model.variables, *run.model.metrics_variables]]
    attributes = set(vars(run.model))
    dm.predict(run, X)
    after = [v.numpy() for v in [*run.model.variables, *run.model.metrics_variables]]
    assert all(map(np.array_equal, before, after))
    assert set(vars(run.model)) == attributes
    assert run.model.predict_function is None


def test_while_a_run_trains_its_best_weights_answer():
    run = prepare("3 -> 8 relu -> 3 softmax ; epochs 12 ; adam lr 0.05 ; patience off", X, NAMES)
    answers = []

    def ask(event):
        if isinstance(event, EpochDone) and event.is_best:
            answers.append(dm.predict(run.model, X))

    run.on_event(ask)
    run.start().wait(WAIT_SECONDS)
    assert answers
    pd.testing.assert_frame_equal(answers[-1], dm.predict(run, X))
    np.testing.assert_allclose(probabilities(answers[-1]), plain(run), atol=1e-6)


def while_training(run, act):
    going = threading.Event()
    run.on_event(lambda event: going.set() if isinstance(event, RunStarted | EpochDone) else None)
    run.start()
    assert going.wait(WAIT_SECONDS)
    try:
        act()
    finally:
        run.stop().wait(WAIT_SECONDS)


@pytest.mark.parametrize("more", ["", " ; split off"])
def test_a_run_that_trains_is_asked_without_waiting_for_it(more):
    spec = f"3 -> 8 relu -> 3 softmax ; epochs 1000000 ; patience off{more}"
    run = prepare(spec, FRAME, NAMES)

    def ask():
        for _ in range(20):
            frame = dm.predict(run, FRAME)
            assert list(frame.columns) == ["class", *SORTED]
            np.testing.assert_allclose(probabilities(frame).sum(axis=1), 1, atol=1e-5)
        assert run.state == "running"

    while_training(run, ask)
    assert run.state == "stopped"


def test_asking_does_not_disturb_the_training():
    spec = "3 -> 8 relu drop 0.2 -> 3 softmax ; epochs 30 ; patience off ; batch 8"
    alone = dm.train(spec, X, NAMES, jit_compile=False)
    run = prepare(spec, X, NAMES, jit_compile=False)
    run.start()
    while run.is_busy:
        dm.predict(run, X)
    run.wait(WAIT_SECONDS)
    assert run.state == "finished"
    assert run.history == alone.history
    assert all(map(np.array_equal, run.model.get_weights(), alone.model.get_weights()))


def test_an_answer_that_is_no_number_is_refused_with_its_row():
    x = np.random.default_rng(0).normal(size=(60, 2))
    run = dm.train("auto -> norm -> 4 relu -> 3 ; epochs 1", x, np.arange(60) % 3)
    with pytest.raises(dm.DataError, match="the output for row 1 of x is not a number"):
        dm.predict(run, [[0.0, 0.0], [3e38, -3e38]])

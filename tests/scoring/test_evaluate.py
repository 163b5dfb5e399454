"""`dm.evaluate`: which rows are scored, and that the numbers are Keras's own."""

import threading

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics as sk

import densemodel as dm
from densemodel.network import load_keras
from densemodel.scoring import evaluation_rows_of, predict_rows, report_of
from densemodel.training import EvaluationDone, prepare
from support.network.called import answers_of, scores_of
from support.scoring.trained_runs import CLASSES, SPLIT, X, Y, data, trained

pytestmark = pytest.mark.tensorflow

RNG = np.random.default_rng(0)


def keras_scores(run, x, y):
    return scores_of(run.model, x, y)


@pytest.mark.parametrize(
    ("spec", "y"),
    [
        ("4 -> 6 relu drop 0.5 -> 3 softmax", Y),
        ("4 -> 3", Y),
        ("4 -> 3 softmax ; loss categorical_crossentropy", Y),
        ("4 -> 6(l2=0.1) relu -> 3 softmax", Y),
        ("4 -> 1 sigmoid", Y == "ant"),
        ("4 -> 1 ; loss hinge", (Y == "ant").astype(int)),
        ("4 -> 2 sigmoid", np.stack([Y == "ant", Y == "bee"], axis=1).astype(int)),
        ("4 -> 1", X[:, 0] * 3),
        ("4 -> 2 ; loss huber", X[:, :2] * 3 + 5),
        ("4 -> 1 ; target norm", X[:, 0] * 3_000 + 10_000),
    ],
)
def test_scores_are_those_of_keras_on_the_same_rows(spec, y):
    run = trained(f"{spec} ; epochs 2 ; batch 8", X, y)
    assert run.bound is not None
    report = dm.evaluate(run, X, y)
    expected = keras_scores(run, run.bound.encode(X), run.bound.encode_labels(y))
    shared = {name: value for name, value in expected.items() if name in report.metrics}
    assert {"loss"} < set(shared)
    found = {name: report.metrics[name] for name in shared}
    assert found == pytest.approx(shared, rel=1e-4, abs=1e-5)
    assert (report.where, report.rows) == ("given", 60)


def test_scores_are_those_of_scikit_learn_on_what_predict_says():
    run = trained()
    x, y = data(200, seed=5)
    report, answers = dm.evaluate(run, x, y), dm.predict(run, x)
    assert report.metrics["accuracy"] == sk.accuracy_score(y, answers["class"])
    assert report.metrics["loss"] == pytest.approx(
        sk.log_loss(y, answers[CLASSES.tolist()]), rel=1e-6
    )
    assert report.metrics["macro_f1"] == pytest.approx(
        sk.f1_score(y, answers["class"], average="macro"), abs=1e-9
    )
    expected = sk.confusion_matrix(y, answers["class"], labels=CLASSES)
    np.testing.assert_array_equal(report.confusion, expected)


def test_numbers_keep_the_digits_that_they_came_with():
    y = RNG.normal(size=60) * 3 + 1e4
    run = trained("4 -> 1 ; target norm ; epochs 2", X, y)
    y_pred = dm.predict(run, X)["y"].to_numpy(np.float64)
    for given in (y, y.tolist(), pd.Series(y), y[:, None]):
        report = dm.evaluate(run, X, given)
        assert report.metrics["r2_score"] == pytest.approx(sk.r2_score(y, y_pred), abs=1e-9)
        assert report.metrics["mean_absolute_error"] == pytest.approx(
            sk.mean_absolute_error(y, y_pred), abs=1e-9
        )


def test_without_rows_the_test_rows_are_scored_else_those_that_validate_or_train():
    test = data(20, seed=9)
    run = trained(test_data=test)
    assert (dm.evaluate(run).where, dm.evaluate(run).rows) == ("test", 20)
    assert dm.evaluate(run).metrics["accuracy"] == pytest.approx(run.test_metrics["accuracy"])
    assert dm.evaluate(run).baseline["accuracy"] == run.test_baseline["accuracy"]
    validation = dm.evaluate(trained())
    assert (validation.where, validation.rows) == ("validation", 15)
    training = dm.evaluate(trained("4 -> 3 softmax ; epochs 1 ; split off"))
    assert (training.where, training.rows) == ("training", 60)
    assert training.notes[0].startswith("These are the training rows")


def test_on_the_rows_that_validate_the_numbers_agree_with_the_best_epoch_of_the_curve():
    run = trained()
    report = dm.evaluate(run)
    assert run.best_row is not None
    logs = run.history.at(run.best_row)
    assert report.metrics["loss"] == pytest.approx(logs["val_loss"], rel=1e-4)
    assert report.metrics["accuracy"] == pytest.approx(logs["val_accuracy"])
    assert report.baseline["accuracy"] == run.baseline["accuracy"]
    (note,) = [note for note in report.notes if "rows of the validation curve" in note]
    assert f"best epoch {run.best_epoch}" in note
    assert note.endswith("the numbers are the same.")


def test_numbers_on_two_sides_of_a_rounding_are_the_same():
    run = trained()
    row = run.best_row
    assert row is not None
    run.history["val_loss"][row] *= 1 + 1e-5
    (note,) = [note for note in dm.evaluate(run).notes if "rows of the validation curve" in note]
    assert note.endswith("the numbers are the same.")
    run.history["val_loss"][row] *= 1.5
    (note,) = [note for note in dm.evaluate(run).notes if "rows of the validation curve" in note]
    assert "there and" in note


def test_mistakes_stand_where_the_person_finds_them():
    run = trained("4 -> 3 softmax ; epochs 1 ; split 25% ; lr 0.00001")
    report = dm.evaluate(run)
    rows = report.mistakes["row"].to_numpy()
    assert len(rows)
    assert (Y[rows] == report.mistakes["true"]).all()
    y_pred = dm.predict(run, X)["class"].to_numpy()
    assert (y_pred[rows] == report.mistakes["predicted"]).all()
    names = pd.Index([f"flower {row}" for row in range(60)])
    framed = dm.evaluate(run, pd.DataFrame(X, index=names), Y)
    assert set(framed.mistakes["row"]) == set(names[y_pred != Y])


def test_a_place_is_always_the_number_of_a_row_in_x():
    index = np.random.default_rng(0).permutation(60)  # as after train_test_split
    frame = pd.DataFrame(X, index=index, columns=list("abcd"))
    run = trained("4 -> 3 softmax ; epochs 1 ; split 25% ; lr 0.00001", frame, Y)
    own, given = dm.evaluate(run), dm.evaluate(run, frame, Y)
    for mistakes in (own.mistakes, given.mistakes):
        assert (Y[mistakes["place"]] == mistakes["true"]).all()
    assert (index[given.mistakes["place"]] == given.mistakes["row"]).all()
    assert (own.mistakes["place"] == own.mistakes["row"]).all()
    assert "Place" not in given._repr_html_()
    numbers = dm.train("4 -> 1 ; epochs 1", frame, X[:, 0])
    residuals = dm.evaluate(numbers, frame, X[:, 0]).residuals
    assert residuals is not None
    assert residuals["place"].tolist() == list(range(60))


@pytest.mark.small_training
def test_a_run_and_its_model_have_the_same_scores():
    run = trained()
    assert dm.evaluate(run.model, X, Y).metrics == dm.evaluate(run, X, Y).metrics
    x, y = data(80, seed=3)
    of_run, of_model = dm.evaluate(run, x, y), dm.evaluate(run.model, x, y)
    assert of_model.baseline == of_run.baseline
    assert (of_model.name, of_model.notes) == (of_run.name, of_run.notes)
    assert dm.evaluate(run.model, X, Y).confusion.index.tolist() == CLASSES.tolist()


def test_a_model_that_nobody_trained_here_is_scored_by_its_last_layer():
    keras = load_keras()
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
    numbers = np.searchsorted(CLASSES, Y)
    plain = dm.evaluate(model, X, numbers)
    assert (plain.name, plain.kind) == ("model", "classes")
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    expected = scores_of(model, X, np.eye(3)[numbers])
    report = dm.evaluate(model, X, numbers)
    assert {name: report.metrics[name] for name in expected} == pytest.approx(expected, abs=1e-5)
    guess = np.bincount(numbers).max() / len(numbers)
    assert report.baseline["accuracy"] == pytest.approx(guess)
    model.compile("adam", lambda y, y_pred: keras.ops.mean(y - y_pred))
    other = dm.evaluate(model, X, numbers)
    assert "loss" not in other.metrics
    assert any("no loss" in note for note in other.notes)


def plain(units, loss, **options):
    keras = load_keras()
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(units)])
    model.compile("adam", loss, **options)
    return model


@pytest.mark.parametrize("loss", ["hinge", "squared_hinge"])
def test_a_plain_model_with_a_hinge_takes_signs_as_well_as_0_and_1(loss):
    model, is_ant = plain(1, loss), Y == "ant"
    expected = dm.evaluate(model, X, is_ant.astype(int)).metrics
    assert expected["loss"] == pytest.approx(model.evaluate(X, is_ant, verbose=0), rel=1e-5)
    for signs in (np.where(is_ant, 1, -1), np.where(is_ant, 1.0, -1.0)):
        assert dm.evaluate(model, X, signs).metrics == expected
    for wrong in (np.where(is_ant, 2, -1), np.where(is_ant, 1, np.arange(60) % 2 - 1)):
        with pytest.raises(dm.DataError, match="has a class not seen in training"):
            dm.evaluate(model, X, wrong)


@pytest.mark.parametrize("loss", ["huber", "mse", "mean_absolute_error", "log_cosh"])
def test_a_loss_by_its_name_is_known(loss):
    model = plain(1, loss)
    expected = model.evaluate(X, X[:, 0], verbose=0)
    assert dm.evaluate(model, X, X[:, 0]).metrics["loss"] == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("weights", [[3.0], 3.0])
def test_a_loss_with_a_weight_of_its_own_is_not_reported(weights):
    report = dm.evaluate(plain(1, "mse", loss_weights=weights), X, X[:, 0])
    assert "loss" not in report.metrics
    assert "loss" in dm.evaluate(plain(1, "mse", loss_weights=[1.0]), X, X[:, 0]).metrics


def test_penalties_on_weights_are_in_the_loss_and_noted():
    run = trained("4 -> 6(l2=0.1) relu -> 3 softmax ; epochs 1 ; split 25%")
    report, answers = dm.evaluate(run, X, Y), dm.predict(run, X)
    assert report.metrics["loss"] > sk.log_loss(Y, answers[CLASSES.tolist()]) + 0.01
    low, high = report.intervals["loss"]
    assert low < report.metrics["loss"] < high
    assert any("penalties on weights" in note for note in report.notes)


def test_dropout_is_noted_only_where_there_is_some():
    without, with_dropout = (
        " ".join(dm.evaluate(trained(f"4 -> 6 relu {drop} -> 3 softmax ; epochs 1")).notes)
        for drop in ("", "drop 0.5")
    )
    assert "dropout" in with_dropout
    assert "dropout" not in without
    assert "mean over each epoch" in without


def test_weights_of_rows_do_not_count_which_is_noted():
    report = dm.evaluate(trained(f"{SPLIT} ; weights balanced"))
    assert any("counts equally" in note for note in report.notes)


@pytest.mark.parametrize(
    ("spec", "y", "compare"),
    [
        (SPLIT, Y, ""),
        ("4 -> 1 sigmoid ; split 25% ; epochs 1", Y == "ant",
         " Compare it with other models by ROC AUC."),
    ],
)  # fmt: skip
def test_a_report_says_the_price_of_weights_balanced(spec, y, compare):
    price = (
        "Trained with weights balanced: predicted probabilities are shifted towards rare classes, "
        f"so they are not the likelihood of a class.{compare}"
    )
    plain, balanced = (
        dm.evaluate(dm.train(text, X, y)).notes for text in (spec, f"{spec} ; weights balanced")
    )
    assert price in balanced
    assert not any("weights balanced" in note for note in plain)


def test_a_run_that_trains_is_scored_and_not_kept_waiting():
    run = prepare(SPLIT.replace("epochs 3", "epochs 100000 ; patience off"), X, Y)
    evaluated = threading.Event()
    run.on_event(lambda event: evaluated.set() if isinstance(event, EvaluationDone) else None)
    run.start()
    try:
        assert evaluated.wait(60)
        report = dm.evaluate(run)
        assert run.is_busy
        assert any("is still training" in note for note in report.notes)
    finally:
        run.stop().wait(60)


def test_a_run_that_has_not_begun_says_so():
    assert (
        "digits has not been trained yet." in dm.evaluate(prepare(SPLIT, X, Y, name="digits")).notes
    )


def test_rows_in_a_file_are_read_in_blocks(tmp_path, monkeypatch):
    from densemodel.data import StoredRows

    np.save(tmp_path / "x.npy", X)
    stored = np.load(tmp_path / "x.npy", mmap_mode="r")
    run = trained(x=stored)
    most = 0
    read_rows = StoredRows.gather

    def counted(self, rows):
        nonlocal most
        most = max(most, len(rows))
        return read_rows(self, rows)

    monkeypatch.setattr(StoredRows, "gather", counted)
    monkeypatch.setattr("densemodel.scoring.rows._answers.BATCH_ROWS", 4)
    own, given = dm.evaluate(run), dm.evaluate(run, stored, Y)
    assert (own.rows, given.rows) == (15, 60)
    assert most == 4
    assert given.metrics == pytest.approx(dm.evaluate(run, X, Y).metrics, abs=1e-6)


def test_a_report_of_monitored_rows_is_that_of_evaluate():
    run = trained()
    rows = evaluation_rows_of(run)
    assert rows is not None
    live, asked = report_of(predict_rows(run.model, rows), rows, run), dm.evaluate(run)
    assert live.metrics == asked.metrics
    assert live.baseline == asked.baseline
    assert live.notes == asked.notes
    pd.testing.assert_frame_equal(live.mistakes, asked.mistakes)
    few = evaluation_rows_of(run, 5)
    assert few is not None
    assert (
        "5 of 15 validation rows, drawn at random."
        in report_of(predict_rows(run.model, few), few, run).notes
    )


def test_shares_under_a_sigmoid_are_scored_as_yes_or_no():
    shares = RNG.random(60)
    run = trained("4 -> 1 sigmoid ; loss binary_crossentropy ; epochs 1", X, shares)
    report = dm.evaluate(run, X, shares)
    y_pred = dm.predict(run, X).to_numpy()[:, -1]
    expected = keras_scores(run, X, shares[:, None])
    assert report.metrics["loss"] == pytest.approx(expected["loss"], rel=1e-5)
    assert report.metrics["accuracy"] == pytest.approx(((y_pred > 0.5) == (shares > 0.5)).mean())
    assert report._repr_html_()


def test_images_that_are_guessed_have_errors_over_all_pixels():
    x = RNG.random((12, 6, 6, 1)).astype(np.float32)
    run = dm.train("6x6x1 -> conv 1 ; epochs 1", x, x)
    report = dm.evaluate(run, x, x)
    y_pred = answers_of(run.model, x)
    assert report.metrics["mean_absolute_error"] == pytest.approx(
        np.abs(y_pred - x).mean(), abs=1e-6
    )


def test_a_model_is_left_as_it_was():
    run = trained("4 -> 6 relu drop 0.5 -> bn -> 3 softmax ; epochs 1")
    before = [variable.numpy().copy() for variable in run.model.variables]
    functions = run.model.predict_function, run.model.test_function
    dm.evaluate(run)
    assert (run.model.predict_function, run.model.test_function) == functions
    for variable, value in zip(run.model.variables, before, strict=True):
        np.testing.assert_array_equal(variable.numpy(), value)


NUMBERS = pd.DataFrame({"p": X[:, 0], "q": X[:, 1] * 10, "r": X[:, 2] * 100})
ONE_HOT = pd.get_dummies(pd.Series(Y)).astype(int)


@pytest.mark.parametrize(
    ("spec", "y"),
    [
        ("4 -> 3 ; epochs 1", NUMBERS),
        ("4 -> 3 sigmoid ; epochs 1", (NUMBERS > 0).astype(int)),
        ("4 -> 3 softmax ; epochs 1", ONE_HOT),
    ],
)
def test_columns_of_y_are_matched_by_name(spec, y):
    run = trained(spec, X, y)
    for asked in (run, run.model):
        report, moved = dm.evaluate(asked, X, y), dm.evaluate(asked, X, y[y.columns[::-1]])
        assert moved.metrics == report.metrics
        if report.per_column is not None:
            pd.testing.assert_frame_equal(moved.per_column, report.per_column)


def test_one_hot_columns_are_matched_with_the_names_that_trained():
    run = trained()
    expected = dm.evaluate(run, X, Y).metrics
    assert dm.evaluate(run, X, ONE_HOT[["cat", "ant", "bee"]]).metrics == expected
    assert dm.evaluate(run, X, ONE_HOT.add_prefix("is_")).metrics == expected


def test_columns_without_names_of_their_own_are_taken_by_place():
    run = trained("4 -> 3 ; epochs 1", X, NUMBERS)
    expected = dm.evaluate(run, X, NUMBERS).metrics
    for y in (NUMBERS.to_numpy(), pd.DataFrame(NUMBERS.to_numpy()), NUMBERS.to_numpy().tolist()):
        assert dm.evaluate(run, X, y).metrics == pytest.approx(expected)
    nameless = trained("4 -> 3 ; epochs 1", X, pd.DataFrame(NUMBERS.to_numpy()))
    dm.evaluate(nameless, X, NUMBERS)


def test_a_single_column_may_have_any_name():
    run = trained("4 -> 1 ; epochs 1", X, pd.Series(X[:, 0], name="price"))
    expected = dm.evaluate(run, X, X[:, 0]).metrics
    assert dm.evaluate(run, X, pd.Series(X[:, 0], name="cost")).metrics == expected
    assert dm.evaluate(run, X, pd.DataFrame({"value": X[:, 0]})).metrics == expected


def test_rows_of_x_and_y_with_other_names_are_taken_by_place():
    run = trained()
    expected = dm.evaluate(run, X, Y).metrics
    y = pd.Series(Y, index=np.arange(len(Y)) + 1000)
    assert dm.evaluate(run, pd.DataFrame(X), y).metrics == expected

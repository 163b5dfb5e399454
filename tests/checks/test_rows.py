"""What people get wrong, one test for each: the mistake is made, and what is said of it is read.

What is said is in cases/rows.txt, and docs/checks.md shows it from there.
"""

import re
import threading
from pathlib import Path

import numpy as np
import pytest

import densemodel as dm
from densemodel.errors import TrainingError
from densemodel.training import EpochDone, RunStarted, ValidationDone, prepare

pytestmark = pytest.mark.tensorflow

WAIT_SECONDS = 60
NET = "8 -> 16 relu -> 3 softmax"
RELUS = "8 -> 16 relu -> 9 relu -> 3 softmax"
TABLE = "3 -> 16 relu -> 3 softmax"
YES_NO = "8 -> 16 relu -> 1 sigmoid"
PRICE = "8 -> 16 relu -> 1"
LONG = f"{NET} ; epochs 100000 ; patience off"


def is_finite(run):
    return all(np.isfinite(weights).all() for weights in run.model.get_weights())


@pytest.mark.small_training
def test_healthy_data_is_left_in_peace(person):
    """Nothing is said of what the mistakes below are made in."""
    x, y = person.makes("")
    assert dm.check(NET, x, y) == ()
    assert dm.check(TABLE, person.variables["frame"], y) == ()
    assert dm.check(PRICE, x, person.variables["price"]) == ()


def test_01_one_missing_value_in_x(person):
    """One NaN in x, relu hidden layer."""
    code = 'x = frame\nx.loc[70, "age"] = np.nan'
    message = person.message_of("missing_in_x", code, TABLE, fixed=f"{TABLE} ; missing fill")
    assert "1 missing value in x (row 70, column 'age')" in message
    assert "missing fill" in message
    assert "missing drop" in message
    person.message_of("missing_in_x_filled", code, f"{TABLE} ; missing fill")
    person.message_of("missing_in_x_dropped", code, f"{TABLE} ; missing drop")
    person.message_of("missing_in_an_array", "x[70, 3] = np.nan", NET)


def test_02_an_infinite_value_in_x_or_a_gap_in_a_target(person):
    """Inf in x; NaN in a regression target."""
    message = person.message_of(
        "infinite_in_x", "x[40, 1] = np.inf", NET, fixed=f"{NET} ; missing drop"
    )
    assert "row 40, column 1" in message
    code = "y = price\ny[3] = np.nan"
    message = person.message_of("missing_in_y", code, PRICE, fixed=f"{PRICE} ; missing drop")
    assert "1 missing value in y (row 3)" in message
    person.message_of("missing_in_y_fill", code, f"{PRICE} ; missing fill")


def test_03_a_gap_among_class_labels(person):
    """NaN among class labels."""
    code = "y = kind.astype(float)\ny[[4, 9]] = np.nan"
    message = person.message_of("missing_labels", code, NET, fixed=f"{NET} ; missing drop")
    assert "row 4" in message
    code = "y = pd.Series(names).astype(object)\ny[4] = None"
    person.message_of("missing_names", code, NET, fixed=f"{NET} ; missing drop")


def test_04_text_in_x(person):
    """Strings in x; a DataFrame with a text column."""
    code = 'x = frame.assign(sex=["f", "m"] * 100)'
    message = person.message_of("text_column", code, "4 -> 3 softmax", fixed="table -> 3 softmax")
    assert "column 'sex'" in message
    assert "without sex" in message
    assert "[table]" in message
    person.message_of("text_in_x", "x = x.astype(str)", NET)
    person.message_of(
        "date_column", 'x = frame.assign(day=pd.Timestamp("2026-01-02"))', "4 -> 3 softmax"
    )


def test_05_numbers_as_objects_and_lists(person):
    """Object array whose values are all numbers; Python lists."""
    assert person.message_of("objects", "x = x.astype(object)", NET).startswith("repair")
    assert person.message_of("lists", "x, y = x.tolist(), y.tolist()", NET).startswith("repair")


def test_06_names_are_classes(person):
    """String labels: their names are kept with the model and shown everywhere."""
    person.message_of("names", "y = names", NET)
    person.message_of("names_of_yes_and_no", 'y = np.where(kind == 1, "yes", "no")', YES_NO)
    x, y = person.makes("y = names")
    run = dm.train(f"{NET} ; epochs 2", x, y)
    assert run.bound is not None
    assert run.bound.class_names == ("cat", "dog", "owl")
    assert set(run.recalls or {}) == {"cat", "dog", "owl"}


def test_07_a_label_beyond_the_last_layer(person):
    """Label 3 with a 3-way softmax."""
    message = person.message_of("label_beyond", "y[5] = 3", NET, fixed="8 -> 16 relu -> 4 softmax")
    assert "labels go up to 3, so the last layer needs 4 units" in message


def test_08_labels_that_count_from_one_or_minus_one(person):
    """Labels 1..K; labels -1 and +1."""
    assert "repair" in person.message_of("labels_from_one", "y = kind + 1", NET)
    assert "repair" in person.message_of(
        "labels_plus_minus", "y = np.where(kind == 1, 1, -1)", YES_NO
    )
    person.message_of(
        "labels_plus_minus_softmax", "y = np.where(kind == 1, 1, -1)", "8 -> 2 softmax"
    )
    # within 0..K-1 they are taken as they are, gaps included
    x, y = person.makes("y = np.where(kind == 1, 3, 0)")
    assert not any("mapped" in f.message for f in dm.check("8 -> 4 softmax", x, y))


def test_09_labels_between_whole_numbers(person):
    """Labels 0.5, 1.5."""
    assert "refuse" in person.message_of("labels_of_halves", "y = kind + 0.5", NET)


def test_10_another_number_of_columns(person):
    """7 columns into `8 -> ...`."""
    message = person.message_of(
        "columns", "x = x[:, :7]", NET, fixed="auto -> 16 relu -> 3 softmax"
    )
    assert "the spec says 8, the data has 7: write 7 or auto" in message


def test_11_images_into_a_row(person):
    """28x28 images into `784 -> ...`."""
    assert "repair" in person.message_of(
        "images_in_rows", "x = images", "784 -> 16 relu -> 3 softmax"
    )


def test_12_x_and_y_of_different_length(person):
    """x and y of different length."""
    message = person.message_of("lengths", "y = y[:150]", NET)
    assert "200" in message
    assert "150" in message


def test_13_one_hot_labels_with_any_loss(person):
    """One-hot y with a sparse loss; integer y with a categorical loss: the loss follows from y."""
    one_hot = "y = np.eye(3)[kind]"
    sparse = f"{NET} ; loss sparse_categorical_crossentropy"
    assert "refuse" not in person.message_of("one_hot_with_a_sparse_loss", one_hot, sparse)
    columns = f"{NET} ; loss categorical_crossentropy"
    assert "refuse" not in person.message_of("numbers_with_a_categorical_loss", "", columns)
    losses = {dm.bind(NET, *person.makes(code)).task.loss.name for code in ("", one_hot)}
    assert losses == {"SparseCategoricalCrossentropy", "CategoricalCrossentropy"}


def test_14_no_rows_or_a_single_one(person):
    """Empty arrays; one row."""
    assert "refuse" in person.message_of("no_rows", "x, y = x[:0], y[:0]", NET)
    message = person.message_of("one_row", "x, y = x[:1], y[:1]", "8 -> 3 softmax")
    assert "without a split" in message


def test_15_a_split_that_is_no_share(person):
    """`split 20` meant as 20 %; `split 0`."""
    message = person.message_of_spec("split_of_20", f"{NET} ; split 20", fixed=f"{NET} ; split 20%")
    assert "split 20%" in message
    assert "split 0.2" in message
    assert "split off" in person.message_of_spec("split_of_0", f"{NET} ; split 0")


def test_16_a_split_that_leaves_a_side_or_a_class_empty(person):
    """A split that leaves one side empty, or a class out of one side."""
    for share in ("0.1%", "99.9%"):
        bound = dm.bind(f"{NET} ; split {share}", *person.makes(""))
        for rows in (bound.training_rows, bound.validation_rows):
            assert set(bound.y[rows].ravel()) == {0, 1, 2}
    code = "y = np.where(kind == 2, 0, kind)\ny[11] = 2"
    assert "single row" in person.message_of("class_of_a_single_row", code, NET)
    code = "x, y = x[np.argsort(kind)], np.sort(kind)"
    person.message_of("split_last_of_sorted_rows", code, f"{NET} ; split 30% last")
    code = 'x = frame.assign(ward=np.array(["A", "B", "C"])[kind])'
    person.message_of("split_by_the_class", code, f"{TABLE} ; split 30% by ward")


def test_17_rows_sorted_by_class_are_shuffled_and_every_class_validates(person):
    """Sorted labels with `validation_split`."""
    code = "x = rng.normal(size=(600, 8))\nkind = np.sort(x[:, :3].argmax(axis=1))\n"
    code += "x = x + 3 * np.eye(3, 8)[kind]\ny = kind"
    x, y = person.makes(code)
    run = dm.train(f"{NET} ; epochs 20 ; adam lr 0.01", x, y)
    assert max(run.history["val_accuracy"]) > 0.8  # Keras reaches 0.014: it takes the last rows
    assert run.bound is not None
    counts = np.bincount(run.bound.y[run.bound.validation_rows].ravel())
    assert abs(counts / counts.sum() - np.bincount(y) / len(y)).max() < 0.01
    shown = person.types(f"%%densemodel net -x x -y y\n{NET}")
    assert "420 rows to train on, 180 to validate; 3 classes" in shown


def test_18_raw_pixels(person):
    """Raw 0-255 pixels."""
    code = "x = rng.integers(0, 256, (200, 28, 28))"
    net = "28x28 -> 16 relu -> 3 softmax"
    scaled = "28x28 -> scale / 255 -> 16 relu -> 3 softmax"
    message = person.message_of("pixels", code, net, fixed=scaled)
    assert "[scale / 255]" in message
    model = dm.train(f"{scaled} ; epochs 1", *person.makes(code)).model
    assert type(model.layers[0]).__name__ == "Rescaling"  # it goes wherever the model goes
    person.message_of(
        "large_columns", "x[:, 2] *= 1000", NET, fixed="8 -> norm -> 16 relu -> 3 softmax"
    )


def test_19_one_row_in_a_hundred_is_of_the_other_class(person, cases):
    """99 : 1 classes: the majority baseline, recall per class, and `weights balanced`."""
    code = 'x = rng.normal(size=(2000, 8))\ny = np.where(np.arange(2000) % 100 == 7, "ill", "well")'
    message = person.message_of("rare_class", code, YES_NO, fixed=f"{YES_NO} ; weights balanced")
    assert "accuracy 0.99" in message
    assert "[weights balanced]" in message
    x, y = person.makes(code)
    longer = f"{YES_NO} ; epochs 4 ; patience off ; adam lr 0.005"
    run = dm.train(longer, x, y)
    assert run.bound is not None
    assert run.bound.baseline["accuracy"] == pytest.approx(0.99)
    assert run.recalls is not None
    assert min(run.recalls.values()) == 0
    assert "baseline 0.990" in run.sentence
    assert "weights balanced" not in run.sentence  # it learns nothing, so that would not help
    sentence = re.sub(r"(loss) [\d.]+", r"\1 ...", run.sentence)  # it differs between processors
    cases.check("sentence_of_a_rare_class", longer, sentence)


def test_20_one_unit_of_softmax(person):
    """`1 softmax` with any loss."""
    message = person.message_of_spec("one_softmax", "8 -> 16 relu -> 1 softmax", fixed=YES_NO)
    assert "1 sigmoid" in message
    assert "auto softmax" in message


def test_21_several_sigmoids_for_classes(person):
    """`3 sigmoid` with integer classes."""
    message = person.message_of("sigmoids_of_classes", "", "8 -> 16 relu -> 3 sigmoid", fixed=NET)
    assert "write 3 softmax, or give y as 3 columns of 0 and 1" in message


def test_22_one_sigmoid_for_three_classes(person):
    """`1 sigmoid`, and `1`, with 3 classes."""
    assert "write 3 softmax" in person.message_of("sigmoid_of_three", "", YES_NO, fixed=NET)
    assert "write 3 softmax" in person.message_of("number_of_three_classes", "", PRICE, fixed=NET)
    person.message_of("counts_are_numbers", "y = np.minimum(rng.poisson(1.5, len(x)), 6)", PRICE)


def test_23_targets_that_the_last_activation_cannot_reach(person):
    """relu output with negative targets; sigmoid output with targets near 131."""
    message = person.message_of("relu_below_0", "y = price", f"{PRICE} relu", fixed=PRICE)
    assert "targets go below 0" in message
    assert "relu can't" in message
    message = person.message_of("sigmoid_of_prices", "y = price + 131", YES_NO)
    assert "1 for a regression" in message


def test_24_accuracy_of_a_regression(person):
    """Accuracy as a metric of a regression."""
    message = person.message_of("accuracy_of_numbers", "y = price", f"{PRICE} ; metrics accuracy")
    assert "mean_absolute_error and r2_score instead" in message


def test_25_columns_of_y_and_units(person):
    """y of shape (n, 2) on one output; (n, 1) floats on three."""
    code = "y = np.stack([price, price], axis=1)"
    person.message_of("two_columns_on_one_unit", code, PRICE, fixed="8 -> 2")
    code = "y = price.reshape(-1, 1)"
    person.message_of("one_column_on_three_units", code, "8 -> 16 relu -> 3", fixed=PRICE)


def test_26_no_softmax_at_the_end(person):
    """No softmax at the end, string loss: from_logits is set, and the echo says so."""
    for more in ("", " ; loss sparse_categorical_crossentropy"):
        spec = f"8 -> 16 relu -> 3{more}"
        x, y = person.makes("")
        shown = person.types(f"%%densemodel net -x x -y y\n{spec}")
        assert "(from_logits)" in shown
        run = dm.train(f"{spec} ; epochs 60 ; adam lr 0.01", x, y)
        assert max(run.history["val_accuracy"]) > 0.8
        assert run.model.loss.from_logits


@pytest.mark.parametrize(
    ("name", "spec", "near"),
    [
        ("typo_metric", f"{NET} ; metrics accuraccy", "accuracy"),
        ("typo_clause", f"{NET} ; meterics accuracy", "metrics"),
        ("typo_loss", f"{NET} ; loss categorical_crosentropy", "categorical_crossentropy"),
        ("typo_optimizer", f"{NET} ; adma lr 0.01", "adam"),
        ("typo_activation", "8 -> 16 rellu -> 3 softmax", "relu"),
    ],
)
def test_27_a_typing_error(person, name, spec, near):
    """Metric, loss, optimizer or activation typo (`accuraccy`, `meterics`)."""
    assert f"did you mean '{near}'?" in person.message_of_spec(name, spec)


@pytest.mark.parametrize(
    ("name", "clause"),
    [
        ("batch_of_0", "batch 0"),
        ("epochs_of_0", "epochs 0"),
        ("rate_of_0", "adam lr 0"),
        ("rate_below_0", "adam lr -0.1"),
        ("patience_below_0", "patience -1"),
    ],
)
def test_28_a_setting_out_of_range(person, name, clause):
    """Batch 0; epochs 0; lr 0 or below; patience below 0."""
    person.message_of_spec(name, f"{NET} ; {clause}")


def test_29_a_learning_rate_that_is_far_too_large(person, cases):
    """lr far too big: stop, give the last finite weights back, suggest the optimizer's own rate."""
    x, y = person.makes("y = price")
    spec = f"{PRICE} ; sgd lr 100"
    run = prepare(spec, x, y).start()
    with pytest.raises(TrainingError) as caught:
        run.wait(WAIT_SECONDS)
    assert run.state == "failed"
    assert is_finite(run)
    (found,) = [finding for finding in run.findings if finding.where == "training"]
    assert found.message == str(caught.value)
    assert found.accept == "lr 0.01"
    person.reads(found.message)
    cases.check("rate_too_large", f"y = price\n\n{spec}", f"refuse training: {found.message}")
    shown = person.types(f"%%densemodel net -x x -y y --wait\n{spec}")
    assert "lr 0.01" in shown


def test_30_patience_without_validation_data(person):
    """Early stopping without validation data."""
    spec = f"{NET} ; split off ; patience 3"
    message = person.message_of("patience_without_validation", "", spec, fixed=f"{NET} ; split 30%")
    assert "split 30%" in message
    assert dm.bind(f"{NET} ; patience 3", *person.makes("")).validation_rows.size  # a split is made


def test_31_a_network_that_no_memory_holds(person):
    """`1000000000 -> 50`: counted before anything is built.

    What is free in the memory is counted as well: tests/network/builder/test_room.py.
    """
    message = person.message_of_spec("network_too_large", "1000000000 -> 50")
    assert "50,000,000,050 parameters" in message
    assert "200 GB" in message


def test_32_the_cell_is_run_again_while_it_trains(person):
    """Running the cell again while it trains: attach, or stop and start again."""
    person.makes("")
    cell = f"%%densemodel net -x x -y y --train\n{LONG}"
    person.types_without_waiting(cell)
    run = person.run_of("net")
    assert run.is_busy
    person.types_without_waiting(cell)
    assert person.run_of("net") is run
    shown = person.types_without_waiting(f"%%densemodel net -x x -y y\n{NET}")
    assert "net was training when this cell was run: nothing was changed." in shown  # it asks
    assert run.is_busy
    refused = person.types_without_waiting(f"%%densemodel net -x x -y y --no-panel\n{NET}")
    assert "net is training: stop it first" in refused
    assert run.is_busy
    shown = person.types(f"%%densemodel net -x x -y y --wait\n{NET} ; epochs 1")
    assert "The earlier run of net was stopped" in shown
    assert run.state == "stopped"


def test_33_start_twice_and_stop_at_any_time(person):
    """Start clicked twice; Stop before the first batch; Stop during validation.

    Clicks on the buttons themselves: tests/widgets/training_panel/test_panel.py, tests/browser.
    """
    x, y = person.makes("")
    run = prepare(LONG, x, y).start()
    with pytest.raises(TrainingError, match="so it cannot start now"):
        run.start()
    run.stop().wait(WAIT_SECONDS)
    assert run.state == "stopped"
    for kind in (RunStarted, ValidationDone, EpochDone):
        run = prepare(LONG, x, y)
        seen = threading.Event()

        def stop(event, run=run, kind=kind, seen=seen):
            if isinstance(event, kind):
                run.stop()
                seen.set()

        run.on_event(stop)
        run.start().wait(WAIT_SECONDS)
        assert seen.is_set()
        assert run.state == "stopped"
        assert run.history.epochs == (1 if kind is EpochDone else 0)
        assert is_finite(run)


def test_34_variables_that_change_while_it_trains(person):
    """Variables changed or deleted during training: the run has copies, which do no harm."""
    person.makes("")
    cell = f"%%densemodel net -x x -y y --train\n{NET} ; epochs 40 ; patience off"
    person.types(cell)
    unchanged = person.run_of("net").wait(WAIT_SECONDS)
    person.types_without_waiting(cell.replace("net", "other"))
    person.types("x[:] = np.nan\ny[:] = 0\ndel x, y")
    other = person.run_of("other").wait(WAIT_SECONDS)
    assert dict(unchanged.history) == dict(other.history)
    assert is_finite(other)


def test_35_an_error_in_the_training_thread(person):
    """An error inside the training thread is shown and raised by `wait()`."""
    from keras.callbacks import LambdaCallback

    def fail(*_):
        raise OSError("the disk is full")

    callback = LambdaCallback(on_epoch_end=fail)
    run = prepare(NET, *person.makes(""), callbacks=[callback]).start()
    with pytest.raises(OSError, match="the disk is full"):
        run.wait(WAIT_SECONDS)
    assert run.state == "failed"
    assert "the disk is full" in run.sentence


def test_36_training_again_loses_nothing(person):
    """Fit again after a fit: Resume and Restart are two things."""
    x, y = person.makes("")
    run = dm.train(f"{NET} ; epochs 3 ; patience off", x, y)
    once = run.model.get_weights()
    run.resume(epochs=2).wait(WAIT_SECONDS)
    assert run.history.epochs == 5
    run.restart("epochs 3").wait(WAIT_SECONDS)
    assert run.history.epochs == 3
    assert all(map(np.array_equal, run.model.get_weights(), once))
    person.types(f"%%densemodel net -x x -y y --wait\n{NET} ; epochs 1")
    shown = person.types(f"%%densemodel net -x x -y y\n{NET} ; epochs 1")
    assert "and is shown again. --train trains it from new weights" in shown
    shown = person.types(f"%%densemodel net -x x -y y\n{NET} ; epochs 2")
    assert "net was rebuilt; the model trained at" in shown


def test_37_a_column_that_gives_the_answer(person):
    """One column alone nearly gives the answer (`boat` on the Titanic)."""
    code = 'y = np.where(rng.random(200) < 0.4, "saved", "lost")\n'
    code += 'boat = np.where(rng.random(200) < 0.95, y == "saved", 0)\n'
    code += "x = frame.assign(boat=boat)"
    spec = "4 -> 16 relu -> 1 sigmoid"
    fixed = "3 -> 16 relu -> 1 sigmoid ; without boat"
    message = person.message_of("column_that_tells", code, spec, fixed=fixed)
    assert "column 'boat'" in message
    assert "[without boat]" in message
    code = 'x, y = frame.assign(fare=price), pd.Series(price, name="fare")'
    person.message_of("target_among_the_columns", code, "3 -> 1")
    code = "x = frame.assign(passenger=np.arange(200))"
    person.message_of(
        "column_that_counts", code, "4 -> 3 softmax", fixed=f"{TABLE} ; without passenger"
    )


def test_38_two_columns_that_give_the_answer(person):
    """Two columns known only afterwards, beside each other (`share`, `expenditure`)."""
    code = 'y = np.where(rng.random(200) < 0.4, "saved", "lost")\n'
    code += 'boat = np.where(rng.random(200) < 0.95, y == "saved", 0)\n'
    code += "x = frame.assign(boat=boat, deck=3 * boat + rng.random(200))"
    fixed = "3 -> 16 relu -> 1 sigmoid ; without boat deck"
    message = person.message_of("columns_that_tell", code, "5 -> 16 relu -> 1 sigmoid", fixed=fixed)
    assert "[without boat deck]" in message


def test_39_one_unusual_value(person):
    """`?` or `1,234` in a column of numbers; `$100,000` or `yes ` in y."""
    code = 'x = frame.astype(object)\nx.loc[7, "age"] = "?"'
    assert "row 7" in person.message_of("odd_value", code, TABLE)
    code = 'x = frame.astype(object)\nx.loc[7, "age"] = "1,234"'
    assert "'1,234' (row 7)" in person.message_of("number_with_a_comma", code, TABLE)
    code = 'y = [f"${100_000 + 50 * i:,}" for i in range(200)]'
    assert "'$100,000' (row 0)" in person.message_of("prices_as_text", code, PRICE)
    code = 'y = np.where(kind == 1, "yes", "no").astype(object)\ny[17] = "Yes "'
    assert "'Yes ' (row 17)" in person.message_of("name_with_a_blank", code, YES_NO)
    code = "y = 255 * np.eye(3)[kind]"
    assert "y / 255" in person.message_of("one_hot_times_255", code, NET)


def test_40_a_column_that_names_the_rows(person):
    """Ids are known by their values, not by their name alone."""
    code = "x = frame.assign(account=rng.permutation(200) + 1000)"
    person.message_of("column_of_ids", code, "4 -> 3 softmax", fixed=f"{TABLE} ; without account")
    code = 'x = frame.assign(ticket=[f"K{7919 * i % 9973}" for i in range(200)])'
    person.message_of("text_of_ids", code, "4 -> 3 softmax", fixed=f"{TABLE} ; without ticket")


def test_41_a_network_that_can_hardly_learn(person):
    """A repeated, hidden or forgotten activation, `bn bn`, no weights, `drop 0.99`."""
    person.message_of("relu_twice", "", "8 -> 16 relu relu -> 3 softmax", fixed=NET)
    person.message_of("softmax_twice", "", "8 -> 16 relu -> 3 softmax softmax", fixed=NET)
    person.message_of("softmax_hidden", "", "8 -> 16 softmax -> 3 softmax", fixed=NET)
    message = person.message_of("linear_layers", "", "8 -> 16 -> 9 -> 3 softmax", fixed=RELUS)
    assert "write 16 relu" in message
    person.message_of("linear_bottleneck", "", "8 -> 2 -> 3 softmax")
    person.message_of("norm_twice", "", "8 -> bn bn -> 3 softmax", fixed="8 -> bn -> 3 softmax")
    person.message_of("no_weights", "x = x[:, :3]", "3 -> softmax", fixed="3 -> 3 softmax")
    person.message_of("drop_of_nearly_all", "", "8 -> 16 relu drop 0.99 -> 3 softmax", fixed=NET)


def test_42_a_few_rows_that_validate(person):
    """`split 0.002` of 600 rows."""
    code = "x = rng.normal(size=(600, 8))\ny = x[:, 0] + x[:, 1]"
    spec = f"{PRICE} ; split 0.002"
    assert "there is 1 validation row" in person.message_of(
        "one_row_validates", code, spec, fixed=PRICE
    )


def test_43_equal_rows(person):
    """Copies of rows on both sides of the split; different things that look the same."""
    code = "x, y = np.concatenate([x, x[:100]]), np.concatenate([y, y[:100]])"
    assert "drop the duplicates" in person.message_of("copies_of_rows", code, NET)
    code = 'x = pd.DataFrame(rng.integers(0, 4, (200, 3)), columns=["rank", "sex", "home"])\n'
    code += "y = y % 2"
    message = person.message_of("rows_that_look_the_same", code, "3 -> 16 relu -> 1 sigmoid")
    assert message.startswith("repair")


def test_no_case_is_missing_or_left_over(cases):
    source = Path(__file__).read_text(encoding="utf-8")
    names = set(re.findall(r'\b(?:message_of|message_of_spec|check)\(\s*"(\w+)"', source))
    names |= set(re.findall(r'^        \("(\w+)", ', source, re.MULTILINE))
    cases.check_names(names)

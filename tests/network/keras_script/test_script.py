import re

import pytest

from densemodel.data import choose_task
from densemodel.errors import SpecError
from densemodel.language import LOSSES, OPTIMIZERS, KerasCall, parse
from densemodel.network import keras_code, make
from densemodel.network.keras_script._call_text import (
    call_text,
    fraction_text,
    metric_text,
    number_text,
    short_text,
)


def test_script_of_the_reference_network():
    code = keras_code(parse("784 -> 50 relu -> 10 softmax ; adam lr 0.001 ; patience 3 ; seed 4"))
    assert (
        code
        == """\
# 784 -> 50 relu -> 10 softmax ; adam lr 0.001 ; patience 3 ; seed 4
import math

import keras
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(4)  # the seed of the weights

model = keras.Sequential(
    [
        keras.Input(shape=(784,)),
        keras.layers.Dense(50, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ],
)
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.001),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
model.summary()

# Put your data here. x_train, numbers: (n, 784)
# y_train, the class of each row, a whole number from 0 to 9: (n,)
# The validation rows are drawn at random, with the share of each class kept.
# Keras's own validation_split would take the last rows, which is wrong if x is sorted.
# If a class has a single row, leave stratify out: sklearn can't split it.
x_train, x_val, y_train, y_val = train_test_split(
    x_train,
    y_train,
    test_size=0.3,
    random_state=4,
    stratify=y_train,
)

steps_per_epoch = math.ceil(len(x_train) / 32)
epochs = max(30, math.ceil(3000 / steps_per_epoch))
history = model.fit(
    x_train,
    y_train,
    batch_size=32,
    epochs=epochs,
    validation_data=(x_val, y_val),
    callbacks=[
        keras.callbacks.EarlyStopping(
            monitor="val_loss",
            patience=3,
            restore_best_weights=True,
        ),
    ],
)
"""
    )


@pytest.mark.parametrize(
    ("clauses", "lines"),
    [
        ("batch 8", ["epochs = max(30, math.ceil(3000 / steps_per_epoch))",
                     "patience = max(2, math.ceil(500 / steps_per_epoch))"]),
        ("every 3", ["epochs = max(30, math.ceil(3000 / steps_per_epoch))"]),
        ("epochs 4", ["patience = max(2, math.ceil(500 / steps_per_epoch))"]),
        ("steps 90 ; split off", []),
        ("epochs 4 ; patience 9", []),
    ],
)  # fmt: skip
def test_lengths_that_no_clause_says_are_computed_in_the_script(clauses, lines):
    code = keras_code(parse(f"6 -> 9 relu -> 3 softmax ; {clauses}"))
    found = [line for line in code.splitlines() if line.startswith(("epochs =", "patience ="))]
    assert found == lines


def test_a_spec_that_the_data_completed_has_numbers_in_its_script():
    code = keras_code(parse("6 -> 3 softmax").with_lengths(22, validates=True))
    assert "    epochs=137,\n" in code
    assert "patience=23," in code
    assert "steps_per_epoch" not in code


def test_raw_outputs_become_from_logits_of_the_loss():
    code = keras_code(parse("784 -> 10"))
    assert "loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True)" in code


def test_script_does_not_watch_what_is_not_there():
    code = keras_code(parse("784 -> 10 ; split off"))
    assert "EarlyStopping" not in code
    assert "val" not in re.sub("values?", "", code)


def layers_of(text):
    return [call_text(layer.call) for layer in parse(text).layers]


def test_layers_are_written_as_a_person_would():
    written = layers_of(
        "784 -> scale /255 -> reshape 28x28x1 -> conv 32 relu -> sepconv 8 5x3/2 valid -> sdrop 0.2"
        " -> max 3/2 -> avg 2 same -> gavg -> 5(l2=.1) -> 1"
    )
    assert [text.removeprefix("keras.layers.") for text in written] == [
        "Rescaling(1 / 255)",
        "Reshape((28, 28, 1))",
        'Conv2D(32, 3, padding="same", activation="relu")',
        "SeparableConv2D(8, (5, 3), strides=2)",
        "SpatialDropout2D(0.2)",
        "MaxPooling2D(3, strides=2)",
        'AveragePooling2D(2, padding="same")',
        "GlobalAveragePooling2D()",
        "Dense(5, kernel_regularizer=keras.regularizers.L2(l2=0.1))",
        "Dense(1)",
    ]


@pytest.mark.parametrize("divisor", [255, 3, 2, 10, 256, 127.5, 0.3, 1e9, 7e-5, 1.1])
def test_a_fraction_is_the_very_float(divisor):
    text = fraction_text(1 / divisor)
    top, _, bottom = text.partition(" / ")
    assert (float(top) / float(bottom) if bottom else float(top)) == 1 / divisor
    assert number_text(1e-7) == "1e-7"


def test_many_layers_that_repeat_are_made_in_a_loop():
    code = keras_code("784 -> 50 relu -> 100*(20 relu drop 0.1) -> 10 softmax")
    assert (
        """
layers = [keras.Input(shape=(784,))]
layers.append(keras.layers.Dense(50, activation="relu"))
for _ in range(100):
    layers += [
        keras.layers.Dense(20, activation="relu"),
        keras.layers.Dropout(0.1),
    ]
layers.append(keras.layers.Dense(10, activation="softmax"))
model = keras.Sequential(layers)
"""
        in code
    )


def test_few_layers_that_repeat_are_listed():
    code = keras_code("784 -> 5*(20 relu drop 0.1) -> 10 softmax")
    assert code.count("keras.layers.Dense(20") == 5
    assert "for _ in" not in code


def test_what_a_script_leaves_out_is_noted():
    code = keras_code("6 -> 3 softmax ; repeat 3 ; seed 4 ; patience off")
    assert "# Not in this script: training again with the seeds 5 and 6." in code
    assert "# Not in this script: restoring the weights of the best epoch at the end." in code
    assert "# Not in this script" not in keras_code("6 -> 3 softmax")


def test_a_class_with_a_single_row_is_not_shared_out():
    code = keras_code("6 -> 3 softmax", class_counts=(5, 1, 4))
    assert "stratify" not in code
    assert "# Not stratified: sklearn can't split a class that has a single row." in code
    assert "stratify=y_train" in keras_code("6 -> 3 softmax", class_counts=(5, 2, 4))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("auto -> 5 relu -> 3", "'auto' takes them from the data"),
        ("4 -> 5 relu -> auto softmax", "'auto' takes them from the data"),
        ("table -> 5 relu -> 3", "a script needs the columns, and 'table' takes them from"),
        ("4 -> {5|6|7} relu -> 3", "this spec has 3"),
    ],
)
def test_a_spec_that_leaves_something_open_is_refused(text, message):
    with pytest.raises(SpecError, match=re.escape(message)):
        keras_code(text)


@pytest.mark.tensorflow
def test_short_optimizer_names_mean_the_same():
    import keras

    calls = [KerasCall("optimizers", optimizer.name) for optimizer in OPTIMIZERS.values()]
    named = [call for call in calls if short_text(call).startswith('"')]
    assert "Adam" in [call.name for call in named]
    for call in named:
        ours, short = make(call), short_text(call)
        theirs = keras.optimizers.get(short.strip('"'))
        assert type(theirs) is type(ours)
        # the name is numbered anew for each object
        assert {**theirs.get_config(), "name": ""} == {**ours.get_config(), "name": ""}


@pytest.mark.tensorflow
def test_short_loss_names_mean_the_same():
    import keras

    short = {loss.name: short_text(KerasCall("losses", loss.name)) for loss in LOSSES.values()}
    named = {name: text for name, text in short.items() if text.startswith('"')}
    assert "SparseCategoricalCrossentropy" in named
    for name, text in named.items():
        assert keras.losses.get(text.strip('"')) is make(KerasCall("losses", name)).fn


def test_accuracy_of_several_columns_is_written_out():
    task = choose_task(parse("4 -> 3 sigmoid"))
    assert metric_text(task.metrics[0], task).startswith("keras.metrics.")

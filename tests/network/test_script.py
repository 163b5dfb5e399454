from __future__ import annotations

import ast
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from densemodel.data import bind, choose_task
from densemodel.network import build, keras_code, make
from densemodel.network._call_text import loss_text, metric_text, optimizer_text
from densemodel.network._script import model_code
from densemodel.spec import LOSSES, OPTIMIZERS, KerasCall, parse

if TYPE_CHECKING:
    from pathlib import Path

TINY = " ; epochs 2 ; batch 8"
TRAINED = [
    "6 -> 5 relu -> 3 softmax" + TINY,
    "net: 6 -> 5 bn tanh drop 0.2 -> 3 ; split 20% ; seed 3 ; patience 1 ; sgd lr 0.1" + TINY,
    "6 -> 5 leaky_relu(negative_slope=.1) -> 1 sigmoid ; init tn:0.1 ; bias 0.1 ; split off" + TINY,
    "6 -> 5(l2=1e-4) selu -> 1 ; rmsprop lr 0.01 ; patience off" + TINY,
    "6 -> 5 relu noise 0.1 -> 3 sigmoid" + TINY,
    "2x3 -> 5 ln gelu -> 3 softmax ; loss categorical_crossentropy ; steps 5 ; batch 8",
    "6 -> 2*(4 relu drop 10%) -> 2 ; loss mae" + TINY,
    "6 -> 5 relu -> 3 softmax ; metrics auc precision" + TINY,
]
BUILT = [
    *TRAINED,
    "784 -> 50 relu -> 50 relu -> 10 softmax",
    "784 -> 10 softmax ; init zeros ; sgd lr 0.5 ; batch 100 ; steps 2000",
    "784 -> 200 bn(scale=off) relu -> 100 bn(scale=off) relu -> 10 softmax ; seed 12",
    "784 -> 3*(100 relu drop 0.2) -> 10 softmax",
    "2 -> 4 tanh -> 2 tanh -> 1 sigmoid",
    "9 -> 50 relu -> 32 relu -> 1 ; adam ; loss mean_squared_error",
]

# runs each script with data put in, and notes the first weights, how they train, and the modules
DRIVER = """
import runpy, sys, numpy as np
for number in range(int(sys.argv[2])):
    folder = f"{sys.argv[1]}/{number}"
    after = runpy.run_path(f"{folder}/model.py")
    np.savez(f"{folder}/weights.npz", *after["model"].get_weights())
    data = dict(np.load(f"{folder}/data.npz"))
    if data:
        after = runpy.run_path(f"{folder}/script.py", init_globals=data)
        steps = int(after["model"].optimizer.iterations)
        open(f"{folder}/trained.txt", "w").write(f"{steps} {' '.join(after['history'].history)}")
assert "densemodel" not in sys.modules
"""


def labels_for(kind: str, units: int, *, columns: bool) -> Any:
    numbers = np.arange(40)
    if kind == "classes":
        return np.eye(units)[numbers % units] if columns else numbers % units
    if kind == "binary":
        return numbers % 2
    if kind == "labels":
        return (np.arange(40 * units).reshape(40, units) % 3 == 0).astype(int)
    return np.linspace(0, 1, 40 * units).reshape(40, units)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for each spec of BUILT, after its script has run without us in another process."""
    folder: Path = tmp_path_factory.mktemp("scripts")
    for number, text in enumerate(BUILT):
        spec, task = parse(text), choose_task(parse(text))
        inner = folder / str(number)
        inner.mkdir()
        (inner / "model.py").write_text("import keras\n\n" + model_code(spec, task))
        (inner / "script.py").write_text(keras_code(spec))
        data = {}
        if text in TRAINED:
            columns = task.metrics[0].name != "SparseCategoricalAccuracy"
            x = np.random.default_rng(0).normal(size=(40, *spec.input_shape))
            data = {
                "x_train": x,
                "y_train": labels_for(task.kind, spec.output_shape[0], columns=columns),
            }
        np.savez(inner / "data.npz", **data)
    subprocess.run([sys.executable, "-c", DRIVER, str(folder), str(len(BUILT))], check=True)
    return folder


@pytest.mark.parametrize("number", range(len(BUILT)), ids=BUILT)
def test_script_starts_from_the_very_weights_of_build(ran: Path, number: int) -> None:
    ours = build(parse(BUILT[number])).get_weights()
    with np.load(ran / str(number) / "weights.npz") as file:
        theirs = [file[name] for name in file.files]
    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs, strict=True):
        assert np.array_equal(a, b)


@pytest.mark.parametrize("number", range(len(TRAINED)), ids=TRAINED)
def test_script_trains_with_the_metrics_of_build(ran: Path, number: int) -> None:
    spec = parse(TRAINED[number])
    steps, *keys = (ran / str(number) / "trained.txt").read_text().split()
    split = spec.settings.split
    rows = 40 - (round(40 * split) if split else 0)
    per_epoch = -(-rows // spec.settings.batch)
    assert int(steps) == (spec.settings.steps or 2 * per_epoch)
    data = np.load(ran / str(number) / "data.npz")
    bound = bind(spec, data["x_train"], data["y_train"]).require()
    model = build(spec, task=bound.task)
    ours = model.evaluate(bound.x, bound.y, verbose=0, return_dict=True)
    assert {key.removeprefix("val_") for key in keys} == set(ours)
    assert (split is not None) == any(key.startswith("val_") for key in keys)


@pytest.mark.parametrize("text", BUILT)
def test_script_is_laid_out_as_a_formatter_would(text: str) -> None:
    code = keras_code(parse(text))
    ast.parse(code)
    command = [
        sys.executable,
        "-m",
        "ruff",
        "format",
        "--isolated",
        "--stdin-filename",
        "a.py",
        "-",
    ]
    done = subprocess.run(command, input=code, capture_output=True, text=True, check=True)
    assert done.stdout == code


def test_script_of_the_reference_network() -> None:
    code = keras_code(parse("784 -> 50 relu -> 10 softmax ; adam lr 0.001 ; patience 3 ; seed 4"))
    assert (
        code
        == """\
# 784 -> 50 relu -> 10 softmax ; adam lr 0.001 ; patience 3 ; seed 4
import keras
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(4)  # the weights start from this

model = keras.Sequential(
    [
        keras.Input(shape=(784,)),
        keras.layers.Dense(50, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.001),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
model.summary()

# Put your data here. x_train, numbers: (n, 784)
# y_train, the class of each row, a whole number from 0 to 9: (n,)
# The validation rows are drawn by chance, with the share of each class kept.
# Keras's own validation_split would take the last rows, which goes wrong if x is sorted.
x_train, x_val, y_train, y_val = train_test_split(
    x_train, y_train, test_size=0.3, random_state=4, stratify=y_train
)
history = model.fit(
    x_train,
    y_train,
    batch_size=32,
    epochs=30,
    validation_data=(x_val, y_val),
    callbacks=[
        keras.callbacks.EarlyStopping(
            monitor="val_loss", patience=3, restore_best_weights=True
        )
    ],
)
"""
    )


def test_raw_outputs_are_said_in_the_loss() -> None:
    code = keras_code(parse("784 -> 10"))
    assert "loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True)" in code


def test_script_does_not_watch_what_is_not_there() -> None:
    code = keras_code(parse("784 -> 10 ; split off"))
    assert "EarlyStopping" not in code
    assert "val" not in re.sub("values?", "", code)


def test_short_optimizer_names_mean_the_same() -> None:
    import keras

    calls = [KerasCall("optimizers", optimizer.name) for optimizer in OPTIMIZERS.values()]
    named = [call for call in calls if isinstance(optimizer_text(call), str)]
    assert "Adam" in [call.name for call in named]
    for call in named:
        ours, short = make(call), str(optimizer_text(call))
        theirs = keras.optimizers.get(short.strip('"'))
        assert type(theirs) is type(ours)
        # the name is numbered anew for each object
        assert {**theirs.get_config(), "name": ""} == {**ours.get_config(), "name": ""}


def test_short_loss_names_mean_the_same() -> None:
    import keras

    short = {loss.name: loss_text(KerasCall("losses", loss.name)) for loss in LOSSES.values()}
    named = {name: text for name, text in short.items() if isinstance(text, str)}
    assert "SparseCategoricalCrossentropy" in named
    for name, text in named.items():
        assert keras.losses.get(text.strip('"')) is make(KerasCall("losses", name)).fn


def test_accuracy_of_several_columns_is_written_out() -> None:
    task = choose_task(parse("4 -> 3 sigmoid"))
    assert not isinstance(metric_text(task.metrics[0], task), str)

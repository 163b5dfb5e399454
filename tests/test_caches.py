"""What is kept for later is used while all that decides it is the same, and never after."""

import os
import shutil

import numpy as np
import pytest

import densemodel as dm
from densemodel.data import bind, read_folder
from densemodel.experiments.run._kernel_settings import KernelSettings
from densemodel.experiments.run._local import close_workers
from densemodel.experiments.run._start import data_key
from densemodel.network import build_bound
from densemodel.training.engine._compiled import key_of
from densemodel.training.engine._feed import Feed
from support.data.picture_folders import draw, make_pets

pytestmark = pytest.mark.tensorflow

X = np.random.default_rng(0).normal(size=(40, 4)).astype("float32")
Y = (X[:, 0] > 0).astype(int)
SPEC = "4 -> 3 relu -> 2 softmax ; adam lr 0.01"


@pytest.fixture
def epsilon():
    import keras

    before = keras.config.epsilon()
    yield keras.config.set_epsilon
    keras.config.set_epsilon(before)


# Compiled steps


def steps_key(spec=SPEC, change=lambda _: None, rows=X, batch=16, *, jit=False):
    model = build_bound(bind(spec, rows, Y))
    change(model)
    return key_of(model, Feed.of((rows, Y)), batch, jit)


def set_activation(model):
    import keras

    model.layers[0].activation = keras.activations.tanh


STEPS = {
    "units": {"spec": SPEC.replace("3", "5")},
    "activation": {"spec": SPEC.replace("relu", "tanh")},
    "an activation that was set": {"change": set_activation},
    "optimizer": {"spec": SPEC.replace("adam", "sgd")},
    "its options": {"spec": SPEC.replace("adam", "adam(beta_1=0.5)")},
    "loss": {"spec": f"{SPEC} ; loss kl_divergence"},
    "metrics": {"spec": f"{SPEC} ; metrics top_k_categorical_accuracy"},
    "what norm has learned": {"spec": SPEC.replace("->", "-> norm ->", 1), "rows": 2 * X},
    "a frozen layer": {"change": lambda model: setattr(model.layers[0], "trainable", False)},
    "types of rows": {"rows": X.astype("float64")},
    "batch": {"batch": 8},
    "XLA": {"jit": True},
}


@pytest.mark.parametrize("what", STEPS)
def test_compiled_steps(what):
    before = steps_key(STEPS["what norm has learned"]["spec"] if "norm" in what else SPEC)
    assert before is not None
    if "norm" not in what:
        assert steps_key() == steps_key(f"{SPEC.replace('0.01', '0.5')} ; seed 5") == before
    assert steps_key(**STEPS[what]) != before


def test_compiled_steps_of_another_epsilon(epsilon):
    before = steps_key()
    epsilon(1e-3)
    assert steps_key() != before


def test_steps_of_a_function_are_not_kept():
    import keras

    def add_function(model):
        model.add(keras.layers.Lambda(lambda x: x))

    assert steps_key(change=add_function) is None


# Pictures of a folder


def replace_picture(root):
    path = root / "cat" / "000.png"
    stat = path.stat()
    draw(77).save(path)
    data = path.read_bytes()
    path.write_bytes(data[: stat.st_size].ljust(stat.st_size, b"\0"))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


FOLDER = {
    "a picture of the same size and time": replace_picture,
    "a moved picture": lambda root: shutil.move(root / "cat" / "000.png", root / "dog" / "x.png"),
    "a new picture": lambda root: draw(78).save(root / "cat" / "new.png"),
    "a new class": lambda root: (root / "owl").mkdir(),
    "a file that is no picture": lambda root: (root / "cat" / "notes.txt").write_text("soft"),
}


@pytest.mark.parametrize("what", FOLDER)
def test_pictures_of_a_folder(what, tmp_path):
    make_pets(tmp_path, count=3)
    before = read_folder(tmp_path, (8, 8, 3))
    assert read_folder(tmp_path, (8, 8, 3)) is before
    assert read_folder(tmp_path, (6, 6, 3)) is not before
    FOLDER[what](tmp_path)
    assert read_folder(tmp_path, (8, 8, 3)) is not before


# Results of a sweep


def trial_key(x=X, y=Y, callbacks=(), **pairs):
    return data_key(bind(SPEC, x, y, **pairs), callbacks)


def test_results_of_a_sweep(epsilon):
    before = trial_key()
    pair = (X[:9], Y[:9])
    others = [
        trial_key(x=X + 1),
        trial_key(y=1 - Y),
        trial_key(validation_data=pair),
        trial_key(callbacks=lambda _: []),
        trial_key(callbacks=lambda trial: [trial]),
    ]
    assert trial_key(x=X.copy()) == before
    epsilon(1e-3)
    others.append(trial_key())
    assert len({before, *others}) == 7


def test_trials_of_a_sweep_have_the_base_of_its_start(tmp_path):
    import keras

    base = keras.Sequential([keras.Input((4,)), keras.layers.Dense(6, activation="tanh")])
    spec = dm.parse("base frozen -> {3|5} relu -> 2 softmax ; epochs 1", {"base": base})
    sweep = dm.sweep(spec, X, Y, workers=1, folder=tmp_path)
    first = sweep.frame()["val_loss"].tolist()
    base.layers[0].activation = keras.activations.relu
    assert dm.sweep(spec, X, Y, workers=1, folder=tmp_path).frame()["val_loss"].tolist() != first
    losses = [result.metrics["val_loss"] for _, result in sorted(sweep.results.items())]
    assert losses == first


# Warm workers


@pytest.fixture
def workers():
    yield
    close_workers()


@pytest.mark.usefixtures("workers")
def test_a_worker_has_the_settings_of_the_kernel(epsilon, tmp_path, monkeypatch):
    spec, before = f"{SPEC.replace('0.01', '{0.1|0.01}')} ; epochs 1 ; loss kl_divergence", set()
    settings = KernelSettings.of_this_process()
    changes = {
        "epsilon": lambda: epsilon(1e-2),
        "variable": lambda: monkeypatch.setenv("TF_DENSEMODEL_TEST", "1"),
        "folder": lambda: monkeypatch.chdir(tmp_path),
        "threads": lambda: monkeypatch.setattr(
            "tensorflow.config.threading.get_intra_op_parallelism_threads", lambda: 1
        ),
    }
    for name, change in changes.items():
        change()
        assert KernelSettings.of_this_process() != settings
        settings = KernelSettings.of_this_process()
        here = dm.sweep(spec, X, Y, workers=1)
        there = dm.sweep(spec, X, Y, workers=2)
        assert here.frame()["val_loss"].tolist() == there.frame()["val_loss"].tolist(), name
        processes = {result.facts["process"] for result in there.results.values()}
        assert not processes & before
        before |= processes

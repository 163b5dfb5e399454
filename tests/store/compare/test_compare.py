"""Models beside each other, saved ones and a run that is on screen."""

import subprocess
import sys

import numpy as np
import pytest

import densemodel as dm
from densemodel.store.compare._spec_differences import layer_rows, setting_texts
from densemodel.training import prepare
from support.store.small_models import lay

pytestmark = pytest.mark.tensorflow

X = np.random.default_rng(0).normal(size=(90, 3)).astype(np.float32)
Y = (X[:, 0] > 0).astype(int)
SPEC = "3 -> 4 relu -> 2 softmax ; epochs 2"
OTHER = "3 -> 8 relu drop 0.1 -> 4 relu -> 2 softmax ; sgd lr 0.1 ; batch 16 ; epochs 3 ; seed 1"


@pytest.fixture(scope="module")
def run():
    return dm.train(SPEC, X, Y, test_data=(X[:30], Y[:30]))


@pytest.fixture(scope="module")
def store(run, tmp_path_factory):
    store = dm.ModelStore(tmp_path_factory.mktemp("models"))
    store.save(run, "small")
    store.save(dm.train(OTHER, X[:80], Y[:80]), "large")
    return store


def test_the_history_is_read_without_keras(store, run):
    history = store.history("small")
    assert history == run.history
    assert (history.steps, history.places, history.marks) == (
        run.history.steps,
        run.history.places,
        run.history.marks,
    )
    script = (
        "import sys, densemodel as dm; "
        f"s = dm.ModelStore({str(store.folder)!r});"
        "s.history('small'); s.compare('small', 'large');"
        "print('keras' in sys.modules, 'tensorflow' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "False"]


def test_the_text_reports_that_nothing_differs(store, run):
    assert "Network, settings and data are the same" in str(store.compare("small", run))
    assert "Network, settings and data are the same" not in str(store.compare("small", "large"))


def test_only_differences_are_reported(store):
    both = store.compare("small", "large")
    assert both.names == ("small", "large")
    assert [model.name for model in both.models] == ["small", "large"]
    differences = {one.what: one.values for one in both.differences}
    assert differences.pop("data")[0].startswith("90 rows of 3 (")
    assert differences == {
        "layers": ("4 relu -> 2 softmax", "8 relu drop 0.1 -> 4 relu -> 2 softmax"),
        "optimizer": ("adam", "sgd"),
        "lr": ("0.001", "0.1"),
        "batch": ("32", "16"),
        "epochs": ("2", "3"),
        "patience": ("250", "125"),
        "seed": ("0", "1"),
    }
    assert [row.texts for row in both.layers] == [
        ("", "8 relu"),
        ("", "drop 0.1"),
        ("4 relu", "4 relu"),
        ("2 softmax", "2 softmax"),
    ]
    assert [row.differs for row in both.layers] == [True, True, False, False]


def test_explicit_defaults_equal_implicit_ones():
    words = "adam lr 0.001 ; batch 32 ; epochs 30 ; patience 2 ; split 30% ; seed 0"
    one, other = (dm.parse(f"4 -> 3{end}") for end in ("", f" ; {words}"))
    assert setting_texts(one) == setting_texts(other)
    assert setting_texts(dm.parse("4 -> 3 ; steps 50"))["epochs"] == "50 steps"


def test_the_numbers_are_a_table(store, run):
    frame = store.compare("small", "large").frame()
    assert list(frame.columns) == ["small", "large"]
    assert frame.loc["test loss", "small"] == run.test_metrics["loss"]
    assert np.isnan(frame.loc["test loss", "large"])
    assert frame.loc["validation accuracy", "small"] == run.history["val_accuracy"][run.best_row]
    assert frame.loc["parameters"].tolist() == [26, 78]
    assert frame.loc["epochs"].tolist() == [2, 3]
    assert list(frame.index[-4:]) == ["parameters", "epochs", "best epoch", "seconds"]


def test_a_run_on_screen_stands_beside_what_was_saved(store, run):
    run.name = "small"
    three = store.compare("small", run, store.list()[0])
    mark = three.models[0].id[:6]
    assert three.names == (f"small ({mark})", "small (run)", "large")
    assert three.models[1] is run
    assert three.histories[0] == three.histories[1] == run.history
    assert three.histories[1] is not run.history
    assert three.monitored == ("val_loss",) * 3
    saved, now = three.numbers[:2]
    assert dict(saved.rows()) == dict(now.rows())
    assert {one.what for one in store.compare("small", run).differences} == set()


def test_losses_of_different_kinds_are_not_compared(store):
    numbers = dm.train("3 -> 1 ; epochs 1", X, X[:, 0])
    numbers.name = "numbers"
    both = store.compare("small", numbers)
    assert both.losses == ("sparse_categorical_crossentropy", "mse")
    assert not both.has_one_loss
    assert "different loss functions" in str(both)
    assert "different loss functions" not in str(store.compare("small", "large"))


def test_a_run_that_has_trained_nothing_yet_has_no_numbers(store):
    ready = prepare(SPEC, X, Y)
    both = store.compare("small", ready)
    assert both.numbers[1].epochs == 0
    assert both.frame()[both.names[1]].loc[["parameters", "epochs"]].tolist() == [26, 0]


def test_a_comparison_is_a_table_in_plain_text(store):
    both = store.compare("small", "large")
    lines = [" ".join(line.split()) for line in str(both).splitlines()]
    assert lines[0] == "small large"
    assert {"optimizer adam sgd", "layers * 8 relu", "2 softmax 2 softmax"} <= set(lines)
    assert "parameters 26 78" in lines
    assert len({line.find("sgd") for line in str(both).splitlines() if "sgd" in line}) == 1


def test_models_that_cannot_be_compared_give_an_error(store, tmp_path):
    with pytest.raises(dm.StoreError, match="two models or more"):
        store.compare("small")
    with pytest.raises(dm.StoreError, match=r"there is no saved model 'smal'.*did you mean"):
        store.compare("smal", "large")
    damaged = dm.ModelStore(tmp_path)
    lay(tmp_path, "a")
    with pytest.raises(dm.StoreError, match="it has no densemodel/history"):
        damaged.history("a")
    (tmp_path / "b.keras").write_bytes(b"no zip")
    with pytest.raises(dm.StoreError, match="is damaged: it is not"):
        damaged.compare("b.keras", "a")


def test_layers_of_deep_networks_are_put_beside_each_other():
    deep = ["10 relu"] * 5_000
    rows = layer_rows([[*deep, "2"], [*deep[:-1], "5", "2"], ["1", *deep, "2"]])
    assert sum(row.differs for row in rows) == 2
    assert rows[0].texts == ("", "", "1")
    assert rows[-1].texts == ("2", "2", "2")

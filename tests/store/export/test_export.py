"""What is exported answers as the model does, or is not written."""

import runpy
import warnings
from importlib.util import find_spec

import numpy as np
import pytest

import densemodel as dm
from densemodel.language import ACTIVATIONS
from densemodel.store import EXPORTS
from densemodel.store.export import _export
from densemodel.store.export._export import (
    KerasFile,
    KerasScript,
    LiteRTFile,
    OnnxFile,
    SavedModelFolder,
    require_same,
    rows_for,
)
from support.network.bases import digits, mobile_net, pictures
from support.network.called import answers_of
from support.store.scripts_here import script_answers, try_scripts_here

pytestmark = pytest.mark.tensorflow

X = np.random.default_rng(0).normal(size=(60, 4)).astype(np.float32)
CLASSES = (X[:, 0] > 0).astype(int)

KINDS = {
    "classes": ("4 -> norm -> 6 gelu -> 3*(5 bn relu drop 0.1) -> 2 softmax", CLASSES),
    "numbers": ("4 -> 6 celu -> 2 ; target norm ; lr cosine 0.01", X[:, :2] * 50 + 400),
    "yes or no": ("4 -> scale / 255 -> 6 selu -> 1 sigmoid ; weights balanced", CLASSES),
    "labels": ("4 -> 5 ln silu -> 3 sigmoid", (X[:, :3] > 0).astype(int)),
    "image": ("4 -> reshape 2x2x1 -> conv 3 relu -> max 2 -> 2 softmax", CLASSES),
}
_CHAINS = len(ACTIVATIONS) // 6
NETWORKS = [
    *(
        f"4 -> {' -> '.join(f'5 {word}' for word in list(ACTIVATIONS)[first::_CHAINS])} -> 3"
        for first in range(_CHAINS)
    ),
    (
        "4 -> 5 leaky_relu(negative_slope=0.1)"
        " -> 5 relu(max_value=2, negative_slope=0.1, threshold=0.1) -> 2 elu(alpha=0.5)"
    ),
    "8x8 -> conv 4 relu -> max 2 -> sdrop 0.2 -> conv 3 3x3/2 valid bn relu -> gavg -> 10 softmax",
    "8x8x3 -> sepconv 4 relu -> avg 2 -> gmax -> 10 softmax",
    "8x8x3 -> sepconv 4 3x3/2 -> flatten -> 5 ln relu noise 0.1 drop 0.2 -> 1 sigmoid",
    "36 -> scale / 255 -> reshape 6x6x1 -> conv 2 -> max 3/2 same -> avg 2x3 valid -> 3 softmax",
    "4x3 -> sdrop 0.2 -> 3 softmax",
]


class Loaded:
    """A run as far as an export needs it."""

    def __init__(self, spec):
        self.spec = dm.parse(spec)
        self.model = self.network = dm.build(spec)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    store = dm.ModelStore(tmp_path_factory.mktemp("work") / "models")
    for name, (spec, y) in KINDS.items():
        store.save(dm.train(f"{spec} ; epochs 1", X, y), name)
    for name, (base, given) in bases().items():
        spec = dm.parse("base frozen -> drop 10% -> auto softmax ; epochs 1", {"base": base})
        store.save(dm.train(spec, *given), name)
    return store


def bases():
    trained = dm.train("8x8x1 -> norm -> conv 4 relu bn -> 6 tanh -> auto ; epochs 1", *digits())
    return {"own base": (trained.model, digits()), "known base": (mobile_net(), pictures())}


@pytest.fixture
def in_this_process(monkeypatch):
    try_scripts_here(monkeypatch)


ANSWERS = {
    "keras": KerasFile().answers,
    "script": script_answers,
    "saved_model": SavedModelFolder().answers,
    "onnx": OnnxFile().answers,
    "litert": LiteRTFile().answers,
}


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        *((kind, name) for kind in ("keras", "script") for name in KINDS),
        # of these every layer is tried below
        *((kind, f"{which} base") for kind in ("script", "onnx") for which in ("own", "known")),
        *((kind, "numbers") for kind, _ in EXPORTS if kind not in ("keras", "script")),
    ],
)
def test_an_export_answers_as_the_model(store, name, kind, tmp_path, capfd):
    model = store.load(name).model
    rows = rows_for(model)
    due = answers_of(model, rows)
    capfd.readouterr()
    path = store.export(name, kind, tmp_path)
    assert capfd.readouterr() == ("", "")
    found = ANSWERS[kind](path, rows)
    np.testing.assert_allclose(found, due, rtol=1e-4, atol=1e-4 * np.abs(due).max())
    parts = set(KerasScript().files(path)) if kind == "script" else {path}
    assert set(tmp_path.iterdir()) == parts


def test_the_script_is_tried_in_a_process_of_its_own(store, tmp_path, monkeypatch):
    answers, found = KerasScript.answers, []
    monkeypatch.setattr(
        KerasScript, "answers", lambda *given: found.append(answers(*given)) or found[0]
    )
    rows = rows_for(model := store.load("image").model)
    monkeypatch.setattr(runpy, "run_path", None)
    store.export("image", "script", tmp_path)
    np.testing.assert_allclose(found[0], answers_of(model, rows), rtol=1e-4)


@pytest.mark.parametrize("spec", NETWORKS)
def test_every_layer_can_be_exported(spec, tmp_path):
    run = Loaded(spec)
    rows = rows_for(run.model)
    due = answers_of(run.model, rows)
    assert np.all(np.std(due, axis=0) > 0)  # no layer hides what those before it give
    for writer, place in (
        (SavedModelFolder(), tmp_path / "m"),
        (OnnxFile(), tmp_path / "m.onnx"),
        (LiteRTFile(), tmp_path / "m.tflite"),
    ):
        writer.write(run, place)
        require_same(writer.answers(place, rows), due, spec)


def test_the_reference_of_onnx_stands_in_for_its_runtime(store, tmp_path, monkeypatch):
    monkeypatch.setattr(
        _export, "find_spec", lambda name: None if name == "onnxruntime" else find_spec(name)
    )
    assert store.export("image", "onnx", tmp_path).name == "image.onnx"


def test_a_missing_package_is_named_before_anything_is_loaded(store, monkeypatch):
    monkeypatch.setattr(_export, "find_spec", lambda _: None)
    with pytest.raises(dm.StoreError) as caught:
        store.export("image", "onnx")
    assert str(caught.value) == "ONNX needs two packages: pip install onnx tf2onnx"


def test_a_keras_that_has_no_litert_is_named_before_anything_is_loaded(store, monkeypatch):
    monkeypatch.setattr(_export, "version", lambda _: "3.12.1")
    with pytest.raises(dm.StoreError) as caught:
        store.export("image", "litert")
    assert str(caught.value) == (
        "LiteRT needs Keras 3.13 or later, and this is 3.12.1: pip install -U keras"
    )


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize("name", ["numbers", "yes or no"])
def test_the_script_trains_the_model_on(store, name, tmp_path):
    found = runpy.run_path(str(store.export(name, "script", tmp_path)))
    assert len(found["train"](X, KINDS[name][1]).history["loss"]) == 1


def test_a_keras_file_has_the_name_of_the_model_and_its_history(store, tmp_path):
    path = store.export("image", "keras", tmp_path)
    assert path == tmp_path / "image.keras"
    assert dm.load(path).history == store.load("image").history


@pytest.mark.usefixtures("in_this_process")
def test_nothing_is_written_over(store, tmp_path):
    paths = [store.export("image", "onnx", tmp_path) for _ in range(2)]
    assert [path.name for path in paths] == ["image.onnx", "image-2.onnx"]
    there = tmp_path / "mine.onnx"
    there.write_text("mine")
    with pytest.raises(dm.StoreError, match="is there already: delete it first"):
        store.export("image", "onnx", there)
    assert there.read_text() == "mine"
    assert store.export("image", "onnx", tmp_path / "other").name == "other.onnx"
    assert store.export("image", "ONNX").parent == store.folder.parent
    (tmp_path / "image.weights.h5").write_text("mine")
    assert store.export("image", "Keras script", tmp_path).name == "image-2.py"


def test_what_answers_otherwise_is_not_written(store, tmp_path, monkeypatch):
    answers = SavedModelFolder.answers
    monkeypatch.setattr(SavedModelFolder, "answers", lambda *given: answers(*given) + 0.01)
    with pytest.raises(dm.StoreError, match=r"its answers .* differ by 0\.01"):
        store.export("image", "saved_model", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_converter_that_fails_leaves_nothing(store, tmp_path, monkeypatch):
    def fails(_self, _run, path):
        path.write_text("half")
        raise ValueError("no such\n  op")

    monkeypatch.setattr(OnnxFile, "write", fails)
    with pytest.raises(dm.StoreError, match="'image' can't be written as ONNX: no such op"):
        store.export("image", "onnx", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_exported_gives_an_error(store, tmp_path):
    with pytest.raises(
        dm.StoreError, match="no format 'pickle' to export to: write one of 'keras'"
    ):
        store.export("image", "pickle")
    with pytest.raises(dm.StoreError, match="there is no saved model 'imag'"):
        store.export("imag", "onnx")
    with pytest.raises(dm.StoreError, match=r"there is no folder .*: make it first"):
        store.export("image", "onnx", tmp_path / "nowhere" / "a.onnx")


def test_answers_are_held_against_each_other_by_their_size():
    require_same(np.array([[1e6, 0.1]]), np.array([[1e6, 0.0]]), "it")
    require_same(np.array([[np.nan, np.inf]]), np.array([[np.nan, np.inf]]), "it")
    for found in ([[1.0, 0.1]], [[1.0, np.nan]], [[np.inf, 0.0]], [[1.0]]):
        with pytest.raises(dm.StoreError, match="it was not written"):
            require_same(np.array(found), np.array([[1.0, 0.0]]), "it")


@pytest.mark.usefixtures("in_this_process")
def test_a_script_says_what_its_outputs_stand_for_and_loads_without_a_warning(tmp_path):
    store = dm.ModelStore(tmp_path / "models")
    x = np.random.default_rng(0).normal(size=(60, 3)).astype(np.float32)
    run = dm.train("3 -> 2 softmax ; epochs 1", x, np.where(x[:, 0] > 0, 'it\'s "big"', "small"))
    store.save(run, "animals")
    script = store.export("animals", "script")
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        names = runpy.run_path(str(script))["class_names"]
    assert names == list(run.class_names)

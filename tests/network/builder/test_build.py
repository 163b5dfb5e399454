import random
import sys
import threading

import numpy as np
import pytest

from densemodel.data import Task, bind, choose_task
from densemodel.errors import DataError, SpecError
from densemodel.language import METRICS, KerasCall, parse
from densemodel.network import build, make
from densemodel.network.builder._make import _Draws
from support.forked import run_script

pytestmark = pytest.mark.tensorflow

SPECS = [
    "784 -> 50 relu -> 50 relu -> 10 softmax",
    "784 -> 10 softmax ; init zeros ; sgd lr 0.5 ; batch 100 ; steps 2000",
    "20 -> 20 sigmoid -> 6 sigmoid -> 3 softmax ; init tn:0.1 ; adam lr 0.003",
    "20 -> 20 bn relu -> 10 bn(scale=off) tanh -> 3",
    "20 -> 3*(10 relu drop 0.2) -> 3 softmax ; seed 7",
    "small: 20 -> 8 ln gelu noise 0.1 -> 1 sigmoid",
    "2 -> 4 tanh -> 2 tanh -> 1 sigmoid",
    "9 -> 50 relu -> 32 relu -> 1 ; loss mean_squared_error",
    "9 -> 5 leaky_relu(negative_slope=.1) -> 3 ; loss mse ; sgd(momentum=.9) lr 0.1",
    "5 -> 4(l2=1e-4) selu -> 3 sigmoid ; rmsprop",
    "28x28 -> flatten -> 12 relu -> 10 softmax ; metrics accuracy",
    "4x4 -> 5(init=he_normal) relu -> 2 ; bias 0.1 ; loss categorical_crossentropy",
]


@pytest.mark.parametrize("text", SPECS)
def test_model_is_what_the_spec_says(text):
    import keras

    spec = parse(text)
    model = build(spec)
    assert type(model) is keras.Sequential
    assert model.input_shape == (None, *spec.input_shape)
    assert model.output_shape == (None, *spec.output_shape)
    assert [type(layer).__name__ for layer in model.layers] == [layer.kind for layer in spec.layers]
    counts = [layer.count_params() for layer in model.layers]
    assert counts == [layer.parameter_count for layer in spec.layers]
    assert type(model.optimizer).__name__ == spec.settings.optimizer.name
    assert float(model.optimizer.learning_rate) == pytest.approx(spec.settings.learning_rate)
    assert spec.name is None or model.name == spec.name


def test_options_that_keras_refuses_together_are_a_spec_error():
    with pytest.raises(SpecError, match="clip"):
        build("4 -> 3 ; sgd(global_clipnorm=1) ; clip value 0.1")


def test_images_have_their_channels_last_whatever_keras_is_set_to():
    import keras

    text = "8x6x3 -> conv 4 sdrop 0.1 -> sepconv 5/2 -> max 2 -> flatten -> 3"
    usual = build(text)
    keras.config.set_image_data_format("channels_first")
    try:
        model = build(text)
    finally:
        keras.config.set_image_data_format("channels_last")
    shapes = [[layer.output.shape for layer in one.layers] for one in (usual, model)]
    assert shapes[0] == shapes[1]
    x = np.random.default_rng(0).normal(size=(2, 8, 6, 3)).astype("float32")
    assert np.array_equal(usual(x), model(x))


@pytest.mark.parametrize(
    ("text", "y", "keys"),
    [
        ("4 -> 3 softmax", np.arange(12) % 3, {"accuracy"}),
        ("4 -> 3", np.eye(3)[np.arange(12) % 3], {"accuracy"}),
        ("4 -> 1 sigmoid", np.array(["no", "yes"] * 6), {"accuracy"}),
        ("4 -> 3 sigmoid", np.ones((12, 3)), {"accuracy"}),
        ("4 -> 1", np.linspace(0, 1, 12), {"mean_absolute_error", "r2_score"}),
        ("4 -> 2", np.ones((12, 2)) * 0.5, {"mean_absolute_error", "r2_score"}),
        ("4 -> 3 softmax ; loss mse", np.arange(12) % 3, {"accuracy"}),
        ("4 -> 1 tanh ; loss hinge", np.arange(12) % 2, {"accuracy"}),
        (
            "4 -> 3 softmax ; metrics accuracy auc precision f1_score",
            np.arange(12) % 3,
            {"accuracy", "auc", "precision", "f1_score"},
        ),
        ("4 -> 1 ; metrics pearson_correlation", np.linspace(0, 1, 12), {"pearson_correlation"}),
    ],
)
def test_bound_data_is_scored_under_sensible_names(text, y, keys):
    spec = parse(text)
    x = np.random.default_rng(0).normal(size=(12, 4))
    bound = bind(spec, x, y).require()
    logs = build(spec, x, y).evaluate(bound.x, bound.y, verbose=0, return_dict=True)
    assert set(logs) == {"loss", *keys}
    assert all(np.isfinite(value) and np.ndim(value) == 0 for value in logs.values())


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
@pytest.mark.parametrize("text", ["4 -> 3 softmax", "4 -> 3", "4 -> 1 sigmoid", "4 -> 1"])
def test_every_metric_has_the_same_name_in_the_second_model(text, metric):
    spec = parse(f"{text} ; metrics {metric.word}")
    tasks = choose_task(spec).metrics
    names = [[make(call).name for call in tasks] for _ in range(2)]
    assert names[0] == names[1]


def test_accuracy_of_raw_outputs_is_that_of_their_sign():
    x = np.array([[-1.0], [-0.2], [0.2], [1.0]])
    y = np.array([0, 0, 1, 1])
    spec = parse("1 -> 1 ; loss binary_crossentropy")
    model = build(spec, x, y)
    model.set_weights([np.ones((1, 1)), np.zeros(1)])
    logs = model.evaluate(x, bind(spec, x, y).y, verbose=0, return_dict=True)
    assert logs["accuracy"] == 1


@pytest.mark.small_training
def test_the_same_spec_starts_from_the_same_weights():
    first, second = (build(parse("4 -> 5 relu -> 3")).get_weights() for _ in range(2))
    other = build(parse("4 -> 5 relu -> 3 ; seed 1")).get_weights()
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
    assert not np.array_equal(first[0], other[0])


def test_the_callers_random_numbers_are_left_alone():
    states = random.getstate(), np.random.get_state()[1].tolist()  # noqa: NPY002 - the global one
    build(parse("4 -> 5 relu drop 0.2 -> 3"))
    assert (random.getstate(), np.random.get_state()[1].tolist()) == states  # noqa: NPY002


def test_more_layers_than_python_has_calls_within_calls_are_built():
    limit = sys.getrecursionlimit()
    model = build("2 -> 10*(bn) -> 1000*(drop 0.1) -> 2")
    assert len(model.layers) == 1011 > limit
    assert sys.getrecursionlimit() == limit


def test_the_random_state_is_restored_even_after_an_error():
    state = random.getstate()
    unknown = Task("regression", KerasCall("losses", "NoSuchLoss"), (), "")
    with pytest.raises(SpecError, match="has no NoSuchLoss"):
        build(parse("4 -> 3"), task=unknown)
    assert random.getstate() == state


def test_data_that_does_not_fit_is_refused():
    with pytest.raises(DataError, match="the spec says 4, the data has 3"):
        build(parse("4 -> 1"), np.ones((5, 3)), np.ones(5))


def test_labels_choose_the_loss():
    x, y = np.ones((6, 4)), np.eye(3)[[0, 1, 2] * 2]
    assert build(parse("4 -> 3 softmax"), x, y).loss.name == "categorical_crossentropy"
    assert build(parse("4 -> 3 softmax")).loss.name == "sparse_categorical_crossentropy"


def test_make_nests_calls():
    start = KerasCall("initializers", "TruncatedNormal", (("stddev", 0.1),))
    layer = make(KerasCall("layers", "Dense", (("units", 5), ("kernel_initializer", start))))
    assert (layer.units, layer.kernel_initializer.stddev) == (5, 0.1)


def test_saved_model_opens_without_densemodel(tmp_path):
    model = build(parse("4 -> 5 bn relu drop 0.2 -> 3 ; adam lr 0.01"))
    path = tmp_path / "model.keras"
    model.save(path)
    x = np.random.default_rng(0).normal(size=(6, 4)).astype(np.float32)
    np.save(tmp_path / "x.npy", x)
    script = (
        "import sys, keras, numpy as np\n"
        "model = keras.models.load_model(sys.argv[1])\n"
        "np.save(sys.argv[3], model.predict(np.load(sys.argv[2]), verbose=0))\n"
        "assert 'densemodel' not in sys.modules\n"
    )
    ran = run_script(script, path, tmp_path / "x.npy", tmp_path / "guess.npy")
    assert ran.returncode == 0, ran.stderr
    guess = np.load(tmp_path / "guess.npy")
    assert np.allclose(guess, model.predict(x, verbose=0), atol=1e-6)


def test_a_thread_that_draws_meanwhile_changes_no_weight():
    spec = "4 -> 8 relu drop 0.2 -> 8 relu -> 8 relu -> 3 softmax ; seed 7"
    alone = build(spec).get_weights()
    is_over = threading.Event()

    def draw():
        while not is_over.is_set():
            random.getrandbits(8)

    drawing = threading.Thread(target=draw)
    drawing.start()
    try:
        beside = [build(spec).get_weights() for _ in range(10)]
    finally:
        is_over.set()
        drawing.join()
    assert all(np.array_equal(a, b) for found in beside for a, b in zip(alone, found, strict=True))


def test_a_thread_that_draws_meanwhile_gets_its_own_numbers():
    random.seed(3)
    wanted = [random.getrandbits(8) for _ in range(20_000)]
    building = threading.Thread(target=lambda: [build("4 -> 8 relu -> 3") for _ in range(10)])
    random.seed(3)
    building.start()
    found = [random.getrandbits(8) for _ in range(10_000)]
    building.join()
    found += [random.getrandbits(8) for _ in range(10_000)]
    assert found == wanted


def test_a_keras_that_draws_elsewhere_is_seeded_there(monkeypatch):
    wanted = build("4 -> 8 relu drop 0.2 -> 3").get_weights()
    monkeypatch.setattr(_Draws, "__getattr__", lambda _, name: getattr(random, name))
    found = build("4 -> 8 relu drop 0.2 -> 3").get_weights()
    assert all(np.array_equal(a, b) for a, b in zip(wanted, found, strict=True))


def test_what_an_older_keras_lacks_is_refused_in_a_sentence(monkeypatch):
    import keras

    monkeypatch.setattr(keras, "__version__", "3.11.0")
    monkeypatch.delattr(keras.optimizers, "Muon")
    with pytest.raises(SpecError, match=r"^Keras 3\.11\.0 has no Muon: write something else"):
        build(parse("4 -> 2 ; muon"))

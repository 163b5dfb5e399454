import numpy as np
import pandas as pd
import pytest

from densemodel.data import bind
from densemodel.errors import DataError, SpecError
from densemodel.language import parse
from densemodel.network import build, build_bound
from support.network.called import answers_of

pytestmark = pytest.mark.tensorflow

ROWS = 200
RNG = np.random.default_rng(0)
X = (RNG.normal(size=(ROWS, 4)) * [1, 10, 100, 0] + [0, 3, 1000, 7]).astype(np.float32)
Y = np.arange(ROWS) % 3
IMAGES = RNG.integers(0, 256, (ROWS, 6, 6)).astype(np.uint8)


def norm_of(model):
    return next(layer for layer in model.layers if type(layer).__name__ == "Normalization")


def test_norm_learns_from_the_rows_that_train_and_from_no_others():
    spec = parse("4 -> norm -> 3 softmax")
    training = X[bind(spec, X, Y).training_rows].astype(np.float64)
    mean, variance, _ = norm_of(build(spec, X, Y)).get_weights()
    assert mean == pytest.approx(training.mean(axis=0), rel=1e-6)
    assert variance[:3] == pytest.approx(training.var(axis=0)[:3], rel=1e-6)
    assert mean[1] != pytest.approx(X.mean(axis=0)[1], rel=1e-6)


def test_norm_agrees_with_what_keras_adapts():
    import keras

    spec = parse("4 -> norm -> 3 softmax ; split off")
    theirs = keras.layers.Normalization()
    theirs.adapt(X.astype(np.float64))
    ours = norm_of(build(spec, X, Y))
    assert np.allclose(np.asarray(ours(X)), np.asarray(theirs(X)), atol=1e-4)


def test_a_constant_column_becomes_0_and_stays_small_when_it_changes():
    norm = norm_of(build(parse("4 -> norm -> 3 softmax"), X, Y))
    assert (np.asarray(norm(X))[:, 3] == 0).all()
    changed = X + 1
    assert np.asarray(norm(changed))[:, 3] == pytest.approx(1)


def test_a_single_row_gives_zeros_and_no_nan():
    model = build(parse("4 -> norm -> 3 softmax"), X[:1], Y[:1])
    assert (np.asarray(norm_of(model)(X[:1])) == 0).all()


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("6x6 -> flatten -> norm -> 3 softmax", 36),
        ("6x6 -> scale / 255 -> norm -> 3 softmax", 6),
        ("6x6 -> scale / 255 -> reshape 6x6x1 -> norm -> conv 2 -> 3 softmax", 1),
        ("6x6x1 -> norm -> conv 2 relu -> 3 softmax", 1),
    ],
)
def test_norm_learns_through_what_stands_before_it(text, columns):
    model = build(parse(text), IMAGES, Y)
    bound = bind(parse(text), IMAGES, Y)
    reached = bound.x[bound.training_rows]
    for layer in model.layers:
        reached = layer(reached)
        if layer is norm_of(model):
            break
    flat = np.asarray(reached).reshape(-1, columns)
    assert norm_of(model).get_weights()[0].shape == (columns,)
    assert flat.mean(axis=0) == pytest.approx(0, abs=1e-5)
    assert flat.std(axis=0) == pytest.approx(1, abs=1e-4)


def test_more_rows_than_pass_at_once_give_one_mean():
    x = np.concatenate([RNG.normal(5, 1, (6000, 2)), RNG.normal(-5, 3, (4000, 2))])
    spec = parse("2 -> norm -> 1 ; split off")
    mean, variance, _ = norm_of(build(spec, x, x[:, 0])).get_weights()
    assert mean == pytest.approx(x.mean(axis=0), rel=1e-5)
    assert variance == pytest.approx(x.var(axis=0), rel=1e-5)


def test_a_column_whose_mean_is_large_keeps_its_spread():
    years = np.linspace(1.7e9, 1.7e9 + 1e6, 1000).reshape(-1, 1)
    norm = norm_of(build(parse("1 -> norm -> 1 ; split off"), years, years[:, 0] * 1e-9))
    assert np.asarray(norm(years.astype(np.float32))).std() == pytest.approx(1, rel=1e-3)


def test_numbers_that_cannot_be_squared_are_refused():
    x = X.copy()
    x[0, 0] = 1e30
    with pytest.raises(DataError, match="norm squares it"):
        build(parse("4 -> norm -> 3 softmax ; split off"), x, Y)
    # what comes out of other layers is seen only when the model is built
    x = np.linspace(0, 80, len(Y) * 4).reshape(-1, 4)
    with pytest.raises(DataError, match="too large for float32"):
        build(parse("4 -> exponential -> norm -> 3 softmax ; split off"), x, Y)


def test_a_saved_model_keeps_what_norm_learnt(tmp_path):
    import keras

    model = build(parse("4 -> norm -> 3 softmax"), X, Y)
    model.save(tmp_path / "model.keras")
    opened = keras.models.load_model(tmp_path / "model.keras")
    assert np.array_equal(answers_of(opened, X), answers_of(model, X))


def test_auto_is_built_from_the_data():
    model = build("auto -> 5 relu -> auto softmax", pd.DataFrame(X), np.array(["a", "b", "c"])[Y])
    assert (model.input_shape, model.output_shape) == ((None, 4), (None, 3))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("auto -> 3 softmax", "auto takes its size from the data: give x and y"),
        ("4 -> auto softmax", "auto takes its size from the data: give x and y"),
        ("4 -> norm -> 3 softmax", "norm learns from the data: give x and y"),
        ("table -> 3 softmax", "table takes its columns from the data: give x and y"),
    ],
)
def test_without_data_the_error_names_what_needs_it(text, word):
    with pytest.raises(SpecError, match=word):
        build(text)
    with pytest.raises(SpecError, match=word):
        build(text, y=Y)


def test_refused_data_give_a_model_if_the_network_does_not_need_them():
    assert build_bound(bind(parse("5 -> 3 softmax"), X, Y)).count_params() == 18
    with pytest.raises(DataError, match="the data has 4"):
        build_bound(bind(parse("5 -> norm -> 3 softmax"), X, Y))

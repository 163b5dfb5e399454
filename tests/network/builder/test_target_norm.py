import numpy as np
import pytest

from densemodel.data import bind
from densemodel.errors import DataError, SpecError
from densemodel.language import parse
from densemodel.network import build, build_bound, load_keras, spec_of
from support.network.called import answers_of

pytestmark = pytest.mark.tensorflow

RNG = np.random.default_rng(0)
X = RNG.normal(size=(40, 3)).astype(np.float32)
PRICES = 200_000 + 80_000 * X[:, 0]
TWO = np.stack([PRICES, 0.001 * X[:, 1]], axis=1)
ONE_TEXT = "3 -> norm -> 4 relu -> 1 ; target norm"
TWO_TEXT = "3 -> 4 relu -> 2 ; loss mse ; target norm"
BOTH = pytest.mark.parametrize(("text", "y"), [(ONE_TEXT, PRICES), (TWO_TEXT, TWO)])


def last(model):
    return model.layers[-1]


def test_the_model_ends_in_the_mean_and_spread_of_the_rows_that_train():
    model = build(ONE_TEXT, X, PRICES)
    training = PRICES[bind(ONE_TEXT, X, PRICES).training_rows].astype(np.float64)
    assert type(last(model)).__name__ == "Rescaling"
    assert last(model).offset == pytest.approx(training.mean())
    assert last(model).scale == pytest.approx(training.std())
    assert training.mean() != pytest.approx(PRICES.mean())


@BOTH
def test_the_other_layers_start_as_without_it(text, y):
    plain = build(text.removesuffix(" ; target norm"), X, y)
    model = build(text, X, y)
    answers = np.asarray(plain(X)) * np.float32(last(model).scale) + last(model).offset
    assert np.asarray(model(X)) == pytest.approx(answers, rel=1e-5)
    assert model.count_params() == plain.count_params()


def test_each_column_of_y_has_numbers_of_its_own():
    model = build(f"{TWO_TEXT} ; split off", X, TWO)
    assert list(last(model).scale) == pytest.approx(TWO.std(axis=0), rel=1e-5)
    assert list(last(model).offset) == pytest.approx(TWO.mean(axis=0), rel=1e-5)


@BOTH
def test_a_saved_model_predicts_the_same(text, y, tmp_path):
    keras, model = load_keras(), build(text, X, y)
    model.save(tmp_path / "model.keras")
    opened = keras.models.load_model(tmp_path / "model.keras")
    again = keras.Sequential.from_config(model.get_config())
    again.set_weights(model.get_weights())
    for layer in again.layers:
        getattr(layer, "finalize_state", list)()
    answers = answers_of(model, X)
    assert np.array_equal(answers_of(opened, X), answers)
    assert np.array_equal(answers_of(again, X), answers)


@BOTH
def test_spec_of_a_built_model_says_target_norm(text, y):
    spec = spec_of(build(text, X, y))
    assert spec == parse(text)
    assert any("target norm will learn its numbers" in note for note in spec.notes)


def test_what_scale_says_stays_scale():
    keras = load_keras()
    layers = [keras.Input((3,)), keras.layers.Dense(1), keras.layers.Rescaling(1 / 255)]
    assert str(spec_of(keras.Sequential(layers))) == "3 -> 1 scale / 255"


def test_a_trailing_layer_that_is_frozen_is_reported():
    keras = load_keras()
    end = keras.layers.Rescaling(2.0, offset=1.0, trainable=False)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1), end])
    with pytest.raises(SpecError, match="trainable=False"):
        spec_of(model)


def test_without_data_the_error_says_what_it_learns_from():
    message = r"target norm learns from y: give x and y, as in dm\.build\(spec, x, y\)"
    with pytest.raises(SpecError, match=message):
        build("3 -> 1 ; target norm")
    with pytest.raises(SpecError, match=message):
        build("3 -> 1 ; target norm", y=PRICES)


def test_data_that_are_refused_give_no_model():
    with pytest.raises(DataError, match="the data has 3"):
        build_bound(bind("4 -> 1 ; target norm", X, PRICES))


def test_columns_need_the_order_of_axes_that_a_spec_has():
    keras = load_keras()
    keras.config.set_image_data_format("channels_first")
    try:
        with pytest.raises(SpecError, match="set_image_data_format"):
            build(TWO_TEXT, X, TWO)
        assert np.isfinite(np.asarray(build(ONE_TEXT, X, PRICES)(X))).all()
    finally:
        keras.config.set_image_data_format("channels_last")

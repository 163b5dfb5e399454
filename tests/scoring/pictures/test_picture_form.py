"""Which rows are pictures, and how their numbers become pixels."""

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_digits

import densemodel as dm
from densemodel.scoring import picture_form

DIGITS = load_digits().data.astype(np.float32)
NOISE = np.random.default_rng(5)


def spec_of(size):
    return dm.parse(
        f"{size} -> 3 softmax" if "x" not in size else f"{size} -> flatten -> 3 softmax"
    )


def pixels_of(x, spec):
    form = picture_form(x, spec)
    return None if form is None else form.pixels(x)


def rows(*shape):
    return NOISE.random(shape, dtype=np.float32)


@pytest.mark.parametrize(
    ("size", "shape", "drawn"),
    [
        ("28x28x1", (28, 28, 1), (28, 28)),
        ("12x10x3", (12, 10, 3), (12, 10, 3)),
        ("28x28", (28, 28), (28, 28)),
        ("784", (784,), (28, 28)),
    ],
)
def test_an_input_of_image_shape_is_drawn(size, shape, drawn):
    pixels = pixels_of(rows(5, *shape), spec_of(size))
    assert pixels is not None
    assert pixels.shape == (5, *drawn)
    assert pixels.dtype == np.uint8


def test_flat_digits_of_64_columns_are_known_by_their_neighbours():
    pixels = pixels_of(DIGITS[:300], spec_of("64"))
    assert pixels is not None
    assert pixels.shape == (300, 8, 8)


def test_flat_digits_are_known_when_each_column_was_scaled():
    scaled = (DIGITS - DIGITS.mean(0)) / (DIGITS.std(0) + 1e-6)
    assert pixels_of(scaled, spec_of("64")) is not None


def test_flat_colour_pictures_are_known_by_their_neighbours():
    smooth = rows(40, 34, 34, 3)
    smooth = sum(smooth[:, i : i + 32, j : j + 32] for i in range(3) for j in range(3)) / 9
    pixels = pixels_of(smooth.reshape(40, -1), spec_of("3072"))
    assert pixels is not None
    assert pixels.shape == (40, 32, 32, 3)


@pytest.mark.parametrize("columns", [64, 100, 144, 256, 768, 1024, 3072, 4096])
def test_a_table_of_as_many_columns_as_a_picture_stays_a_table(columns):
    scales = NOISE.lognormal(0, 3, columns).astype(np.float32)
    assert pixels_of(rows(150, columns) * scales, spec_of(str(columns))) is None


@pytest.mark.parametrize("columns", [64, 144, 1024])
def test_a_spectrum_stays_a_spectrum(columns):
    steps = NOISE.normal(size=(150, columns)).astype(np.float32)
    assert pixels_of(steps.cumsum(axis=1), spec_of(str(columns))) is None


def test_a_small_table_is_none():
    x = load_breast_cancer().data.astype(np.float32)
    assert pixels_of(x, spec_of("30")) is None


def test_times_by_sensors_are_none():
    assert pixels_of(rows(60, 50, 9).cumsum(axis=1), spec_of("50x9")) is None


def test_a_plane_that_is_no_square_is_known_by_its_neighbours():
    smooth = rows(40, 22, 42)
    smooth = sum(smooth[:, i : i + 20, j : j + 40] for i in range(3) for j in range(3)) / 9
    pixels = pixels_of(smooth, spec_of("20x40"))
    assert pixels is not None
    assert pixels.shape == (40, 20, 40)


def test_more_channels_than_a_screen_has_are_none():
    assert pixels_of(rows(6, 28, 28, 4), spec_of("28x28x4")) is None


def test_no_rows_are_none():
    assert pixels_of(rows(0, 784), spec_of("784")) is None


def test_the_least_number_is_black_and_the_greatest_white():
    x = np.linspace(-2, 6, 784, dtype=np.float32)[None]
    pixels = pixels_of(x, spec_of("784"))
    assert pixels is not None
    assert (pixels.min(), pixels.max()) == (0, 255)


def test_rows_that_are_all_the_same_are_black():
    pixels = pixels_of(np.full((2, 784), 7, np.float32), spec_of("784"))
    assert pixels is not None
    assert not pixels.any()


def test_gaps_are_black():
    x = rows(2, 784)
    x[0, :9] = np.nan
    pixels = pixels_of(x, spec_of("784"))
    assert pixels is not None
    assert not pixels[0].ravel()[:9].any()


def test_one_row_is_drawn_as_among_others():
    x = rows(30, 784)
    form = picture_form(x, spec_of("784"))
    assert form is not None
    assert np.array_equal(form.pixels(x[4:5])[0], form.pixels(x)[4])

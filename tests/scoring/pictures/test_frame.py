"""A drawing or an image in the form of the training rows."""

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.neighbors import KNeighborsClassifier

from densemodel.scoring import PictureForm
from densemodel.scoring.pictures._frame import fitted, ink_of, resized

INK = np.zeros((280, 280), np.float32)
INK[200:260, 30:60] = 1  # a bar, at the lower left


def mass_of(picture):
    return [float((picture * axis).sum() / picture.sum()) for axis in np.indices(picture.shape)]


def test_ink_is_cropped_scaled_to_20_of_28_and_centred_by_its_mass():
    found = fitted(INK, (28, 28))
    down, across = (np.flatnonzero(found.any(axis=axis)) for axis in (1, 0))
    assert (len(down), len(across)) == (20, 10)
    assert mass_of(found) == pytest.approx([14, 14], abs=0.5)
    assert found.max() == pytest.approx(1)
    assert fitted(INK, (14, 28)).any(axis=1).sum() == 10
    heavy = np.where(np.indices((280, 280))[0] > 250, INK, INK / 5)  # most ink at the bottom
    assert mass_of(fitted(heavy, (28, 28)))[0] == pytest.approx(14, abs=0.5)


def test_a_picture_is_the_same_wherever_and_however_large_it_is_drawn():
    moved = np.roll(INK, (-90, 140), (0, 1))
    np.testing.assert_array_equal(fitted(INK, (28, 28)), fitted(moved, (28, 28)))
    larger = np.kron(INK[190:270, 20:70], np.ones((3, 3)))
    np.testing.assert_allclose(fitted(INK, (28, 28)), fitted(larger, (28, 28)), atol=0.02)


def test_an_empty_drawing_is_an_empty_frame_and_a_dot_is_a_square():
    assert not fitted(np.zeros((280, 280)), (28, 28)).any()
    dot = np.zeros((280, 280))
    dot[3, 5] = 1
    assert fitted(dot, (28, 28)).sum() == pytest.approx(400)


def test_it_fits_shifted_and_shrunk_digits():
    x, y = load_digits(return_X_y=True)
    pictures = np.kron(x.reshape(-1, 8, 8) / 16, np.ones((3, 3)))
    known = np.stack([fitted(one, (24, 24)) for one in pictures]).reshape(len(x), -1)
    neighbors = KNeighborsClassifier(1).fit(known[:1400], y[:1400])
    for changed in (
        np.pad(pictures[1400:], ((0, 0), (9, 0), (0, 9))),
        np.stack([np.pad(resized(one, (15, 15)), 9) for one in pictures[1400:]]),
    ):
        found = np.stack([fitted(one, (24, 24)) for one in changed]).reshape(len(changed), -1)
        assert neighbors.score(found, y[1400:]) > 0.9
        plain = np.stack([resized(one, (24, 24)) for one in changed]).reshape(len(changed), -1)
        assert neighbors.score(plain, y[1400:]) < 0.6


def rows(is_light_on_dark):
    pictures = np.zeros((20, 8, 8))
    pictures[:, 2:6, 2:6] = 16
    return (pictures if is_light_on_dark else 16 - pictures).astype(np.float32)


@pytest.mark.parametrize("is_light_on_dark", [True, False])
def test_ink_is_light_or_dark_as_in_the_corners_of_the_training_rows(is_light_on_dark):
    form = PictureForm.of(rows(is_light_on_dark).reshape(20, 64), (8, 8))
    assert (form.low, form.high, form.is_light_on_dark) == (0, 16, is_light_on_dark)
    found = form.of_drawing(INK)
    assert found.dtype == np.float32
    assert found[0, 0] == (0 if is_light_on_dark else 16)
    assert found[4, 4] == (16 if is_light_on_dark else 0)
    plain = form.of_drawing(INK, is_fitted=False)
    assert abs(plain[6, 1] - plain[0, 0]) > 8 > abs(plain[4, 4] - plain[0, 0])


@pytest.mark.parametrize("is_dark_on_light", [True, False])
@pytest.mark.parametrize("channels", [0, 1, 3, 4])
def test_an_image_of_any_size_gives_the_same_as_its_drawing(channels, is_dark_on_light):
    form = PictureForm.of(rows(is_light_on_dark=True), (8, 8))
    grey = 40 + 160 * ((1 - INK) if is_dark_on_light else INK)
    image = grey.astype(np.uint8)
    if channels:
        image = np.repeat(image[..., None], channels, axis=2)
        image[..., 3:] = 255  # opaque
    np.testing.assert_allclose(form.of_image(image), form.of_drawing(INK), atol=0.01)


def test_grey_photographs_have_no_ground_and_are_cropped_as_they_are():
    x = np.random.default_rng(0).integers(0, 256, (20, 8, 8)).astype(np.float32)
    form = PictureForm.of(x, (8, 8))
    assert (form.has_ground, form.is_drawing) == (False, False)
    image = np.zeros((60, 80, 3), np.uint8)
    image[:, 10:70] = [90, 120, 150]
    np.testing.assert_allclose(form.of_image(image), np.full((8, 8), 120), atol=1)
    assert PictureForm.of(rows(is_light_on_dark=False), (8, 8)).has_ground


def test_a_transparent_image_is_on_white():
    image = np.zeros((280, 280, 4), np.uint8)
    image[..., 3] = INK * 255
    form = PictureForm.of(rows(is_light_on_dark=True), (8, 8))
    np.testing.assert_allclose(form.of_image(image), form.of_drawing(INK), atol=0.01)


def test_a_colour_image_is_cropped_to_the_shape_and_scaled():
    x = np.random.default_rng(0).integers(0, 256, (5, 4, 8, 3)).astype(np.float32)
    form = PictureForm.of(x, (4, 8, 3))
    image = np.zeros((100, 80, 3), np.uint8)
    image[30:70] = [200, 100, 0]
    found = form.of_image(image)
    assert found.shape == (4, 8, 3)
    scale = x.max() - x.min()
    np.testing.assert_allclose(
        found, x.min() + np.array([200, 100, 0]) / 255 * scale + np.zeros((4, 8, 3)), rtol=1e-4
    )
    assert form.of_image(np.full((9, 9), 255, np.uint8)).max() == x.max()
    assert form.of_drawing(INK).shape == (4, 8, 3)


def test_the_ground_of_an_image_is_in_its_corners():
    np.testing.assert_allclose(
        ink_of(np.array([[0.8, 0.8, 0.8], [0.8, 0.2, 0.8]])), [[0, 0, 0], [0, 1, 0]]
    )
    assert not ink_of(np.full((3, 3), 0.4)).any()

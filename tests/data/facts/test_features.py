import warnings

import numpy as np
import pandas as pd
import pytest

from densemodel.data import bind
from densemodel.errors import DataError
from densemodel.language import parse

PLAIN = np.arange(24).reshape(8, 3) % 5
Y = np.linspace(-1, 1, 8)


def bound(text, x, y=Y, **more):
    return bind(parse(text), x, y, **more).require()


@pytest.mark.parametrize(
    "x",
    [
        PLAIN,
        PLAIN.astype(np.uint8),
        PLAIN.astype(np.float16),
        PLAIN.astype(np.float64),
        PLAIN.astype(">f8"),
        PLAIN.astype(np.longdouble),
        PLAIN.astype(object),
        np.asfortranarray(PLAIN),
        PLAIN.tolist(),
        tuple(PLAIN),
        pd.DataFrame(PLAIN),
        pd.DataFrame(PLAIN).astype("Int8"),
        pd.DataFrame(PLAIN).astype({0: "Float32", 1: "uint8", 2: object}),
        pd.DataFrame(PLAIN).astype("category"),
        pd.DataFrame(PLAIN).astype(pd.SparseDtype("float64", 0.0)),
        np.ma.masked_array(PLAIN, mask=False),
    ],
    ids=repr,
)
def test_x_of_any_kind_of_number_is_taken(x):
    found = bound("3 -> 1", x).x
    assert found.dtype == np.float32
    assert found.flags.c_contiguous
    assert found.tolist() == PLAIN.tolist()


def test_categories_of_numbers_are_plain_numbers():
    x, y = pd.DataFrame(PLAIN).astype("category"), pd.Series(Y).astype("category")
    assert bound("3 -> 1", x, y).findings == ()


def test_booleans_are_0_and_1():
    frame = pd.DataFrame({"a": [True, False], "b": pd.array([False, True], dtype="boolean")})
    for x in (frame, frame.to_numpy(dtype=bool)):
        assert bound("2 -> 1", x, [1.5, 2.5]).x.tolist() == [[1, 0], [0, 1]]


def test_float32_in_c_order_is_not_copied():
    x = np.ones((8, 3), dtype=np.float32)
    assert bound("3 -> 1", x).x is x


def test_a_read_only_array_is_taken():
    x = np.ones((8, 3))
    x.flags.writeable = False
    assert bound("3 -> 1", x).x.shape == (8, 3)


def test_the_given_array_is_left_as_it_is():
    x = PLAIN.copy()
    bound("3 -> 1", x)
    assert np.array_equal(x, PLAIN)


def test_images_are_flattened_in_order_and_reported():
    images = np.arange(8 * 4, dtype=float).reshape(8, 2, 2)
    found = bound("4 -> 1", images)
    assert found.x.tolist() == images.reshape(8, 4).tolist()
    assert [finding.severity for finding in found.findings] == ["repair"]


def test_flat_rows_become_images():
    assert bound("2x2 -> 1", np.ones((8, 4))).x.shape == (8, 2, 2)


def test_a_sum_that_overflows_is_no_infinite_value():
    x = np.full((8, 3), 3e38, dtype=np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert bound("3 -> 1", x).x is x


@pytest.mark.parametrize(
    ("text", "x"),
    [
        ("64 -> 1", np.arange(8 * 64).reshape(8, 64) / 512),
        ("3 -> 1", np.full((8, 3), 255)),
        ("64 -> bn -> 1", np.arange(8 * 64).reshape(8, 64) % 256),
        ("64 -> scale / 255 -> 1", np.arange(8 * 64).reshape(8, 64) % 256),
        ("8x8 -> scale / 255 -> conv 2 -> 1", np.arange(8 * 64).reshape(8, 8, 8) % 256),
        ("8x8 -> flatten -> scale / 255 -> 1", np.arange(8 * 64).reshape(8, 8, 8) % 256),
        ("64 -> reshape 8x8x1 -> bn -> 1", np.arange(8 * 64).reshape(8, 64) % 256),
        ("3 -> norm -> 1", PLAIN * 5000),
        ("64 -> 1", np.arange(8 * 64).reshape(8, 64) % 256 - 1),
        ("64 -> 1", np.arange(8 * 64).reshape(8, 64) % 256 - 0.5),
    ],
    ids=[
        *("scaled", "table", "bn", "scale", "scale of images", "scale after flatten"),
        *("bn after reshape", "norm", "negative", "fractions"),
    ],
)
def test_scaling_is_not_offered_for_what_is_not_raw_pixels(text, x):
    assert [found for found in bound(text, x).findings if "scale" in found.accept] == []


def test_later_frames_are_matched_by_column_name():
    frame = pd.DataFrame(PLAIN, columns=["a", "b", "c"])
    other = frame[["c", "a", "b"]].assign(note="x")
    found = bound("3 -> 1", frame, validation_data=(other, np.asarray(Y) + 1))
    assert found.column_names == ("a", "b", "c")
    assert found.validation is not None
    assert found.validation[0].tolist() == PLAIN.tolist()
    assert [finding.where for finding in found.findings] == ["validation_data[0]"]
    assert found.encode(other).tolist() == PLAIN.tolist()


def test_a_later_frame_without_a_column_is_refused():
    frame = pd.DataFrame(PLAIN, columns=["a", "b", "c"])
    with pytest.raises(DataError, match="lacks the column 'b'"):
        bound("3 -> 1", frame).encode(frame[["a", "c"]])

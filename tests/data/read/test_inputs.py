import warnings
from collections import deque
from decimal import Decimal
from fractions import Fraction
from typing import Any

import ml_dtypes
import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
import tensorflow as tf

from densemodel.data import bind
from densemodel.data.findings._finding import Findings
from densemodel.data.read._values import read_values

pytestmark = pytest.mark.tensorflow

PLAIN = np.arange(24).reshape(8, 3) % 5
Y = np.linspace(-1, 1, 8)


def read(data):
    findings = Findings()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        values = read_values(data, "x", findings)
    assert values is not None, [finding.message for finding in findings]
    assert values.array.dtype.kind in "biufU"
    assert type(values.array) is np.ndarray
    return values, [finding.message for finding in findings]


def refusal(data):
    findings = Findings()
    assert read_values(data, "x", findings) is None
    (message,) = [finding.message for finding in findings if finding.severity == "refuse"]
    return message


def boxes(values):
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


class Subclass(np.ndarray[Any, Any]):
    pass


class Tensor:
    """As PyTorch's are: no array while they learn or lie on a GPU."""

    def __init__(self, array, *, learns=False, is_on_gpu=False):
        self.array, self.learns, self.is_on_gpu = array, learns, is_on_gpu
        self.shape = array.shape

    def detach(self):
        return Tensor(self.array, is_on_gpu=self.is_on_gpu)

    def cpu(self):
        return Tensor(self.array, learns=self.learns)

    def __len__(self):
        return len(self.array)

    def __array__(self, dtype=None, *, copy=None):
        if self.learns:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad.")
        if self.is_on_gpu:
            raise TypeError("can't convert cuda:0 device type tensor to numpy.")
        return self.array


class Interface:
    def __init__(self, array):
        self._array = array
        self.__array_interface__ = array.__array_interface__


@pytest.mark.parametrize("kind", ["?", *"bBhHiIlLqQefdg", ">i2", ">u8", ">f4", "<f8", "O"])
def test_every_kind_of_number_is_read(kind):
    values, _ = read(PLAIN.astype(kind))
    assert values.array.tolist() == PLAIN.astype(kind).tolist()
    assert values.array.dtype.isnative


@pytest.mark.parametrize(
    "kind", [ml_dtypes.bfloat16, ml_dtypes.float8_e4m3fn, ml_dtypes.int4, ml_dtypes.uint2]
)
def test_kinds_of_accelerators_are_read_as_float32(kind):
    numbers = PLAIN % 2
    values, _ = read(numbers.astype(kind))
    assert values.array.dtype == np.float32
    assert values.array.tolist() == numbers.tolist()
    assert read(boxes(list(numbers[:, 0].astype(kind))))[0].array.tolist() == [*numbers[:, 0]]


@pytest.mark.parametrize(
    "data",
    [
        np.asfortranarray(PLAIN),
        np.repeat(PLAIN, 2, axis=0)[::2],
        PLAIN[::-1][::-1, ::-1][:, ::-1],
        np.broadcast_to(PLAIN, (8, 3)),
        PLAIN.view(Subclass),
        np.asmatrix(PLAIN),
        np.ma.masked_array(PLAIN, mask=False),
        PLAIN.tolist(),
        tuple(map(tuple, PLAIN)),
        [*PLAIN],
        deque(PLAIN.tolist()),
        boxes([*PLAIN]),
        boxes(PLAIN.tolist()),
        boxes([np.ma.masked_array(row) for row in PLAIN]),
        np.vectorize(np.array, otypes=[object])(PLAIN),
        np.vectorize(np.float32, otypes=[object])(PLAIN),
        np.vectorize(Decimal, otypes=[object])(PLAIN.astype(object)),
        np.vectorize(Fraction, otypes=[object])(PLAIN.astype(object)),
        [pd.Series(row) for row in PLAIN],
        tf.constant(PLAIN),
        tf.Variable(PLAIN),
        [tf.constant(row) for row in PLAIN],
        Tensor(PLAIN),
        Tensor(PLAIN, learns=True),
        Tensor(PLAIN, learns=True, is_on_gpu=True),
        Tensor(PLAIN, is_on_gpu=True),
        Interface(PLAIN),
        memoryview(PLAIN),
    ],
    ids=lambda data: type(data).__name__,
)
def test_every_form_of_numbers_is_read(data):
    assert read(data)[0].array.tolist() == PLAIN.tolist()


def test_arrays_of_jax_are_read():
    jax_numpy = pytest.importorskip("jax.numpy")
    for kind in ("float32", "bfloat16", "int8"):
        assert read(jax_numpy.asarray(PLAIN, kind))[0].array.tolist() == PLAIN.tolist()


@pytest.mark.parametrize(
    "of", [getattr(sp, f"{kind}_{form}") for kind in
           ("bsr", "coo", "csc", "csr", "dia", "dok", "lil") for form in ("array", "matrix")],
    ids=lambda of: of.__name__,
)  # fmt: skip
def test_sparse_matrices_of_all_formats_are_made_dense_and_reported(of):
    values, messages = read(of(PLAIN.astype(np.float32)))
    assert values.array.tolist() == PLAIN.tolist()
    assert messages == [f"x is a sparse {of.__name__} of 8 x 3: read as a dense array of 96 bytes"]


def test_sparse_matrices_too_large_for_the_memory_are_refused_with_both_sizes(monkeypatch):
    monkeypatch.setattr("densemodel.data.read._memory.free_bytes", lambda: 180 * 10**6)
    wide = sp.csr_array((60_000, 784), dtype=np.float32)
    assert "takes 188 MB as a dense array, and 180 MB are free" in refusal(wide)
    frame = pd.DataFrame.sparse.from_spmatrix(wide[:, :2].astype(float))
    assert read(frame)[0].array.shape == (60_000, 2)
    monkeypatch.setattr("densemodel.data.read._memory.free_bytes", lambda: 10**5)
    assert "takes 960 kB as a dense array, and 100 kB are free" in refusal(frame)
    assert "a sparse column of 60,000, which" in refusal(frame.iloc[:, 0])


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.uint8, bool, "U1"])
def test_a_plain_array_is_read_without_a_copy(kind):
    array = PLAIN.astype(kind)
    assert read(array)[0].array is array
    fortran = np.asfortranarray(array)
    assert read(fortran)[0].array is fortran


def test_masked_values_are_missing_in_every_kind():
    for kind, found in (("f4", "f4"), ("i2", "f8"), ("?", "f8"), (">f8", "f8")):
        masked = np.ma.masked_array(PLAIN.astype(kind), mask=PLAIN == 1)
        values, _ = read(masked)
        assert values.array.dtype == np.dtype(found)
        assert np.isnan(values.array).tolist() == (PLAIN == 1).tolist()
    assert not np.isnan(PLAIN.astype(float)).any()


@pytest.mark.parametrize(
    "data",
    [
        np.array(["a", "b"]),
        np.array(["a", "b"], dtype=">U1"),
        np.array([b"a", b"b"]),
        np.array(["a", "b"], dtype=object),
        ["a", b"b"],
        np.array(["a", "b"], dtype=np.dtypes.StringDType()),
        tf.constant(["a", "b"]),
    ],
    ids=repr,
)
def test_text_of_every_kind_is_read(data):
    assert read(data)[0].array.tolist() == ["a", "b"]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ([True, 2, 0.5], [1, 2, 0.5]),
        ([True, None], [1, np.nan]),
        ([np.float32(1), Decimal("0.5"), Fraction(1, 4)], [1, 0.5, 0.25]),
        ([2**63, -1], [2.0**63, -1]),
        ([10**30, None], [1e30, np.nan]),
        ([Decimal("NaN"), 1], [np.nan, 1]),
        ([np.longdouble(1), pd.NA, pd.NaT], [1, np.nan, np.nan]),
        (boxes([np.array(1.5), 2, None]), [1.5, 2, np.nan]),
        (range(3), [0, 1, 2]),
    ],
)
def test_mixed_numbers_are_read(data, found):
    assert np.array_equal(read(data)[0].array, found, equal_nan=True)


def test_long_texts_are_refused_before_they_fill_the_memory():
    reviews = ["a" * 10**6] + ["b"] * 10**5  # an array of them would take 400 GB
    assert "holds text of 1,000,000 characters (row 0)" in refusal(reviews)


def test_images_in_a_list_are_one_array():
    images = [np.ones((28, 28), dtype=np.uint8)] * 3
    assert read(images)[0].array.shape == (3, 28, 28)
    assert read(np.ones((5, 4, 4, 3)))[0].array.shape == (5, 4, 4, 3)


def test_a_file_stays_in_its_file(tmp_path):
    np.save(tmp_path / "x.npy", PLAIN.astype(">f4"))
    mapped = np.load(tmp_path / "x.npy", mmap_mode="r")
    findings = Findings()
    values = read_values(mapped, "x", findings)
    assert values is not None
    assert values.array is mapped


def test_an_error_of_any_kind_while_reading_is_a_refusal():
    class Angry:
        def __array__(self, *_, **__):
            raise LookupError("nothing here")

    assert refusal(Angry()) == (
        "x is an Angry that can't be read ('nothing here'): give a NumPy array"
    )
    assert "an Angry" in refusal([Angry(), Angry()]) or "a list" in refusal([Angry(), Angry()])


@pytest.mark.parametrize(
    "y",
    [
        *(np.array(["no", "yes"] * 4, dtype=kind) for kind in ("U3", "S3", object)),
        np.array(["no", "yes"] * 4).reshape(8, 1),
        ["no", "yes"] * 4,
        pd.Series(["no", "yes"] * 4),
        pd.Series(["no", "yes"] * 4, dtype="category"),
        pd.Series(["no", "yes"] * 4, dtype="string"),
        pd.DataFrame({"y": ["no", "yes"] * 4}),
        pd.Index(["no", "yes"] * 4),
        pd.Categorical(["no", "yes"] * 4),
    ],
    ids=lambda y: type(y).__name__,
)
def test_names_of_every_kind_are_classes(y):
    bound = bind("3 -> 1 sigmoid", PLAIN, y).require()
    assert bound.class_names == ("no", "yes")
    assert bound.y.ravel().tolist() == [0, 1] * 4


@pytest.mark.parametrize(
    "y",
    [
        [False, True] * 4,
        np.array([[False], [True]] * 4),
        pd.Series([False, True] * 4, dtype="boolean"),
        pd.Series([0, 1] * 4, dtype="Int8"),
        sp.csr_array([[0], [1]] * 4),
        pd.arrays.SparseArray([0, 1] * 4),
    ],
    ids=lambda y: type(y).__name__,
)
def test_booleans_and_0_and_1_of_every_kind_are_binary_labels(y):
    assert bind("3 -> 1 sigmoid", PLAIN, y).require().y.ravel().tolist() == [0, 1] * 4

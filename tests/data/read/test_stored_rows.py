"""x in a file is held to the rules of x in memory, and is never read as a whole."""

import subprocess
import sys

import numpy as np
import pytest

from densemodel.data import StoredRows, bind, chunks_of
from densemodel.data.read import _stored_rows
from densemodel.errors import DataError
from densemodel.language import parse
from support.data.finding_cases import CASES, IMAGES, NUMBERS, ROWS, THREE, X, changed, data_of

TALL = np.arange(ROWS * 3).reshape(ROWS, 3) % 5
DTYPES = ["f2", "f4", "f8", ">f4", ">f8", "u1", "?", "i2", "i8", "u8", np.longdouble]


@pytest.fixture(autouse=True)
def tiny_blocks(monkeypatch):
    """Let twenty rows be several blocks, and pages be let go between them."""
    monkeypatch.setattr(_stored_rows, "BLOCK_BYTES", 100)
    monkeypatch.setattr(_stored_rows, "KEPT_BYTES", 2**22)


def stored(folder, array, mode="r"):
    path = folder / f"{len(list(folder.iterdir()))}.npy"
    np.save(path, array)
    mapped = np.load(path, mmap_mode=mode)
    assert isinstance(mapped, np.memmap)
    return mapped


def is_numeric(data):
    """Whether it can lie in a file; `missing fill` refuses such x, which has tests of its own."""
    return type(data) is np.ndarray and data.dtype.kind in "biuf" and data.size > 0


def findings_of(bound):
    return [
        (f.severity, f.where, f.message.replace("memmap", "ndarray"), f.accept)
        for f in bound.findings
    ]


def rows_of(x):
    assert isinstance(x, StoredRows)
    return x.block(0, len(x))


def same(in_memory, of_file):
    """Hold that nothing differs but where x lies."""
    assert findings_of(in_memory) == findings_of(of_file)
    assert of_file.x.shape == in_memory.x.shape
    assert np.array_equal(of_file.y, in_memory.y)
    assert np.array_equal(of_file.training_rows, in_memory.training_rows)
    if not in_memory.refusals:
        assert np.array_equal(rows_of(of_file.x), in_memory.x, equal_nan=True)


MORE = {
    "plain": ("8 -> 1", X, NUMBERS),
    "scaled": ("784 -> scale / 255 -> 3 softmax", IMAGES, THREE),
    "with a channel": ("28x28x1 -> conv 2 -> flatten -> 3 softmax", IMAGES, THREE),
    "booleans": ("3 -> 1", TALL > 2, NUMBERS),
    "booleans as images": ("784 -> 3 softmax", IMAGES > 127, THREE),
    "dark images": ("784 -> 3 softmax", IMAGES // 2, THREE),
    "images of fractions": ("784 -> 3 softmax", changed(IMAGES, (7, 2, 3), 0.5), THREE),
    "negative images": ("784 -> 3 softmax", changed(IMAGES.astype("i2"), (7, 2, 3), -1), THREE),
    "one row": ("8 -> 1", X[:1], NUMBERS[:1]),
    "large and negative": ("8 -> 1", X * -5000, NUMBERS),
    "a huge column": ("8 -> 1", X * [1, 1, 1, 1e30, 1, 1, 1, 1], NUMBERS),
    "large whole numbers": ("3 -> 1", TALL * 10**12, NUMBERS),
    "too large at the end": ("8 -> 1", changed(X, (-1, -1), np.float64(-1e300)), NUMBERS),
    "too large several times": ("8 -> 1", X.astype("f8") * 1e300, NUMBERS),
    "missing and infinite": ("8 -> 1", changed(changed(X, (4, 1), np.inf), 9, np.nan), NUMBERS),
    "infinite and too large": ("8 -> 1", changed(X.astype("f8") * 1e300, 9, -np.inf), NUMBERS),
    "missing everywhere": ("8 -> 1", np.full((ROWS, 8), np.nan), NUMBERS),
    "constant images": ("28x28x1 -> norm -> flatten -> 3 softmax", IMAGES * 0, THREE),
    "norm of whole numbers": ("3 -> norm -> 1", TALL * [1, 0, 1], NUMBERS),
    "all columns too many": ("2 -> 1", X, NUMBERS),
    "many": ("3 -> 1", np.arange(9999.0).reshape(-1, 3) / 99, np.arange(3333) / 99),
}
OTHERS = {name: data_of(name) for name in CASES}
TABLE = MORE | {
    name: (text, x, y)
    for name, (text, x, y, later) in OTHERS.items()
    if is_numeric(x) and not later and "missing fill" not in text
}


@pytest.mark.parametrize("name", TABLE)
def test_x_in_a_file_is_checked_and_written_like_x_in_memory(name, tmp_path):
    text, x, y = TABLE[name]
    same(bind(text, x, y), bind(text, stored(tmp_path, x), y))


def test_a_column_that_changes_only_in_validation_rows_is_constant(tmp_path):
    held_back = bind("8 -> 1", X, NUMBERS).validation_rows[0]
    x = changed(X, np.s_[:, 3], 0)
    x[held_back, 3] = 1
    of_file = bind("8 -> norm -> 1", stored(tmp_path, x), NUMBERS)
    assert "column 3 of x is the same in all training rows" in of_file.findings[-1].message
    same(bind("8 -> norm -> 1", x, NUMBERS), of_file)


LATER = [
    name
    for name, (text, x, _, later) in OTHERS.items()
    if later is not None and is_numeric(x) and "missing fill" not in text
]


@pytest.mark.parametrize("name", LATER)
def test_validation_data_in_a_file_is_checked_like_that_in_memory(name, tmp_path):
    text, x, y, later = OTHERS[name]
    of_file = tuple(stored(tmp_path, part) if is_numeric(part) else part for part in later)
    same(
        bind(text, x, y, validation_data=later),
        bind(text, stored(tmp_path, x), y, validation_data=of_file),
    )


@pytest.mark.parametrize("dtype", DTYPES)
def test_any_kind_of_number_is_handed_out_as_float32(dtype, tmp_path):
    x = TALL.astype(dtype)
    bound = bind("3 -> 1", stored(tmp_path, x), NUMBERS).require()
    taken = bound.x.gather(np.array([3, 1]))
    assert taken.dtype == rows_of(bound.x).dtype == bound.x.dtype == np.float32
    assert taken.flags.c_contiguous
    assert taken.flags.owndata
    assert np.array_equal(taken, x[[3, 1]].astype(np.float32))


PARTS = {
    "some rows": np.s_[2:9],
    "every other row": np.s_[::2],
    "the last first": np.s_[::-1],
    "some columns": np.s_[:, 1:4],
    "the last columns first": np.s_[:, ::-1],
}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("mode", ["r", "r+", "c"])
def test_parts_and_orders_of_a_file_are_read_as_they_stand(part, order, mode, tmp_path):
    array = np.asarray(X, order=order)
    x = stored(tmp_path, array, mode)[PARTS[part]]
    y = NUMBERS[: len(x)]
    same(bind("auto -> 1", array[PARTS[part]], y), bind("auto -> 1", x, y))


def test_rows_come_in_the_order_asked_for_and_as_often(tmp_path):
    x = bind("8 -> 1", stored(tmp_path, X), NUMBERS).x
    assert isinstance(x, StoredRows)
    for rows in ([5, 19, 0, 5, 5, 3], [7], [], np.arange(ROWS)[::-1]):
        wanted = np.array(rows, dtype=np.int64)
        assert np.array_equal(x.gather(wanted), X[wanted])
    assert len(x) == ROWS
    assert x.block(18, 99).tolist() == X[18:].tolist()
    assert x.block(20, 99).shape == (0, 8)


def test_rows_that_are_not_there_are_an_error(tmp_path):
    x = bind("8 -> 1", stored(tmp_path, X), NUMBERS).x
    with pytest.raises(IndexError):
        x.gather(np.array([ROWS]))


def test_chosen_rows_are_rows_of_their_own(tmp_path):
    x = bind("8 -> 1", stored(tmp_path, X), NUMBERS).x
    assert isinstance(x, StoredRows)
    some = x.at(np.array([9, 2, 7, 2]))
    assert some.shape == (4, 8)
    assert np.array_equal(rows_of(some), X[[9, 2, 7, 2]])
    assert np.array_equal(some.gather(np.array([2, 0])), X[[7, 9]])
    assert np.array_equal(some.block(1, 3), X[[2, 7]])
    assert np.array_equal(rows_of(some.at(np.array([3, 0]))), X[[2, 9]])


def test_chunks_of_rows_are_the_same_wherever_x_lies(tmp_path):
    x = bind("8 -> 1", stored(tmp_path, X), NUMBERS).x
    rows = np.array([4, 1, 19, 0, 7])
    for source in (x, X):
        assert np.array_equal(np.concatenate(list(chunks_of(source, rows, 2))), X[rows])


def test_rows_held_back_stay_in_the_file(tmp_path):
    bound = bind("8 -> 1", stored(tmp_path, X), NUMBERS).require()
    held_back = bound.x.at(bound.validation_rows)
    assert np.array_equal(rows_of(held_back), X[bound.validation_rows])
    other = bound.with_spec(parse("8 -> 1 ; split 10%"))
    assert other.x is bound.x


def test_validation_and_test_data_stay_in_their_files(tmp_path):
    pairs = [(stored(tmp_path, X[:7]), NUMBERS[:7]), (stored(tmp_path, X[:5]), NUMBERS[:5])]
    bound = bind("8 -> 1", X, NUMBERS, validation_data=pairs[0], test_data=pairs[1]).require()
    assert bound.validation is not None
    assert bound.test is not None
    assert np.array_equal(rows_of(bound.validation[0]), X[:7])
    assert np.array_equal(rows_of(bound.test[0]), X[:5])
    assert bound.validation_count == 7


def test_later_rows_stay_in_their_file(tmp_path):
    bound = bind("8 -> 1", X, NUMBERS)
    assert np.array_equal(rows_of(bound.encode(stored(tmp_path, X[:4]))), X[:4])
    with pytest.raises(DataError, match="row 7 has a gap"):
        bound.encode(stored(tmp_path, changed(X, (7, 2), np.nan)))


@pytest.mark.parametrize(
    "y", [THREE, THREE[:, None], np.eye(3)[THREE], np.eye(3, dtype="f4")[THREE]]
)
def test_y_in_a_file_is_read_into_memory(y, tmp_path):
    bound = bind("8 -> 3 softmax", X, stored(tmp_path, y)).require()
    assert type(bound.y) is np.ndarray
    assert not isinstance(bound.y.base, np.memmap)
    assert np.array_equal(bound.y, bind("8 -> 3 softmax", X, y).y)


def test_x_and_y_may_be_columns_of_one_file(tmp_path):
    table = stored(tmp_path, np.column_stack([X, NUMBERS]))
    same(bind("8 -> 1", X, NUMBERS), bind("8 -> 1", table[:, :-1], table[:, -1]))


@pytest.mark.parametrize(
    "x",
    [X[:0], X[:, :0], np.array([["a", "b"]] * ROWS), X + 1j, np.zeros(ROWS, dtype=[("a", float)])],
    ids=["no rows", "no columns", "text", "complex", "records"],
)
def test_what_is_no_number_is_refused_as_in_memory(x, tmp_path):
    folder = tmp_path / "x"
    folder.mkdir()
    # a file of no bytes cannot be mapped, but a part of no rows can be taken
    whole = np.zeros((ROWS, 8), np.float32) if not x.size else x
    mapped = stored(folder, whole)[tuple(map(slice, x.shape))]
    assert findings_of(bind("8 -> 1", x, NUMBERS)) == findings_of(bind("8 -> 1", mapped, NUMBERS))


def test_an_array_that_was_copied_from_a_file_lies_in_memory(tmp_path):
    mapped = stored(tmp_path, X)
    for x in (np.asarray(mapped), mapped.copy(), mapped + 0, mapped[[0, 1, 2]]):
        assert isinstance(bind("8 -> 1", x, NUMBERS[: len(x)]).require().x, np.ndarray)


def test_what_was_written_into_a_private_map_is_kept(tmp_path):
    mapped = stored(tmp_path, X, "c")
    mapped[:, 2] = 3.5
    x = rows_of(bind("8 -> 1", mapped, NUMBERS).x)
    assert (x[:, 2] == 3.5).all()
    assert (mapped[:, 2] == 3.5).all()


def test_what_was_written_into_a_shared_map_is_kept(tmp_path):
    mapped = stored(tmp_path, X, "r+")
    mapped[:, 2] = 3.5
    bind("8 -> 1", mapped, NUMBERS).x.gather(np.arange(ROWS))
    assert (mapped[:, 2] == 3.5).all()


MEASURE = """
import resource, sys
import numpy as np
from densemodel.data import bind

text, dtype, path = sys.argv[1:]
columns, mebibytes = 4096, lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
bind(text, np.ones((50, columns), dtype), np.arange(50) % 3)
before = mebibytes()
x = np.memmap(path, dtype, "r").reshape(-1, columns)
bound = bind(text, x, np.arange(len(x)) % 3).require()
held_back = bound.x.at(bound.validation_rows)
for start in range(0, 12_000, 500):
    bound.x.gather(bound.training_rows[start : start + 500])
    held_back.block(start // 10, start // 10 + 50)
bound.x.block(0, 200)
print(x.nbytes >> 20, round(mebibytes() - before))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="measures as Linux counts")
@pytest.mark.parametrize(
    ("text", "dtype"),
    [
        pytest.param("4096 -> 3 softmax", "f4", marks=pytest.mark.extreme),
        pytest.param("64x64 -> flatten -> 3 softmax", "f8", marks=pytest.mark.extreme),
        ("auto -> norm -> 3", "u1"),
    ],
)
def test_a_file_of_half_a_gigabyte_takes_no_such_memory(text, dtype, tmp_path):
    path = tmp_path / "sparse.bin"
    with path.open("wb") as file:
        file.truncate(2**29)
    out = subprocess.run(
        [sys.executable, "-c", MEASURE, text, dtype, str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    size, growth = map(int, out.stdout.split())
    assert size == 512
    assert growth < 200


def test_gaps_of_x_in_a_file_are_not_filled(tmp_path):
    gaps = stored(tmp_path, changed(X, (4, 1), np.nan))
    refusals = bind("8 -> 1 ; missing fill", gaps, NUMBERS).refusals
    assert [refusal.message for refusal in refusals] == [
        "x stays in its file, so no gap is filled: write missing drop, or load it"
    ]
    assert bind("8 -> 1 ; missing fill", stored(tmp_path, X), NUMBERS).refusals == ()

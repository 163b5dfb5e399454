import subprocess
import sys

import h5py
import numpy as np
import pytest

from densemodel.store.readers._arrays import read_arrays
from support.store.array_cases import CASES, GOOD, written
from support.store.messages_of import is_short, refusal


@pytest.mark.parametrize("name", CASES)
def test_arrays_are_refused_as_their_case_says(name, cases):
    message = refusal(read_arrays, CASES[name], at_most=10_000)
    assert is_short(message)
    cases.check(f"arrays_{name}", name, message)


def test_no_case_is_missing_or_left_over(cases):
    cases.check_names(f"arrays_{name}" for name in CASES)


def test_every_array_is_read_by_its_path():
    arrays = read_arrays(GOOD, at_most=44)
    assert set(arrays) == {"layers/dense/vars/0", "layers/dense/vars/1", "optimizer/vars/0"}
    np.testing.assert_array_equal(arrays["layers/dense/vars/0"], [[0, 1, 2], [3, 4, 5]])
    assert arrays["optimizer/vars/0"].dtype == np.int64
    assert arrays["optimizer/vars/0"].shape == ()
    assert arrays["optimizer/vars/0"] == 7


def test_not_one_byte_more_than_allowed_is_read():
    assert "larger than" in refusal(read_arrays, GOOD, at_most=43)


@pytest.mark.parametrize("dtype", ["<i4", "<i8", "<u4", "<f8", "<f4"])
def test_counters_and_seeds_are_read(dtype):
    data = written(lambda file: file.create_dataset("x", data=np.array([3, 5], dtype)))
    found = read_arrays(data, at_most=100)["x"]
    assert found.dtype == dtype
    np.testing.assert_array_equal(found, [3, 5])


def test_compact_and_empty_arrays_are_read():
    def write(file):
        plan = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        plan.set_layout(h5py.h5d.COMPACT)
        space = h5py.h5s.create_simple((3,))
        dataset = h5py.h5d.create(file.id, b"compact", h5py.h5t.IEEE_F32LE, space, plan)
        dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, np.array([1, 2, 3], "f4"))
        file.create_dataset("empty", data=np.zeros((0, 4), "f4"))

    found = read_arrays(written(write), at_most=1000)
    np.testing.assert_array_equal(found["compact"], [1, 2, 3])
    assert found["empty"].shape == (0, 4)


def test_long_names_are_kept_whole_and_shown_short():
    name = "layer_" * 30
    data = written(lambda file: file.create_dataset(name, data=np.zeros(2, "f4")))
    assert name in read_arrays(data, at_most=1000)
    data = written(lambda file: file.create_dataset(name, data=[1j]))
    assert is_short(refusal(read_arrays, data, at_most=1000))


def test_an_error_names_what_was_read():
    message = refusal(read_arrays, b"", at_most=10, what="the last state of 'digits'")
    assert message.startswith("the last state of 'digits' can't be read")


@pytest.mark.parametrize("libver", ["earliest", "v108", "v110", "latest"])
@pytest.mark.parametrize("count", [0, 1, 8, 9, 45, 46, 700, 3000])
def test_files_of_every_version_and_size_are_read(libver, count):
    def write(file):
        for number in range(count):
            file[f"optimizer/vars/{number}"] = np.full(3, number, "f4")

    found = read_arrays(written(write, libver=libver), at_most=100_000)
    assert len(found) == count + 2
    for number in range(count):
        np.testing.assert_array_equal(found[f"optimizer/vars/{number}"], [number] * 3)


def test_neither_keras_nor_the_hdf5_library_reads_the_file():
    script = f"""
import sys
from densemodel.store.readers._arrays import read_arrays
assert read_arrays({GOOD!r}, at_most=1000)
assert not {{"keras", "tensorflow", "h5py"}} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", script], check=True)

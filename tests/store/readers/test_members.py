"""The members of a file, written again and again with other numbers in the same places."""

import io

import h5py
import keras
import numpy as np
import pytest

import densemodel as dm
from densemodel.store.contents._keras_members import (
    Hdf5Template,
    Hdf5Writer,
    KerasMembers,
    hdf5_of,
    members_at_rest,
)
from densemodel.store.readers._archive import WEIGHTS
from densemodel.store.readers._arrays import read_arrays

pytestmark = pytest.mark.tensorflow

RNG = np.random.default_rng(5)


def arrays(columns=4):
    return {
        "weights/0": RNG.random((3, columns)).astype(np.float32),
        "optimizer/0": np.array(RNG.integers(0, 9), np.int64),
        "optimizer/1": RNG.random(columns)[::-1],
    }


def test_other_numbers_give_the_bytes_of_a_new_file():
    writer = Hdf5Writer()
    for columns in (4, 4, 7, 4):
        written = arrays(columns)
        assert writer.write(written) == hdf5_of(written)
        found = read_arrays(writer.write(written), at_most=10_000)
        assert all(np.array_equal(found[name], written[name]) for name in written)


def test_what_is_packed_has_no_template():
    file = io.BytesIO()
    with h5py.File(file, "w") as written:
        written.create_dataset("a", data=np.zeros(1_000), compression="gzip")
    assert Hdf5Template.of(file.getvalue()) is None


@pytest.mark.parametrize("has_template", [True, False])
def test_the_members_are_those_that_keras_writes(has_template, monkeypatch):
    model = dm.build("6 -> 5 relu -> bn -> drop 0.5 -> 3 softmax ; sgd(momentum=0.9)")
    model.fit(RNG.random((20, 6)), RNG.integers(0, 3, 20), verbose=0)
    if not has_template:
        monkeypatch.setattr(Hdf5Template, "of", classmethod(lambda *_: None))
    members = KerasMembers(model)
    names = keras.layers.Dense(1).name
    weights = [v.numpy() for v in model.variables]
    optimizer = [v.numpy() for v in model.optimizer.variables]
    other = [np.zeros_like(values) for values in weights]
    members.members(other, optimizer)
    ours, theirs = members.members(weights, optimizer), members_at_rest(model)
    one, two = (read_arrays(m[WEIGHTS], at_most=10**6) for m in (ours, theirs))
    assert one.keys() == two.keys()
    assert all(np.array_equal(one[name], two[name]) for name in one)
    number = int(keras.layers.Dense(1).name.rpartition("_")[2])
    assert number == int(names.rpartition("_")[2]) + 1  # no name was taken in between

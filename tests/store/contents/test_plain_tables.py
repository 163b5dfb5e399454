"""Models of a table in files of plain Keras: their columns are read as they were."""

from dataclasses import replace

import numpy as np
import pytest

import densemodel as dm
from densemodel.data.columns._table import fit
from densemodel.network import WholeModel
from support.network.tables import some_table
from support.store.raw_tables import encoding, network_of, raw_table

pytestmark = pytest.mark.tensorflow

RAW = raw_table()


def read_back(table, raw, place):
    """The encoding in a file of plain Keras, of a model that predicts as before."""
    network = network_of(table)
    for variable in network.variables:  # an embedding begins at zeros
        variable.assign(np.random.default_rng(0).normal(size=variable.shape))
    model = WholeModel(network).model(table)
    model.save(place)
    run = dm.load(place)
    read = run.spec.table
    rows = table.keras_columns(raw)
    due = np.asarray(model(rows))
    renamed = replace(raw, columns=tuple(_renamed(table, raw)))
    assert np.abs(np.asarray(run.model(rows)) - due).max() < 1e-6
    assert np.abs(np.asarray(run.network(read.encode(renamed))) - due).max() < 1e-6
    return read


def _renamed(table, raw):
    """The columns by the names of their inputs, which are all that such a file has."""
    return [
        replace(one, column=replace(one.column, name=table.inputs[one.name]))
        for one in raw.columns
        if one.name in table.inputs
    ]


def test_each_column_is_read_as_it_was(tmp_path):
    table = encoding(RAW)
    read = read_back(table, RAW, tmp_path / "plain.keras")
    assert [one.name for one in read.columns] == [*table.inputs.values()]
    for ours, due in zip(read.columns, (c for c in table.columns if c.is_used), strict=True):
        learnt = {"name", "why", "missing", "distinct", "spread", "written"}
        facts = [{k: v for k, v in one.config().items() if k not in learnt} for one in (ours, due)]
        assert facts[0] == facts[1]
        assert ours.text == due.text


@pytest.mark.parametrize("seed", range(3))
def test_any_table_is_read(seed, tmp_path):
    raw = some_table(seed, 200)
    read_back(fit(raw, np.arange(150)), raw, tmp_path / "plain.keras")

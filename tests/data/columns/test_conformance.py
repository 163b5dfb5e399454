"""What each kind of column promises: it is the same in NumPy, Keras, JSON, a script and a file.

A new kind adds its columns here, and no other test of these promises.
"""

import json

import numpy as np
import pytest

import densemodel as dm
from densemodel.data import MISSING, RawColumn, RawTable, choose_task, column_of
from densemodel.data.columns import _category
from densemodel.data.columns._column_findings import ColumnFindings
from densemodel.data.columns._kinds import KINDS
from densemodel.data.columns._left_out import LeftOut
from densemodel.data.columns._read_column import stored_column
from densemodel.data.columns._table import fit
from densemodel.data.columns._text import FreeText
from densemodel.data.findings._finding import Findings
from densemodel.language import parse
from densemodel.network import WholeModel, build_kept, keras_code
from densemodel.store.readers._json import json_bytes
from support.network.called import answers_of
from support.network.tables import dates, flags, frame_of, number, order, texts, whole

ROWS = 240
RNG = np.random.default_rng(0)
GAPS = RNG.random(ROWS) < 0.1
DAYS = RNG.integers(9_000, 12_000, ROWS)


def words(most):
    return np.array([f"wörd {value}" for value in RNG.integers(0, most, ROWS)])


def sentences():
    return np.array([" ".join(words(90)[: 1 + row % 7]) + "!" for row in range(ROWS)])


COLUMNS = {
    "numbers": number("c", RNG.normal(40, 10, ROWS)),
    "numbers with gaps": number("c", np.where(GAPS, np.nan, RNG.exponential(30, ROWS))),
    "few numbers": number("c", RNG.integers(1, 6, ROWS)),
    "one number and gaps": number("c", np.where(GAPS, np.nan, 3.0)),
    "days": dates("c", DAYS),
    "days of a week with gaps": dates("c", np.where(GAPS, MISSING, 9_000 + DAYS % 5)),
    "two days": dates("c", 9_000 + DAYS % 2),
    "seconds": dates("c", DAYS * 86_400 + RNG.integers(0, 86_400, ROWS), has_time=True),
    "flags": flags("c", RNG.integers(0, 2, ROWS)),
    "flags with gaps": flags("c", np.where(GAPS, MISSING, RNG.integers(0, 2, ROWS))),
    "yes and no": texts("c", RNG.choice(["yes", "no"], ROWS).tolist(), _category.YesNo),
    "texts": texts("c", words(6).tolist()),
    "texts with gaps": texts("c", np.where(GAPS, "", words(6)).tolist()),
    "many texts": texts("c", words(60).tolist()),
    "texts of Keras": texts("c", RNG.choice(["[UNK]", "[[UNK]]", "a"], ROWS).tolist()),
    "codes": whole("c", np.where(GAPS, MISSING, RNG.integers(-3, 20, ROWS))),
    "many codes": whole("c", RNG.integers(0, 40, ROWS)),
    "an order": order("c", ["small", "medium", "large"], RNG.integers(0, 3, ROWS)),
    "an order with gaps": order("c", list("abcdefg"), np.where(GAPS, -1, RNG.integers(0, 7, ROWS))),
    "free text": texts("c", sentences().tolist(), FreeText),
    "free text with gaps": texts("c", np.where(GAPS, "", sentences()).tolist(), FreeText),
    "rare texts": texts("c", [*words(3)[: ROWS - 40], *(f"rare {n}" for n in range(40))]),
}
MODELS = {}


@pytest.fixture(params=COLUMNS, autouse=True)
def name(request, monkeypatch):
    if request.param == "rare texts":
        monkeypatch.setattr(_category, "_MOST_VALUES", 8)
    return request.param


@pytest.fixture
def raw(name):
    return RawTable((COLUMNS[name],), ROWS)


@pytest.fixture
def table(raw):
    return fit(raw, np.arange(ROWS * 2 // 3))


@pytest.fixture
def rows(table):
    """Rows with values that training had, with unknown and with missing ones."""
    [column] = table.columns
    return RawTable((RawColumn(column, column.sample(np.random.default_rng(1), 64)),), 64)


@pytest.fixture
def models(name, table):
    """The network on encoded rows, and the model of the raw column; with weights but zeros."""
    if name not in MODELS:
        spec = parse("table -> 2").with_table(table)
        network = build_kept(spec, choose_task(spec))
        for variable in network.trainable_variables:
            variable.assign(np.random.default_rng(2).normal(size=variable.shape))
        MODELS[name] = spec, network, WholeModel(network).model(table)
    return MODELS[name]


def test_each_kind_has_columns_here(name):
    kinds = {type(column.column) for column in COLUMNS.values()}
    assert kinds == {*KINDS} - {LeftOut}
    assert COLUMNS[name].column.is_used


def test_an_encoded_row_has_the_width_of_its_column(table, raw, rows):
    for some in (raw, rows):
        encoded = table.encode(some)
        assert encoded.shape == (len(some), table.columns[0].width)
        assert np.isfinite(encoded).all()


def test_other_rows_keep_its_sizes(table, raw):
    again = fit(raw, np.arange(ROWS - 5, ROWS), like=table)
    assert (again.width, again.outputs, again.parameter_count) == (
        table.width,
        table.outputs,
        table.parameter_count,
    )


def test_json_has_all_of_it(table):
    [column] = table.columns
    assert column_of(json.loads(json_bytes(column.config()))) == column


def test_a_frame_is_read_before_and_after_the_column_is_fitted(table, raw):
    notes = ColumnFindings("c", "x", Findings())
    for column in (raw.columns[0].column, table.columns[0]):
        values = column.parse(stored_column(frame_of(raw)["c"], notes), notes)
        assert values.fingerprints.tolist() == raw.columns[0].fingerprints.tolist()


def test_trees_get_a_number_for_each_value(table, rows):
    [column], [later] = table.columns, rows.columns
    found = column.for_trees(later.data)
    assert (found.dtype, found.shape) == (np.float64, (64,))
    assert np.isnan(found[later.is_missing]).all()


def test_its_usual_value_is_one_of_training(table):
    [column] = table.columns
    usual = RawTable((RawColumn(column, column.usual_values()),), 1)
    assert table.encode(usual).shape == (1, table.width)
    assert not column.unknown(column.usual_values()).any()


def test_a_summary_counts_all_of_its_rows(table, raw):
    [column], [given] = table.columns, raw.columns
    known = given.data.at(np.flatnonzero(~given.is_missing))
    summary = column.summary(known)
    shares = sum(share for _, share in [*summary.values, *([summary.rest] if summary.rest else [])])
    # several words are in one text
    is_all = shares == pytest.approx(1) or (column.kind == "text" and shares > 1)
    assert sum(summary.bars) == len(known.array) or is_all


@pytest.mark.tensorflow
def test_keras_layers_are_as_numpy(table, raw, rows, models):
    _, network, model = models
    for some in (raw, rows):
        due = answers_of(network, table.encode(some))
        assert answers_of(model, table.keras_columns(some)) == pytest.approx(due, abs=1e-6)


@pytest.mark.tensorflow
def test_layers_are_set_to_another_encoding(table, raw, rows, models):
    _, network, _ = models
    again = fit(raw, np.arange(ROWS // 2, ROWS), like=table)
    other = WholeModel(network).model(table)
    again.set_layers(other)
    import keras

    front = keras.Model(other.inputs, other.get_layer("all-columns").output)
    due = np.asarray(
        dm.network.builder._table_layers.columns_layer(
            again, {one.name: network.layers[0].get_layer("c-embedding") for one in again.embedded}
        )(again.encode(rows))
    )
    assert answers_of(front, again.keras_columns(rows)) == pytest.approx(due, abs=1e-6)
    table.set_layers(other)


@pytest.mark.tensorflow
def test_a_script_makes_the_same_model(table, raw, models):
    spec, _, model = models
    names = {}
    exec(keras_code(spec).split("# Put your data here")[0], names)  # noqa: S102
    made = names["model"]
    made.set_weights(model.get_weights())
    due = answers_of(model, table.keras_columns(raw))
    assert answers_of(made, names["columns"](frame_of(raw))) == pytest.approx(due, abs=1e-6)


@pytest.mark.tensorflow
def test_a_file_of_plain_keras_has_all_of_it(table, rows, models, tmp_path):
    _, _, model = models
    model.save(tmp_path / "plain.keras")
    run = dm.load(tmp_path / "plain.keras")
    due = answers_of(model, table.keras_columns(rows))
    assert answers_of(run.network, run.spec.table.encode(rows)) == pytest.approx(due, abs=1e-6)
    assert run.spec.table.columns[0].text == table.columns[0].text

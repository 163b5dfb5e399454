import numpy as np
import pytest

from densemodel.data import MISSING, RawTable, choose_task
from densemodel.data.columns._table import fit
from densemodel.language import parse
from densemodel.network import WholeModel, build, build_kept, set_first_layer
from support.network.called import answers_of
from support.network.tables import dates, number, some_table, texts, whole

pytestmark = pytest.mark.tensorflow


def table_of(*columns):
    return RawTable(columns, len(columns[0].values))


def bound(encoding, text="table -> 6 relu -> 1"):
    return parse(text).with_table(encoding)


def both(encoding, text="table -> 6 relu -> 1"):
    """The network, with embeddings that are not zeros, and its table model."""
    spec = bound(encoding, text)
    network = build_kept(spec, choose_task(spec))
    rng = np.random.default_rng(1)
    for variable in network.trainable_variables:
        variable.assign(rng.normal(size=variable.shape))
    return network, WholeModel(network)


def rows_of(model, encoding, table):
    """What the raw model gives to its first Dense layer."""
    import keras

    front = keras.Model(model.inputs, model.get_layer("all-columns").output)
    columns = encoding.keras_columns(table)
    return np.asarray(front([columns[given.name][:, None] for given in model.inputs]))


@pytest.mark.parametrize("seed", range(4))
def test_layers_encode_as_numpy_does(seed):
    table = some_table(seed)
    rows = np.arange(max(1, len(table) * 2 // 3))
    encoding = fit(table, rows)
    network, made = both(encoding)
    ours = np.asarray(network.layers[0](encoding.encode(table)))
    theirs = rows_of(made.model(encoding), encoding, table)
    assert np.isfinite(ours).all()
    assert np.abs(ours - theirs).max() < 1e-6


def test_many_columns_have_bins_at_once(monkeypatch):
    table = some_table(1)
    encoding = fit(table, np.arange(len(table)))
    one, other = (network.layers[0] for network in _networks(encoding, monkeypatch))
    rows = encoding.encode(table)
    assert len(other.layers) < len(one.layers)
    np.testing.assert_array_equal(one(rows), other(rows))


def _networks(encoding, monkeypatch):
    for most in (100, 0):
        monkeypatch.setattr("densemodel.network.builder._table_layers._MOST_PARTS", most)
        yield both(encoding)[0]


def test_columns_of_numbers_share_their_layers():
    values = np.random.default_rng(0).normal(size=(20, 8))
    wide = table_of(
        *(number(f"a{at}", column) for at, column in enumerate(values)),
        *(dates(f"b{at}", (column > 0).astype(int)) for at, column in enumerate(values)),
    )
    encoding = fit(wide, np.arange(8))
    narrow = fit(table_of(wide.columns[0], wide.columns[20]), np.arange(8))
    counts = [len(both(one)[1].model(one).layers) for one in (narrow, encoding)]
    assert counts[1] == counts[0] + 38  # the inputs


def test_unseen_and_missing_values_of_other_rows_are_taken():
    seen = table_of(number("a", [1, 2, 3, 4]), texts("b", list("ppqq")), dates("c", [1, 2, 3, 4]))
    other = table_of(
        number("a", [np.nan, 1e30]), texts("b", ["", "new"]), dates("c", [MISSING, -(10**7)])
    )
    encoding = fit(seen, np.arange(4))
    network, made = both(encoding)
    rows = encoding.encode(other)
    assert not rows[0].any()  # the median, no value, the median
    ours = np.asarray(network.layers[0](rows))
    assert rows_of(made.model(encoding), encoding, other) == pytest.approx(ours, abs=1e-6)


@pytest.mark.parametrize("values", [[-1, -1, -1, 5, 5], [-2, -1, 7, -1, -2]])
def test_values_that_keras_uses_for_others_are_values(values):
    words = ["[UNK]" if value == -1 else str(value) for value in values]
    table = table_of(whole("code", values), texts("word", words))
    encoding = fit(table, np.arange(5))
    _, made = both(encoding)
    rows = rows_of(made.model(encoding), encoding, table)
    assert rows == pytest.approx(encoding.encode(table))
    assert rows.any(axis=1).all()


def test_training_either_model_trains_both_and_a_plain_keras_goes_on(tmp_path):
    import keras

    table = some_table(3, rows=300)
    encoding = fit(table, np.arange(300))
    assert len(encoding.embedded) > 1
    network, made = both(encoding, "table -> 6 relu -> bn -> 1")
    rows, columns = encoding.encode(table), encoding.keras_columns(table)
    y = np.random.default_rng(0).normal(size=300).astype(np.float32)
    model = made.model(encoding)
    assert [id(one) for one in model.variables] == [id(one) for one in network.variables]
    assert [id(one) for one in model.trainable_variables] == [
        id(one) for one in network.trainable_variables
    ]
    network.fit(rows, y, epochs=1, verbose=0)
    model.fit(columns, y, epochs=1, verbose=0, shuffle=False)
    assert int(network.optimizer.iterations) == 20
    assert model.optimizer is network.optimizer
    assert not {id(one) for one in model.metrics} & {id(one) for one in network.metrics}
    predicted = answers_of(network, rows)
    assert answers_of(model, columns) == pytest.approx(predicted, abs=1e-5)

    model.save(tmp_path / "raw.keras")
    loaded = keras.models.load_model(tmp_path / "raw.keras")
    assert answers_of(loaded, columns) == pytest.approx(predicted, abs=1e-5)
    ours, theirs = network.optimizer.variables, loaded.optimizer.variables
    assert len(ours) == len(theirs)
    for mine, other in zip(ours, theirs, strict=True):
        assert np.array_equal(mine, other)


def test_the_model_has_the_delta_of_huber_of_the_network():
    encoding = fit(table_of(number("a", [1.0, 2.0, 3.0])), np.arange(3))
    _, made = both(encoding, "table -> 1 ; loss huber(delta=5)")
    loss = made.model(encoding).loss
    assert float(loss(np.zeros(1), np.full(1, 100.0))) == 487.5  # 5 * (100 - 5 / 2)


def test_a_compile_of_the_network_is_taken_up_and_one_of_the_user_stays():
    encoding = fit(some_table(1, rows=60), np.arange(60))
    network, made = both(encoding)
    model = made.model(encoding)
    model.compile("sgd", "mae")
    assert made.model(encoding).loss == "mae"
    network.compile("adam", "mse", weighted_metrics=["mae"])
    model = made.model(encoding)
    assert (model.loss, model.optimizer) == ("mse", network.optimizer)
    assert not model.jit_compile
    assert [metric.name for metric in model.metrics] == [metric.name for metric in network.metrics]


@pytest.mark.parametrize("seed", range(2))
def test_another_split_is_taken_up_in_place(seed, tmp_path):
    import keras

    table = some_table(seed, rows=400)
    first = fit(table, np.arange(150))
    second = fit(table, np.arange(200, 400), like=first)
    assert first != second
    network, made = both(first)
    model, columns = made.model(first), first.keras_columns(table)
    before = model.predict(columns, verbose=0)  # Keras compiles this with the old split
    assert made.model(second) is model
    predicted = model.predict(columns, verbose=0)
    assert not np.allclose(before, predicted)
    set_first_layer(network, second)
    wanted = answers_of(network, second.encode(table))
    assert predicted == pytest.approx(wanted, abs=1e-4)
    model.save(tmp_path / "raw.keras")
    loaded = keras.models.load_model(tmp_path / "raw.keras")
    assert answers_of(loaded, columns) == pytest.approx(wanted, abs=1e-4)


def test_training_rows_of_missing_values_alone_leave_the_sizes():
    table = table_of(
        number("a", [1, 2, 3, np.nan, np.nan]),
        texts("b", ["x", "y", "x", "", ""]),
        dates("c", [5, 800, 9, MISSING, MISSING]),
    )
    first = fit(table, np.arange(4))
    second = fit(table, np.array([3, 4]), like=first)
    assert (second.width, second.outputs) == (first.width, first.outputs)
    network, made = both(first)
    model = made.model(first)
    second.set_layers(model)
    set_first_layer(network, second)
    ours = np.asarray(network.layers[0](second.encode(table)))
    assert rows_of(model, second, table) == pytest.approx(ours, abs=1e-6)


def test_a_model_is_built_without_data_once_the_columns_are_known():
    encoding = fit(some_table(3, rows=300), np.arange(300))
    spec = bound(encoding, "table -> 8 relu -> drop 0.5 -> 1")
    model = build(spec)
    assert model.count_params() == spec.parameter_count
    assert model.compiled
    assert {given.name for given in model.inputs} == set(encoding.inputs.values())
    again = build_kept(spec, choose_task(spec))
    for one, other in zip(model.variables, again.variables, strict=True):
        assert np.array_equal(one, other)


NAMES = ["age", "Sex (m/f)", "größe", "", "_x", "1st", "self", "class", "dense", "where_1", "row"]


def test_a_savedmodel_takes_the_columns_by_their_input_names(tmp_path):
    import tensorflow as tf

    table = table_of(*(number(name, [1, 2, 3, 4]) for name in NAMES), texts("t", list("ppqq")))
    encoding = fit(table, np.arange(4))
    assert list(encoding.inputs.values())[:-1] == [
        *("age", "Sex__m_f_", "gr__e", "column_3", "x", "column_1st", "self_", "class_"),
        *("dense_", "where_1_", "row"),
    ]
    network, made = both(encoding)
    model = made.model(encoding)
    columns = encoding.keras_columns(table)
    model.export(tmp_path / "saved", verbose=False)
    served = tf.saved_model.load(tmp_path / "saved").signatures["serving_default"]
    given = {name: tf.constant(values[:, None]) for name, values in columns.items()}
    predicted = answers_of(network, encoding.encode(table))
    assert np.asarray(next(iter(served(**given).values()))) == pytest.approx(predicted, abs=1e-5)


def test_names_that_become_the_same_are_made_unique_and_a_plain_one_stays():
    table = table_of(*(number(name, [1, 2]) for name in ("a b", "a_b", "a/b")))
    encoding = fit(table, np.arange(2))
    assert encoding.inputs == {"a b": "a_b_", "a_b": "a_b", "a/b": "a_b__"}

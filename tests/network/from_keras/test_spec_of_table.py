import numpy as np
import pytest

from densemodel.data import choose_task
from densemodel.data.columns._table import fit
from densemodel.errors import SpecError
from densemodel.language import parse
from densemodel.network import WholeModel, build, build_kept, keras_code, spec_of
from support.network.called import answers_of
from support.network.tables import some_table

pytestmark = pytest.mark.tensorflow

TEXTS = [
    "table -> 8 relu drop 0.2 -> 3 softmax ; sgd lr 0.5",
    "small: table -> 4 relu bn -> 1",
    "table -> 1 sigmoid",
]


@pytest.mark.parametrize("seed", range(4))
def test_the_model_of_a_table_is_read_back(seed, tmp_path):
    import keras

    table = some_table(seed)
    encoding = fit(table, np.arange(max(1, len(table) // 2)))
    spec = parse(TEXTS[seed % 3]).with_table(encoding)
    model = build(spec)
    model.save(tmp_path / "raw.keras")
    for one in (model, keras.models.load_model(tmp_path / "raw.keras")):
        read = spec_of(one)
        assert read == spec
        assert read.table.width == encoding.width
        assert read.parameter_count == model.count_params()
        again = build_kept(read, choose_task(read))
        raw = WholeModel(again).model(read.table)
        raw.set_weights(model.get_weights())
        columns = encoding.keras_columns(table)
        predicted = answers_of(model, columns)
        assert answers_of(raw, columns) == pytest.approx(predicted, abs=1e-6)


def test_the_model_of_a_script_is_read_back():
    encoding = fit(some_table(5, rows=300), np.arange(300))
    spec = parse(TEXTS[1]).with_table(encoding)
    names = {}
    exec(keras_code(spec).split("model.summary()")[0], names)  # noqa: S102
    assert spec_of(names["model"]) == spec


def _other(change):
    """A model of a number and a text, one layer of which is not as in a table."""
    import keras

    number = keras.Input((1,), name="age")
    text = keras.Input((1,), name="sex", dtype="string")
    joined = keras.ops.concatenate([number], axis=1)
    gaps = keras.ops.isnan(joined)
    scaled = keras.layers.Normalization(mean=[1.0], variance=[2.0], name="scaled")(joined)
    scaled = keras.ops.where(gaps, 0.0, scaled)
    squeezed = keras.layers.Rescaling(3.0)(keras.layers.Activation("tanh")(scaled))
    words = np.array(["a", "b"])
    lookup = keras.layers.StringLookup(vocabulary=words, mask_token=None, name="lookup")
    encoding = keras.layers.CategoryEncoding(3, output_mode="one_hot", name="one_hot")
    parts = [squeezed, encoding(lookup(text))[:, 1:]]
    row = keras.layers.Concatenate()(change(number, text, parts))
    model = keras.Model({"age": number, "sex": text}, keras.layers.Dense(1)(row))
    model.compile("adam", "mse")
    return model


def _unchanged(_number, _text, parts):
    return parts


def _with_log(_number, _text, parts):
    import keras

    return [keras.ops.log1p(parts[0]), parts[1]]


def _with_product(_number, _text, parts):
    return [parts[0] * parts[1], parts[1]]


def _with_multi_hot(_number, text, parts):
    import keras

    lookup = keras.layers.StringLookup(vocabulary=["a", "b"], mask_token=None)
    layer = keras.layers.CategoryEncoding(3, output_mode="multi_hot", name="several")
    return [parts[0], layer(lookup(text))[:, 1:]]


def _with_plain_number(number, _text, parts):
    return [number, parts[1]]


def _with_hashing(_number, text, parts):
    import keras

    return [parts[0], keras.layers.Hashing(8, output_mode="one_hot", name="hashed")(text)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_with_log, "log1p.*, Log1p: no column of a table has it there"),
        (_with_product, "Multiply: no column of a table has it there; a model with"),
        (_with_multi_hot, "several, CategoryEncoding: no column of a table has it there"),
        (_with_plain_number, "the layers of its input age are not those"),
        (_with_hashing, "^the layers of its input sex are not those of a column"),
    ],
)
def test_other_layers_for_columns_are_refused_by_name(change, message):
    assert str(spec_of(_other(_unchanged))) == "table -> 1"
    with pytest.raises(SpecError, match=message):
        spec_of(_other(change))


def test_the_same_layers_of_another_hand_are_read():
    spec = spec_of(_other(lambda _number, _text, parts: parts))
    assert str(spec) == "table -> 1"
    assert [column.kind for column in spec.table.columns] == ["number", "yes/no"]


def test_a_layer_that_has_no_config_is_refused_by_name():
    import keras

    class Doubled(keras.layers.Layer):
        def __init__(self, times):
            super().__init__(name="twice")
            self.times = times

        def call(self, x):
            return x * 2

    encoding = fit(some_table(3, rows=60), np.arange(60))
    model = build(parse("table -> 2").with_table(encoding))
    other = keras.Model(model.input, Doubled(object())(model.output))
    with pytest.raises(SpecError, match=r"^Doubled 'twice': a custom class"):
        spec_of(other)

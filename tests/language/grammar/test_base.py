"""`base frozen`: a trained model of the notebook as the first part of a network."""

import pytest

from densemodel.errors import SpecError
from densemodel.language import parse


class Weight:
    shape = (3, 4)


class Dense:
    _trainable_variables = (Weight(),)


class BatchNormalization:
    _trainable_variables = (Weight(),)


class Model:
    """What a spec asks of a Keras model."""

    name = "mobile"
    layers = (Dense(), BatchNormalization())
    inputs = outputs = (None,)
    input_shape, output_shape = (None, 96, 96, 3), (None, 128)

    def count_params(self):
        return 30


class Open(Model):
    input_shape, output_shape = (None, None, None, 3), (None, None, None, 8)

    def compute_output_shape(self, shape):
        if shape[1] < 32:
            raise ValueError("too small")
        return (None, shape[1] // 32, shape[2] // 32, 8)


class Several(Model):
    inputs = (None, None)


class Subclass(Model):
    inputs = None


class Texts(Model):
    inputs = (type("Tensor", (), {"dtype": "string"}),)


NAMES = {
    "base": Model(),
    "wide": Open(),
    "several": Several(),
    "subclass": Subclass(),
    "texts": Texts(),
    "keras_model": type("Model", (), {"__module__": "keras.src.models.model"})(),
    "n": 3,
}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("base frozen -> drop 20% -> auto softmax", "base frozen -> drop 0.2 -> auto softmax"),
        ("96x96x3 -> base frozen -> 3 softmax", "base frozen -> 3 softmax"),
        ("auto -> base Frozen\n-> 3 softmax", "base frozen -> 3 softmax"),
        ("wide frozen -> gavg -> 3", "wide frozen -> gavg -> 3"),
        ("64x96x3 -> wide frozen -> gavg -> 3", "64x96x3 -> wide frozen -> gavg -> 3"),
        ("base unfrozen -> 3 ; adam lr 0.00001", "base unfrozen -> 3 ; adam lr 1e-5"),
        ("96x96x3 -> flip -> base unfrozen -> 3", "96x96x3 -> flip -> base unfrozen -> 3"),
        ("a: base frozen -> {16|32} relu -> 3", "a: base frozen -> {16|32} relu -> 3"),
    ],
)
def test_canonical_text(text, written):
    spec = parse(text, NAMES)
    assert str(spec) == written
    assert parse(str(spec), NAMES) == spec


def test_it_counts_as_one_layer_that_is_not_trained():
    spec = parse("64x96x3 -> wide frozen -> gavg -> 3 softmax", NAMES)
    first = spec.layers[0]
    assert (first.output_shape, first.parameter_count, first.trainable_count) == ((2, 3, 8), 30, 0)
    assert spec.trainable_count == spec.parameter_count - 30 == 27
    assert spec.frozen.input_shape == (64, 96, 3)


def test_unfrozen_all_but_batch_normalization_is_trained():
    assert parse("base unfrozen -> 3 softmax", NAMES).layers[0].trainable_count == 12


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("64x64x3 -> base frozen -> 3", "takes rows of 96x96x3, and rows of 64x64x3 come in"),
        ("16x16x3 -> wide frozen -> gavg -> 3", "wide takes no rows of 16x16x3"),
        ("several frozen -> 3", "several has several inputs or outputs"),
        ("subclass frozen -> 3", "the sizes of subclass are not known"),
        ("texts frozen -> 3", "texts takes texts"),
        ("n frozen -> 3", "n is an int, not a Keras model"),
        ("nowhere frozen -> 3", "there is no variable nowhere"),
        ("frozen -> 3", "'frozen' goes after the name of a model"),
        ("frozen base -> 3", "write 'base frozen', where base is a trained Keras model"),
        ("keras_model -> 3", "keras_model is a Keras model: write keras_model frozen, keras_model"),
        ("9 -> keras_model -> 3", "keras_model is a Keras model: a layer size is a whole number"),
        ("96x96x3 -> frozen -> 3", "'frozen' goes after the name of a model"),
        ("base frozen relu -> 3", "unexpected 'relu' after 'frozen'"),
        ("base frozen", "a network needs a layer after its input"),
        (
            "96x96x3 -> flip -> base frozen -> 3",
            "'flip' can't stand before 'base frozen', whose outputs are computed once",
        ),
        (
            "96x96x3 -> scale / 255 -> base unfrozen -> 3",
            "'scale' can't stand before 'base unfrozen': only flip, rotate and their like can",
        ),
        ("96x96x3 -> {base frozen|wide frozen} -> 3", "it can't be repeated or in braces"),
        ("96x96x3 -> 2*(base frozen) -> 3", "it can't be repeated or in braces"),
    ],
)
def test_refusals(text, message):
    with pytest.raises(SpecError) as caught:
        parse(text, NAMES)
    assert message in str(caught.value)
    assert len(caught.value.problems) == 1

"""The tables of words say what Keras says: names, options, defaults."""

import inspect
import re

import keras
import pytest

from densemodel.language import (
    ACTIVATIONS,
    CLAUSES,
    INITIALIZERS,
    LAYER_RULES,
    LAYERS,
    LOSSES,
    METRICS,
    OPTIMIZERS,
    WORDS,
)
from densemodel.language.hints._aliases import NOT_OURS

pytestmark = pytest.mark.tensorflow

ABSTRACT_OPTIMIZERS = {"Optimizer", "OptimizerMap", "LossScaleOptimizer", "MultiOptimizer"}
ABSTRACT_METRICS = {"Metric", "Mean", "Sum", "MeanMetricWrapper"}


def public_classes(module):
    return {name for name in dir(module) if inspect.isclass(getattr(module, name))}


def test_no_layer_of_the_language_counts_as_missing():
    ours = {name.lower() for name in LAYER_RULES} | {word.replace("_", "") for word in LAYERS}
    assert not ours & NOT_OURS


def snake_case(name):
    parts = re.sub(r"([A-Z]+)([A-Z][a-z])|([a-z0-9])([A-Z])", r"\1\3_\2\4", name)
    return parts.lower()


def defaults(keras_class):
    return {
        name: parameter.default
        for name, parameter in inspect.signature(keras_class.__init__).parameters.items()
    }


def test_activations():
    functions = {name for name in dir(keras.activations) if not name.startswith("_")}
    assert set(ACTIVATIONS) == functions - {"get", "serialize", "deserialize", "glu", "threshold"}


@pytest.mark.parametrize("word", ACTIVATIONS)
def test_options_of_an_activation_are_those_of_its_layer(word):
    activation = ACTIVATIONS[word]
    if activation.layer is None:
        assert activation.options == ()
        parameters = list(inspect.signature(getattr(keras.activations, word)).parameters)
        assert list(activation.function_options) == parameters[1:]
        return
    known = defaults(getattr(keras.layers, activation.layer))
    assert {o.argument: o.default for o in activation.options} == {
        name: value for name, value in known.items() if name not in {"self", "kwargs"}
    }


def test_optimizers():
    concrete = public_classes(keras.optimizers) - ABSTRACT_OPTIMIZERS
    assert {optimizer.name for optimizer in OPTIMIZERS.values()} == concrete
    assert all(optimizer.name.lower() == word for word, optimizer in OPTIMIZERS.items())


@pytest.mark.parametrize("word", OPTIMIZERS)
def test_options_of_an_optimizer(word):
    optimizer = OPTIMIZERS[word]
    known = defaults(getattr(keras.optimizers, optimizer.name))
    assert known["learning_rate"] == optimizer.learning_rate
    assert {o.argument: o.default for o in optimizer.options} == {
        o.argument: known[o.argument] for o in optimizer.options
    }


def test_losses():
    # ctc is for sequences, which no network of the language gives
    assert {loss.name for loss in LOSSES.values()} == public_classes(keras.losses) - {"Loss", "CTC"}
    short = {"mse": "mean_squared_error", "mae": "mean_absolute_error"}
    for word in LOSSES:
        assert hasattr(keras.losses, short.get(word, word))


@pytest.mark.parametrize("word", LOSSES)
def test_options_of_a_loss(word):
    known = defaults(getattr(keras.losses, LOSSES[word].name))
    for option in LOSSES[word].options:
        assert option.default == known[option.argument]


def test_metrics_are_all_that_need_no_argument():
    def needs_nothing(name):
        known = defaults(getattr(keras.metrics, name))
        required = {n for n, default in known.items() if default is inspect.Parameter.empty}
        return required <= {"self", "args", "kwargs"}

    concrete = public_classes(keras.metrics) - ABSTRACT_METRICS
    assert {m.name for m in METRICS.values()} == {n for n in concrete if needs_nothing(n)}
    irregular = {"mse", "mae", "auc", "binary_iou", "f1_score", "fbeta_score", "r2_score"} | {
        word for word in METRICS if "top_k" in word
    }
    for word, metric in METRICS.items():
        assert word in irregular or word == snake_case(metric.name)


def test_initializers():
    classes = {getattr(keras.initializers, name) for name in public_classes(keras.initializers)}
    left_out = {keras.initializers.Initializer, keras.initializers.STFT}
    ours = {getattr(keras.initializers, i.name) for i in INITIALIZERS.values()}
    assert ours == classes - left_out
    for initializer in INITIALIZERS.values():
        if initializer.needs_number:
            continue
        made = keras.initializers.get(initializer.keras_word)
        assert type(made) is getattr(keras.initializers, initializer.name)
        if initializer.argument is not None:
            known = defaults(type(made))
            assert known[initializer.argument] == initializer.default


@pytest.mark.parametrize("word", LAYERS)
def test_options_of_a_layer(word):
    known = defaults(getattr(keras.layers, LAYERS[word].name))
    for option in LAYERS[word].options:
        is_plain = option.kind in {"real", "rate"} and not LAYERS[word].is_linear
        if option.kind == "switch" or is_plain:
            assert known[option.argument] == option.default


def test_every_word_has_help_in_one_line():
    tables = (ACTIVATIONS, CLAUSES, INITIALIZERS, LAYERS, LOSSES, METRICS, OPTIMIZERS)
    for table in tables:
        for entry in table.values():
            assert entry.help
            assert "\n" not in entry.help
    assert {"relu", "bn", "adam", "batch", "conv", "off"} <= WORDS

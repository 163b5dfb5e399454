"""The examples and the ladder build, with the counts of Keras, and come back from the model."""

import pytest

import densemodel as dm
from support.language.examples import EXAMPLES, LADDER, NAMES, SWEEP

pytestmark = pytest.mark.tensorflow

TEXTS = {
    **{f"example {number}": text for number, (text, *_) in EXAMPLES.items()},
    **{f"rung {rung}": text for rung, (text, _) in LADDER.items()},
}
COUNTS = {f"example {number}": counts for number, (_, *counts) in EXAMPLES.items()}


@pytest.mark.parametrize("name", TEXTS)
def test_it_builds_and_comes_back(name):
    spec = dm.parse(TEXTS[name], NAMES)
    model = dm.build(spec)
    assert model.count_params() == spec.parameter_count
    trainable = sum(variable.value.numpy().size for variable in model.trainable_variables)
    assert trainable == spec.trainable_count
    if name in COUNTS:
        assert [model.count_params(), trainable] == COUNTS[name]
    else:
        assert model.count_params() == LADDER[name.removeprefix("rung ")][1]
    again = dm.spec_of(model)
    assert again.layers == spec.layers
    assert again.settings.optimizer == spec.settings.optimizer


def test_the_nine_of_the_sweep_build():
    built = [dm.build(spec) for spec in dm.parse(SWEEP).expand()]
    assert [model.count_params() for model in built] == [
        *[25_450] * 3,
        *[50_890] * 3,
        *[101_770] * 3,
    ]
    rates = [float(model.optimizer.learning_rate.numpy()) for model in built]
    assert rates == pytest.approx([0.1, 0.01, 0.001] * 3)

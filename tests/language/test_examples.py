"""The examples and the ladder's rungs are read, count as Keras counts, and are written again."""

import pytest

from densemodel.language import parse
from support.language.examples import EXAMPLES, LADDER, NAMES, SWEEP


@pytest.mark.parametrize("number", EXAMPLES)
def test_an_example_has_its_parameters(number):
    text, parameters, trainable = EXAMPLES[number]
    spec = parse(text, NAMES)
    assert spec.parameter_count == parameters
    assert spec.trainable_count == trainable


@pytest.mark.parametrize("rung", LADDER)
def test_a_rung_has_its_parameters(rung):
    text, parameters = LADDER[rung]
    assert parse(text).parameter_count == parameters


@pytest.mark.parametrize("text", [text for text, *_ in [*EXAMPLES.values(), *LADDER.values()]])
def test_an_example_is_written_as_it_was_read(text):
    spec = parse(text, NAMES)
    assert parse(str(spec)) == spec
    plain = text.replace(" .25", " 0.25").replace("n_cols", "9")
    plain = plain.replace("mean_squared_error", "mse")
    assert set(str(spec).split(" ; ")) == set(plain.split(" ; "))


def test_the_sweep_expands_to_nine():
    spec = parse(SWEEP)
    assert spec.trial_count == 9
    specs = list(spec.expand())
    assert len({str(one) for one in specs}) == 9
    assert str(specs[0]) == "784 -> 32 relu -> 10 softmax ; adam lr 0.1"
    assert str(specs[-1]) == "784 -> 128 relu -> 10 softmax ; adam lr 0.001"
    assert [one.parameter_count for one in specs[::3]] == [25_450, 50_890, 101_770]

import pytest

import densemodel as dm
from densemodel.language import variables_of


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("784 -> {32|64} relu -> 10 ; adam lr {0.01|0.001}", ["units", "lr"]),
        ("784 -> 50 {relu|tanh} drop {0.1|0.5} -> 10", ["activation", "drop"]),
        ("784 -> {8|9} relu -> {2|3} relu -> 10", ["units 1", "units 2"]),
        ("784 -> {1|2}*(50 relu) -> 10 ; {adam|sgd} ; batch {32|64}",
         ["layers", "optimizer", "batch"]),
        ("784 -> {50 relu|100 relu -> 50 relu} -> 10", ["layers"]),
        ("784 -> 10 ; adam(beta_1={0.8|0.9})", ["beta_1"]),
        ("28x28x1 -> conv {8|16} 3x3 relu -> flatten -> 10 ; seed {1|2}", ["filters", "seed"]),
    ],
)  # fmt: skip
def test_a_choice_is_named_by_what_it_is_for(text, names):
    assert [variable.name for variable in variables_of(dm.parse(text))] == names


def test_alternatives_are_listed_as_they_are_written():
    units, layers = variables_of(dm.parse("4 -> {3|4} relu -> {5 relu|6 tanh -> 7} -> 2"))
    assert units.values == ("3", "4")
    assert units.numbers == (3.0, 4.0)
    assert layers.values == ("5 relu", "6 tanh -> 7")
    assert layers.numbers is None


def test_numbers_that_span_a_hundredfold_belong_on_a_logarithmic_axis():
    text = "4 -> {2|4} relu -> 2 ; adam lr {0.1|0.01|0.001}"
    units, rate = variables_of(dm.parse(text))
    assert not units.is_log
    assert rate.is_log
    (spread,) = variables_of(dm.parse("4 -> 2 ; adam lr {0.01..0.1 log/3}"))
    assert spread.is_log


def test_there_are_as_many_variables_as_choices():
    spec = dm.parse("4 -> {3|4} {relu|tanh} drop {0.1|0.2} -> 2 ; {adam|sgd} lr {0.1|1}")
    assert len(variables_of(spec)) == len(spec.choices)
    assert variables_of(dm.parse("4 -> 2")) == ()

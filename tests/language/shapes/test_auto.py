"""`auto` and `table`: sizes that only the data says."""

import pytest

from densemodel.errors import SpecError
from densemodel.language import parse


def test_numbers_take_the_place_of_auto():
    spec = parse("auto -> 50 relu -> auto softmax ; adam")
    assert spec.has_auto_input
    assert spec.has_auto_output
    assert spec.needs == ("auto",)
    whole = spec.with_sizes((28, 28), 10)
    assert str(whole) == "28x28 -> 50 relu -> 10 softmax ; adam"
    assert whole.needs == ()


def test_one_auto_is_left_as_it_is():
    spec = parse("auto -> 50 relu -> 3*(5 relu) -> auto(l2=0.1) softmax drop 0.1")
    assert str(spec.with_sizes((7,), None)).startswith("7 -> 50 relu")
    assert spec.with_sizes((7,), None).needs == ("auto",)


@pytest.mark.parametrize("what", ["layers", "parameter_count", "notes"])
@pytest.mark.parametrize("text", ["auto -> 5", "9 -> auto", "table -> 5"])
def test_what_waits_for_data_is_refused_in_words(text, what):
    with pytest.raises(SpecError, match=r"so it needs (data|labels)"):
        getattr(parse(text), what)


def test_a_size_that_does_not_fit_is_shown_in_the_text():
    with pytest.raises(SpecError) as caught:
        parse("auto -> conv 3 -> 1").with_sizes((784,), None)
    assert "784 -> conv 3 -> 1" in str(caught.value)
    assert "reshape 28x28x1" in str(caught.value)


def test_shapes_are_checked_while_the_last_size_waits():
    with pytest.raises(SpecError, match="takes images"):
        parse("784 -> conv 3 -> auto")


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("table -> 5 -> 1", ("table",)),
        ("auto -> norm -> auto", ("auto", "norm")),
        ("9 -> {norm|ln} -> 5", ("norm",)),
        ("9 -> 2*({5|6} relu)", ()),
    ],
)
def test_a_spec_says_what_it_waits_for(text, needs):
    spec = parse(text)
    assert spec.needs == needs
    assert parse(str(spec)) == spec

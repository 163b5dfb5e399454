"""What functions take for a spec: a Spec, or its text."""

import pytest

from densemodel.errors import SpecError
from densemodel.language import as_spec, parse


def test_a_spec_is_given_back_as_it_is():
    spec = parse("784 -> 10 softmax")
    assert as_spec(spec) is spec


def test_text_is_read():
    assert as_spec("9 -> 10") == parse("9 -> 10")


def test_wrong_text_is_refused_with_its_place():
    with pytest.raises(SpecError) as caught:
        as_spec("784 -> 50 rellu -> 10")
    assert caught.value.problems[0].column == 11


@pytest.mark.parametrize("value", [None, 784, [784, 10], b"784 -> 10"])
def test_anything_else_is_named_by_its_type(value):
    with pytest.raises(SpecError) as caught:
        as_spec(value)
    assert str(caught.value) == (
        "a spec is text such as '784 -> 50 relu -> 10 softmax', or what dm.parse returns; "
        f"this is of type {type(value).__name__}"
    )

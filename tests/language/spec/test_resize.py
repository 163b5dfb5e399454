import pytest

import densemodel as dm
from densemodel.language import hidden_sizes, scaled_sizes, with_hidden_layer, with_more_layers


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("784 -> 10 softmax", ()),
        ("784 -> 64 relu -> auto softmax", (64,)),
        ("auto -> 2*(8 relu -> 4) -> 10", (8, 4, 8, 4)),
        ("8x8x1 -> conv 4 relu max 2 -> flatten -> 16 relu -> drop 0.1 -> 3 softmax", (4, 16)),
    ],
)
def test_hidden_layers_are_all_but_the_last(text, hidden):
    assert tuple(number for _, number in hidden_sizes(dm.parse(text))) == hidden


def test_the_last_layer_has_to_stand_by_itself():
    with pytest.raises(dm.SpecError, match="the last layer must not be part of a repeat"):
        hidden_sizes(dm.parse("784 -> 3*10"))


@pytest.mark.parametrize(
    ("text", "factor", "scaled"),
    [
        ("784 -> 64 relu -> 10 softmax", 0.5, "784 -> 32 relu -> 10 softmax"),
        ("784 -> 3 relu -> 10 softmax", 0.1, "784 -> 1 relu -> 10 softmax"),
        ("784 -> 2*(8 relu) -> 10", 4, "784 -> 2*(32 relu) -> 10"),
        ("784 -> 10 softmax", 4, "784 -> 10 softmax"),
    ],
)
def test_hidden_layers_are_scaled_and_the_last_stays(text, factor, scaled):
    assert str(scaled_sizes(dm.parse(text), factor)) == scaled


def test_what_does_not_fit_any_more_is_refused():
    spec = dm.parse("784 -> 128 -> reshape 8x8x2 -> conv 4 relu -> 10")
    with pytest.raises(dm.SpecError, match="reshape"):
        scaled_sizes(spec, 0.5)


@pytest.mark.parametrize(
    ("text", "deeper"),
    [
        ("784 -> 64 relu -> 10", "784 -> 2*(64 relu) -> 10"),
        ("784 -> 9 -> 64 -> relu drop 0.2 -> 10", "784 -> 9 -> 2*(64 -> relu drop 0.2) -> 10"),
        ("784 -> 3*(64 relu) -> 10", "784 -> 4*(64 relu) -> 10"),
        (
            "8x8x1 -> conv 4 relu -> max 2 -> flatten -> 10",
            "8x8x1 -> 2*(conv 4 relu) -> max 2 -> flatten -> 10",
        ),
    ],
)
def test_the_last_hidden_layer_is_repeated(text, deeper):
    assert str(with_more_layers(dm.parse(text), 1)) == deeper


def test_where_no_layer_is_hidden_none_is_repeated():
    with pytest.raises(dm.SpecError, match="no hidden layer"):
        with_more_layers(dm.parse("784 -> 10"), 1)


def test_a_hidden_layer_is_put_before_the_last_one():
    assert str(with_hidden_layer(dm.parse("784 -> drop 0.1 -> 10 softmax ; epochs 3"), 32)) == (
        "784 -> drop 0.1 -> 32 relu -> 10 softmax ; epochs 3"
    )

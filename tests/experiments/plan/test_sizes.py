"""Which sizes are tried, and how they are called."""

import pytest

import densemodel as dm
from densemodel.experiments.plan._sizes import MOST_SIZES, Size, size_after, size_words
from densemodel.language import hidden_sizes


def grown(units, is_better):
    """The sizes that are tried; `is_better` says of each whether it is better than all before."""
    sizes, are_better = [], []
    while (size := size_after(units, are_better)) is not None:
        sizes.append(size)
        are_better.append(is_better(size))
    return sizes


def tried(text, good):
    """The networks that are tried where the first so many are each better than all before."""
    spec, left = dm.parse(text), iter([True] * good)
    sizes = grown([units for _, units in hidden_sizes(spec)], lambda _: next(left, False))
    texts = [size.of(spec).network_text for size in sizes]
    return [text.removeprefix("784 -> ").removesuffix(" softmax") for text in texts]


def units(text, good):
    return [network.removesuffix(" relu -> 10") for network in tried(text, good)]


def test_units_are_doubled_until_two_in_a_row_are_no_better_then_a_layer_is_added():
    found = units("784 -> 64 relu -> 10 softmax", good=6)
    assert found == ["4", "8", "16", "32", "64", "128", "256", "512", "2*(128 relu) -> 10"]


def test_the_written_size_is_always_tried():
    assert units("784 -> 64 relu -> 10 softmax", good=1)[:5] == ["4", "8", "16", "32", "64"]
    assert len(units("784 -> 64 relu -> 10 softmax", good=1)) == 6


def test_one_width_that_is_no_better_ends_nothing():
    sizes = grown([64], lambda size: size.factor not in (2.0, 8.0, 16.0) and not size.more)
    assert sizes[-2:] == [Size(16.0), Size(4.0, more=1)]


def test_layers_are_added_as_long_as_they_help():
    sizes = grown([2], lambda size: size.factor <= 2 and size.more < 3)
    assert [size.more for size in sizes] == [0, 0, 0, 0, 1, 2, 3]


def test_no_more_than_twelve_are_tried_and_two_of_them_for_layers():
    found = units("784 -> 64 relu -> 10 softmax", good=99)
    assert len(found) == MOST_SIZES
    assert found[-3:] == ["2048", "2*(2048 relu) -> 10", "3*(2048 relu) -> 10"]


def test_a_network_without_a_hidden_layer_gets_one():
    found = tried("784 -> 10 softmax", good=5)
    assert found[:4] == ["10", "2 relu -> 10", "4 relu -> 10", "8 relu -> 10"]
    assert size_after([], []) == Size(0.0)


def test_none_is_needed_where_a_hidden_layer_never_helps():
    assert tried("784 -> 10 softmax", good=1)[-1] == "32 relu -> 10"


def test_a_narrow_network_begins_with_two_units():
    assert units("784 -> 8 relu -> 10 softmax", good=99)[0] == "2"
    assert units("784 -> 3 relu -> 10 softmax", good=99)[0] == "3"


def test_layers_of_several_sizes_keep_their_ratio():
    spec = dm.parse("784 -> 64 relu drop 0.2 -> 32 relu -> 10 softmax ; adam lr 0.01 ; epochs 3")
    changed = Size(0.5, more=1).of(spec)
    assert str(changed) == (
        "784 -> 32 relu drop 0.2 -> 2*(16 relu) -> 10 softmax ; adam lr 0.01 ; epochs 3"
    )


@pytest.mark.parametrize(
    ("hidden", "words"),
    [
        ((), "no hidden layer"),
        ((("dense", 1),), "1 unit"),
        ((("dense", 1024),), "1,024 units"),
        ((("dense", 32), ("dense", 32)), "2 layers of 32 units"),
        ((("dense", 32), ("dense", 16), ("dense", 8)), "layers of 32, 16 and 8 units"),
        ((("conv", 4), ("dense", 32)), "4 filters, 32 units"),
        ((("conv", 4), ("sepconv", 8)), "layers of 4 and 8 filters"),
    ],
)
def test_sizes_have_few_words(hidden, words):
    assert size_words(hidden) == words

"""A network on a table: its layers are checked before the data, and known with their encoding."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from densemodel.errors import SpecError
from densemodel.language import COLUMNS, parse


@dataclass(frozen=True)
class Shape:
    """The sizes of an encoded table, without data."""

    width: int
    outputs: int
    parameter_count: int
    is_fitted: bool = True


PLAIN = Shape(7, 7, 0)
EMBEDDED = Shape(7, 14, 96)


def test_an_encoded_table_gives_the_sizes_of_the_layers():
    spec = parse("table -> 5 relu -> 2 softmax").with_table(PLAIN)
    assert (spec.input_shape, spec.needs) == ((7,), ())
    assert [layer.kind for layer in spec.layers] == [COLUMNS, "Dense", "Dense"]
    assert spec.layers[1].input_shape == (7,)
    assert spec.parameter_count == 7 * 5 + 5 + 5 * 2 + 2


def test_the_columns_are_the_first_layer():
    spec = parse("table -> 5 relu -> auto").with_table(EMBEDDED).with_sizes(None, 3)
    first, second, _ = spec.layers
    assert (first.kind, first.text, first.is_put_in) == (COLUMNS, "", True)
    assert (first.input_shape, first.output_shape) == ((7,), (14,))
    assert second.input_shape == (14,)
    assert spec.parameter_count == spec.trainable_count == 96 + 14 * 5 + 5 + 5 * 3 + 3
    assert spec.input_shape == (7,)


def test_the_encoding_is_no_part_of_the_text_or_of_equality():
    spec = parse("table -> 5 -> 1")
    bound = spec.with_table(EMBEDDED)
    assert bound == spec
    assert hash(bound) == hash(spec)
    assert str(bound) == "table -> 5 -> 1"
    assert bound.with_settings("category zip ; seed 1").table is EMBEDDED
    assert bound.with_kind("zip", "category").table is EMBEDDED
    assert bound.with_table(None).needs == ("table",)


def test_every_trial_of_a_sweep_has_the_encoding():
    bound = parse("table -> {5|6} relu -> 1").with_table(EMBEDDED)
    assert [spec.layers[1].output_shape for spec in bound.expand()] == [(5,), (6,)]


@pytest.mark.parametrize("text", ["table -> norm -> 5 -> 1", "table -> drop 0.1 norm -> 5 -> 1"])
def test_norm_makes_no_layer_as_the_columns_are_scaled_already(text):
    spec = parse(text)
    assert spec.needs == ("table",)
    assert str(spec) == text
    bound = spec.with_table(EMBEDDED)
    assert "Normalization" not in [layer.kind for layer in bound.layers]


def test_a_network_too_large_for_its_table_is_refused_in_words():
    spec = parse("table -> 100000 -> 1")
    with pytest.raises(SpecError, match=r"parameters.*: the table has 60,000 numbers"):
        spec.with_table(Shape(60_000, 60_000, 0))


def test_sizes_of_an_encoding_that_is_not_learnt_mean_nothing():
    spec = parse("table -> 100000 -> 1").with_table(Shape(60_000, 60_000, 0, is_fitted=False))
    assert spec.table is not None
    assert COLUMNS not in [layer.kind for layer in spec.layers]


def test_a_network_of_known_size_keeps_its_layers():
    spec = parse("9 -> norm -> 5 -> 1")
    assert spec.with_table(EMBEDDED).layers == spec.layers

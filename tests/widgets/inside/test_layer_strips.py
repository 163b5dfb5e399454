from dataclasses import replace

import numpy as np
import pytest

import densemodel as dm
from densemodel.training import LINES, LayerPoints, prepare
from densemodel.training.diagnosis import unit_layers
from densemodel.widgets.inside._layer_strips import MOST_ROWS, SHADES, UNKNOWN, layer_strips
from support.widgets.table_parts import flats

pytestmark = pytest.mark.tensorflow


def units_of(text):
    return unit_layers(dm.build(dm.parse(text)))


def points_of(units, points=2):
    shape = (points, len(units))
    return LayerPoints(
        names=tuple(one.name for one in units),
        units=np.array([one.units for one in units]),
        steps=np.arange(points),
        places=np.arange(points).astype(float),
        dead=np.zeros(shape, np.int64),
        saturated=np.zeros(shape, np.int64),
        gradient_norms=np.ones(shape, np.float32),
        update_ratios=np.full(shape, np.nan, np.float32),
        activation_means=np.zeros(shape, np.float32),
        activation_stds=np.ones(shape, np.float32),
        lines=np.zeros((*shape, len(LINES)), np.float32),
    )


def titles(strips):
    return [strip.title for strip in strips]


def test_only_strips_that_have_something_to_say_are_there():
    for text, first in (
        ("4 -> 8 relu -> 2 softmax", ["Dead units"]),
        ("4 -> 8 tanh -> 1 sigmoid", ["Saturated units"]),
        ("4 -> 8 elu -> 2 softmax", []),
    ):
        units = units_of(text)
        found = layer_strips(points_of(units), units)
        assert titles(found) == [*first, "Gradient", "Activations"]
        if first:
            assert [row.name for row in found[0].rows] == ["Hidden layer 1"]


def test_before_anything_is_measured_there_is_none():
    units = units_of("4 -> 8 relu -> 2 softmax")
    assert layer_strips(points_of(units, 0), units) == ()


def test_a_row_says_the_newest_number_of_dead_units():
    units = units_of("4 -> 8 relu -> 4 relu -> 2 softmax")
    points = replace(points_of(units), dead=np.array([[0, 0, 0], [6, 0, 0]]))
    strip = layer_strips(points, units)[0]
    assert [row.description for row in strip.rows] == ["6 of 8 dead", "0 of 4 dead"]
    assert [row.is_ill for row in strip.rows] == [True, False]
    assert strip.cells.tolist() == [[0, round(0.75 * SHADES)], [0, 0]]


def test_gradients_have_a_scale_of_powers_of_ten_that_all_layers_share():
    units = units_of("4 -> 8 elu -> 4 elu -> 2 softmax")
    norms = np.array([[1e-4, 1e-2, 1.0], [0.0, np.nan, 0.01]], np.float32)
    strip = layer_strips(replace(points_of(units), gradient_norms=norms), units)[0]
    assert (strip.low, strip.high) == ("≤ 0.0001", "1")
    assert strip.cells.tolist() == [
        [0, 0],
        [SHADES // 2, UNKNOWN],
        [SHADES, SHADES // 2],
    ]


def test_a_gradient_that_has_vanished_has_the_lowest_colour():
    units = units_of("4 -> 8 elu -> 2 softmax")
    norms = np.array([[1e-20, 1.0], [1e-20, 1.0]], np.float32)
    strip = layer_strips(replace(points_of(units), gradient_norms=norms), units)[0]
    assert strip.low == "≤ 1e-08"
    assert strip.cells.tolist() == [[0, 0], [SHADES, SHADES]]


def test_gradients_that_are_all_0_have_no_strip():
    units = units_of("4 -> 8 elu -> 2 softmax")
    none = np.zeros((2, 2), np.float32)
    assert titles(layer_strips(replace(points_of(units), gradient_norms=none), units)) == [
        "Activations"
    ]


def test_of_a_deep_network_the_first_and_the_last_layers_are_shown():
    units = units_of("4 -> 40*(3 relu) -> 2 softmax")
    for strip in layer_strips(points_of(units), units):
        assert len(strip.rows) == MOST_ROWS
        assert strip.rows[0].name == "Hidden layer 1"
        assert strip.rows[-1].name in {"Hidden layer 40", "Last layer"}


def test_the_embeddings_of_a_table_are_no_hidden_layer():
    x, y = flats(400)
    x["district"] = [f"district {number % 40}" for number in range(len(x))]
    network = prepare("table -> 4 relu -> auto", x, y).network
    assert network.layers[0].weights
    assert [one.words for one in unit_layers(network)] == ["hidden layer 1", "the last layer"]

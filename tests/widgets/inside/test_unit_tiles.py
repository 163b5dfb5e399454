from dataclasses import replace

import numpy as np
import pytest

import densemodel as dm
from densemodel.training import strands_of
from densemodel.training.diagnosis import LayerMeasurement, Measurement, unit_layers
from densemodel.widgets.inside._inside_picture import tiles_of
from densemodel.widgets.inside._inside_state import tiles_state
from densemodel.widgets.inside._unit_tiles import MOST_TILES, unit_sentence, unit_tiles

pytestmark = pytest.mark.tensorflow


def tiles_for(text, dead=None):
    """A model and its tiles; some units of its first layer were measured as dead."""
    spec = dm.parse(text)
    model = dm.build(spec)
    layers = [layer for layer in spec.layers if layer.trainable_count]
    values = [variable.numpy() for variable in model.variables]
    newest = None if dead is None else measured(model, dead)
    units = unit_layers(model)
    return model, unit_tiles(spec, layers, strands_of(model), units, values, newest=newest)


def measured(model, dead):
    none = np.empty(0, np.int64)
    first = unit_layers(model)[0]
    layer = LayerMeasurement(
        name=first.name,
        words=first.words,
        activation=first.activation,
        units=first.units,
        dead_units=np.array(dead),
        saturated_units=none,
        gradient_norm=0.0,
        weight_norm=0.0,
        activation_mean=0.0,
        activation_std=0.0,
        lines=np.zeros(9),
        unit_spread=0.0,
    )
    return Measurement(0, 0.0, (layer,), 0.0, 0.0, none)


def test_a_tile_holds_the_weights_into_its_unit():
    model, (tiles, _) = tiles_for("9 -> 4 relu -> 2 softmax")
    kernel = model.layers[0].kernel.numpy()
    assert np.array_equal(tiles.planes[2].ravel(), kernel[:, 2])
    assert tiles.planes.shape == (4, 3, 3, 1)


def test_of_many_inputs_the_weights_that_are_farthest_from_0_are_shown():
    model, (tiles, _) = tiles_for("130 -> 3 relu -> 2 softmax")
    kernel = model.layers[0].kernel.numpy()[:, 1]
    first = kernel[:3]
    assert tiles.of == 3
    assert tiles.planes[1].ravel()[0] == first[np.abs(first).argmax()]
    assert "the largest of 3 weights" in tiles.note()


def test_a_filter_is_drawn_as_what_its_channels_have_together():
    model, (_, second, _) = tiles_for("8x8x1 -> conv 3 3x3 relu -> conv 2 3x3 relu -> 2 softmax")
    kernel = model.layers[1].kernel.numpy()
    assert np.allclose(second.planes[1, ..., 0], kernel[..., 1].sum(axis=2))
    assert second.one == "filter"


def test_of_more_units_than_have_room_the_rest_is_counted():
    _, (tiles, _) = tiles_for(f"4 -> {MOST_TILES + 412} relu -> 2 softmax")
    assert len(tiles.planes) == MOST_TILES
    assert "100 units, and 412 more" in tiles.note()


def test_a_dead_unit_is_named_and_crossed():
    _, (found, _) = tiles_for("9 -> 4 relu -> 2 softmax")
    tiles = replace(found, dead=(1, 3))
    assert tiles.named() == "Units 1 and 3 give 0 for every measured row."
    assert unit_sentence(tiles, 3) == "unit 3 of hidden layer 1 gives 0 for every measured row"
    state = tiles_state([tiles])["layers"][0]
    assert [ill["unit"] for ill in state["ill"]] == [1, 3]
    assert (tiles_of(tiles, 400) != tiles_of(found, 400)).any()


def test_which_units_are_dead_is_what_was_measured():
    _, (tiles, _) = tiles_for("9 -> 4 relu -> 2 softmax", [2])
    assert tiles.dead == (2,)
    assert tiles.named() == "Unit 2 gives 0 for every measured row."


def test_weights_that_are_0_or_no_numbers_have_a_tile():
    _, (tiles, _) = tiles_for("9 -> 4 relu -> 2 softmax")
    planes = tiles.planes.copy()
    planes[0], planes[1, 0, 0, 0], planes[2] = 0, np.nan, np.inf
    broken = replace(tiles, planes=planes)
    assert broken.own_pixels.dtype == broken.pixels.dtype == np.int8
    assert not broken.own_pixels[0].any()
    assert np.isfinite(broken.scales).all()

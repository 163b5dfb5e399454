"""What is drawn of a plane: cells, rows on them, or a curve."""

import numpy as np
import pandas as pd
import pytest

import densemodel as dm
from densemodel.charts._static import empty_figure, paint, png_of
from densemodel.scoring import UNIT_PALETTE, class_color, plane_chart, plane_scale, unit_shades

pytestmark = pytest.mark.tensorflow

RNG = np.random.default_rng(0)
X = pd.DataFrame({"age": RNG.normal(50, 10, 90), "fare": RNG.normal(size=90)})
THREE = np.select([X["fare"] > 0, X["age"] > 50], ["warm", "old"], "cold")


@pytest.fixture(scope="module")
def of_classes():
    return dm.train("2 -> norm -> 6 tanh -> 3 softmax ; epochs 20 ; lr 0.05", X, THREE)


@pytest.fixture(scope="module")
def of_numbers():
    return dm.train("2 -> norm -> 6 tanh -> 1 ; epochs 2", X, np.sin(X["age"]))


def marks_of(chart):
    return {mark.name: mark for mark in chart.marks}


def test_cells_have_the_colour_of_their_class_and_are_paler_where_it_is_less_certain(of_classes):
    plane = dm.plane(of_classes, "age", "fare", size=16)
    chart = plane_chart(plane)
    cells = marks_of(chart)["cells"]
    tints = len(cells.palette) // 3
    np.testing.assert_array_equal(cells.shades // tints, plane.y_pred)
    certain = cells.shades % tints
    assert certain.flat[plane.certainty.argmax()] == certain.max()
    assert certain.flat[plane.certainty.argmin()] == certain.min()
    assert len(set(cells.palette)) == 3 * tints
    assert (chart.x_name, chart.title) == ("age", "fare")


def test_rows_stand_in_their_cells_in_the_colour_of_their_true_class(of_classes):
    plane = dm.plane(of_classes, "age", "fare", size=16)
    chart = plane_chart(plane)
    marks = marks_of(chart)
    rows, y_true = plane.points.rows, plane.predictions.y_true
    assert [marks[f"rows {one}"].color for one in range(3)] == [class_color(n) for n in range(3)]
    for one in range(3):
        places = marks[f"rows {one}"].points
        assert len(places) == (y_true == one).sum()
        age = np.interp(places[:, 0] - 0.5, np.arange(16), plane.across)
        np.testing.assert_allclose(age, rows.values[y_true == one, 0], rtol=1e-6)  # noqa: PD011
    assert len(marks["held out"].points) == rows.is_held_out.sum()
    assert len(marks["edges"].points) == (~plane.predictions.is_right).sum()
    (tick, label) = chart.x.ticks[1], chart.x.labels[1]
    assert np.interp(tick - 0.5, np.arange(16), plane.across) == pytest.approx(float(label))


def test_a_unit_can_be_in_the_place_of_the_predictions(of_classes):
    plane = dm.plane(of_classes, "age", "fare", size=16)
    chart = plane_chart(plane, (0, 1))
    cells = marks_of(chart)["cells"]
    np.testing.assert_array_equal(cells.shades, unit_shades(plane.units[0].values[1]))  # noqa: PD011
    assert cells.palette == UNIT_PALETTE
    assert marks_of(chart).keys() == marks_of(plane_chart(plane)).keys()


def test_what_units_give_is_orange_below_0_and_blue_above():
    values = np.array([[[-2.0, 0.0], [1.0, 2.0]], np.zeros((2, 2))])
    middle = len(UNIT_PALETTE) // 2
    due = [[[0, middle], [middle + middle // 2, 2 * middle]], np.full((2, 2), middle)]
    np.testing.assert_allclose(unit_shades(values), due, atol=1)
    assert "orange" in UNIT_PALETTE[0]
    assert "blue" in UNIT_PALETTE[-1]


def test_numbers_have_a_scale_of_colours(of_numbers):
    plane = dm.plane(of_numbers, "age", "fare", size=16)
    palette, legend = plane_scale(plane)
    cells = marks_of(plane_chart(plane))["cells"]
    assert cells.palette == palette
    assert (legend.low, legend.high) == (plane.first_values.min(), plane.first_values.max())
    assert cells.shades.flat[plane.first_values.argmin()] == 0
    assert cells.shades.flat[plane.first_values.argmax()] == len(palette) - 1


def test_one_column_is_a_curve(of_classes, of_numbers):
    plane = dm.plane(of_numbers, "age")
    marks = marks_of(plane_chart(plane))
    curve = np.stack([plane.across, plane.first_values], axis=1)
    np.testing.assert_array_equal(marks["curve 0"].points, curve)
    np.testing.assert_allclose(marks["rows 0"].points[:, 1], plane.first_labels)
    several = marks_of(plane_chart(dm.plane(of_classes, "age")))
    assert [name for name in several if "curve" in name] == ["curve 0", "curve 1", "curve 2"]
    two = dm.plane(dm.train("2 -> 1 sigmoid ; epochs 1", X, THREE == "cold"), "fare")
    chart = plane_chart(two)
    assert chart.title == "probability of True"
    marks = marks_of(chart)
    np.testing.assert_array_equal(marks["curve 1"].points[:, 1], two.values[:, 1])  # noqa: PD011
    assert set(marks["rows 1"].points[:, 1]) == {1.0}


def test_the_chart_is_drawn_for_a_file(of_classes):
    figure = empty_figure(400)
    paint(figure, plane_chart(dm.plane(of_classes, "age", "fare")), (60, 30, 330, 330))
    assert png_of(figure).startswith(b"\x89PNG")

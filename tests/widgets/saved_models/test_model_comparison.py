"""Models side by side, of real runs of some rows."""

import math
from itertools import pairwise

import numpy as np
import pytest

import densemodel as dm
from densemodel.widgets.charts._line_styles import line_styles_of
from densemodel.widgets.charts._overlaid_curves import MOST_CURVES, short_name
from densemodel.widgets.saved_models._model_comparison import (
    ModelComparison,
    best_places,
    heading_words,
)
from support.widgets.panel_parts import every, texts

pytestmark = pytest.mark.tensorflow


X = np.random.default_rng(0).normal(size=(40, 3)).astype(np.float32)
Y = (X[:, 0] > 0).astype(int)
NAN = math.nan


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    store = dm.ModelStore(tmp_path_factory.mktemp("models"))
    store.save(dm.train("3 -> 4 relu -> 2 softmax ; epochs 2", X, Y), "small")
    wide = "3 -> 8 relu -> 4 relu -> 2 softmax ; sgd lr 0.1 ; epochs 3"
    store.save(dm.train(wide, X, Y), "<b>wide</b>")
    store.save(dm.train("3 -> 4 relu -> 1 ; epochs 2", X, X[:, 0]), "wages")
    return store


def shown(writer, comparison):
    view = ModelComparison(comparison, writer)
    assert writer.flush()
    return view


def figures(root):
    return [w for w in every(root) if type(w).__name__ == "Figure"]


def names_in(figure):
    return [
        str(mark.text[0])
        for mark in figure.marks
        if type(mark).__name__ == "Label" and len(mark.text) and mark.text[0] != "★"
    ]


def test_two_models_have_their_curves_on_one_pair_of_axes(store, writer):
    view = shown(writer, store.compare("small", "<b>wide</b>"))
    (figure,) = figures(view.widget)
    assert names_in(figure) == ["small", "<b>wide</b>", "epochs"]
    lines = [mark for mark in figure.marks if type(mark).__name__ == "Lines"]
    assert [(line.colors[0], line.line_style) for line in lines] == [
        (style.color, style.dash) for style in line_styles_of(["small", "wide"])
    ]
    text = texts(view.widget)
    assert "<b>" not in text
    assert "&lt;b&gt;wide&lt;/b&gt;" in text


def test_only_differences_are_shown(store, writer):
    text = texts(shown(writer, store.compare("small", "<b>wide</b>")).widget)
    assert "<td>sgd" in text
    assert ">Seed<" not in text
    assert text.count('class="dm-differs"') == 1
    assert "★ " in text
    assert "Their losses" not in text


def test_losses_of_different_kinds_share_no_axis(store, writer):
    view = shown(writer, store.compare("small", "wages", "<b>wide</b>"))
    first, second = figures(view.widget)
    assert names_in(first) == ["small", "<b>wide</b>", "epochs"]
    assert names_in(second) == ["wages", "epochs"]
    assert "They have different loss functions" in texts(view.widget)


def test_a_model_has_its_colour_and_dash_in_the_tables_too(store, writer):
    text = texts(shown(writer, store.compare("small", "wages")).widget)
    assert (
        text.count(
            f'style="stroke:{line_styles_of(["small", "wages"])[1].color}" stroke-dasharray="7 4"'
        )
        >= 2
    )


def test_no_two_models_of_a_figure_have_the_same_line():
    styles = line_styles_of([f"net{place}" for place in range(MOST_CURVES + 1)])
    assert len({(style.color, style.dash) for style in styles[:MOST_CURVES]}) == MOST_CURVES
    assert all(one.dash != two.dash for one, two in pairwise(styles))


def test_models_beyond_a_figure_are_counted(store, writer):
    view = shown(writer, store.compare(*["small"] * (MOST_CURVES + 2)))
    (figure,) = figures(view.widget)
    assert len(names_in(figure)) == MOST_CURVES + 1
    assert "the 2 others are in the tables" in texts(view.widget)


def test_a_linear_scale_shows_the_values_themselves(store, writer):
    view = shown(writer, store.compare("small", "<b>wide</b>"))
    (figure,) = figures(view.widget)
    (scale,) = (w for w in every(view.widget) if type(w).__name__ == "ToggleButtons")
    loss = store.history("small")["val_loss"]
    assert figure.marks[0].y == pytest.approx(np.log10(loss), rel=1e-5)
    scale.value = "linear"
    assert writer.flush()
    assert figure.marks[0].y == pytest.approx(loss, rel=1e-5)


def test_a_range_can_be_zoomed(store, writer):
    view = shown(writer, store.compare("small", "<b>wide</b>"))
    (figure,) = figures(view.widget)
    (cursor,) = (w for w in every(view.widget) if type(w).__name__ == "CurveCursor")
    cursor.window = [1.0, 1.5]
    assert writer.flush()
    assert (figure.axes[0].scale.min, figure.axes[0].scale.max) == (1.0, 1.5)
    assert names_in(figure)[:2] == ["small", "<b>wide</b>"]
    cursor.window = []
    assert writer.flush()
    assert figure.axes[0].scale.max >= 3


def test_everything_closes(store, writer):
    view = shown(writer, store.compare("small", "wages"))
    parts = list(every(view.widget))
    view.close()
    assert all(part.comm is None for part in parts)


@pytest.mark.parametrize(
    ("name", "values", "best"),
    [
        ("validation accuracy", [0.9, 0.95, NAN], {1}),
        ("validation loss", [0.2, 0.1, 0.1], {1, 2}),
        ("test mean absolute error", [3.0, 2.0], {1}),
        ("test R2", [0.3, 0.2], {0}),
        ("test my own measure", [3.0, 2.0], set()),
        ("training loss", [0.1, 0.1], set()),
        ("training loss", [0.1, NAN], set()),
        ("parameters", [10.0, 20.0], set()),
        ("best epoch", [1.0, 2.0], set()),
    ],
)
def test_the_best_of_a_row_is_known_where_more_or_less_is_better(name, values, best):
    assert best_places(name, values) == best


def test_many_names_are_shortened():
    assert heading_words(["a", "b"]) == "a and b"
    assert heading_words(list("abcde")) == "a, b and 3 more"
    assert short_name("digits, two layers of fifty") == "digits, two layer…"

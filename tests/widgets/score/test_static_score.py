"""The picture of the scores that stays in the file."""

from itertools import combinations

import pytest

from densemodel.charts._static import DRAWING, WIDTH, empty_figure
from densemodel.widgets.score._score_confusion import confusion_matrix
from densemodel.widgets.score._static_score import MATRIX, matrix_side, paint_matrix
from support.widgets.score_parts import class_predictions

NAMES = [
    *("airplane", "automobile", "bird", "<img src=x>", "deer", "$x$", "a very long name"),
    *("horse", "nine nine nine", "truck"),
]


@pytest.mark.parametrize("names", [NAMES, NAMES[:2], NAMES * 2, [str(n) for n in range(10)]])
def test_names_at_the_matrix_neither_meet_nor_leave_the_picture(names):
    names = [f"{name}{n // 10 or ''}" for n, name in enumerate(names)]
    numbers = list(range(len(names)))
    matrix = confusion_matrix(class_predictions(numbers, numbers, [0.9] * len(numbers), names))
    height = matrix_side(matrix["names"]) + 20
    with DRAWING:
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        figure = empty_figure(height)
        paint_matrix(figure, matrix, (WIDTH - 14 - MATRIX, 10))
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        (axes,) = figure.axes
        boxes = [text.get_window_extent(canvas.get_renderer()) for text in axes.texts]
    inside = [box.x0 >= 0 and box.y0 >= 0 and box.x1 <= WIDTH and box.y1 <= height for box in boxes]
    assert all(inside)
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))

"""The picture of the scores that stays in the file."""

from itertools import combinations

import pandas as pd
import pytest

from densemodel.charts._static import DRAWING, WIDTH, empty_figure, paint
from densemodel.scoring import matrix_size
from densemodel.scoring.report._report_charts import confusion_chart

NAMES = [
    *("airplane", "automobile", "bird", "<img src=x>", "deer", "$x$", "a very long name"),
    *("horse", "nine nine nine", "truck"),
]


@pytest.mark.parametrize("names", [NAMES, NAMES[:2], NAMES * 2, [str(n) for n in range(10)]])
def test_names_at_the_matrix_neither_meet_nor_leave_the_picture(names):
    names = [f"{name}{n // 10 or ''}" for n, name in enumerate(names)]
    counts = pd.DataFrame(7, index=names, columns=names)
    side, above = matrix_size(counts)
    height = side + above + 20
    with DRAWING:
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        figure = empty_figure(height)
        paint(figure, confusion_chart(counts), (WIDTH - 14 - 254, 10 + above, side, side))
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        (axes,) = figure.axes
        boxes = [text.get_window_extent(canvas.get_renderer()) for text in axes.texts]
    inside = [box.x0 >= 0 and box.y0 >= 0 and box.x1 <= WIDTH and box.y1 <= height for box in boxes]
    assert all(inside)
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))

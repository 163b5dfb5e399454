"""The parts of the tab Score, with the small plots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.errors import DenseModelError
from densemodel.widgets.charts._figure import LiveChart
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._compat import answer_in_subshells
from densemodel.widgets.runtime._parts import HIDDEN, HTML, Box, Dropdown, HBox, VBox, visibility
from densemodel.widgets.score._score_cases import cell_cases, rows_line, warning_words, worst_cases
from densemodel.widgets.score._score_confusion import (
    ConfusionMatrix,
    confusion_html,
    confusion_matrix,
)
from densemodel.widgets.score._score_examples import (
    ExampleList,
    example_detail,
    examples,
    examples_html,
)
from densemodel.wording import element, paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.charts import Chart, TextTable
    from densemodel.widgets.score._score_cases import Cell
    from densemodel.widgets.score._score_facts import ScoreResult


_MARGIN = {"top": 10, "bottom": 28, "left": 46, "right": 14}


class SmallPlot:
    """A chart with its title above and its x label below."""

    def __init__(self, chart: Chart, put: Callable[..., None]) -> None:
        self._put = put
        self._chart = LiveChart(chart, put, margin=_MARGIN, height=230)
        self._title, self._below = (styled(HTML(), f"dm-plot-{at}") for at in ("title", "below"))
        parts = [self._title, self._chart.widget, self._below]
        self.widget = styled(VBox(parts), "dm-small-plot")

    def draw(self, chart: Chart) -> None:
        """Show a chart."""
        self._put(self._title, value=element("h4", chart.title))
        self._put(self._below, value=element("p", chart.x_name, "dm-note"))
        self._chart.draw(chart)


class Plots:
    """A row of plots, each made when it is first drawn."""

    def __init__(self, put: Callable[..., None]) -> None:
        self._put = put
        self._plots: list[SmallPlot] = []
        self.widget = styled(HBox(), "dm-small-plots")

    def show(self, charts: list[Chart]) -> None:
        """Draw these charts."""
        self._plots += [SmallPlot(chart, self._put) for chart in charts[len(self._plots) :]]
        plots = self._plots[: len(charts)]
        for plot, chart in zip(plots, charts, strict=True):
            plot.draw(chart)
        self._put(self.widget, children=tuple(plot.widget for plot in plots))
        self._put(self.widget, **visibility(self.widget, plots))


class ScoreBody:
    """Metrics, classes, plots and mistakes.

    Args:
        put: What puts values into a widget; of what has not changed nothing is sent.
        on_cell: Called with the cell that a person opens, and with None when it is closed.
        on_example: Called with the place of a picture that a person opens, and with None when it
            is closed.
        on_column: Called when a person chooses another column of y.
    """

    def __init__(
        self,
        put: Callable[..., None],
        on_cell: Callable[[Cell | None], None],
        on_example: Callable[[int | None], None],
        on_column: Callable[[], None],
    ) -> None:
        self._put = put
        self.metrics = styled(HTML(), "dm-score-metrics")
        self.classes = styled(HTML(), "dm-score-classes")
        self.plots = Plots(put)
        self.column = styled(Dropdown(options=[]), HIDDEN, "dm-score-column")
        self.column.observe(lambda _: on_column(), "value")
        answer_in_subshells(self.column)
        self.is_html = False
        try:
            self.matrix: Any = ConfusionMatrix(
                on_cell=lambda *cell: on_cell(cell), on_close=lambda: on_cell(None)
            )
            self.list: Any = ExampleList(on_close=lambda: on_cell(None), on_example=on_example)
        except DenseModelError:  # a source checkout whose front end was never built
            self.matrix, self.list, self.is_html = HTML(), HTML(), True
        matrix = styled(self.matrix, "dm-score-matrix")
        self._matrix_place = styled(Box([matrix]), "dm-score-matrix-place")
        self._list_place = styled(Box([styled(self.list, "dm-score-list")]), "dm-score-list-place")
        top = styled(HBox([self.metrics, self.classes]), "dm-score-top")
        middle = styled(HBox([self._matrix_place, self._list_place]), "dm-score-middle")
        body = VBox([top, self.column, self.plots.widget, middle])
        self.widget = styled(body, "dm-score-body")

    def show(self, scored: ScoreResult, cell: Cell | None, example: int | None) -> None:
        """Draw all of it."""
        report = scored.report
        metrics, *others = report.tables()
        self._put(self.metrics, value=metrics.html() + paragraphs(_notes(scored), "dm-note"))
        classes = (
            _classes_html(others[0], len(report.per_class)) if report.per_class is not None else ""
        )
        self._put(self.classes, value=classes)
        self._put(self.classes, **visibility(self.classes, classes))
        self._put(self.column, **visibility(self.column, len(report.y_names) > 1))
        if report.y_names and self.column.options != report.y_names:
            self._put(self.column, options=report.y_names, value=report.y_names[0])
        charts = report.charts(str(self.column.value or ""))
        self.plots.show(charts[report.confusion is not None :])
        has_classes = scored.predictions.y_true is not None
        self._put(self._matrix_place, **visibility(self._matrix_place, has_classes))
        if has_classes:
            matrix = confusion_matrix(scored.predictions)
            if self.is_html:
                self._put(self.matrix, value=confusion_html(matrix))
            else:
                self._put(self.matrix, matrix=matrix)
        self.show_examples(scored, cell, example)

    def show_examples(self, scored: ScoreResult, cell: Cell | None, example: int | None) -> None:
        """Draw the rows of a cell, or the worst mistakes."""
        predictions = scored.predictions
        has_cell = cell is not None and predictions.y_true is not None
        cases = cell_cases(predictions, cell) if cell and has_cell else worst_cases(predictions)
        shown = examples(scored, cases)
        if self.is_html:
            self._put(self.list, value=examples_html(shown))
            return
        self._put(self.list, shown=shown, **example_detail(scored, example))
        self._put(self.matrix, chosen=list(cell) if cell and has_cell else [])


def _classes_html(table: TextTable, count: int) -> str:
    more = count - len(table.rows)
    note = element("p", f"{more:,} more classes are in dm.evaluate(...).per_class.", "dm-note")
    return table.html() + (note if more else "")


def _notes(scored: ScoreResult) -> list[str]:
    """The report's notes, without those in the tab's first lines."""
    above = (warning_words(scored), scored.evaluation_rows.note, rows_line(scored))
    return [
        note
        for note in scored.report.notes
        if note not in above
        and " still trains" not in note
        and not note.endswith(" rows, drawn at random.")
    ]

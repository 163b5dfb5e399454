"""The tab Score: metrics on held out rows, and the mistakes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from densemodel.errors import DataError
from densemodel.widgets.charts._curve_toolbar import toggle
from densemodel.widgets.panel._view import View, ViewContext, line_state
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._parts import HTML, Box, Dropdown, HBox, ToggleButton, VBox
from densemodel.widgets.score._score_cases import (
    SIDES,
    cell_cases,
    empty_words,
    rows_line,
    warning_words,
    worst_cases,
)
from densemodel.widgets.score._score_confusion import ConfusionMatrix, confusion_matrix
from densemodel.widgets.score._score_examples import ExampleList, example_detail, examples
from densemodel.widgets.score._score_facts import ScoredRows, is_trained
from densemodel.widgets.score._small_plots import Plots
from densemodel.widgets.score._static_score import static_score
from densemodel.wording import element, error_text, paragraphs

if TYPE_CHECKING:
    from densemodel.charts import TextTable
    from densemodel.scoring import Report
    from densemodel.widgets.runtime._messages import Messages
    from densemodel.widgets.score._score_cases import Cell
    from densemodel.widgets.score._score_facts import ScoreResult

_TEST = SIDES["test"]
_AT_FIRST_SIGHT = "loss", "log_loss", "accuracy", "mean_absolute_error", "r2_score"
"The metrics that stand there before a person asks for more."
_MORE, _LESS = "More metrics", "Fewer metrics"


@dataclass(frozen=True, slots=True, eq=False)
class ScoreFacts:
    """What was scored last."""

    main: ScoreResult | None = None
    "The rows on which the run is evaluated while it trains."
    test: ScoreResult | None = None
    "The test rows, if they are others and the run has ended."
    failed: str = ""
    weights: object = None
    "Of which weights these are the scores."
    opened: int | None = None
    "The place in the data of the example whose details these are."
    detail: dict[str, Any] = field(default_factory=dict)


class ScoreView(View):
    """Metrics beside the baseline, the confusion matrix with examples, and the worst mistakes.

    It scores the rows that validate while the run trains, and the test rows once, when it has
    ended.
    """

    title: ClassVar[str] = "Score"
    messages: ClassVar[Messages] = {
        "cell": {"true": int, "predicted": int},
        "close": {},
        "open": {"key": int},
        "close_example": {},
    }
    facts: ScoreFacts | None

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        self.side = ""
        "The rows that a person has chosen, as in `SIDES`."
        self.is_open = False
        "Whether all metrics are shown."
        self.column = ""
        "The column of y whose residuals are drawn."
        self.cell: Cell | None = None
        self.example: int | None = None
        "The place in the data of the open example."
        self._rows, self._test_rows = ScoredRows(context.run), ScoredRows(context.run)
        self._examples = lru_cache(maxsize=1)(_examples)
        self._static_score = lru_cache(maxsize=1)(static_score)
        parts = self._parts()
        self.listen(parts["side"], self.choose_side)
        self.listen(parts["column"], self.choose_column)
        self.listen(parts["more"], self.unfold)
        whole = VBox([parts["empty"], parts["full"]])
        self.begin(styled(whole, "dm-score-tab"), **parts)

    def _parts(self) -> dict[str, Any]:
        line, matrix, examples_ = HTML(), ConfusionMatrix(), ExampleList()
        empty, warnings = styled(HTML(), "dm-score-empty"), styled(HTML(), "dm-warning")
        side = toggle([SIDES["validation"], _TEST], SIDES["validation"], "Which rows")
        metrics, classes = (styled(HTML(), f"dm-score-{name}") for name in ("metrics", "classes"))
        more = styled(ToggleButton(description=_MORE), "dm-unfold")
        column = styled(Dropdown(options=[]), "dm-score-column")
        plots = Plots(self._put_new)
        place = styled(Box([styled(matrix, "dm-score-matrix")]), "dm-score-matrix-place")
        listed = styled(Box([styled(examples_, "dm-score-list")]), "dm-score-list-place")
        top = styled(HBox([VBox([metrics, more]), classes]), "dm-score-top")
        middle = styled(HBox([place, listed]), "dm-score-middle")
        body = styled(VBox([top, column, plots.widget, middle]), "dm-score-body")
        head = styled(HBox([line, side]), "dm-toggles", "dm-score-head")
        return {
            "empty": empty,
            "full": styled(VBox([head, warnings, body]), "dm-score-full"),
            "line": line,
            "side": side,
            "warnings": warnings,
            "metrics": metrics,
            "more": more,
            "classes": classes,
            "column": column,
            "plots": plots,
            "matrix_place": place,
            "matrix": matrix,
            "list": examples_,
        }

    def static_png(self) -> bytes | None:
        """The static picture of the metrics with the matrix or the plots."""
        scored = self._shown(self.current_facts())
        return None if scored is None else self._static_score(scored, self.run.name)

    # What is computed

    def compute(self) -> ScoreFacts | None:
        """Score, unless nothing has changed, and explain the open example."""
        run, facts, key = self.run, self.facts or ScoreFacts(), self.example
        if key is not None and facts.opened != key:  # a person waits for it
            return self._explained(facts, key)
        weights: object = run.state, id(run.history), run.step_losses.step_count, id(run.bound)
        weights = object() if run.is_busy else weights  # they change all the time
        if facts.weights == weights or not (is_trained(run) or facts.main):
            return self.facts
        try:
            main = self._rows.score() if is_trained(run) else None
            has_test = run.bound is not None and run.bound.test is not None
            is_other = main is not None and main.evaluation_rows.side != "test"
            is_due = has_test and is_other and not run.is_busy
            test = self._test_rows.score("test") if is_due else None
        except DataError as error:
            return ScoreFacts(failed=error_text(error), weights=weights)
        return self._explained(ScoreFacts(main, test, weights=weights), key)

    def _explained(self, facts: ScoreFacts, key: int | None) -> ScoreFacts:
        scored = self._shown(facts)
        detail = {} if scored is None else example_detail(scored, key)
        return replace(facts, opened=key, detail=detail)

    def _shown(self, facts: ScoreFacts | None) -> ScoreResult | None:
        if facts is None:
            return None
        return facts.test if facts.test is not None and self.side == _TEST else facts.main

    # What a person does

    def choose_side(self, side: str) -> None:
        self.side, self.example = side, None  # its place is among other rows
        if not self.run.is_busy:
            self.keep()

    def choose_column(self, column: str | None) -> None:
        self.column = column or ""

    def unfold(self, is_open: bool) -> None:  # noqa: FBT001 - a trait's value
        self.is_open = is_open

    def on_cell(self, true: int, predicted: int) -> None:
        shown = self.parts["matrix"].matrix["classes"]
        if true in shown and predicted in shown:
            self.cell, self.example = (true, predicted), None

    def on_close(self) -> None:
        self.cell = self.example = None

    def on_open(self, key: int) -> None:
        shown = self.parts["list"].shown
        if shown["can_open"] and any(row["key"] == key for row in shown["rows"]):
            self.example = key
            self.refresh(now=True)

    def on_close_example(self) -> None:
        self.example = None

    # What is shown

    def state(self) -> dict[str, Any]:
        """The scores of the chosen rows, or why there are none."""
        facts, scored = self.facts, self._shown(self.facts)
        if facts is None or scored is None:
            words = facts.failed if facts is not None and facts.failed else empty_words(self.run)
            empty = {"value": element("p", words), "is_shown": True}
            return {"empty": empty, "full": {"is_shown": False}}
        return {
            "empty": {"is_shown": False},
            "full": {"is_shown": True},
            **self._head(facts, scored),
            **self._metrics(scored),
            **self._mistakes(facts, scored),
        }

    def _head(self, facts: ScoreFacts, scored: ScoreResult) -> dict[str, Any]:
        main = "" if facts.main is None else SIDES[facts.main.evaluation_rows.side]
        options = (main, _TEST) if facts.test is not None else (SIDES["validation"], _TEST)
        value = self.side if self.side in options else options[0]
        warning = warning_words(scored)
        return {
            "line": {"value": element("p", rows_line(scored))},
            "side": {"options": options, "value": value, "is_shown": facts.test is not None},
            "warnings": line_state(element("p", warning) if warning else ""),
        }

    def _metrics(self, scored: ScoreResult) -> dict[str, Any]:
        """The metrics, and the plots: at first sight a few of them."""
        report = scored.report
        metrics, *others = report.tables()
        html, classes, charts = metrics.html(), "", report.charts(self.column)
        charts = charts[report.confusion is not None :]
        if self.is_open:
            html += paragraphs(_notes(scored), "dm-note")
            if report.per_class is not None:
                classes = _classes_html(others[0], len(report.per_class))
        else:
            html = _at_first_sight(report, metrics).html()
            # the plot of numbers stands for the confusion matrix
            charts = charts[:1] if report.kind == "regression" else []
        names = report.y_names
        column = self.column if self.column in names else next(iter(names), None)
        has_choice = len(names) > 1 and bool(charts)
        return {
            "metrics": {"value": html},
            "more": {"description": _LESS if self.is_open else _MORE},
            "classes": line_state(classes),
            "column": {"options": names, "value": column, "is_shown": has_choice},
            "plots": charts,
        }

    def _mistakes(self, facts: ScoreFacts, scored: ScoreResult) -> dict[str, Any]:
        has_classes = scored.predictions.y_true is not None
        cell = self.cell if has_classes else None
        matrix = {"matrix": confusion_matrix(scored.predictions)} if has_classes else {}
        detail = facts.detail if facts.opened == self.example else {"detail": {}}
        return {
            "matrix_place": {"is_shown": has_classes},
            "matrix": {**matrix, "chosen": [] if cell is None else list(cell)},
            "list": {"shown": self._examples(scored, cell), **detail},
        }


def _examples(scored: ScoreResult, cell: Cell | None) -> dict[str, Any]:
    predictions = scored.predictions
    cases = worst_cases(predictions) if cell is None else cell_cases(predictions, cell)
    return examples(scored, cases)


def _at_first_sight(report: Report, table: TextTable) -> TextTable:
    rows = zip(report.metrics, table.rows, strict=True)
    return replace(table, rows=[row for name, row in rows if name in _AT_FIRST_SIGHT])


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

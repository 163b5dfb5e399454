"""The tab Score: metrics on held out rows, and the mistakes."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from densemodel.errors import DataError
from densemodel.training import EvaluationDone, RunEnded, RunStarted, StateChanged, StepsDone
from densemodel.widgets.charts._curve_toolbar import toggle
from densemodel.widgets.panel._view import View, ViewContext
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._paced import Paced
from densemodel.widgets.runtime._parts import HTML, HBox, VBox, visibility
from densemodel.widgets.runtime._writer import ChangedOnly
from densemodel.widgets.score._score_body import ScoreBody
from densemodel.widgets.score._score_cases import SIDES, empty_words, rows_line, warning_words
from densemodel.widgets.score._score_facts import ScoredRows, is_trained
from densemodel.widgets.score._static_score import static_score
from densemodel.wording import element, error_text

if TYPE_CHECKING:
    from densemodel.training import Event
    from densemodel.widgets.score._score_cases import Cell
    from densemodel.widgets.score._score_facts import ScoreResult

_TEST = SIDES["test"]


class ScoreView(View):
    """Metrics beside the baseline, the confusion matrix with examples, and the worst mistakes.

    It scores the rows that validate while the run trains, and the test rows once, when it has
    ended.
    """

    title: ClassVar[str] = "Score"

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        self._put_new = ChangedOnly(self.put)
        self._rows, self._test_rows = ScoredRows(context.run), ScoredRows(context.run)
        self._main: ScoreResult | None = None
        self._test: ScoreResult | None = None
        self._stamp: object = None
        self._cell: Cell | None = None
        self._example: int | None = None
        self._static_score = lru_cache(maxsize=1)(static_score)
        self._scoring, self._drawing = threading.Lock(), threading.RLock()
        self._line = HTML()
        self._warnings, self._empty = styled(HTML(), "dm-warning"), styled(HTML(), "dm-score-empty")
        self._side = toggle([SIDES["validation"], _TEST], SIDES["validation"], "Which rows")
        self._side.observe(self._choose, "value")
        head = styled(HBox([self._line, self._side]), "dm-toggles", "dm-score-head")
        self._body = ScoreBody(self._put_new, self._open_cell, self._open_example, self._draw_soon)
        self._full = styled(VBox([head, self._warnings, self._body.widget]), "dm-score-full")
        self.widget = styled(VBox([self._empty, self._full]), "dm-score-tab")
        self._scores = Paced(self._score)
        self._examples = Paced(self._show_examples, share=1.0, least_seconds=0.0)
        self.follow()
        self._show_empty()
        self._scores.ask(now=True)

    def on_event(self, event: Event) -> None:
        """Score again during training, and once at the end."""
        if isinstance(event, RunStarted):
            self._test = None
            if not event.resumed:
                self._main = self._cell = self._example = None
                self.soon(self._draw)
        elif not isinstance(event, EvaluationDone | StepsDone | RunEnded | StateChanged):
            return
        if self.is_shown:
            self._scores.ask(now=isinstance(event, RunEnded))

    def set_shown(self, *, is_shown: bool) -> None:
        """Redraw when it becomes visible."""
        super().set_shown(is_shown=is_shown)
        if is_shown:
            self._scores.ask(now=True)

    def static_png(self) -> bytes | None:
        """The static picture of the metrics with the matrix or the plots."""
        if not self.run.is_busy:
            self._score_now()
        scored = self._shown()
        return None if scored is None else self._static_score(scored, self.run.name)

    def close(self) -> None:
        """Stop scoring, and close."""
        self._scores.close()
        self._examples.close()
        super().close()

    def _score(self) -> bool:
        """Score and draw, in another thread; returns whether there was something to score."""
        is_new = self.is_shown and self._score_now()
        if is_new and not self.run.is_busy:
            self.keep()
        return is_new

    def _score_now(self) -> bool:
        """Score, unless nothing has changed; returns whether there is something new."""
        with self._scoring:
            stamp = self._now()
            if stamp == self._stamp:
                return False
            self._stamp = stamp
            run = self.run
            try:
                self._main = self._rows.score() if is_trained(run) else None
                has_test = run.bound is not None and run.bound.test is not None
                if self._main is None or run.is_busy or not has_test:
                    self._test = None
                elif self._main.evaluation_rows.side != "test" and self._test is None:
                    self._test = self._test_rows.score("test")
            except DataError as error:
                self._main = self._test = None
                self._show_empty(error_text(error))
                return False
            self._draw()
            return self._main is not None

    def _now(self) -> object:
        """A key that changes whenever scores may change; always during training."""
        run = self.run
        if run.is_busy:
            return object()
        return run.state, id(run.history), run.step_losses.step_count, id(run.bound)

    def _shown(self) -> ScoreResult | None:
        test = self._test
        return test if test is not None and self._side.value == _TEST else self._main

    def _draw_soon(self) -> None:
        if not self.context.writer.is_writing:
            self.soon(self._draw)
            self.hurry()

    def _draw(self) -> None:
        with self._drawing:
            scored = self._shown()
            if scored is None:
                self._show_empty()
                return
            warning = warning_words(scored)
            self._put_new(self._line, value=element("p", rows_line(scored)))
            self._put_new(self._warnings, value=element("p", warning))
            self._put_new(self._warnings, **visibility(self._warnings, warning))
            self._put_new(self._side, **visibility(self._side, self._test))
            names = (SIDES[self._main.evaluation_rows.side] if self._main else "", _TEST)
            if self._test is not None and tuple(self._side.options) != names:
                self.put(self._side, options=names, value=names[0])
            self._body.show(scored, self._cell, self._example)
            self._show_parts(is_full=True)

    def _show_empty(self, words: str = "") -> None:
        with self._drawing:
            self._put_new(self._empty, value=element("p", words or empty_words(self.run)))
            self._show_parts(is_full=False)

    def _show_parts(self, *, is_full: bool) -> None:
        self._put_new(self._full, **visibility(self._full, is_full))
        self._put_new(self._empty, **visibility(self._empty, not is_full))

    def _choose(self, _: Any) -> None:
        if self.context.writer.is_writing:
            return
        self._example = None  # its place is among other rows
        self._draw_soon()
        if not self.run.is_busy:
            self.keep()

    def _open_cell(self, cell: Cell | None) -> None:
        self._cell, self._example = cell, None
        self._examples.ask(now=True)

    def _open_example(self, key: int | None) -> None:
        self._example = key
        self._examples.ask(now=True)

    def _show_examples(self) -> None:
        with self._drawing:
            scored = self._shown()
            if scored is not None:
                self._body.show_examples(scored, self._cell, self._example)
                self.hurry()

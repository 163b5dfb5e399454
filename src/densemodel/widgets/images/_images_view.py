"""The tab Images: a wall of examples with their predictions, mistakes first."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, ClassVar

from ipywidgets import Box, VBox

from densemodel.errors import DataError
from densemodel.scoring import predict_rows
from densemodel.training import EvaluationDone, RunEnded, RunStarted, StepsDone
from densemodel.widgets.charts._curve_toolbar import toggle
from densemodel.widgets.images._static_wall import static_wall
from densemodel.widgets.images._wall_facts import WallFacts, moment_of
from densemodel.widgets.images._wall_pane import WallPane
from densemodel.widgets.panel._view import View, ViewContext
from densemodel.widgets.runtime._paced import Paced
from densemodel.widgets.score._row_pictures import batch_rows, form_of_run, wall_rows
from densemodel.widgets.score._score_facts import is_behind, is_trained
from densemodel.wording import capitalised, error_text

if TYPE_CHECKING:
    from densemodel.training import Event, Run
    from densemodel.widgets.score._row_pictures import WallRows

_WATCHED, _BATCH = "Evaluated rows", "Current batch"
_NOTHING_TRAINED = "No step is trained yet."
_FIRST = "The first predictions are being computed."
_BATCH_SECONDS = 2.0
"The least time between two batches, whose pixels are sent each time."


class ImagesView(View):
    """The evaluated rows as pictures, or those of the newest step.

    Both are predicted in another thread, and only while they are visible.
    """

    title: ClassVar[str] = "Images"

    def __init__(self, scene: ViewContext) -> None:
        super().__init__(scene)
        self._reading = threading.Lock()
        self._rows: WallRows | None = None
        self._read_from: tuple[object, ...] = ()
        self._still: tuple[WallFacts | None, bytes | None] = (None, None)
        self._watched = WallPane(scene.writer, _FIRST)
        self._batch = WallPane(scene.writer, _NOTHING_TRAINED)
        self._batch.widget.layout.display = "none"
        self._choice = toggle([_WATCHED, _BATCH], _WATCHED, "Which examples are shown")
        self._choice.observe(self._choose, "value")
        head = Box([self._choice])
        head.add_class("dm-toggles")
        self.widget = VBox([head, self._watched.widget, self._batch.widget])
        self.widget.add_class("dm-images-tab")
        self._looks = Paced(self._show_rows)
        self._batches = Paced(self._show_batch, least_seconds=_BATCH_SECONDS)
        self.follow()
        self._looks.ask(now=True)

    @classmethod
    def available(cls, run: Run) -> bool:
        """Whether the rows are pictures, with classes."""
        return form_of_run(run) is not None

    def on_event(self, event: Event) -> None:
        """Predict the rows again several times during training, and once at the end."""
        if isinstance(event, RunEnded):
            self._looks.ask(now=True)  # seen or not: it stays in the file
            if self.is_shown and self._is_batch:
                self._batches.ask(now=True)
        elif self.is_shown and isinstance(event, RunStarted | StepsDone | EvaluationDone):
            self._ask(now=isinstance(event, RunStarted) or self._pane.facts is None)

    def set_shown(self, *, is_shown: bool) -> None:
        """Redraw when it becomes visible."""
        super().set_shown(is_shown=is_shown)
        if is_shown:
            self._ask(now=True)

    def static_png(self) -> bytes | None:
        """The wall of the evaluated rows, once something was trained."""
        facts = self._watched.facts
        if facts is None or not facts.is_trained:
            return None
        if self._still[0] is not facts:
            self._still = facts, static_wall(facts)
        return self._still[1]

    def close(self) -> None:
        """Stop predicting, and close."""
        self._looks.close()
        self._batches.close()
        super().close()

    def _choose(self, _: Any) -> None:
        is_batch = self._is_batch
        self.put(self._watched.widget.layout, display="none" if is_batch else None)
        self.put(self._batch.widget.layout, display=None if is_batch else "none")
        self.hurry()
        self._ask(now=True)

    @property
    def _is_batch(self) -> bool:
        return bool(self._choice.value == _BATCH)

    @property
    def _pane(self) -> WallPane:
        return self._batch if self._is_batch else self._watched

    def _ask(self, *, now: bool) -> None:
        (self._batches if self._is_batch else self._looks).ask(now=now)

    def _show_rows(self) -> None:
        rows = self._current_rows()
        if rows is None:
            self._watched.say("There are no rows to show.")
        elif self._show(self._watched, rows) and not self.run.is_busy:
            self.keep()

    def _show_batch(self) -> None:
        known = self._current_rows()
        rows = None if known is None else batch_rows(self.run, known.form)
        if rows is None:
            self._batch.say(_NOTHING_TRAINED)
        else:
            self._show(self._batch, rows)

    def _show(self, pane: WallPane, rows: WallRows) -> bool:
        """Predict rows and show them; returns whether anything is new."""
        if pane.facts is None and is_behind(self.run):
            pane.say(_FIRST)
            return False
        moment, was_trained = moment_of(self.run), is_trained(self.run)
        try:
            judged = predict_rows(self.run.model, rows.rows, newest=True)
        except DataError as error:
            pane.say(capitalised(error_text(error)))
            return False
        is_batch, leaked = pane is self._batch, self.run.leaked_rows
        pane.show(
            WallFacts(
                rows, judged, moment, is_batch=is_batch, is_trained=was_trained, leaked=leaked
            )
        )
        return True

    def _current_rows(self) -> WallRows | None:
        """The evaluated rows; read again if the run continues with others."""
        with self._reading:
            return self._read_rows()

    def _read_rows(self) -> WallRows | None:
        bound = self.run.bound
        if bound is None:
            return self._rows
        read_from = (bound.x, bound.y, bound.validation_rows, bound.validation, bound.test)
        is_same = len(self._read_from) == len(read_from) and all(
            one is other for one, other in zip(self._read_from, read_from, strict=True)
        )
        if not is_same:
            self._rows, self._read_from = wall_rows(self.run), read_from
        return self._rows

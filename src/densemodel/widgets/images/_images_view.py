"""The tab Images: a wall of examples with their predictions, mistakes first."""

from __future__ import annotations

import threading
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import traitlets

from densemodel.errors import DataError, DenseModelError
from densemodel.scoring import predict_rows
from densemodel.training import EvaluationDone, RunEnded, RunStarted, StepsDone
from densemodel.widgets.charts._curve_toolbar import toggle
from densemodel.widgets.images._static_wall import static_wall
from densemodel.widgets.images._wall_facts import WallFacts, captions_or_signs, legend, moment_of
from densemodel.widgets.panel._view import View, ViewContext
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._paced import Paced
from densemodel.widgets.runtime._parts import HIDDEN, HTML, Box, VBox
from densemodel.widgets.runtime._style import BuiltFile, PageWidget
from densemodel.widgets.score._row_pictures import batch_rows, form_of_run, names_of, wall_rows
from densemodel.widgets.score._score_examples import form_state, large_picture
from densemodel.widgets.score._score_facts import is_behind, is_trained
from densemodel.wording import capitalised, element, error_text, paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.training import Event, Run
    from densemodel.widgets.runtime._writer import Writer
    from densemodel.widgets.score._row_pictures import WallRows


class Wall(PageWidget):
    """Pictures in rows, mistakes first on red, each with its true and its predicted class.

    The pixels are sent once. What changes while a network trains is the order and the predicted
    classes, 4 kB for 1,000 pictures. A picture that a person opens comes to the function given to
    `on_open`, which puts `detail`. Raises DenseModelError where the front end was never built.
    """

    _esm = BuiltFile("images.js")
    form = traitlets.Dict().tag(sync=True)
    """`count`, `height`, `width` and `channels` of the pictures, and `is_drawing`: whether they are
    strokes on an empty ground, which the page's own colours draw."""
    pixels = traitlets.Bytes(b"").tag(sync=True)
    "uint8, of shape (count, height, width, channels)."
    names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    captions = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    """What stands for them below a picture: first where one letter has room, then two, then three.
    Signs where so few tell no class from the others, and none for more than 26 such classes."""
    legends = traitlets.List(traitlets.Unicode()).tag(sync=True)
    "For each number of letters which caption is of which class; empty where they are the names."
    y_true = traitlets.Bytes(b"").tag(sync=True)
    "The true class of each picture, uint16, its low byte first."
    y_pred = traitlets.Bytes(b"").tag(sync=True)
    "The predicted class of each picture, likewise."
    order = traitlets.Bytes(b"").tag(sync=True)
    "The pictures' numbers in their places on the wall, likewise."
    wrong = traitlets.Int(0).tag(sync=True)
    "How many, the first in the order, are mistakes."
    label = traitlets.Unicode("").tag(sync=True)
    'What the wall shows, as a screen reader says it: "941 of 1,000 right".'
    detail = traitlets.Dict().tag(sync=True)
    "The details of the open picture, from `WallFacts.detail`; empty if none is open."
    large = traitlets.Bytes(b"").tag(sync=True)
    "Its pixels."
    large_form = traitlets.Dict().tag(sync=True)
    "Their `height`, `width` and `channels`."

    def __init__(self, on_open: Callable[[int | None], None], **options: Any) -> None:
        self._on_open = on_open
        super().__init__(**options)

    def _handle_message(self, _: Any, content: Any, __: Any) -> None:
        """Handle an untrusted message: an unknown picture opens nothing."""
        kind = content.get("type") if isinstance(content, dict) else None
        number = content.get("number") if kind == "open" else None
        if kind == "close":
            self._on_open(None)
        elif type(number) is int and 0 <= number < len(self.order) // 2:
            self._on_open(number)


_NOT_BUILT = "The pictures need the front end, which is not built: run make build."


class WallPane:
    """Shows `WallFacts`, and details of the open picture."""

    def __init__(self, writer: Writer, empty: str) -> None:
        self._writer = writer
        self._line = styled(HTML(element("p", empty, "dm-note")), "dm-wall-line")
        self._wall: Wall | None = None
        with suppress(DenseModelError):  # a source checkout whose front end was never built
            self._wall = Wall(self._open)
        shown: Any = HTML(element("p", _NOT_BUILT, "dm-note")) if self._wall is None else self._wall
        self.widget = styled(VBox([self._line, styled(shown, "dm-wall-place")]), "dm-wall-pane")
        self._lock = threading.Lock()
        self._opened: int | None = None
        self.facts: WallFacts | None = None
        "The shown facts; None before the first predictions."

    def show(self, facts: WallFacts) -> None:
        """Show new predictions; pixels are sent again only for other rows."""
        with self._lock:
            before, self.facts = self.facts, facts
            has_other_rows = before is None or before.rows is not facts.rows
            if has_other_rows:
                self._opened = None
            values = self._of_rows(facts) if has_other_rows else {}
            values |= {
                "y_pred": facts.y_pred.astype("<u2").tobytes(),
                "order": facts.order.astype("<u2").tobytes(),
                "wrong": facts.wrong,
                "label": facts.label,
                "detail": {} if self._opened is None else facts.detail(self._opened),
            }
            warnings = paragraphs(facts.warnings, "dm-wall-warning")
            self._writer.put(self._line, value=warnings + element("p", facts.sentence))
            if self._wall is not None:
                self._writer.put(self._wall, **values)

    def say(self, words: str) -> None:
        """Show why there is nothing new."""
        self._writer.put(self._line, value=element("p", words, "dm-note"))

    def _of_rows(self, facts: WallFacts) -> dict[str, Any]:
        """The facts that stay the same for these rows."""
        pixels, names = facts.rows.pixels, names_of(facts.rows.rows.terms)
        # three letters have room below the largest pictures of a wall
        short = [captions_or_signs(names, letters + 1) for letters in range(3)]
        return {
            "form": {**form_state(facts.rows.form, pixels[0]), "count": len(pixels)},
            "pixels": pixels.tobytes(),
            "names": names,
            "captions": short,
            "legends": [legend(names, each) for each in short],
            "y_true": facts.y_true.astype("<u2").tobytes(),
        }

    def _open(self, number: int | None) -> None:
        with self._lock:
            facts, wall = self.facts, self._wall
            if facts is None or wall is None or (number or 0) >= len(facts.y_true):
                return
            self._opened = number
            if number is None:
                self._writer.put(wall, detail={})
            else:
                row = np.asarray(facts.rows.rows.x)[number : number + 1]
                large = large_picture(facts.rows.form, row)
                self._writer.put(wall, **large, detail=facts.detail(number))
        self._writer.hurry()


_EVALUATED, _BATCH = "Evaluated rows", "Current batch"
_NOTHING_TRAINED = "No step is trained yet."
_FIRST = "The first predictions are being computed."


class ImagesView(View):
    """The evaluated rows as pictures, or those of the newest step.

    Both are predicted in another thread, and only while they are visible.
    """

    title: ClassVar[str] = "Images"

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        self._reading = threading.Lock()
        self._rows: WallRows | None = None
        self._read_from: tuple[object, ...] = ()
        self._static_wall = lru_cache(maxsize=1)(static_wall)
        self._evaluated = WallPane(context.writer, _FIRST)
        self._batch = WallPane(context.writer, _NOTHING_TRAINED)
        self._batch.widget.add_class(HIDDEN)
        self._choice = toggle([_EVALUATED, _BATCH], _EVALUATED, "Which examples are shown")
        self._choice.observe(self._choose, "value")
        head = styled(Box([self._choice]), "dm-toggles")
        parts = [head, self._evaluated.widget, self._batch.widget]
        self.widget = styled(VBox(parts), "dm-images-tab")
        self._evaluations = Paced(self._show_rows)
        # the pixels of a batch are sent each time
        self._batches = Paced(self._show_batch, least_seconds=2.0)
        self.follow()
        self._evaluations.ask(now=True)

    @classmethod
    def available(cls, run: Run) -> bool:
        """Whether the rows are pictures, with classes."""
        return form_of_run(run) is not None

    def on_event(self, event: Event) -> None:
        """Predict the rows again several times during training, and once at the end."""
        if isinstance(event, RunEnded):
            self._evaluations.ask(now=True)  # seen or not: it stays in the file
            if self.is_shown and self._is_batch:
                self._batches.ask(now=True)
        elif self.is_shown and isinstance(event, RunStarted | StepsDone | EvaluationDone):
            pane = self._batch if self._is_batch else self._evaluated
            self._ask(now=isinstance(event, RunStarted) or pane.facts is None)

    def set_shown(self, *, is_shown: bool) -> None:
        """Redraw when it becomes visible."""
        super().set_shown(is_shown=is_shown)
        if is_shown:
            self._ask(now=True)

    def static_png(self) -> bytes | None:
        """The wall of the evaluated rows, once something was trained."""
        facts = self._evaluated.facts
        return None if facts is None or not facts.is_trained else self._static_wall(facts)

    def close(self) -> None:
        """Stop predicting, and close."""
        self._evaluations.close()
        self._batches.close()
        super().close()

    def _choose(self, _: Any) -> None:
        is_batch = self._is_batch
        self.writer.show(self._evaluated.widget, is_shown=not is_batch)
        self.writer.show(self._batch.widget, is_shown=is_batch)
        self.hurry()
        self._ask(now=True)

    @property
    def _is_batch(self) -> bool:
        return bool(self._choice.value == _BATCH)

    def _ask(self, *, now: bool) -> None:
        (self._batches if self._is_batch else self._evaluations).ask(now=now)

    def _show_rows(self) -> None:
        rows = self._current_rows()
        if rows is None:
            self._evaluated.say("There are no rows to show.")
        elif self._show(self._evaluated, rows) and not self.run.is_busy:
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
            predictions = predict_rows(self.run.network, rows.rows, newest=True)
        except DataError as error:
            pane.say(capitalised(error_text(error)))
            return False
        options = {"is_batch": pane is self._batch, "is_trained": was_trained}
        pane.show(WallFacts(rows, predictions, moment, leaked=self.run.leaked_rows, **options))
        return True

    def _current_rows(self) -> WallRows | None:
        """The evaluated rows; read again if the run continues with others."""
        with self._reading:
            bound = self.run.bound
            if bound is None:
                return self._rows
            read_from = (bound.x, bound.y, bound.validation_rows, bound.validation, bound.test)
            if [*map(id, read_from)] != [*map(id, self._read_from)]:
                self._rows, self._read_from = wall_rows(self.run), read_from
            return self._rows

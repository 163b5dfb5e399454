"""The tab Draw: a person draws, and the network answers meanwhile."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, ClassVar

import traitlets

from densemodel.errors import DataError
from densemodel.scoring import LiveAnswers, evaluation_rows_of
from densemodel.widgets.draw._draw_facts import DrawFacts, Drawing, pixels_of
from densemodel.widgets.draw._static_drawing import static_drawing
from densemodel.widgets.images._wall_facts import moment_of
from densemodel.widgets.panel._view import View, ViewContext
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._parts import VBox
from densemodel.widgets.runtime._style import BuiltFile, PageWidget
from densemodel.widgets.score._row_pictures import form_of_rows
from densemodel.widgets.score._score_examples import form_state
from densemodel.wording import capitalised, error_text

if TYPE_CHECKING:
    from densemodel._array import Array
    from densemodel.training import Run
    from densemodel.widgets.runtime._messages import Messages

_LARGEST_SIDE = 64


class Pad(PageWidget):
    """A square to draw on, what the network gets, its answer, and the most similar rows."""

    _esm = BuiltFile("draw.js")
    form = traitlets.Dict().tag(sync=True)
    "`height`, `width`, `channels` and `is_drawing` of the pictures."
    has_ground = traitlets.Bool(default_value=True).tag(sync=True)
    "Whether the pad sends ink, one byte a pixel, and can be fitted; else colours."
    is_light_on_dark = traitlets.Bool(default_value=False).tag(sync=True)
    "Whether a pad that sends colours is dark and its pen light."
    base = traitlets.Bytes(b"").tag(sync=True)
    "An image or a row on the pad, below what is drawn: ink or colours; empty without one."
    base_size = traitlets.List(traitlets.Int()).tag(sync=True)
    "Its height and width."
    base_number = traitlets.Int(0).tag(sync=True)
    "Counts them: a new one takes the place of all that is on the pad."
    answered = traitlets.Int(0).tag(sync=True)
    "The number of the newest message that was answered."
    is_fitted = traitlets.Bool(default_value=True).tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)
    "`words`, `bars`, `note`, `caption`, `similar` and `refusal` of `DrawFacts`."
    picture = traitlets.Bytes(b"").tag(sync=True)
    "What the network gets, uint8; empty for an empty pad."
    similar_pictures = traitlets.Bytes(b"").tag(sync=True)


class DrawView(View):
    """A pad whose drawing the network answers while it is drawn."""

    title: ClassVar[str] = "Draw"
    messages: ClassVar[Messages] = {
        "draw": {"number": int, "pixels": str, "is_done": bool},
        "show_base": {"number": int},
        "paste": {"pixels": str, "height": int, "width": int},
        "fit": {"is_fitted": bool},
        "restore": {},
    }
    least_seconds = 0.2
    facts: DrawFacts | None

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        form = form_of_rows(self.run)
        assert form is not None  # noqa: S101 - else the tab is not there
        self.form = form
        self.drawing = self.base = Drawing()
        self.number = self.base_number = 0
        self.is_fitted = True
        self._answers_of = lru_cache(maxsize=1)(lambda *_: LiveAnswers(self.run))
        self._static_drawing = lru_cache(maxsize=1)(static_drawing)
        self.finished: DrawFacts | None = None
        "The newest facts with the pen lifted, for the file."
        pad = Pad(
            form=form_state(form, form.pixels(Drawing().x(form, is_fitted=False)[None])[0]),
            has_ground=form.has_ground,
            is_light_on_dark=form.is_light_on_dark,
        )
        self.begin(styled(VBox([pad]), "dm-draw-tab"), pad=pad)

    @classmethod
    def available(cls, run: Run) -> bool:
        """Whether the rows are pictures of at most 64 x 64 pixels."""
        form = form_of_rows(run)
        if form is None or max(form.size) > _LARGEST_SIDE:
            return False
        return evaluation_rows_of(run, 1, "training") is not None

    def static_png(self) -> bytes | None:
        """The last drawing and its bars."""
        self.current_facts()
        finished = self.finished
        has_answer = finished is not None and finished.answer is not None
        return self._static_drawing(finished) if has_answer else None

    # What is computed

    def compute(self) -> DrawFacts:
        """Answer what is on the pad, once even to an empty one: then the first stroke is quick."""
        drawing = self.drawing
        facts = DrawFacts(self.form, drawing, self.number, self.is_fitted)
        is_empty = drawing.pixels is None
        if not is_empty or self.facts is None:
            x = drawing.x(self.form, is_fitted=self.is_fitted)
            answers = self._answers_of(self.run.network, self.run.bound)
            moment = moment_of(self.run)
            try:
                found = answers.answer(x, newest=True)
            except DataError as error:
                facts = replace(facts, x=x, refusal=f"{capitalised(error_text(error))}.")
            else:
                facts = replace(facts, x=x, answer=None if is_empty else found, moment=moment)
        if drawing.is_done:
            self.finished = facts
        return facts

    # What a person does

    def on_draw(self, number: int, pixels: str, is_done: bool) -> None:  # noqa: FBT001
        """A drawing; an empty one clears the pad."""
        found = pixels_of(pixels, (-1, -1) if self.form.has_ground else (-1, -1, 3))
        if found is not None or not pixels:
            self._show(Drawing(found, is_done=is_done), number)

    def on_show_base(self, number: int) -> None:
        """What lies below the drawing, alone."""
        self._show(self.base, number)

    def on_paste(self, pixels: str, height: int, width: int) -> None:
        """An image, of three channels."""
        image = pixels_of(pixels, (height, width, 3))
        if image is not None:
            ink = (255 * self.form.ink_of(image)).round().astype("uint8")
            self._put(Drawing(ink if self.form.has_ground else image))

    def on_fit(self, is_fitted: bool) -> None:  # noqa: FBT001
        self.is_fitted = is_fitted
        self.refresh(now=True)

    def on_restore(self) -> None:
        """A page that has just opened shows what was drawn on another."""
        if self.drawing is not self.base:
            self._put(self.drawing)

    def show_row(self, row: Array, words: str) -> None:
        """Put a row of the data, in any shape, on the pad."""
        self.handle(partial(self._put, Drawing.of_row(self.form, row, words)))

    def _put(self, base: Drawing) -> None:
        self.base, self.base_number = base, self.base_number + 1
        self._show(base, self.number)

    def _show(self, drawing: Drawing, number: int) -> None:
        self.drawing, self.number = drawing, number
        self.refresh(now=True)

    # What is shown

    def state(self) -> dict[str, Any]:
        """What is below the drawing, and the answer to both."""
        pixels = self.base.pixels
        base = {
            "base": b"" if pixels is None else pixels.tobytes(),
            "base_size": [] if pixels is None else list(pixels.shape[:2]),
            "base_number": self.base_number,
        }
        return {"pad": base if self.facts is None else {**base, **self.facts.state()}}

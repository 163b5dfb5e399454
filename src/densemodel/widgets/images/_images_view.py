"""The tab Images: a wall of examples with their predictions, mistakes first."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import traitlets

from densemodel.errors import DataError
from densemodel.scoring import changed_pictures, changes_pictures, predict_rows
from densemodel.widgets.charts._curve_toolbar import toggle
from densemodel.widgets.images._static_wall import static_wall
from densemodel.widgets.images._wall_facts import WallFacts, captions_or_signs, legend, moment_of
from densemodel.widgets.panel._view import View, ViewContext
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._parts import HTML, Box, VBox
from densemodel.widgets.runtime._style import BuiltFile, PageWidget
from densemodel.widgets.score._row_pictures import (
    batch_rows,
    form_of_run,
    names_of,
    smaller,
    wall_rows,
)
from densemodel.widgets.score._score_examples import (
    form_state,
    large_picture,
    picture_state,
    place_words,
)
from densemodel.widgets.score._score_facts import is_behind, is_trained
from densemodel.wording import capitalised, element, error_text, paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel._array import Array
    from densemodel.data import Bound
    from densemodel.language import Spec
    from densemodel.training import Run
    from densemodel.widgets.runtime._messages import Messages
    from densemodel.widgets.score._row_pictures import WallRows


class Wall(PageWidget):
    """Pictures in rows, mistakes first on red, each with its true and its predicted class.

    The pixels are sent once. What changes while a network trains is the order and the predicted
    classes, 4 kB for 1,000 pictures.
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
    can_draw = traitlets.Bool(default_value=False).tag(sync=True)
    "Whether the open picture can be sent to the tab Draw."
    can_change = traitlets.Bool(default_value=False).tag(sync=True)
    "Whether training changes pictures, so that the open one can be shown so."
    changed = traitlets.Dict().tag(sync=True)
    "Copies of it, changed as in training, with their form and `pixels`; empty if not asked for."


def rows_state(rows: WallRows) -> dict[str, Any]:
    """The traits of a wall that stay the same for these rows."""
    pixels, names = rows.pixels, names_of(rows.rows.terms)
    # three letters have room below the largest pictures of a wall
    short = [captions_or_signs(names, letters + 1) for letters in range(3)]
    return {
        "form": {**form_state(rows.form, pixels[0]), "count": len(pixels)},
        "pixels": pixels.tobytes(),
        "names": names,
        "captions": short,
        "legends": [legend(names, each) for each in short],
    }


def predictions_state(facts: WallFacts) -> dict[str, Any]:
    """The traits of a wall that change while a network trains."""
    return {
        "y_true": facts.y_true.astype("<u2").tobytes(),
        "y_pred": facts.y_pred.astype("<u2").tobytes(),
        "order": facts.order.astype("<u2").tobytes(),
        "wrong": facts.wrong,
        "label": facts.label,
    }


_EVALUATED, _BATCH = "Evaluated rows", "Current batch"
_NOTHING_TRAINED = "No step is trained yet."
_FIRST = "The first predictions are being computed."


class ImagesView(View):
    """The evaluated rows as pictures, or those of the newest step."""

    title: ClassVar[str] = "Images"
    messages: ClassVar[Messages] = {
        "open": {"number": int},
        "close": {},
        "draw": {},
        "change": {"is_on": bool},
    }
    least_seconds = 2.0  # the pixels of a batch are sent each time
    facts: dict[str, WallFacts | str] | None
    "For each choice what is on the wall, or why nothing is."
    draw_row: Callable[[Array, str], None] | None = None
    "Opens the tab Draw with a row in any shape, and its place in words."

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        self.chosen = _EVALUATED
        self.opened: tuple[WallRows, int] | None = None
        "The picture that a person has opened, by its number among these rows."
        self.is_as_trained = False
        "Whether the opened picture is shown as training changes it."
        self.times_changed = 0
        self._changed_state = lru_cache(maxsize=1)(_changed_state)
        self._wall_rows = lru_cache(maxsize=1)(_wall_rows)
        self._rows_state = lru_cache(maxsize=1)(rows_state)
        self._static_wall = lru_cache(maxsize=1)(static_wall)
        choice = toggle([_EVALUATED, _BATCH], _EVALUATED, "Which examples are shown")
        self.listen(choice, self.choose)
        head = styled(Box([choice]), "dm-toggles")
        line, wall = styled(HTML(), "dm-wall-line"), styled(Wall(), "dm-wall-place")
        place = styled(VBox([wall]), "dm-wall-pane")
        whole = styled(VBox([head, line, place]), "dm-images-tab")
        self.begin(whole, line=line, place=place, wall=wall)

    @classmethod
    def available(cls, run: Run) -> bool:
        """Whether the rows are pictures, with classes."""
        return form_of_run(run) is not None

    def static_png(self) -> bytes | None:
        """The wall of the evaluated rows, once something was trained."""
        facts = self.current_facts()[_EVALUATED]
        is_wall = isinstance(facts, WallFacts) and facts.is_trained
        return self._static_wall(facts) if is_wall else None

    # What is computed

    def compute(self) -> dict[str, WallFacts | str]:
        """Predict the rows that are shown, and once the run has ended also those in the file."""
        before = self.facts or {_EVALUATED: _FIRST, _BATCH: _NOTHING_TRAINED}
        chosen = {self.chosen} if self.run.is_busy else {self.chosen, _EVALUATED}
        return {**before, **{each: self._predicted(each, before[each]) for each in chosen}}

    def _predicted(self, chosen: str, before: WallFacts | str) -> WallFacts | str:
        run, is_batch = self.run, chosen == _BATCH
        rows = self._wall_rows(run, run.bound)
        if rows is None:
            return _NOTHING_TRAINED if is_batch else "There are no rows to show."
        rows = batch_rows(run, rows.form) if is_batch else rows
        if rows is None:
            return _NOTHING_TRAINED
        if isinstance(before, str) and is_behind(run):
            return _FIRST
        moment, was_trained = moment_of(run), is_trained(run)
        try:
            predictions = predict_rows(run.network, rows.rows, newest=True)
        except DataError as error:
            return capitalised(error_text(error))
        options = {"is_batch": is_batch, "is_trained": was_trained}
        return WallFacts(rows, predictions, moment, leaked=run.leaked_rows, **options)

    # What a person does

    def choose(self, chosen: str) -> None:
        self.chosen = chosen
        self.refresh(now=True)

    def on_open(self, number: int) -> None:
        shown = self._shown
        if isinstance(shown, WallFacts) and 0 <= number < len(shown.y_true):
            self.opened = shown.rows, number

    def on_close(self) -> None:
        self.opened = None

    def on_change(self, *, is_on: bool) -> None:
        """Show the open picture as training changes it: other copies each time."""
        self.is_as_trained = is_on
        self.times_changed += is_on

    def on_draw(self) -> None:
        """Send the open picture to the tab Draw."""
        if self.opened is not None and self.draw_row is not None:
            rows, number = self.opened
            words = place_words(rows.rows, number, is_of_x=rows.is_of_x)
            self.draw_row(np.asarray(rows.rows.pictures)[number], words)

    # What is shown

    @property
    def _shown(self) -> WallFacts | str:
        return _FIRST if self.facts is None else self.facts[self.chosen]

    def state(self) -> dict[str, Any]:
        """The wall of the chosen rows with the open picture, or why there is none."""
        shown = self._shown
        if isinstance(shown, str):
            words = {"value": element("p", shown, "dm-note")}
            return {"line": words, "place": {"is_shown": False}}
        warnings = paragraphs(shown.warnings, "dm-wall-warning")
        wall = {**self._rows_state(shown.rows), **predictions_state(shown), "detail": {}}
        wall |= {"changed": {}, "can_draw": self.draw_row is not None}
        wall["can_change"] = changes_pictures(self.run.spec)
        if self.opened is not None and self.opened[0] is shown.rows:
            number = self.opened[1]
            row = np.asarray(shown.rows.rows.pictures)[number : number + 1]
            wall |= {**large_picture(shown.rows.form, row), "detail": shown.detail(number)}
            if self.is_as_trained and wall["can_change"]:
                spec, seed = self.run.spec, self.times_changed
                wall["changed"] = self._changed_state(spec, shown.rows, number, seed)
        line = {"value": warnings + element("p", shown.sentence)}
        return {"line": line, "place": {"is_shown": True}, "wall": wall}


def _changed_state(spec: Spec, rows: WallRows, number: int, seed: int) -> dict[str, Any]:
    row = np.asarray(rows.rows.pictures)[number : number + 1]
    pixels = rows.form.pixels(changed_pictures(spec, row, seed))
    # each has the room of a third of the open picture
    return picture_state(rows.form, smaller(pixels, -(-max(pixels.shape[1:3]) // 128)))


def _wall_rows(run: Run, _: Bound | None) -> WallRows | None:
    """The rows of a wall, which are others for other data."""
    return wall_rows(run)

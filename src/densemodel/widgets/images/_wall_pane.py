"""A wall of pictures with the sentence above it, and the picture that is open."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np
from ipywidgets import HTML, VBox

from densemodel.errors import DenseModelError
from densemodel.widgets.images._wall import Wall
from densemodel.widgets.images._wall_names import MOST_LETTERS, captions_or_signs, legend
from densemodel.widgets.score._example_detail import form_state, large_picture
from densemodel.widgets.score._wall_rows import names_of
from densemodel.wording import element

if TYPE_CHECKING:
    from densemodel.widgets.images._wall_facts import WallFacts
    from densemodel.widgets.runtime._writer import Writer

_NOT_BUILT = "The pictures need the front end, which is not built: run make build."


class WallPane:
    """Shows `WallFacts`, and tells more of the picture that a person opens.

    Args:
        writer: What changes the widgets.
        empty: What is said before there is anything to show.
    """

    def __init__(self, writer: Writer, empty: str) -> None:
        self._writer = writer
        self._line = HTML(element("p", empty, "dm-note"))
        self._line.add_class("dm-wall-line")
        self._wall: Wall | None = None
        with suppress(DenseModelError):  # a source checkout whose front end was never built
            self._wall = Wall(self._open)
        shown: Any = HTML(element("p", _NOT_BUILT, "dm-note")) if self._wall is None else self._wall
        shown.add_class("dm-wall-place")
        self.widget = VBox([self._line, shown])
        self.widget.add_class("dm-wall-pane")
        self._lock = threading.Lock()
        self._opened: int | None = None
        self.facts: WallFacts | None = None
        "What is shown; None before the first answers."

    def show(self, facts: WallFacts) -> None:
        """Show other answers; pixels are sent again only for other rows."""
        with self._lock:
            before, self.facts = self.facts, facts
            has_other_rows = before is None or before.rows is not facts.rows
            if has_other_rows:
                self._opened = None
            values = self._of_rows(facts) if has_other_rows else {}
            values |= {
                "said": facts.said.astype("<u2").tobytes(),
                "order": facts.order.astype("<u2").tobytes(),
                "wrong": facts.wrong,
                "label": facts.label,
                "detail": {} if self._opened is None else facts.detail(self._opened),
            }
            self._put(facts, values)

    def say(self, words: str) -> None:
        """Say why there is nothing new to show."""
        self._writer.put(self._line, value=element("p", words, "dm-note"))

    def _put(self, facts: WallFacts, values: dict[str, Any]) -> None:
        lines = [element("p", words, "dm-wall-warning") for words in facts.warnings]
        lines.append(element("p", facts.sentence))
        self._writer.put(self._line, value="".join(lines))
        if self._wall is not None:
            self._writer.put(self._wall, **values)

    def _of_rows(self, facts: WallFacts) -> dict[str, Any]:
        """What stays the same as long as these rows are shown."""
        pixels, names = facts.rows.pixels, names_of(facts.rows.rows.terms)
        short = [captions_or_signs(names, letters + 1) for letters in range(MOST_LETTERS)]
        return {
            "form": {**form_state(facts.rows.form, pixels[0]), "count": len(pixels)},
            "pixels": pixels.tobytes(),
            "names": names,
            "captions": short,
            "legends": [legend(names, each) for each in short],
            "truth": facts.truth.astype("<u2").tobytes(),
        }

    def _open(self, number: int | None) -> None:
        """A person opens a picture, or closes it."""
        with self._lock:
            facts, wall = self.facts, self._wall
            if facts is None or wall is None or (number or 0) >= len(facts.truth):
                return
            self._opened = number
            if number is None:
                self._writer.put(wall, detail={})
            else:
                row = np.asarray(facts.rows.rows.x)[number : number + 1]
                large = large_picture(facts.rows.form, row)
                self._writer.put(wall, **large, detail=facts.detail(number))
        self._writer.hurry()

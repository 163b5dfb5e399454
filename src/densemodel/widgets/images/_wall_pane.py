"""A wall of pictures, and the open one."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import anywidget
import numpy as np
import traitlets
from ipywidgets import HTML, VBox

from densemodel.errors import DenseModelError
from densemodel.widgets.images._wall_facts import MOST_LETTERS, captions_or_signs, legend
from densemodel.widgets.runtime._compat import answer_in_subshells
from densemodel.widgets.runtime._style import front_end
from densemodel.widgets.score._example_detail import form_state, large_picture
from densemodel.widgets.score._row_pictures import names_of
from densemodel.wording import element

if TYPE_CHECKING:
    from collections.abc import Callable

    OnOpen = Callable[[int | None], None]
    from densemodel.widgets.images._wall_facts import WallFacts
    from densemodel.widgets.runtime._writer import Writer


class Wall(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget's base is untyped
    """Pictures in rows, mistakes first on red, each with its true and its predicted class.

    The pixels are sent once. What changes while a network trains is the order and the predicted
    classes, 4 kB for 1,000 pictures. A picture that a person opens comes to the function given to
    `on_open`, which puts `detail`. Raises DenseModelError where the front end was never built.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    form = traitlets.Dict().tag(sync=True)
    """`count`, `height`, `width` and `channels` of the pictures, and `is_drawing`: whether they are
    strokes on an empty ground, which the page's own colours draw."""
    pixels = traitlets.Bytes(b"").tag(sync=True)
    "uint8, of shape (count, height, width, channels)."
    names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    "The class names."
    captions = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    """What stands for them below a picture: first where one letter has room, then two, then three.
    Signs where so few tell no class from the others, and none for more than 26 such classes."""
    legends = traitlets.List(traitlets.Unicode()).tag(sync=True)
    "For each number of letters which caption is of which class; empty where they are the names."
    truth = traitlets.Bytes(b"").tag(sync=True)
    "The true class of each picture, uint16, its low byte first."
    said = traitlets.Bytes(b"").tag(sync=True)
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

    @traitlets.default("_esm")  # type: ignore[untyped-decorator]
    def _read_script(self) -> str:
        return front_end("images.js")

    def __init__(self, on_open: OnOpen, **options: Any) -> None:
        self._on_open = on_open
        super().__init__(**options)
        self.on_msg(self._take)
        answer_in_subshells(self)

    def _take(self, _: Any, content: Any, __: Any) -> None:
        """Handle an untrusted message: an unknown picture opens nothing."""
        kind = content.get("type") if isinstance(content, dict) else None
        number = content.get("number") if kind == "open" else None
        if kind == "close":
            self._on_open(None)
        elif type(number) is int and 0 <= number < len(self.order) // 2:
            self._on_open(number)


_NOT_BUILT = "The pictures need the front end, which is not built: run make build."


class WallPane:
    """Shows `WallFacts`, and details of the open picture.

    Args:
        writer: What changes the widgets.
        empty: The text before there is anything to show.
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
                "said": facts.y_pred.astype("<u2").tobytes(),
                "order": facts.order.astype("<u2").tobytes(),
                "wrong": facts.wrong,
                "label": facts.label,
                "detail": {} if self._opened is None else facts.detail(self._opened),
            }
            self._put(facts, values)

    def say(self, words: str) -> None:
        """Show why there is nothing new."""
        self._writer.put(self._line, value=element("p", words, "dm-note"))

    def _put(self, facts: WallFacts, values: dict[str, Any]) -> None:
        lines = [element("p", words, "dm-wall-warning") for words in facts.warnings]
        lines.append(element("p", facts.sentence))
        self._writer.put(self._line, value="".join(lines))
        if self._wall is not None:
            self._writer.put(self._wall, **values)

    def _of_rows(self, facts: WallFacts) -> dict[str, Any]:
        """The facts that stay the same for these rows."""
        pixels, names = facts.rows.pixels, names_of(facts.rows.rows.terms)
        short = [captions_or_signs(names, letters + 1) for letters in range(MOST_LETTERS)]
        return {
            "form": {**form_state(facts.rows.form, pixels[0]), "count": len(pixels)},
            "pixels": pixels.tobytes(),
            "names": names,
            "captions": short,
            "legends": [legend(names, each) for each in short],
            "truth": facts.y_true.astype("<u2").tobytes(),
        }

    def _open(self, number: int | None) -> None:
        """Open or close a picture."""
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

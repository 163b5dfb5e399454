"""The wall of pictures: one canvas, drawn in the browser from one buffer of pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from densemodel.widgets.runtime._compat import answer_in_subshells
from densemodel.widgets.runtime._front_end import front_end

if TYPE_CHECKING:
    from collections.abc import Callable

    OnOpen = Callable[[int | None], None]


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
    "Of the classes."
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
    "What is told of the picture that is open, as `WallFacts.detail` makes it; empty if none is."
    large = traitlets.Bytes(b"").tag(sync=True)
    "Its pixels."
    large_form = traitlets.Dict().tag(sync=True)
    "Their `height`, `width` and `channels`."

    @traitlets.default("_esm")  # type: ignore[untyped-decorator]
    def _read_script(self) -> str:
        return front_end("wall.js")

    def __init__(self, on_open: OnOpen, **options: Any) -> None:
        self._on_open = on_open
        super().__init__(**options)
        self.on_msg(self._take)
        answer_in_subshells(self)

    def _take(self, _: Any, content: Any, __: Any) -> None:
        """A page may send anything: a picture that there is not opens nothing."""
        kind = content.get("type") if isinstance(content, dict) else None
        number = content.get("number") if kind == "open" else None
        if kind == "close":
            self._on_open(None)
        elif type(number) is int and 0 <= number < len(self.order) // 2:
            self._on_open(number)

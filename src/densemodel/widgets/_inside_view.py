"""The tab Inside: what goes on within the network; for now its weights over time."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any, ClassVar

from ipywidgets import HTML, HBox, VBox

from densemodel.errors import DenseModelError
from densemodel.widgets._inside_facts import inside_facts
from densemodel.widgets._inside_picture import inside_picture
from densemodel.widgets._inside_state import fans_state, images_state, table_html
from densemodel.widgets._paced import Paced
from densemodel.widgets._text import element
from densemodel.widgets._view import Scene, View
from densemodel.widgets._wall_rows import form_of_rows
from densemodel.widgets._weight_course import course_of
from densemodel.widgets._weight_fans import WeightFans

if TYPE_CHECKING:
    from densemodel.widgets._inside_facts import InsideFacts

_SHARE = 0.02
_LEAST_SECONDS = 1.0
"""From one drawing to the next: a fan grows by a pixel or so meanwhile."""
_PICTURE_SECONDS = 120.0
"""From one picture for the file to the next while it trains: each takes a second."""


class InsideView(View):
    """Fans of each layer's weights, and the first layer's as pictures."""

    title: ClassVar[str] = "Inside"

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self._course = course_of(scene.run)
        self._form = form_of_rows(scene.run)
        self._picturing = threading.Lock()
        self._finding = threading.Lock()
        self._facts: InsideFacts | None = None
        self._picture: tuple[InsideFacts, bytes | None] | None = None
        self._pictured_at = 0.0
        self._note = HTML()
        self._note.add_class("dm-note")
        self._fans: Any
        try:
            self._fans = WeightFans()
        except DenseModelError:  # a source checkout whose front end was never built
            self._fans = HTML()
        self._fans.add_class("dm-inside")
        head = HBox([self._note])  # the choice of other things to see comes before it
        head.add_class("dm-inside-head")
        self.widget = VBox([head, self._fans])
        self.widget.add_class("dm-inside-tab")
        self._paced = Paced(self._draw, share=_SHARE, least_seconds=_LEAST_SECONDS)
        self._cancel = self._course.on_change(self._ask)
        self._paced.ask(now=True)

    def _ask(self) -> None:
        """Draw what was recorded: soon while it trains, at once after its end."""
        is_over = not self.run.is_busy
        if self.is_shown:
            self._paced.ask(now=is_over)
        elif is_over:
            self.keep()

    def set_shown(self, *, is_shown: bool) -> None:
        """Catch up when it is seen again."""
        was_shown = self.is_shown
        super().set_shown(is_shown=is_shown)
        if is_shown and not was_shown:
            self._paced.ask(now=True)

    def wait(self, timeout: float = 10.0) -> bool:
        """Wait until all that was recorded is drawn; says whether that came in time."""
        return self._course.wait(timeout) and self._paced.wait(timeout)

    def still(self) -> bytes | None:
        """The fans and the pictures, as they were drawn last or are now."""
        with self._picturing:
            is_young = time.monotonic() - self._pictured_at < _PICTURE_SECONDS
            if self._picture is not None and self.run.is_busy and is_young:
                return self._picture[1]
            facts = self._facts if self.is_shown else None
            facts = facts or self._new_facts()
            if self._picture is None or self._picture[0] is not facts:
                self._picture, self._pictured_at = (facts, inside_picture(facts)), time.monotonic()
            return self._picture[1]

    def close(self) -> None:
        """Draw no more."""
        self._paced.close()
        super().close()

    def _draw(self) -> None:
        facts = self._new_facts()
        self.put(self._note, value=element("p", facts.note))
        if isinstance(self._fans, HTML):
            self.put(self._fans, value=table_html(facts))
        else:
            self.put(self._fans, fans=fans_state(facts), images=images_state(facts.pictures))
        if not self.run.is_busy:
            self.keep()

    def _new_facts(self) -> InsideFacts:
        """The facts as they are now; the same object where nothing is new."""
        with self._finding:
            facts = inside_facts(self.run, self._course, self._form)
            if self._facts is None or not facts.is_as(self._facts):
                self._facts = facts
            return self._facts

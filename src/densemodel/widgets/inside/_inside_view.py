"""The tab Inside: the network's weights and activations over time."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any, ClassVar

import traitlets

from densemodel.errors import DenseModelError
from densemodel.training import Measured
from densemodel.widgets.inside._inside_facts import inside_facts
from densemodel.widgets.inside._inside_picture import inside_picture
from densemodel.widgets.inside._inside_state import (
    fans_state,
    measured_state,
    table_html,
    tiles_state,
    unit_rows,
)
from densemodel.widgets.inside._weight_course import course_of
from densemodel.widgets.panel._view import View, ViewContext
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._paced import Paced
from densemodel.widgets.runtime._parts import HTML, HBox, VBox, visibility
from densemodel.widgets.runtime._style import BuiltFile, PageWidget
from densemodel.widgets.runtime._writer import ChangedOnly
from densemodel.widgets.score._row_pictures import form_of_rows
from densemodel.wording import element

if TYPE_CHECKING:
    from collections.abc import Callable

    OnOpen = Callable[[tuple[int, int] | None], None]
    from densemodel.training import Event
    from densemodel.widgets.inside._inside_facts import InsideFacts


class WeightFans(PageWidget):
    """Shows `InsideFacts`. Raises DenseModelError without a built front end.

    Args:
        on_open: Called with the layer and the unit whose rows a person wants to see, by their
            numbers, and with None when they close them.

    Example:
        >>> facts = inside_facts(run, course_of(run))
        >>> WeightFans(fans=fans_state(facts), tiles=tiles_state(facts.tiles))
    """

    _esm = BuiltFile("weights.js")
    fans = traitlets.Dict().tag(sync=True)
    "The fans, from `fans_state`."
    measured = traitlets.Dict().tag(sync=True)
    "The strips, from `measured_state`."
    tiles = traitlets.Dict().tag(sync=True)
    "The tiles, from `tiles_state`."
    detail = traitlets.Dict().tag(sync=True)
    "The rows that activate the open unit most, from `unit_rows`; empty if none is open."

    def __init__(self, on_open: OnOpen = lambda _: None, **options: Any) -> None:
        self._on_open = on_open
        super().__init__(**options)

    def _handle_message(self, _: Any, content: Any, __: Any) -> None:
        """Handle an untrusted message: an unknown unit opens nothing."""
        kind = content.get("type") if isinstance(content, dict) else None
        if kind == "close":
            self._on_open(None)
        elif kind == "open":
            layer, unit = content.get("layer"), content.get("unit")
            shown = {one["layer"]: one["count"] for one in self.tiles.get("layers", [])}
            if type(layer) is int and type(unit) is int and 0 <= unit < shown.get(layer, 0):
                self._on_open((layer, unit))


class InsideView(View):
    """Strips of the diagnosis, fans of each layer's weights, and units as tiles."""

    title: ClassVar[str] = "Inside"

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        self._course = course_of(context.run)
        self._form = form_of_rows(context.run)
        self._picturing = threading.Lock()
        self._finding = threading.Lock()
        self._facts: InsideFacts | None = None
        self._picture: tuple[InsideFacts, bytes | None] | None = None
        self._pictured_at = self._tiled_at = 0.0
        self._open: tuple[int, int] | None = None
        self._put_new = ChangedOnly(self.put)
        self._note = styled(HTML(), "dm-note")
        self._fans: Any
        try:
            self._fans = WeightFans(self._open_unit)
        except DenseModelError:  # a source checkout whose front end was never built
            self._fans = HTML()
        self._head = styled(HBox([self._note]), "dm-inside-head")
        self.widget = styled(VBox([self._head, styled(self._fans, "dm-inside")]), "dm-inside-tab")
        # a fan grows by a pixel or so meanwhile
        self._paced = Paced(self._draw, share=0.02, least_seconds=1.0)
        self._forget_course = self._course.on_change(self._ask)
        self._paced.ask(now=True)
        self.follow()

    def on_event(self, event: Event) -> None:
        """Request a redraw."""
        if isinstance(event, Measured):
            self._ask()

    def _open_unit(self, unit: tuple[int, int] | None) -> None:
        self._open = unit
        with self._finding:
            facts = self._facts
        if facts is not None and not isinstance(self._fans, HTML):
            self._put_new(self._fans, detail=self._detail(facts))
            self.hurry()

    def _ask(self) -> None:
        """Request a redraw: soon during training, at once after its end."""
        is_over = not self.run.is_busy
        if self.is_shown:
            self._paced.ask(now=is_over)
        elif is_over:
            self.keep()

    def set_shown(self, *, is_shown: bool) -> None:
        """Redraw when it becomes visible."""
        was_shown = self.is_shown
        super().set_shown(is_shown=is_shown)
        if is_shown and not was_shown:
            self._paced.ask(now=True)

    def wait(self, timeout: float = 10.0) -> bool:
        """Wait until everything is drawn; returns whether that was in time."""
        return self._course.wait(timeout) and self._paced.wait(timeout)

    def static_png(self) -> bytes | None:
        """The static picture of the fans and tiles, last drawn or current."""
        with self._picturing:
            is_young = time.monotonic() - self._pictured_at < 120.0  # each takes a second
            if self._picture is not None and self.run.is_busy and is_young:
                return self._picture[1]
            facts = self._facts if self.is_shown else None
            facts = facts or self._new_facts()
            if self._picture is None or self._picture[0] is not facts:
                self._picture, self._pictured_at = (facts, inside_picture(facts)), time.monotonic()
            return self._picture[1]

    def close(self) -> None:
        """Stop drawing, and close."""
        self._forget_course()
        self._paced.close()
        super().close()

    def _draw(self) -> None:
        facts = self._new_facts()
        # what is said of fans stands beside them
        note = "" if facts.is_followed and not isinstance(self._fans, HTML) else facts.note
        self.put(self._note, value=element("p", note) if note else "")
        self.put(self._head, **visibility(self._head, note))
        if isinstance(self._fans, HTML):
            self.put(self._fans, value=table_html(facts))
        else:
            parts = {"fans": fans_state(facts), "measured": measured_state(facts)}
            now = time.monotonic()
            if not self.run.is_busy or now - self._tiled_at >= 3.0:  # they are 50 kB and more
                self._tiled_at = now
                parts["tiles"] = tiles_state(facts.tiles)
            self._put_new(self._fans, **parts, detail=self._detail(facts))
        if not self.run.is_busy:
            self.keep()

    def _detail(self, facts: InsideFacts) -> dict[str, Any]:
        if self._open is None:
            return {}
        layer, unit = self._open
        tiles = next((one for one in facts.tiles if one.strand_layer == layer), None)
        if tiles is None:
            return {}
        return unit_rows(
            tiles, unit, diagnosis=self.run.diagnosis, bound=self.run.bound, form=self._form
        )

    def _new_facts(self) -> InsideFacts:
        """The current facts; the same object if nothing is new."""
        with self._finding:
            facts = inside_facts(self.run, self._course, self._form, self.run.layer_course)
            if self._facts is None or not facts.is_as(self._facts):
                self._facts = facts
            return self._facts

"""The tab Inside: the network's weights and activations over time."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

import traitlets

from densemodel.training import Measured
from densemodel.widgets.inside._inside_facts import inside_facts
from densemodel.widgets.inside._inside_picture import inside_picture
from densemodel.widgets.inside._inside_state import (
    fans_state,
    measured_state,
    tiles_state,
    unit_rows,
)
from densemodel.widgets.inside._weight_course import course_of
from densemodel.widgets.panel._view import View, ViewContext, line_state
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._parts import HTML, HBox, VBox
from densemodel.widgets.runtime._style import BuiltFile, PageWidget
from densemodel.widgets.score._row_pictures import form_of_rows
from densemodel.wording import element

if TYPE_CHECKING:
    from densemodel.widgets.inside._inside_facts import InsideFacts
    from densemodel.widgets.inside._unit_tiles import LayerTiles
    from densemodel.widgets.runtime._messages import Messages


class WeightFans(PageWidget):
    """Shows `InsideFacts`.

    Its page sends `open`, with the layer and the unit whose rows a person wants to see, by their
    numbers, and `close`.

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
    is_unfolded = traitlets.Bool(False).tag(sync=True)  # noqa: FBT003 - traitlets's own way
    "Whether a person has asked for the fans."


@dataclass(frozen=True, slots=True, eq=False)
class ShownFacts:
    """The facts, and tiles that are renewed less often: they are 50 kB and more."""

    facts: InsideFacts
    tiles: tuple[LayerTiles, ...]
    tiled_at: float
    "Seconds of a clock."


class InsideView(View):
    """Strips of the diagnosis, units as tiles, and fans of each layer's weights."""

    title: ClassVar[str] = "Inside"
    changes_with = (Measured,)
    messages: ClassVar[Messages] = {"open": {"layer": int, "unit": int}, "close": {}}
    share = 0.02  # a fan grows by a pixel or so meanwhile
    facts: ShownFacts | None

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        self.opened: tuple[int, int] | None = None
        "The layer and the unit whose rows are shown."
        self._course, self._form = course_of(context.run), form_of_rows(context.run)
        self._picture = lru_cache(maxsize=1)(lambda _: inside_picture(self.current_facts().facts))
        note, fans = styled(HTML(), "dm-note"), styled(WeightFans(), "dm-inside")
        head = styled(HBox([note]), "dm-inside-head")
        self.at_close(self._course.on_change(self._follow_course))
        whole = styled(VBox([head, fans]), "dm-inside-tab")
        self.begin(whole, note=note, head=head, fans=fans)

    def _follow_course(self) -> None:
        self.refresh(now=not self.run.is_busy)

    def compute(self) -> ShownFacts:
        """The current facts; the same object if nothing is new."""
        before, now, is_busy = self.facts, time.monotonic(), self.run.is_busy
        facts = inside_facts(self.run, self._course, self._form, self.run.layer_course)
        if before is None:
            return ShownFacts(facts, facts.tiles, now)
        if is_busy and now - before.tiled_at < min(3.0, self.most_seconds):
            return before if facts.is_as(before.facts) else replace(before, facts=facts)
        is_same = facts.is_as(before.facts) and before.tiles is before.facts.tiles
        return before if is_same else ShownFacts(facts, facts.tiles, now)

    def wait(self, timeout: float = 10.0) -> bool:
        """Wait until everything is recorded and computed; returns whether that was in time."""
        return self._course.wait(timeout) and super().wait(timeout)

    def static_png(self) -> bytes | None:
        """The static picture of the fans and tiles; while it trains one in two minutes."""
        is_busy = self.run.is_busy  # each takes a second
        return self._picture(time.monotonic() // 120 if is_busy else self.current_facts())

    # What a person does

    def on_open(self, layer: int, unit: int) -> None:
        tiles = self._tiles_of(layer)
        if tiles is not None and 0 <= unit < len(tiles.planes):
            self.opened = layer, unit

    def on_close(self) -> None:
        self.opened = None

    # What is shown

    def state(self) -> dict[str, Any]:
        """The strips, tiles and fans, with the rows of the open unit."""
        if self.facts is None:
            return {}
        facts = self.facts.facts
        # what is said of fans stands beside them
        note = "" if facts.is_followed else facts.note
        fans = {
            "fans": fans_state(facts),
            "measured": measured_state(facts),
            "tiles": tiles_state(self.facts.tiles),
            "detail": self._detail(),
        }
        words = element("p", note) if note else ""
        return {"note": line_state(words), "head": {"is_shown": bool(note)}, "fans": fans}

    def _tiles_of(self, layer: int) -> LayerTiles | None:
        tiles = () if self.facts is None else self.facts.tiles
        return next((one for one in tiles if one.strand_layer == layer), None)

    def _detail(self) -> dict[str, Any]:
        if self.opened is None:
            return {}
        layer, unit = self.opened
        tiles = self._tiles_of(layer)
        if tiles is None:
            return {}
        run = self.run
        return unit_rows(tiles, unit, diagnosis=run.diagnosis, bound=run.bound, form=self._form)

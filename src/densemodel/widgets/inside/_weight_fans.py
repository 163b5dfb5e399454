"""The widget that draws strips of what was measured, fans of weights, and units as tiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from densemodel.widgets.runtime._compat import answer_in_subshells
from densemodel.widgets.runtime._front_end import front_end

if TYPE_CHECKING:
    from collections.abc import Callable

    OnOpen = Callable[[tuple[int, int] | None], None]


class WeightFans(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget's base is untyped
    """Shows `InsideFacts`, nothing at first. Raises DenseModelError where it was never built.

    Args:
        on_open: Called with the layer and the unit whose rows a person wants to see, by their
            numbers, and with None when they close them.

    Example:
        >>> facts = inside_facts(run, course_of(run))
        >>> WeightFans(fans=fans_state(facts), tiles=tiles_state(facts.tiles))
    """

    _esm = traitlets.Unicode().tag(sync=True)
    fans = traitlets.Dict().tag(sync=True)
    "As `fans_state` makes it."
    measured = traitlets.Dict().tag(sync=True)
    "As `measured_state` makes it."
    tiles = traitlets.Dict().tag(sync=True)
    "As `tiles_state` makes it."
    detail = traitlets.Dict().tag(sync=True)
    "The rows that excite the unit that is open, as `unit_rows` makes it; empty if none is."

    @traitlets.default("_esm")  # type: ignore[untyped-decorator]
    def _read_script(self) -> str:
        return front_end("inside.js")

    def __init__(self, on_open: OnOpen = lambda _: None, **options: Any) -> None:
        self._on_open = on_open
        super().__init__(**options)
        self.on_msg(self._take)
        answer_in_subshells(self)

    def _take(self, _: Any, content: Any, __: Any) -> None:
        """A page may send anything: a unit that there is not opens nothing."""
        kind = content.get("type") if isinstance(content, dict) else None
        if kind == "close":
            self._on_open(None)
        elif kind == "open":
            layer, unit = content.get("layer"), content.get("unit")
            shown = {one["layer"]: one["count"] for one in self.tiles.get("layers", [])}
            if type(layer) is int and type(unit) is int and 0 <= unit < shown.get(layer, 0):
                self._on_open((layer, unit))

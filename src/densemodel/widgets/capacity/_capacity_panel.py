"""CapacityPanel: a network grown step by step, with its live chart and its static output."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, Dropdown, HBox, VBox

from densemodel.experiments import CapacityEnded, SizeDone, knee_name, network_name
from densemodel.widgets.capacity._capacity_plot import CapacityPicture, static_capacity
from densemodel.widgets.capacity._capacity_table import capacity_html, capacity_html_and_text
from densemodel.widgets.panel._base_panel import BasePanel, status_html
from densemodel.widgets.runtime._buttons import ActionLines, button, styled
from densemodel.widgets.runtime._compat import answer_in_subshells
from densemodel.widgets.runtime._give_button import GiveButton
from densemodel.widgets.training_panel._opened_panels import OpenedPanels
from densemodel.wording import element, spec_markup, text_area

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.experiments import Capacity, CapacityEvent
    from densemodel.training import Run
    from densemodel.widgets.runtime._static_output import StaticOutput
    from densemodel.widgets.runtime._writer import Writer


_TOOLTIP = "Copy the smallest network that is good enough, for a cell"
_STOP = "End after this step; finished sizes stay"
_NO_SIZE = ("no size", -1)
_CHOICE = ("dm-choice", "dm-compared-choice")


class CapacityPanel(BasePanel):
    """A panel with losses over parameters, a table of sizes, and a sentence on the result.

    Args:
        capacity: The search, running or ended.
        on_load: Called with the run of a size that a person opens; gives the name that it is
            bound to, if any.
        writer: Updates the widgets; None: the kernel's writer.

    Example:
        >>> CapacityPanel(dm.capacity(run, wait=False))
    """

    def __init__(
        self,
        capacity: Capacity,
        *,
        on_load: Callable[[Run], str | None] = lambda _: None,
        writer: Writer | None = None,
    ) -> None:
        super().__init__(writer, "dm-capacity")
        self.capacity, self._on_load = capacity, on_load
        self._runs: dict[int, Run] = {}
        self._opened, self._lines = (
            OpenedPanels(self._writer),
            ActionLines(self._writer, "dm-opened-lines"),
        )
        self._choice = styled(Dropdown(options=[_NO_SIZE], description="Panel of"), *_CHOICE)
        answer_in_subshells(self._choice)
        self._choice.observe(self._choose, "value")
        self._picture = CapacityPicture(self._writer)
        self._table, self._code = styled(HTML(), "dm-capacity-table"), styled(HTML(), "dm-codes")
        self._words = styled(HTML(self._sentence_html()), "dm-summary-words")
        self._stop = button("Stop", _STOP, capacity.stop, "dm-main")
        self._copy = GiveButton.copy("Copy spec", "", tooltip=_TOOLTIP)
        self._cancel.append(capacity.on_event(self._handle_event))
        self._draw()
        run = capacity.run
        network = f'<span class="dm-spec">{spec_markup(run.spec.network_text)}</span>'
        head = HTML(element("span", f"Capacity of {run.name}", "dm-name") + network)
        body = VBox([self._picture.widget, self._table, self._code])
        buttons = HBox([styled(HBox([self._stop]), "dm-buttons"), self._copy])
        panels = VBox([self._choice, self._lines.widget, self._opened.widget])
        self._show_parts(
            styled(head, "dm-header"),
            styled(body, "dm-capacity-body"),
            styled(HBox([self._words, styled(buttons, "dm-foot-buttons")]), "dm-summary"),
            styled(panels, "dm-compared-panels"),
        )

    def _handle_event(self, event: CapacityEvent) -> None:
        self._writer.soon(self._draw)
        if isinstance(event, CapacityEnded | SizeDone):
            self._output_changes(now=isinstance(event, CapacityEnded))

    def _draw(self) -> None:
        put, show = self._writer.put, self._writer.show
        points, is_busy = self.capacity.points, self.capacity.is_busy
        knee = self.capacity.knee
        is_knee = knee is not None and knee_name(points) == "knee"
        self._picture.draw(points, is_over=not is_busy)
        put(self._table, value=capacity_html(points))
        show(self._table, is_shown=bool(points))
        label = network_name(points) + (", so far" if is_busy and is_knee else "")
        put(self._code, value="" if knee is None else text_area(knee.spec, label, 1))
        put(self._words, value=self._sentence_html())
        show(self._stop, is_shown=is_busy)
        put(self._stop, disabled=self.capacity.state == "stopping")
        put(self._copy, text="" if knee is None else knee.spec)
        show(self._copy, is_shown=knee is not None)

        show(self._choice, is_shown=bool(points) and not is_busy)
        options = (_NO_SIZE, *((point.words, place) for place, point in enumerate(points)))
        if self._choice.options != options:
            put(self._choice, options=options, value=self._choice.value)

    def _choose(self, change: Any) -> None:
        if self._writer.is_writing:
            return
        place = change["new"]
        self._opened.hide()
        if place is not None and place >= 0:
            words = self.capacity.points[place].words
            opening = f"Opening {words}, which trains again…"
            self._lines.do("open", opening, partial(self._open, place), "Not opened")

    def _open(self, place: int) -> str:
        """Train a size again, which gives the same numbers, and show its panel."""
        run = self._runs.get(place) or self.capacity.run_of(place)
        name = self._bind(place, run)
        if run.state == "ready":
            run.start()
        self._opened.show(place, run, partial(self._bind, place))
        return f"{name} is {self.capacity.points[place].words}." if name else ""

    def _bind(self, place: int, run: Run) -> str | None:
        """Keep the run of a size, or the one that replaces it, and bind its model."""
        self._runs[place] = run
        return self._on_load(run)

    def _close_parts(self) -> None:
        self._opened.close()

    def _sentence_html(self) -> str:
        capacity = self.capacity
        is_failed = capacity.state == "failed"
        return status_html(capacity.sentence, is_busy=capacity.is_busy, is_failed=is_failed)

    @property
    def _may_change(self) -> bool:
        return self.capacity.is_busy

    def _static_stamp(self) -> object:
        return self.capacity.state, self.capacity.sentence, len(self.capacity.points)

    def _static_output(self) -> StaticOutput:
        capacity = self.capacity
        is_behind = capacity.is_busy  # asked first: what ends meanwhile asks for another one
        words, name = capacity_html_and_text(capacity), capacity.run.name
        draw = partial(static_capacity, name, capacity.points)
        return self._output_of(words, draw, f"Losses by size of {name}", is_behind=is_behind)

    def __repr__(self) -> str:
        """One line, for front ends without widgets."""
        return f"Capacity of {self.capacity.run.name}: {self.capacity.sentence}"

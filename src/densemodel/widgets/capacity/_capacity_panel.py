"""CapacityPanel: a network grown step by step, with its live chart and its static output."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, Button, HBox, VBox

from densemodel.charts._static import WIDTH
from densemodel.errors import DenseModelError
from densemodel.experiments import CapacityEnded, SizeDone, knee_name, network_name
from densemodel.widgets.capacity._capacity_plot import CapacityPicture, static_capacity
from densemodel.widgets.capacity._capacity_table import capacity_html, capacity_html_and_text
from densemodel.widgets.panel._base_panel import BasePanel
from densemodel.widgets.runtime._accessibility import Accessibility
from densemodel.widgets.runtime._compat import answer_in_subshells
from densemodel.widgets.runtime._give_button import GiveButton
from densemodel.widgets.runtime._static_output import Picture, StaticOutput
from densemodel.widgets.runtime._static_output_base import (
    ENDED,
    REFRESH_SECONDS,
    StaticOutputBase,
    picture_or_none,
)
from densemodel.widgets.runtime._style import style_widget
from densemodel.widgets.runtime._writer import kernel_writer
from densemodel.wording import NO_MATHS, element, spec_markup, text_area

if TYPE_CHECKING:
    from densemodel.experiments import Capacity, CapacityEvent
    from densemodel.widgets.runtime._writer import Writer


class CapacityStaticOutput(StaticOutputBase):
    """The static output of a capacity search: sentence, table and chart.

    Args:
        capacity: What the panel shows.
        writer: Changes the widgets.
    """

    def __init__(self, capacity: Capacity, writer: Writer) -> None:
        self._capacity = capacity
        super().__init__(writer)
        self._since = time.monotonic()
        self._cancel.append(capacity.on_event(self._on_event))

    @property
    def _may_change(self) -> bool:
        return self._capacity.is_busy

    def _on_event(self, event: CapacityEvent) -> None:
        is_due = time.monotonic() - self._since > REFRESH_SECONDS
        if isinstance(event, CapacityEnded) or (isinstance(event, SizeDone) and is_due):
            self._since = time.monotonic()
            self.keep_soon()

    def _content(self) -> StaticOutput:
        capacity = self._capacity
        is_behind = capacity.is_busy  # asked first: what ends meanwhile asks for another one
        html, text = capacity_html_and_text(capacity)
        still = picture_or_none(lambda: static_capacity(capacity.run.name, capacity.points))
        picture = Picture(still, WIDTH, f"Losses by size of {capacity.run.name}")
        return StaticOutput(html, text, picture, ENDED, is_behind=is_behind)


_TOOLTIP = "Copy the smallest network that is good enough, for a cell"
_STOP = "End after this step; finished sizes stay"


class CapacityPanel(BasePanel):
    """A panel with losses over parameters, a table of sizes, and a sentence on the result.

    Args:
        capacity: The search, running or ended.
        writer: Updates the widgets; None: the kernel's writer.

    Example:
        >>> CapacityPanel(dm.capacity(run, wait=False))
    """

    def __init__(self, capacity: Capacity, *, writer: Writer | None = None) -> None:
        self.capacity = capacity
        self._writer = writer or kernel_writer()
        self._picture = CapacityPicture(self._writer)
        self._table, self._code, self._words = HTML(), HTML(), HTML(self._sentence_html())
        self._stop = Button(description="Stop", tooltip=_STOP)
        self._stop.on_click(lambda _: self.capacity.stop())
        answer_in_subshells(self._stop)
        self._copy: GiveButton | None = None
        with suppress(DenseModelError):  # a source checkout whose front end was never built
            self._copy = GiveButton.copy("Copy spec", "", tooltip=_TOOLTIP)
        self._file = CapacityStaticOutput(capacity, self._writer)
        # a front end makes only widgets that it is shown, so the answering one has to be among them
        answering = [] if self._writer.taken is None else [self._writer.taken]
        super().__init__([style_widget(), Accessibility(), *answering, self._head(), *self._body()])
        for css in ("dm-panel", "dm-capacity", NO_MATHS):
            self.add_class(css)
        self._cancel = capacity.on_event(self._on_event)
        self._draw()
        self._writer.flush(timeout=2.0)  # so that the first look at it is whole

    def _head(self) -> HTML:
        run = self.capacity.run
        head = HTML(
            element("span", f"Capacity of {run.name}", "dm-name")
            + f'<span class="dm-spec">{spec_markup(run.spec.network_text)}</span>'
        )
        head.add_class("dm-header")
        return head

    def _body(self) -> list[Any]:
        for widget, css in (
            (self._table, "dm-capacity-table"),
            (self._code, "dm-codes"),
            (self._words, "dm-summary-words"),
            (self._stop, "dm-button"),
            (self._stop, "dm-main"),
        ):
            widget.add_class(css)
        right = VBox([self._picture.widget, self._table, self._code])
        right.add_class("dm-capacity-body")
        stop = HBox([self._stop])
        stop.add_class("dm-buttons")
        buttons = HBox([stop, *([self._copy] if self._copy else [])])
        buttons.add_class("dm-foot-buttons")
        foot = HBox([self._words, buttons])
        foot.add_class("dm-summary")
        return [right, foot, self._file.note]

    def _on_event(self, _: CapacityEvent) -> None:
        self._writer.soon(self._draw)

    def _draw(self) -> None:
        put, points, is_busy = self._writer.put, self.capacity.points, self.capacity.is_busy
        knee = self.capacity.knee
        is_knee = knee is not None and knee_name(points) == "knee"
        self._picture.draw(points, is_over=not is_busy)
        put(self._table, value=capacity_html(points))
        put(self._table.layout, display=None if points else "none")
        label = network_name(points) + (", so far" if is_busy and is_knee else "")
        put(self._code, value="" if knee is None else text_area(knee.spec, label, 1))
        put(self._words, value=self._sentence_html())
        put(self._stop.layout, display=None if is_busy else "none")
        put(self._stop, disabled=self.capacity.state == "stopping")
        if self._copy is not None:
            put(self._copy, text="" if knee is None else knee.spec)
            put(self._copy.layout, display="none" if knee is None else None)

    def _sentence_html(self) -> str:
        css = "dm-sentence dm-failed" if self.capacity.state == "failed" else "dm-sentence"
        # each size read aloud would drown everything else: only the end is
        role = "" if self.capacity.is_busy else ' role="status"'
        return f"<div{role}>{element('p', self.capacity.sentence, css)}</div>"

    def __repr__(self) -> str:
        """One line, for front ends without widgets."""
        return f"Capacity of {self.capacity.run.name}: {self.capacity.sentence}"

    def _let_go(self) -> None:
        self._cancel()

"""The echo of a cell: its layers, its loss and why, and repairs."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING, Any

from densemodel.widgets.network._layer_facts import fact_lines
from densemodel.widgets.network._network_diagram import (
    NetworkDiagram,
    network_table,
    network_table_html,
)
from densemodel.widgets.network._network_picture import network_picture_html
from densemodel.widgets.panel._data_sentence import as_sentence
from densemodel.widgets.panel._view import close_widgets
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._front_end import has_kernel
from densemodel.widgets.runtime._parts import HIDDEN, HTML, VBox
from densemodel.widgets.runtime._static_output import (
    StaticOutput,
    show_with_static_output,
    update_static_output,
)
from densemodel.widgets.runtime._style import style_widget
from densemodel.widgets.runtime._writer import kernel_writer
from densemodel.wording import NO_MATHS, element, paragraphs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data import Bound
    from densemodel.language import Spec


class Echo:
    """The meaning of a cell: a drawing in a notebook, a table in a terminal.

    Args:
        bound: The data that it is bound to; None without data.
        name: What the model is called; empty for one without a name.
        above: The echoes of the same cell that stand above it: what they say is not said again.
        has_panel: Whether a panel below the drawing says the lines; they stay in the file.
        awaits_data: Whether the data are still to come: until `change` only what holds of any data
            is said.

    Example:
        >>> display(Echo(run.spec, run.bound, name="digits"))
    """

    def __init__(
        self,
        spec: Spec,
        bound: Bound | None = None,
        name: str = "",
        *,
        above: Sequence[Echo] = (),
        has_panel: bool = False,
        awaits_data: bool = False,
    ) -> None:
        self.spec = spec
        self.bound = bound
        self.name = name
        self._above = above
        self._has_panel = has_panel
        self._awaits_data = awaits_data
        self._shown: VBox | None = None
        self.is_open = True
        "Whether the drawing is seen."
        self._is_kept_open = False
        self._key = ""
        "The key of the static output."

    def change(self, spec: Spec, bound: Bound | None) -> None:
        """Show another network of the same name, in place."""
        is_drawn = spec.layers == self.spec.layers
        if is_drawn and not self._awaits_data and (bound is None) == (self.bound is None):
            return
        self.spec, self.bound, self._awaits_data = spec, bound, False
        if self._shown is None:
            return
        before = self._shown.children
        writer = kernel_writer()
        if is_drawn:
            writer.put(before[-1], value=self._live_markup())
        else:
            writer.put(self._shown, children=self._parts())
        writer.flush(timeout=2.0)
        for part in () if is_drawn else before:
            close_widgets(part, writer)
        if self._key:
            output, is_pulled = self._static_output(), writer.is_pulled
            update_static_output(self._key, output, is_pulled=is_pulled)

    def open(self, *, is_open: bool) -> None:
        """Show or hide the drawing, as a person has asked; one that is opened stays open."""
        self._is_kept_open = is_open
        self._set_open(is_open=is_open)

    def fold(self) -> None:
        """Hide the drawing once training has started, unless a person has opened it."""
        if not self._is_kept_open:
            self._set_open(is_open=False)

    def _set_open(self, *, is_open: bool) -> None:
        self.is_open = is_open
        kernel_writer().soon(self._show_or_hide)

    def _show_or_hide(self) -> None:
        if self._shown is not None:
            kernel_writer().show(self._shown, is_shown=self.is_open)

    def close(self) -> None:
        """Close the drawing; its static output stays."""
        if self._shown is not None:
            close_widgets(self._shown, kernel_writer())
            self._shown = None

    def take_back(self) -> None:
        """Remove the display, on the page and in the file."""
        if self._key:
            update_static_output(self._key, StaticOutput("", ""))
            self._key = ""
        self.close()

    @property
    def lines(self) -> list[str]:
        """The lines on loss, schedule, repairs and suggestions."""
        if self._awaits_data:
            return [*map(as_sentence, self.spec.notes)]
        lines_above = {line for echo in self._above for line in fact_lines(echo.spec, echo.bound)}
        lines = fact_lines(self.spec, self.bound)
        return [line for line in lines if line not in lines_above]

    def _live_markup(self) -> str:
        return "" if self._has_panel else paragraphs(self.lines)

    def __repr__(self) -> str:
        """The table and the lines, for terminals and logs."""
        return "\n".join([*self._heading, network_table(self.spec), *self.lines])

    def html(self) -> str:
        """The picture, the table and the lines as HTML, for pages without widgets."""
        names = dict.fromkeys(name for name in (self.name, self.spec.name) if name)
        return (
            " ".join(element("b", name) for name in names)
            + f"<div>{network_picture_html(self.spec)}</div>"
            + network_table_html(self.spec, is_named=False)
            + paragraphs(self.lines, "dm-line")
        )

    @property
    def _heading(self) -> list[str]:
        """The name, unless the table shows it."""
        return [self.name] if self.name and self.name != self.spec.name else []

    def widget(self) -> VBox:
        """The drawing with the lines below it; it follows changes."""
        if self._shown is None:
            hidden = () if self.is_open else (HIDDEN,)
            self._shown = styled(VBox(self._parts()), "dm-echo", NO_MATHS, *hidden)
        return self._shown

    def _parts(self) -> list[Any]:
        drawing = NetworkDiagram.of(self.spec, self.name)
        return [style_widget(), drawing, styled(HTML(self._live_markup()), "dm-said")]

    def _static_output(self) -> StaticOutput:
        return StaticOutput(self.html(), repr(self))

    def _ipython_display_(self) -> None:
        """Display the drawing, with the table as its static output."""
        if has_kernel():
            self._key = show_with_static_output(self.widget(), self._static_output())
        else:
            table = [*self._heading, network_table(self.spec)]
            wrapped = (fill(line, 80) for line in self.lines)
            print("\n".join([*table, *wrapped]))  # noqa: T201

"""The line of a panel that says that its cell is older than the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.training import Adjusted, RunStarted, StateChanged
from densemodel.widgets.panel._pending_settings import pending_settings_of
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._give_button import CellButton
from densemodel.widgets.runtime._page_link import is_voila

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.training import Event, Run
    from densemodel.widgets.runtime._writer import Writer


class CellNote:
    """Says that the cell is older than the network, with a button that puts the new text there.

    It is empty where the cell says what the run trains with its pending settings. Advice that is
    taken is written into the cell without a click of its own.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._run: Run | None = None
        self._ends: list[Callable[[], None]] = []
        self.widget = styled(
            CellButton(
                self._note_written,
                label="Update the cell",
                copy_label="Copy the new text",
                tooltip="Put what trains into the cell, in place of its spec",
                words="The cell is older than this network.",
            ),
            "dm-foot-note",
        )

    def follow(self, run: Run) -> None:
        """Follow another run."""
        self.end()
        self._run, pending = run, pending_settings_of(run)
        self._ends = [run.on_event(self._handle_event), pending.on_change(self._draw_soon)]
        self._draw_soon()

    def end(self) -> None:
        """Follow no run any more."""
        while self._ends:
            self._ends.pop()()

    def _handle_event(self, event: Event) -> None:
        if isinstance(event, RunStarted | Adjusted | StateChanged):
            self._draw_soon()

    def _draw_soon(self) -> None:
        self._writer.soon(self._draw)

    def _draw(self) -> None:
        run = self._run
        pending = None if run is None else pending_settings_of(run)
        cell = None if pending is None else pending.cell
        if run is None or pending is None or cell is None or run.name not in cell.specs:
            return
        before = after = cell.text
        if not is_voila():  # its pages show no cells
            after = cell.text_for(run.name, cell.spec_for(run.name, pending.next_spec))
        asked = cell.asked[run.name]
        self._writer.put(self.widget, text=after, expected=before, mark=cell.mark, writes=asked)

    def _note_written(self, text: str) -> None:
        run = self._run
        pending = None if run is None else pending_settings_of(run)
        if run is None or pending is None or pending.cell is None or text != self.widget.text:
            return  # what trains has changed since
        trains = pending.next_spec
        pending.cell.write(run.name, pending.cell.spec_for(run.name, trains), trains)
        self._writer.hurry()

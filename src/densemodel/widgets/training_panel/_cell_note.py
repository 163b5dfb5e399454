"""The line of a panel that says that its cell is older than the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.training import Adjusted, RunStarted, StateChanged
from densemodel.widgets.panel._pending_settings import pending_settings_of
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._front_end import is_voila
from densemodel.widgets.runtime._give_button import CellButton

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.training import Event, Run
    from densemodel.widgets.runtime._writer import Writer


class CellNote:
    """Says that the cell is older than the network, with a button that puts the new text there.

    It is empty where the cell says what the run trains with its pending settings. Advice that is
    taken is written into the cell without a click of its own.
    """

    def __init__(self, writer: Writer, run: Run) -> None:
        self._writer, self._run = writer, run
        self._ends: list[Callable[[], None]] = []
        button = CellButton(
            self._note_written,
            label="Update the cell",
            copy_label="Copy the new text",
            tooltip="Put what trains into the cell, in place of its spec",
            words="The cell is older than this network.",
        )
        self.widget = styled(button, "dm-foot-note")

    def follow(self, run: Run) -> None:
        """Follow another run."""
        self.end()
        self._run, changes = run, pending_settings_of(run).on_change
        self._ends = [run.on_event(self._handle_event), changes(self._draw_soon)]
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
        name, pending = self._run.name, pending_settings_of(self._run)
        cell = pending.cell
        if cell is None or name not in cell.specs or is_voila():  # Voila's pages show no cells
            return
        text = cell.text_for(name, cell.spec_for(name, pending.next_spec))
        self._writer.put(self.widget, text=text, expected=cell.text, is_wanted=name in cell.wanted)

    def _note_written(self, text: str) -> None:
        pending = pending_settings_of(self._run)
        if pending.cell is not None and text == self.widget.text:  # else what trains has changed
            name, trains = self._run.name, pending.next_spec
            pending.cell.write(name, pending.cell.spec_for(name, trains), trains)
            self._writer.hurry()

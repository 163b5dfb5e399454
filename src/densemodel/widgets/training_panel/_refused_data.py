"""Why the data of a cell can't be used, with buttons that put a fix into the cell."""

from __future__ import annotations

import re
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING

from densemodel.data import Finding
from densemodel.language import with_words
from densemodel.widgets.panel._base_panel import Frame
from densemodel.widgets.panel._data_sentence import as_sentence
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._give_button import PUT_IN, CellButton
from densemodel.widgets.runtime._parts import HTML, VBox
from densemodel.widgets.runtime._static_output import StaticOutput, show_with_static_output
from densemodel.widgets.training_controls._offers import readable
from densemodel.wording import capitalised, paragraphs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipywidgets import Widget

    from densemodel.errors import DataError
    from densemodel.widgets.network._echo import Echo
    from densemodel.widgets.panel._cell_text import CellText
    from densemodel.widgets.runtime._writer import Writer


class RefusedData(Frame):
    """The message of an error that ends a cell, in its place while the page shows this.

    Args:
        error: Its message begins with a line for each of the first refusals.
        name: Of the network.
        cell: The cell that the buttons change; None where none can be.
        above: The drawings, which are closed with it.
    """

    def __init__(
        self,
        error: DataError,
        name: str,
        cell: CellText | None,
        above: Sequence[Echo] = (),
        writer: Writer | None = None,
    ) -> None:
        super().__init__(writer)
        self.name, self._message, self._above = name, str(error), above
        self._buttons: dict[str, CellButton] = {}
        "By their words: one is enough for two refusals."
        rows: list[Widget] = []
        refusals = [one for one in error.findings if isinstance(one, Finding)][:3]
        words = [] if cell is None else re.findall(r"\w+", cell.text)
        for text, finding in zip_longest(self._message.split("\n"), refusals, fillvalue=None):
            line = (text or "").strip()
            # a variable of the first line stays as it is written
            line = line if line.split(" ")[0].rstrip(":") in words else capitalised(line)
            rows.append(HTML(paragraphs([as_sentence(line)])))
            rows += self._buttons_of(finding, cell) if finding and cell else []
        bar = VBox([styled(VBox(rows), "dm-offers")])
        self._show_parts(styled(bar, "dm-advice"))

    def _buttons_of(self, finding: Finding, cell: CellText) -> list[CellButton]:
        made = {
            words: CellButton(
                partial(self._write, words, cell),
                label=f"Use {readable(words)}",
                tooltip=f"{PUT_IN}, to be run again",
                text=self._text_with(words, cell),
                expected=cell.text,
            )
            for words in finding.ways
            if words not in self._buttons and self._text_with(words, cell) != cell.text
        }
        self._buttons |= made
        return [*made.values()]

    def _text_with(self, words: str, cell: CellText) -> str:
        spec = cell.specs[self.name]
        return cell.text_for(self.name, with_words(spec, words) or spec)

    def _write(self, words: str, cell: CellText, text: str) -> None:
        """Note what the cell holds now; the other buttons change that."""
        spec = with_words(cell.specs[self.name], words)
        if spec is None or text != self._buttons[words].text:
            return
        cell.write(self.name, spec)
        for other, button in self._buttons.items():
            self._writer.put(button, text=self._text_with(other, cell), expected=cell.text)
        self._writer.hurry()

    def __repr__(self) -> str:
        return self._message

    def _close_parts(self) -> None:
        for echo in self._above:
            echo.close()

    def _display(self) -> None:
        self._key = show_with_static_output(self, StaticOutput("", "", is_before_error=True))

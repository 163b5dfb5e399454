"""What was found in the data and in training, with a button for each offer that can be taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipywidgets import HTML, Button, VBox

from densemodel.widgets._comm_mend import answer_in_subshells
from densemodel.widgets._data_sentence import as_sentence, finding_line
from densemodel.widgets._text import element, paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.data import Finding
    from densemodel.widgets._writer import Writer

_LONGEST = 40
"Characters of a button."


class Offers:
    """A line for each finding, and below it the button that takes it.

    Args:
        writer: Changes the widgets.
        take: Called with the finding whose offer a person takes.
        most: Findings with a place of their own; of more only their number is said.
        says: Whether the findings are said here, above their buttons.
    """

    def __init__(
        self,
        writer: Writer,
        take: Callable[[Finding], None],
        *,
        most: int = 4,
        says: bool = True,
    ) -> None:
        self._writer = writer
        self._take = take
        self._says = says
        self._shown: list[Finding] = []
        # made once: widgets that come and go would be left behind by the hundred
        self._lines = [HTML(layout={"display": "none"}) for _ in range(most)]
        self._buttons = [self._button(place) for place in range(most)]
        self._more = HTML(layout={"display": "none"})
        self._more.add_class("dm-note")
        rows = [part for pair in zip(self._lines, self._buttons, strict=True) for part in pair]
        self.widget = VBox([*rows, self._more])
        self.widget.add_class("dm-offers")

    def _button(self, place: int) -> Button:
        button = Button(description="Use", tooltip="Take this offer", layout={"display": "none"})
        button.add_class("dm-button")
        button.add_class("dm-small")
        button.on_click(lambda _: self._press(place))
        answer_in_subshells(button)
        return button

    def _press(self, place: int) -> None:
        if place < len(self._shown):
            self._take(self._shown[place])

    def show(self, findings: Sequence[Finding], takes: Callable[[Finding], str]) -> None:
        """Show these in place of those that stood there.

        Args:
            findings: What was found.
            takes: When the offer would hold, in words; empty if no button can take it.
        """
        self._shown = list(findings[: len(self._lines)])
        for place, (line, button) in enumerate(zip(self._lines, self._buttons, strict=True)):
            finding = self._shown[place] if place < len(self._shown) else None
            self._show_one(line, button, finding, takes)
        left = len(findings) - len(self._shown)
        self._writer.put(self._more, value=element("p", f"and {left} more: %densemodel check"))
        self._writer.put(self._more.layout, display=None if left > 0 and self._says else "none")

    def _show_one(
        self,
        line: HTML,
        button: Button,
        finding: Finding | None,
        takes: Callable[[Finding], str],
    ) -> None:
        when = takes(finding) if finding is not None and finding.accept else ""
        words = ""
        if finding is not None and self._says:
            words = as_sentence(finding_line(finding, is_button=bool(when)))
        self._writer.put(line, value=paragraphs([words] if words else []))
        self._writer.put(line.layout, display=None if words else "none")
        if finding is not None and when:
            label = f"Use {finding.accept}"
            short = label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"
            self._writer.put(button, description=short, tooltip=f"{label}, {when}")
        self._writer.put(button.layout, display=None if when else "none")

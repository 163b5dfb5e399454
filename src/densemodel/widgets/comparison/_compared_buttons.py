"""Start all, Stop all, Resume all, Restart all: what the runs' states allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipywidgets import HTML, Button, HBox

from densemodel.widgets.runtime._compat import answer_in_subshells
from densemodel.widgets.runtime._last_put import LastPut
from densemodel.wording import paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.widgets.comparison._compared_runs import AllAction
    from densemodel.widgets.runtime._writer import Writer

_LABELS: dict[AllAction, tuple[str, str]] = {
    "start": ("Start all", "Train all networks, one after another"),
    "stop": ("Stop all", "End training after this step; what waits does not begin"),
    "resume": ("Resume all", "Go on with those that were stopped"),
    "restart": ("Restart all", "Forget what was trained and begin all with new weights"),
}


class ComparedButtons:
    """A row of buttons, and below it what was wrong.

    Args:
        writer: Changes the widgets.
        act: Called with what was pressed.
    """

    def __init__(self, writer: Writer, act: Callable[[AllAction], None]) -> None:
        self._put = LastPut(writer.put)
        self._buttons = {action: _button(action, act) for action in _LABELS}
        self._warning = HTML(layout={"display": "none"})
        self._warning.add_class("dm-warning")
        self.widget = HBox([*self._buttons.values(), self._warning])
        self.widget.add_class("dm-buttons")

    def show(self, actions: Sequence[AllAction]) -> None:
        """Show those that can be pressed."""
        for action, button in self._buttons.items():
            self._put(button.layout, display=None if action in actions else "none")

    def warn(self, text: str) -> None:
        """Say what was wrong; nothing if it is empty."""
        self._put(self._warning, value=paragraphs([text] if text else []))
        self._put(self._warning.layout, display=None if text else "none")


def _button(action: AllAction, act: Callable[[AllAction], None]) -> Button:
    label, tooltip = _LABELS[action]
    button = Button(description=label, tooltip=tooltip, layout={"display": "none"})
    button.add_class("dm-button")
    if action != "restart":
        button.add_class("dm-main")
    button.on_click(lambda _: act(action))
    answer_in_subshells(button)
    return button

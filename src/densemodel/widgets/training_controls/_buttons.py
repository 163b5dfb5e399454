"""Start, Stop, Resume and Restart, as far as the run's state allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ipywidgets import HTML, Button, HBox, VBox

from densemodel.widgets.runtime._compat import answer_in_subshells, has_subshells
from densemodel.wording import paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.training import State
    from densemodel.widgets.runtime._writer import Writer

Action = Literal["start", "stop", "resume", "restart"]

_LABELS: dict[Action, tuple[str, str]] = {
    "start": ("Start", "Train with these settings"),
    "stop": ("Stop", "End training after this step and restore the best weights"),
    "resume": ("Resume", "Continue from where it stopped"),
    "restart": ("Restart", "Discard what was trained and start with new weights"),
}
_ENDED: tuple[Action, ...] = ("resume", "restart")
BUTTONS: dict[State, tuple[Action, ...]] = {
    "ready": ("start",),
    "waiting": ("stop",),
    "running": ("stop",),
    "stopping": (),
    "stopped": _ENDED,
    "finished": _ENDED,
    "failed": _ENDED,
}
"""The buttons of each state; the first is the main one."""


_CLICKS_WAIT = "While a cell runs, clicks wait for its end: interrupt the kernel to stop at once."


class Buttons:
    """A row of buttons, or the reason why there are none.

    Args:
        writer: Changes the widgets.
        act: Called with the action of the button that was pressed.
    """

    def __init__(self, writer: Writer, act: Callable[[Action], None]) -> None:
        self._writer = writer
        self._buttons = {action: _button(action, act) for action in _LABELS}
        self._words = HTML()
        self._words.add_class("dm-reason")
        row = HBox(list(self._buttons.values()))
        row.add_class("dm-buttons")
        waits = HTML(_CLICKS_WAIT)
        waits.add_class("dm-note")
        waits.add_class("dm-clicks-wait")
        if not has_subshells():
            waits.add_class("dm-no-subshells")
        self._waits = waits
        self.widget = VBox([row, self._words, waits])

    def show(
        self,
        state: State,
        *,
        refusal: str = "",
        missing: str = "",
        words: str = "",
        is_asked: bool = False,
    ) -> None:
        """Show the buttons of this state.

        Args:
            state: The run's.
            refusal: Why the data can't be trained on; shown instead of Start.
            missing: What is missing: Start is there, but off.
            words: What else is to be said.
            is_asked: A question is shown instead.
        """
        can_train = not refusal
        for action, button in self._buttons.items():
            is_there = action in BUTTONS[state] and (can_train or action == "stop")
            is_there = is_there and not is_asked
            self._writer.put(button.layout, display=None if is_there else "none")
            self._writer.put(button, disabled=bool(missing))
        is_busy = state in ("waiting", "running")
        self._writer.put(self._waits.layout, display=None if is_busy else "none")
        said = [line for line in (refusal, missing, words) if line]
        self._writer.put(self._words, value=paragraphs(said))
        self._writer.put(self._words.layout, display=None if said else "none")


def _button(action: Action, act: Callable[[Action], None]) -> Button:
    label, tooltip = _LABELS[action]
    button = Button(description=label, tooltip=tooltip)
    button.add_class("dm-button")
    if action != "restart":
        button.add_class("dm-main")
    button.layout.display = "none"
    button.on_click(lambda _: act(action))
    answer_in_subshells(button)
    return button

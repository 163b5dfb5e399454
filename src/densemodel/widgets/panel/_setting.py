"""One setting of a run: a control, what it says of itself, and the clause that it stands for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from ipywidgets import HTML, SelectionSlider

from densemodel.widgets.runtime._compat import answer_in_subshells, with_tooltip
from densemodel.wording import escaped

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.widgets.panel._choices import Choices
    from densemodel.widgets.panel._situation import Situation
    from densemodel.widgets.runtime._writer import Writer

LATER = "from the next Start or Resume"
NEXT = "from the next Resume"
ANEW = "from Restart"
OF_THE_DATA = "as the data come in batches"
OF_THE_MODEL = "as the model was given"


class Setting(ABC):
    """A control with a small line below it.

    Args:
        writer: Changes the widgets.
        changed: Called with the word of the clause and the clause: `("split", "split 0.25")`.
    """

    word: ClassVar[str]
    "The clause that it changes."

    def __init__(self, writer: Writer, changed: Callable[[str, str], None]) -> None:
        self._writer = writer
        self._changed = changed
        self.control = self.make()
        self.note = HTML(layout={"display": "none"})
        self.note.add_class("dm-note")
        answer_in_subshells(self.control)
        self.control.observe(self._hand_on, "value")

    @abstractmethod
    def make(self) -> Any:
        """The control, with a description and a tooltip."""

    @abstractmethod
    def show(self, situation: Situation) -> None:
        """Let the control say what holds, or will with the next Start."""

    @abstractmethod
    def clause(self) -> str:
        """What a person has set, as a clause."""

    def put(self, *, note: str = "", **values: Any) -> None:
        """Have the control and the line below it changed."""
        self._writer.put(self.control, **values)
        self._writer.put(self.note, value=escaped(note))
        self._writer.put(self.note.layout, display=None if note else "none")

    def _hand_on(self, _: Any) -> None:
        if self._writer.is_writing or self.control.value is None:
            return
        self._writer.touched(self.control)
        self._changed(self.word, self.clause())


def to_come(when: str, now: str) -> str:
    """What stands below a setting that the run does not follow yet: `from Restart; now adam`."""
    return f"{when}; now {now}"


def slider(label: str, choices: Choices, tooltip: str) -> SelectionSlider:
    """A slider over choices, which tells its value when it is let go."""
    made = SelectionSlider(
        options=choices,
        description=label,
        continuous_update=False,
        **with_tooltip(SelectionSlider, tooltip),
    )
    made.add_class("dm-slider")
    return made

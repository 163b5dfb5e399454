"""Buttons, lines of text, and a question with a button for each answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ipywidgets import HTML, Button, HBox, VBox

from densemodel.widgets.runtime._changed_only import ChangedOnly
from densemodel.widgets.runtime._compat import answer_in_subshells
from densemodel.wording import paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from densemodel.widgets.runtime._writer import Writer

Action = TypeVar("Action", bound=str)


def styled(widget: Any, *classes: str) -> Any:
    """The widget, with CSS classes."""
    for css in classes:
        widget.add_class(css)
    return widget


def hidden_line(*classes: str) -> HTML:
    """A line of text that is hidden until `Writer.say` gives it words."""
    return styled(HTML(layout={"display": "none"}), *classes)


def button(
    label: str, tooltip: str, act: Callable[[], object], *classes: str, is_hidden: bool = False
) -> Button:
    """A button that calls a function; clicks also come while a cell runs."""
    made = styled(Button(description=label, tooltip=tooltip), "dm-button", *classes)
    if is_hidden:
        made.layout.display = "none"
    made.on_click(lambda _: act())
    answer_in_subshells(made)
    return made


class ActionButtons(Generic[Action]):
    """A button for each action; only those that are possible now are shown.

    Args:
        writer: Changes the widgets.
        labels: The label and the tooltip of each action.
        act: Called with the action of the button that was pressed.
    """

    def __init__(
        self,
        writer: Writer,
        labels: Mapping[Action, tuple[str, str]],
        act: Callable[[Action], None],
    ) -> None:
        self._put = ChangedOnly(writer.put)
        self.buttons: dict[Action, Button] = {}
        for action, (label, tooltip) in labels.items():
            main = () if action == "restart" else ("dm-main",)
            do = partial(act, action)
            self.buttons[action] = button(label, tooltip, do, *main, is_hidden=True)

    def show(self, actions: Collection[Action], *, is_disabled: bool = False) -> None:
        """Show the buttons of these actions alone."""
        for action, made in self.buttons.items():
            self._put(made.layout, display=None if action in actions else "none")
            self._put(made, disabled=is_disabled)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer and its action."""

    label: str
    tooltip: str
    act: Callable[[], None]
    closes: bool = False
    "Whether it changes nothing, so that Escape chooses it."


class Question:
    """A sentence and its answers, the main one first; hidden until it is asked.

    Args:
        writer: Changes the widgets.
        answers: Shown in this order.
    """

    def __init__(self, writer: Writer, answers: Sequence[Answer]) -> None:
        self._writer = writer
        self._words = styled(HTML(), "dm-question-words")
        row = HBox([_answer_button(one, is_main=not n) for n, one in enumerate(answers)])
        parts = [self._words, styled(row, "dm-buttons")]
        self.widget = styled(VBox(parts, layout={"display": "none"}), "dm-question")

    def ask(self, words: str) -> None:
        """Show the question."""
        self._writer.put(self._words, value=f'<div role="alert">{paragraphs([words])}</div>')
        self._writer.show(self.widget)

    def hide(self) -> None:
        """Hide the question."""
        self._writer.show(self.widget, is_shown=False)


def _answer_button(answer: Answer, *, is_main: bool) -> Button:
    # the front end presses the button that closes on Escape
    classes = [*(["dm-main"] if is_main else []), *(["dm-closes"] if answer.closes else [])]
    return button(answer.label, answer.tooltip, answer.act, *classes)

"""A question in the panel, with a button for each answer, without a dialog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipywidgets import HTML, Button, HBox, VBox

from densemodel.widgets.runtime._compat import answer_in_subshells
from densemodel.wording import paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.widgets.runtime._writer import Writer


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
        self._words = HTML()
        self._words.add_class("dm-question-words")
        row = HBox([_button(answer, is_main=not place) for place, answer in enumerate(answers)])
        row.add_class("dm-buttons")
        self.widget = VBox([self._words, row], layout={"display": "none"})
        self.widget.add_class("dm-question")

    def ask(self, words: str) -> None:
        """Show the question."""
        self._writer.put(self._words, value=f'<div role="alert">{paragraphs([words])}</div>')
        self._writer.put(self.widget.layout, display=None)

    def hide(self) -> None:
        """Hide the question."""
        self._writer.put(self.widget.layout, display="none")


def _button(answer: Answer, *, is_main: bool) -> Button:
    button = Button(description=answer.label, tooltip=answer.tooltip)
    button.add_class("dm-button")
    if is_main:
        button.add_class("dm-main")
    if answer.closes:
        button.add_class("dm-closes")  # the front end presses it on Escape
    button.on_click(lambda _: answer.act())
    answer_in_subshells(button)
    return button

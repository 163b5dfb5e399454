"""Buttons, lines on what came of an action, and a question with a button for each answer."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from densemodel.widgets.runtime._compat import answer_in_subshells
from densemodel.widgets.runtime._paced import in_thread
from densemodel.widgets.runtime._parts import HIDDEN, HTML, Button, HBox, VBox, visibility
from densemodel.widgets.runtime._writer import ChangedOnly
from densemodel.wording import element, error_text, paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from ipywidgets import Widget

    from densemodel.widgets.runtime._writer import Writer

Action = TypeVar("Action", bound=str)
WidgetT = TypeVar("WidgetT", bound="Widget")


def styled(widget: WidgetT, *classes: str) -> WidgetT:
    """The widget, with CSS classes."""
    for css in classes:
        widget.add_class(css)
    return widget


def hidden_line(*classes: str) -> HTML:
    """A line of text that is hidden until `Writer.say` gives it words."""
    return styled(HTML(), HIDDEN, *classes)


def button(
    label: str, tooltip: str, act: Callable[[], object], *classes: str, is_hidden: bool = False
) -> Button:
    """A button that calls a function; clicks also come while a cell runs."""
    hidden = (HIDDEN,) if is_hidden else ()
    made = styled(Button(description=label, tooltip=tooltip), "dm-button", *classes, *hidden)
    made.on_click(lambda _: act())
    answer_in_subshells(made)
    return made


class Later:
    """A hidden box; what stands in it is made when it is first shown."""

    def __init__(self, writer: Writer, make: Callable[[], Sequence[Widget]], *classes: str) -> None:
        self._writer, self._make = writer, make
        self.is_made = False
        self.widget = styled(VBox(), HIDDEN, *classes)

    def show(self, *, is_shown: bool = True) -> None:
        """Show or hide it."""
        if is_shown and not self.is_made:
            self.is_made = True
            self._writer.put(self.widget, children=self._make())
        self._writer.show(self.widget, is_shown=is_shown)


class ActionButtons(Generic[Action]):
    """A button for each action; only those that are possible now are shown.

    `labels` has each action's label and tooltip; `act` gets the action of the pressed button.
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

    def show(self, actions: Collection[Action]) -> None:
        """Show the buttons of these actions alone."""
        for action, made in self.buttons.items():
            self._put(made, **visibility(made, action in actions))


class ActionLines:
    """Does actions, each in its own thread, and says in a line what came of it.

    Loading and saving take seconds, and other clicks are handled meanwhile.
    """

    def __init__(self, writer: Writer, *css: str) -> None:
        self._writer = writer
        self._lock = threading.Lock()
        self._busy: set[str] = set()
        self._lines: dict[str, tuple[str, bool]] = {}
        self.widget = hidden_line(*css)

    def is_busy(self, key: str) -> bool:
        """Whether the action is being done."""
        return key in self._busy

    def do(
        self,
        key: str,
        words: str,
        act: Callable[[], object],
        refusal: str,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        """Do an action, unless it is being done.

        Args:
            key: Names it: each has one line.
            words: Said meanwhile.
            act: A text that it gives is said afterwards.
            refusal: Begins the line on an error.
            changed: Called when the action begins and ends.
        """
        with self._lock:
            if key in self._busy:
                return
            self._busy.add(key)
        self.say(key, words)
        changed()

        def work() -> None:
            try:
                result, is_failed = act(), False
            except Exception as error:  # noqa: BLE001 - a click has nobody to raise it to
                result, is_failed = f"{refusal}: {error_text(error)}", True
            self._busy.discard(key)
            changed()
            self.say(key, result if isinstance(result, str) else "", is_failed=is_failed)

        in_thread(work, "densemodel-action")

    def say(self, key: str, words: str, *, is_failed: bool = False) -> None:
        """Set the line of an action, which becomes the last one; an empty one goes."""
        with self._lock:
            self._lines.pop(key, None)
            if words:
                self._lines[key] = words, is_failed
            shown = list(self._lines.values())[-4:]
        lines = "".join(
            element("p", line, "dm-sentence dm-failed" if failed else "dm-sentence")
            for line, failed in shown
        )
        self._writer.say(self.widget, f'<div role="status">{lines}</div>' if lines else "")
        self._writer.hurry()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer and its action."""

    label: str
    tooltip: str
    act: Callable[[], None]
    closes: bool = False
    "Whether it changes nothing, so that Escape chooses it."


class Question:
    """A sentence and its answers, the main one first; hidden until it is asked."""

    def __init__(self, writer: Writer, answers: Sequence[Answer]) -> None:
        self._writer, self._answers = writer, answers
        self._place = Later(writer, self._parts, "dm-question")
        self.widget = self._place.widget

    def _parts(self) -> list[Widget]:
        self._words = styled(HTML(), "dm-question-words")
        row = HBox([button(one.label, one.tooltip, one.act) for one in self._answers])
        styled(row.children[0], "dm-main")
        for answer, made in zip(self._answers, row.children, strict=True):
            if answer.closes:
                styled(made, "dm-closes")  # the front end presses it on Escape
        return [self._words, styled(row, "dm-buttons")]

    def ask(self, words: str) -> None:
        """Show the question."""
        self._place.show()
        self._writer.put(self._words, value=f'<div role="alert">{paragraphs([words])}</div>')

    def draw(self, words: str) -> None:
        """Show the question; an empty one is hidden."""
        if words:
            self.ask(words)
        else:
            self.hide()

    def hide(self) -> None:
        """Hide the question."""
        self._place.show(is_shown=False)

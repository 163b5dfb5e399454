"""A sentence with a button that restores a run, replaced by the run's panel."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipywidgets import HTML, VBox

from densemodel.widgets.charts._earlier_runs import EARLIER_RUNS
from densemodel.widgets.panel._base_panel import BasePanel
from densemodel.widgets.panel._pending_settings import pending_settings_of
from densemodel.widgets.panel._view import close_widgets
from densemodel.widgets.runtime._accessibility import Accessibility
from densemodel.widgets.runtime._question import Answer, Question
from densemodel.widgets.runtime._static_output import (
    StaticOutput,
    show_with_static_output,
    update_static_output,
)
from densemodel.widgets.runtime._style import style_widget
from densemodel.widgets.runtime._writer import kernel_writer
from densemodel.wording import NO_MATHS, element, error_text, paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.training import Run
    from densemodel.widgets.runtime._writer import Writer

logger = logging.getLogger("densemodel")


@dataclass(frozen=True, slots=True)
class ButtonOffer:
    """A button with its action."""

    words: str
    "The plain text above the button."
    label: str
    tooltip: str
    do: Callable[[], Outcome]
    "It may raise, and can then be called again: the error is shown below the button."


@dataclass(frozen=True, slots=True)
class Outcome:
    """The display after the action."""

    words: str
    "Plain text, in place of the sentence and the button."
    panel: BasePanel | None = None
    "A panel below it; None where a panel of the page shows the run already."
    offer: ButtonOffer | None = None
    "The next button."


class BringBack(VBox):  # type: ignore[misc]  # ipywidgets is untyped
    """Shows a sentence with a button, and then the result.

    Args:
        offer: What is offered first.
        writer: What changes the widgets; the kernel's own if none is given.
    """

    def __init__(self, offer: ButtonOffer, writer: Writer | None = None) -> None:
        self._writer = writer or kernel_writer()
        self._key = ""
        self._offer: ButtonOffer | None = offer
        self._text = offer.words
        self._clicks = threading.Lock()
        self._said = HTML()
        self._question = self._asked(offer)
        super().__init__([style_widget(), Accessibility(), self._question, self._said])
        self.add_class("dm-panel")
        self.add_class("dm-cell-question")
        self.add_class(NO_MATHS)
        self._writer.flush(timeout=2.0)

    def __repr__(self) -> str:
        """One line, for front ends without widgets."""
        return self._text

    def _ipython_display_(self) -> None:
        """Display the button; the static output is its sentence."""
        self._key = show_with_static_output(self, self._static_output())

    def _static_output(self) -> StaticOutput:
        return StaticOutput(element("p", self._text), self._text)

    def _asked(self, offer: ButtonOffer) -> VBox:
        answer = Answer(offer.label, offer.tooltip, lambda: self._take(offer))
        question = Question(self._writer, [answer])
        question.ask(offer.words)
        return question.widget

    def _take(self, offer: ButtonOffer) -> None:
        """Do the action once: a second click waits, and then finds another one or none."""
        with self._clicks:
            if offer is not self._offer:
                return
            try:
                outcome = offer.do()
            except Exception as error:  # a click has nobody to raise it to
                logger.debug("a run could not be restored", exc_info=True)
                self._say(error_text(error))
            else:
                self._show(outcome)
            self._writer.hurry()

    def _show(self, outcome: Outcome) -> None:
        self._offer, self._text = outcome.offer, outcome.words
        self._say(outcome.words)
        old, (style, reach, *_) = self._question, self.children
        children = [style, reach, self._said]
        if outcome.offer is not None:
            self._question = self._asked(outcome.offer)
            children.append(self._question)
        if outcome.panel is not None:
            children.append(outcome.panel)
            outcome.panel.add_static_output(self._key)
            self._writer.soon(lambda: self.remove_class("dm-panel"))  # the panel has a frame
        elif self._key:
            update_static_output(self._key, self._static_output())
        self._writer.put(self, children=children)
        self._writer.flush(timeout=2.0)
        close_widgets(old, self._writer)

    def _say(self, text: str) -> None:
        self._writer.put(self._said, value=f'<div role="status">{paragraphs([text])}</div>')

    def close(self) -> None:
        """Close the button or its result."""
        if self.comm is not None and hasattr(self, "_writer"):
            writer = self._writer
            del self._writer  # closing the parts comes back here for the widget itself
            for shown in self.children:
                if isinstance(shown, BasePanel):
                    shown.close()
            close_widgets(self, writer)
        super().close()


def show_instead(run: Run, new: Run) -> None:
    """Replace a run in every panel that shows it; each panel calls its `on_new_run`."""
    EARLIER_RUNS.claim(new)
    pending_settings_of(run).hand_over(new)

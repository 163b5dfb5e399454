"""A sentence with buttons in the place of a panel, and then the panel."""

from __future__ import annotations

import logging
import threading
import weakref
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from ipywidgets import HTML, VBox

from densemodel.experiments import Sweep, SweepEnded
from densemodel.training import RunEnded
from densemodel.widgets.charts._earlier_runs import EARLIER_RUNS
from densemodel.widgets.panel._base_panel import BasePanel, Frame
from densemodel.widgets.panel._pending_settings import pending_settings_of
from densemodel.widgets.panel._view import close_widgets
from densemodel.widgets.runtime._buttons import Answer, Question
from densemodel.widgets.runtime._static_output import update_static_output
from densemodel.wording import error_text, paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipywidgets import Widget

    from densemodel.training import Run
    from densemodel.widgets.runtime._writer import Writer

logger = logging.getLogger("densemodel")


class QuestionFrame(Frame):
    """A question below a cell; its answer may be shown as a panel in its place."""

    def __init__(self, writer: Writer | None) -> None:
        super().__init__(writer, "dm-cell-question")
        self._clicks = threading.Lock()
        self._said = HTML()

    def _say(self, text: str) -> None:
        self._writer.put(self._said, value=f'<div role="status">{paragraphs([text])}</div>')

    def _write_for(self, panel: BasePanel) -> None:
        """Let a panel inside have the static output, and the frame."""
        panel.add_static_output(self._key)
        self._writer.soon(lambda: self.remove_class("dm-panel"))


class CellQuestion(QuestionFrame):
    """Asks whether to stop the training of a name for a new run.

    Args:
        take: Stops it and begins with the new one; gives what is then shown, the panel last.
        keep: Gives the panel of what trains, which is shown here as well if it is kept.
    """

    def __init__(
        self,
        busy: Run | Sweep,
        take: Callable[[], tuple[*tuple[Widget, ...], BasePanel]],
        keep: Callable[[], BasePanel],
        writer: Writer | None = None,
    ) -> None:
        super().__init__(writer)
        self._busy = weakref.ref(busy)  # its data are free once a new one has its place
        self._name = busy.name
        self._kept: BasePanel | None = None
        "The panel of the training run, which other cells show, too."
        self._is_answered = False
        leave = partial(self._answer, partial(self._keep_running, keep))
        kept = "its results" if isinstance(busy, Sweep) else "what it has learned so far"
        stop = f"Stop {busy.name}, keep {kept}, and use this cell"
        self._question = Question(
            self._writer,
            [
                Answer("Stop and use the new one", stop, partial(self._answer, take)),
                Answer("Keep training", "Change nothing", leave, closes=True),
            ],
        )
        self._ask()
        self._cancel.append(busy.on_event(self._handle_event))
        self._show_parts(self._question.widget, self._said)

    def __repr__(self) -> str:
        return f"{self._name} was training when this cell was run: nothing was changed."

    def _keep_running(self, keep: Callable[[], BasePanel]) -> tuple[BasePanel]:
        self._kept = keep()
        return (self._kept,)

    def _answer(self, do: Callable[[], tuple[*tuple[Widget, ...], BasePanel]]) -> None:
        with self._clicks:
            if self._is_answered:
                return
            self._is_answered = True
            try:
                *echo, panel = do()
            except Exception as error:  # noqa: BLE001 - a click has nobody to raise it to
                self._is_answered = False  # what was wrong can be put right
                self._say(error_text(error))
            else:
                self._writer.put(self, children=(*echo, panel))
                self._write_for(panel)
            self._writer.hurry()

    def _ask(self) -> None:
        busy = self._busy()
        doing = "is still training" if busy is not None and busy.is_busy else "was training"
        self._question.ask(f"{self._name} {doing} with a different spec.")

    def _handle_event(self, event: object) -> None:
        if isinstance(event, RunEnded | SweepEnded) and not self._is_answered:
            self._writer.soon(self._ask)

    def _is_shared(self, child: Widget) -> bool:
        return child is self._kept or super()._is_shared(child)


@dataclass(frozen=True, slots=True)
class ButtonOffer:
    words: str
    "The plain text above the button."
    label: str
    tooltip: str
    do: Callable[[], Outcome]
    "It may raise, and can then be called again: the error is shown below the button."


@dataclass(frozen=True, slots=True)
class Outcome:
    words: str
    "Plain text, in place of the sentence and the button."
    panel: BasePanel | None = None
    "A panel below it; None where a panel of the page shows the run already."
    offer: ButtonOffer | None = None


class BringBack(QuestionFrame):
    """Shows a sentence with a button that restores a run, and then the result."""

    def __init__(self, offer: ButtonOffer, writer: Writer | None = None) -> None:
        super().__init__(writer)
        self._offer: ButtonOffer | None = offer
        self._text = offer.words
        self._question = self._asked(offer)
        self._show_parts(self._question, self._said)

    def __repr__(self) -> str:
        return self._text

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
        old, parts = self._question, [self._said]
        if outcome.offer is not None:
            self._question = self._asked(outcome.offer)
            parts.append(self._question)
        if outcome.panel is not None:
            parts.append(outcome.panel)
            self._write_for(outcome.panel)
        elif self._key:
            update_static_output(self._key, self._static_output())
        self._show_parts(*parts)
        close_widgets(old, self._writer)


def show_instead(run: Run, new: Run) -> None:
    """Replace a run in every panel that shows it; each panel calls its `on_new_run`."""
    EARLIER_RUNS.claim(new)
    pending_settings_of(run).hand_over(new)

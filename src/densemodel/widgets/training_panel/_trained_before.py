"""Lines above a panel that say what its cell trained before, each with a button that shows it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from densemodel.widgets.charts._earlier_runs import EARLIER_RUNS
from densemodel.widgets.panel._pending_settings import pending_settings_of
from densemodel.widgets.panel._view import close_widgets
from densemodel.widgets.runtime._buttons import button, styled
from densemodel.widgets.runtime._parts import HTML, HBox
from densemodel.widgets.runtime._static_output import StaticOutput, update_static_output
from densemodel.widgets.training_panel._cell_question import QuestionFrame
from densemodel.wording import element, error_text, paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ipywidgets import Widget

    from densemodel.training import Run
    from densemodel.widgets.panel._base_panel import BasePanel
    from densemodel.widgets.runtime._writer import Writer

logger = logging.getLogger("densemodel")


@dataclass(frozen=True, slots=True)
class ButtonOffer:
    words: str
    "The plain text before the button."
    label: str
    "Empty for a line without a button."
    tooltip: str
    do: Callable[[], Outcome]
    "It may raise, and can then be called again: the error is shown below the button."


@dataclass(frozen=True, slots=True)
class Outcome:
    words: str
    "Plain text, in place of the lines."
    panel: BasePanel | None = None
    "A panel below it; None where a panel of the page shows the run already."
    offer: ButtonOffer | None = None


class TrainedBefore(QuestionFrame):
    """Shows lines with buttons, each of which shows a run, and then what came of a click."""

    def __init__(self, offers: Sequence[ButtonOffer], writer: Writer | None = None) -> None:
        super().__init__(writer)
        styled(self, "dm-trained-before")
        self._offers = tuple(offers)
        self._text = "\n".join(offer.words for offer in offers)
        self._lines = [self._line(offer) for offer in offers]
        self._show_parts(*self._lines, self._status)

    def __repr__(self) -> str:
        return self._text

    def _static_output(self) -> StaticOutput:
        return StaticOutput(paragraphs(self._text.split("\n")) if self._text else "", self._text)

    def hide(self) -> None:
        """Remove the lines, from the page and the file, unless one has been used."""
        self._handle(self._hide)

    def _hide(self) -> None:
        if self._offers:
            self._offers, self._text = (), ""
            self._writer.show(self, is_shown=False)
            self._writer.deliver(self._keep)

    def _keep(self) -> None:
        if self._key:
            output, is_pulled = self._static_output(), self._writer.is_pulled
            update_static_output(self._key, output, is_pulled=is_pulled)

    def _line(self, offer: ButtonOffer) -> Widget:
        parts: list[Widget] = [HTML(element("span", offer.words))] if offer.words else []
        if offer.label:
            do = partial(self._handle, partial(self._apply, offer))
            parts.append(button(offer.label, offer.tooltip, do))
        return styled(HBox(parts), "dm-before-line")

    def _apply(self, offer: ButtonOffer) -> None:
        """Do the action once: a second click waits, and then finds another one or none."""
        if offer not in self._offers:
            return
        try:
            outcome = offer.do()
        except Exception as error:  # a click has nobody to raise it to
            logger.debug("a run could not be shown", exc_info=True)
            self._say(error_text(error))
        else:
            self._show(outcome)

    def _show(self, outcome: Outcome) -> None:
        self._offers = () if outcome.offer is None else (outcome.offer,)
        self._text = outcome.words
        self._say(outcome.words)
        old, self._lines = self._lines, [self._line(offer) for offer in self._offers]
        panels = () if outcome.panel is None else (outcome.panel,)
        if outcome.panel is not None:
            self._write_for(outcome.panel)
        else:
            self._keep()
        self._show_parts(self._status, *self._lines, *panels)
        for line in old:
            close_widgets(line, self._writer)


def show_instead(run: Run, new: Run) -> None:
    """Replace a run in every panel that shows it; each panel calls its `on_new_run`."""
    EARLIER_RUNS.claim(new)
    pending_settings_of(run).hand_over(new)

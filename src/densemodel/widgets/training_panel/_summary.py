"""The panel's footer: the run's sentence, facts, and buttons to save the run and copy its spec."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from ipywidgets import HTML, HBox

from densemodel.errors import DenseModelError
from densemodel.training import (
    refusal_text,
)
from densemodel.widgets.network._layer_facts import fact_lines
from densemodel.widgets.panel._data_sentence import guess_line, row_words
from densemodel.widgets.panel._pending_settings import NEXT, ControlState, pending_settings_of
from densemodel.widgets.panel._progress_line import sentence_markup
from densemodel.widgets.panel._view import View, ViewContext
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._give_button import GiveButton
from densemodel.widgets.saved_models._save_as import SaveAs
from densemodel.widgets.training_controls._offers import CHANGES
from densemodel.wording import capitalised, element

if TYPE_CHECKING:
    from densemodel.training import Event, Run
    from densemodel.widgets.panel._pending_settings import PendingSettings


def status_of(run: Run, wishes: PendingSettings) -> str:
    """The run's sentence; before the start, whether it is ready."""
    bound = ControlState.of(run, wishes).bound if run.state == "ready" else None
    if bound is None:
        return run.sentence
    if bound.refusals:
        return f"Not ready: {refusal_text(bound)}"
    return "Ready to train."


def facts_of(run: Run, wishes: PendingSettings) -> list[str]:
    """The facts on data, loss and more that are shown nowhere else.

    Of a run that has not begun as its Start has them; of another its own, and the rows of the next
    Resume where they are others.
    """
    situation = ControlState.of(run, wishes)
    coming = situation.bound
    if not situation.has_begun:
        return fact_lines(situation.spec, coming, with_offers=False)
    bound = run.bound
    lines = fact_lines(run.spec, bound, with_offers=False)
    if bound is not None and run.best_epoch is not None:  # the sentence has it beside the best
        lines = [line for line in lines if line != guess_line(bound)]
    if bound is None or coming is None or coming.refusals or row_words(coming) == row_words(bound):
        return lines
    return [*lines, f"{capitalised(NEXT)}: {row_words(coming)}."]


_TOOLTIP = "Copy this spec with the changes made here, for a cell"


class Summary(View):
    """The run's sentence, in red for a failure, with buttons beside it and facts below."""

    def __init__(self, scene: ViewContext) -> None:
        super().__init__(scene)
        self._wishes = pending_settings_of(scene.run)
        self._words = styled(HTML(self._text()), "dm-summary-words")
        self._copy = GiveButton.copy("Copy spec", self._spec_text(), tooltip=_TOOLTIP)
        self._facts = styled(HTML(self._facts_text()), "dm-facts")
        self._save: SaveAs | None = None
        with suppress(DenseModelError):  # a source checkout whose front end was never built
            self._save = SaveAs(scene)
        save = self._save
        buttons = HBox([*([save.button] if save else []), self._copy])
        below = [save.said, save.line] if save else []
        parts = [self._words, styled(buttons, "dm-foot-buttons"), *below, self._facts]
        self.widget = styled(HBox(parts), "dm-summary")
        self.follow(self._wishes.on_change(self._draw_facts_too))

    def _spec_text(self) -> str:
        """The spec as a person would write it; on the same data it has the same length."""
        return str(self._wishes.next_spec.without_lengths())

    def _text(self) -> str:
        run = self.run
        said = status_of(run, self._wishes)
        if run.state == "ready" and self.scene.reason_not_ready:
            said = self.scene.reason_not_ready
        return sentence_markup(run, said)

    def _facts_text(self) -> str:
        return " ".join(element("span", line) for line in facts_of(self.run, self._wishes))

    def on_event(self, event: Event) -> None:
        """Update the sentence, which any event may change."""
        if isinstance(event, CHANGES):
            self._draw_facts_too()
        else:
            self.soon(self._draw)

    def _draw_facts_too(self) -> None:
        self.soon(self._draw_facts)
        self.soon(self._draw)

    def _draw_facts(self) -> None:
        self.put(self._facts, value=self._facts_text())

    def _draw(self) -> None:
        self.put(self._words, value=self._text())
        self.put(self._copy, text=self._spec_text())
        if self._save is not None:
            self._save.draw()

"""The panel's foot: what happened, in one sentence; the facts; what saves the run and its spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipywidgets import HTML, HBox

from densemodel.errors import DenseModelError
from densemodel.training import Adjusted, Found, RunEnded, RunStarted, Settled, StateChanged
from densemodel.widgets.panel._view import Scene, View
from densemodel.widgets.panel._wishes import wishes_for
from densemodel.widgets.runtime._give_button import GiveButton
from densemodel.widgets.runtime._gone_words import sentence_markup
from densemodel.widgets.saved_models._save_as import SaveAs
from densemodel.widgets.training_panel._ready_words import facts_of, said_of
from densemodel.wording import element

if TYPE_CHECKING:
    from densemodel.training import Event

_TOOLTIP = "Copy this spec, with all that was changed here, as a cell takes it"


class Summary(View):
    """The run's sentence, a failure in red, and the buttons beside it; below it the facts."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self._wishes = wishes_for(scene.run)
        self._words = HTML(self._text())
        self._words.add_class("dm-summary-words")
        self._copy, self._save = self._copy_button(), self._save_as()
        save = self._save
        beside = [*([save.button] if save else []), *([self._copy] if self._copy else [])]
        buttons = HBox(beside)
        buttons.add_class("dm-foot-buttons")
        below = [save.said, save.line] if save else []
        self._facts = HTML(self._facts_text())
        self._facts.add_class("dm-facts")
        self.widget = HBox([self._words, buttons, *below, self._facts])
        self.widget.add_class("dm-summary")
        self._forget_wishes = self._wishes.on_change(self._draw_facts_too)
        self.follow()

    def _copy_button(self) -> GiveButton | None:
        try:
            return GiveButton.copy("Copy spec", self._spec_text(), tooltip=_TOOLTIP)
        except DenseModelError:  # a source checkout whose front end was never built
            return None

    def _spec_text(self) -> str:
        """As a person would write it: on the same data the lengths come out the same."""
        return str(self._wishes.next_spec.without_lengths())

    def _save_as(self) -> SaveAs | None:
        try:
            return SaveAs(self.scene)
        except DenseModelError:
            return None

    def _text(self) -> str:
        run = self.run
        said = said_of(run, self._wishes)
        if run.state == "ready" and self.scene.reason_not_ready:
            said = self.scene.reason_not_ready
        return sentence_markup(run, said)

    def _facts_text(self) -> str:
        return " ".join(element("span", line) for line in facts_of(self.run, self._wishes))

    def on_event(self, event: Event) -> None:
        """Say what is so now: any event may change the sentence."""
        if isinstance(event, RunStarted | StateChanged | Found | Settled | Adjusted | RunEnded):
            self._draw_facts_too()
        else:
            self.soon(self._draw)

    def close(self) -> None:
        """Hear no more of what waits."""
        self._forget_wishes()
        super().close()

    def _draw_facts_too(self) -> None:
        self.soon(self._draw_facts)
        self.soon(self._draw)

    def _draw_facts(self) -> None:
        self.put(self._facts, value=self._facts_text())

    def _draw(self) -> None:
        self.put(self._words, value=self._text())
        if self._save is not None:
            self._save.draw()
        if self._copy is not None:
            self.put(self._copy, text=self._spec_text())

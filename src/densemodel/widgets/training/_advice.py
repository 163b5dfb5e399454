"""What was found while a run trains, above the tabs, with the button that takes it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from ipywidgets import HTML, VBox

from densemodel.training import Adjusted, Found, RunEnded, RunStarted, Settled, StateChanged
from densemodel.widgets.panel._view import Scene, View
from densemodel.widgets.panel._wishes import wishes_for
from densemodel.widgets.training._offers import Offers
from densemodel.widgets.training._taking import Taking
from densemodel.wording import element, error_text, paragraphs

if TYPE_CHECKING:
    from densemodel.data import Finding
    from densemodel.training import Event, Run

_TRAINING = "training"
"Where a finding says that it is about training, not about the data."


class Advice(View):
    """The first finding of training, whichever tab is open; nothing where all is well.

    Its button takes the words, as a rule from Restart: what went wrong stays in the weights.
    """

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self._wishes = wishes_for(scene.run)
        self._taking = Taking(scene.run, self._wishes, from_restart=True)
        self._clicks, self._lock = threading.Lock(), threading.Lock()
        self._offers = Offers(scene.writer, self._take, most=3, longest=80, announces=True)
        self._next = HTML(layout={"display": "none"})
        self._next.add_class("dm-note")
        self._warning = HTML(layout={"display": "none"})
        self._warning.add_class("dm-advice-warning")
        parts = [self._offers.widget, self._next, self._warning]
        self.widget = VBox(parts, layout={"display": "none"})
        self.widget.add_class("dm-advice")
        self._forget_wishes = self._wishes.on_change(self._show)
        self._show()
        self.follow()

    def on_event(self, event: Event) -> None:
        """Say what is found, and no more once it is settled."""
        if isinstance(event, Found | Settled | RunStarted | StateChanged | Adjusted | RunEnded):
            self._show()

    def close(self) -> None:
        """Hear no more of what waits."""
        self._forget_wishes()
        super().close()

    def _take(self, words: str) -> None:
        warning = ""
        with self._clicks:
            try:
                run = self._taking.take(words)
                if run is not None:
                    self._wishes.fulfil(self.run.spec, resumes=False)
                    self._wishes.hand_over(run)
            except Exception as error:  # noqa: BLE001 - a click has nobody to raise it to
                warning = error_text(error)
        self.put(self._warning, value=paragraphs([warning] if warning else []))
        self.put(self._warning.layout, display=None if warning else "none")
        self._show()
        self.hurry()

    def _show(self) -> None:
        with self._lock:
            found = advice_of(self.run)
            self._offers.show(found, self._taking.when, self._taking.waits)
            waits = any(self._taking.waits(words) for one in found for words in one.ways)
            press = "Press Stop, then Restart" if self.run.is_busy else "Press Restart"
            self.put(self._next, value=element("p", f"{press}, to train with it."))
            self.put(self._next.layout, display=None if waits else "none")
            self.put(self.widget.layout, display=None if found else "none")


def advice_of(run: Run) -> list[Finding]:
    """The first thing that was found in training, if a person can do something about it."""
    of_data = set() if run.bound is None else {*run.bound.findings}
    found = [one for one in run.findings if one not in of_data and one.where == _TRAINING]
    return [one for one in found if one.severity == "offer"][:1]

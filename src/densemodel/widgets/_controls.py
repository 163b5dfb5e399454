"""The panel's left side: buttons, settings, and what it trains on."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from ipywidgets import HTML, VBox

from densemodel.errors import DenseModelError
from densemodel.training import Found, RunEnded, RunStarted, StateChanged, refusal_text
from densemodel.widgets._buttons import Action, Buttons
from densemodel.widgets._data_sentence import data_sentence, finding_lines
from densemodel.widgets._settings_form import SettingsForm
from densemodel.widgets._text import error_text, paragraphs
from densemodel.widgets._view import Scene, View

if TYPE_CHECKING:
    from densemodel.data import Bound
    from densemodel.spec import Spec
    from densemodel.training import Event

NO_DATA = "No data: add -x and -y."


class Controls(View):
    """Drives the run. Clicks may come in any thread, so one lock lets them in one by one."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self._lock = threading.RLock()
        self._later: dict[str, str] = {}  # clauses that wait for the next Start or Resume
        self._buttons = Buttons(scene.writer, self._act)
        self._settings = SettingsForm(
            scene.writer,
            scene.run.spec.settings,
            self._change,
            enabled=scene.run.bound is not None,
        )
        self._warning = HTML(layout={"display": "none"})
        self._warning.add_class("dm-warning")
        self._data = HTML()
        self._data.add_class("dm-data")
        self.widget = VBox([self._buttons.widget, self._warning, self._settings.widget, self._data])
        self.widget.add_class("dm-controls")
        self._show()
        self.follow()

    def on_event(self, event: Event) -> None:
        """Keep buttons, settings and data in step with the run."""
        with self._lock:
            if isinstance(event, RunStarted):
                self._settings.show(self.run.spec.settings)
            if isinstance(event, RunStarted | StateChanged | Found | RunEnded):
                self._show()

    def _act(self, action: Action) -> None:
        """Do what a button says; a second click that comes too late does nothing."""
        with self._lock:
            settings = " ; ".join(self._later.values())
            try:
                if action == "stop":
                    self.run.stop()
                else:
                    getattr(self.run, action)(settings=settings)
                    self._later.clear()
            except Exception as error:  # noqa: BLE001 - a click has nobody to raise it to
                self._warn(error_text(error))
            else:
                self._warn("")
            self._show()

    def _change(self, word: str, clause: str) -> None:
        """Take what a person set: at once where the run can, else with the next Start or Resume."""
        with self._lock:
            try:
                if word == "split":
                    self._later[word] = clause
                else:
                    self.run.adjust(clause)
            except DenseModelError as error:
                self._warn(error_text(error))
                self._settings.show(self._next_spec().settings)
            else:
                self._warn("")
            self._show()

    def _warn(self, text: str) -> None:
        self.put(self._warning, value=paragraphs([text] if text else []))
        self.put(self._warning.layout, display=None if text else "none")

    def _next_spec(self) -> Spec:
        """The spec that the next Start or Resume trains."""
        waiting = " ; ".join(self._later.values())
        return self.run.spec.with_settings(waiting) if waiting else self.run.spec

    def _next_bound(self) -> Bound | None:
        """The data as the next Start or Resume has them, or as they train now."""
        bound = self.run.bound
        return bound.with_spec(self._next_spec()) if bound is not None and self._later else bound

    def _show(self) -> None:
        run, bound = self.run, self._next_bound()
        refusal = missing = ""
        if run.state == "ready" and self.scene.reason_not_ready:
            refusal = self.scene.reason_not_ready
        elif bound is None:
            missing = NO_DATA
        elif bound.refusals:
            refusal = refusal_text(bound)
        words = {
            "stopping": "Stopping…",
            "waiting": f"Waiting for {run.waiting_for} to end.",
        }.get(run.state, "")
        self._buttons.show(run.state, refusal=refusal, missing=missing, words=words)
        self._settings.show_validation(
            is_given=bound is not None and bound.validation is not None,
            has_rows=bool(refusal) or (bound is not None and bound.validation_count > 0),
        )
        self.put(self._data, value=self._data_text(bound))

    def _data_text(self, bound: Bound | None) -> str:
        if bound is None:
            return ""
        lines = [] if bound.refusals else [data_sentence(bound)]
        found = {*self.run.bound.findings} if self.run.bound else set()
        more = [finding for finding in self.run.findings if finding not in found]
        # repairs stand above, in the echo of the cell; here is what a person may still take
        offers = [finding for finding in bound.findings if finding.severity == "offer"]
        return paragraphs([*lines, *finding_lines([*offers, *more])])

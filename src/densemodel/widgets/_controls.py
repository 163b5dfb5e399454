"""The panel's left side: buttons, settings, and what it trains on."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from ipywidgets import HTML, VBox

from densemodel.errors import DenseModelError
from densemodel.training import Found, RunEnded, RunStarted, Settled, StateChanged, refusal_text
from densemodel.widgets._buttons import BUTTONS, Action, Buttons
from densemodel.widgets._choices import OFF
from densemodel.widgets._data_sentence import (
    as_sentence,
    data_sentence,
    finding_lines,
    watch_lines,
)
from densemodel.widgets._settings_form import SettingsForm
from densemodel.widgets._text import error_text, paragraphs
from densemodel.widgets._view import Scene, View

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.data import Bound
    from densemodel.spec import Spec
    from densemodel.training import Event, Run

NO_DATA = "No data: add -x and -y."


class Controls(View):
    """Drives the run.

    Clicks may come in any thread, so one lock lets them in one by one. What is shown has a lock of
    its own: the run tells its events while it holds a lock that a click waits for.

    Args:
        scene: The run.
        changed: Called when the plan of the run was changed, of which it tells no event.
    """

    def __init__(self, scene: Scene, changed: Callable[[], None] = lambda: None) -> None:
        super().__init__(scene)
        self._changed = changed
        self._clicks = threading.Lock()
        self._lock = threading.RLock()
        self._later: dict[str, str] = {}  # clauses that wait for the next Start or Resume
        self._buttons = Buttons(scene.writer, self._act)
        self._settings = SettingsForm(
            scene.writer,
            scene.run.spec.settings,
            self._change,
            enabled=scene.run.has_data,
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
                self._show_settings()
            if isinstance(event, RunStarted | StateChanged | Found | Settled | RunEnded):
                self._show()

    def _act(self, action: Action) -> None:
        """Do what a button says; a second click that comes too late does nothing."""
        with self._clicks:
            if action in BUTTONS[self.run.state]:
                try:
                    self._do(action)
                except Exception as error:  # noqa: BLE001 - a click has nobody to raise it to
                    self._warn(error_text(error))
                else:
                    self._warn("")
            with self._lock:
                self._show()

    def _do(self, action: Action) -> None:
        if action == "stop":
            self.run.stop()
            return
        getattr(self.run, action)(settings=self._waiting())
        with self._lock:
            self._later.clear()

    def _change(self, word: str, clause: str) -> None:
        """Take what a person set: at once where the run can, else with the next Start or Resume."""
        with self._clicks:
            try:
                if word == "split":
                    self._later[word] = clause
                else:
                    self.run.adjust(clause)
            except DenseModelError as error:
                self._warn(error_text(error))
                self._show_settings()
            else:
                self._warn("")
                self._changed()
            with self._lock:
                self._show()

    def _warn(self, text: str) -> None:
        self.put(self._warning, value=paragraphs([text] if text else []))
        self.put(self._warning.layout, display=None if text else "none")

    def _waiting(self) -> str:
        """The clauses that wait for the next Start or Resume."""
        clauses = list(self._later.values())
        if self._later.get("split") == f"split {OFF}" and "patience" in self.run.spec.said:
            clauses.append(f"patience {OFF}")  # it has no rows to look at then
        return " ; ".join(clauses)

    def _show_settings(self) -> None:
        self._settings.show(self._next_spec().settings)

    def _next_spec(self) -> Spec:
        """The spec that the next Start or Resume trains."""
        waiting = self._waiting()
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
        elif not run.has_data:
            missing = NO_DATA
        elif bound is not None and bound.refusals:
            refusal = f"Not ready: {refusal_text(bound)}"
        words = "Stopping…" if run.state == "stopping" else ""
        self._buttons.show(run.state, refusal=refusal, missing=missing, words=words)
        self._settings.show_validation(
            is_given=bound.validation is not None if bound is not None else run.has_data,
            has_rows=bool(refusal) or self._validates(run.bound if run.is_busy else bound),
        )
        self._settings.show_done(is_done=not run.is_busy and _is_done(run))
        self.put(self._data, value=self._data_text(bound))

    def _validates(self, bound: Bound | None) -> bool:
        return self.run.validates if bound is None else bound.validation_count > 0

    def _data_text(self, bound: Bound | None) -> str:
        if bound is None:
            return paragraphs(map(as_sentence, finding_lines(self.run.findings)))
        lines = [] if bound.refusals else [data_sentence(bound), *watch_lines(bound)]
        found = {*self.run.bound.findings} if self.run.bound else set()
        more = [finding for finding in self.run.findings if finding not in found]
        # repairs stand above, in the echo of the cell; here is what a person may still take
        offers = [finding for finding in bound.findings if finding.severity == "offer"]
        return paragraphs([*lines, *map(as_sentence, finding_lines([*offers, *more]))])


def _is_done(run: Run) -> bool:
    """Whether all that was planned is trained, so that a Resume has to plan more."""
    progress = run.progress
    if progress is None or run.state == "ready":
        return False
    if progress.epochs is None:
        return progress.total_steps >= progress.planned_steps
    return progress.epoch >= progress.epochs

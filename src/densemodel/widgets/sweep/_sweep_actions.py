"""The actions on a sweep: each in its own thread, with a line on its result."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from ipywidgets import HTML

from densemodel.widgets.runtime._default_store import default_store
from densemodel.widgets.saved_models._folder_watch import FOLDERS
from densemodel.widgets.saved_models._save_as import saved_words
from densemodel.wording import element, error_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.training import Run
    from densemodel.widgets.runtime._writer import Writer
    from densemodel.widgets.sweep._sweep_view import SweepSource

_MOST_LINES = 4


class SweepActions:
    """Starts, stops, loads and saves without blocking clicks.

    Args:
        sweep: The sweep.
        writer: Changes the widgets.
        on_load: Called with the run of a trial that a person loads; gives the name that it is
            bound to, if any.
    """

    def __init__(
        self,
        sweep: SweepSource,
        writer: Writer,
        on_load: Callable[[Run], str | None] | None,
    ) -> None:
        self._sweep, self._writer, self._on_load = sweep, writer, on_load
        self._lock = threading.Lock()
        self._busy: set[str] = set()
        self._lines: dict[str, tuple[str, bool]] = {}
        self.loaded: dict[int, Run] = {}
        "The loaded runs, by trial number."
        self.said = HTML(layout={"display": "none"})
        self.said.add_class("dm-sweep-said")

    def start(self) -> None:
        """Start or continue."""
        self._do("sweep", "", self._start_now, "Not started")

    def stop(self) -> None:
        """Stop all."""
        self._do("sweep", "", self._stop_now, "Not stopped")

    def act(self, act: str, number: int) -> None:
        """Do the action of a table row."""
        if act == "stop":
            self._do(f"stop {number}", "", lambda: self._stop_trial(number), "Not stopped")
        elif act == "load":
            words = f"Loading trial {number}…"
            self._do(f"load {number}", words, lambda: self._load(number), "Not loaded")

    def save(self, name: str) -> None:
        """Save the best."""
        self._do("save", "Saving…", lambda: self._save(name), "Not saved")

    def _start_now(self) -> str:
        self._sweep.start()
        return ""

    def _stop_now(self) -> str:
        self._sweep.stop()
        return ""

    def _stop_trial(self, number: int) -> str:
        self._sweep.stop_trial(number)
        return ""

    def _load(self, number: int) -> str:
        run = self._sweep.load(number)
        self.loaded[number] = run
        name = None if self._on_load is None else self._on_load(run)
        return f"{name} is trial {number}." if name else f"Trial {number} is loaded."

    def _save(self, name: str) -> str:
        saved = self._sweep.save(default_store(), name)
        FOLDERS.check(saved.path.parent)
        return f"{saved_words(saved)}."

    def _do(self, key: str, words: str, deed: Callable[[], str], refusal: str) -> None:
        """Do an action, unless it is running."""
        with self._lock:
            if key in self._busy:
                return
            self._busy.add(key)
        self._say(key, words)

        def work() -> None:
            try:
                self._say(key, deed())
            except Exception as error:  # noqa: BLE001 - a click has nobody to raise it to
                self._say(key, f"{refusal}: {error_text(error)}", is_failed=True)
            finally:
                with self._lock:
                    self._busy.discard(key)

        threading.Thread(target=work, name="densemodel-sweep-deed", daemon=True).start()

    def _say(self, key: str, words: str, *, is_failed: bool = False) -> None:
        """Show one line for each action, the newest last."""
        with self._lock:
            self._lines.pop(key, None)
            if words:
                self._lines[key] = words, is_failed
            shown = list(self._lines.values())[-_MOST_LINES:]
        lines = "".join(
            element("p", line, "dm-sentence dm-failed" if failed else "dm-sentence")
            for line, failed in shown
        )
        value = f'<div role="status">{lines}</div>' if lines else ""
        self._writer.put(self.said, value=value)
        self._writer.put(self.said.layout, display=None if lines else "none")
        self._writer.hurry()

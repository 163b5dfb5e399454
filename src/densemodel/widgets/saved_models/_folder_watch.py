"""Watches folders for added and removed files: one thread for all lists of a kernel.

A check is one system call for each folder. The thread ends with the last list
that asked for it, and begins with the next.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from densemodel.store import modified_ns

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

logger = logging.getLogger("densemodel")


class FolderWatch:
    def __init__(self, poll_seconds: float = 2.0) -> None:
        self._poll_seconds = poll_seconds
        self._wanted: dict[object, tuple[Path, Callable[[], None]]] = {}
        self._seen: dict[Path, int] = {}
        self._lock = threading.Lock()
        self._ended = threading.Event()

    def on_change(self, folder: Path, changed: Callable[[], None]) -> Callable[[], None]:
        """Call a function after each change of a folder, which may come later; it must be quick.

        It is called on the watching thread. Returns the function that ends it.
        """
        key = object()
        with self._lock:
            is_first = not self._wanted
            self._wanted[key] = folder, changed
            self._seen.setdefault(folder, modified_ns(folder))
            if is_first:
                self._ended = threading.Event()
                threading.Thread(
                    target=self._work, args=(self._ended,), name="densemodel-folders", daemon=True
                ).start()

        def end() -> None:
            with self._lock:
                if self._wanted.pop(key, None) is not None and not self._wanted:
                    self._seen.clear()
                    self._ended.set()

        return end

    def check(self, folder: Path) -> None:
        with self._lock:
            if folder in self._seen:
                self._seen[folder] = modified_ns(folder)
        self._call({folder})

    def _work(self, ended: threading.Event) -> None:
        while not ended.wait(self._poll_seconds):
            with self._lock:
                before, self._seen = self._seen, {one: modified_ns(one) for one in self._seen}
                changed = {one for one, state in self._seen.items() if state != before[one]}
            self._call(changed)

    def _call(self, folders: set[Path]) -> None:
        with self._lock:
            functions = [changed for place, changed in self._wanted.values() if place in folders]
        for changed in functions:
            try:
                changed()
            except Exception:
                logger.exception("a list of saved models could not be redrawn")


FOLDERS = FolderWatch()

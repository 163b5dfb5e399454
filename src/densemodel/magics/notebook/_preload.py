"""Imports slow libraries while a notebook's kernel is idle."""

from __future__ import annotations

import os
import random
import threading
import time
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

from densemodel._import_turns import about_to_import, importing_alone

if TYPE_CHECKING:
    from collections.abc import Sequence

_IDLE_SECONDS = 0.5
_FOR_DRAWINGS = ("ipywidgets", "anywidget", "densemodel.widgets.network._echo")
_FOR_PANELS = (
    *("bqplot", "densemodel.widgets.training_panel._panel"),
    "densemodel.widgets.experiments._sweep_panel",
)
"""In the order in which a cell needs them, each with what it imports; Keras comes last."""


class Preload:
    """Waits until no cell of a kernel has run for half a second, then imports in a thread.

    It imports and no more: no device is looked for. What fails to be imported is said by the cell
    that needs it.
    """

    def __init__(self, shell: Any) -> None:
        self._events = shell.events
        self._changed = threading.Condition()
        self._is_over = False
        self._cells = 0
        "How many cells have begun."
        # %load_ext runs in a cell; a configuration may load us before there is one
        is_in_cell = getattr(shell.display_trap, "is_active", False)
        self._idle_since = None if is_in_cell else time.monotonic()
        self._events.register("pre_run_cell", self._begin_cell)
        self._events.register("post_run_cell", self._end_cell)
        self.thread = threading.Thread(target=self._work, name="densemodel-preload", daemon=True)
        self.thread.start()

    @staticmethod
    def is_wanted(shell: Any) -> bool:
        """Whether this is a kernel, and the environment does not disable it."""
        return hasattr(shell, "kernel") and os.environ.get("DENSEMODEL_PRELOAD") != "0"

    @property
    def idle_seconds(self) -> float | None:
        """The seconds since the last cell; None while one runs."""
        since = self._idle_since
        return None if since is None else time.monotonic() - since

    def close(self) -> None:
        """Import nothing more; a started import finishes."""
        with self._changed:
            self._is_over = True
            self._changed.notify_all()
        for name, function in (
            ("pre_run_cell", self._begin_cell),
            ("post_run_cell", self._end_cell),
        ):
            with suppress(ValueError):  # a cell has cleared all of the shell's events
                self._events.unregister(name, function)

    def _begin_cell(self, _: Any = None) -> None:
        with self._changed:
            self._idle_since = None
            self._cells += 1
            self._changed.notify_all()

    def _end_cell(self, _: Any = None) -> None:
        with self._changed:
            self._idle_since = time.monotonic()
            self._changed.notify_all()

    def _work(self) -> None:
        self._wait()
        if self._is_over:
            return
        cells, state = self._cells, random.getstate()
        with suppress(Exception):  # the cell that needs it says what is wrong
            self._import_all()
        # some libraries draw from Python's random numbers as they are imported
        if cells == self._cells:
            random.setstate(state)

    def _import_all(self) -> None:
        with about_to_import("keras", "tensorflow"):
            with importing_alone():
                from densemodel.network import import_keras, is_for_tensorflow

            if not is_for_tensorflow():
                return
            self._import(_FOR_DRAWINGS)
            with importing_alone():
                from densemodel.widgets import read_ahead

                read_ahead()
            self._import(_FOR_PANELS)
            if not self._is_over:
                import_keras()

    def _import(self, names: Sequence[str]) -> None:
        for name in names:
            if not self._is_over:
                with importing_alone():
                    import_module(name)

    def _wait(self) -> None:
        with self._changed:
            while not self._is_over:
                idle = self.idle_seconds
                rest = None if idle is None else _IDLE_SECONDS - idle
                if rest is not None and rest <= 0:
                    return
                self._changed.wait(rest)

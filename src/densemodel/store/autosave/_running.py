"""The autosaved runs: a hidden folder of a store, from which they are recovered."""

from __future__ import annotations

import atexit
import threading
import time
import weakref
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from densemodel.errors import StoreError
from densemodel.store.autosave._background import BACKGROUND
from densemodel.store.autosave._running_names import is_mine, may_live, running_name
from densemodel.store.folder._files import make_folder, sweep, write_atomically
from densemodel.store.folder._index import Index

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from densemodel.store.autosave._autosave import Autosave
    from densemodel.store.card._saved_model import SavedModel
    from densemodel.training import Run

FOLDER = ".running"
MOST, MOST_DAYS, MOST_BYTES = 20, 30, 500_000_000
"Of processes that are gone; what is more, or older, is removed. The newest one stays at any size."

_LAST_LOOK_SECONDS = 2.5


class Running:
    """The autosaved runs of one store.

    Args:
        store: The folder of the store; that of the runs is made within it.
    """

    def __init__(self, store: Path) -> None:
        self.folder = store / FOLDER
        self._index = Index(self.folder)
        self._mine: weakref.WeakKeyDictionary[Run, Autosave] = weakref.WeakKeyDictionary()
        self._saved: weakref.WeakKeyDictionary[Run, tuple[SavedModel, int]] = (
            weakref.WeakKeyDictionary()
        )
        "The saved models of runs, and after how many steps each was saved."
        self._lock = threading.Lock()
        self._is_awaited = False
        "Whether the end of the process waits for the last files."

    def begin(self, run: Run) -> Callable[[], None]:
        """Autosave a run from its next evaluation on.

        Returns:
            The function that ends it; the file stays.
        """
        from densemodel.store.autosave._autosave import Autosave

        with self._lock:
            if not self._is_awaited:
                # it is called before the training threads are stopped, which was registered earlier
                atexit.register(_take_last, self)
                self._is_awaited = True
            autosave = self._mine.get(run)
            if autosave is None:
                autosave = self._mine[run] = Autosave(run, self._put)
        autosave.begin()
        return autosave.end

    def adopt(self, run: Run, saved: SavedModel) -> None:
        """Autosave a run that was loaded from one of these files to the same file.

        The file gets the name of this process, so that no other one takes it as well.

        Raises:
            StoreError: It is gone: another process has just taken it, or saved it.
        """
        from densemodel.store.autosave._autosave import Autosave

        path = self.folder / running_name(saved.name, saved.id)
        try:
            saved.path.rename(path)
        except OSError as error:
            if not saved.path.exists():
                raise StoreError(
                    f"'{saved.name}' was restored elsewhere in the meantime"
                ) from error
            path = saved.path  # a folder that can't be written: the run is there all the same
        with self._lock:
            self._mine[run] = Autosave(run, self._put, replace(saved, path=path))

    def file_of(self, run: Run) -> SavedModel | None:
        """The file of a run, after waiting writes are done; None if there is none."""
        autosave = self._mine.get(run)
        BACKGROUND.flush(_LAST_LOOK_SECONDS)
        path = None if autosave is None else autosave.path
        return next((model for model in self._index.models() if model.path == path), None)

    def models(self) -> list[SavedModel]:
        """The recoverable runs, newest first: all that are not training, here or elsewhere.

        Raises:
            StoreError: The folder can't be read.
        """
        training = {autosave.id for autosave in self._of_this_process() if autosave.is_training}
        return [
            model
            for model in self._index.models()
            if not (model.id in training if is_mine(model.path.name) else _is_of_the_living(model))
        ]

    def saved_as(self, run: Run) -> SavedModel | None:
        """The saved model of a run that has not trained since; None without one."""
        saved, steps = self._saved.get(run, (None, 0))
        return saved if steps == run.step_losses.step_count else None

    def forget(self, run: Run, saved: SavedModel) -> None:
        """Remove the file of a run that was saved."""
        self._saved[run] = saved, run.step_losses.step_count
        autosave = self._mine.get(run)
        if autosave is None:
            return
        BACKGROUND.drop(autosave)
        if autosave.path is not None:
            with suppress(OSError):
                autosave.path.unlink()
            autosave.path = None

    def stop_all(self) -> list[Autosave]:
        """Ask all autosaved runs to stop."""
        autosaves = self._of_this_process()
        for autosave in autosaves:
            autosave.stop()
        return autosaves

    def _of_this_process(self) -> list[Autosave]:
        with self._lock:
            return list(self._mine.values())

    def _put(self, autosave: Autosave, name: str, data: bytes) -> Path:
        path = self.folder / running_name(name, autosave.id)
        before = autosave.path
        make_folder(self.folder, is_hidden=True)
        write_atomically(path, data, is_durable=False)
        if before is None:
            self._tidy(name, path)
        elif before != path:  # the run has another name by now
            with suppress(OSError):
                before.unlink()
        return path

    def _tidy(self, name: str, newest: Path) -> None:
        """Remove files that a newer one replaces, old ones, and those beyond the limits."""
        sweep(self.folder)
        training = {autosave.id for autosave in self._of_this_process() if autosave.is_training}
        with suppress(StoreError):
            left = []
            replaced = []
            for model in self._index.models():
                if model.path == newest or model.id in training:
                    continue
                if is_mine(model.path.name):
                    if model.name == name:
                        replaced.append(model)
                elif not _is_of_the_living(model):
                    left.append(model)
            for model in replaced[1:]:  # the newest one can be restored
                _remove(model)
            left.sort(key=lambda model: model.modified_ns, reverse=True)
            size = 0
            for place, model in enumerate(left):
                size += model.size
                is_much = place >= MOST or (place > 0 and size > MOST_BYTES)
                if is_much or _age(model) > MOST_DAYS * 86_400:
                    _remove(model)


@cache
def running_in(store: Path) -> Running:
    """The autosaved runs of a folder, shared by all stores of this process that open it."""
    return Running(store)


def _take_last(running: Running) -> None:
    """Write the runs' states when the process is asked to end."""
    until = time.monotonic() + _LAST_LOOK_SECONDS
    autosaves = running.stop_all()
    while any(autosave.is_training for autosave in autosaves) and time.monotonic() < until:
        time.sleep(0.01)
    BACKGROUND.flush(_LAST_LOOK_SECONDS)


def _is_of_the_living(model: SavedModel) -> bool:
    return may_live(model.path.name, _age(model))


def _age(model: SavedModel) -> float:
    return time.time() - model.modified_ns / 1e9


def _remove(model: SavedModel) -> None:
    with suppress(OSError):
        model.path.unlink()

"""The autosaved runs of a store, in a hidden folder."""

from __future__ import annotations

import atexit
import os
import re
import threading
import time
import weakref
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from densemodel.errors import StoreError
from densemodel.store.card._names import SUFFIX, slug_of
from densemodel.store.folder._files import (
    is_gone,
    make_folder,
    process_facts,
    process_space,
    remove,
    sweep,
    write_atomically,
)
from densemodel.store.folder._index import Index
from densemodel.store.folder._model_files import one_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from densemodel.store.autosave._autosave import Autosave
    from densemodel.store.card._card import CellKey
    from densemodel.store.card._saved_model import SavedModel
    from densemodel.store.folder._model_files import Wanted
    from densemodel.training import Run

FOLDER = ".running"
MOST, MOST_DAYS, MOST_BYTES = 100, 30, 500_000_000
"What is more, or older, is removed, except of other processes that live. The newest stays."

_LAST_CHECK_SECONDS = 2.5

_NAME = re.compile(r".+-([0-9a-f]{12})-([0-9]{1,10})-([0-9]{1,20})-[0-9a-f]{16}\.keras")
_UNKNOWN = 0


class Running:
    """The autosaved runs of one store, in a folder within its own."""

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
        """Autosave a run from its next evaluation on; returns the function that ends it."""
        from densemodel.store.autosave._autosave import Autosave

        with self._lock:
            if not self._is_awaited:
                # it is called before the training threads are stopped, which was registered earlier
                atexit.register(self._write_last)
                self._is_awaited = True
            autosave = self._mine.get(run)
            if autosave is None:
                autosave = self._mine[run] = Autosave(run, self._put)
        autosave.begin()
        return autosave.end

    def file_of(self, run: Run) -> SavedModel | None:
        """The file of a run, after waiting writes are done; None if there is none."""
        autosave = self._mine.get(run)
        if autosave is None:
            return None
        path = autosave.written(_LAST_CHECK_SECONDS)
        return next((model for model in self._index.models() if model.path == path), None)

    def models(self) -> list[SavedModel]:
        """The runs that are not training, newest first; a damaged one says why."""
        return self.models_and_training()[0]

    def models_and_training(self) -> tuple[list[SavedModel], list[SavedModel]]:
        """The runs that are not training, and those that are, here or in another process."""
        with self._lock:
            mine = {autosave.id for run, autosave in self._mine.items() if run.is_busy}
        parts: tuple[list[SavedModel], list[SavedModel]] = [], []
        for model in self._index.models():
            is_elsewhere = model.was_cut_off and not is_mine(model.path.name)
            parts[model.id in mine or (is_elsewhere and _is_of_the_living(model))].append(model)
        return parts

    def one(self, name: Wanted) -> SavedModel:
        """The newest run of a name, or that of an id."""
        return one_of(self.models(), name, f"in {self.folder.parent}")

    def load(self, saved: SavedModel) -> Run:
        """Load a run. Its file stays until the run trains on: other processes may load it, too."""
        from densemodel.store.autosave._autosave import Autosave
        from densemodel.store.contents._unpack import load

        run = load(saved.path)
        # a file of this process, or of another that lives, may be that of a run
        is_free = not is_mine(saved.path.name) and not _is_of_the_living(saved)
        with self._lock:
            self._mine[run] = Autosave(run, self._put, saved.path if is_free else None)
        return run

    def saved_as(self, run: Run) -> SavedModel | None:
        """The saved model of a run that has not trained since; None without one."""
        saved, steps = self._saved.get(run, (None, 0))
        return saved if steps == run.step_losses.step_count else None

    def forget(self, run: Run, saved: SavedModel) -> None:
        """Remove the file of a run that was saved."""
        self._saved[run] = saved, run.step_losses.step_count
        autosave = self._mine.get(run)
        if autosave is not None:
            autosave.forget()

    def _write_last(self) -> None:
        """Stop the runs and write their states when the process is asked to end."""
        from densemodel.store.autosave._autosave import BACKGROUND

        with self._lock:
            autosaved = list(self._mine.items())
        for _, autosave in autosaved:
            autosave.cut_off()
        until = time.monotonic() + _LAST_CHECK_SECONDS
        for run, _ in autosaved:  # until its last event, which puts its state here
            with suppress(Exception):  # one that has failed raises its error
                run.wait(max(until - time.monotonic(), 0.0))
        BACKGROUND.flush(_LAST_CHECK_SECONDS)

    def _put(self, autosave: Autosave, name: str, data: bytes) -> Path:
        path = self.folder / running_name(name, autosave.id)
        before = autosave.path
        make_folder(self.folder, is_hidden=True)
        write_atomically(path, data, is_durable=False)
        if before is None:
            self._tidy(path)
        elif before != path:  # the run has another name by now
            remove(before)
        return path

    def _tidy(self, newest: Path) -> None:
        """Remove files that a newer one replaces, old ones, and those beyond the limits."""
        sweep(self.folder)
        training = self.models_and_training()[1]
        seen: set[tuple[str, CellKey | None]] = set()
        size, count = 0, 0
        with suppress(StoreError):
            for model in self._index.models():
                mine = is_mine(model.path.name)
                if model in training or (not mine and _is_of_the_living(model)):
                    continue
                # of what one process trained of one cell, the newest and the one before stay
                is_first = model.path == newest
                is_old = mine and not is_first and (model.name, model.cell) in seen
                if mine and not is_first:
                    seen.add((model.name, model.cell))
                count, size = count + 1, size + model.size
                is_much = count > MOST + 1 or (count > 1 and size > MOST_BYTES)
                if is_old or is_much or _age(model) > MOST_DAYS * 86_400:
                    remove(model.path)


@cache
def running_in(store: Path) -> Running:
    """The autosaved runs of a folder, shared by all stores of this process that open it."""
    return Running(store)


def _is_of_the_living(model: SavedModel) -> bool:
    return may_live(model.path.name, _age(model))


def _age(model: SavedModel) -> float:
    return time.time() - model.modified_ns / 1e9


def running_name(name: str, model_id: str) -> str:
    """The name of a file of this process, for a run and the id in the card of its file.

    The number of a process is soon that of another one, most of all in a container. So the name
    has as well when the process began, where the system tells it.
    """
    process = os.getpid()
    return f"{slug_of(name)}-{process_space()}-{process}-{_birth(process)}-{model_id}{SUFFIX}"


def is_mine(file: str) -> bool:
    """Whether this process wrote a file of this name."""
    process = os.getpid()
    return _parts(file) == (process_space(), process, _birth(process))


def may_live(file: str, age_seconds: float) -> bool:
    """Whether the process that wrote a file, so many seconds ago, may still be writing it."""
    parts = _parts(file)
    if parts is None:
        return False  # copied here by hand
    space, process, birth = parts
    gone = is_gone(process) if space == process_space() else None
    if gone is None:
        return age_seconds < 600.0  # one that nobody can ask lives while its file is young
    return not gone and (_UNKNOWN in (birth, now := _birth_now(process)) or birth == now)


def _parts(file: str) -> tuple[str, int, int] | None:
    found = _NAME.fullmatch(file)
    return None if found is None else (found[1], int(found[2]), int(found[3]))


def _birth_now(process: int) -> int:
    """When a process started, in ticks since boot; 0 if that is unknown."""
    with suppress(ValueError, IndexError):
        return int(process_facts(process)[19])
    return _UNKNOWN


_birth = cache(_birth_now)

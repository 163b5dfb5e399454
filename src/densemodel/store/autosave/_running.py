"""The autosaved runs: a hidden folder of a store, from which they are recovered."""

from __future__ import annotations

import atexit
import os
import re
import threading
import time
import weakref
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from densemodel.errors import StoreError
from densemodel.store.card._names import CUT_OFF, SUFFIX, display_name, new_id, slug_of
from densemodel.store.card._saved_model import SavedModel
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
from densemodel.store.folder._model_files import changed_meanwhile, one_of
from densemodel.store.readers._archive import CARD, rewritten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from densemodel.store.autosave._autosave import Autosave
    from densemodel.store.folder._model_files import ModelFiles, Wanted
    from densemodel.training import Run

FOLDER = ".running"
MOST, MOST_DAYS, MOST_BYTES = 20, 30, 500_000_000
"Of processes that are gone; what is more, or older, is removed. The newest one stays at any size."

_LAST_LOOK_SECONDS = 2.5

_NAME = re.compile(r".+-([0-9a-f]{12})-([0-9]{1,10})-([0-9]{1,20})-[0-9a-f]{16}\.keras")
_UNKNOWN = 0
_SECONDS_OF_SILENCE = 600.0
"One that nobody can ask lives as long as its file is as young as this."


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
        path = autosave.written(_LAST_LOOK_SECONDS)
        return next((model for model in self._index.models() if model.path == path), None)

    def models(self) -> list[SavedModel]:
        """The recoverable runs, newest first: all that are not training, here or elsewhere."""
        training = self._training_ids()
        return [
            model
            for model in self._index.models()
            if not (model.id in training if is_mine(model.path.name) else _is_of_the_living(model))
        ]

    def unsaved(self, saved: Sequence[SavedModel]) -> list[SavedModel]:
        """The autosaved runs that were cut off, or are newer than the saved model of their name.

        The saved models come newest first.
        """
        newest = {model.name: model for model in reversed(saved) if model.card is not None}
        return [
            model
            for model in self.models()
            if model.card is None
            or CUT_OFF in model.tags
            or model.name not in newest
            or _when(model) > _when(newest[model.name])
        ]

    def one(self, name: Wanted) -> SavedModel:
        """Of several runs of one name: the one that was cut off, then one of an ended process.

        After a crash all cells are run again, and what they make has the names of what was lost.
        """
        models = sorted(
            self.models(),
            key=lambda model: (CUT_OFF not in model.tags, is_mine(model.path.name)),
        )
        if not models and not isinstance(name, SavedModel):
            raise StoreError("there is nothing to recover: no autosaved run was found")
        return one_of(models, name, "among the autosaved runs")

    def recover(self, files: ModelFiles, name: Wanted, new: str | None) -> SavedModel:
        """Make a saved model of an autosaved run, and remove its file."""
        found = self.one(name)
        if found.card is None:
            raise StoreError(
                f"{found.path.name} can't be recovered: {found.damaged}. store.discard removes it"
            )
        called = found.name if new is None else display_name(new)
        with files.changing:
            files.require_free(called, fix=", or recover this one under another name")
            # the run may be kept again under the id that it has
            card = replace(found.card, name=called, id=new_id(), tags=())
            try:
                data = rewritten(found.path, {CARD: card.to_bytes()})
            except StoreError as error:
                if found.path.exists():
                    raise
                raise changed_meanwhile(found) from error
            saved = files.write(data, card)
        remove(found.path)
        return saved

    def bring_back(self, name: Wanted) -> Run:
        """Load an autosaved run; from then on it is autosaved to the same file.

        The file gets the name of this process, so that no other one takes it as well.
        """
        from densemodel.store.autosave._autosave import Autosave
        from densemodel.store.contents._unpack import load

        found = self.one(name)
        run = load(found.path)
        path = self.folder / running_name(found.name, found.id)
        try:
            found.path.rename(path)
        except OSError as error:
            if not found.path.exists():
                raise StoreError(
                    f"'{found.name}' was restored elsewhere in the meantime"
                ) from error
            path = found.path  # a folder that can't be written: the run is there all the same
        with self._lock:
            self._mine[run] = Autosave(run, self._put, replace(found, path=path))
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
            autosave.stop()
        until = time.monotonic() + _LAST_LOOK_SECONDS
        while any(run.is_busy for run, _ in autosaved) and time.monotonic() < until:
            time.sleep(0.01)
        BACKGROUND.flush(_LAST_LOOK_SECONDS)

    def _training_ids(self) -> set[str]:
        with self._lock:
            return {autosave.id for run, autosave in self._mine.items() if run.is_busy}

    def _put(self, autosave: Autosave, name: str, data: bytes) -> Path:
        path = self.folder / running_name(name, autosave.id)
        before = autosave.path
        make_folder(self.folder, is_hidden=True)
        write_atomically(path, data, is_durable=False)
        if before is None:
            self._tidy(name, path)
        elif before != path:  # the run has another name by now
            remove(before)
        return path

    def _tidy(self, name: str, newest: Path) -> None:
        """Remove files that a newer one replaces, old ones, and those beyond the limits."""
        sweep(self.folder)
        training = self._training_ids()
        with suppress(StoreError):
            models = [
                model
                for model in self._index.models()
                if model.path != newest and model.id not in training
            ]
            mine = [model for model in models if is_mine(model.path.name)]
            # the newest can be restored
            for model in [one for one in mine if one.name == name][1:]:
                remove(model.path)
            left = [one for one in models if one not in mine and not _is_of_the_living(one)]
            left.sort(key=lambda model: model.modified_ns, reverse=True)
            size = 0
            for place, model in enumerate(left):
                size += model.size
                is_much = place >= MOST or (place > 0 and size > MOST_BYTES)
                if is_much or _age(model) > MOST_DAYS * 86_400:
                    remove(model.path)


@cache
def running_in(store: Path) -> Running:
    """The autosaved runs of a folder, shared by all stores of this process that open it."""
    return Running(store)


def _when(model: SavedModel) -> tuple[datetime, int]:
    """When it was written; cards have only whole seconds."""
    return model.saved_at, model.modified_ns


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
        return age_seconds < _SECONDS_OF_SILENCE
    return not gone and (_UNKNOWN in (birth, now := _birth_now(process)) or birth == now)


def cut_off(models: Iterable[SavedModel]) -> list[SavedModel]:
    """The autosaved runs that were training when their process ended."""
    return [one for one in models if CUT_OFF in one.tags and not is_mine(one.path.name)]


def _parts(file: str) -> tuple[str, int, int] | None:
    found = _NAME.fullmatch(file)
    return None if found is None else (found[1], int(found[2]), int(found[3]))


def _birth_now(process: int) -> int:
    """When a process started, in ticks since boot; 0 if that is unknown."""
    with suppress(ValueError, IndexError):
        return int(process_facts(process)[19])
    return _UNKNOWN


_birth = cache(_birth_now)

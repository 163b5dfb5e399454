"""A folder of saved models."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from densemodel.errors import StoreError
from densemodel.store.autosave._running import running_in
from densemodel.store.card._names import display_name, new_id, require_plain
from densemodel.store.card._notes import notes_of, tags_of
from densemodel.store.folder._files import why
from densemodel.store.folder._lookup import holding, one_of
from densemodel.store.folder._model_files import ModelFiles, changed_meanwhile
from densemodel.store.folder._trash import move
from densemodel.store.folder._trash_limits import (
    TRASH_BYTES,
    TRASH_DAYS,
    TRASH_VERSIONS,
    TrashLimits,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager

    from densemodel.store.card._saved_model import Models, SavedModel
    from densemodel.store.compare._comparison import Comparison
    from densemodel.store.folder._lookup import Wanted
    from densemodel.training import Run, TrainingHistory


class ModelStore:
    """Saved models in a folder, each in one file that is written whole or not at all.

    Where a model is asked for, its name will do, its id or the start of it, the name of its file,
    or a `SavedModel`. Several processes may use one folder at a time.

    Args:
        folder: Made when the first model is saved.
        trash_days: What was deleted longer ago is removed from the trash. This and the other two
            limits hold but for what an earlier version left, see `limit_trash`; None: no limit.
        trash_versions: Of one name so many deleted models stay, the newest.
        trash_bytes: So many bytes of deleted models stay, the newest. The model that was deleted
            last stays whatever the limits are.

    Example:
        >>> store = dm.ModelStore("models")
        >>> store.save(run, "digits", tags=["baseline"])
        SavedModel('digits', 4f1c0a99d2b73e58, 2026-03-01 12:00)
        >>> run = store.load("digits")
    """

    def __init__(
        self,
        folder: str | os.PathLike[str],
        *,
        trash_days: float | None = TRASH_DAYS,
        trash_versions: float | None = TRASH_VERSIONS,
        trash_bytes: float | None = TRASH_BYTES,
    ) -> None:
        self.folder = _folder_of(folder)
        limits = TrashLimits(trash_days, trash_versions, trash_bytes)
        self._files = ModelFiles(self.folder, limits)
        self._running = running_in(self.folder)

    def __repr__(self) -> str:
        """Return the folder."""
        return f"ModelStore({str(self.folder)!r})"

    def save(self, run: Run, name: str, *, notes: str = "", tags: Iterable[str] = ()) -> SavedModel:
        """Save a run: its best model, and where it stands, so that it can be resumed.

        A run that trains is taken between two steps, and trains on undisturbed. A model of the
        same name moves to the trash once the new one is on the disk.

        Args:
            run: A run that has trained, or trains.
            name: Free text, 100 characters at most.
            notes: Free text, 10,000 characters at most.
            tags: Words to find it by.

        Raises:
            StoreError: A name or a tag can't be, or nothing could be written; what was saved
                before is as it was.
        """
        from densemodel.store.contents._pack import packed

        data, card = packed(
            run, name=display_name(name), notes=notes_of(notes), tags=tags_of(tags), id=new_id()
        )
        saved = self._files.write(data, card)
        if not run.is_busy:
            self._running.forget(run, saved)
        return saved

    def autosave(self, run: Run) -> Callable[[], None]:
        """Keep a run as it trains, so that little but the epoch in progress can be lost.

        Each look is written in the background, and where looks follow each other faster, one about
        every 5 s. The file stays after the run has ended, until the run is saved; of runs of one
        name that were replaced in this process, the newest stays. If it can't be written, training
        goes on, and a finding says why. Runs that Keras's own loop trains
        are kept when they have ended.

        Args:
            run: A run, which may be training.

        Returns:
            The function that ends it; the last file stays.

        Example:
            >>> run = dm.train(spec, x, y, wait=False)
            >>> store.autosave(run)
        """
        return self._running.begin(run)

    def recoverable(self) -> Models:
        """What runs left that is not in a saved model, newest first; a damaged one says why.

        These are runs that were cut off when their process ended, and those that ended by
        themselves, but for runs that are older than the saved model of their name. Runs that train
        are not among them.
        """
        from densemodel.store.autosave._recover import unsaved

        return unsaved(self._running.models(), self._files.models())

    def recover(self, name: Wanted, new: str | None = None) -> SavedModel:
        """Make a saved model of what a run left.

        Args:
            name: A run's name, which means the newest that has it, or its id; those that
                `recoverable()` leaves out can be named as well.
            new: A name for it in place of the run's.

        Raises:
            StoreError: There is none, it is damaged, or another model has its name.
        """
        from densemodel.store.autosave._recover import recover

        return recover(self._files, self._running, name, new)

    def bring_back(self, name: Wanted) -> Run:
        """Load what a run left as the run that it was, without making a saved model of it.

        The run is kept in the same file as before, until it is saved.

        Args:
            name: One of `recoverable()`, or what `saved_as` gave, which is loaded as it is; a name
                means the newest that has it.

        Returns:
            The run, without its data: `run.give(x, y)` or `run.resume(x, y)` goes on with them.

        Raises:
            StoreError: There is none, or its file is damaged.
        """
        from densemodel.store.autosave._recover import bring_back
        from densemodel.store.card._saved_model import SavedModel

        if isinstance(name, SavedModel) and name.path.parent == self.folder:
            return self.load(name)
        return bring_back(self._running, name)

    def autosaved(self, run: Run) -> SavedModel | None:
        """The file that `autosave` keeps a run in, as `bring_back` takes it; None without one.

        What is being written is waited for, some seconds at most.
        """
        return self._running.file_of(run)

    def saved_as(self, run: Run) -> SavedModel | None:
        """The model that a run of this process was saved as, by `save`.

        Returns:
            None if it was not saved, or has trained since.
        """
        return self._running.saved_as(run)

    def discard(self, name: Wanted) -> SavedModel:
        """Move what a run left to the trash.

        Raises:
            StoreError: There is none, or it can't be moved.
        """
        from densemodel.store.autosave._recover import discard

        return discard(self._files, self._running, name)

    def load(self, name: Wanted) -> Run:
        """Load a model as the run that it was: `run.model` is the model, `run.resume()` goes on.

        Raises:
            StoreError: There is no such model, or its file is damaged or not to be trusted.
        """
        from densemodel.store.contents._unpack import load

        while True:
            saved = self._files.one(name)
            try:
                run = load(saved.path)
            except StoreError:
                if saved.path.exists():
                    self._files.sound(saved)  # which says it in the words of the list
                    raise  # else it was replaced meanwhile, and the next look finds the new one
            else:
                return run

    def list(self) -> Models:
        """All saved models, newest first; a damaged one says why.

        Raises:
            StoreError: The folder can't be read.
        """
        return self._files.models()

    def find(self, words: str) -> Models:
        """Models in whose name, tags, notes, spec or id all of the words stand, newest first.

        Args:
            words: Whole words or parts of them; upper and lower case are the same.
        """
        return holding(words, self.list())

    def history(self, name: Wanted) -> TrainingHistory:
        """The numbers of every epoch of a model, without loading the model.

        Raises:
            StoreError: There is no such model, or its file is damaged.
        """
        from densemodel.store.contents._saved_history import saved_history

        return self._files.with_current(name, lambda saved: saved_history(saved.path))

    def compare(self, *models: Wanted | Run) -> Comparison:
        """Put two models or more side by side: what differs, the layers, and what each scored.

        Args:
            models: Saved ones, and runs as they stand now, which need not be saved.

        Raises:
            StoreError: There are fewer than two, one is not there, or its file is damaged.

        Example:
            >>> print(store.compare("digits", "digits, two layers", run))
        """
        from densemodel.store.compare._compare import compare

        return compare(self._files, models)

    def export(
        self,
        name: Wanted,
        format: str,  # noqa: A002 - as Keras calls it
        to: str | os.PathLike[str] | None = None,
    ) -> Path:
        """Write a model as something that other programs read, checked by its answers.

        Args:
            name: The model.
            format: "keras", a Keras script with the weights in a file beside it; "saved_model", a
                folder for TensorFlow Serving; "onnx", a file for ONNX Runtime and others.
            to: A path that is free, or a folder; None: beside the folder of the store.

        Returns:
            What was written: the script, the folder, or the file.

        Raises:
            StoreError: It can't be written, a package is missing, or what was written answers
                otherwise than the model; then nothing is left of it.

        Example:
            >>> store.export("digits", "onnx")
            PosixPath('digits.onnx')
        """
        from densemodel.store.export._export import export

        return export(lambda: self.load(name), format, to, self.folder.parent)

    def rename(self, name: Wanted, new: str) -> SavedModel:
        """Give a model another name. Its file keeps its own.

        Raises:
            StoreError: The name can't be, or another model has it.
        """
        called = display_name(new)

        def renamed(saved: SavedModel) -> SavedModel:
            self._files.require_free(called, but=saved)
            return self._files.rewrite(saved, name=called)

        with self._files.changing:
            return self._files.with_current(name, renamed)

    def annotate(
        self, name: Wanted, *, notes: str | None = None, tags: Iterable[str] | None = None
    ) -> SavedModel:
        """Replace what is written about a model.

        Args:
            name: The model.
            notes: The new notes; None to leave them.
            tags: The new tags; None to leave them.
        """
        changes: dict[str, Any] = {}
        if notes is not None:
            changes["notes"] = notes_of(notes)
        if tags is not None:
            changes["tags"] = tags_of(tags)
        with self._files.changing:
            return self._files.with_current(
                name, lambda saved: self._files.rewrite(saved, **changes)
            )

    def delete(self, name: Wanted) -> SavedModel:
        """Move a model to the trash.

        Returns:
            The model as it lies there: `restore` takes it.
        """
        with self._files.changing:
            saved = self._files.one(name)
            return self._files.discard(saved)

    def restore(self, name: Wanted, new: str | None = None) -> SavedModel:
        """Bring a model back from the trash; of several with one name, the one saved last.

        Args:
            name: The model.
            new: Another name for it, where its own is taken.

        Raises:
            StoreError: It is not in the trash, or another model has its name.
        """
        with self._files.changing:
            saved = one_of(self._files.trash.models(), name, "in the trash")
            called = saved.name if new is None else display_name(new)
            if saved.card is not None:
                self._files.require_free(called, fix=", or store.restore(name, 'another name')")
            try:
                place = move(saved.path, self.folder)
            except FileNotFoundError as error:
                raise changed_meanwhile(saved) from error
            except OSError as error:
                raise StoreError(f"'{saved.name}' can't be restored: {why(error)}") from error
            back = replace(saved, path=place)
            return back if new is None else self._files.rewrite(back, name=called)

    def trash(self) -> Models:
        """The deleted models, newest first."""
        return self._files.trash.models()

    def trash_beyond_limits(self) -> Models:
        """The deleted models that the limits of the trash would remove now.

        Raises:
            StoreError: The trash can't be read.
        """
        return self._files.trash.beyond()

    @property
    def trash_limits(self) -> TrashLimits:
        """How much the trash keeps."""
        return self._files.trash.limits

    @property
    def limits_trash(self) -> bool:
        """Whether the limits hold in this folder: not if an earlier version left deleted models."""
        return self._files.trash.is_limited

    def limit_trash(self) -> int:
        """Keep a trash that an earlier version left within the limits from now on.

        Until then nothing of it is removed. The trash of a new folder is limited from the start.

        Returns:
            How many models were removed now.

        Raises:
            StoreError: It can't be remembered; nothing is removed then.
        """
        return self._files.trash.agree()

    def one_deletion(self) -> AbstractContextManager[None]:
        """Delete several models as one: all of them stay in the trash meanwhile.

        Example:
            >>> with store.one_deletion():
            ...     deleted = [store.delete(name) for name in names]
        """
        return self._files.trash.one_deletion()

    def empty_trash(self) -> int:
        """Remove the deleted models for good.

        Returns:
            How many they were.
        """
        return self._files.trash.empty()


def _folder_of(folder: object) -> Path:
    if not isinstance(folder, str | os.PathLike):
        raise StoreError(f"a store is a folder, and this is {type(folder).__name__}")
    path = Path(folder)
    require_plain(str(path), "the name of the folder")
    try:
        return path.expanduser().absolute()
    except RuntimeError as error:
        raise StoreError(f"{path} can't be found: there is no user of that name") from error

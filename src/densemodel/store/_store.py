"""A folder of saved models, and single files outside it."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from densemodel.errors import StoreError, with_call_hints, with_field_hints
from densemodel.store.autosave._running import is_mine, running_in
from densemodel.store.card._names import display_name, new_id, notes_of, require_plain, tags_of
from densemodel.store.card._saved_model import SavedModel
from densemodel.store.folder._files import make_folder, why, write_atomically
from densemodel.store.folder._model_files import ModelFiles, changed_meanwhile, holding, one_of
from densemodel.store.folder._trash import (
    TRASH_BYTES,
    TRASH_DAYS,
    TRASH_VERSIONS,
    TrashLimits,
    move,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager

    from densemodel.store.card._card import CellKey
    from densemodel.store.card._saved_model import Models
    from densemodel.store.compare._comparison import Comparison
    from densemodel.store.folder._model_files import Wanted
    from densemodel.training import Run, TrainingHistory


@dataclass(frozen=True, slots=True)
class CellRuns:
    """What a folder holds of a cell."""

    ended: Models
    "The runs of its spec on its data that are not training, newest first."
    training: SavedModel | None
    "The newest one that trains in another process."
    on_other_data: SavedModel | None
    "The newest one of its spec on other data."


@with_field_hints
class ModelStore:
    """Saved models in a folder, each in one file that is written whole or not at all.

    Where a model is asked for, its name will do, its id or the start of it, the name of its file,
    or a `SavedModel`. Several processes may use one folder at a time.

    Args:
        folder: Created when the first model is saved.
        trash_days: Models deleted longer ago are removed from the trash; None: no limit.
        trash_versions: The number of deleted models of one name that stay, the newest.
        trash_bytes: The bytes of deleted models that stay, the newest. The model deleted last
            always stays.

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
        if not isinstance(folder, str | os.PathLike):
            raise StoreError(f"a store is a folder, and this is {type(folder).__name__}")
        path = Path(folder)
        require_plain(str(path), "the name of the folder")
        try:
            self.folder = path.expanduser().absolute()
            "Where the models are."
        except RuntimeError as error:
            raise StoreError(f"{path} can't be found: there is no user of that name") from error
        limits = TrashLimits(trash_days, trash_versions, trash_bytes)
        self._files = ModelFiles(self.folder, limits)
        self._running = running_in(self.folder)

    def __repr__(self) -> str:
        """Return the folder."""
        return f"ModelStore({str(self.folder)!r})"

    @with_call_hints
    def save(self, run: Run, name: str, *, notes: str = "", tags: Iterable[str] = ()) -> SavedModel:
        """Save a run: its best model, and its training state, so that it can be resumed.

        A training run is saved between two steps and continues undisturbed. A model of the same
        name moves to the trash once the new one is on disk.

        Args:
            run: A run that has trained, or trains.
            name: Free text, 100 characters at most.
            notes: Free text, 10,000 characters at most.
            tags: Words to find it by.

        Raises:
            StoreError: The name or a tag is not allowed, or nothing could be written; models saved
                before are unchanged.
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
        """Save a run while it trains, so that a crash loses little more than the current epoch.

        Each evaluation is written in the background; if they follow each other faster, one about
        every 5 s. The file stays after the run has ended, until the run is saved. Of several runs
        of one name that were replaced in this process, the newest stays. If the file can't be
        written, training continues, and a finding says why. Runs that Keras's own loop trains are
        saved when they have ended.

        Args:
            run: A run, which may be training.

        Returns:
            The function that stops it; the last file stays.

        Example:
            >>> run = dm.train(spec, x, y, wait=False)
            >>> store.autosave(run)
        """
        return self._running.begin(run)

    def unsaved(self) -> Models:
        """Autosaved runs that are in no saved model, newest first; a damaged one says why.

        Those that ended, and those that were cut off when their process ended (`was_cut_off`).
        Runs that are training are not included.
        """
        return self._running.models()

    def runs_of(self, cells: Iterable[CellKey]) -> dict[CellKey, CellRuns]:
        """The saved models and unsaved runs of each of these cells."""
        unsaved, training = self._running.models_and_training()
        models = [*unsaved, *self._files.models()]
        models.sort(key=lambda model: model.saved_at, reverse=True)
        made_by = [(model.cell, model) for model in models if model.cell is not None]
        elsewhere = [model for model in training if not is_mine(model.path.name)]
        return {
            cell: CellRuns(
                [model for of, model in made_by if of == cell],
                next((model for model in elsewhere if model.cell == cell), None),
                next((m for of, m in made_by if of.spec == cell.spec and of != cell), None),
            )
            for cell in cells
        }

    def autosaved(self, run: Run) -> SavedModel | None:
        """The file to which `autosave` writes a run, for `load`; None without one.

        Waits a few seconds for a file that is being written.
        """
        return self._running.file_of(run)

    def saved_as(self, run: Run) -> SavedModel | None:
        """The saved model that `save` made of a run here, unless it has trained since; or None."""
        return self._running.saved_as(run)

    @with_call_hints
    def load(self, name: Wanted) -> Run:
        """Load a saved model as a run: `run.model` is the model, `run.resume()` continues.

        An unsaved run is loaded as well: a name means a saved model before an unsaved run.

        Raises:
            StoreError: There is no such model, or its file is damaged or not to be trusted.
        """
        from densemodel.store.contents._unpack import load

        while True:
            saved = self._one(name)
            try:
                if self._is_unsaved(saved):
                    return self._running.load(saved)
                return load(saved.path)
            except StoreError:
                if saved.path.exists():
                    saved.require_card()  # raises with the words of the list
                    raise  # else it was just replaced, and the next try finds the new one

    def _one(self, name: Wanted) -> SavedModel:
        """A saved model, or else an unsaved run."""
        if isinstance(name, SavedModel) and self._is_unsaved(name):
            return self._running.one(name)
        try:
            return self._files.one(name)
        except StoreError:
            with suppress(StoreError):
                return self._running.one(name)
            raise

    def _is_unsaved(self, saved: SavedModel) -> bool:
        return saved.path.parent == self._running.folder

    def list(self) -> Models:
        """All saved models, newest first; a damaged one says why.

        Raises:
            StoreError: The folder can't be read.
        """
        return self._files.models()

    def find(self, words: str) -> Models:
        """Models whose name, tags, notes, spec and id contain all of the words, newest first.

        Parts of words will do, in any case.
        """
        return holding(words, self.list())

    def history(self, name: Wanted) -> TrainingHistory:
        """The numbers of every epoch of a model, without loading the model.

        Raises:
            StoreError: There is no such model, or its file is damaged.
        """
        from densemodel.store.contents._unpack import saved_history

        return self._files.with_current(name, lambda saved: saved_history(saved.path))

    def compare(self, *models: Wanted | Run) -> Comparison:
        """Compare two or more models: their differences, layers and scores.

        Args:
            models: Saved models, and runs in their current state, which need not be saved.

        Raises:
            StoreError: There are fewer than two, one is missing, or its file is damaged.

        Example:
            >>> print(store.compare("digits", "digits, two layers", run))
        """
        from densemodel.store.compare._comparison import compare

        return compare(self._files, models)

    def export(
        self,
        name: Wanted,
        format: str,  # noqa: A002 - as Keras calls it
        to: str | os.PathLike[str] | None = None,
    ) -> Path:
        """Export a model to another format, and check that its outputs are the same.

        Args:
            name: The model.
            format: "keras", a `.keras` file of its name; "script", a Keras script with the weights
                in a file beside it; "saved_model", a folder for TensorFlow Serving; "onnx", a file
                for ONNX Runtime and others; "litert", a file for phones. Of a model of raw columns,
                ONNX takes the encoded numbers, and a file beside it, named `.columns.json`, says
                how they are made.
            to: A path that does not exist, or a folder; None: beside the folder of the store.

        Returns:
            What was written: the file, the script or the folder.

        Raises:
            StoreError: It can't be written, a package is missing, or its outputs differ from the
                model's; then no file is left.

        Example:
            >>> store.export("digits", "onnx")
            PosixPath('digits.onnx')
        """
        from densemodel.store.export._export import export

        return export(lambda: self.load(name), format, to, self.folder.parent)

    def rename(self, name: Wanted, new: str) -> SavedModel:
        """Rename a model. The name of its file stays.

        Raises:
            StoreError: The name is not allowed, or another model has it.
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
        """Replace the notes or tags of a model; None leaves them."""
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
        """Move a model, or an unsaved run, to the trash; returns it there, for `restore`."""
        with self._files.changing:
            return self._files.discard(self._one(name))

    def restore(self, name: Wanted, new: str | None = None) -> SavedModel:
        """Restore a model from the trash; of several with one name, the one saved last.

        A `new` name helps if its own is taken.

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

    @property
    def trash_limits(self) -> TrashLimits:
        """The limits of the trash."""
        return self._files.trash.limits

    def one_deletion(self) -> AbstractContextManager[None]:
        """Delete several models together: the limits remove none of them meanwhile.

        Example:
            >>> with store.one_deletion():
            ...     deleted = [store.delete(name) for name in names]
        """
        return self._files.trash.one_deletion()

    def empty_trash(self) -> int:
        """Remove the deleted models permanently; returns their number."""
        return self._files.trash.empty()


def keep_run(run: Run, path: Path, *, name: str, id: str) -> None:  # noqa: A002 - as the card has it
    """Write an ended run to a file that `load` opens.

    A power cut may undo it; a process that is killed leaves the old file or the new one.

    Args:
        run: A run that has trained.
        path: The file; its folder is made if it was not there.
        name: What the card calls it.
        id: 16 hexadecimal digits.

    Raises:
        StoreError: It has trained nothing, or could not be written.
    """
    from densemodel.store.contents._pack import packed

    data, _ = packed(run, name=name, id=id)
    make_folder(path.parent)
    write_atomically(path, data, is_durable=False)

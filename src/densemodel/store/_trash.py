"""Where deleted models lie until the trash is emptied: a hidden folder beside the others."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from densemodel.errors import StoreError
from densemodel.store._files import make_hidden, sweep, sync_folder, why
from densemodel.store._index import Index
from densemodel.store._index_file import NAME as INDEX_NAME
from densemodel.store._names import new_id

if TYPE_CHECKING:
    from pathlib import Path

    from densemodel.store._saved_model import SavedModel

FOLDER = ".trash"


class Trash:
    """The deleted models of one store."""

    def __init__(self, store: Path) -> None:
        self.folder = store / FOLDER
        self._index = Index(self.folder)

    def models(self) -> list[SavedModel]:
        """What lies here, newest first by the time when it was saved."""
        return self._index.models()

    def take(self, path: Path) -> Path:
        """Move a file here; nothing that lies here is overwritten.

        Returns:
            Where it lies now.

        Raises:
            StoreError: It is gone, or can't be moved.
        """
        try:
            make_hidden(self.folder)
            return move(path, self.folder)
        except OSError as error:
            raise StoreError(f"{path.name} can't be moved to the trash: {why(error)}") from error

    def empty(self) -> int:
        """Remove for good what lies here.

        Returns:
            How many models these were.

        Raises:
            StoreError: One can't be removed.
        """
        removed = 0
        for model in self.models():
            try:
                model.path.unlink(missing_ok=True)
            except OSError as error:
                raise StoreError(f"{model.path.name} can't be removed: {why(error)}") from error
            removed += 1
        sweep(self.folder)
        with suppress(OSError):
            (self.folder / INDEX_NAME).unlink()  # it has their cards
        return removed


def move(path: Path, folder: Path) -> Path:
    """Move a file into another folder of the same disk, under its name, or one near it.

    Raises:
        OSError: It is gone, or can't be moved.
    """
    target = folder / path.name
    if target.exists():
        target = folder / f"{new_id()[:8]}-{path.name}"
    path.replace(target)
    sync_folder(folder)
    sync_folder(path.parent)
    return target
